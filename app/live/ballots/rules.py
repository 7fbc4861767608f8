"""Pure rules of ballots: states, what may be cast, counting, what may be seen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.labels import Labelled

MOST_OPTIONS = 10
FEWEST_OPTIONS = 2
MOST_CHOICES = 5
MOST_CHANGES = 50  # of one voter's vote: enough for anyone who wavers, not for a script
OBJECTION_DAYS = 14  # until then it can be told that somebody voted, never what
LONGEST_NAME = 20
SHORTEST_REASON, LONGEST_REASON = 3, 200  # letters of why a ballot is to be annulled


class BallotState(Labelled):
    """The life of a ballot."""

    DRAFT = "draft", "투표 예정"
    OPEN = "open", "투표 중"
    CLOSED = "closed", "투표 마감"
    REVEALED = "revealed", "결과 공표"
    ANNULLED = "annulled", "무효"


class RequestState(Labelled):
    """What became of a request that needs a second person."""

    PENDING = "pending", "확인 기다림"
    CONFIRMED = "confirmed", "확인함"
    DECLINED = "declined", "받아들이지 않음"
    WITHDRAWN = "withdrawn", "거두어들임"
    EXPIRED = "expired", "때가 지남"


class Secrecy(Labelled):
    """What is kept of a vote. ``UNSEALED``: ballots from before votes were sealed; none is made any more."""

    SECRET = "secret", "무기명"
    NAMED = "named", "기명"
    UNSEALED = "unsealed", "무기명(봉인 전 방식)"


NEXT: dict[BallotState, BallotState | None] = {
    BallotState.DRAFT: BallotState.OPEN,
    BallotState.OPEN: BallotState.CLOSED,
    BallotState.CLOSED: BallotState.REVEALED,
    BallotState.REVEALED: None,
    BallotState.ANNULLED: None,
}

# What everybody has seen cannot be taken back; what was never opened needs no annulment.
MAY_BE_ANNULLED = frozenset({BallotState.OPEN, BallotState.CLOSED})
OVER = frozenset(
    {BallotState.CLOSED, BallotState.REVEALED, BallotState.ANNULLED}
)  # their box keys must be gone

COUNT_MAY_BE_SEEN_BY_STAFF = frozenset({BallotState.CLOSED, BallotState.REVEALED})
COUNT_MAY_BE_SEEN_BY_ALL = frozenset({BallotState.REVEALED})


def may_confirm(proposer: int, second: int | None) -> bool:
    """The rule of two people: whoever proposed something cannot be the one who confirms it."""
    return second is not None and second != proposer


def usual_choices(options: int) -> int:
    """Votes per person: a third of the options, at least one, at most five (rules.json, votes_per_person)."""
    return max(1, min(MOST_CHOICES, round(options / 3)))


def definition(
    ballot: int,
    meeting: int,
    question: str,
    options: Sequence[tuple[int, int, str]],
    most: int,
    secrecy: str,
    level: str,
    opened_at: str,
) -> dict[str, object]:
    """What is frozen and hashed when a ballot opens. ``options``: (id, position, text); ``opened_at``: UTC, to the second."""
    return {
        "ballot": ballot,
        "meeting": meeting,
        "question": question,
        "options": [{"id": id_, "position": position, "text": text} for id_, position, text in options],
        "max_choices": most,
        "secrecy": secrecy,
        "level": level,
        "opened_at": opened_at,
    }


def choice_problem(chosen: Sequence[int], options: Iterable[int], most: int) -> str | None:
    """Why this choice cannot be cast, as a sentence with ``%(most)d``; None when it can."""
    if not chosen:
        return "하나 이상 골라 주세요."
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(options):
        return "이 투표에 없는 보기입니다. 화면을 새로 고친 뒤 다시 골라 주세요."
    if len(chosen) > most:
        return "%(most)d개까지만 고를 수 있어요."
    return None


@dataclass(frozen=True)
class Row:
    """One line of a result: ``votes`` of ``voters``; ``share`` in whole percent of the voters; ``rank`` from 1, ties share it."""

    option_id: int
    votes: int
    share: int
    rank: int


@dataclass(frozen=True)
class Tally:
    """A counted ballot, rows in the order of the options on the ballot."""

    rows: tuple[Row, ...]
    voters: int

    @property
    def leaders(self) -> tuple[int, ...]:
        """Option ids with the most votes; several when they tie, none when nobody voted."""
        return tuple(row.option_id for row in self.rows if row.rank == 1 and row.votes)


def count(options: Sequence[int], votes: Iterable[Sequence[int]]) -> Tally:
    """Count votes for options, given in ballot order. A vote counts once for each option it names."""
    total: Counter[int] = Counter()
    voters = 0
    for choices in votes:
        voters += 1
        total.update(set(choices))
    numbers = [total[option] for option in options]
    rows = tuple(
        Row(
            option,
            votes_,
            round(100 * votes_ / voters) if voters else 0,
            1 + sum(n > votes_ for n in numbers),
        )
        for option, votes_ in zip(options, numbers, strict=True)
    )
    return Tally(rows, voters)
