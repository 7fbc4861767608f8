"""Addresses of the console. Each deed answers 204 to the page's script (the socket brings the change) or sends back."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.live.ballots import actions as ballots
from app.live.consoles.broadcasts import KIND
from app.live.consoles.forms import BallotForm, BlankForm, LinkForm, TurnForm, UndoForm
from app.live.consoles.queries import desk as desk_of
from app.live.consoles.queries import evenings
from app.live.groups import actions as groups
from app.live.ideas.access import hosted_idea
from app.live.ideas.queries import in_order
from app.live.ideas.rules import IdeaState, Order
from app.live.meetings import access
from app.live.meetings import actions as meetings
from app.live.stage import actions as stage
from app.organisations.actors import CurrentStaff
from app.organisations.queries import dongs
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.forms import one_line, sent
from app.web.render import done, page

router = APIRouter()


def _console(meeting_id: int) -> str:
    return f"/meetings/{meeting_id}"


@router.get("/meetings/{meeting_id}")
async def show(
    request: Request,
    meeting_id: int,
    reader: Reader,
    actor: CurrentStaff,
    inbox: IdeaState = IdeaState.WAITING,
    aside: str = "ideas",
    sort: Order = Order.NEWEST,
) -> Response:
    """The console of one meeting. ``inbox``: which drawer of ideas is open, ``sort`` its order; ``aside`` ``speakers``: the line,
    ``care``: how residents' words are looked after.
    """
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    hub: Hub = request.app.state.hub
    topic = Topic(KIND, str(meeting_id))
    shown = await hub.snapshot(topic)
    desk = await reader(desk_of, meeting)
    return page(
        request,
        "live/consoles/show.html",
        frames=True,
        meeting=meeting,
        desk=desk,
        room=desk.room,
        topic=topic,
        inbox=inbox,
        states=list(IdeaState),
        aside=aside if aside in ("speakers", "care") else "ideas",
        order=sort,
        orders=list(Order),
        listed=shown.in_order(
            f"inbox_{inbox.value}", [f"idea-{card.id}" for card in in_order(desk.ideas[inbox], sort)]
        ),
        dongs=await reader(dongs),
        versions=shown.versions,
        regions=shown.safe,
        screens=hub.count("wall", meeting.wall_key),
    )


@router.post("/meetings/{meeting_id}/turn")
async def turn(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The primary button: the one next thing."""
    form = (await sent(request, TurnForm)).ok
    await writer(stage.advance, actor, meeting_id, form.expect)
    return done(request, _console(meeting_id))


@router.post("/meetings/{meeting_id}/turn/back")
async def turn_back(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The screen before."""
    form = (await sent(request, TurnForm)).ok
    await writer(stage.back, actor, meeting_id, form.expect)
    return done(request, _console(meeting_id))


@router.post("/meetings/{meeting_id}/turn/undo")
async def undo(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """되돌리기: the last step."""
    form = (await sent(request, UndoForm)).ok
    await writer(groups.undo_step, actor, meeting_id, form.expect, form.step)
    return done(request, _console(meeting_id))


@router.post("/meetings/{meeting_id}/turn/{item_id}")
async def turn_to(
    request: Request, meeting_id: int, item_id: int, writer: Writer, actor: CurrentStaff
) -> Response:
    """Any row of the run sheet."""
    form = (await sent(request, TurnForm)).ok
    await writer(stage.jump, actor, meeting_id, item_id, form.expect)
    return done(request, _console(meeting_id))


@router.post("/meetings/{meeting_id}/minutes")
async def minutes(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """One more minute."""
    await writer(stage.add_minute, actor, meeting_id)
    return done(request, _console(meeting_id))


@router.post("/meetings/{meeting_id}/blank")
async def blank(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Cover the wall, or show it again."""
    form = (await sent(request, BlankForm)).ok
    await writer(meetings.blank, actor, meeting_id, on=form.on)
    return done(request, _console(meeting_id))


@router.post("/meetings/{meeting_id}/ending")
async def ending(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """End the meeting before its run sheet is through."""
    form = (await sent(request, TurnForm)).ok
    await writer(stage.end_early, actor, meeting_id, form.expect)
    return done(request, _console(meeting_id))


@router.post("/ideas/{idea_id}/option")
async def offer(
    request: Request, idea_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """투표 보기로: an idea becomes an option of its topic's ballot."""
    await writer(groups.offer_alone, actor, idea_id)
    meeting, _ = await reader(hosted_idea, actor, idea_id)
    return done(request, _console(meeting.id or 0))


@router.post("/items/{item_id}/ballot")
async def revise(request: Request, item_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Question, options and how many may be chosen, before the ballot opens."""
    form = (await sent(request, BallotForm)).ok
    raw = await request.form()
    texts = {
        int(name[7:]): one_line(str(value))[:60]
        for name, value in raw.multi_items()
        if name.startswith("option-") and name[7:].isdecimal() and len(name) < 20
    }
    ballot = await writer(
        ballots.revise,
        actor,
        item_id,
        question=form.question,
        max_choices=form.wanted,
        texts=texts,
        new=form.new,
        secrecy=form.secrecy,
        level=form.level,
        kind=form.kind,
        method=form.method,
        steps=form.steps,
        terms=form.terms,
    )
    return done(request, _console(ballot.meeting_id))


@router.post("/items/{item_id}/ballot/partner")
async def link(request: Request, item_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """최초 투표와 최종 투표 잇기: two ballots on the same question, or each alone again."""
    form = (await sent(request, LinkForm)).ok
    if form.other:
        meeting_id = await writer(ballots.link, actor, item_id, form.other)
    else:
        meeting_id = await writer(ballots.unlink, actor, item_id)
    return done(request, _console(meeting_id))


@router.post("/options/{option_id}/removal")
async def remove_option(request: Request, option_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Take an option off before the ballot opens."""
    meeting_id = await writer(ballots.remove_option, actor, option_id)
    return done(request, _console(meeting_id))


@router.get("/meetings")
async def index(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """Every meeting: live, to come, past."""
    access.host(actor)
    return page(request, "live/consoles/index.html", evenings=await reader(evenings))
