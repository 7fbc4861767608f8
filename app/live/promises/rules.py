"""Pure rules of the ground rules and the practice vote, and our own wording to start from."""

from dataclasses import dataclass
from typing import ClassVar

LONGEST_LINE = 28  # one line on the wall
MOST_LINES = 6
LONGEST_QUESTION = 60
LONGEST_OPTION = 20
MOST_OPTIONS = 5

LINES = (
    "한 사람이 말할 때는 끝까지 들어요",
    "짧게 말하고 차례를 나누어요",
    "사람이 아니라 생각을 두고 이야기해요",
    "다른 생각도 틀렸다고 하지 않아요",
    "여기서 들은 남의 사정은 밖에 옮기지 않아요",
)
QUESTION = "오늘 여기까지 어떻게 오셨나요?"
OPTIONS = ("걸어서", "버스나 지하철로", "자전거로", "자동차로")


@dataclass(frozen=True)
class Promises:
    """What a meeting promises each other, and what it practises with."""

    lines: tuple[str, ...] = LINES
    question: str = QUESTION
    options: tuple[str, ...] = OPTIONS

    # Our own wording is translated; what a host wrote is shown as written, and never taken for a message of ours.
    ours: ClassVar[frozenset[str]] = frozenset((*LINES, QUESTION, *OPTIONS))


def read_lines(text: str) -> list[str]:
    """One a line; empty ones and what stands there twice are left out."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def problems(lines: list[str], options: list[str]) -> dict[str, str]:
    """What cannot be shown, as a sentence per field; empty when all can."""
    errors: dict[str, str] = {}
    if not 1 <= len(lines) <= MOST_LINES or max(map(len, lines)) > LONGEST_LINE:
        errors["lines"] = "약속은 한 줄에 스물여덟 글자까지, 한 가지에서 여섯 가지까지 적어 주세요."
    if not 2 <= len(options) <= MOST_OPTIONS or max(map(len, options)) > LONGEST_OPTION:
        errors["options"] = "보기는 한 줄에 스무 글자까지, 두 가지에서 다섯 가지까지 적어 주세요."
    return errors
