"""Pure rules of likeness: how alike texts are, and which of many are most like one."""

import heapq
import math
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations

LIKE = 0.16  # see ``alike``
VERY_LIKE = 0.22  # for whoever is writing: better nothing than something that is not the same
COMMON = 20
LOOKED_AT = 60  # of those that share most, how many are measured
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


class Shelf:
    """Texts by their trigrams, so that asking what is like one does not read them all. Not for two threads at once."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._plain: dict[int, str] = {}
        self._having: dict[str, set[int]] = defaultdict(set)

    def hold(self, texts: Mapping[int, str]) -> None:
        """Exactly these from now on; only what came, went or changed is touched."""
        for number in [one for one, text in self._texts.items() if texts.get(one) != text]:
            del self._texts[number]
            for gram in trigrams(self._plain.pop(number)):
                self._having[gram].discard(number)
        for number, text in texts.items():
            if number not in self._texts:
                self._texts[number], self._plain[number] = text, normalised(text)
                for gram in trigrams(self._plain[number]):
                    self._having[gram].add(number)

    def near(self, text: str, most: int) -> list[int]:
        """The most like this text, best first; none below VERY_LIKE. Measured as ``alike`` would, with the text among them."""
        plain = normalised(text)
        own = trigrams(plain)
        asked = {gram: weight for gram in sorted(own) if (weight := self._weight(gram, own))}
        shared: dict[int, float] = defaultdict(float)
        for gram, weight in asked.items():
            for number in self._having.get(gram, ()):
                shared[number] += weight
        found = dict.fromkeys(self._same(plain, own), 1.0)
        for number in heapq.nlargest(LOOKED_AT, shared, key=lambda one: (shared[one], -one)):
            mine = sum(self._weight(gram, own) for gram in trigrams(self._plain[number]))
            found.setdefault(number, shared[number] / math.sqrt(mine * sum(asked.values())))
        near = [one for one, value in found.items() if value >= VERY_LIKE]
        return sorted(near, key=lambda one: (-found[one], one))[:most]

    def _same(self, plain: str, own: frozenset[str]) -> list[int]:
        if not own:
            return []
        rarest = min(own, key=lambda gram: len(self._having.get(gram, ())))
        return [one for one in self._having.get(rarest, ()) if self._plain[one] == plain]

    def _weight(self, gram: str, own: frozenset[str]) -> float:
        having, texts = len(self._having.get(gram, ())) + (gram in own), len(self._texts) + 1
        return math.log(1 + texts / having) ** 2 if having <= max(COMMON, texts // 8) else 0.0
