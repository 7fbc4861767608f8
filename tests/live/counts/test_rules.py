"""Counting is a pure function: these laws hold for any votes at all."""

from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.counts.rules import (
    FIXED,
    MOST_MARKS,
    REPEATING,
    SCALES,
    Kind,
    Method,
    backers,
    choice_problem,
    fixed_texts,
    method_for,
    most_for,
    pairs,
    schulze,
    tally,
    told,
    usual_choices,
    written,
)

KINDS = list(Kind)
METHODS = {kind: (Method.BORDA, Method.SCHULZE) if kind is Kind.RANK else (Method.MARKS,) for kind in KINDS}
WAYS = [(kind, method) for kind in KINDS for method in METHODS[kind]]


Election = tuple[list[int], int, list[tuple[int, ...]]]


@st.composite
def elections(draw: st.DrawFn, kind: Kind) -> Election:
    """Options, marks per person, and votes that may be cast."""
    options = draw(st.lists(st.integers(1, 10_000), min_size=2, max_size=6, unique=True))
    most = most_for(kind, draw(st.integers(1, 8)), len(options))
    votes = []
    for _ in range(draw(st.integers(0, 12))):
        if kind in REPEATING:
            least = most if kind is Kind.POINTS else 1
            chosen = draw(st.lists(st.sampled_from(options), min_size=least, max_size=most))
        else:
            chosen = draw(st.lists(st.sampled_from(options), min_size=1, max_size=most, unique=True))
        votes.append(written(kind, chosen))
    return options, most, votes


@pytest.mark.parametrize(("kind", "method"), WAYS)
def test_the_order_of_arrival_and_of_options_changes_nothing(kind: Kind, method: Method) -> None:
    @given(elections(kind), st.randoms(use_true_random=False))
    def law(election: Election, chance: Random) -> None:
        options, _, votes = election
        first = {row.option_id: row for row in tally(kind, method, options, votes).rows}
        mixed, others = list(votes), list(options)
        chance.shuffle(mixed)
        chance.shuffle(others)
        assert {row.option_id: row for row in tally(kind, method, others, mixed).rows} == first

    law()


@pytest.mark.parametrize("kind", KINDS)
def test_every_castable_vote_is_counted_and_nothing_else(kind: Kind) -> None:
    @given(elections(kind))
    def law(election: Election) -> None:
        options, most, votes = election
        assert all(choice_problem(kind, vote, options, most) is None for vote in votes)
        counted = tally(kind, method_for(kind, Method.MARKS), options, votes)
        assert counted.voters == len(votes)
        assert [row.option_id for row in counted.rows] == options
        assert all(0 <= row.share <= 100 and row.rank >= 1 for row in counted.rows)
        if kind is not Kind.RANK:
            assert sum(row.votes for row in counted.rows) == sum(len(vote) for vote in votes)
        if votes:
            assert counted.leaders, "somebody leads, or several do"

    law()


@given(elections(Kind.RANK))
def test_who_beats_all_others_one_by_one_wins_by_schulze(election: Election) -> None:
    options, _, votes = election
    direct = pairs(options, votes)
    best = [a for a in options if all(direct[a, b] > direct[b, a] for b in options if b != a)]
    if best:
        assert tally(Kind.RANK, Method.SCHULZE, options, votes).leaders == (best[0],)


@given(elections(Kind.RANK))
def test_schulze_never_runs_in_a_circle(election: Election) -> None:
    options, _, votes = election
    beats = schulze(options, votes)
    for a in options:
        for b in beats[a]:
            assert a not in beats[b]
            assert beats[b] <= beats[a], "who is beaten by somebody beaten is beaten too"


def test_schulze_finds_what_its_paper_says() -> None:
    """The example with 45 voters and five candidates of Schulze 2011, section 3.1: E first, then A, C, B, D."""
    a, b, c, d, e = options = [1, 2, 3, 4, 5]
    groups = [
        (5, (a, c, b, e, d)), (5, (a, d, e, c, b)), (8, (b, e, d, a, c)), (3, (c, a, b, e, d)),
        (7, (c, a, e, b, d)), (2, (c, b, a, d, e)), (7, (d, c, e, b, a)), (8, (e, b, a, d, c)),
    ]  # fmt: skip
    votes = [vote for times, vote in groups for _ in range(times)]
    assert len(votes) == 45
    assert {option: len(found) for option, found in schulze(options, votes).items()} == {
        e: 4,
        a: 3,
        c: 2,
        b: 1,
        d: 0,
    }


