"""The steps of the map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.home import rules


def test_the_busiest_dong_is_in_the_last_step_and_an_empty_one_in_the_first() -> None:
    step = rules.width([0, 3, 38])
    assert (rules.level(0, step), rules.level(38, step)) == (1, 5)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=17))
def test_the_legend_says_for_every_count_the_step_it_is_drawn_in(counts: list[int]) -> None:
    step = rules.width(counts)
    for count in counts:
        start, end = rules.legend(step)[rules.level(count, step) - 1]
        assert start <= count
        assert end is None or count <= end


def test_where_nothing_came_in_no_share_is_claimed() -> None:
    assert rules.share(0, 0) == 0
    assert rules.share(38, 318) == pytest.approx(11.9)
