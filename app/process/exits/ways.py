"""What the page of a matter says about other ways: where it may go, where it pauses, whom it was merged with or split from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.process import rules
from app.process.access.holding import GOING
from app.process.exits import queries
from app.process.exits.models import Exit
from app.process.exits.rules import PAUSING, SideExit
from app.process.models import Matter
from app.process.queries import basics
from app.process.queries.views import Signed
from app.process.stages.reach import ahead, behind
from app.process.stages.rules import Stage
from app.proposals.models import Agenda
from app.web.words import masked


@dataclass(frozen=True)
class Taken:
    """A side exit it is on, or left by."""

    kind: SideExit
    reason: str
    asked: str
    signed: str
    until: date | None
    by: Signed


@dataclass(frozen=True)
class Relative:
    """Another matter this one is tied to. ``how``: what that one is to this."""

    how: str
    matter_id: int
    agenda_id: int
    title: str


@dataclass(frozen=True)
class Ways:
    """``ahead``, ``behind``: (id, name) of stages one may skip or go back to."""

    id: int
    turn: int
    paused: bool
    taken: Taken | None
    exits: tuple[tuple[SideExit, str], ...]
    ahead: tuple[tuple[str, str], ...]
    behind: tuple[tuple[str, str], ...]
    relatives: tuple[Relative, ...]
    missing: tuple[str, ...]


def ways(db: Session, matter_id: int) -> Ways:
    """The other ways of one matter."""
    matter = basics.matter(db, matter_id)
    process = basics.process_of(db, matter.template_id)
    stage, going = process.stage(matter.stage_id), matter.state in GOING
    last = queries.last_exit(db, matter_id)
    on_it = last is not None and (matter.ended_by is not None or last.over_at is None)
    missing = rules.unmet(stage, basics.facts(db, matter)) if going else ()
    paused = going and matter.state is not rules.MatterState.OPEN
    return Ways(
        matter_id,
        matter.turn,
        paused,
        _taken(db, last) if last is not None and on_it else None,
        _offered(stage, last, paused=paused) if going else (),
        _named(ahead(process, stage.id)),
        _named(behind(process, stage.id)),
        _relatives(db, matter, last),
        tuple(each.text for each in missing),
    )


def _offered(stage: Stage, last: Exit | None, *, paused: bool) -> tuple[tuple[SideExit, str], ...]:
    """Those of the stage; while it pauses, the same pause may be prolonged and the others end it."""
    if not paused or last is None:
        return stage.side_exits
    kept = {last.kind} | (set(SideExit) - PAUSING - {SideExit.SPLIT})
    return tuple(each for each in stage.side_exits if each[0] in kept)


def _named(stages: Sequence[Stage]) -> tuple[tuple[str, str], ...]:
    return tuple((stage.id, stage.name) for stage in stages)


def _taken(db: Session, row: Exit) -> Taken:
    name = basics.account_names(db, [row.account_id]).get(row.account_id, "")
    by = Signed(f"{row.seat} {masked(name)}".strip(), row.side, row.at)
    return Taken(row.kind, row.reason, row.asked, row.signed, row.until, by)


def _relatives(db: Session, matter: Matter, last: Exit | None) -> tuple[Relative, ...]:
    found: list[tuple[str, Matter | None]] = []
    if matter.parent_id is not None:
        found.append(("나누기 전 의제", db.get(Matter, matter.parent_id)))
    if last is not None and last.into_id is not None:
        found.append(("합친 곳", db.get(Matter, last.into_id)))
    found += [("여기에 합친 의제", each) for each in queries.merged_into(db, matter.id or 0)]
    found += [("나눈 의제", each) for each in queries.children(db, matter.id or 0)]
    return tuple(
        Relative(how, each.id or 0, each.agenda_id, db.get_one(Agenda, each.agenda_id).title)
        for how, each in found
        if each is not None
    )
