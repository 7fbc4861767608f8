"""Pure rules of grouping: which opinions are offered as belonging together. People decide."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.live.likeness.rules import alike

LONGEST_NAME = 60  # what an option of a ballot may have
LONGEST_DUTY = 200
MOST_MOVED = 200  # opinions in one deed
OFFERED = 8


@dataclass(frozen=True)
class Said:
    """An opinion. ``topic``: the agenda topic it was said about (None: any); ``group``: where it is, 0 for nowhere."""

    id: int
    text: str
    topic: int | None = None
    group: int = 0


@dataclass(frozen=True)
class Suggestion:
    """These look alike. ``group``: into which they would go, 0 for a new one."""

    group: int
    ideas: tuple[int, ...]


def suggest(said: Iterable[Said]) -> tuple[Suggestion, ...]:
    """What a person might want to put together, largest first; an opinion stands in one suggestion at most.

    An opinion that is in no group is offered to the group with the most similar member. Of the rest, whichever has the
    most like it is a centre, and those like it are offered with it; then the next one. Topics are never mixed.
    """
    return _suggest(tuple(sorted(said, key=lambda one: one.id)))


@lru_cache(maxsize=32)  # asked at every press, mostly about the same opinions
def _suggest(said: tuple[Said, ...]) -> tuple[Suggestion, ...]:
    near = _neighbours(said)
    joining: dict[int, list[int]] = defaultdict(list)
    loose: set[int] = set()
    group_of = {one.id: one.group for one in said}
    for one in said:
        if one.group:
            continue
        grouped = [(value, -other) for other, value in near[one.id].items() if group_of[other]]
        if grouped:
            joining[group_of[-max(grouped)[1]]].append(one.id)
        else:
            loose.add(one.id)
    found = [Suggestion(group, tuple(ideas)) for group, ideas in joining.items()]
    while loose:
        centre = min(loose, key=lambda one: (-len(loose & near[one].keys()), one))
        around = loose & near[centre].keys()
        if not around:
            break
        found.append(Suggestion(0, (centre, *sorted(around))))
        loose -= {centre, *around}
    return tuple(sorted(found, key=lambda one: (-len(one.ideas), one.ideas))[:OFFERED])


def _neighbours(said: Sequence[Said]) -> dict[int, dict[int, float]]:
    topic = {one.id: one.topic for one in said}
    near: dict[int, dict[int, float]] = {one.id: {} for one in said}
    for (one, other), value in alike({one.id: one.text for one in said}).items():
        if topic[one] is None or topic[other] is None or topic[one] == topic[other]:
            near[one][other] = near[other][one] = value
    return near


def usual_name(text: str) -> str:
    """What a group is called until somebody names it: its first opinion."""
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


@dataclass(frozen=True)
class Authors:
    """Who said what is in a group: names once each, and how many gave none."""

    names: tuple[str, ...]
    nameless: int


def authors(names: Iterable[str]) -> Authors:
    """Names in the order they come, each once."""
    given = list(names)
    return Authors(tuple(dict.fromkeys(name for name in given if name)), given.count(""))
