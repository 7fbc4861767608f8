"""Pure rules of ideas."""

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
    PARKED = "parked", "주차장"
    MERGED = "merged", "합친 것"


NEXT: dict[IdeaState, frozenset[IdeaState]] = {
    IdeaState.WAITING: frozenset({IdeaState.SHOWN, IdeaState.HIDDEN, IdeaState.PARKED}),
    IdeaState.SHOWN: frozenset({IdeaState.HIDDEN, IdeaState.PARKED}),
    IdeaState.HIDDEN: frozenset({IdeaState.SHOWN, IdeaState.WAITING}),
    IdeaState.PARKED: frozenset({IdeaState.SHOWN}),
    IdeaState.MERGED: frozenset(),  # only by taking the merge back
}


class HideReason(Labelled):
    """Why something was hidden: told to the room with the number, and to whoever wrote it."""

    ABUSE = "abuse", "욕설이나 깎아내리는 말"
    PERSONAL = "personal", "개인정보"
    SOMEBODY = "somebody", "특정한 사람이나 가게를 가리킴"
    ADVERTISING = "advertising", "광고나 홍보"
    REPEATED = "repeated", "같은 글을 되풀이함"
    OFF_TOPIC = "off_topic", "안건과 다른 이야기"
    OTHER = "other", "그 밖의 까닭"


LONGEST_NOTE = 100  # own words beside the reason, for whoever wrote the hidden text


class Order(Labelled):
    """In which order ideas stand."""

    NEWEST = "newest", "새로운 차례"
    MOST = "most", "공감 많은 차례"


def collects(kind: ItemKind | None, topic_no: int | None) -> bool:
    """May people in the room send a thought while such an item is on? Beside the tables only when it has a topic."""
    return kind is ItemKind.IDEAS or (kind is ItemKind.TABLES and topic_no is not None)


def may_become(state: IdeaState, wanted: IdeaState) -> bool:
    """May the facilitator move it there?"""
    return wanted in NEXT[state]


def wall_problem(state: IdeaState) -> str:
    """Why an idea cannot be large on the wall, as a sentence; empty when it can. What was merged would be read twice."""
    return {
        IdeaState.PARKED: "주차장에 둔 의견은 스크린에 올릴 수 없습니다. 먼저 되돌려 주세요.",
        IdeaState.HIDDEN: "숨긴 의견은 스크린에 올릴 수 없습니다. 먼저 다시 보이게 해 주세요.",
        IdeaState.MERGED: "다른 의견에 합친 것은 스크린에 올릴 수 없습니다. 먼저 합치기를 되돌려 주세요.",
    }.get(state, "")