def test_borda_counted_by_hand() -> None:
    """Three options: 2, 1 and 0 points; what is left out gets none."""
    counted = tally(Kind.RANK, Method.BORDA, [7, 8, 9], [(7, 8, 9), (8, 7), (9,)])
    assert [(row.option_id, row.votes, row.rank) for row in counted.rows] == [(7, 3, 1), (8, 3, 1), (9, 2, 3)]
    assert counted.leaders == (7, 8)


def test_several_stickers_may_stand_on_one_option_and_points_are_used_up() -> None:
    dots = tally(Kind.DOTS, Method.MARKS, [1, 2], [(1, 1, 2), (2,)])
    assert [(row.votes, row.share) for row in dots.rows] == [(2, 50), (2, 50)]
    assert choice_problem(Kind.DOTS, (1,), [1, 2], 3) is None
    assert choice_problem(Kind.POINTS, (1, 1), [1, 2], 3) == "%(most)d점을 모두 나누어 주세요."
    assert choice_problem(Kind.POINTS, (1, 1, 2, 2), [1, 2], 3) == "나눌 수 있는 점수는 %(most)d점이에요."


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_cast(kind: Kind) -> None:
    most = most_for(kind, 2, 3)
    assert choice_problem(kind, (), [1, 2, 3], most)
    assert choice_problem(kind, (4,), [1, 2, 3], most)
    assert choice_problem(kind, (1,) * (most + 1), [1, 2, 3], most)
    if kind not in REPEATING:
        assert choice_problem(kind, (1, 1), [1, 2, 3], 2)


def test_order_is_kept_where_it_means_something_only() -> None:
    for some in permutations((3, 1, 2)):
        assert written(Kind.RANK, some) == some
        assert written(Kind.CHOICE, some) == (1, 2, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_those_behind_an_option_are_people_not_marks(kind: Kind) -> None:
    @given(elections(kind))
    def law(election: Election) -> None:
        options, _, votes = election
        behind = {option: backers(kind, option, votes) for option in options}
        assert all(0 <= people <= len(votes) for people in behind.values())
        if kind is Kind.RANK:
            assert sum(behind.values()) == len(votes), "everybody has one first"
        elif kind not in REPEATING:
            counted = tally(kind, Method.MARKS, options, votes)
            assert {row.option_id: row.votes for row in counted.rows} == behind

    law()


def test_a_vote_is_read_back_as_its_kind_means_it() -> None:
    chosen = [(3, "다"), (1, "가"), (1, "가")]
    assert told(Kind.RANK, chosen[:2]) == (("1", "다"), ("2", "가"))
    assert told(Kind.CHOICE, chosen[:2]) == (("3", "다"), ("1", "가"))
    assert told(Kind.DOTS, chosen) == told(Kind.POINTS, chosen) == (("×1", "다"), ("×2", "가"))


def test_how_many_marks_a_person_has() -> None:
    assert [usual_choices(n) for n in (2, 3, 5, 9, 29)] == [1, 1, 2, 3, 5]
    assert most_for(Kind.YESNO, 3, 3) == most_for(Kind.SCALE, None, 10) == 1
    assert most_for(Kind.RANK, None, 6) == 6
    assert most_for(Kind.RANK, 3, 6) == 3
    assert most_for(Kind.POINTS, None, 4) == 10
    assert most_for(Kind.DOTS, 99, 4) == MOST_MARKS
    assert most_for(Kind.CHOICE, 5, 3) == 2, "choosing everything says nothing"


def test_options_that_come_with_a_kind() -> None:
    assert fixed_texts(Kind.YESNO) == ("찬성", "반대", "기권")
    assert fixed_texts(Kind.SCALE, 5) == fixed_texts(Kind.SCALE, 7)
    assert [len(fixed_texts(Kind.SCALE, steps)) for steps in SCALES] == list(SCALES)
    assert all((fixed_texts(kind) != ()) == (kind in FIXED) for kind in KINDS)
