"""The primary button, the run sheet and its undo: deeds that concern the meeting and its ballot together."""

from sqlmodel import Session, col, select

from app.core.errors import Conflict
from app.live.ballots import actions as ballots
from app.live.ballots import queries as ballot_queries
from app.live.ballots.access import hosted_ballot_in_its_turn
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState
from app.live.ballots.standing import held_before, held_to_the_end
from app.live.ideas import actions as ideas
from app.live.ideas.models import Idea
from app.live.ideas.rules import IdeaState
from app.live.ledger.actions import append
from app.live.meetings import access, steps
from app.live.meetings import actions as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.events import MeetingMoved
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.people import queries as people
from app.live.stage.rules import Deed, may_leave, next_step
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def _after(db: Session, meeting: Meeting, item: Item | None) -> Item | None:
    return db.exec(
        select(Item)
        .where(Item.meeting_id == meeting.id, Item.position > (item.position if item else 0))
        .order_by(col(Item.position))
    ).first()


def _ballot(db: Session, item: Item | None) -> Ballot | None:
    return ballot_queries.of_item(db, item.id or 0) if item is not None else None


def advance(db: Session, actor: Actor, meeting_id: int, expect: int) -> Deed:
    """Do the one next thing. ``expect`` is the turn the button was shown for; an older one is refused (409)."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    meetings.check_turn(meeting, expect)
    item, following = meeting_queries.on_and_next(db, meeting)
    ballot = _ballot(db, item)
    step = next_step(
        meeting.state,
        item.kind if item else None,
        ballot.state if ballot else None,
        following.title if following else None,
        ballot_queries.watch(db, ballot) if ballot else None,
        held=ballot is not None and ballot.held,
        uncounted=ballot is not None and bool(ballot_queries.waiting(db, ballot)),
    )
    if step.deed is Deed.NOTHING:
        raise Conflict("마친 회의입니다.")
    if step.deed is Deed.TALLY and ballot is not None:
        ballots.must_be_combined(db, ballot)
    if step.deed is Deed.WAIT and ballot is not None:
        raise Conflict(
            "두 참관인이 확인해야 공표할 수 있습니다.",
            fix="개표 화면 열기",
            fix_url=f"/ballots/{ballot.id}/count",
        )
    large = _clear_wall(db, meeting_id)
    if step.deed is Deed.END_MEETING:
        _end(db, actor, meeting)
    elif step.deed in (Deed.OPEN_MEETING, Deed.NEXT_ITEM):
        if following is None:
            raise Conflict("진행표가 비어 있습니다.")
        _put_on(db, actor, meeting, following, step.label)
    elif item is not None:
        _on_ballot(db, actor, meeting, item, ballot or ballots.draft(db, item), following, step.deed)
    steps.also(db, meeting, **large)
    return step.deed


def _clear_wall(db: Session, meeting_id: int) -> dict[str, int]:
    """The large idea goes; an undo puts it up again."""
    idea = ideas.clear_wall(db, meeting_id)
    return {"idea": idea} if idea else {}


def _on_ballot(
    db: Session,
    actor: Actor,
    meeting: Meeting,
    item: Item,
    ballot: Ballot,
    following: Item | None,
    deed: Deed,
) -> None:
    ballot_id = ballot.id or 0
    opening = deed is Deed.OPEN_BALLOT  # the only one of these that can be undone
    before = {**steps.picture(db, meeting), "ballot": ballot_id} if opening else None
    if deed is Deed.OPEN_BALLOT:
        ballots.open_ballot(db, actor, ballot_id)
    elif deed is Deed.CLOSE_BALLOT:
        ballots.close(db, actor, ballot_id)
    elif deed is Deed.COUNT:
        ballots.open_count(db, actor, ballot_id)
    else:
        for held in held_before(db, item):
            ballots.reveal(db, actor, held.id or 0)
        ballots.reveal(db, actor, ballot_id)
        if (
            following is not None
            and following.kind is ItemKind.RESULT
            and following.topic_no == item.topic_no
        ):
            _put_on(db, actor, meeting, following, deed.label, FINAL[deed])
            return
    if opening:
        meetings.restart_clock(db, item)
    meetings.moved(
        db, actor, meeting, f"{deed.label}: {item.topic or item.title}", before, FINAL.get(deed, "")
    )


FINAL = {
    Deed.COUNT: "개표해서 결과를 본 사람이 있습니다. 개표는 되돌릴 수 없습니다.",
    Deed.CLOSE_BALLOT: "투표를 마치며 표를 세었습니다. 마감은 되돌릴 수 없습니다.",
    Deed.REVEAL: "결과를 모두가 보았습니다. 공표는 되돌릴 수 없습니다.",
}


def open_count(db: Session, actor: Actor, ballot_id: int) -> int:
    """개표 from the count's own page, whatever is on. Returns the meeting."""
    meeting, ballot = hosted_ballot_in_its_turn(db, actor, ballot_id)
    ballots.open_count(db, actor, ballot_id)
    meetings.moved(db, actor, meeting, f"{Deed.COUNT.label}: {ballot.question}"[:120])
    return ballot.meeting_id


