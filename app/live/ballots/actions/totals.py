"""Totals that two people counted alike, taken over into a ballot or put aside to be counted again."""

from sqlmodel import Session

from app.core.errors import Conflict, Invalid
from app.live.ballots import queries
from app.live.ballots.actions import combining
from app.live.ballots.events import BallotMoved
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState
from app.live.counts.channels import TOTALLED, Channel, Total, total_problem
from app.live.counts.terms import from_data
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def must_take_totals(ballot: Ballot, channel: Channel) -> None:
    """Refused with 409 unless this ballot takes such totals and nobody has seen its count."""
    if channel not in TOTALLED or channel not in from_data(ballot.terms).channels:
        raise Conflict("이 투표는 ‘%(channel)s’ 표를 받지 않습니다.", channel=channel.label)
    if ballot.state not in (BallotState.OPEN, BallotState.CLOSED):
        raise Conflict("진행 중이거나 마감한 투표만 집계할 수 있습니다.")
    if ballot.counted_at is not None or (ballot.parts or {}).get("seal"):
        raise Conflict("집계를 모두 마쳐 봉인했습니다. 더 고칠 수 없습니다.")


def must_be_possible(db: Session, ballot: Ballot, channel: Channel, total: Total) -> None:
    """Refused with 422 when these numbers cannot be."""
    options = [option.id or 0 for option in queries.options(db, ballot.id or 0)]
    problem = total_problem(ballot.kind, total, options, ballot.max_choices)
    if problem is not None:
        raise Invalid(problem)
    if channel is Channel.PAPER and total.handed > queries.marked(db, ballot):
        raise Invalid(
            "낸 종이는 %(handed)d장인데 종이로 투표한다고 표시한 사람은 %(marked)d명입니다. "
            "접수대에서 모두 표시했는지 먼저 확인해 주세요.",
            handed=total.handed,
            marked=queries.marked(db, ballot),
        )


def accept_total(db: Session, actor: Actor, ballot: Ballot, channel: Channel, total: Total) -> None:
    """Two people counted the same: it stands. A ballot that waited for it alone is combined now."""
    must_take_totals(ballot, channel)
    must_be_possible(db, ballot, channel, total)
    ballot.totals = {**(ballot.totals or {}), channel.value: total.as_data()}
    db.add(ballot)
    combining.combine(db, actor, ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))


def drop_total(db: Session, ballot: Ballot, channel: Channel) -> None:
    """It is to be counted again."""
    must_take_totals(ballot, channel)
    ballot.totals = {name: kept for name, kept in (ballot.totals or {}).items() if name != channel.value}
    db.add(ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
