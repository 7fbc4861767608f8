"""Pure rules of registering: what one may need, how needs are added up, how much one browser may send."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.core.labels import Labelled

LONGEST_NAME = 20
LONGEST_NOTE = 100
PER_BROWSER = 5  # a family with one phone
PER_ADDRESS = 40  # in an hour; a library or an office is one address
PER_ADDRESS_IN_ALL = 400  # of one meeting: a carrier is one address, but nobody fills a meeting alone
MOST = 2_000  # of one meeting
MOST_WALK_INS = 2_000


class Need(Labelled):
    """편의: what has to be prepared before the evening."""

    SIGN = "sign", "수어"
    CAPTIONS = "captions", "자막"
    SEAT = "seat", "휠체어 자리"
    CHILD = "child", "아이 돌봄"
    OTHER = "other", "그 밖"


def read_needs(values: Iterable[str]) -> list[str]:
    """The known ones, once each, in the order of the form."""
    chosen = set(values)
    return [need.value for need in Need if need.value in chosen]


def totals(needs: Iterable[Sequence[str]]) -> dict[Need, int]:
    """How many asked for each; only what somebody asked for, in the order of the form."""
    counted = Counter(value for some in needs for value in set(some))
    return {need: counted[need.value] for need in Need if counted[need.value]}


def in_words(counted: dict[Need, int]) -> str:
    """수어 2 · 자막 1"""
    return " · ".join(f"{need.label} {number}" for need, number in counted.items())
