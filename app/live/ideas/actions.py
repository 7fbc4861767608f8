"""Changes to ideas."""

from sqlmodel import Session, col, delete, func, select

from app.core import clock
from app.core.errors import Conflict, TooMany
from app.live.ideas import access
from app.live.ideas.events import IdeaChanged
from app.live.ideas.models import Idea, IdeaSupport
from app.live.ideas.rules import PER_PERSON, IdeaState, flag, may_become
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.rules import ItemKind, Moderation
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def send_idea(
    db: Session, guest: Guest, number: str, item_id: int, *, text: str, nickname: str, key: str
) -> Idea:
    """A resident sends a thought while the item collects them; the same key again is the same idea."""
    meeting, someone = meetings.taking_part(db, guest, number)
    meetings.take_turns(db, someone)
    known = db.exec(select(Idea).where(Idea.participant_id == someone.id, Idea.key == key)).first()
    if known is not None:
        return known
    item = meetings.item_of(db, meeting, item_id)
    if item.kind is not ItemKind.IDEAS or meeting.current_id != item.id:
        raise Conflict("생각 모으기가 끝났어요. 쓰신 글은 그대로 있으니 옮겨 적어 두셔도 돼요.")
    sent = db.exec(
        select(func.count())
        .select_from(Idea)
        .where(Idea.participant_id == someone.id, Idea.item_id == item_id)
    ).one()
    if sent >= PER_PERSON:
        raise TooMany("한 차례에 %(most)d개까지 보낼 수 있어요.", most=PER_PERSON)
    assert meeting.id is not None
    why = flag(text)
    shown_at_once = meeting.moderation is Moderation.AFTER and not why
    idea = Idea(
        meeting_id=meeting.id,
        item_id=item_id,
        participant_id=someone.id,
        key=key,
        author_name=nickname,
        text=text,
        lang=guest.lang,
        state=IdeaState.SHOWN if shown_at_once else IdeaState.WAITING,
        flag=why,
    )
    db.add(idea)
    db.flush()
    if shown_at_once:  # nobody moderated it: that is the fact
        append(db, meeting.id, "idea.shown_unread", {"idea": idea.id})
    announce(db, IdeaChanged(meeting.id, idea.id or 0))
    return idea


def support(db: Session, guest: Guest, number: str, idea_id: int) -> None:
    """공감: counts once however often it is pressed."""
    meeting, someone = meetings.taking_part(db, guest, number)
    idea = access.shown_idea(db, meeting, idea_id)
    known = db.exec(
        select(IdeaSupport).where(IdeaSupport.idea_id == idea_id, IdeaSupport.participant_id == someone.id)
    ).first()
    if known is None:
        assert someone.id is not None
        db.add(IdeaSupport(idea_id=idea_id, participant_id=someone.id))
        announce(db, IdeaChanged(idea.meeting_id, idea_id))


def withdraw_support(db: Session, guest: Guest, number: str, idea_id: int) -> None:
    """Take the 공감 back."""
    meeting, someone = meetings.taking_part(db, guest, number)
    gone = db.exec(
        delete(IdeaSupport)
        .where(col(IdeaSupport.idea_id) == idea_id, col(IdeaSupport.participant_id) == someone.id)
        .returning(col(IdeaSupport.id))
    ).first()
    if gone is not None:
        announce(db, IdeaChanged(meeting.id or 0, idea_id))


def moderate(db: Session, actor: Actor, idea_id: int, wanted: IdeaState) -> IdeaState:
    """Show or hide; the same press twice is once. Showing a hidden idea undoes the hiding: what nobody had approved
    goes back to the new ones. Returns the state before.
    """
    meeting, idea = access.hosted_idea(db, actor, idea_id, lock=True)
    before = idea.state
    if before is wanted:
        return before
    if not may_become(before, wanted):
        raise Conflict("이 의견은 이미 ‘%(state)s’에 있습니다.", state=before.label)
    if wanted is IdeaState.HIDDEN:
        idea.hidden_from = before
    elif before is IdeaState.HIDDEN and wanted is IdeaState.SHOWN:
        wanted, idea.hidden_from = idea.hidden_from or wanted, None
    idea.state = wanted
    idea.on_wall = idea.on_wall and wanted is IdeaState.SHOWN
    idea.moderated_by, idea.moderated_at = meetings.host(actor), clock.now()
    db.add(idea)
    _moderated(db, actor, idea)
    announce(db, IdeaChanged(meeting.id or 0, idea_id))
    return before


def _moderated(db: Session, actor: Actor, idea: Idea) -> None:
    what = {"idea": idea.id, "to": idea.state.value, "who": meetings.seat_title(actor)}
    append(db, idea.meeting_id, "idea.moderated", what)


def put_on_wall(db: Session, actor: Actor, idea_id: int) -> None:
    """Show one idea large on the wall; a new one is shown to the room by the same press. The former one comes down."""
    meeting, idea = access.idea_for_wall(db, actor, idea_id)
    if idea.state is IdeaState.HIDDEN:
        raise Conflict("숨긴 의견은 스크린에 올릴 수 없습니다. 먼저 다시 보이게 해 주세요.")
    clear_wall(db, meeting.id or 0)
    was_shown = idea.state is IdeaState.SHOWN
    idea.state, idea.on_wall = IdeaState.SHOWN, True
    idea.moderated_by, idea.moderated_at = meetings.host(actor), clock.now()
    db.add(idea)
    if not was_shown:
        _moderated(db, actor, idea)
    append(db, meeting.id or 0, "idea.wall", {"idea": idea_id, "who": meetings.seat_title(actor)})
    announce(db, IdeaChanged(meeting.id or 0, idea_id))


def take_off_wall(db: Session, actor: Actor, meeting_id: int) -> None:
    """Back to the item's own screen."""
    meetings.hosted_meeting(db, actor, meeting_id, lock=True)
    clear_wall(db, meeting_id)
    append(db, meeting_id, "idea.wall", {"idea": None, "who": meetings.seat_title(actor)})


def clear_wall(db: Session, meeting_id: int) -> None:
    """Take whatever idea is on the wall down; its own page says so too."""
    for idea in db.exec(select(Idea).where(Idea.meeting_id == meeting_id, col(Idea.on_wall))).all():
        idea.on_wall = False
        db.add(idea)
        announce(db, IdeaChanged(meeting_id, idea.id or 0))
    db.flush()
