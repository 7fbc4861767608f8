"""Rows and rota against the plainest way to say the same: look at everyone, one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.realtime import rows
from app.realtime.regions import Snapshot
from app.realtime.rota import Rota
from app.realtime.rows import Rows

DEEDS = ("come", "leave", "aside", "back", "tell", "tell slowly")


@dataclass(eq=False)
class Phone:
    """As much of a watcher as rows know. ``has``: what it was shown, in order."""

    has: list[Snapshot] = field(default_factory=list)
    row: Any = None
    paused_at: float = 0.0

    def __post_init__(self) -> None:
        self.write = self.has.append


def snapshot() -> Snapshot:
    return Snapshot({}, {})


def tell(hall: Any, now: Snapshot, between: Any = None) -> None:
    for row in hall.behind(now):
        row.shown = now
        for write in list(row.writes.values()):
            write(now)  # here a frame is the snapshot itself
        if between is not None:
            between()


@pytest.mark.parametrize("longest", [1, 2, 3])
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 40)), max_size=60))
def test_everyone_who_is_not_aside_is_told_each_news_once(longest: int, deeds: list[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "LONGEST", longest)
        hall: Any = Rows()
        now = snapshot()
        here: list[Phone] = []

        def do(deed: str, n: int) -> None:
            nonlocal now
            one: Any = here[n % len(here)] if here else None
            if deed == "come":
                one = Phone(has=[now], paused_at=float(n % 4 == 0))
                hall.greet(one, now)
                here.append(one)
            elif deed == "leave" and one:
                hall.leave(one)
                here.remove(one)
            elif deed == "aside" and one and not one.paused_at:
                one.paused_at = 1.0
                hall.set_aside(one)
            elif deed == "back" and one and one.paused_at:
                one.paused_at = 0.0
                hall.come_back(one)

        def disturb(waiting: Iterator[str], n: int) -> None:
            do(next(waiting, ""), n)

        for deed, n in deeds:
            if deed.startswith("tell"):
                now = snapshot()
                if deed == "tell slowly":
                    tell(hall, now, partial(disturb, iter(DEEDS[:4]), n))
                tell(hall, now)  # also who came back while others were told
            do(deed, n)
            assert hall.greeted == len(here)
            for one in here:
                assert one.row is not None
                assert one.row.shown is one.has[-1]
                assert len(set(map(id, one.has))) == len(one.has), "nothing twice"
                if deed.startswith("tell") and not one.paused_at:
                    assert one.has[-1] is now
        for one in here:
            hall.leave(one)
        assert (hall.greeted, hall._rows) == (0, {})


def test_a_hall_that_came_and_went_closes_up() -> None:
    hall: Any = Rows()
    now = snapshot()
    phones = [Phone(has=[now]) for _ in range(5 * rows.LONGEST)]
    for one in phones:
        hall.greet(one, now)
    for n, one in enumerate(phones):
        if n % 10:
            hall.leave(one)
    tell(hall, snapshot())
    assert [len(row.writes) for row in hall._rows] == [len(phones) // 10]


def test_a_broken_one_is_found_by_what_it_is_written_through() -> None:
    hall: Any = Rows()
    now = snapshot()
    one = Phone()
    hall.greet(one, now)
    assert hall.whose(one.write) is one
    hall.leave(one)
    assert hall.whose(one.write) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.one_of(st.none(), st.integers(0, 9))), max_size=40))
def test_the_rota_knows_who_is_due(moves: list[tuple[int, int | None]]) -> None:
    rota: Any = Rota()
    plain: dict[int, int] = {}
    for one, look in moves:
        if look is None:
            rota.drop(one)
            plain.pop(one, None)
        else:
            rota.put(one, look)
            plain[one] = look
        for now in range(10):
            due = rota.due(now)
            assert sorted(due) == sorted(who for who, when in plain.items() if when <= now)
            assert [plain[who] for who in due] == sorted(plain[who] for who in due)
        assert [rota.when(who) for who in range(6)] == [plain.get(who) for who in range(6)]
    assert len(rota._looks) == len(set(plain.values()))
