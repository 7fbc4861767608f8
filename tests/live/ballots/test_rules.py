"""Pure by-laws of ballots: what may be cast, how it is counted, who may see a count."""

from collections.abc import Sequence
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.labels import Side
from app.live.ballots.models import Ballot
from app.live.ballots.queries import frozen
from app.live.ballots.rules import (
    COUNT_MAY_BE_SEEN_BY_ALL,
    MAY_BE_ANNULLED,
    NEXT,
    BallotState,
    Secrecy,
    Watch,
    count_may_be_seen,
    may_confirm,
    reopening_problem,
)
from app.live.counts.rules import (
    MOST_CHOICES,
    Kind,
    Method,
    Tally,
    choice_problem,
    tally,
    usual_choices,
)

OPTIONS = (11, 22, 33)


def count(options: Sequence[int], cast: Sequence[Sequence[int]]) -> Tally:
    return tally(Kind.CHOICE, Method.MARKS, options, cast)


def test_a_ballot_only_moves_forward_and_ends_revealed() -> None:
    state: BallotState | None = BallotState.DRAFT
    walked = []
    while state is not None:
        walked.append(state)
        state = NEXT[state]
    assert walked == [one for one in BallotState if one is not BallotState.ANNULLED]
    assert set(NEXT) == set(BallotState)


def test_only_what_nobody_has_seen_may_be_annulled_and_that_is_the_end() -> None:
    assert {BallotState.OPEN, BallotState.CLOSED} == MAY_BE_ANNULLED
    assert NEXT[BallotState.ANNULLED] is None
    assert BallotState.ANNULLED not in NEXT.values(), "no press of the one big button annuls"
    assert not count_may_be_seen(BallotState.ANNULLED, counted=True, by_staff=True)


def test_a_second_person_is_another_account() -> None:
    assert may_confirm(1, 2)
    assert not may_confirm(1, 1)
    assert not may_confirm(1, None)


def test_an_open_count_may_be_seen_by_nobody() -> None:
    for hidden in (BallotState.DRAFT, BallotState.OPEN):
        assert not count_may_be_seen(hidden, counted=True, by_staff=True)
    assert {BallotState.REVEALED} == COUNT_MAY_BE_SEEN_BY_ALL


def test_a_closed_count_may_be_seen_by_staff_once_it_is_opened() -> None:
    for counted, by_staff in product((False, True), repeat=2):
        seen = count_may_be_seen(BallotState.CLOSED, counted=counted, by_staff=by_staff)
        assert seen == (counted and by_staff)


def test_only_a_named_ballot_nobody_has_counted_is_opened_again() -> None:
    for state, secrecy, counted in product(BallotState, Secrecy, (False, True)):
        possible = (state, secrecy, counted) == (BallotState.CLOSED, Secrecy.NAMED, False)
        assert (reopening_problem(state, secrecy, counted=counted) == "") == possible
    assert "봉투의 열쇠" in reopening_problem(BallotState.CLOSED, Secrecy.SECRET, counted=False)


def test_both_sides_are_missing_until_each_has_confirmed() -> None:
    assert Watch().missing == Watch(counted=True).missing == ()
    assert Watch(needed=True).missing == (Side.CIVIL, Side.OFFICIAL)
    half = Watch(True, True, {Side.OFFICIAL: "협치추진단"})
    assert (half.missing, half.marks) == ((Side.CIVIL,), "민 – · 관 ✓")
    assert Watch(True, True, {Side.CIVIL: "가", Side.OFFICIAL: "나"}).missing == ()


@pytest.mark.parametrize("most", [1, 2, 3])
def test_every_possible_choice_is_judged(most: int) -> None:
    """All sequences of up to four numbers out of three options and one stranger."""
    for length in range(5):
        for chosen in product((*OPTIONS, 99), repeat=length):
            fine = 1 <= len(chosen) <= most and len(set(chosen)) == len(chosen) and 99 not in chosen
            assert (choice_problem(Kind.CHOICE, chosen, OPTIONS, most) is None) == fine, chosen


def test_each_problem_has_its_own_words() -> None:
    words = {
        choice_problem(Kind.CHOICE, [], OPTIONS, 2),
        choice_problem(Kind.CHOICE, [99], OPTIONS, 2),
        choice_problem(Kind.CHOICE, [11, 22, 33], OPTIONS, 2),
    }
    assert len(words) == 3
    assert None not in words


def test_the_usual_number_of_choices_is_a_third_of_the_options() -> None:
    assert [usual_choices(n) for n in range(2, 11)] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert all(1 <= usual_choices(n) <= MOST_CHOICES for n in range(100))


votes = st.lists(st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=4), max_size=30)


@given(votes)
def test_the_tally_is_a_recount_by_hand(cast: list[list[int]]) -> None:
    found = count(OPTIONS, cast)
    assert found.voters == len(cast)
    for row in found.rows:
        assert row.votes == sum(row.option_id in choices for choices in cast), (
            "a name twice on a paper counts once"
        )
        assert row.share == (round(100 * row.votes / len(cast)) if cast else 0)
        assert row.rank == 1 + sum(other.votes > row.votes for other in found.rows)
    assert [row.option_id for row in found.rows] == list(OPTIONS), "rows stand in the order of the paper"


@given(votes, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(cast: list[list[int]], chance: Random) -> None:
    mixed = [chance.sample(choices, len(choices)) for choices in chance.sample(cast, len(cast))]
    assert count(OPTIONS, mixed) == count(OPTIONS, cast)


@given(votes)
def test_the_order_of_the_options_changes_only_the_order_of_the_rows(cast: list[list[int]]) -> None:
    rows = {row.option_id: row for row in count(OPTIONS, cast).rows}
    for order in permutations(OPTIONS):
        assert {row.option_id: row for row in count(order, cast).rows} == rows


@given(votes)
def test_leaders_are_all_who_have_most_and_nobody_when_nobody_voted(cast: list[list[int]]) -> None:
    found = count(OPTIONS, cast)
    best = max(row.votes for row in found.rows)
    assert set(found.leaders) == (
        {row.option_id for row in found.rows if row.votes == best} if best else set()
    )


def test_a_tie_is_shared() -> None:
    found = count(OPTIONS, [[11], [22], [11, 22], [33]])
    assert found.leaders == (11, 22)
    assert [row.rank for row in found.rows] == [1, 1, 3]


@given(votes)
def test_what_was_frozen_at_closing_reads_the_same_later(cast: list[list[int]]) -> None:
    found = count(OPTIONS, cast)
    stored = {"voters": found.voters, "rows": [[row.option_id, row.votes] for row in found.rows]}
    assert frozen(Ballot(meeting_id=1, item_id=1, question="", tally=stored)) == found
