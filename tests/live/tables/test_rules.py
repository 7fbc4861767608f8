"""Seats are fair, moves meet new people, and of two who typed at once both stay."""

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.live.tables.rules import (
    Fate,
    Sitter,
    TaskForm,
    fate,
    is_late,
    late_seat,
    next_round,
    pairs,
    read_sitter,
    repeats,
    seating,
    usual_form,
    wanting,
)

DONGS = ("사직동", "삼청동", "부암동", "평창동", "")
people_of = st.lists(
    st.tuples(st.sampled_from(DONGS), st.sampled_from(("", "20대", "60대"))), max_size=120
).map(lambda rows: [Sitter(number, dong, more) for number, (dong, more) in enumerate(rows, 1)])
tables_of = st.integers(1, 15)


def sizes(tables: list[list[int]]) -> list[int]:
    return [len(table) for table in tables]


# -- seats ----------------------------------------------------------------------------------------------------------


@given(people_of, tables_of, st.integers(0, 10**6))
def test_everybody_sits_once_and_no_table_is_fuller_by_two(
    people: list[Sitter], tables: int, seed: int
) -> None:
    dealt = seating(people, tables, seed)
    assert len(dealt) == tables
    assert sorted(one for table in dealt for one in table) == [one.id for one in people]
    assert max(sizes(dealt)) - min(sizes(dealt)) <= 1


@given(people_of, tables_of, st.integers(0, 10**6))
def test_the_people_of_a_dong_are_spread(people: list[Sitter], tables: int, seed: int) -> None:
    dongs = {one.id: one.dong for one in people}
    kinds = {one.id: (one.dong, one.more) for one in people}
    dealt = seating(people, tables, seed)
    for trait in (dongs, kinds):
        for value in set(trait.values()):
            there = [sum(trait[one] == value for one in table) for table in dealt]
            assert max(there) - min(there) <= 1


@given(people_of, tables_of, st.integers(0, 10**6))
def test_the_same_seed_deals_the_same_way_whatever_the_order(
    people: list[Sitter], tables: int, seed: int
) -> None:
    assert seating(people, tables, seed) == seating(people[::-1], tables, seed)


def test_another_seed_deals_another_way() -> None:
    people = [Sitter(number, DONGS[number % 4]) for number in range(1, 41)]
    assert len({str(seating(people, 4, seed)) for seed in range(5)}) == 5


def test_a_note_on_the_roll_tells_the_dong() -> None:
    assert read_sitter(1, "사직동 · 60대", ["사직동"]) == Sitter(1, "사직동", "60대")
    assert read_sitter(2, "60대 · 종로1·2·3·4가동", []).dong.endswith("동")
    assert read_sitter(3, "", ["사직동"]) == Sitter(3)


def test_who_comes_late_goes_to_the_smallest_table_with_fewest_neighbours() -> None:
    assert late_seat([["가", "나"], ["가"], ["나"]], "가") == 2
    assert late_seat([["가", "나"], ["가"], ["나"]], "나") == 1
    assert late_seat([[], []], "가") == 0


# -- moves ----------------------------------------------------------------------------------------------------------


def walk(tables: int, each: int, rounds: int, seed: int) -> list[list[list[int]]]:
    """So many rounds of a café; the host of each table is whoever sat there first."""
    past = [[[table * each + n for n in range(each)] for table in range(tables)]]
    hosts = [table[0] for table in past[0]]
    for number in range(rounds):
        past.append(next_round(past, hosts, seed + number))
    return past


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 10), st.integers(1, 8), st.integers(1, 3), st.integers(0, 999))
def test_one_host_stays_and_all_others_change_tables(tables: int, each: int, rounds: int, seed: int) -> None:
    past = walk(tables, each, rounds, seed)
    everyone = sorted(one for table in past[0] for one in table)
    for before, after in pairwise(past):
        assert sorted(one for table in after for one in table) == everyone
        assert max(sizes(after)) - min(sizes(after)) <= 1
        home = {one: place for place, table in enumerate(before) for one in table}
        stayed = [one for place, table in enumerate(after) for one in table if home[one] == place]
        assert sorted(stayed) == [table[0] for table in past[0]]


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 12), st.integers(0, 999))
def test_with_enough_tables_nobody_who_moves_meets_again_at_first(tables: int, seed: int) -> None:
    past = walk(tables, tables, 1, seed)  # a host and as many movers as there are other tables
    assert repeats(past[1], pairs(past[:1])) == 0


