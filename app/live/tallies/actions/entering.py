"""Numbers that somebody counted. All of one ballot take turns at its row."""

from sqlmodel import Session, select

from app.core.errors import Conflict
from app.live.ballots import access as ballot_access
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot, TallyEntry
from app.live.counts.channels import Channel, Total
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.tallies import access, queries
from app.live.tallies.events import TallyChanged
from app.live.tallies.rules import Turn
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def enter(db: Session, actor: Actor, ballot_id: int, channel: Channel, total: Total, key: str) -> Turn:
    """What this account counted. The same key again is answered with where it stands now.

    Refused with 422 when the numbers cannot be, with 409 when this account counted already in this round.
    """
    _, ballot = access.counted_ballot(db, actor, ballot_id, lock=True)
    rounds = queries.entries(db, ballot_id, channel)
    now = queries.standing_of(ballot, channel, rounds)
    mine = (TallyEntry.ballot_id == ballot_id, TallyEntry.channel == channel, TallyEntry.key == key)
    sent = db.exec(select(TallyEntry).where(*mine, TallyEntry.account_id == actor.account_id)).first()
    if sent is not None:
        if sent.total != total.as_data():
            raise Conflict("같은 화면에서 다른 수를 보낼 수 없습니다. 화면을 새로 고쳐 주세요.")
        return now.turn
    ballots.must_take_totals(ballot, channel)
    if now.turn is Turn.DONE:
        raise Conflict("두 사람이 센 수가 같아 이미 확정했습니다.")
    if now.entered and any(one.account_id == actor.account_id for one in rounds[-1]):
        raise Conflict("이미 세어 적으셨습니다. 이제 다른 사람이 셀 차례입니다.")
    ballots.must_be_possible(db, ballot, channel, total)
    assert actor.account_id is not None
    seat = actor.seats[0].title[:80]
    entry = TallyEntry(
        ballot_id=ballot_id,
        channel=channel,
        round=now.round,
        account_id=actor.account_id,
        seat=seat,
        total=total.as_data(),
        key=key,
    )
    db.add(entry)
    db.flush()
    _written(db, ballot, channel, "tally.entered", now.round, seat)
    return _settled(db, actor, ballot, channel, now.round)


def _settled(db: Session, actor: Actor, ballot: Ballot, channel: Channel, number: int) -> Turn:
    rounds = queries.entries(db, ballot.id or 0, channel)
    total = queries.agreement(rounds)
    if total is not None:
        seats = ", ".join(one.seat for one in rounds[-1] if one.total == total.as_data())
        _written(db, ballot, channel, "tally.agreed", number, seats)
        ballots.accept_total(db, actor, ballot, channel, total)
    after = queries.standing_of(ballot, channel, rounds)
    if after.turn in (Turn.THIRD, Turn.AGAIN):
        _written(db, ballot, channel, "tally.differs", number, "")
    announce(db, TallyChanged(ballot.meeting_id, ballot.id or 0))
    return after.turn


def count_again(db: Session, actor: Actor, ballot_id: int, channel: Channel) -> None:
    """A host has it counted anew: paper came late, or a pile was forgotten."""
    _, ballot = ballot_access.hosted_ballot(db, actor, ballot_id)
    ballots.must_take_totals(ballot, channel)
    now = queries.standing_of(ballot, channel, queries.entries(db, ballot_id, channel))
    if now.turn is not Turn.DONE:
        raise Conflict("아직 확정하지 않았습니다. 그대로 이어서 세어 주세요.")
    ballots.drop_total(db, ballot, channel)
    _written(db, ballot, channel, "tally.again", now.round, meetings.seat_title(actor))
    announce(db, TallyChanged(ballot.meeting_id, ballot_id))


def _written(db: Session, ballot: Ballot, channel: Channel, kind: str, number: int, who: str) -> None:
    what = {"ballot": ballot.id, "channel": channel.value, "round": number, "who": who}
    append(db, ballot.meeting_id, kind, what)
