"""A draft with the options of a published election."""

from collections.abc import Sequence

from sqlmodel import Session

from app.core.errors import Conflict
from app.live.ballots import access, queries
from app.live.ballots.actions.drafting import draft, revise
from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import BallotState, as_option
from app.live.counts.rules import FIXED, SCALES, Kind, Method
from app.live.meetings import access as meetings
from app.organisations.actors import Actor


def draft_with(
    db: Session,
    actor: Actor,
    item_id: int,
    *,
    question: str,
    kind: Kind,
    method: Method,
    most: int | None,
    texts: Sequence[str],
) -> Ballot:
    """A draft that asks what a published election asked: its options take the place of those that stand there."""
    item = meetings.hosted_item(db, actor, item_id)
    _, ballot = access.hosted_ballot(db, actor, draft(db, item).id or 0)
    if ballot.state is not BallotState.DRAFT:
        raise Conflict("그 차례의 투표는 이미 시작했습니다. 다른 차례를 골라 주세요.")
    if kind not in FIXED:
        for option in queries.options(db, ballot.id or 0):
            db.delete(option)
        db.flush()
        if ballot.kind in FIXED:
            ballot.kind = kind  # its own options went with it
        for position, text in enumerate(texts, 1):
            db.add(Option(ballot_id=ballot.id or 0, position=position, text=as_option(text)))
        db.flush()
    return revise(
        db,
        actor,
        item_id,
        question=question,
        max_choices=most,
        texts={},
        new="",
        secrecy=ballot.secrecy,
        level=ballot.level,
        kind=kind,
        method=method,
        steps=len(texts) or SCALES[0],
    )