def test_twelve_tables_of_ten_meet_hardly_anybody_again_in_three_moves() -> None:
    past = walk(12, 10, 3, 7)
    met = Counter(frozenset(two) for tables in past for table in tables for two in combinations(table, 2))
    again = sum(count - 1 for count in met.values())
    # Left to chance, about 4 × 12 × 45 meetings among 7,140 pairs would repeat some 300 times.
    assert again <= 60


def test_tables_that_differ_by_one_stay_so() -> None:
    past = [[[1, 2, 3], [4, 5, 6], [7, 8]]]
    after = next_round(past, [1, 4, 7], 3)
    assert sorted(sizes(after)) == [2, 3, 3]
    assert {1} <= set(after[0])


def test_a_table_without_a_host_loses_everybody() -> None:
    after = next_round([[[1, 2], []]], [None, None], 1)
    assert after == [[], after[1]]
    assert sorted(after[1]) == [1, 2]


# -- what a round asks for -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "topic", "form"),
    [
        ((), 1, TaskForm.OPINIONS),
        ((), None, TaskForm.OPINIONS),
        ((1,), 1, TaskForm.CARD),
        ((1,), 2, TaskForm.OPINIONS),
        ((1,), None, TaskForm.CARD),
        ((1, 1, 2), 2, TaskForm.CARD),
    ],
)
def test_the_first_round_of_a_topic_asks_for_opinions_a_later_one_for_a_card(
    earlier: tuple[int, ...], topic: int | None, form: TaskForm
) -> None:
    assert usual_form(earlier, topic) is form


def test_what_says_too_little_is_not_sent() -> None:
    assert wanting(TaskForm.OPINIONS, "그늘", "", "") == ""
    assert wanting(TaskForm.OPINIONS, "그", "", "")
    assert wanting(TaskForm.CARD, "그늘", "물 주기", "심기") == ""
    assert wanting(TaskForm.CARD, "그늘", "물 주기", "")
    assert wanting(TaskForm.CARD, "", "물 주기", "심기")


def test_a_table_is_late_when_half_of_them_have_sent() -> None:
    assert is_late(False, 2, 4)
    assert not is_late(False, 1, 4)
    assert not is_late(True, 4, 4)
    assert not is_late(False, 0, 1)


# -- two who write at once --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("same", "rev", "stored", "base", "arrives", "what"),
    [
        (True, 3, ("a", 1), 0, ("b", 9), Fate.SAME),
        (False, 3, ("a", 1), 3, ("b", 9), Fate.TAKEN),
        (False, 3, ("a", 1), 2, ("b", 9), Fate.BESIDE),
        (False, 3, ("a", 1), 1, ("a", 2), Fate.TAKEN),  # the answer to its own last text was lost
        (False, 3, ("a", 5), 3, ("a", 4), Fate.LATE),  # an older text of the same device arrives last
        (False, 3, ("", 0), 2, ("", 0), Fate.BESIDE),  # two browsers without scripts
        (False, 3, ("", 0), 3, ("", 0), Fate.TAKEN),
    ],
)
def test_a_text_never_disappears_under_another(
    same: bool, rev: int, stored: tuple[str, int], base: int, arrives: tuple[str, int], what: Fate
) -> None:
    found = fate(
        same=same,
        rev=rev,
        writer=stored[0],
        seq=stored[1],
        base=base,
        from_writer=arrives[0],
        from_seq=arrives[1],
    )
    assert found is what
