"""Pure rules of ballots: states, what may be seen, what is frozen. Kinds and counting: ``live.counts``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.labels import Labelled, Side

MOST_CHANGES = 50  # of one voter's vote: enough for anyone who wavers, not for a script
OBJECTION_DAYS = 14  # until then it can be told that somebody voted, never what
LONGEST_NAME = 20
LONGEST_OPTION = 60  # letters that fit the wall
SHORTEST_REASON, LONGEST_REASON = 3, 200  # letters of why a ballot is to be annulled, extended or reopened
MOST_MINUTES = 60  # that a ballot may be extended by, or opened again for, at a time


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


class RequestKind(Labelled):
    """What is asked for that one person alone may not do."""

    ANNUL = "annul", "무효"
    EXTEND = "extend", "연장"
    REOPEN = "reopen", "다시 열기"


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
COUNTED = frozenset({BallotState.CLOSED, BallotState.REVEALED})
OVER = frozenset({BallotState.CLOSED, BallotState.REVEALED, BallotState.ANNULLED})

COUNT_MAY_BE_SEEN_BY_ALL = frozenset({BallotState.REVEALED})


def box_must_be_gone(state: BallotState, secrecy: Secrecy) -> bool:
    """Must the key of its envelopes be destroyed? A closed named ballot, which seals nothing, may still be opened again."""
    return state in OVER and not (state is BallotState.CLOSED and secrecy is Secrecy.NAMED)


def count_may_be_seen(state: BallotState, *, counted: bool, by_staff: bool) -> bool:
    """Staff see a count once it was opened (개표), everybody once it is announced; before that there is nobody."""
    return state in COUNT_MAY_BE_SEEN_BY_ALL or (by_staff and counted and state is BallotState.CLOSED)


@dataclass(frozen=True)
class Watch:
    """How far the count of a closed ballot was opened and witnessed. ``seats``: side → the seat that confirmed.

    ``needed``: its terms ask for one observer of each side before it is announced.
    """

    needed: bool = False
    counted: bool = False
    seats: Mapping[Side, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Side, ...]:
        """The sides whose observer has not confirmed."""
        return tuple(side for side in Side if side not in self.seats) if self.needed else ()

    @property
    def marks(self) -> str:
        """민 ✓ · 관 –"""
        return " · ".join(f"{side.label} {'✓' if side in self.seats else '–'}" for side in Side)


def reopening_problem(state: BallotState, secrecy: Secrecy, *, counted: bool, by_hand: bool = False) -> str:
    """Why a ballot cannot be opened again, as a sentence; empty when it can.

    The key of sealed envelopes is destroyed at closing, and whoever has seen a count must not decide that the vote goes on:
    nor whoever has counted paper or hands (``by_hand``), which is part of it.
    """
    if state is not BallotState.CLOSED:
        return "마감하고 아직 공표하지 않은 투표만 다시 열 수 있습니다."
    if secrecy is not Secrecy.NAMED:
        return (
            "무기명 투표는 다시 열 수 없습니다. 마칠 때 표를 세고 봉투의 열쇠를 바로 없앴기 때문입니다. "
            "두 사람이 무효로 한 뒤 같은 질문으로 새 투표를 할 수 있습니다."
        )
    if counted:
        return (
            "이미 개표해서 다시 열 수 없습니다. 결과를 본 사람이 투표를 더 받게 하지 않습니다. "
            "두 사람이 무효로 한 뒤 같은 질문으로 새 투표를 할 수 있습니다."
        )
    if by_hand:
        return (
            "종이나 손을 이미 센 사람이 있어 다시 열 수 없습니다. 결과를 아는 사람이 투표를 더 받게 하지 않습니다. "
            "두 사람이 무효로 한 뒤 같은 질문으로 새 투표를 할 수 있습니다."
        )
    return ""


def extension_problem(*, by_hand: bool) -> str:
    """Why an open ballot cannot stay open longer, as a sentence; empty when it can: for the same reason."""
    if by_hand:
        return (
            "종이나 손을 이미 센 사람이 있어 연장할 수 없습니다. 결과를 아는 사람이 투표를 더 받게 하지 않습니다. "
            "알린 시각에 투표를 마쳐 주세요."
        )
    return ""


def as_option(text: str) -> str:
    """The words of an idea as an option."""
    return text if len(text) <= LONGEST_OPTION else text[: LONGEST_OPTION - 1] + "…"


def may_confirm(proposer: int, second: int | None) -> bool:
    """The rule of two people: whoever proposed something cannot be the one who confirms it."""
    return second is not None and second != proposer


def definition(
    ballot: int,
    meeting: int,
    question: str,
    options: Sequence[tuple[int, int, str]],
    most: int,
    secrecy: str,
    level: str,
    opened_at: str,
    *,
    kind: str,
    method: str,
    terms: Mapping[str, object],
) -> dict[str, object]:
    """What is frozen and hashed when a ballot opens. ``options``: (id, position, text); ``opened_at``: UTC, to the second;
    ``terms``: as ``Terms.as_data`` gives them.
    """
    return {
        "ballot": ballot,
        "meeting": meeting,
        "question": question,
        "options": [{"id": id_, "position": position, "text": text} for id_, position, text in options],
        "max_choices": most,
        "secrecy": secrecy,
        "level": level,
        "opened_at": opened_at,
        "kind": kind,
        "method": method,
        "terms": dict(terms),
    }
