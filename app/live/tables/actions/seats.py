"""Who sits where: dealt from the roll, late comers added, everybody moved for the next round of a world café."""

import secrets
from collections.abc import Collection

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core.errors import Conflict
from app.live.entrances.models import RollEntry
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.actions import log
from app.live.meetings.models import Meeting
from app.live.tables import access, queries, rules
from app.live.tables.events import TablesChanged, TableWrote
from app.live.tables.models import RoundTable, TablePlan, TableSeat
from app.organisations.actors import Actor
from app.organisations.models import Dong
from app.realtime.outbox import announce


def _ready(db: Session, actor: Actor, meeting_id: int) -> tuple[Meeting, TablePlan, list[RoundTable]]:
    meeting, found = access.settable(db, actor, meeting_id)
    how = queries.plan(db, meeting_id)
    if how is None or not found:
        raise Conflict("먼저 모둠 수를 정해 주세요.")
    return meeting, how, found


def _sitter(db: Session, entry: RollEntry, dongs: list[str]) -> rules.Sitter:
    return rules.read_sitter(entry.id or 0, entry.note, dongs)


def seat_everyone(
    db: Session, actor: Actor, meeting_id: int, *, here: bool = False, seed: int | None = None
) -> int:
    """Seat the roll anew, or only whoever was checked in. The seed stands in the ledger, so it can be done again.

    Returns how many sit.
    """
    meeting, how, found = _ready(db, actor, meeting_id)
    query = select(RollEntry).where(RollEntry.meeting_id == meeting_id)
    people = db.exec(query.where(col(RollEntry.checked_at).is_not(None)) if here else query).all()
    if not people:
        raise Conflict("명부에 앉힐 사람이 없습니다.", fix="명부로", fix_url=f"/meetings/{meeting_id}/roll")
    how.seed = secrets.randbelow(1_000_000) if seed is None else seed
    how.round, how.moving = 0, False
    db.add(how)
    db.execute(delete(TableSeat).where(col(TableSeat.meeting_id) == meeting_id))
    dongs = list(db.exec(select(Dong.name)).all())
    dealt = rules.seating([_sitter(db, entry, dongs) for entry in people], len(found), how.seed)
    _place(db, meeting_id, 0, found, dealt)
    what = {"people": len(people), "tables": len(found), "seed": how.seed}
    _told(db, actor, meeting, found, "tables.seated", what, f"{len(people)}명 자리 나누기")
    return len(people)


def seat_the_late(db: Session, actor: Actor, meeting_id: int) -> int:
    """Whoever was checked in and sits nowhere goes to the emptiest table; nobody else is moved. Returns how many."""
    meeting, how, found = _ready(db, actor, meeting_id)
    late = [entry for entry in queries.unseated(db, meeting_id, how.round) if entry.checked_at is not None]
    dongs = list(db.exec(select(Dong.name)).all())
    there = queries.placed(db, meeting_id, how.round)
    sits = [
        [rules.read_sitter(one.entry_id, one.note, dongs).dong for one in there.get(table.number, ())]
        for table in found
    ]
    for entry in late:
        dong = _sitter(db, entry, dongs).dong
        place = rules.late_seat(sits, dong)
        sits[place].append(dong)
        _sit(db, meeting_id, how.round, found[place], entry.id or 0)
    if late:
        db.flush()
        what = {"people": len(late), "tables": len(found), "seed": how.seed}
        _told(db, actor, meeting, found, "tables.seated", what, f"늦게 온 {len(late)}명 앉히기")
    return len(late)


def move(db: Session, actor: Actor, meeting_id: int) -> int:
    """자리 옮기기: one host a table stays, the others go where they meet as few again as can be. Returns the round."""
    meeting, how, found = _ready(db, actor, meeting_id)
    if len(found) < 2:
        raise Conflict("모둠이 둘은 있어야 자리를 옮길 수 있습니다.")
    numbers = {table.id: place for place, table in enumerate(found)}
    past: list[list[list[int]]] = [[[] for _ in found] for _ in range(how.round + 1)]
    hosts: list[int | None] = [None for _ in found]
    for seat in db.exec(
        select(TableSeat).where(TableSeat.meeting_id == meeting_id).order_by(col(TableSeat.id))
    ).all():
        past[seat.round][numbers[seat.table_id]].append(seat.entry_id)
        if seat.host and seat.round == how.round:
            hosts[numbers[seat.table_id]] = seat.entry_id
    if not any(past[-1]):
        raise Conflict("먼저 자리를 나눠 주세요.")
    hosts = [known or next(iter(table), None) for known, table in zip(hosts, past[-1], strict=True)]
    then = rules.next_round(past, hosts, how.seed + how.round + 1)
    how.round, how.moving = how.round + 1, True
    db.add(how)
    _place(db, meeting_id, how.round, found, then, {one for one in hosts if one is not None})
    what = {"round": how.round, "moved": sum(map(len, then)) - sum(one is not None for one in hosts)}
    _told(db, actor, meeting, found, "tables.moved", what, f"자리 옮기기 {how.round}번째")
    return how.round


def undo_move(db: Session, actor: Actor, meeting_id: int) -> None:
    """Back to the seats before the last move."""
    meeting, how, found = _ready(db, actor, meeting_id)
    if how.round == 0:
        raise Conflict("되돌릴 자리 옮기기가 없습니다.")
    db.execute(
        delete(TableSeat).where(col(TableSeat.meeting_id) == meeting_id, col(TableSeat.round) == how.round)
    )
    how.round, how.moving = how.round - 1, False
    db.add(how)
    _told(db, actor, meeting, found, "tables.move_undone", {"round": how.round}, "자리 옮기기 되돌리기")


def end_moving(db: Session, actor: Actor, meeting_id: int) -> None:
    """Everybody sits: the wall shows the round again."""
    meeting, how, found = _ready(db, actor, meeting_id)
    if how.moving:
        how.moving = False
        db.add(how)
        log(db, actor, meeting, "자리 옮기기 마치기")
        _announce(db, meeting_id, found)


def _place(
    db: Session,
    meeting_id: int,
    round_no: int,
    found: list[RoundTable],
    dealt: list[list[int]],
    hosts: Collection[int] = (),
) -> None:
    for table, people in zip(found, dealt, strict=True):
        for entry in people:
            _sit(db, meeting_id, round_no, table, entry, host=entry in hosts)
    db.flush()


def _sit(
    db: Session, meeting_id: int, round_no: int, table: RoundTable, entry_id: int, *, host: bool = False
) -> None:
    seat = TableSeat(
        meeting_id=meeting_id, round=round_no, table_id=table.id or 0, entry_id=entry_id, host=host
    )
    db.add(seat)


def _told(
    db: Session,
    actor: Actor,
    meeting: Meeting,
    found: list[RoundTable],
    kind: str,
    what: dict[str, int],
    words: str,
) -> None:
    append(db, meeting.id or 0, kind, {**what, "who": meetings.seat_title(actor)})
    log(db, actor, meeting, words)
    _announce(db, meeting.id or 0, found)


def _announce(db: Session, meeting_id: int, found: list[RoundTable]) -> None:
    announce(db, TablesChanged(meeting_id), *(TableWrote(meeting_id, table.id or 0) for table in found))
