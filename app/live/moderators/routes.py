"""Addresses of what a facilitator does with ideas and talk. Each deed answers 204 to the page's script or sends back."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.labels import Side
from app.live.comments import access
from app.live.comments import actions as comments
from app.live.comments import queries as comment_queries
from app.live.comments.rules import CommentState, Order
from app.live.ideas import actions as ideas
from app.live.ideas import queries as idea_queries
from app.live.ideas.access import hosted_idea
from app.live.ideas.queries import in_order
from app.live.ideas.rules import HideReason, IdeaState
from app.live.ideas.rules import Order as IdeaOrder
from app.live.meetings import actions as meetings
from app.live.meetings.access import HOSTS
from app.live.moderators.forms import AnswerForm, HidingForm, ModerationForm, ReadForm
from app.organisations.actors import Actor, CurrentStaff
from app.web.doors import Reader, Writer
from app.web.forms import sent
from app.web.render import done, page

router = APIRouter()


def _console_of(db: Session, actor: Actor, idea_id: int) -> str:
    meeting, _ = hosted_idea(db, actor, idea_id)
    return f"/meetings/{meeting.id}"


@router.post("/meetings/{meeting_id}/moderation")
async def moderation(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """When the room sees what residents write."""
    form = (await sent(request, ModerationForm)).ok
    await writer(meetings.moderate_by, actor, meeting_id, ideas=form.ideas, comments=form.comments)
    return done(request, f"/meetings/{meeting_id}?aside=care")


@router.post("/meetings/{meeting_id}/wall-idea/removal")
async def clear_wall(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Back from the large idea to the item's own screen."""
    await writer(ideas.take_off_wall, actor, meeting_id)
    return done(request, f"/meetings/{meeting_id}")


@router.post("/ideas/{idea_id}/publication")
async def publish(
    request: Request, idea_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """올리기, or 다시 보이기 for a hidden one."""
    form = (await sent(request, ReadForm)).ok
    await writer(ideas.moderate, actor, idea_id, IdeaState.SHOWN, edits=form.edits)
    return done(request, await reader(_console_of, actor, idea_id))


@router.post("/ideas/{idea_id}/hiding")
async def hide(
    request: Request, idea_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """숨기기 with a reason; can be undone."""
    form = (await sent(request, HidingForm)).ok
    await writer(ideas.moderate, actor, idea_id, IdeaState.HIDDEN, reason=form.reason, note=form.note)
    return done(request, await reader(_console_of, actor, idea_id))


@router.post("/ideas/{idea_id}/parking")
async def park(
    request: Request, idea_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """주차장에: off topic, kept for later; can be undone."""
    await writer(ideas.moderate, actor, idea_id, IdeaState.PARKED)
    return done(request, await reader(_console_of, actor, idea_id))


@router.post("/ideas/{idea_id}/wall")
async def put_on_wall(
    request: Request, idea_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """스크린에: one idea, large."""
    form = (await sent(request, ReadForm)).ok
    await writer(ideas.put_on_wall, actor, idea_id, edits=form.edits)
    return done(request, await reader(_console_of, actor, idea_id))


@router.get("/ideas/{idea_id}/talk")
async def talk(
    request: Request, idea_id: int, reader: Reader, actor: CurrentStaff, sort: Order = Order.OLDEST
) -> Response:
    """The thread of one idea: hosts hide and show again, whoever sits on the side of the administration answers."""
    meeting, idea = await reader(access.talk_for_staff, actor, idea_id)
    hosts = actor.has(*HOSTS)
    return page(
        request,
        "live/moderators/talk.html",
        meeting=meeting,
        idea=idea,
        card=await reader(idea_queries.one, idea_id),
        remarks=await reader(comment_queries.thread, idea_id, for_staff=hosts, order=sort),
        hosts=hosts,
        answers=actor.seat_on(Side.OFFICIAL, *access.OFFICIALS) is not None and idea.state is IdeaState.SHOWN,
        order=sort,
        orders=list(Order),
        reasons=list(HideReason),
    )


@router.get("/meetings/{meeting_id}/answers")
async def to_answer(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """The ideas of a meeting for those who answer: the most supported first, and whether one was answered."""
    meeting = await reader(access.answered_meeting, actor, meeting_id)
    cards = in_order(await reader(idea_queries.cards, meeting_id, state=IdeaState.SHOWN), IdeaOrder.MOST)
    ids = [card.id for card in cards]
    return page(
        request,
        "live/moderators/answers.html",
        meeting=meeting,
        cards=cards,
        talk=await reader(comment_queries.counts, ids),
        answered=await reader(comment_queries.answered, ids),
    )


@router.post("/ideas/{idea_id}/answers")
async def answer(request: Request, idea_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """An official answer."""
    form = (await sent(request, AnswerForm)).ok
    await writer(comments.answer, actor, idea_id, text=form.text, key=form.key, parent_id=form.parent)
    return done(request, f"/ideas/{idea_id}/talk")


@router.post("/comments/{comment_id}/hiding")
async def hide_comment(request: Request, comment_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Hide a remark with a reason; its place stays."""
    form = (await sent(request, HidingForm)).ok
    idea_id = await writer(
        comments.moderate, actor, comment_id, CommentState.HIDDEN, reason=form.reason, note=form.note
    )
    return done(request, f"/ideas/{idea_id}/talk#remark-{comment_id}")


@router.post("/comments/{comment_id}/publication")
async def show_comment(request: Request, comment_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Show a waiting remark, or a hidden one again."""
    form = (await sent(request, ReadForm)).ok
    idea_id = await writer(comments.moderate, actor, comment_id, CommentState.SHOWN, edits=form.edits)
    return done(request, f"/ideas/{idea_id}/talk#remark-{comment_id}")
