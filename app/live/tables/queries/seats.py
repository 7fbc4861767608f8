"""Who sits where, and who sits nowhere yet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.live.entrances.models import RollEntry
from app.live.tables.models import RoundTable, TablePlan, TableSeat


@dataclass(frozen=True)
class Sitting:
    """Somebody at a table. ``came_from``: the table of the round before, when it was another."""

    entry_id: int
    name: str
    note: str
    host: bool
    came_from: int | None


def plan(db: Session, meeting_id: int) -> TablePlan | None:
    """How the meeting sits, once tables were set."""
    return db.get(TablePlan, meeting_id)


def tables(db: Session, meeting_id: int) -> Sequence[RoundTable]:
    """The tables by number."""
    return db.exec(
        select(RoundTable).where(RoundTable.meeting_id == meeting_id).order_by(col(RoundTable.number))
    ).all()


def placed(db: Session, meeting_id: int, round_no: int) -> dict[int, list[Sitting]]:
    """table number → who sits there in this round, by name; where they came from when they moved."""
    before: dict[int, int] = {}
    if round_no:
        before = dict(
            db.exec(
                select(TableSeat.entry_id, RoundTable.number)
                .join(RoundTable, col(RoundTable.id) == col(TableSeat.table_id))
                .where(TableSeat.meeting_id == meeting_id, TableSeat.round == round_no - 1)
            ).all()
        )
    rows = db.exec(
        select(RoundTable.number, TableSeat.host, RollEntry)
        .join(RoundTable, col(RoundTable.id) == col(TableSeat.table_id))
        .join(RollEntry, col(RollEntry.id) == col(TableSeat.entry_id))
        .where(TableSeat.meeting_id == meeting_id, TableSeat.round == round_no)
        .order_by(col(RoundTable.number), col(RollEntry.name), col(RollEntry.note), col(RollEntry.id))
    ).all()
    found: dict[int, list[Sitting]] = defaultdict(list)
    for number, host, one in rows:
        came = before.get(one.id or 0)
        found[number].append(Sitting(one.id or 0, one.name, one.note, host, came if came != number else None))
    return dict(found)


def goes(db: Session, meeting_id: int, round_no: int) -> dict[int, tuple[int, ...]]:
    """table number → the tables its people go to."""
    goes: dict[int, list[int]] = defaultdict(list)
    for number, people in placed(db, meeting_id, round_no).items():
        for one in people:
            if one.came_from is not None:
                goes[one.came_from].append(number)
    return {number: tuple(sorted(to)) for number, to in sorted(goes.items())}


def unseated(db: Session, meeting_id: int, round_no: int) -> Sequence[RollEntry]:
    """Who is on the roll and sits nowhere, in the order of arrival; then those still expected."""
    seated = select(TableSeat.entry_id).where(TableSeat.meeting_id == meeting_id, TableSeat.round == round_no)
    return db.exec(
        select(RollEntry)
        .where(RollEntry.meeting_id == meeting_id, col(RollEntry.id).not_in(seated))
        .order_by(col(RollEntry.checked_at).is_(None), col(RollEntry.checked_at), col(RollEntry.id))
    ).all()


def leaving(db: Session, meeting_id: int, round_no: int, number: int) -> tuple[tuple[str, int], ...]:
    """Who leaves this table, and to which."""
    return tuple(
        (one.name, to)
        for to, people in placed(db, meeting_id, round_no).items()
        for one in people
        if one.came_from == number
    )
