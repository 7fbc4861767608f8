"""Reads about agendas for everyone: one agenda's public record, lists, the finished stories."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as wide_select  # sqlmodel knows the types of four columns at most
from sqlmodel import Session, col, func, select

from app.accounts.rules import Level
from app.core import clock
from app.core.errors import NotFound
from app.core.labels import Side
from app.organisations.models import Dong, PolicyField, Subcommittee, Zone
from app.proposals.agendas import rules
from app.proposals.agendas.kin import Kin, kin, leads_to
from app.proposals.models import Agenda, AgendaEntry, Proposal
from app.proposals.rules import Channel, Ending, EntryKind, PathStep, ProposalState

NO_AGENDA = "찾으시는 의제가 없습니다."
LARGEST = 2**31  # what an integer column holds


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    at: datetime
    kind: EntryKind
    side: Side | None
    who: str
    sentence: str
    evidence: rules.Evidence


@dataclass(frozen=True)
class Merged:
    """A similar proposal that was merged into the agenda's own."""

    proposal_id: int
    title: str


@dataclass(frozen=True)
class Record:
    """Everything the agenda page says, newest line first.

    ``into``: where it goes on after a merge (of several merges the last); ``joined``: what was merged into it.
    """

    agenda_id: int
    title: str
    summary: str
    zone: str
    zone_code: str
    dong: str
    dong_code: str
    field: str
    subcommittee: str
    channel: Channel
    proposal_id: int | None
    forum_id: int | None
    origin_title: str
    origin_text: str
    author: str
    votes: int
    voters: int
    rank: int | None
    level: Level | None
    proposed_at: datetime
    selected_at: datetime
    step: PathStep
    status: str
    owed_by: str
    due_at: datetime | None
    overdue: bool
    finished_at: datetime | None
    ending: Ending | None
    into: Kin | None
    joined: tuple[Kin, ...]
    split_from: Kin | None
    parts: tuple[Kin, ...]
    legs: tuple[rules.Leg, ...]
    lines: tuple[Line, ...]
    merged: tuple[Merged, ...]

    @property
    def number(self) -> str:
        """의제 번호: four digits."""
        return f"{self.agenda_id:04d}"


def exists(db: Session, agenda_id: int) -> bool:
    """Is there such an agenda? Every agenda is public."""
    return 0 < agenda_id < LARGEST and db.get(Agenda, agenda_id) is not None


def record(db: Session, agenda_id: int) -> Record:
    """One agenda as the public reads it; 404 when there is none."""
    if not 0 < agenda_id < LARGEST:
        raise NotFound(NO_AGENDA)
    found = db.execute(
        wide_select(Agenda, Dong, Zone, PolicyField, Subcommittee)
        .join(Dong, col(Dong.id) == col(Agenda.dong_id), isouter=True)
        .join(Zone, col(Zone.id) == col(Agenda.zone_id), isouter=True)
        .join(PolicyField, col(PolicyField.id) == col(Agenda.field_id), isouter=True)
        .join(Subcommittee, col(Subcommittee.id) == col(Agenda.subcommittee_id), isouter=True)
        .where(col(Agenda.id) == agenda_id)
    ).first()
    if found is None:
        raise NotFound(NO_AGENDA)
    agenda, dong, zone, field, subcommittee = found
    entries = db.exec(
        select(AgendaEntry)
        .where(AgendaEntry.agenda_id == agenda_id)
        .order_by(col(AgendaEntry.at), col(AgendaEntry.id))
    ).all()
    reached = rules.dates_reached(
        agenda.proposed_at, agenda.selected_at, [(entry.path_step, entry.at) for entry in entries]
    )
    finished = agenda.finished_at is not None
    return Record(
        agenda_id=agenda_id,
        title=agenda.title,
        summary=agenda.summary,
        zone=zone.name if zone else "",
        zone_code=zone.code if zone else "",
        dong=dong.name if dong else "",
        dong_code=dong.code if dong else "",
        field=field.name if field else "",
        subcommittee=subcommittee.name if subcommittee else "",
        channel=agenda.channel,
        proposal_id=agenda.proposal_id,
        forum_id=agenda.forum_id,
        origin_title=agenda.origin_title,
        origin_text=agenda.origin_text,
        author=rules.byline(agenda.origin_author),
        votes=agenda.origin_votes,
        voters=agenda.origin_voters,
        rank=agenda.origin_rank,
        level=agenda.origin_level,
        proposed_at=agenda.proposed_at,
        selected_at=agenda.selected_at,
        step=agenda.path_step,
        status=agenda.status,
        owed_by="" if finished else agenda.owed_by,
        due_at=None if finished else agenda.due_at,
        overdue=rules.overdue(agenda.due_at, clock.now(), finished=finished),
        finished_at=agenda.finished_at,
        ending=agenda.ending,
        into=leads_to(db, agenda),
        joined=kin(db, col(Agenda.into_id) == agenda_id),
        split_from=next(iter(kin(db, col(Agenda.id) == agenda.split_from_id)), None),
        parts=kin(db, col(Agenda.split_from_id) == agenda_id),
        legs=rules.path(agenda.path_step, reached, finished=finished),
        lines=tuple(
            Line(entry.at, entry.kind, entry.side, entry.who, entry.sentence, rules.evidence(entry.evidence))
            for entry in reversed(entries)
        ),
        merged=_merged(db, agenda.proposal_id),
    )


def _merged(db: Session, proposal_id: int | None) -> tuple[Merged, ...]:
    if proposal_id is None:
        return ()
    rows = db.exec(
        select(Proposal.id, Proposal.title)
        .where(Proposal.merged_into_id == proposal_id, Proposal.state == ProposalState.MERGED)
        .order_by(col(Proposal.id))
    ).all()
    return tuple(Merged(number or 0, title) for number, title in rows)


@dataclass(frozen=True)
class Story:
    """A finished agenda: the resident's words, what changed, how long it took."""

    agenda_id: int
    before: str
    after: str
    dong: str
    days: int


def stories(db: Session, limit: int = 2) -> list[Story]:
    """What became of finished agendas, newest first; only those whose change was written down."""
    rows = db.exec(
        select(Agenda, Dong.name)
        .join(Dong, col(Dong.id) == col(Agenda.dong_id), isouter=True)
        .where(col(Agenda.finished_at).is_not(None), Agenda.story_after != "")
        .order_by(col(Agenda.finished_at).desc())
        .limit(limit)
    ).all()
    return [
        Story(
            agenda.id or 0,
            agenda.story_before or agenda.origin_text,
            agenda.story_after,
            dong or "",
            (agenda.finished_at - agenda.proposed_at).days if agenda.finished_at else 0,
        )
        for agenda, dong in rows
    ]


@dataclass(frozen=True)
class Chosen:
    """An agenda that was chosen at a forum, with its count there."""

    agenda_id: int
    title: str
    votes: int
    voters: int
    rank: int | None
    level: Level | None
    step: PathStep
    finished: bool


def chosen_at(db: Session, forum_id: int) -> list[Chosen]:
    """What a forum chose, by rank."""
    rows = db.exec(
        select(Agenda)
        .where(Agenda.forum_id == forum_id)
        .order_by(func.coalesce(Agenda.origin_rank, 99), col(Agenda.id))
    ).all()
    return [
        Chosen(
            row.id or 0,
            row.title,
            row.origin_votes,
            row.origin_voters,
            row.origin_rank,
            row.origin_level,
            row.path_step,
            row.finished_at is not None,
        )
        for row in rows
    ]
