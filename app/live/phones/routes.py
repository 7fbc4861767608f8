"""Addresses of a resident's phone. Every deed is a plain form post; scripts only make it smoother."""

from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.live.ballots import actions as ballots
from app.live.ballots import queries as ballot_queries
from app.live.ballots.rules import BallotState
from app.live.comments import actions as comments
from app.live.comments import queries as comment_queries
from app.live.ideas import access as idea_access
from app.live.ideas import actions as ideas
from app.live.ideas import queries as idea_queries
from app.live.meetings import access
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.meetings.rules import ItemKind, MeetingState, spoken_number
from app.live.phones.broadcasts import PHONE, THREAD
from app.live.phones.forms import CommentForm, IdeaForm, VoteForm
from app.live.stage import queries as stage
from app.realtime.hub import Hub, Topic
from app.realtime.regions import Snapshot
from app.web.doors import Reader, Rendering, Writer
from app.web.forms import sent
from app.web.render import is_htmx, page

router = APIRouter()

# Where the shared step leaves room for what this one phone has sent.
SENT_HERE = '<div id="sent"></div>'


def _back(address: str) -> Response:
    return RedirectResponse(address, 303)


def _regions(snapshot: Snapshot) -> dict[str, Markup]:
    # Rendered from our own templates, which escaped everything a person wrote.
    return {name: Markup(snapshot.html(name)) for name in snapshot.regions}  # noqa: S704


@router.get("/m/{number}")
async def room(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, renderer: Rendering, change: int = 0
) -> Response:
    """The join screen, or for whoever came in, the step the meeting is at."""
    view, me = await reader(_arrival, guest, number)
    if me is None:
        return page(
            request,
            "live/phones/join.html",
            lang=guest.lang,
            room=view,
            number=number,
            spoken=spoken_number(number),
        )
    hub: Hub = request.app.state.hub
    topic = Topic(PHONE, str(view.meeting.id), guest.lang)
    snapshot = await hub.snapshot(topic)
    mine = await reader(_mine, view, me)
    regions = _regions(snapshot)
    if mine["vote"] is not None:
        template = "live/phones/_paper.html" if change else "live/phones/_receipt.html"
        html = renderer.fragment(template, guest.lang, room=view, number=number, vote=mine["vote"])
        if is_htmx(request):
            return page(request, template, lang=guest.lang, room=view, number=number, vote=mine["vote"])
        regions["step"] = Markup(html)  # noqa: S704  as above
    elif mine["ideas"]:
        html = renderer.fragment("live/phones/_mine.html", guest.lang, cards=mine["ideas"])
        step = str(regions["step"]).replace(SENT_HERE, html)  # as Markup it would look for escaped words
        regions["step"] = Markup(step)  # noqa: S704  as above
    return page(
        request,
        "live/phones/show.html",
        lang=guest.lang,
        topic=topic,
        room=view,
        number=number,
        regions=regions,
        versions=snapshot.versions,
        supported=mine["supported"],
    )


def _arrival(db: Session, guest: Guest, number: str) -> tuple[stage.Room, int | None]:
    meeting = access.room(db, number)
    me = access.seat_in(db, guest, meeting)
    return stage.room(db, meeting), me.id if me is not None else None


def _mine(db: Session, view: stage.Room, me: int) -> dict[str, Any]:
    open_paper = (
        view.paper is not None and view.kind is ItemKind.BALLOT and view.paper.state is BallotState.OPEN
    )
    return {
        "vote": ballot_queries.my_vote(db, view.paper.id, me) if open_paper and view.paper else None,
        "ideas": idea_queries.mine(db, me, view.item.id or 0)
        if view.kind is ItemKind.IDEAS and view.item
        else [],
        "supported": idea_queries.supported_by(db, me),
    }


@router.post("/m/{number}/ballots/{ballot_id}/my-vote")
async def cast(
    request: Request, number: str, ballot_id: int, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """A vote: recorded on disk before it is answered; the same key is answered the same way."""
    form = (await sent(request, VoteForm)).ok
    receipt = await writer(ballots.cast_vote, guest, number, ballot_id, choices=form.choice, key=form.key)
    if not is_htmx(request):
        return _back(f"/m/{number}")
    view, _ = await reader(_arrival, guest, number)
    vote = ballot_queries.MyVote(receipt.choices, receipt.code)
    return page(request, "live/phones/_receipt.html", lang=guest.lang, room=view, number=number, vote=vote)


@router.post("/m/{number}/items/{item_id}/ideas")
async def send_idea(
    request: Request, number: str, item_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """A thought for the item that collects them."""
    form = (await sent(request, IdeaForm)).ok
    idea = await writer(
        ideas.send_idea, guest, number, item_id, text=form.text, nickname=form.nickname, key=form.key
    )
    if not is_htmx(request):
        return _back(f"/m/{number}#sent")
    return page(request, "live/phones/_sent.html", lang=guest.lang, state=idea.state.value, text=idea.text)


@router.post("/m/{number}/ideas/{idea_id}/support")
async def support_idea(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """공감 on an idea."""
    await writer(ideas.support, guest, number, idea_id)
    return Response(status_code=204) if is_htmx(request) else _back(f"/m/{number}#idea-{idea_id}")


@router.post("/m/{number}/ideas/{idea_id}/support/removal")
async def withdraw_support(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """Take the 공감 back."""
    await writer(ideas.withdraw_support, guest, number, idea_id)
    return Response(status_code=204) if is_htmx(request) else _back(f"/m/{number}#idea-{idea_id}")


@router.get("/m/{number}/ideas/{idea_id}")
async def thread(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, reader: Reader, answer: int = 0
) -> Response:
    """One idea and the talk under it. ``answer``: the remark one is answering."""
    supported, remarks = await reader(_thread, guest, number, idea_id)
    hub: Hub = request.app.state.hub
    topic = Topic(THREAD, str(idea_id), guest.lang)
    snapshot = await hub.snapshot(topic)
    return page(
        request,
        "live/phones/thread.html",
        lang=guest.lang,
        topic=topic,
        number=number,
        idea_id=idea_id,
        answer=answer,
        regions=_regions(snapshot),
        versions=snapshot.versions,
        supported=supported,
        supported_remarks=remarks,
    )


def _thread(db: Session, guest: Guest, number: str, idea_id: int) -> tuple[list[int], list[int]]:
    meeting = access.room(db, number)
    if meeting.state is MeetingState.LIVE:
        meeting, someone = access.taking_part(db, guest, number)
        me = someone.id or 0
    else:
        me = 0
    idea_access.shown_idea(db, meeting, idea_id)
    return idea_queries.supported_by(db, me), comment_queries.supported_by(db, me)


@router.post("/m/{number}/ideas/{idea_id}/comments")
async def comment(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """Say something about an idea, or answer a remark."""
    form = (await sent(request, CommentForm)).ok
    await writer(
        comments.comment,
        guest,
        number,
        idea_id,
        text=form.text,
        nickname=form.nickname,
        key=form.key,
        parent_id=form.parent,
    )
    return Response(status_code=204) if is_htmx(request) else _back(f"/m/{number}/ideas/{idea_id}")


@router.post("/m/{number}/comments/{comment_id}/support")
async def support_comment(
    request: Request, number: str, comment_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """공감 on a remark."""
    idea_id = await writer(comments.support, guest, number, comment_id)
    return Response(status_code=204) if is_htmx(request) else _back(f"/m/{number}/ideas/{idea_id}")
