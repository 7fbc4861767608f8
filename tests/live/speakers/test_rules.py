"""By-laws of the fair line, as pure rules."""

from collections import Counter
from dataclasses import replace
from itertools import product
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.speakers.rules import OTHER, Reason, Stance, Taking, Waiting, fair_order, takes

HALL = st.lists(
    st.builds(
        Waiting,
        id=st.integers(1, 10_000),
        arrival=st.integers(1, 10_000),
        turns=st.integers(0, 3),
        stance=st.sampled_from(Stance),
        is_point=st.booleans(),
        place=st.sampled_from(["", "사직동", "창신1동", "창신2동"]),
        held=st.booleans(),
        presents=st.booleans(),
    ).map(
        lambda one: replace(one, stance=Stance.NONE, is_point=False) if one.presents else one
    ),  # a candidate takes no side
    max_size=25,
    unique_by=(lambda one: one.id, lambda one: one.arrival),
)
LAST = st.sampled_from([Stance.NONE, Stance.FOR, Stance.AGAINST])
SPOKEN = st.dictionaries(st.sampled_from(["", "사직동", "창신1동"]), st.integers(0, 4))


def ids(line: list[Waiting], last: Stance = Stance.NONE, spoken: dict[str, int] | None = None) -> list[int]:
    return [one.id for one in fair_order(line, last=last, spoken=spoken)]


def in_line(hall: list[Waiting], last: Stance, spoken: dict[str, int]) -> list[Waiting]:
    by_id = {one.id: one for one in hall}
    return [by_id[id_] for id_ in ids(hall, last, spoken)]


@given(HALL, LAST, SPOKEN)
def test_everybody_stands_in_the_line_once_with_a_reason(
    hall: list[Waiting], last: Stance, spoken: dict[str, int]
) -> None:
    line = fair_order(hall, last=last, spoken=spoken)
    assert sorted(one.id for one in line) == sorted(one.id for one in hall)
    assert all(one.reasons for one in line)


@given(HALL, LAST, SPOKEN, st.randoms())
def test_the_line_does_not_depend_on_how_it_is_read(
    hall: list[Waiting], last: Stance, spoken: dict[str, int], chance: Random
) -> None:
    mixed = list(hall)
    chance.shuffle(mixed)
    assert fair_order(mixed, last=last, spoken=spoken) == fair_order(hall, last=last, spoken=spoken)


@given(HALL, LAST, SPOKEN)
def test_points_of_order_first_then_whoever_spoke_less(
    hall: list[Waiting], last: Stance, spoken: dict[str, int]
) -> None:
    tiers = [one.tier for one in in_line(hall, last, spoken)]
    assert tiers == sorted(tiers)


@given(HALL, LAST, SPOKEN)
def test_no_side_twice_running_while_the_other_waits_as_long(
    hall: list[Waiting], last: Stance, spoken: dict[str, int]
) -> None:
    line = in_line(hall, last, spoken)
    for at, one in enumerate(line):
        rest = {other.stance for other in line[at:] if other.tier == one.tier}
        if {Stance.FOR, Stance.AGAINST} <= rest and not one.is_point:
            assert one.stance is not last or last is Stance.NONE
        if one.stance in OTHER and not one.is_point:
            last = one.stance


@given(HALL)
def test_those_who_differ_in_nothing_go_as_they_came(hall: list[Waiting]) -> None:
    same = [Waiting(one.id, one.arrival, place="사직동") for one in hall]
    assert ids(same) == [one.id for one in sorted(same, key=lambda one: one.arrival)]


def test_a_quiet_place_goes_before_one_that_spoke() -> None:
    hall = [Waiting(n, n, place="사직동") for n in (1, 2, 3)] + [Waiting(4, 4, place="창신1동")]
    line = fair_order(hall, spoken={"사직동": 1})
    assert [one.id for one in line] == [4, 1, 2, 3]
    assert Reason.QUIET_PLACE in line[0].reasons
    assert ids(hall) == [1, 4, 2, 3], "each that is placed counts for those behind it"


