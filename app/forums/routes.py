"""Addresses of the officer's contest form. What everybody sees of a contest lies with its proposals."""

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core import clock
from app.core.errors import Invalid
from app.forums import actions
from app.forums.access import planner
from app.forums.forms import PHASES, NewContest, suggested
from app.organisations import queries as organisations
from app.organisations.actors import CurrentStaff
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()

FIRST_NOTICE = timedelta(days=14)


async def _form_page(request: Request, reader: Reader, form: Sent[NewContest], status: int = 200) -> Response:
    dongs = [(one.id, one.name) for one in await reader(organisations.dongs)]
    return page(
        request, "forums/new_contest.html", status=status, form=form, dong_options=dongs, phases=PHASES
    )


@router.get("/contests/new")
async def new_contest(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """The form, with the usual calendar filled in: notice from tomorrow, receiving two weeks later."""
    planner(actor)
    tomorrow = clock.seoul(clock.now()).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return await _form_page(request, reader, Sent(typed=suggested(tomorrow + FIRST_NOTICE)))


@router.post("/contests")
async def open_contest(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """Put a contest on the calendar."""
    planner(actor)
    form = await sent(request, NewContest)
    try:
        given = form.ok
        contest_id = await writer(
            actions.open_contest,
            actor,
            dong_id=given.dong_id,
            title=given.title,
            theme=given.theme,
            body=given.body,
            spans=given.spans,
        )
    except Invalid as refusal:
        return await _form_page(request, reader, form.refused(refusal), 422)
    return say(
        request,
        see_other(request, f"/contests/{contest_id}"),
        "공모전을 열었습니다. 기간은 날짜대로 저절로 바뀝니다.",
    )
