"""By-laws of the exit survey's arithmetic: what is added, and what may be seen of it."""

from datetime import timedelta

import pytest

from app.core import clock
from app.live.surveys import rules
from app.live.surveys.rules import ANSWERS, LEAST, QUESTIONS, Counts


def answered(*people: tuple[int | None, int | None, int | None]) -> Counts:
    counts = rules.nothing()
    for one in people:
        counts = rules.added(counts, one)
    return counts


def test_three_questions_of_five_answers_are_counted() -> None:
    assert len(QUESTIONS) == 3
    assert len(ANSWERS) == 5
    counts = answered((1, 5, None), (1, 3, 2))
    assert counts == [[2, 0, 0, 0, 0], [0, 0, 1, 0, 1], [0, 1, 0, 0, 0]]
    assert rules.nothing() == [[0] * 5] * 3, "nothing is shared between meetings"


def test_fewer_than_five_are_not_told() -> None:
    few = rules.told(answered(*[(1, 1, None)] * (LEAST - 1)))
    assert [(one.answered, one.rows, one.mean) for one in few] == [(0, (), None)] * 3
    enough = rules.told(answered(*[(1, 2, None)] * LEAST))
    assert [one.answered for one in enough] == [LEAST, LEAST, 0]
    assert enough[0].rows[0] == (ANSWERS[0], LEAST, 100)
    assert (enough[0].mean, enough[1].mean) == (500, 400)


def test_what_is_seen_of_phones_moves_by_five_at_least() -> None:
    shown, counts, seen = rules.nothing(), rules.nothing(), []
    for _ in range(12):
        counts = rules.added(counts, (2, 2, 2))
        shown = rules.caught_up(shown, counts)
        seen.append(sum(shown[0]))
    assert seen == [0] * 4 + [5] * 5 + [10] * 3
    assert rules.caught_up(rules.nothing(), answered(*[(1, 1, 1)] * 4)) == rules.nothing()
    assert rules.caught_up(answered(*[(1, 1, 1)] * 9), answered(*[(1, 1, 1)] * 4)) == rules.nothing()
    assert rules.behind(answered(*[(1, 1, 1)] * 5), answered(*[(1, 1, None)] * 7)) == 5


def test_when_it_takes_answers() -> None:
    now = clock.now()

    def phones(*, live: bool, closing: bool, ended: timedelta | None = None) -> bool:
        at = None if ended is None else now - ended
        return rules.takes_answers(closing_began=closing, is_live=live, ended_at=at, now=now)

    assert not phones(live=True, closing=False)
    assert phones(live=True, closing=True)
    assert phones(live=False, closing=False, ended=timedelta(hours=23))
    assert not phones(live=False, closing=True, ended=timedelta(hours=24))
    assert not phones(live=False, closing=False), "not opened yet"
    assert not rules.takes_paper(opened=False, ended_at=None, now=now)
    assert rules.takes_paper(opened=True, ended_at=None, now=now)
    assert not rules.takes_paper(opened=True, ended_at=now - timedelta(days=14), now=now)


@pytest.mark.parametrize(("sheets", "place"), [(2, 0), (1, 2), (0, 1)])
def test_no_more_answers_than_sheets(sheets: int, place: int) -> None:
    assert rules.too_many(sheets, answered((1, 1, None), (None, 2, None))) == place
