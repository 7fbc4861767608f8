"""Pure rules of ballots: states, what may be seen, what is frozen. Kinds and counting: ``live.counts``."""

from collections.abc import Mapping, Sequence

from app.core.labels import Labelled

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
