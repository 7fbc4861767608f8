"""In which order comments stand."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from app.live.comments.rules import CommentSide, Order, arranged


@dataclass(frozen=True)
class One:
    id: int
    supports: int = 0
    side: CommentSide = CommentSide.NONE
    official: bool = False


ONES = st.lists(
    st.builds(
        One,
        st.integers(1, 99),
        st.integers(0, 5),
        st.sampled_from(CommentSide),
        st.booleans(),
    ),
    unique_by=lambda one: one.id,
)
F, A, N = CommentSide.FOR, CommentSide.AGAINST, CommentSide.NONE


def test_each_order_says_what_it_does() -> None:
    ones = [One(1, 5, F), One(2, 0, F), One(3, 4, A), One(4, 9, N), One(5, 1, A), One(6, 0, N, True)]

    def ids(order: Order) -> list[int]:
        return [one.id for one in arranged(ones, order)]

    assert ids(Order.OLDEST) == [6, 1, 2, 3, 4, 5]
    assert ids(Order.NEWEST) == [6, 5, 4, 3, 2, 1]
    assert ids(Order.MOST) == [6, 4, 1, 3, 5, 2]
    assert ids(Order.SIDES) == [6, 1, 3, 2, 5, 4]


@given(ONES, st.sampled_from(Order))
def test_nothing_is_lost_and_the_order_does_not_depend_on_how_they_come(
    ones: list[One], order: Order
) -> None:
    found = arranged(ones, order)
    assert sorted(one.id for one in found) == sorted(one.id for one in ones)
    assert arranged(sorted(ones, key=lambda one: (one.id * 7919) % 101), order) == found
    officials = [one.official for one in found]
    assert officials == sorted(officials, reverse=True), "official answers stand before all others"


@given(ONES)
def test_both_sides_get_the_same_room(ones: list[One]) -> None:
    """In every beginning of the list the two differ by one at most, until one side has no more."""
    found = [one for one in arranged(ones, Order.SIDES) if not one.official]
    left = {side: sum(one.side is side for one in found) for side in (F, A)}
    seen = {F: 0, A: 0}
    for one in found:
        if one.side is N:
            assert all(other.side is N for other in found[found.index(one) :])
            break
        seen[one.side] += 1
        if min(left[F] - seen[F], left[A] - seen[A]) > 0:
            assert abs(seen[F] - seen[A]) <= 1
