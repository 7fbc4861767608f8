"""Reads about selections."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.accounts.rules import Level
from app.live.ballots.models import Ballot, Option
from app.live.ballots.queries import Paper
from app.live.selections.models import Selection
from app.live.selections.rules import why_not
from app.proposals.models import Agenda


@dataclass(frozen=True)
class Chosen:
    """An agenda that came out of a meeting."""

    id: int
    option_id: int
    title: str
    votes: int
    voters: int
    level: Level | None
    handed_over: bool


def barred(paper: Paper) -> dict[int, str]:
    """option → why it cannot be made an agenda, of a ballot whose count may be seen."""
    if paper.verdict is None:
        return {}
    label = paper.verdict.ruling.label
    reasons = {choice.id: why_not(paper.kind, paper.verdict, choice.id) for choice in paper.choices}
    return {id_: why % {"ruling": label} for id_, why in reasons.items() if why}


def chosen(db: Session, meeting_id: int) -> tuple[Chosen, ...]:
    """Agendas selected from this meeting's ballots, in the order of the evening."""
    rows = db.exec(
        select(Agenda, Selection.option_id)
        .join(Selection, col(Selection.agenda_id) == col(Agenda.id))
        .join(Option, col(Option.id) == col(Selection.option_id))
        .join(Ballot, col(Ballot.id) == col(Option.ballot_id))
        .where(Ballot.meeting_id == meeting_id)
        .order_by(col(Ballot.id), col(Agenda.origin_rank))
    ).all()
    return tuple(
        Chosen(
            row.id or 0,
            option,
            row.title,
            row.origin_votes,
            row.origin_voters,
            row.origin_level,
            row.subcommittee_id is not None,
        )
        for row, option in rows
    )
