"""Pure rules of ballots: states, what may be seen, what is frozen. Kinds and counting: ``live.counts``."""

from collections.abc import Mapping, Sequence

from app.core.labels import Labelled

MOST_CHANGES = 50  # of one voter's vote: enough for anyone who wavers, not for a script
OBJECTION_DAYS = 14  # until then it can be told that somebody voted, never what
LONGEST_NAME = 20


class BallotState(Labelled):
    """The life of a ballot."""

    DRAFT = "draft", "투표 예정"
    OPEN = "open", "투표 중"
    CLOSED = "closed", "투표 마감"
    REVEALED = "revealed", "결과 공표"


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
}

COUNT_MAY_BE_SEEN_BY_STAFF = frozenset({BallotState.CLOSED, BallotState.REVEALED})
COUNT_MAY_BE_SEEN_BY_ALL = frozenset({BallotState.REVEALED})


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
