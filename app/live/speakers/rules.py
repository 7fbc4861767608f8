"""Pure rules of speaking: when requests are taken, the fair line and why each stands where, how time runs."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import groupby

from app.core.labels import Labelled

LONGEST_NAME = 10
PRESENTER = "동네 주민"  # of a proposal whose author is called by something too long to be called by
PER_PERSON = 6
USUAL_SECONDS = 120
SHORTEST_SECONDS, LONGEST_SECONDS = 30, 1800
ONE_MORE = 30
MOST_EXTRA = 1800


class SpeakerState(Labelled):
    """Where one request stands."""

    WAITING = "waiting", "기다림"
    SPEAKING = "speaking", "말하는 중"
    DONE = "done", "마침"
    WITHDRAWN = "withdrawn", "스스로 거둠"
    REMOVED = "removed", "진행자가 뺌"


OPEN = frozenset({SpeakerState.WAITING, SpeakerState.SPEAKING})


class Stance(Labelled):
    """On which side of the matter somebody will speak, as far as they say."""

    NONE = "none", "말하지 않음"
    FOR = "for", "찬성"
    AGAINST = "against", "반대"
    QUESTION = "question", "질문"


OTHER = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}


class Taking(Labelled):
    """When the room may ask to speak."""

    TALKS = "talks", "이야기 차례에만"
    ALWAYS = "always", "늘 받기"
    CLOSED = "closed", "닫기"


def takes(taking: Taking, *, live: bool, is_talk: bool) -> bool:
    """May somebody ask now?"""
    return live and (taking is Taking.ALWAYS or (taking is Taking.TALKS and is_talk))


class Reason(Labelled):
    """Why somebody stands where they stand."""

    POINT_OF_ORDER = "point_of_order", "의사진행 발언"
    FIRST_TIME = "first_time", "아직 말하지 않음"
    SPOKE = "spoke", "이미 말함"
    OTHER_SIDE = "other_side", "찬반 번갈아"
    QUIET_PLACE = "quiet_place", "덜 말한 동네"
    PUT_OFF = "put_off", "한 차례 미룸"
    PRESENTS = "presents", "후보 발표"


@dataclass(frozen=True)
class Waiting:
    """One who waits. ``turns``: how often this person spoke so far; ``arrival`` grows; ``held``: put off for one turn.
    ``presents``: a candidate is presented, in the order of the paper.
    """

    id: int
    arrival: int
    turns: int = 0
    stance: Stance = Stance.NONE
    is_point: bool = False
    place: str = ""
    held: bool = False
    presents: bool = False

    @property
    def tier(self) -> tuple[bool, bool, bool, int]:
        """What counts before sides and places; within a tier those balance."""
        fixed = self.is_point or self.presents
        return self.held, not self.is_point, not self.presents, 0 if fixed else self.turns


@dataclass(frozen=True)
class Standing:
    """A place in the line, and why."""

    id: int
    reasons: tuple[Reason, ...]


def fair_order(
    waiting: Sequence[Waiting], *, last: Stance = Stance.NONE, spoken: Mapping[str, int] | None = None
) -> list[Standing]:
    """The line: points of order, candidates that are presented, fewer turns, sides in turn where both wait, places that spoke
    less, arrival.

    ``last``: 찬성 or 반대, whichever spoke last. ``spoken``: place → turns so far; those of whom no place is known are one place
    together. Each that is placed counts for those behind it as if it had spoken, so the line shows what will happen when
    nobody else comes. A hall that asks all at once is put in order in n log n.
    """
    heard: Counter[str] = Counter(spoken or {})
    line: list[Standing] = []
    ordered = sorted(waiting, key=lambda one: (one.tier, one.arrival, one.id))
    for _, tier in groupby(ordered, key=lambda one: one.tier):
        members = list(tier)
        if members[0].is_point or members[0].presents:
            line += [Standing(one.id, _reasons(one, by_side=False, by_place=False)) for one in members]
            heard.update(one.place for one in members if not one.is_point)
        else:
            last = _in_turn(members, last, heard, line)
    return line


class _Side:
    """Those of one tier who speak for the same side: who of them is next, and who came first. Every place has a queue of its own;
    what a place was heard since it was written down makes an entry of the heap void, and another was written then.
    """

    def __init__(self, members: Sequence[Waiting], heard: Counter[str]) -> None:
        self._heard, self._came = heard, deque(members)
        self._gone: set[int] = set()
        self._places: dict[str, deque[Waiting]] = {}
        for one in members:
            self._places.setdefault(one.place, deque()).append(one)
        self._next = [self._entry(place) for place in self._places]
        heapify(self._next)

    def _entry(self, place: str) -> tuple[int, int, int, str]:
        first = self._places[place][0]
        return self._heard[place], first.arrival, first.id, place

    def __len__(self) -> int:
        return len(self._came) - len(self._gone)

    def best(self) -> tuple[int, int, int, str]:
        """Whoever is next of this side, which is not empty."""
        while not self._places[place := self._next[0][3]] or self._entry(place) != self._next[0]:
            heappop(self._next)
        return self._next[0]

    def first_came(self) -> int:
        """When the first of those who are left came."""
        while self._came[0].id in self._gone:
            self._gone.remove(self._came.popleft().id)
        return self._came[0].arrival

    def take(self) -> Waiting:
        one = self._places[self.best()[3]].popleft()
        self._gone.add(one.id)
        return one

    def was_heard(self, place: str) -> None:
        """One from this place was placed, of whichever side."""
        if self._places.get(place):
            heappush(self._next, self._entry(place))


def _in_turn(members: Sequence[Waiting], last: Stance, heard: Counter[str], line: list[Standing]) -> Stance:
    """Place a tier in which sides and places balance. Returns the side that spoke last then."""
    sides = {
        side: _Side(
            [one for one in members if (one.stance if one.stance in OTHER else Stance.NONE) is side], heard
        )
        for side in (Stance.FOR, Stance.AGAINST, Stance.NONE)
    }
    for _ in members:
        both = sides[Stance.FOR] and sides[Stance.AGAINST]
        waits = sides[last] if both and last in OTHER else None
        may = [side for side in sides.values() if side and side is not waits]
        first = min(side.first_came() for side in may)
        chosen = min(may, key=_Side.best).take()
        by_side = waits is not None and waits.first_came() < chosen.arrival
        line.append(Standing(chosen.id, _reasons(chosen, by_side=by_side, by_place=first < chosen.arrival)))
        last = chosen.stance if chosen.stance in OTHER else last
        heard[chosen.place] += 1
        for side in sides.values():
            side.was_heard(chosen.place)
    return last


def _reasons(one: Waiting, *, by_side: bool, by_place: bool) -> tuple[Reason, ...]:
    why = [Reason.PUT_OFF] if one.held else []
    if one.is_point:
        why.append(Reason.POINT_OF_ORDER)
    elif one.presents:
        why.append(Reason.PRESENTS)
    else:
        why.append(Reason.SPOKE if one.turns else Reason.FIRST_TIME)
    if by_side:
        why.append(Reason.OTHER_SIDE)
    if by_place:
        why.append(Reason.QUIET_PLACE)
    return tuple(why)
