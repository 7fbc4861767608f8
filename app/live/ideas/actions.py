"""Changes to ideas."""

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, func, or_, select

from app.core import clock
from app.core.errors import Conflict, TooMany
from app.live.ideas import access
from app.live.ideas.events import IdeaChanged
from app.live.ideas.models import Idea, IdeaSupport
from app.live.ideas.rules import PER_PERSON, HideReason, IdeaState, collects, may_become, wall_problem
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item
from app.live.meetings.rules import Moderation
from app.live.wording.words import flag
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
    if not collects(item.kind, item.topic_no) or meeting.current_id != item.id:
        raise Conflict("생각 모으기가 끝났어요. 쓰신 글은 그대로 있으니 옮겨 적어 두셔도 돼요.")
    if meeting.moderation is Moderation.OFF:
        raise Conflict("지금은 생각을 받지 않아요. 쓰신 글은 그대로 있어요.")
    sent = db.exec(
        select(func.count())
        .select_from(Idea)
        .where(Idea.participant_id == someone.id, Idea.item_id == item_id)
    ).one()
    if sent >= PER_PERSON:
        raise TooMany("한 차례에 %(most)d개까지 보낼 수 있어요.", most=PER_PERSON)
    assert meeting.id is not None
    why = flag(text) or flag(nickname)
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


def revise(db: Session, guest: Guest, number: str, idea_id: int, *, text: str, edits: int) -> Idea:
    """Whoever sent it changes the words while it waits to be read. The same words again change nothing."""
    meeting, someone = meetings.taking_part(db, guest, number)
    idea = access.own_idea(db, meeting, someone.id or 0, idea_id, lock=True)
    if idea.text == text:
        return idea
    if idea.state is not IdeaState.WAITING:
        raise Conflict("진행자가 이미 살펴서 고칠 수 없어요.")
    if idea.edits != edits:
        raise Conflict("다른 화면에서 먼저 고쳤어요. 새로 고친 뒤 다시 써 주세요.")
    idea.text, idea.edits, idea.flag = text, idea.edits + 1, flag(text) or flag(idea.author_name)
    if meeting.moderation is Moderation.AFTER and not idea.flag and idea.moderated_at is None:
        idea.state = IdeaState.SHOWN
        append(db, meeting.id or 0, "idea.shown_unread", {"idea": idea_id})
    db.add(idea)
    announce(db, IdeaChanged(idea.meeting_id, idea_id))
    return idea


def put_in(
    db: Session, item: Item, *, text: str, author: str, key: str, instead_of: int | None = None
) -> Idea:
    """A group of people sends what it agreed on: shown at once, unless a host should look at its words first.

    ``instead_of``: what it sent in this place before. Where a host hid that, a host looks before the next is shown.
    """
    why = flag(text)
    former = db.get(Idea, instead_of) if instead_of is not None else None
    hidden = former is not None and former.state is IdeaState.HIDDEN and former.moderated_by != author
    idea = Idea(
        meeting_id=item.meeting_id,
        item_id=item.id or 0,
        key=key,
        author_name=author,
        text=text,
        state=IdeaState.WAITING if why or hidden else IdeaState.SHOWN,
        flag=why,
    )
    db.add(idea)
    db.flush()
    announce(db, IdeaChanged(item.meeting_id, idea.id or 0))
    return idea


def take_out(db: Session, idea_id: int, who: str) -> None:
    """Those who put it in take it back: hidden, so that 공감 and talk are not lost when it comes again."""
    idea = db.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    if idea is None or idea.state is IdeaState.HIDDEN:
        return
    under = db.exec(select(Idea.id).where(Idea.merged_into == idea_id)).first()
    if idea.state is IdeaState.MERGED or under is not None:
        raise Conflict("진행자가 이 의견을 다른 의견과 합쳤어요. 되돌리려면 진행자에게 말씀해 주세요.")
    idea.hidden_from, idea.state, idea.on_wall = idea.state, IdeaState.HIDDEN, False
    idea.moderated_by, idea.moderated_at = who, clock.now()
    db.add(idea)
    db.flush()
    announce(db, IdeaChanged(idea.meeting_id, idea_id))


def put_back(db: Session, idea_id: int, text: str, who: str) -> bool:
    """What ``who`` took out comes again with the same words; False when it is another idea, or a host hid it."""
    idea = db.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    if idea is None or idea.text != text or idea.state is not IdeaState.HIDDEN or idea.moderated_by != who:
        return False
    idea.state, idea.hidden_from = idea.hidden_from or IdeaState.WAITING, None
    idea.moderated_by, idea.moderated_at = "", None
    db.add(idea)
    db.flush()
    announce(db, IdeaChanged(idea.meeting_id, idea_id))
    return True


