"""What is announced after the evening: its paper was counted, or an observer came, when the meeting was over."""

from sqlmodel import Session

from app.core.errors import Conflict
from app.live.ballots import actions as ballots
from app.live.ballots.access import hosted_ballot_in_its_turn
from app.live.ballots.rules import BallotState
from app.live.meetings import actions as meetings
from app.live.meetings.rules import MeetingState
from app.live.stage.actions import FINAL
from app.live.stage.rules import Deed
from app.organisations.actors import Actor


def reveal_later(db: Session, actor: Actor, ballot_id: int) -> int:
    """공표 from the count's own page. Whatever its announcement asks for is asked for as ever; pressed twice is once.

    While the meeting is on, the one big button does it, so that wall and phones see it together. Returns the meeting.
    """
    meeting, ballot = hosted_ballot_in_its_turn(db, actor, ballot_id)
    if meeting.state is not MeetingState.ENDED:
        raise Conflict("회의 중에는 진행 화면의 큰 단추로 모두 함께 봅니다.")
    if ballot.state is BallotState.REVEALED:
        return ballot.meeting_id
    ballots.reveal(db, actor, ballot_id)
    meetings.moved(db, actor, meeting, f"회의 뒤 공표: {ballot.question}"[:120], why=FINAL[Deed.REVEAL])
    return ballot.meeting_id
