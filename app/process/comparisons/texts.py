"""Two texts word by word: what stayed, what went, what came, in reading order. Standard library only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORD = re.compile(r"\n|[^\s]+")
MOST_WORDS = 4000


class Part(StrEnum):
    """What happened to a run of words."""

    KEPT = "kept"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True)
class Run:
    """Neighbouring words with the same fate. ``text`` keeps line ends."""

    part: Part
    text: str


def _joined(words: Sequence[str]) -> str:
    text = ""
    for word in words:
        text += word if word == "\n" or not text or text.endswith("\n") else f" {word}"
    return text


def differences(before: str, after: str) -> tuple[Run, ...]:
    """The runs of both texts. Where words were put differently, what went stands before what came.

    Blanks between words do not count, line ends do. Nothing is lost: kept and gone are ``before``, kept and come ``after``.
    """
    old, new = WORD.findall(before)[:MOST_WORDS], WORD.findall(after)[:MOST_WORDS]
    runs: list[Run] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(Run(Part.KEPT, _joined(old[a:b])))
            continue
        if b > a:
            runs.append(Run(Part.GONE, _joined(old[a:b])))
        if d > c:
            runs.append(Run(Part.COME, _joined(new[c:d])))
    return tuple(runs)


def counted(runs: Sequence[Run]) -> tuple[int, int]:
    """How many words went and how many came."""
    gone, come = (
        sum(len(run.text.split()) for run in runs if run.part is part) for part in (Part.GONE, Part.COME)
    )
    return gone, come
