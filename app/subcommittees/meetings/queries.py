"""Reads of meetings: the list, one with everything recorded of it, its minutes as they would be confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFound
from app.core.labels import Side
from app.live.ledger.rules import digest
from app.live.records.queries.drafting import Nine, fields_of
from app.organisations.models import Subcommittee
from app.process.models import Matter
from app.process.rules import MatterState
from app.proposals.models import Agenda
from app.subcommittees.bodies import queries as bodies
from app.subcommittees.bodies.queries import Member
from app.subcommittees.meetings.models import SubCorrection, SubEdition, SubItem, SubMeeting, SubPresence
from app.subcommittees.meetings.rules import Attending, SittingState, by_side, is_quorate
from app.subcommittees.meetings.wording import worded

USUAL = timedelta(hours=2)  # how long a meeting is taken to be until it has ended


@dataclass(frozen=True)
class ItemView:
    """An item with the agenda behind it. ``mark``: by which a form says what it was made from."""

    row: SubItem
    agenda_id: int | None
    summary: str

    @property
    def mark(self) -> str:
        row = self.row
        return digest([row.said, row.decided, row.yes, row.no, row.abstained])[:16]


@dataclass(frozen=True)
class Sitting:
    """One meeting with everything recorded. ``members``: who holds a seat on its day."""

    row: SubMeeting
    subcommittee: Subcommittee
    members: tuple[Member, ...]
    items: tuple[ItemView, ...]
    present: tuple[SubPresence, ...]
    editions: tuple[SubEdition, ...]

    @property
    def id(self) -> int:
        return self.row.id or 0

    @property
    def title(self) -> str:
        return f"{self.subcommittee.name} 제{self.row.number}차 회의"

    @property
    def there(self) -> tuple[SubPresence, ...]:
        return tuple(one for one in self.present if one.attending is Attending.PRESENT)

    @property
    def beside(self) -> tuple[SubPresence, ...]:
        return tuple(one for one in self.present if one.attending is Attending.BESIDE)

    @property
    def came(self) -> frozenset[int]:
        """Accounts of the members who were there."""
        return frozenset(one.account_id for one in self.there if one.account_id is not None)

    @property
    def sides(self) -> dict[Side, int]:
        return by_side(one.side for one in self.there)

    @property
    def quorate(self) -> bool:
        return is_quorate(len(self.came), len(self.members))

    @property
    def is_frozen(self) -> bool:
        """Once minutes are confirmed the record stays as it was; only the minutes are put differently."""
        return bool(self.editions) or self.row.state is SittingState.CANCELLED

    @property
    def likely_end(self) -> datetime:
        """What the form offers: when it ended, else two hours after its beginning, at the latest now."""
        return self.row.ended_at or min(self.row.starts_at + USUAL, clock.now())

    @property
    def has_come(self) -> bool:
        return self.row.starts_at <= clock.now()


def meeting(db: Session, meeting_id: int, *, locked: bool = False) -> SubMeeting:
    """One meeting, or ``NotFound``."""
    found = db.get(SubMeeting, meeting_id, with_for_update=locked, populate_existing=locked)
    if found is None:
        raise NotFound("그런 분과 회의가 없습니다.")
    return found


def by_number(db: Session, code: str, number: int) -> int:
    """The id of 제n차 회의 of a subcommittee."""
    body = bodies.by_code(db, code)
    query = select(SubMeeting.id).where(SubMeeting.subcommittee_id == body.id, SubMeeting.number == number)
    found = db.exec(query).first()
    if found is None:
        raise NotFound("그런 분과 회의가 없습니다.")
    return found


def of(db: Session, subcommittee_id: int) -> Sequence[SubMeeting]:
    """Every meeting of a subcommittee, the newest first."""
    return db.exec(
        select(SubMeeting)
        .where(SubMeeting.subcommittee_id == subcommittee_id)
        .order_by(col(SubMeeting.starts_at).desc(), col(SubMeeting.id).desc())
    ).all()


def confirmed(db: Session, subcommittee_id: int) -> frozenset[int]:
    """Ids of the meetings whose minutes were confirmed."""
    query = (
        select(SubEdition.meeting_id)
        .join(SubMeeting, col(SubMeeting.id) == col(SubEdition.meeting_id))
        .where(SubMeeting.subcommittee_id == subcommittee_id)
    )
    return frozenset(db.exec(query).all())


def coming(db: Session, subcommittee_id: int) -> SubMeeting | None:
    """The next one."""
    return db.exec(
        select(SubMeeting)
        .where(
            SubMeeting.subcommittee_id == subcommittee_id,
            SubMeeting.state == SittingState.PLANNED,
            SubMeeting.starts_at >= clock.now(),
        )
        .order_by(col(SubMeeting.starts_at))
    ).first()


def items(db: Session, meeting_id: int) -> tuple[ItemView, ...]:
    """The items in their order."""
    rows = db.exec(
        select(SubItem, Agenda)
        .outerjoin(Matter, col(Matter.id) == col(SubItem.matter_id))
        .outerjoin(Agenda, col(Agenda.id) == col(Matter.agenda_id))
        .where(SubItem.meeting_id == meeting_id)
        .order_by(col(SubItem.position), col(SubItem.id))
    ).all()
    return tuple(
        ItemView(row, agenda.id if agenda else None, agenda.summary if agenda else "") for row, agenda in rows
    )


def editions(db: Session, meeting_id: int) -> Sequence[SubEdition]:
    """What was confirmed, newest first."""
    return db.exec(
        select(SubEdition).where(SubEdition.meeting_id == meeting_id).order_by(col(SubEdition.number).desc())
    ).all()


def sitting(db: Session, meeting_id: int) -> Sitting:
    """One meeting with everything recorded."""
    row = meeting(db, meeting_id)
    day = clock.seoul(row.starts_at).date()
    present = db.exec(
        select(SubPresence).where(SubPresence.meeting_id == meeting_id).order_by(col(SubPresence.id))
    ).all()
    return Sitting(
        row,
        db.get_one(Subcommittee, row.subcommittee_id),
        tuple(bodies.members(db, [row.subcommittee_id], day)[row.subcommittee_id]),
        items(db, meeting_id),
        tuple(present),
        tuple(editions(db, meeting_id)),
    )


def choosable(db: Session, found: Sitting) -> list[tuple[int, str]]:
    """Open matters of the subcommittee that are not on the agenda yet."""
    there = {one.row.matter_id for one in found.items}
    rows = db.exec(
        select(Matter.id, Agenda.id, Agenda.title)
        .join(Agenda, col(Agenda.id) == col(Matter.agenda_id))
        .where(Matter.subcommittee_id == found.row.subcommittee_id, Matter.state == MatterState.OPEN)
        .order_by(col(Agenda.id))
    ).all()
    return [(key or 0, f"{agenda:04d} {title}") for key, agenda, title in rows if key not in there]


def draft(db: Session, meeting_id: int, district: str) -> Nine:
    """The minutes as they would be confirmed now."""
    found = sitting(db, meeting_id)
    corrections = db.exec(
        select(SubCorrection)
        .where(SubCorrection.meeting_id == meeting_id)
        .order_by(col(SubCorrection.id).desc())
    ).all()
    return Nine(
        fields_of(
            worded(
                found.row,
                found.title,
                f"서울특별시 {district} 협치회 {found.subcommittee.name}",
                [one.row for one in found.items],
                found.there,
                found.beside,
                len(found.members),
            ),
            corrections,
        ),
        found.editions,
    )
