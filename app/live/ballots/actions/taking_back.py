"""Taking an opening back while nobody has voted: the room is as it was before somebody pressed too early."""

from sqlmodel import Session, func, select

from app.core.errors import Conflict
from app.live.ballots import access, queries
from app.live.ballots.events import BallotMoved, BallotSealed, ObjectionsOver
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState
from app.live.ballots.standing import opening_stays
from app.organisations.actors import Actor
from app.realtime.outbox import announce

FRESH = (
    "meeting_id",
    "item_id",
    "question",
    "kind",
    "method",
    "terms",
    "max_choices",
    "secrecy",
    "level",
    "held",
)


def take_back_opening(db: Session, actor: Actor, ballot_id: int) -> None:
    """The paper is a draft again, under a number of its own: in the ledger a ballot opens once, and this one has.

    Its row is held, so a vote that comes at the same moment is either there first (and the opening stays) or finds that
    the paper is gone. The keys go after the commit; nothing was ever sealed with them.
    """
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    if ballot.state is not BallotState.OPEN:
        raise Conflict("진행 중인 투표가 아닙니다.")
    if why := opening_stays(db, ballot):
        raise Conflict(why)
    kept = {name: getattr(ballot, name) for name in FRESH}
    options = [one.again(0) for one in queries.options(db, ballot_id)]
    highest = db.exec(select(func.max(Ballot.id))).one() or 0
    announce(db, BallotSealed(ballot.meeting_id, ballot.key_id))
    announce(db, ObjectionsOver(ballot.meeting_id, ballot.key_id))
    for option in queries.options(db, ballot_id):
        db.delete(option)
    db.flush()
    db.delete(ballot)
    db.flush()
    fresh = Ballot(**kept)
    db.add(fresh)
    db.flush()
    if (fresh.id or 0) <= highest:  # SQLite gives a number again that became free
        db.delete(fresh)
        db.flush()
        fresh = Ballot(id=highest + 1, **kept)
        db.add(fresh)
        db.flush()
    for option in options:
        db.add(option.again(fresh.id or 0))
    db.flush()
    announce(db, BallotMoved(fresh.meeting_id, fresh.id or 0))
