"""What the council's front pages show, and what waits for one person."""

from dataclasses import dataclass

from sqlmodel import Session

from app.council.assembly import queries as assembly
from app.council.assembly.rules import Light, QuarterView
from app.council.calls import queries as calls
from app.council.calls.models import MemberCall
from app.council.calls.rules import CallState
from app.council.items import queries as items
from app.council.items.queries import ItemView, Owed, Unlisted
from app.council.minutes import queries as minutes
from app.council.seats import queries as seats
from app.council.seats.queries import Roster
from app.council.sittings import queries as sittings
from app.council.sittings.models import Sitting
from app.council.sittings.rules import SittingState
from app.organisations.actors import Actor
from app.organisations.rules import Role

RECENT = 5


@dataclass(frozen=True)
class Line:
    """A sitting with its items. ``confirmed``: both co-chairs have confirmed its minutes."""

    sitting: Sitting
    title: str
    items: tuple[ItemView, ...]
    confirmed: bool

    @property
    def late(self) -> int:
        return sum(one.stand.is_late for one in self.items)


@dataclass(frozen=True)
class Front:
    """The council on one page, for residents and for staff."""

    roster: Roster
    next: Line | None
    past: tuple[Line, ...]
    calls: tuple[MemberCall, ...]
    quarter: QuarterView


def line(db: Session, sitting: Sitting) -> Line:
    """One sitting for a list."""
    confirmed = bool(minutes.editions(db, sitting.id or 0))
    return Line(sitting, sittings.title(db, sitting), items.views(db, sitting), confirmed)


def front(db: Session) -> Front:
    """Roster, the next sitting, what was decided, open calls, this quarter's talk."""
    coming = sittings.upcoming(db)
    ended = [row for row in sittings.sittings(db) if row.state is SittingState.ENDED]
    return Front(
        seats.roster(db),
        line(db, coming) if coming else None,
        tuple(line(db, row) for row in ended[:RECENT]),
        tuple(calls.open_calls(db)),
        assembly.quarters(db)[0],
    )


@dataclass(frozen=True)
class Waiting:
    """What the council's work asks of one person. ``broken``: rules of the charter that are not kept (officers)."""

    papers: tuple[Owed, ...]
    unlisted: tuple[Unlisted, ...]
    confirm: tuple[tuple[int, str], ...]
    next: Sitting | None
    broken: int
    choosing: int
    talk_missing: bool

    @property
    def total(self) -> int:
        return len(self.papers) + len(self.unlisted) + len(self.confirm) + self.choosing


def waiting(db: Session, actor: Actor, district: str) -> Waiting:
    """For the desk."""
    officer = actor.has(Role.OFFICER)
    runs = officer or actor.has(Role.CO_CHAIR)
    return Waiting(
        tuple(items.owed_by(db, actor)),
        tuple(items.unlisted(db)) if runs else (),
        tuple(
            (one.whole.sitting.id or 0, one.whole.title) for one in minutes.to_confirm(db, actor, district)
        ),
        sittings.upcoming(db) if runs else None,
        seats.roster(db).broken if officer else 0,
        sum(view.state is CallState.CHOOSING for view in calls.calls(db)) if officer else 0,
        officer and assembly.quarters(db)[0].light is Light.MISSING,
    )


@dataclass(frozen=True)
class About:
    """What the council and the assembly have to do with one agenda, for its public page."""

    items: tuple[tuple[Line, ItemView], ...]
    pledges: tuple[tuple[str, str, str], ...]


def about(db: Session, agenda_id: int) -> About:
    """Items of sittings about it, newest first; (councillor, pledge, what is the same)."""
    found = [
        (view, one)
        for view in (line(db, sitting) for sitting in items.sittings_about(db, agenda_id))
        for one in view.items
        if one.agenda_id == agenda_id
    ]
    return About(tuple(found), tuple(assembly.pledges_of(db, agenda_id)))
