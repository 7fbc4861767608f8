"""Pressing the ways of a matter the way its people do, on a clock that stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, tzinfo
from itertools import count
from typing import Any

import pytest
from sqlmodel import Session

from app.core import clock
from app.organisations.rules import Role
from app.process.actions.telling import enter, note_move
from app.process.exits import actions as exits
from app.process.exits.rules import SideExit
from app.process.models import Matter
from app.process.rules import MoveKind
from app.process.stages.rules import Process
from app.proposals.models import Agenda
from tests.process import walk
from tests.world import World

REASON = "주민 설명회를 먼저 열기로 했습니다."
SIGNED = "11월 20일에 전화로 동의했습니다."
PRESSES = {
    SideExit.SUPPLEMENT: "chair",
    SideExit.HOLD: "chair",
    SideExit.MERGE: "officer",
    SideExit.SPLIT: "chair",
    SideExit.COMPLAINT: "officer",
    SideExit.WITHDRAW: "chair",
    SideExit.CLOSE: "chair",
}
_numbers = count(1)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """It is this moment, and stays it; days pass only by ``clock.moved``."""

    class Still(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a moment is a moment
            return at.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Still)
        yield


def day(year: int, month: int, number: int, hour: int = 10) -> datetime:
    """A moment of a day in Seoul."""
    return datetime(year, month, number, hour, tzinfo=clock.SEOUL)


def last_day(world: World, matter_id: int) -> date | None:
    """The last day of its deadline, in Seoul."""
    due = walk.matter(world, matter_id).due_at
    return clock.seoul(due).date() if due else None


def public(world: World, matter_id: int) -> Agenda:
    """The agenda as everybody reads it."""
    found = walk.matter(world, matter_id).agenda_id
    return world.read(lambda db: db.get_one(Agenda, found))


def leave(
    world: World,
    matter_id: int,
    kind: SideExit,
    *,
    who: str = "",
    reason: str = REASON,
    expect: int | None = None,
    key: str | None = None,
    until: date | None = None,
    into: int | None = None,
) -> object:
    """Take a side exit with everything it asks for."""
    actor = world.actor(who or PRESSES[kind])
    turn = walk.matter(world, matter_id).turn if expect is None else expect
    said: dict[str, Any] = {"reason": reason, "expect": turn, "key": key}
    until = until or clock.seoul(clock.now()).date() + timedelta(days=14)
    match kind:
        case SideExit.SUPPLEMENT | SideExit.HOLD:
            asked = "제안한 분" if kind is SideExit.SUPPLEMENT else ""
            return world.write(exits.pause, actor, matter_id, kind, until=until, asked=asked, **said)
        case SideExit.MERGE:
            into = into or another(world, matter_id)
            return world.write(exits.merge, actor, matter_id, into, signed=SIGNED, **said)
        case SideExit.SPLIT:
            return world.write(exits.split, actor, matter_id, ["계단 손잡이", "골목 조명"], **said)
        case SideExit.COMPLAINT:
            return world.write(exits.send_as_complaint, actor, matter_id, asked="도로과 민원팀", **said)
        case SideExit.WITHDRAW:
            return world.write(exits.withdraw, actor, matter_id, signed=SIGNED, **said)
        case SideExit.CLOSE:
            return world.write(exits.close, actor, matter_id, **said)


def resume(world: World, matter_id: int, who: str = "chair", **more: Any) -> None:
    """Back onto the way."""
    turn = walk.matter(world, matter_id).turn
    given: dict[str, Any] = {"reason": "설명회를 열었습니다.", "expect": turn, **more}
    world.write(exits.resume, world.actor(who), matter_id, **given)


def another(world: World, matter_id: int) -> int:
    """A matter to be merged into, in the same subcommittee."""
    return walk.handed(world, f"함께 갈 의제 {next(_numbers)}")


def begun(world: World, process: Process, template_id: int, stage_id: str) -> int:
    """A matter on any procedure at any stage, as if it had walked there.

    Agendas come onto the standard procedure alone; the engine below is the same for all.
    """
    agenda_id = walk.agenda(world, f"{process.name} {stage_id} {next(_numbers)}")
    officer = world.actor("officer")
    seat = officer.seat(Role.OFFICER)
    assert seat is not None

    def begin(db: Session) -> int:
        now = clock.now()
        matter = Matter(
            agenda_id=agenda_id,
            template_id=template_id,
            subcommittee_id=world.subcommittees[walk.URBAN],
            stage_id=stage_id,
            handed_over_at=now,
            accepted_at=now,
        )
        enter(db, matter, process.stage(stage_id), now)
        db.add(matter)
        db.flush()
        note_move(db, matter, officer, seat, MoveKind.HAND_OVER, from_stage="", to_stage=stage_id)
        return matter.id or 0

    return world.write(begin)
