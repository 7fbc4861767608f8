"""Pure rules of grouping: how alike texts are, and which are offered as belonging together. People decide."""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

LONGEST_NAME = 60  # what an option of a ballot may have
LONGEST_DUTY = 200
MOST_MOVED = 200  # opinions in one deed
LIKE = 0.16  # see ``alike``
COMMON = 20
OFFERED = 8
ENDINGS = (
    *("주세요", "주십시오", "주시면", "주면", "좋겠습니다", "좋겠어요", "좋겠다", "바랍니다", "부탁드립니다"),
    *(
        "필요합니다",
        "필요해요",
        "있으면",
        "했으면",
        "하면",
        "으면",
        "습니다",
        "합니다",
        "어요",
        "아요",
        "해요",
    ),
)


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


def normalised(text: str) -> str:
    """Letters and digits alone, in one case, without a request's usual ending, syllables taken apart.

    So spacing, signs and politeness say nothing, and 의자가 and 의자를 are nearly the same.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())
    while ending := next((one for one in ENDINGS if plain.endswith(one) and len(plain) > len(one) + 1), ""):
        plain = plain.removesuffix(ending)
    return unicodedata.normalize("NFD", plain)


@lru_cache(maxsize=4096)
def trigrams(plain: str) -> frozenset[str]:
    """Every three letters in a row of a normalised text; of a shorter one the text itself."""
    if len(plain) < 3:
        return frozenset({plain} if plain else ())
    return frozenset(plain[at : at + 3] for at in range(len(plain) - 2))


def alike(texts: Mapping[int, str]) -> dict[tuple[int, int], float]:
    """(smaller id, larger id) → how alike two texts are, from LIKE to 1; pairs below are left out.

    The cosine of their trigrams, each weighing log(1 + texts / texts that have it): what many say weighs little, and what
    more than COMMON texts and an eighth of them have weighs nothing. LIKE was chosen on 25 short opinions about alleys
    (28 pairs that people would put together, 272 they would not): at 0.16 it finds 16 of the first and 4 of the others,
    at 0.12 19 and 10, at 0.25 9 and 2.
    """
    same: dict[str, list[int]] = defaultdict(list)
    for number, text in sorted(texts.items()):
        same[normalised(text)].append(number)
    same.pop("", None)  # signs alone say nothing that could be compared
    found = {pair: 1.0 for ids in same.values() for pair in combinations(ids, 2)}
    for (one, other), value in _near(tuple(same)).items():
        found |= {(min(a, b), max(a, b)): value for a in same[one] for b in same[other]}
    return found


def _near(texts: Sequence[str]) -> dict[tuple[str, str], float]:
    """The same for different texts that are normalised."""
    having: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        for one in trigrams(text):
            having[one].append(text)
    most = max(COMMON, len(texts) // 8)
    length: dict[str, float] = defaultdict(float)
    shared: dict[tuple[str, str], float] = defaultdict(float)
    for _, places in sorted(having.items()):  # added up in one order, so that the sums are always the same
        if len(places) > most:
            continue
        weight = math.log(1 + len(texts) / len(places)) ** 2
        for place, one in enumerate(places):
            length[one] += weight
            for other in places[place + 1 :]:
                shared[one, other] += weight
    near = {two: min(1.0, sum_ / math.sqrt(length[two[0]] * length[two[1]])) for two, sum_ in shared.items()}
    return {two: value for two, value in near.items() if value >= LIKE}


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
