"""Addresses of a resident's phone in the room. Every deed is a plain form post; scripts only make it smoother."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.live.ballots import actions as ballots
from app.live.ideas import queries as idea_queries
from app.live.ideas.rules import Order
from app.live.meetings import access
from app.live.meetings.guests import CurrentGuest
from app.live.meetings.rules import spoken_number
from app.live.phones.broadcasts import PHONE, receipt_html
from app.live.phones.forms import VoteForm
from app.live.phones.kept import carried, cookie
from app.live.phones.queries import mine as mine_in
from app.live.phones.shells import STEP_HERE, SUPPORTED_HERE, TURN_HERE, Shell, shells_of
from app.live.stage import queries as stage
from app.realtime.hub import Hub, Topic
from app.realtime.regions import Snapshot
from app.web.doors import Configured, Reader, Rendering, Writer
from app.web.flash import take_flash
from app.web.forms import sent
from app.web.render import Renderer, is_htmx, prepared

router = APIRouter()


def _sent_here(number: str) -> str:
    """Where the shared step leaves room for what this one phone has sent."""
    return f'<div id="sent" data-mine="/m/{number}/mine"></div>'


def _order(asked: str) -> Order:
    """An order nobody knows is the usual one: an address that was cut still leads somewhere."""
    return Order(asked) if asked in set(Order) else Order.NEWEST


@router.get("/m/{number}")
async def room(
    request: Request,
    number: str,
    guest: CurrentGuest,
    reader: Reader,
    renderer: Rendering,
    change: int = 0,
    sort: str = "",
) -> Response:
    """The join screen, or for whoever came in, the step the meeting is at. ``sort``: in which order ideas stand."""
    shells = shells_of(renderer)
    if number not in shells.meetings:
        shells.meetings[number] = await reader(_meeting_id, number)
    hub: Hub = request.app.state.hub
    topic = Topic(PHONE, str(shells.meetings[number]), guest.lang)
    snapshot = await hub.snapshot(topic)
    order = _order(sort)
    shell = shells.get(topic, snapshot, order)
    if shell is None:
        view = await reader(stage.room_by_id, shells.meetings[number])
        listed = await reader(_listed, view, snapshot, order)
        shell = shells.keep(topic, snapshot, order, _shell(renderer, topic, snapshot, view, order, listed))
    said, _ = take_flash(request)
    if said:  # for this one page
        listed = await reader(_listed, shell.room, snapshot, order)
        shell = _shell(renderer, topic, snapshot, shell.room, order, listed, said)
    mine = await reader(mine_in, guest, shell.room)
    if mine is None:

        async def door() -> str:
            return _door(renderer, guest.lang, await reader(stage.lobby, number), said)

        return prepared(request, await door() if said else await shells.door(topic, snapshot, door))
    step = shell.step
    if mine.on_paper:
        step = renderer.fragment("live/phones/_on_paper.html", guest.lang, room=shell.room, number=number)
    elif mine.voted and shell.room.paper is not None:
        vote = carried(request.cookies, shell.room.paper, shell.room.step_id)
        template = "live/phones/_paper.html" if change else "live/phones/_receipt.html"
        step = renderer.fragment(template, guest.lang, room=shell.room, number=number, vote=vote)
        if is_htmx(request):
            return prepared(request, step)
    elif mine.ideas:
        html = renderer.fragment("live/phones/_mine.html", guest.lang, cards=mine.ideas, number=number)
        empty = _sent_here(number)
        step = step.replace(empty, empty.replace("></div>", f">{html}</div>"))
    turn = (
        renderer.fragment("live/speakers/_mine.html", guest.lang, mine=mine.turn, number=number)
        if mine.turn
        else ""
    )
    return prepared(request, shell.page(step, mine.supported, turn))


def _door(renderer: Renderer, lang: str, lobby: stage.Lobby, said: Sequence[object] = ()) -> str:
    """The join screen: the same for all who stand at the door."""
    number = lobby.meeting.join_number
    return renderer.fragment(
        "live/phones/join.html",
        lang,
        room=lobby,
        number=number,
        spoken=spoken_number(number),
        csrf_token=renderer.csrf_place,
        flash=said,
        request_path=f"/m/{number}",
    )


def _listed(db: Session, view: stage.Room, snapshot: Snapshot, order: Order) -> Markup:
    """The shared list of ideas in another order."""
    if order is Order.NEWEST:
        return snapshot.safe["ideas"]
    cards, _ = stage.thoughts_on_phones(db, view)
    keys = [f"idea-{card.id}" for card in idea_queries.in_order(cards, order)]
    return snapshot.in_order("ideas", keys)


def _shell(
    renderer: Renderer,
    topic: Topic,
    snapshot: Snapshot,
    view: stage.Room,
    order: Order,
    listed: Markup,
    said: Sequence[object] = (),
) -> Shell:
    # Our own words: what people wrote was escaped when the regions were rendered.
    regions = {**snapshot.safe, "step": STEP_HERE, "ideas": listed}
    html = renderer.fragment(
        "live/phones/show.html",
        topic.lang,
        topic=topic,
        room=view,
        number=view.meeting.join_number,
        regions=regions,
        versions=snapshot.versions,
        supported=SUPPORTED_HERE,
        turn=TURN_HERE,
        order=order,
        orders=list(Order),
        csrf_token=renderer.csrf_place,
        actor=None,
        flash=said,
        request_path=f"/m/{view.meeting.join_number}",
    )
    return Shell(view, html, snapshot.html("step"))


def _meeting_id(db: Session, number: str) -> int:
    return access.room(db, number).id or 0


@router.post("/m/{number}/ballots/{ballot_id}/my-vote")
async def cast(
    request: Request,
    number: str,
    ballot_id: int,
    guest: CurrentGuest,
    writer: Writer,
    settings: Configured,
) -> Response:
    """A vote: recorded on disk before it is answered; the same key is answered the same way."""
    form = (await sent(request, VoteForm)).ok
    slip = ballots.VoteSlip(
        guest, number, ballot_id, tuple(form.choice), form.key, form.name, form.declared, helped=form.helped
    )
    receipt = await writer.together(ballots.cast_votes, slip)
    if is_htmx(request):
        answer = prepared(request, receipt_html(request.app.state.renderer, guest.lang, number, receipt))
    else:
        answer = RedirectResponse(f"/m/{number}", 303)
    answer.headers.append("Set-Cookie", cookie(receipt, secure=settings.is_production))
    return answer
