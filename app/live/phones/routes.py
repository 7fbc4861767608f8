"""Addresses of a resident's phone. Every deed is a plain form post; scripts only make it smoother."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.live.ballots import actions as ballots
from app.live.comments import actions as comments
from app.live.comments import queries as comment_queries
from app.live.ideas import access as idea_access
from app.live.ideas import actions as ideas
from app.live.ideas import queries as idea_queries
from app.live.meetings import access
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.meetings.rules import MeetingState, spoken_number
from app.live.phones.broadcasts import PHONE, THREAD, receipt_html
from app.live.phones.forms import CommentForm, IdeaForm, VoteForm
from app.live.phones.kept import carried, cookie
from app.live.phones.queries import mine as mine_in
from app.live.phones.shells import STEP_HERE, SUPPORTED_HERE, TURN_HERE, Shell, shells_of
from app.live.stage import queries as stage
from app.realtime.hub import Hub, Topic
from app.realtime.regions import Snapshot
from app.web.doors import Configured, Reader, Rendering, Writer
from app.web.flash import take_flash
from app.web.forms import sent
from app.web.render import Renderer, is_htmx, page, prepared

router = APIRouter()

# Where the shared step leaves room for what this one phone has sent.
SENT_HERE = '<div id="sent"></div>'


def _back(address: str) -> Response:
    return RedirectResponse(address, 303)


@router.get("/m/{number}")
async def room(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, renderer: Rendering, change: int = 0
) -> Response:
    """The join screen, or for whoever came in, the step the meeting is at."""
    shells = shells_of(renderer)
    if number not in shells.meetings:
        shells.meetings[number] = await reader(_meeting_id, number)
    hub: Hub = request.app.state.hub
    topic = Topic(PHONE, str(shells.meetings[number]), guest.lang)
    snapshot = await hub.snapshot(topic)
    shell = shells.get(topic, snapshot)
    if shell is None:
        view = await reader(stage.room_by_id, shells.meetings[number])
        shell = shells.keep(topic, snapshot, _shell(renderer, topic, snapshot, view))
    said, _ = take_flash(request)
    if said:  # for this one page
        shell = _shell(renderer, topic, snapshot, shell.room, said)
    mine = await reader(mine_in, guest, shell.room)
    if mine is None:
        lobby = await reader(stage.lobby, number)
        spoken = spoken_number(number)
        return page(
            request, "live/phones/join.html", lang=guest.lang, room=lobby, number=number, spoken=spoken
        )
    step = shell.step
    if mine.voted and shell.room.paper is not None:
        vote = carried(request.cookies, shell.room.paper, shell.room.step_id)
        template = "live/phones/_paper.html" if change else "live/phones/_receipt.html"
        step = renderer.fragment(template, guest.lang, room=shell.room, number=number, vote=vote)
        if is_htmx(request):
            return prepared(request, step)
    elif mine.ideas:
        html = renderer.fragment("live/phones/_mine.html", guest.lang, cards=mine.ideas)
        step = step.replace(SENT_HERE, html)
    turn = (
        renderer.fragment("live/speakers/_mine.html", guest.lang, mine=mine.turn, number=number)
        if mine.turn
        else ""
    )
    return prepared(request, shell.page(step, mine.supported, turn))


def _shell(
    renderer: Renderer, topic: Topic, snapshot: Snapshot, view: stage.Room, said: Sequence[object] = ()
) -> Shell:
    # Our own words: what people wrote was escaped when the regions were rendered.
    regions = {**snapshot.safe, "step": STEP_HERE}
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
    slip = ballots.VoteSlip(guest, number, ballot_id, tuple(form.choice), form.key, form.name, form.declared)
    receipt = await writer.together(ballots.cast_votes, slip)
    if is_htmx(request):
        answer = prepared(request, receipt_html(request.app.state.renderer, guest.lang, number, receipt))
    else:
        answer = _back(f"/m/{number}")
    answer.headers.append("Set-Cookie", cookie(receipt, secure=settings.is_production))
    return answer


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
        regions=snapshot.safe,
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
