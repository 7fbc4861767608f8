"""Reads for the result sheet: what each vote said, what becomes of it, and how to check all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.core import clock
from app.forums.models import Forum
from app.live.ballots import queries as ballots
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState
from app.live.ideas import queries as ideas
from app.live.ideas.queries import Parked
from app.live.ledger.models import Ledger
from app.live.ledger.rules import GENESIS
from app.live.meetings import access
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.people import queries as people
from app.live.people.rules import Crowd
from app.live.selections.queries import Chosen, chosen
from app.live.surveys import queries as surveys
from app.organisations.models import PolicyField, Subcommittee
from app.process.deadlines.queries import days_off
from app.process.deadlines.rules import due
from app.process.queries import latest_template, process_of
from app.process.stages.rules import STANDARD, START
from app.proposals.models import Agenda


@dataclass(frozen=True)
class Next:
    """What becomes of one agenda. ``subcommittee``: that has it, or that looks after its field; ``owed_by`` answers next,
    until ``until``.
    """

    chosen: Chosen
    subcommittee: str
    owed_by: str
    until: datetime | None
    finished: bool


@dataclass(frozen=True)
class ResultSheet:
    """One evening. ``papers``: every vote that was opened, in the order of the evening, counts where they may be seen."""

    meeting: Meeting
    forum: Forum
    at: datetime
    papers: tuple[tuple[Item, Paper], ...]
    nexts: tuple[Next, ...]
    parked: Parked
    crowd: Crowd
    survey: surveys.Results
    head: str
    entries: int


def result_sheet(db: Session, number: str, connected: int) -> ResultSheet:
    """The sheet of the meeting behind six digits, at any time of it. ``connected`` is known by the hub."""
    meeting = access.room(db, number)
    assert meeting.id is not None
    papers, end = ballots.papers(db, meeting.id), db.get(Ledger, meeting.id)
    return ResultSheet(
        meeting=meeting,
        forum=meetings.forum_of(db, meeting),
        at=clock.now(),
        papers=tuple(
            (item, papers[item.id])
            for item in meetings.items(db, meeting.id)
            if item.id in papers and papers[item.id].state is not BallotState.DRAFT
        ),
        nexts=tuple(_nexts(db, meeting.id)),
        parked=ideas.parked(db, meeting.id),
        crowd=people.crowd(db, meeting, connected=connected),
        survey=surveys.results(db, meeting.id),
        head=end.head if end else GENESIS,
        entries=end.seq if end else 0,
    )


def meeting_id(db: Session, number: str) -> int:
    """For whom the hub counts phones."""
    return access.room(db, number).id or 0


def _nexts(db: Session, meeting_id: int) -> list[Next]:
    found = chosen(db, meeting_id)
    if not found:
        return []
    rows = db.exec(
        select(Agenda, PolicyField)
        .outerjoin(PolicyField, col(PolicyField.id) == col(Agenda.field_id))
        .where(col(Agenda.id).in_([one.id for one in found]))
    ).all()
    known = {agenda.id: (agenda, field) for agenda, field in rows}
    names = {one.id: one.name for one in db.exec(select(Subcommittee)).all()}
    until = _taken_over_by(db)
    return [_next(one, *known[one.id], names, until) for one in found]


def _next(
    one: Chosen,
    agenda: Agenda,
    field: PolicyField | None,
    names: dict[int | None, str],
    taken_over_by: Callable[[datetime], datetime | None],
) -> Next:
    """Handed over, its own record says who owes what; before, the subcommittee of its field has as long as the standard
    process gives to take it over.
    """
    if agenda.subcommittee_id is not None:
        who, until = agenda.owed_by, agenda.due_at
        return Next(one, names.get(agenda.subcommittee_id, ""), who, until, agenda.finished_at is not None)
    name = names.get(field.subcommittee_id, "") if field else ""
    return Next(one, name, "", taken_over_by(agenda.selected_at), finished=False)


def _taken_over_by(db: Session) -> Callable[[datetime], datetime | None]:
    """From the day of selection to the last day on which a subcommittee answers."""
    template = latest_template(db, STANDARD)
    sla = process_of(db, template.id or 0).stage(START).sla if template else None
    off = days_off(db)
    return lambda since: due(since, sla.days, working=sla.working, off=off) if sla else None
