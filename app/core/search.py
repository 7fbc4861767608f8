"""Finding words in Korean without a search engine: texts compared by their pairs of neighbouring letters. Pure.

Korean endings change (계단, 계단이, 계단을) while pairs of letters stay, so pairs find what whole words miss.
"""

from collections.abc import Set as AbstractSet


def folded(text: str) -> str:
    """Lower case, letters and digits only: ``북촌 골목, 2호`` → ``북촌골목2호``."""
    return "".join(char for char in text.casefold() if char.isalnum())


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters; a single letter stands for itself."""
    letters = folded(text)
    if len(letters) < 2:
        return frozenset({letters}) if letters else frozenset()
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def alike(left: AbstractSet[str], right: AbstractSet[str]) -> float:
    """Share of common pairs (Dice), from 0.0 (nothing in common) to 1.0 (the same)."""
    whole = len(left) + len(right)
    return 2 * len(left & right) / whole if whole else 0.0


def similarity(a: str, b: str) -> float:
    """How alike two texts are, from 0.0 to 1.0. Empty texts are like nothing."""
    return alike(bigrams(a), bigrams(b))


def contains(text: str, query: str) -> float:
    """Share of the query's pairs found in the text, from 0.0 to 1.0: how well a text answers a search."""
    wanted = bigrams(query)
    return len(wanted & bigrams(text)) / len(wanted) if wanted else 0.0
