"""Addresses of reports: a phone's own page and deed, and the console's press."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.live.comments import access as comments
from app.live.ideas import access as ideas
from app.live.ideas.rules import HideReason
from app.live.meetings import access
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.reports import actions
from app.live.reports.forms import ReportForm
from app.organisations.actors import CurrentStaff
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import sent
from app.web.i18n import translate
from app.web.render import done, page, see_other

router = APIRouter()

TAKEN = "신고를 받았어요. 진행자가 살펴봐요."


def _idea(db: Session, guest: Guest, number: str, idea_id: int) -> str:
    meeting, _ = access.taking_part(db, guest, number)
    return ideas.shown_idea(db, meeting, idea_id).text


def _comment(db: Session, guest: Guest, number: str, comment_id: int) -> tuple[str, int]:
    meeting, _ = access.taking_part(db, guest, number)
    remark = comments.shown_comment(db, meeting, comment_id)
    return remark.text, remark.idea_id


def _page(request: Request, guest: Guest, address: str, back: str, text: str) -> Response:
    return page(
        request,
        "live/reports/show.html",
        lang=guest.lang,
        address=address,
        back=back,
        text=text,
        reasons=list(HideReason),
    )


@router.get("/m/{number}/ideas/{idea_id}/report")
async def ask_about_idea(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, reader: Reader
) -> Response:
    """Why an idea should be looked at."""
    text = await reader(_idea, guest, number, idea_id)
    back = f"/m/{number}/ideas/{idea_id}"
    return _page(request, guest, f"{back}/report", back, text)


@router.post("/m/{number}/ideas/{idea_id}/report")
async def report_idea(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """신고 on an idea."""
    form = (await sent(request, ReportForm)).ok
    await writer(actions.report_idea, guest, number, idea_id, form.reason)
    return say(request, see_other(request, f"/m/{number}"), translate(guest.lang, TAKEN))


@router.get("/m/{number}/comments/{comment_id}/report")
async def ask_about_comment(
    request: Request, number: str, comment_id: int, guest: CurrentGuest, reader: Reader
) -> Response:
    """Why a comment should be looked at."""
    text, idea_id = await reader(_comment, guest, number, comment_id)
    address, back = f"/m/{number}/comments/{comment_id}/report", f"/m/{number}/ideas/{idea_id}"
    return _page(request, guest, address, back, text)


@router.post("/m/{number}/comments/{comment_id}/report")
async def report_comment(
    request: Request, number: str, comment_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """신고 on a comment."""
    form = (await sent(request, ReportForm)).ok
    idea_id = await writer(actions.report_comment, guest, number, comment_id, form.reason)
    back = see_other(request, f"/m/{number}/ideas/{idea_id}")
    return say(request, back, translate(guest.lang, TAKEN))


@router.post("/ideas/{idea_id}/reports/seen")
async def let_idea_be(request: Request, idea_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """확인함: the reports on an idea leave the list."""
    meeting_id = await writer(actions.let_idea_be, actor, idea_id)
    return done(request, f"/meetings/{meeting_id}?aside=care")


@router.post("/comments/{comment_id}/reports/seen")
async def let_comment_be(request: Request, comment_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The same for a comment."""
    meeting_id = await writer(actions.let_comment_be, actor, comment_id)
    return done(request, f"/meetings/{meeting_id}?aside=care")
