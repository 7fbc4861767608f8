"""Pure rules of a meeting: its states, the kinds of items."""

from app.core.labels import Labelled


class MeetingState(Labelled):
    """prepared → live → ended."""

    PREPARED = "prepared", "준비됨"
    LIVE = "live", "진행 중"
    ENDED = "ended", "마침"


class ItemKind(Labelled):
    """What an item of the run sheet does on the wall and on phones."""

    JOIN = "join", "들어오기"
    TALK = "talk", "이야기"
    PROMISES = "promises", "약속과 연습"
    IDEAS = "ideas", "생각 모으기"
    TABLES = "tables", "모둠토론"
    GROUPS = "groups", "묶기"
    BALLOT = "ballot", "투표"
    RESULT = "result", "결과"
    BREAK = "break", "쉬는 시간"
    SURVEY = "survey", "만족도 조사"
    THANKS = "thanks", "마무리"


TOPICAL = frozenset({ItemKind.IDEAS, ItemKind.BALLOT, ItemKind.RESULT})  # belong to one agenda topic


class SideShow(Labelled):
    """What a further projector (스크린 2, 3) shows."""

    FOLLOW = "follow", "큰 스크린과 같이"
    JOIN = "join", "들어오는 QR"
    SPEAKERS = "speakers", "발언 순서"
    IDEAS = "ideas", "올라온 생각"
    TABLES = "tables", "모둠 현황"


SIDE_WALLS = (2, 3)


class Moderation(Labelled):
    """When ideas, or comments, become visible to the room."""

    BEFORE = "before", "진행자가 읽고 나서 올리기"
    AFTER = "after", "바로 올리고 나중에 살피기"
    OFF = "off", "받지 않기"


def place_of(meeting_id: int) -> str:
    """The name of this room for participants."""
    return f"meeting:{meeting_id}"


def spoken_number(join_number: str) -> str:
    """482719 → 482 719"""
    return f"{join_number[:3]} {join_number[3:]}"
