"""A vote for somebody else: by text or telephone through the desk, or with help beside them. Always by their slip."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.models import Participant
from app.core.errors import Conflict
from app.live.ballots import actions as ballots
from app.live.ballots.actions import Receipt
from app.live.counts.channels import BY_DESK, Channel
from app.live.entrances.actions.slips import holder_of
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.tallies import access
from app.organisations.actors import Actor


@dataclass(frozen=True)
class Wish:
    """What somebody wants to vote, and how they say so."""

    slip: str
    choices: tuple[int, ...]
    key: str
    channel: Channel = Channel.PHONE
    name: str = ""
    declared: bool = False


def vote_for(db: Session, actor: Actor, secret: bytes, ballot_id: int, wish: Wish) -> Receipt:
    """The desk enters a vote: one that was written or telephoned, or on a tablet with its voter beside it (helped).

    Under the same rules as every vote; the ledger notes that it was entered, not what.
    """
    seat, ballot = meetings.seat_title(actor), access.desk_ballot(db, actor, ballot_id)
    meeting = meetings.hosted_meeting(db, actor, ballot.meeting_id)
    if wish.channel not in (*BY_DESK, Channel.PHONE):
        raise Conflict("‘%(channel)s’ 표는 여기에서 받지 않습니다.", channel=wish.channel.label)
    holder = holder_of(db, secret, meeting, wish.slip)
    return _cast(db, Guest("", secret, "ko"), meeting, ballot_id, wish, holder, seat)


def help_beside(db: Session, guest: Guest, number: str, ballot_id: int, wish: Wish) -> Receipt:
    """Somebody in the room presses for the person beside them, by that person's slip."""
    meeting, _ = meetings.taking_part(db, guest, number)
    holder = holder_of(db, guest.secret, meeting, wish.slip)
    return _cast(db, guest, meeting, ballot_id, wish, holder, "")


def _cast(
    db: Session, guest: Guest, meeting: Meeting, ballot_id: int, wish: Wish, holder: Participant, seat: str
) -> Receipt:
    slip = ballots.VoteSlip(
        guest,
        meeting.join_number,
        ballot_id,
        wish.choices,
        wish.key,
        wish.name,
        wish.declared,
        voter=holder.key,
        channel=wish.channel,
        helped=wish.channel is Channel.PHONE,
        entered_by=seat,
    )
    [answer] = ballots.cast_votes(db, [slip])
    if not isinstance(answer, Receipt):
        raise answer
    return answer