def support(db: Session, guest: Guest, number: str, idea_id: int) -> None:
    """공감: counts once however often it is pressed."""
    meeting, someone = meetings.taking_part(db, guest, number)
    idea = access.shown_idea(db, meeting, idea_id, lock=True)
    known = db.exec(
        select(IdeaSupport).where(IdeaSupport.idea_id == idea.id, IdeaSupport.participant_id == someone.id)
    ).first()
    if known is None:
        assert idea.id is not None
        assert someone.id is not None
        db.add(IdeaSupport(idea_id=idea.id, participant_id=someone.id))
        announce(db, IdeaChanged(idea.meeting_id, idea.id))


def withdraw_support(db: Session, guest: Guest, number: str, idea_id: int) -> None:
    """Take the 공감 back: from the idea and from all that is read under it."""
    meeting, someone = meetings.taking_part(db, guest, number)
    # held as for ``support``: a merge at this moment would bring what is taken back to another idea
    idea = db.get(Idea, idea_id, with_for_update={"read": True}, populate_existing=True)
    whole = idea.merged_into or idea_id if idea is not None else idea_id
    together = select(Idea.id).where(or_(col(Idea.id) == whole, col(Idea.merged_into) == whole))
    gone = db.exec(
        delete(IdeaSupport)
        .where(col(IdeaSupport.idea_id).in_(together), col(IdeaSupport.participant_id) == someone.id)
        .returning(col(IdeaSupport.id))
    ).first()
    if gone is not None:
        announce(db, IdeaChanged(meeting.id or 0, whole))


def moderate(
    db: Session,
    actor: Actor,
    idea_id: int,
    wanted: IdeaState,
    *,
    reason: HideReason = HideReason.OTHER,
    note: str = "",
    edits: int | None = None,
) -> IdeaState:
    """Show, hide or park; the same press twice is once. Showing a hidden or parked idea undoes that: what nobody had approved
    goes back to the new ones. ``reason``, ``note``: why it is hidden, for all and for the author alone. ``edits``: of the
    words that were read. Returns the state before.
    """
    meeting, idea = access.hosted_idea(db, actor, idea_id, lock=True)
    before = idea.state
    if before is wanted:
        return before
    _must_be_read(idea, edits)
    if not may_become(before, wanted):
        raise Conflict("이 의견은 이미 ‘%(state)s’에 있습니다.", state=before.label)
    idea.hide_reason, idea.hide_note = (reason, note) if wanted is IdeaState.HIDDEN else (None, "")
    if wanted in (IdeaState.HIDDEN, IdeaState.PARKED):
        idea.hidden_from = before
    elif before in (IdeaState.HIDDEN, IdeaState.PARKED) and wanted is IdeaState.SHOWN:
        wanted, idea.hidden_from = idea.hidden_from or wanted, None
    idea.state = wanted
    idea.on_wall = idea.on_wall and wanted is IdeaState.SHOWN
    idea.moderated_by, idea.moderated_at = meetings.host(actor), clock.now()
    db.add(idea)
    _moderated(db, actor, idea)
    announce(db, IdeaChanged(meeting.id or 0, idea_id))
    return before


def _must_be_read(idea: Idea, edits: int | None) -> None:
    if edits is not None and idea.edits != edits:
        raise Conflict("글쓴이가 방금 고쳤습니다. 다시 읽고 눌러 주세요.")


def _moderated(db: Session, actor: Actor, idea: Idea) -> None:
    why = idea.hide_reason.value if idea.hide_reason else ""
    what = {"idea": idea.id, "to": idea.state.value, "why": why, "who": meetings.seat_title(actor)}
    append(db, idea.meeting_id, "idea.moderated", what)


def put_on_wall(db: Session, actor: Actor, idea_id: int, *, edits: int | None = None) -> None:
    """Show one idea large on the wall; a new one is shown to the room by the same press. The former one comes down."""
    meeting, idea = access.idea_for_wall(db, actor, idea_id)
    _must_be_read(idea, edits)
    if problem := wall_problem(idea.state):
        raise Conflict(problem)
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


ON_WALL = select(Idea).where(Idea.meeting_id == bindparam("meeting"), col(Idea.on_wall))


def clear_wall(db: Session, meeting_id: int) -> int:
    """Take whatever idea is on the wall down; its own page says so too. Returns which, 0 for none."""
    large = 0
    for idea in db.exec(ON_WALL, params={"meeting": meeting_id}).all():
        idea.on_wall = False
        db.add(idea)
        announce(db, IdeaChanged(meeting_id, idea.id or 0))
        large = idea.id or 0
    db.flush()
    return large
