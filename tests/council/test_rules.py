"""The council's pure rules: shares, terms, checks, deadlines of papers, votes, quarters, calls."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.labels import Side
from app.council.assembly.rules import Light, Quarter, lights
from app.council.calls.rules import CallState, state_of
from app.council.items.rules import (
    Outcome,
    PaperState,
    Voters,
    Votes,
    paper_stand,
    problem,
    voters,
)
from app.council.seats.rules import (
    Base,
    Charter,
    Holder,
    SeatKind,
    Share,
    charter_of,
    checks,
    ends_soon,
    term_end,
    vacancies,
)
from app.council.sittings.rules import papers_due, quorum

TODAY = date(2026, 11, 27)
PLANNED = Charter(
    (
        SeatKind("구청장(공동의장)", Side.OFFICIAL, 1, "당연직"),
        SeatKind("협치조정관", Side.OFFICIAL, 1, "당연직"),
        SeatKind("업무소관국장", Side.OFFICIAL, 2, "당연직"),
        SeatKind("민간위원", Side.CIVIL, 14, "위촉직"),
        SeatKind("구의원", Side.OFFICIAL, 2, "위촉직"),
    )
)


def holder(number: int, title: str = "민간위원", side: Side = Side.CIVIL, **given: object) -> Holder:
    fields: dict[str, object] = {"term": 1, "start": date(2026, 1, 1), "end": date(2027, 12, 31)}
    return Holder(number, f"위원{number}", title, side, **fields | given)  # type: ignore[arg-type]


def everybody() -> list[Holder]:
    numbers = iter(range(1, 100))
    return [holder(next(numbers), seat.title, seat.side) for seat in PLANNED.seats for _ in range(seat.count)]


@pytest.mark.parametrize(
    ("whole", "majority", "two_thirds"), [(20, 11, 14), (25, 13, 17), (11, 6, 8), (1, 1, 1), (2, 2, 2)]
)
def test_half_is_no_majority(whole: int, majority: int, two_thirds: int) -> None:
    assert Share.MAJORITY.of(whole) == majority
    assert Share.TWO_THIRDS.of(whole) == two_thirds


@given(st.integers(1, 500))
def test_a_share_is_the_smallest_number_that_is_enough(whole: int) -> None:
    assert (Share.MAJORITY.of(whole) - 1) * 2 <= whole < Share.MAJORITY.of(whole) * 2
    assert (Share.TWO_THIRDS.of(whole) - 1) * 3 < whole * 2 <= Share.TWO_THIRDS.of(whole) * 3


def test_the_plan_is_twenty_and_a_full_house_keeps_every_rule() -> None:
    assert (PLANNED.size, PLANNED.on(Side.CIVIL), PLANNED.on(Side.OFFICIAL)) == (20, 14, 6)
    found = checks(PLANNED, everybody(), Side, TODAY)
    assert [check.rule for check in found if not check.kept] == []
    assert charter_of(PLANNED.stored) == PLANNED


def test_each_rule_says_what_is_missing() -> None:
    people = everybody()
    people[1:2] = []  # 협치조정관
    people.append(holder(90, "자문위원"))
    people.append(holder(91, term=3, end=date(2030, 1, 1)))
    broken = {
        check.rule: check.missing for check in checks(PLANNED, people, [Side.CIVIL], TODAY) if not check.kept
    }
    assert broken == {
        "위원 20명": "1명 많음",
        "민 14명": "2명 많음",
        "관 6명": "1석 비어 있음",
        "협치조정관 1명": "1석 비어 있음",
        "민간위원 14명": "1명 많음",
        "규칙에 있는 자리": "위원90: 규칙에 없는 자리",
        "관 쪽 공동의장": "관 쪽 공동의장이 없음",
        "임기 2년": "위원91: 임기가 긺",
        "연임 1번까지": "위원91: 연임이 많음",
    }
    grown = Charter(
        (*PLANNED.seats[:3], SeatKind("민간위원", Side.CIVIL, 18), SeatKind("구의원", Side.OFFICIAL, 3))
    )
    assert grown.size == 25
    assert {(one.seat.title, one.empty) for one in vacancies(grown, everybody(), TODAY)} == {
        ("민간위원", 4),
        ("구의원", 1),
    }


def test_a_term_is_two_years_and_ends_with_leaving() -> None:
    assert term_end(date(2026, 11, 27), 2) == date(2028, 11, 26)
    assert term_end(date(2024, 2, 29), 2) == date(2026, 2, 28)
    one = holder(1, end=date(2026, 12, 31))
    assert ends_soon(one, TODAY)
    gone = holder(1, left_on=TODAY)
    assert not gone.holds(TODAY)
    assert gone.holds(TODAY - timedelta(days=1))
    assert not holder(1, start=TODAY + timedelta(days=1)).holds(TODAY)


def test_the_quorum_is_of_those_in_office_or_of_the_seats() -> None:
    light = quorum(PLANNED, 18, 9)
    assert (light.whole, light.needed, light.is_met, light.wanting) == (18, 10, False, 1)
    assert quorum(PLANNED, 18, 10).is_met
    of_seats = Charter(PLANNED.seats, base=Base.SEATS)
    assert quorum(of_seats, 18, 10).needed == 11
    assert not quorum(PLANNED, 0, 0).is_met


def test_papers_are_due_a_week_before_in_seoul() -> None:
    starts = datetime(2026, 12, 10, 22, tzinfo=UTC)  # the eleventh in Seoul
    due = papers_due(starts, 7)
    assert due == date(2026, 12, 4)
    last = datetime(2026, 12, 4, 14, 59, tzinfo=UTC)
    assert paper_stand(last, due, TODAY).state is PaperState.IN_TIME
    late = paper_stand(last + timedelta(minutes=1), due, TODAY)
    assert (late.state, late.days, late.is_late) == (PaperState.LATE, 1, True)
    awaited = paper_stand(None, due, TODAY)
    assert (awaited.state, awaited.days, awaited.is_late) == (PaperState.AWAITED, 7, False)
    assert paper_stand(None, due, date(2026, 12, 6)).days == 2


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 40), st.sampled_from(Share))
def test_votes_carry_exactly_one_kind_of_decision(
    ayes: int, noes: int, abstains: int, present: int, share: Share
) -> None:
    votes, who = Votes(ayes, noes, abstains), Voters(present, 0)
    passed = problem(Outcome.AS_PROPOSED, votes, who, share)
    rejected = problem(Outcome.REJECTED, votes, who, share)
    if votes.all != present or not present:
        assert passed
        assert rejected
    else:
        assert bool(passed) != bool(rejected)
        assert bool(passed) == (ayes < share.of(present))


def test_only_those_who_are_there_step_out() -> None:
    assert voters([1, 2, 3], [3, 9]) == Voters(3, 1)
    assert problem(Outcome.AS_PROPOSED, Votes(0, 0, 0), Voters(2, 2), Share.MAJORITY)
    assert problem(Outcome.AS_PROPOSED, Votes(3, -1, 0), Voters(2, 0), Share.MAJORITY)


def test_each_quarter_has_its_light() -> None:
    shown = lights(
        held=[date(2026, 8, 3), date(2026, 9, 30), date(2026, 2, 1)],
        planned=[date(2026, 12, 20), date(2026, 5, 1)],
        today=TODAY,
    )
    assert [(one.quarter.label, one.light, one.held) for one in shown] == [
        ("2026년 4분기", Light.PLANNED, 0),
        ("2026년 3분기", Light.HELD, 2),
        ("2026년 2분기", Light.MISSING, 0),
        ("2026년 1분기", Light.HELD, 1),
    ]
    assert Quarter.of(date(2027, 1, 1)).before == Quarter(2026, 4)
    assert lights([], [], TODAY)[0].light is Light.MISSING


def test_a_call_goes_by_its_dates() -> None:
    opens, closes = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 15, tzinfo=UTC)
    states = [
        state_of(opens, closes, settled, now)
        for settled, now in (
            (None, opens - timedelta(seconds=1)),
            (None, opens),
            (None, closes),
            (closes, closes),
        )
    ]
    assert states == [CallState.COMING, CallState.OPEN, CallState.CHOOSING, CallState.SETTLED]