def ask_again(db: Session, actor: Actor, ballot_id: int) -> int:
    """An annulled ballot is asked anew: the same question as the next item, with the same options. Returns the meeting."""
    meeting, before = hosted_ballot_in_its_turn(db, actor, ballot_id)
    if before.state is not BallotState.ANNULLED or meeting.state is not MeetingState.LIVE:
        raise Conflict("무효로 한 투표만, 회의를 진행하는 동안 다시 물을 수 있습니다.")
    item = access.item_of(db, meeting, before.item_id)
    following = _after(db, meeting, item)
    known = _ballot(db, following)
    if known is not None and following is not None and following.kind is ItemKind.BALLOT:
        raise Conflict("바로 다음 차례에 이미 투표가 있습니다.")
    ballots.draft_again(db, actor, before, meetings.add_item_after(db, item))
    meetings.moved(db, actor, meeting, f"같은 질문으로 새 투표: {before.question}"[:120])
    return before.meeting_id


def add_minute(db: Session, actor: Actor, meeting_id: int) -> None:
    """One more minute for what is on; not for a vote, whose announced end is moved by two people (연장)."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    ballot = _ballot(db, meeting_queries.current(db, meeting))
    if ballot is not None and ballot.state is BallotState.OPEN:
        raise Conflict(
            "투표 시간은 두 사람이 까닭을 적어 늘립니다.",
            fix="투표 연장하기",
            fix_url=f"/ballots/{ballot.id}/more-time",
        )
    meetings.add_minute(db, actor, meeting_id)


def _put_on(db: Session, actor: Actor, meeting: Meeting, item: Item, deed: str, why: str = "") -> None:
    meetings.go_to(db, actor, meeting, item, deed, why)
    if item.kind is ItemKind.BALLOT:
        ballots.draft(db, item)


def jump(db: Session, actor: Actor, meeting_id: int, item_id: int, expect: int) -> None:
    """Put any item of the run sheet on, when no vote is open."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    meetings.check_turn(meeting, expect)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("마친 회의입니다.")
    _must_leave(db, meeting)
    item = access.item_of(db, meeting, item_id)
    large = _clear_wall(db, meeting_id)
    _put_on(db, actor, meeting, item, f"차례 옮기기: {item.title}")
    steps.also(db, meeting, **large)


def back(db: Session, actor: Actor, meeting_id: int, expect: int) -> None:
    """Show the item before, when no vote is open."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    meetings.check_turn(meeting, expect)
    _must_leave(db, meeting)
    large = _clear_wall(db, meeting_id)
    meetings.go_back(db, actor, meeting_id, expect)
    steps.also(db, meeting, **large)


def end_early(db: Session, actor: Actor, meeting_id: int, expect: int) -> None:
    """회의 마치기 before the run sheet is through."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    meetings.check_turn(meeting, expect)
    if meeting.state is not MeetingState.LIVE:
        raise Conflict("진행 중인 회의가 아닙니다.")
    _must_leave(db, meeting)
    _end(db, actor, meeting)


def _end(db: Session, actor: Actor, meeting: Meeting) -> None:
    """What was kept hidden for a vote that never came is shown in the end."""
    meeting_id = meeting.id or 0
    for ballot in held_to_the_end(db, meeting_id):
        ballots.reveal(db, actor, ballot.id or 0)
    ballots.let_all_go(db, meeting_id)
    there = people.at_the_end(db, meeting_id)
    present = max(there["present"], ballot_queries.most_present(db, meeting_id))
    meetings.end(db, actor, meeting, {**there, "present": present})


def undo(db: Session, actor: Actor, meeting_id: int, expect: int, number: int) -> None:
    """되돌리기: the last step, whoever made it. ``number``: the step the button was shown for."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    meetings.check_turn(meeting, expect)
    step = steps.last(db, meeting, number)
    before, deed = step.before or {}, step.deed
    if "ballot" in before:
        ballots.take_back_opening(db, actor, before["ballot"])
    another = before["current"] != meeting.current_id or "ballot" in before
    if another:  # more time and a covered screen leave the large idea where it is
        ideas.clear_wall(db, meeting_id)
    steps.put_back(db, meeting, before)
    idea = db.get(Idea, before.get("idea", 0))
    if idea is not None and idea.state is IdeaState.SHOWN:
        ideas.put_on_wall(db, actor, idea.id or 0)
    meeting.turn += 1
    steps.remember(db, actor, meeting, f"되돌리기: {deed}", None, steps.UNDONE)
    meetings.log(db, actor, meeting, f"되돌리기: {deed}"[:120])
    what = {"deed": deed, "item": meeting.current_id, "turn": meeting.turn, "who": access.seat_title(actor)}
    append(db, meeting_id, "stage.undone", what)
    announce(db, MeetingMoved(meeting_id))


def _must_leave(db: Session, meeting: Meeting) -> None:
    item = meeting_queries.current(db, meeting)
    ballot = _ballot(db, item)
    if not may_leave(item.kind if item else None, ballot.state if ballot else None):
        raise Conflict("투표가 열려 있습니다.", fix="먼저 ‘투표 마치기’를 눌러 주세요.")
