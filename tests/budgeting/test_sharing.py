"""By-laws of dividing a budget: what was published comes out again, and what holds for every vote holds."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.budgeting.sharing import words
from app.budgeting.sharing.rules import (
    Candidate,
    Division,
    Fate,
    Judged,
    Rule,
    Votes,
    greedy,
    grouped,
    in_turn,
    support,
)
from app.budgeting.sharing.shares import MOST, equal_shares
from app.live.counts import pabulib
from app.web.words import money
from tests.budgeting import published


def by_votes(candidates: Sequence[Candidate], votes: Votes, budget: int) -> Division:
    return greedy(candidates, support(candidates, votes), budget, sum(votes.values()))


Divide = Callable[[Sequence[Candidate], Votes, int], Division]
Cast = tuple[list[Candidate], list[frozenset[int]], int]
BOTH = pytest.mark.parametrize("divide", [by_votes, equal_shares])

# -- what was published --------------------------------------------------------------------------------------------------


def plac_file(budget: int = published.PLAC_BUDGET) -> str:
    """The published election as a Pabulib file again."""
    number = count(1)
    votes = [
        f"{next(number)};{names}" for names, people in published.PLAC_VOTES.items() for _ in range(people)
    ]
    projects = [
        f"{id_};{cost};{published.PLAC_VOTES_PER_PROJECT[id_]};1"
        for id_, cost in published.PLAC_COSTS.items()
    ]
    head = ["META", "key;value", f"budget;{budget}", "vote_type;approval", "rule;greedy", "num_votes;27"]
    return "\n".join(
        [*head, "PROJECTS", "project_id;cost;votes;selected", *projects, "VOTES", "voter_id;vote", *votes]
    )


def plac(budget: int = published.PLAC_BUDGET) -> tuple[list[Candidate], Votes, int]:
    """The same as the rules take it."""
    election = pabulib.read(plac_file(budget))
    assert pabulib.verify(election).is_same, "what the city announced per project is what was cast"
    candidates = [Candidate(int(one.id), one.cost) for one in election.projects]
    votes = grouped([int(id_) for id_ in vote.projects] for vote in election.votes)
    return candidates, votes, int(election.meta["budget"])


def test_a_published_election_by_votes_is_what_the_city_chose() -> None:
    division = by_votes(*plac())
    assert [row.candidate.id for row in division.chosen] == [427, 915, 2567, 1623]
    assert (division.spent, division.left, division.voters) == (44_720, 6_475, 27)


def test_the_same_election_by_equal_shares() -> None:
    """By hand: at the first part (1,896.11) 427, 915 and 1623 are bought and 2567 is not; with larger parts all are."""
    division = equal_shares(*plac())
    assert division.ids == {427, 915, 2567, 1623}
    assert all(row.fate is Fate.BY_SHARES for row in division.chosen)
    assert division.percent > 100
    first = division.rows[0]
    assert (first.candidate.id, first.payers, first.each) == (427, 16, Fraction(15_995, 16))


def test_with_less_money_what_is_missing_is_said_to_the_last_coin() -> None:
    """The budget is ours (40,000), votes and costs are the published ones; by hand 427, 915, 1623 and 15,280 left."""
    for division in (by_votes(*plac(40_000)), equal_shares(*plac(40_000))):
        assert division.ids == {427, 915, 1623}
        loser = division.row(2567)
        assert (loser.fate, loser.votes) == (Fate.NO_ROOM, 12)
        assert division.left == 15_280
    assert by_votes(*plac(40_000)).row(2567).left == 18_180, "1623 came after it"
    assert equal_shares(*plac(40_000)).row(2567).left == 15_280, "1623 was bought before the rest was filled"


def test_a_majority_does_not_take_everything_by_equal_shares() -> None:
    candidates = [
        Candidate(id_, published.CITY_COST) for id_ in (*published.CITY_REDS, *published.CITY_BLUES)
    ]
    assert by_votes(candidates, published.CITY_VOTES, published.CITY_BUDGET).ids == set(published.CITY_REDS)
    division = equal_shares(candidates, published.CITY_VOTES, published.CITY_BUDGET)
    assert len(division.ids & set(published.CITY_REDS)) == 5
    assert len(division.ids & set(published.CITY_BLUES)) == 5


# -- what holds for every vote ---------------------------------------------------------------------------------------------

elections = st.integers(1, 6).flatmap(
    lambda projects: st.tuples(
        st.lists(st.integers(1, 60), min_size=projects, max_size=projects).map(
            lambda costs: [Candidate(id_, cost) for id_, cost in enumerate(costs, 1)]
        ),
        st.lists(st.frozensets(st.integers(1, projects)), max_size=12),
        st.integers(1, 120),
    )
)


@BOTH
@given(elections)
def test_the_budget_is_kept_and_nobody_wins_without_a_vote(divide: Divide, election: Cast) -> None:
    candidates, cast, budget = election
    division = divide(candidates, grouped(cast), budget)
    counts = support(candidates, grouped(cast))
    assert division.spent + division.left == budget
    assert division.left >= 0
    assert sorted(row.candidate.id for row in division.rows) == [one.id for one in candidates]
    for row in division.rows:
        assert row.votes == counts[row.candidate.id]
        assert (row.fate is Fate.NO_VOTES) == (row.votes == 0)
        if not row.is_chosen and row.votes:
            assert row.candidate.cost > division.left, "what fits and has votes is never left out"
            assert row.missing > 0
        assert words.told(row, division)


@BOTH
@given(elections, st.randoms())
def test_the_order_in_which_votes_are_read_means_nothing(
    divide: Divide, election: Cast, random: Random
) -> None:
    candidates, cast, budget = election
    other = list(cast)
    random.shuffle(other)
    mixed = list(candidates)
    random.shuffle(mixed)
    assert divide(candidates, grouped(cast), budget).ids == divide(mixed, grouped(other), budget).ids


@BOTH
@given(elections)
def test_where_there_is_money_for_all_everything_with_a_vote_is_chosen(
    divide: Divide, election: Cast
) -> None:
    candidates, cast, _ = election
    budget = sum(one.cost for one in candidates)
    wanted = {one.id for one in candidates if support(candidates, grouped(cast))[one.id]}
    assert divide(candidates, grouped(cast), budget).ids == wanted


@given(elections)
def test_by_votes_only_what_did_not_fit_is_passed_over(
    election: Cast,
) -> None:
    candidates, cast, budget = election
    division = by_votes(candidates, grouped(cast), budget)
    left = budget
    for one in in_turn(candidates, support(candidates, grouped(cast))):
        row = division.row(one.id)
        assert row.left == left
        assert row.is_chosen == (row.votes > 0 and one.cost <= left)
        left -= one.cost if row.is_chosen else 0


@given(elections)
def test_whoever_can_pay_alone_for_a_common_wish_is_not_passed_over(
    election: Cast,
) -> None:
    """People whose parts together pay for a project they all approve of get at least one project that one of them wants."""
    candidates, cast, budget = election
    division = equal_shares(candidates, grouped(cast), budget)
    for one in candidates:
        group = [vote for vote in cast if one.id in vote]
        if group and len(group) * budget >= one.cost * len(cast) and one.cost <= budget:
            assert division.ids & frozenset().union(*group)


@settings(deadline=None)
@given(elections)
def test_equal_shares_is_what_a_slow_count_with_one_purse_per_voter_finds(
    election: Cast,
) -> None:
    candidates, cast, budget = election
    division = equal_shares(candidates, grouped(cast), budget)
    assert [(row.candidate.id, row.fate) for row in division.chosen] == _slow(candidates, cast, budget)


def _slow(candidates: list[Candidate], cast: list[frozenset[int]], budget: int) -> list[tuple[int, Fate]]:
    """The definition, word for word: every voter a purse of their own, every price asked anew at every turn."""
    wanted = [one for one in candidates if one.cost <= budget and any(one.id in vote for vote in cast)]
    kept = _slowly_bought(wanted, cast, Fraction(budget, max(1, len(cast))))
    for percent in range(101, MOST + 1):
        more = _slowly_bought(wanted, cast, Fraction(budget * percent, 100 * max(1, len(cast))))
        if len(kept) == len(wanted) or sum(one.cost for one in more) > budget:
            break
        kept = more
    found = [(one.id, Fate.BY_SHARES) for one in kept]
    left = budget - sum(one.cost for one in kept)
    for one in sorted(wanted, key=lambda one: (-sum(one.id in vote for vote in cast), one.cost, one.id)):
        if one not in kept and one.cost <= left:
            left -= one.cost
            found.append((one.id, Fate.FILLED))
    return found


def _slowly_bought(wanted: list[Candidate], cast: list[frozenset[int]], share: Fraction) -> list[Candidate]:
    purses, bought = [share] * len(cast), list[Candidate]()
    while True:
        offers = []
        for one in wanted:
            behind = [place for place, vote in enumerate(cast) if one.id in vote and purses[place]]
            if one not in bought and sum(purses[place] for place in behind) >= one.cost:
                offers.append((_most(one, [purses[place] for place in behind]), one, behind))
        if not offers:
            return bought
        votes: Mapping[int, int] = {one.id: sum(one.id in vote for vote in cast) for one in wanted}
        most, one, behind = min(
            offers,
            key=lambda offer: (offer[0] / offer[1].cost, -votes[offer[1].id], offer[1].cost, offer[1].id),
        )
        before = sum(purses)
        for place in behind:
            purses[place] -= min(purses[place], most)
        assert before - sum(purses) == one.cost, "what is paid is what it costs"
        bought.append(one)


def _most(one: Candidate, purses: list[Fraction]) -> Fraction:
    """The smallest payment at which everybody who pays it, or all they have, pay the cost together."""
    for poor in range(len(purses)):
        given_up = sum(sorted(purses)[:poor])
        most = (one.cost - given_up) / Fraction(len(purses) - poor)
        if sorted(purses)[poor] >= most:
            return most
    raise AssertionError("they can pay")


# -- in words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "0원"),
        (50_000_000, "5,000만원"),
        (1_200_000_000, "12억원"),
        (120_000_000, "1억 2,000만원"),
        (30_500, "3만 500원"),
    ],
)
def test_money_is_said_as_people_say_it(amount: int, said: str) -> None:
    assert money(amount) == said


def test_a_part_of_a_won_is_said_to_be_about() -> None:
    assert words.rounded(Fraction(20_000, 3)) == "약 6,666원"
    assert words.rounded(Fraction(20_000)) == "2만원"


def test_every_reason_says_what_decided() -> None:
    man = 10_000
    candidates = [Candidate(1, 60 * man), Candidate(2, 50 * man), Candidate(3, 40 * man), Candidate(4, man)]
    votes = grouped([{1}] * 5 + [{2}] * 3 + [{3}] * 2)
    division = by_votes(candidates, votes, 100 * man)
    said = {row.candidate.id: words.told(row, division) for row in division.rows}
    assert said[1] == "찬성 5명. 차례가 왔을 때 예산이 100만원 남아 있어 사업비 60만원을 댈 수 있었습니다."
    assert (
        said[2] == "찬성 3명. 차례가 왔을 때 예산이 40만원 남아 있어 사업비 50만원에 10만원이 모자랐습니다."
    )
    assert "40만원 남아 있어 사업비 40만원을 댈 수" in said[3]
    assert said[4] == "찬성한 사람이 없어 뽑히지 않았습니다."
    large = by_votes([Candidate(1, 200 * man)], votes, 100 * man)
    assert "전체 예산 100만원보다 커서" in words.told(large.rows[0], large)


def test_reasons_by_shares_name_who_paid_and_what_was_missing() -> None:
    candidates = [Candidate(1, 60), Candidate(2, 90)]
    division = equal_shares(candidates, grouped([{1}] * 6 + [{2}] * 4), 100)
    assert [row.candidate.id for row in division.chosen] == [1]
    assert "6명이 한 사람에 10원씩 모아 사업비 60원을 채웠습니다." in words.told(division.row(1), division)
    loser = words.told(division.row(2), division)
    assert "모자랐고" not in loser
    assert "득표순으로 채울 때에도 예산이 40원 남아 있어 사업비 90원에 50원이 모자랐습니다." in loser
    assert words.differing(division, by_votes(candidates, grouped([{1}] * 6 + [{2}] * 4), 100), 1) == ""


def test_what_would_differ_is_named_by_its_rule() -> None:
    candidates = [Candidate(1, 60), Candidate(2, 60), Candidate(3, 40)]
    cast = grouped([{1, 2}] * 6 + [{3}] * 4)
    one, other = by_votes(candidates, cast, 120), equal_shares(candidates, cast, 120)
    assert one.ids == {1, 2}
    assert other.ids == {1, 3}
    assert words.differing(one, other, 1) == ""
    assert words.differing(one, other, 2) == "‘득표순’에서만 뽑힙니다."
    assert words.differing(one, other, 3) == "‘균등몫’에서만 뽑힙니다."
    assert "똑같이 나누어" in words.explained(other)
    assert words.explained(one) != words.explained(other)


def test_a_row_knows_what_is_missing() -> None:
    assert Judged(Candidate(1, 50), 3, Fate.NO_ROOM, left=20).missing == 30
    assert Judged(Candidate(1, 50), 3, Fate.BY_VOTES, left=50).missing == 0
    assert Rule("shares").label == "균등몫"
