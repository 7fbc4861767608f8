"""Pure rules of speaking: when requests are taken, the fair line and why each stands where, how time runs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    """The line: points of order, candidates that are presented, fewer turns, sides in turn where both wait, places that spoke less, arrival.

    ``last``: 찬성 or 반대, whichever spoke last. ``spoken``: place → turns so far; those
    of whom no place is known are one place together. Each that is placed counts for those
    behind it as if it had spoken, so the line shows what will happen when nobody else comes.
    """
    heard: Counter[str] = Counter(spoken or {})
    left = sorted(waiting, key=lambda one: (one.tier, one.arrival, one.id))
    line: list[Standing] = []
    while left:
        tier = [one for one in left if one.tier == left[0].tier]
        sides = {one.stance for one in tier}
        both = {Stance.FOR, Stance.AGAINST} <= sides and not left[0].is_point

        def waits_for_other(one: Waiting, both: bool = both, last: Stance = last) -> bool:
            return both and one.stance in OTHER and one.stance is last

        chosen = min(
            tier,
            key=lambda one: (
                waits_for_other(one),
                0 if one.is_point or one.presents else heard[one.place],
                one.arrival,
            ),
        )
        passed = [one for one in tier if one.arrival < chosen.arrival]
        by_side = any(waits_for_other(one) for one in passed)
        by_place = any(not waits_for_other(one) for one in passed)
        line.append(Standing(chosen.id, _reasons(chosen, by_side=by_side, by_place=by_place)))
        left.remove(chosen)
        if not chosen.is_point:
            last = chosen.stance if chosen.stance in OTHER else last
            heard[chosen.place] += 1
    return line


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
