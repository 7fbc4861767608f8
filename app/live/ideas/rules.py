"""Pure rules of ideas."""

import re

from app.core.labels import Labelled
from app.live.meetings.rules import ItemKind

LONGEST = 200
SHORTEST = 2
PER_PERSON = 20


class IdeaState(Labelled):
    """Where the facilitator has put it."""

    WAITING = "waiting", "새 의견"
    SHOWN = "shown", "올린 것"
    HIDDEN = "hidden", "숨긴 것"


NEXT: dict[IdeaState, frozenset[IdeaState]] = {
    IdeaState.WAITING: frozenset({IdeaState.SHOWN, IdeaState.HIDDEN}),
    IdeaState.SHOWN: frozenset({IdeaState.HIDDEN}),
    IdeaState.HIDDEN: frozenset({IdeaState.SHOWN, IdeaState.WAITING}),
}

_PHONE = re.compile(r"01[016789][-. ]?\d{3,4}[-. ]?\d{4}")
_MAIL = re.compile(r"\S+@\S+\.\S+")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_PERSON = re.compile(r"(사장님|원장님|○○|씨 때문|놈|년 때문)")


def collects(kind: ItemKind | None, topic_no: int | None) -> bool:
    """May people in the room send a thought while such an item is on? Beside the tables only when it has a topic."""
    return kind is ItemKind.IDEAS or (kind is ItemKind.TABLES and topic_no is not None)


def may_become(state: IdeaState, wanted: IdeaState) -> bool:
    """May the facilitator move it there?"""
    return wanted in NEXT[state]


def flag(text: str) -> str:
    """Why the facilitator should look twice, as a sentence; empty when nothing stands out."""
    if _PHONE.search(text) or _MAIL.search(text):
        return "전화번호나 전자우편 주소가 들어 있습니다."
    if _LINK.search(text):
        return "다른 누리집 주소가 들어 있습니다."
    if _PERSON.search(text):
        return "사람이나 가게를 가리키는 말이 있습니다."
    return ""
