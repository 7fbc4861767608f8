"""Addresses of speaking: a phone's own page and deeds, and the presses of the console."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.live.meetings import access
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.meetings.models import Meeting
from app.live.speakers import access as speakers
from app.live.speakers import actions, queries
from app.live.speakers.forms import AskForm, ExpectForm, FloorForm, HandForm
from app.live.speakers.queries import Mine
from app.organisations.actors import Actor, CurrentStaff
from app.organisations.queries import dongs
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.forms import sent
from app.web.render import done, is_htmx, page

router = APIRouter()

# -- a phone ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Own:
    """What a phone's page about speaking shows of itself."""

    meeting: Meeting
    mine: Mine | None
    is_taking: bool


def _own(db: Session, guest: Guest, number: str) -> Own:
    meeting, someone = access.inside(db, guest, number)
    floor = queries.settings(db, meeting.id or 0)
    mine = queries.mine(db, meeting, someone.id or 0)
    return Own(meeting, mine, queries.is_taking(db, meeting, floor))


@router.get("/m/{number}/speaking")
async def show(request: Request, number: str, guest: CurrentGuest, reader: Reader) -> Response:
    """The form, or where one's request stands."""
    own = await reader(_own, guest, number)
    hub: Hub = request.app.state.hub
    topic = Topic("phone", str(own.meeting.id), guest.lang)  # the room's own: one socket serves both pages
    shown = await hub.snapshot(topic)
    return page(
        request,
        "live/speakers/show.html",
        lang=guest.lang,
        own=own,
        number=number,
        topic=topic,
        version=shown.versions["speakers"],
        line=shown.safe["speakers"],
    )


async def _answer(request: Request, number: str, guest: Guest, reader: Reader) -> Response:
    if not is_htmx(request):
        return RedirectResponse(f"/m/{number}/speaking", 303)
    own = await reader(_own, guest, number)
    return page(request, "live/speakers/_turn.html", lang=guest.lang, own=own, number=number)


@router.post("/m/{number}/speaking")
async def ask(request: Request, number: str, guest: CurrentGuest, reader: Reader, writer: Writer) -> Response:
    """발언 신청."""
    form = (await sent(request, AskForm)).ok
    await writer(
        actions.ask,
        guest,
        number,
        name=form.name,
        stance=form.stance,
        is_point=form.is_point,
        key=form.key,
    )
    return await _answer(request, number, guest, reader)


@router.post("/m/{number}/speaking/removal")
async def withdraw(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """신청 거두기."""
    await writer(actions.withdraw, guest, number)
    return await _answer(request, number, guest, reader)


# -- the console -----------------------------------------------------------------------------------------------------


def _done(request: Request, meeting_id: int) -> Response:
    return done(request, f"/meetings/{meeting_id}?aside=speakers")


@router.post("/meetings/{meeting_id}/floor")
async def switch(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """When requests are taken, and how long a turn is."""
    form = (await sent(request, FloorForm)).ok
    await writer(actions.switch, actor, meeting_id, taking=form.taking, seconds=form.seconds)
    return _done(request, meeting_id)


@router.post("/meetings/{meeting_id}/floor/end")
async def finish(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """마침."""
    form = (await sent(request, ExpectForm)).ok
    await writer(actions.finish, actor, meeting_id, form.expect)
    return _done(request, meeting_id)


@router.post("/meetings/{meeting_id}/floor/seconds")
async def extend(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """+30초."""
    form = (await sent(request, ExpectForm)).ok
    await writer(actions.extend, actor, meeting_id, form.expect)
    return _done(request, meeting_id)


@router.post("/meetings/{meeting_id}/speakers")
async def write_down(
    request: Request, meeting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """Somebody in the hall without a phone. The answer to the page's script is an empty form."""
    form = (await sent(request, HandForm)).ok
    await writer(
        actions.write_down,
        actor,
        meeting_id,
        name=form.name,
        stance=form.stance,
        is_point=form.is_point,
        place=form.place,
        key=form.key,
    )
    if not is_htmx(request):
        return _done(request, meeting_id)
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    return page(request, "live/speakers/_by_hand.html", meeting=meeting, dongs=await reader(dongs))


@router.post("/meetings/{meeting_id}/speakers/candidates")
async def line_up(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """발표 순서에 넣기: the candidates of a contest's final."""
    await writer(actions.line_up, actor, meeting_id)
    return _done(request, meeting_id)


def _meeting_of(db: Session, actor: Actor, speaker_id: int) -> int:
    return speakers.of_host(db, actor, speaker_id).meeting_id


@router.post("/speakers/{speaker_id}/call")
async def call(
    request: Request, speaker_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """부르기."""
    form = (await sent(request, ExpectForm)).ok
    await writer(actions.call, actor, speaker_id, form.expect)
    return _done(request, await reader(_meeting_of, actor, speaker_id))


@router.post("/speakers/{speaker_id}/putting-off")
async def put_off(
    request: Request, speaker_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """미루기."""
    await writer(actions.put_off, actor, speaker_id)
    return _done(request, await reader(_meeting_of, actor, speaker_id))


@router.post("/speakers/{speaker_id}/removal")
async def remove(
    request: Request, speaker_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """빼기; can be undone."""
    await writer(actions.remove, actor, speaker_id)
    return _done(request, await reader(_meeting_of, actor, speaker_id))


@router.post("/speakers/{speaker_id}/return")
async def restore(
    request: Request, speaker_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """되돌리기."""
    await writer(actions.restore, actor, speaker_id)
    return _done(request, await reader(_meeting_of, actor, speaker_id))
