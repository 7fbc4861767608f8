"""Pure rules of the exit survey: its questions, when it is open, how answers are added, and when a count may be seen.

Counts are lists: question → answer → how many, in the order of ``QUESTIONS`` and ``ANSWERS``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

QUESTIONS = (
    "오늘 모임이 만족스러웠나요?",
    "내 생각을 충분히 말할 수 있었나요?",
    "오늘 나온 의견이 앞으로 다루어질 것 같나요?",
)
ANSWERS = ("매우 그렇다", "그렇다", "보통이다", "그렇지 않다", "매우 그렇지 않다")
LEAST = 5  # fewer answers are not shown
PHONES_FOR = timedelta(hours=24)  # after the end, from a phone
PAPER_FOR = timedelta(days=14)  # after the end, from the desk
MOST_SHEETS = 3000

Counts = list[list[int]]
Answers = Sequence[int | None]  # the place of the answer per question, from 1; None: left out


def nothing() -> Counts:
    """Counts before anybody answered."""
    return [[0] * len(ANSWERS) for _ in QUESTIONS]


def added(counts: Counts, answers: Answers) -> Counts:
    """The counts with one more person's answers."""
    return [
        [number + (place == at) for at, number in enumerate(row, 1)]
        for row, place in zip(counts, answers, strict=True)
    ]


def caught_up(shown: Counts, counts: Counts) -> Counts:
    """What may be seen of answers that come one by one, or of a pile that grows: each question moves by at least five at a
    time, so that nobody who looks twice can tell what one person said in between. What became fewer than five goes.
    """

    def may_be_seen(seen: list[int], row: list[int]) -> list[int]:
        if abs(sum(row) - sum(seen)) < LEAST:
            return seen
        return row if sum(row) >= LEAST else [0] * len(row)

    return [may_be_seen(seen, row) for seen, row in zip(shown, counts, strict=True)]


def behind(shown: Counts, counts: Counts) -> int:
    """How many answers to a question wait to be shown, of that for which most do."""
    return max(abs(sum(row) - sum(seen)) for seen, row in zip(shown, counts, strict=True))


def together(one: Counts, other: Counts) -> Counts:
    """Two counts as one."""
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)]


@dataclass(frozen=True)
class Told:
    """One question with what may be seen of it: ``rows`` (answer, people, percent), ``mean`` in hundredths of five points;
    none of it when fewer than five answered.
    """

    question: str
    answered: int
    rows: tuple[tuple[str, int, int], ...]
    mean: int | None


def told(counts: Counts) -> tuple[Told, ...]:
    """Every question in words and numbers."""
    return tuple(_told(question, row) for question, row in zip(QUESTIONS, counts, strict=True))


def _told(question: str, row: list[int]) -> Told:
    total = sum(row)
    if total < LEAST:
        return Told(question, 0, (), None)
    points = sum(number * (len(ANSWERS) - at) for at, number in enumerate(row))
    rows = tuple((answer, n, round(100 * n / total)) for answer, n in zip(ANSWERS, row, strict=True))
    return Told(question, total, rows, round(100 * points / total))


def takes_answers(*, closing_began: bool, is_live: bool, ended_at: datetime | None, now: datetime) -> bool:
    """May a phone answer? From the closing item on, and for a day after the end."""
    if is_live:
        return closing_began
    return ended_at is not None and now < ended_at + PHONES_FOR


def takes_paper(*, opened: bool, ended_at: datetime | None, now: datetime) -> bool:
    """May the desk enter paper? From the opening on, and for two weeks after the end."""
    return opened and (ended_at is None or now < ended_at + PAPER_FOR)


def too_many(sheets: int, counts: Counts) -> int:
    """The first question with more answers than there are sheets; 0 when all can be."""
    return next((place for place, row in enumerate(counts, 1) if sum(row) > sheets), 0)
