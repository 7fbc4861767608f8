"""Addresses of the sorting team: its board, and one group with its card."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict
from app.live.groups import access, actions, queries, sheets
from app.live.groups.broadcasts import KIND
from app.live.groups.forms import MoveForm, OfferForm, SizeForm, UndoForm, WallForm, WordsForm
from app.live.meetings import access as meetings
from app.organisations.actors import Actor, CurrentStaff
from app.realtime.hub import Hub, Topic
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import done, page, see_other

router = APIRouter()


def _done(request: Request, meeting_id: int) -> Response:
    return done(request, _board(meeting_id))


def _board(meeting_id: int) -> str:
    return f"/meetings/{meeting_id}/groups"


@router.get("/meetings/{meeting_id}/groups")
async def show(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """의견 묶기: what came in, what belongs together, what looks alike, what was done."""
    meeting = await reader(meetings.hosted_meeting, actor, meeting_id)
    hub: Hub = request.app.state.hub
    topic = Topic(KIND, str(meeting_id))
    shown = await hub.snapshot(topic)
    return page(
        request,
        "live/groups/board.html",
        meeting=meeting,
        topic=topic,
        versions=shown.versions,
        regions=shown.safe,
        base=_board(meeting_id),
        helper=False,
    )


@router.post("/meetings/{meeting_id}/groups/code")
async def issue_code(
    request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff, settings: Configured
) -> Response:
    """A new code for helpers without an account: the sheet to print is this answer, and no other page shows it."""
    meeting, code = await writer(actions.issue_code, actor, settings.secret, meeting_id)
    paper = await sheets.paper(settings, meeting, code)
    return page(request, "live/groups/sheet.html", meeting=meeting, paper=paper)


@router.post("/meetings/{meeting_id}/groups/moves")
async def move(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Together, into another group, or out of any."""
    form = (await sent(request, MoveForm)).ok
    await writer(actions.move, actor, meeting_id, form.seen, form.target, name=form.name, key=form.key)
    return _done(request, meeting_id)


@router.post("/meetings/{meeting_id}/groups/undo")
async def undo(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """되돌리기: the last step."""
    form = (await sent(request, UndoForm)).ok
    await writer(actions.undo, actor, meeting_id, form.step)
    return _done(request, meeting_id)


@router.post("/meetings/{meeting_id}/groups/wall")
async def show_on_wall(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """스크린에 보이기, or take them down."""
    form = (await sent(request, WallForm)).ok
    await writer(actions.show_on_wall, actor, meeting_id, on=form.on)
    return _done(request, meeting_id)


async def _card(
    request: Request, reader: Reader, actor: Actor, group_id: int, form: Sent[WordsForm], status: int = 200
) -> Response:
    meeting, group = await reader(access.seen_group, actor, group_id)
    inside = await reader(queries.bundle, group)
    return page(
        request,
        "live/groups/card.html",
        status=status,
        meeting=meeting,
        group=inside,
        form=form,
        base=_board(group.meeting_id),
        cards="/groups",
        written=await reader(queries.table_cards, [card.id for card in inside.cards]),
    )


@router.get("/groups/{group_id}")
async def show_card(request: Request, group_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """One group as an agenda card: its name, who does what, and the opinions behind it."""
    return await _card(request, reader, actor, group_id, Sent())


@router.post("/groups/{group_id}")
async def write(
    request: Request, group_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """Name it and fill in its card; what was typed comes back when somebody was faster."""
    form = await sent(request, WordsForm)
    await reader(access.seen_group, actor, group_id)
    if form.data is None:
        return await _card(request, reader, actor, group_id, form, 422)
    words = form.data
    try:
        meeting_id = await writer(
            actions.write,
            actor,
            group_id,
            words.rev,
            name=words.name,
            civil=words.civil,
            official=words.official,
        )
    except Conflict as refusal:
        return await _card(request, reader, actor, group_id, form.refused(refusal), refusal.status)
    return say(request, see_other(request, _board(meeting_id)), f"‘{words.name}’ 묶음을 저장했습니다.")


@router.post("/groups/{group_id}/removal")
async def dissolve(request: Request, group_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """묶음 풀기."""
    form = (await sent(request, SizeForm)).ok
    return _done(request, await writer(actions.dissolve, actor, group_id, form.size))


@router.post("/groups/{group_id}/option")
async def offer(request: Request, group_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """투표 보기로."""
    form = (await sent(request, OfferForm)).ok
    return _done(request, await writer(actions.offer, actor, group_id, form.rev, form.size))


@router.post("/groups/{group_id}/option/removal")
async def take_off(request: Request, group_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """보기에서 빼기."""
    return _done(request, await writer(actions.take_off, actor, group_id))
