"""Addresses of a subcommittee's year, for everybody; its own dates are set by those who keep its meetings."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core import clock
from app.organisations.actors import Actor, CurrentActor, CurrentStaff
from app.organisations.rules import Role
from app.subcommittees.meetings.access import keeping_seat
from app.subcommittees.pressing import pressed
from app.subcommittees.years import actions, forms, queries
from app.web.doors import Configured, Reader, Writer
from app.web.forms import Sent
from app.web.icalendar import icalendar
from app.web.render import page

router = APIRouter()
AskedYear = Annotated[int | None, Query(ge=2000, le=2100)]


def _this_year() -> int:
    return clock.seoul(clock.now()).year


async def _page(
    request: Request,
    reader: Reader,
    actor: Actor,
    code: str,
    form: Sent[Any],
    status: int = 200,
    number: int | None = None,
) -> Response:
    found = await reader(queries.year, code, number or _this_year(), inside=actor.is_staff)
    keeps = actor.is_staff and keeping_seat(actor, found.body.id) is not None
    return page(
        request,
        "subcommittees/years/show.html",
        status=status,
        found=found,
        keeps=keeps,
        for_all=actor.has(Role.OFFICER),
        form=form,
    )


@router.get("/subcommittees/{code}/calendar")
async def show(
    request: Request, reader: Reader, actor: CurrentActor, code: str, year: AskedYear = None
) -> Response:
    """한 해 달력. Whoever is signed in also sees the tasks of the working groups."""
    return await _page(request, reader, actor, code, Sent(), number=year)


@router.get("/subcommittees/{code}/calendar.ics")
async def as_file(
    reader: Reader, actor: CurrentActor, settings: Configured, code: str, year: AskedYear = None
) -> Response:
    """The same for a calendar program, always as everybody sees it."""
    found = await reader(queries.year, code, year or _this_year(), inside=False)
    events = queries.events(found, settings.public_host, settings.public_url)
    text = icalendar(f"{settings.service_name} {found.body.name}", events, clock.now())
    headers = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{found.body.code}-{found.year}.ics"',
    }
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


@router.post("/subcommittees/{code}/dates")
async def fix_date(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, code: str
) -> Response:
    """날 정하기."""
    return await pressed(
        request,
        writer,
        forms.Fixing,
        lambda db, given: actions.fix_date(
            db,
            actor,
            code,
            day=given.day,
            until=given.until,
            title=given.title,
            for_all=given.for_all,
            key=given.key,
        ),
        lambda form, status: _page(request, reader, actor, code, form, status),
        lambda done: "날을 달력에 올렸습니다.",
        lambda done: f"/subcommittees/{code}/calendar",
    )


@router.post("/subcommittees/{code}/dates/{date_id:int}/removal")
async def take_back(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, code: str, date_id: int
) -> Response:
    """날 지우기."""
    return await pressed(
        request,
        writer,
        forms.Taking,
        lambda db, given: actions.take_back(db, actor, code, date_id),
        lambda form, status: _page(request, reader, actor, code, form, status),
        lambda title: f"‘{title}’ 날을 달력에서 지웠습니다.",
        lambda done: f"/subcommittees/{code}/calendar",
    )
