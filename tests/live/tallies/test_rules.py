"""Two who agree, a third where they do not, and anew where nobody does."""

from hypothesis import given
from hypothesis import strategies as st

from app.live.tallies.rules import Turn, agreed, standing


def test_first_second_third_and_again() -> None:
    assert standing([], stands=False).turn is Turn.FIRST
    assert standing([[1]], stands=False).turn is Turn.SECOND
    assert standing([[1, 1]], stands=True).turn is Turn.DONE
    assert standing([[1, 2]], stands=False).turn is Turn.THIRD
    assert standing([[1, 2, 1]], stands=True).total == 1
    again = standing([[1, 2, 3]], stands=False)
    assert (again.turn, again.round, again.entered) == (Turn.AGAIN, 2, 0)


def test_what_was_put_aside_is_counted_in_a_new_round() -> None:
    aside = standing([[1, 1]], stands=False)
    assert (aside.turn, aside.round, aside.total) == (Turn.FIRST, 2, None)


@given(st.lists(st.integers(0, 3), max_size=3))
def test_only_what_two_counted_alike_stands(counts: list[int]) -> None:
    found = agreed(counts)
    assert found is None or counts.count(found) >= 2
    assert (found is None) == (len(set(counts)) == len(counts))
