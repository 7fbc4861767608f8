"""By-laws of forums and contests: what each phase allows, and calendars that make sense."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.forums import rules
from app.forums.rules import ContestAct, ForumKind, PhaseKind, Span

START = datetime(2026, 12, 1, tzinfo=UTC)
CALENDAR = rules.usual_calendar(START)
NOW = datetime(2026, 11, 22, tzinfo=UTC)

TABLE = {
    PhaseKind.NOTICE: set(),
    PhaseKind.RECEIVE: {ContestAct.PROPOSE, ContestAct.SUPPORT},
    PhaseKind.SUPPORT: {ContestAct.SUPPORT},
    PhaseKind.REVIEW: set(),
    PhaseKind.RESULT: set(),
}


@pytest.mark.parametrize("kind", list(PhaseKind))
@pytest.mark.parametrize("act", list(ContestAct))
def test_each_phase_allows_what_the_table_says(kind: PhaseKind, act: ContestAct) -> None:
    span = next(span for span in CALENDAR if span.kind is kind)
    wanted = act in TABLE[kind]
    assert rules.allows(CALENDAR, act, span.opens) is wanted, "from its first moment"
    assert rules.allows(CALENDAR, act, span.closes - timedelta(microseconds=1)) is wanted, "to its last"


def test_nothing_is_allowed_outside_the_calendar() -> None:
    for act in ContestAct:
        assert not rules.allows(CALENDAR, act, CALENDAR[0].opens - timedelta(seconds=1))
        assert not rules.allows(CALENDAR, act, CALENDAR[-1].closes)
        assert not rules.allows([], act, START)


def test_a_refusal_can_say_when_it_opens() -> None:
    before = START - timedelta(days=3)
    assert rules.next_opening(CALENDAR, ContestAct.PROPOSE, before) == START
    assert rules.next_opening(CALENDAR, ContestAct.PROPOSE, START + timedelta(days=20)) is None


def test_the_usual_calendar_is_a_calendar() -> None:
    assert rules.calendar_problem(CALENDAR) is None
    assert [span.kind for span in CALENDAR] == list(PhaseKind)


def test_phases_come_in_order_and_do_not_overlap() -> None:
    receive, support = CALENDAR[1], CALENDAR[2]
    assert rules.calendar_problem([support, receive])
    early = Span(PhaseKind.SUPPORT, receive.closes - timedelta(days=1), support.closes)
    assert rules.calendar_problem([receive, early])
    assert rules.calendar_problem([Span(PhaseKind.RECEIVE, START, START)])


def test_phases_from_opening_days_follow_each_other_without_a_gap() -> None:
    opens = [START + timedelta(days=day) for day in (0, 7, 14, 21, 28)]
    spans = rules.calendar_from(opens, START + timedelta(days=35))
    assert rules.calendar_problem(spans) is None
    assert all(before.closes == after.opens for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("kind", "dong", "start", "hours", "fields"),
    [
        (ForumKind.ZONE, False, 24, 2, set()),
        (ForumKind.DONG, True, 24, 2, set()),
        (ForumKind.DONG, False, 24, 2, {"dong_id"}),
        (ForumKind.ZONE, False, 0, 2, {"starts_at"}),
        (ForumKind.ZONE, False, -1, 2, {"starts_at"}),
        (ForumKind.ZONE, False, 24, 0, {"ends_at"}),
        (ForumKind.ZONE, False, 24, 13, {"ends_at"}),
    ],
)
def test_a_forum_lies_ahead_and_ends_the_same_day(
    kind: ForumKind, dong: bool, start: int, hours: int, fields: set[str]
) -> None:
    begins = NOW + timedelta(hours=start)
    assert set(rules.forum_problems(kind, dong, begins, begins + timedelta(hours=hours), NOW)) == fields
