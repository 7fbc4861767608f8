"""Pure rules of comments."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol, TypeVar

from app.core.labels import Labelled

LONGEST = 300
PER_PERSON = 40


class CommentState(Labelled):
    """Waiting to be read, visible, or hidden by a facilitator (its text is kept, its place says so)."""

    WAITING = "waiting", "살필 것"
    SHOWN = "shown", "보임"
    HIDDEN = "hidden", "숨김"


class CommentSide(Labelled):
    """Which side a comment takes, when it takes one."""

    NONE = "none", "그냥 이야기"
    FOR = "for", "찬성"
    AGAINST = "against", "반대"


class Order(Labelled):
    """In which order comments stand. Official answers stand before all others in any."""

    OLDEST = "oldest", "먼저 쓴 차례"
    NEWEST = "newest", "새로운 차례"
    MOST = "most", "공감 많은 차례"
    SIDES = "sides", "찬성·반대 번갈아"


class Arrangeable(Protocol):
    """What the order looks at."""

    @property
    def id(self) -> int: ...
    @property
    def supports(self) -> int: ...
    @property
    def side(self) -> CommentSide: ...
    @property
    def official(self) -> bool: ...


R = TypeVar("R", bound=Arrangeable)


def arranged(remarks: Iterable[R], order: Order) -> list[R]:
    """In this order, whatever order they come in. Newer ones first among equals; ``SIDES``: the most supported 찬성, the most
    supported 반대, the next of each, and those without a side at the end.
    """
    newest = sorted(remarks, key=lambda one: one.id, reverse=order is not Order.OLDEST)
    if order in (Order.MOST, Order.SIDES):
        newest.sort(key=lambda one: -one.supports)
    if order is Order.SIDES:
        nth: Counter[CommentSide] = Counter()
        place: dict[int, tuple[int, int]] = {}
        for one in newest:
            if not one.official:
                nth[one.side] += 1
            last = one.side is CommentSide.NONE
            place[one.id] = (len(newest) if last else nth[one.side], one.side is CommentSide.AGAINST)
        newest.sort(key=lambda one: place[one.id])
    return sorted(newest, key=lambda one: not one.official)
