"""Addresses of the exit survey: a phone's three questions, and the desk's paper, results and file."""

import csv
import io

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.live.meetings import access
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.surveys import actions, queries
from app.live.surveys.forms import PaperForm, SurveyForm
from app.live.surveys.queries import Results
from app.live.surveys.rules import ANSWERS, QUESTIONS
from app.organisations.actors import Actor, CurrentStaff
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.i18n import translate
from app.web.render import is_htmx, page, see_other

router = APIRouter()


async def _phone(
    request: Request, guest: Guest, reader: Reader, number: str, form: Sent[SurveyForm], status: int = 200
) -> Response:
    return page(
        request,
        "live/surveys/phone.html",
        status=status,
        lang=guest.lang,
        view=await reader(queries.own, guest, number),
        number=number,
        questions=QUESTIONS,
        answers=ANSWERS,
        form=form,
    )


@router.get("/m/{number}/survey")
async def ask(request: Request, number: str, guest: CurrentGuest, reader: Reader) -> Response:
    """Three questions for this phone, or thanks when it has answered."""
    return await _phone(request, guest, reader, number, Sent())


@router.post("/m/{number}/survey")
async def answer(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """This phone's answers: added to the counts, and forgotten."""
    await reader(queries.own, guest, number)
    form = await sent(request, SurveyForm)
    try:
        given = form.ok
        if not any(given.answers):
            sentence = "하나 이상 골라 주세요."
            raise Invalid(sentence, errors={"q1": sentence})
        await writer(actions.answer, guest, number, given.answers, given.key)
    except (Invalid, Conflict) as refusal:
        if is_htmx(request):  # the page stays as it is, with what was chosen
            raise
        form.refusal = translate(guest.lang, refusal.sentence)
        form.errors.update(getattr(refusal, "errors", {}))
        return await _phone(request, guest, reader, number, form, refusal.status)
    return see_other(request, f"/m/{number}/survey")


# -- the desk --------------------------------------------------------------------------------------------------------


async def _desk(
    request: Request,
    meeting_id: int,
    reader: Reader,
    actor: Actor,
    form: Sent[PaperForm],
    status: int = 200,
) -> Response:
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    return page(
        request,
        "live/surveys/desk.html",
        status=status,
        meeting=meeting,
        view=await reader(queries.desk, meeting),
        questions=QUESTIONS,
        answers=ANSWERS,
        form=form,
    )


@router.get("/meetings/{meeting_id}/survey")
async def show(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """What people said, and where paper is entered."""
    return await _desk(request, meeting_id, reader, actor, Sent())


@router.post("/meetings/{meeting_id}/survey/paper")
async def enter_paper(
    request: Request, meeting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """All the paper so far, as counted; what cannot be is shown again as typed."""
    await reader(access.hosted_meeting, actor, meeting_id)
    form = await sent(request, PaperForm)
    try:
        given = form.ok
        await writer(
            actions.enter_paper,
            actor,
            meeting_id,
            sheets=given.sheets,
            counts=given.rows,
            expect=given.expect,
        )
    except (Invalid, Conflict) as refusal:
        return await _desk(request, meeting_id, reader, actor, form.refused(refusal), refusal.status)
    back = see_other(request, f"/meetings/{meeting_id}/survey")
    return say(request, back, f"종이 설문 {given.sheets}장을 넣었습니다.")


@router.get("/meetings/{meeting_id}/survey/sheet")
async def sheet(
    request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured
) -> Response:
    """The same three questions on paper, to print and copy."""
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    return page(
        request,
        "live/surveys/sheet.html",
        meeting=meeting,
        questions=QUESTIONS,
        answers=ANSWERS,
        address=f"{settings.public_host}/{meeting.join_number}",
    )


@router.get("/meetings/{meeting_id}/survey.csv")
async def file(meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """What may be seen of the answers, as a table."""
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    found = await reader(queries.results, meeting_id)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="survey-{meeting.join_number}.csv"',
    }
    return Response(_table(found), media_type="text/csv; charset=utf-8", headers=headers)


def _table(found: Results) -> str:
    """With a mark at the start by which spreadsheets know the letters."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["질문", "답", "사람 수", "비율(%)", "답한 사람", "평균(5점)"])
    for one in found.questions:
        if not one.answered:
            lines.writerow([one.question, "다섯 명이 안 되어 보이지 않습니다", "", "", "", ""])
        for text, number, share in one.rows:
            mean = f"{(one.mean or 0) / 100:.2f}"
            lines.writerow([one.question, text, number, share, one.answered, mean])
    return "\ufeff" + out.getvalue()
