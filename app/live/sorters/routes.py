"""Addresses of a helper who sorts without an account. Opening one changes nothing; every deed is a plain form post."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.core.errors import Conflict, TooMany
from app.live.groups import access, actions, queries
from app.live.groups.access import Helper
from app.live.groups.forms import MoveForm, SizeForm, UndoForm, WordsForm
from app.live.meetings.access import room
from app.live.meetings.guests import CurrentGuest
from app.live.sorters.broadcasts import KIND
from app.live.sorters.forms import CodeForm
from app.live.tables.rules import Entry
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import done, page, see_other

router = APIRouter()


@router.get("/s/{number}")
async def show(request: Request, number: str, guest: CurrentGuest, reader: Reader) -> Response:
    """The board for whoever gave the code; for everyone else the place to give it."""
    return await _show(request, Helper(guest, number), reader, Sent())


async def _show(
    request: Request, who: Helper, reader: Reader, form: Sent[CodeForm], status: int = 200
) -> Response:
    meeting = await reader(room, who.number)
    if await reader(access.helper_in, who.guest, meeting.id or 0) is None:
        return page(request, "live/sorters/door.html", status=status, meeting=meeting, form=form)
    hub: Hub = request.app.state.hub
    topic = Topic(KIND, str(meeting.id))
    shown = await hub.snapshot(topic)
    return page(
        request,
        "live/groups/board.html",
        meeting=meeting,
        topic=topic,
        versions=shown.versions,
        regions=shown.safe,
        base=f"/s/{who.number}",
        helper=True,
    )


@router.post("/s/{number}/sorter")
async def come_in(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """The code of the paper: from now on this browser sorts."""
    form = await sent(request, CodeForm)
    if form.data is None:
        return await _show(request, Helper(guest, number), reader, form, 422)
    entry = await writer(actions.come_in, guest, number, form.data.code)
    if entry is Entry.IN:
        return RedirectResponse(f"/s/{number}", 303)
    form.errors["code"] = entry.label
    status = TooMany.status if entry is Entry.SLOW else 422
    return await _show(request, Helper(guest, number), reader, form, status)


@router.post("/s/{number}/moves")
async def move(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """Together, into another group, or out of any."""
    form, who = (await sent(request, MoveForm)).ok, Helper(guest, number)
    meeting, _ = await reader(access.helped, who)
    await writer(actions.move, who, meeting.id or 0, form.seen, form.target, name=form.name, key=form.key)
    return done(request, f"/s/{number}")


@router.post("/s/{number}/undo")
async def undo(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """되돌리기: the last step."""
    form, who = (await sent(request, UndoForm)).ok, Helper(guest, number)
    meeting, _ = await reader(access.helped, who)
    await writer(actions.undo, who, meeting.id or 0, form.step)
    return done(request, f"/s/{number}")


async def _card(
    request: Request, reader: Reader, who: Helper, group_id: int, form: Sent[WordsForm], status: int = 200
) -> Response:
    meeting, group = await reader(access.seen_group, who, group_id)
    inside = await reader(queries.bundle, group)
    return page(
        request,
        "live/groups/card.html",
        status=status,
        meeting=meeting,
        group=inside,
        form=form,
        base=f"/s/{who.number}",
        cards=f"/s/{who.number}/groups",
        written=await reader(queries.table_cards, [card.id for card in inside.cards]),
    )


@router.get("/s/{number}/groups/{group_id}")
async def show_card(
    request: Request, number: str, group_id: int, guest: CurrentGuest, reader: Reader
) -> Response:
    """One group as an agenda card."""
    return await _card(request, reader, Helper(guest, number), group_id, Sent())


@router.post("/s/{number}/groups/{group_id}")
async def write(
    request: Request, number: str, group_id: int, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """Name it and fill in its card; what was typed comes back when somebody was faster."""
    form, who = await sent(request, WordsForm), Helper(guest, number)
    await reader(access.seen_group, who, group_id)
    if form.data is None:
        return await _card(request, reader, who, group_id, form, 422)
    given = form.data
    words = {"name": given.name, "civil": given.civil, "official": given.official}
    try:
        await writer(actions.write, who, group_id, given.rev, **words)
    except Conflict as refusal:
        return await _card(request, reader, who, group_id, form.refused(refusal), refusal.status)
    return say(request, see_other(request, f"/s/{number}"), f"‘{given.name}’ 묶음을 저장했습니다.")


@router.post("/s/{number}/groups/{group_id}/removal")
async def dissolve(
    request: Request, number: str, group_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """묶음 풀기."""
    form = (await sent(request, SizeForm)).ok
    await writer(actions.dissolve, Helper(guest, number), group_id, form.size)
    return done(request, f"/s/{number}")
