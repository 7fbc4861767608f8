"""Of very few votes nothing can be computed from what is published: not from the result, not by subtraction."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.live.counts.channels import FEWEST_APART, Total
from app.live.counts.folding import folded, must_fold, total_of

OPTIONS = [11, 12, 13]


def pile(*papers: tuple[int, ...], blank: int = 0) -> Total:
    marks = Counter(option for paper in papers for option in paper)
    rows = tuple((option, marks[option]) for option in OPTIONS)
    return Total(rows, len(papers), blank, 0, len(papers) + blank)


one_mark = st.sampled_from(OPTIONS).map(lambda one: (one,))
some_marks = st.sets(st.sampled_from(OPTIONS), min_size=1).map(lambda some: tuple(sorted(some)))


def within(everybody: int, marked: int, few: int) -> tuple[int, int]:
    """The least and the most of a pile of so many that may have marked an option, when so many of everybody have."""
    return max(0, few - (everybody - marked)), min(few, marked)


@given(st.one_of(st.lists(one_mark, max_size=30), st.lists(some_marks, max_size=30)), st.data(), st.randoms())
def test_whoever_knows_everything_published_knows_no_more_than_the_result(
    votes: list[tuple[int, ...]], data: st.DataObject, luck: Random
) -> None:
    papers = data.draw(st.lists(some_marks, max_size=FEWEST_APART - 1))
    total = pile(*papers)
    luck.shuffle(votes)
    hidden = [votes[place] for place in folded(votes, [total], OPTIONS, FEWEST_APART)]
    together = total_of(hidden, [total], OPTIONS)
    everybody = Counter(option for vote in [*votes, *papers] for option in vote)
    for option, many in together.rows:
        by_result = within(len(votes) + len(papers), everybody[option], len(papers))
        assert within(together.valid, many, len(papers)) == by_result, "by subtraction"
    most = len(papers) * len(OPTIONS) if len(votes) >= FEWEST_APART else FEWEST_APART
    assert len(hidden) <= most, "the rest can be counted again by anybody"
    assert Counter(votes) >= Counter(hidden)
    if 0 < len(votes) < FEWEST_APART:
        assert len(hidden) == len(votes), "few who sent theirs are not told either"


@given(st.lists(one_mark, min_size=FEWEST_APART, max_size=30), st.data(), st.randoms())
def test_where_one_votes_for_one_the_sum_says_nothing_the_result_does_not(
    votes: list[tuple[int, ...]], data: st.DataObject, luck: Random
) -> None:
    papers = data.draw(st.lists(one_mark, max_size=FEWEST_APART - 1))
    luck.shuffle(votes)
    hidden = [votes[place] for place in folded(votes, [pile(*papers)], OPTIONS, FEWEST_APART)]
    everybody = Counter(option for vote in [*votes, *papers] for option in vote)
    assert total_of(hidden, [pile(*papers)], OPTIONS).rows == tuple(
        (option, min(len(papers), everybody[option])) for option in OPTIONS
    )


def test_only_what_is_few_is_folded() -> None:
    few, enough, blanks = pile((11,)), pile(*[(11,)] * FEWEST_APART), pile(blank=2)
    assert must_fold(20, [few], FEWEST_APART)
    assert must_fold(20, [blanks], FEWEST_APART), "how many were blank is not told"
    assert must_fold(1, [enough], FEWEST_APART)
    assert not must_fold(0, [enough], FEWEST_APART)
    assert not must_fold(20, [enough], FEWEST_APART)
    assert not must_fold(20, [pile()], FEWEST_APART)
    assert not must_fold(20, [few], 0), "as an older ballot was announced"
