"""Changes to agendas. The agenda's public record is written only here."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts.rules import Level
from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.core.labels import Side
from app.organisations.actors import Actor, require
from app.organisations.models import PolicyField
from app.organisations.rules import Role
from app.proposals.events import AgendaRecorded
from app.proposals.models import Agenda, AgendaEntry
from app.proposals.rules import Channel, Ending, EntryKind, PathStep
from app.realtime.outbox import announce


@dataclass(frozen=True)
class Origin:
    """Where an agenda comes from, kept as facts: ``votes`` of ``voters`` chose it, as ``rank`` in the count; ``level``: how
    surely each voter was one person.
    """

    channel: Channel
    title: str
    text: str
    proposed_at: datetime
    author: str = ""
    votes: int = 0
    voters: int = 0
    rank: int | None = None
    level: Level | None = None
    forum_id: int | None = None
    proposal_id: int | None = None


@dataclass(frozen=True)
class Happening:
    """One line for the public timeline. ``who``: seat and masked name, e.g. ``도시·교통 분과장 윤○정``."""

    sentence: str
    kind: EntryKind = EntryKind.ACT
    side: Side | None = None
    who: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Standing:
    """What the agenda page says first: the step, one sentence, who owes the next answer and by when."""

    path_step: PathStep
    status: str
    owed_by: str = ""
    due_at: datetime | None = None
    finished: bool = False
    ending: Ending | None = None
    into_id: int | None = None


def open_agenda(
    db: Session,
    *,
    title: str,
    summary: str,
    origin: Origin,
    zone_id: int | None = None,
    dong_id: int | None = None,
    field_id: int | None = None,
) -> Agenda:
    """A selected proposal or idea becomes an agenda (의제); its first timeline lines tell where it came from."""
    if field_id is not None and db.get(PolicyField, field_id) is None:
        sentence = "없는 분야입니다. 다시 골라 주세요."
        raise Invalid(sentence, errors={"field_id": sentence})
    now = clock.now()
    agenda = Agenda(
        title=title,
        summary=summary,
        zone_id=zone_id,
        dong_id=dong_id,
        field_id=field_id,
        channel=origin.channel,
        proposal_id=origin.proposal_id,
        forum_id=origin.forum_id,
        origin_title=origin.title,
        origin_text=origin.text,
        origin_author=origin.author,
        origin_votes=origin.votes,
        origin_voters=origin.voters,
        origin_rank=origin.rank,
        origin_level=origin.level,
        proposed_at=origin.proposed_at,
        selected_at=now,
        path_step=PathStep.DELIBERATE,
        status="의제로 선정되어 담당 분과를 정하고 있습니다.",
        owed_by="협치추진단",
        updated_at=now,
    )
    db.add(agenda)
    db.flush()
    return agenda


def open_part(db: Session, agenda_id: int, *, title: str) -> Agenda:
    """An agenda that was split goes on in parts: each keeps where it came from. Only the whole names its proposal."""
    whole = db.get(Agenda, agenda_id)
    if whole is None:
        raise NotFound()
    kept = whole.model_dump(exclude={"id", "title", "proposal_id", "split_from_id", "updated_at"})
    part = Agenda(**kept, title=title, split_from_id=agenda_id, updated_at=clock.now())
    db.add(part)
    db.flush()
    return part


def record(
    db: Session,
    agenda_id: int,
    happening: Happening,
    *,
    standing: Standing | None = None,
    subcommittee_id: int | None = None,
) -> AgendaEntry:
    """Add a line to the agenda's timeline and, when it changed, say where the agenda stands now."""
    agenda = db.get(Agenda, agenda_id)
    if agenda is None:
        raise NotFound()
    now = clock.now()
    if standing is not None:
        agenda.path_step = standing.path_step
        agenda.status = standing.status
        agenda.owed_by = standing.owed_by
        agenda.due_at = standing.due_at
        agenda.finished_at = now if standing.finished else None
        agenda.ending, agenda.into_id = standing.ending, standing.into_id
    if subcommittee_id is not None:
        agenda.subcommittee_id = subcommittee_id
    agenda.updated_at = now
    entry = AgendaEntry(
        agenda_id=agenda_id,
        at=now,
        kind=happening.kind,
        path_step=agenda.path_step,
        side=happening.side,
        who=happening.who,
        sentence=happening.sentence,
        evidence=happening.evidence,
    )
    db.add(agenda)
    db.add(entry)
    announce(db, AgendaRecorded(agenda_id))
    return entry


def tell_story(db: Session, actor: Actor, agenda_id: int, *, before: str, after: str) -> None:
    """What a finished agenda changed, for the front page: the resident's words, and one sentence about today."""
    require(actor, Role.OFFICER)
    agenda = db.get(Agenda, agenda_id)
    if agenda is None:
        raise NotFound()
    if agenda.finished_at is None:
        raise Conflict("아직 마치지 않은 의제입니다.", fix_url=f"/agendas/{agenda_id}")
    if not after:
        raise Invalid("무엇이 달라졌는지 적어 주세요.", errors={"after": "무엇이 달라졌는지 적어 주세요."})
    agenda.story_before, agenda.story_after = before, after
    agenda.updated_at = clock.now()
    db.add(agenda)
    announce(db, AgendaRecorded(agenda_id))