def test_sides_take_turns_and_say_so() -> None:
    hall = [Waiting(n, n, stance=Stance.FOR) for n in (1, 2, 3)] + [Waiting(4, 4, stance=Stance.AGAINST)]
    line = fair_order(hall)
    assert [one.id for one in line] == [1, 4, 2, 3]
    assert line[1].reasons == (Reason.FIRST_TIME, Reason.OTHER_SIDE)
    assert ids(hall, Stance.FOR) == [4, 1, 2, 3]


def test_reasons_name_turns_points_and_putting_off() -> None:
    hall = [Waiting(1, 1, turns=2), Waiting(2, 2, is_point=True, turns=1), Waiting(3, 3, held=True)]
    assert [(one.id, one.reasons) for one in fair_order(hall)] == [
        (2, (Reason.POINT_OF_ORDER,)),
        (1, (Reason.SPOKE,)),
        (3, (Reason.PUT_OFF, Reason.FIRST_TIME)),
    ]


@pytest.mark.parametrize(("taking", "live", "is_talk"), list(product(Taking, (True, False), (True, False))))
def test_requests_are_taken_when_a_host_said_so(taking: Taking, live: bool, is_talk: bool) -> None:
    expected = {Taking.TALKS: is_talk, Taking.ALWAYS: True, Taking.CLOSED: False}[taking] and live
    assert takes(taking, live=live, is_talk=is_talk) is expected


# -- the order as it was defined first, one place after another ------------------------------------------------------


def by_definition(hall: list[Waiting], last: Stance, spoken: dict[str, int]) -> list[tuple[int, set[Reason]]]:
    """Every time all who are left are looked at: quadratic, and plain enough to be believed."""
    heard: Counter[str] = Counter(spoken)
    left = sorted(hall, key=lambda one: (one.tier, one.arrival, one.id))
    line = []
    while left:
        tier = [one for one in left if one.tier == left[0].tier]
        both = {Stance.FOR, Stance.AGAINST} <= {one.stance for one in tier} and not left[0].is_point
        waits = [both and one.stance in OTHER and one.stance is last for one in tier]
        heard_of = [0 if one.is_point or one.presents else heard[one.place] for one in tier]
        keys = [(wait, many, one.arrival) for wait, many, one in zip(waits, heard_of, tier, strict=True)]
        chosen = tier[keys.index(min(keys))]
        passed = {wait for wait, one in zip(waits, tier, strict=True) if one.arrival < chosen.arrival}
        why = {Reason.OTHER_SIDE} if True in passed else set()
        line.append((chosen.id, why | ({Reason.QUIET_PLACE} if False in passed else set())))
        left.remove(chosen)
        if not chosen.is_point:
            last = chosen.stance if chosen.stance in OTHER else last
            heard[chosen.place] += 1
    return line


@given(HALL, LAST, SPOKEN)
def test_the_line_is_the_one_of_the_definition(
    hall: list[Waiting], last: Stance, spoken: dict[str, int]
) -> None:
    balance = {Reason.OTHER_SIDE, Reason.QUIET_PLACE}
    line = [(one.id, balance & set(one.reasons)) for one in fair_order(hall, last=last, spoken=spoken)]
    assert line == by_definition(hall, last, spoken)


@given(HALL, LAST)
def test_nor_does_it_differ_where_many_came_at_once(hall: list[Waiting], last: Stance) -> None:
    together = [replace(one, arrival=one.arrival % 3) for one in hall]
    assert ids(together, last) == [number for number, _ in by_definition(together, last, {})]


def test_a_whole_district_that_asks_at_once_is_no_burden() -> None:
    luck = Random(7)
    hall = [
        Waiting(n, n, stance=luck.choice(list(Stance)), place=str(luck.randrange(300))) for n in range(20_000)
    ]
    before = process_time()
    assert len(fair_order(hall)) == 20_000
    assert process_time() - before < 5, "one after another it takes minutes"
