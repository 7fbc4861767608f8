"""Pure rules of the stage: what the one primary button does next, and whether the run sheet may be moved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from app.core.labels import Labelled
from app.live.ballots.rules import BallotState, Watch
from app.live.meetings.rules import ItemKind, MeetingState


class Deed(Labelled):
    """What pressing the button (or PageDown on a clicker) will do."""

    OPEN_MEETING = "open_meeting", "회의 열기"
    NEXT_ITEM = "next_item", "다음 차례로"
    OPEN_BALLOT = "open_ballot", "투표 시작"
    CLOSE_BALLOT = "close_ballot", "투표 마치기"
    TALLY = "tally", "집계하기"
    COUNT = "count", "개표하기"
    WAIT = "wait", "참관인 확인을 기다립니다"
    REVEAL = "reveal", "결과 함께 보기"
    END_MEETING = "end_meeting", "회의 마치기"
    NOTHING = "nothing", "마친 회의입니다"


@dataclass(frozen=True)
class Step:
    """The deed and the words on the button."""

    deed: Deed
    label: str


def next_step(
    state: MeetingState,
    kind: ItemKind | None,
    ballot: BallotState | None,
    next_title: str | None,
    watch: Watch | None = None,
    *,
    held: bool = False,
    uncounted: bool = False,
) -> Step:
    """The one next thing of a meeting. ``kind``: of the item that is on; ``next_title``: of the item after it; ``watch``:
    how far its ballot's count was witnessed.

    ``held``: its ballot stays hidden after closing, so the button goes on. ``uncounted``: paper or hands wait for the two
    people who count them, before anybody sees a result.
    """
    if state is MeetingState.ENDED:
        return Step(Deed.NOTHING, Deed.NOTHING.label)
    if state is MeetingState.PREPARED or kind is None:
        return Step(Deed.OPEN_MEETING, Deed.OPEN_MEETING.label)
    closed = kind is ItemKind.BALLOT and ballot is BallotState.CLOSED and not held
    if closed and uncounted:
        return Step(Deed.TALLY, Deed.TALLY.label)
    if closed and watch is not None and watch.missing:
        if not watch.counted:
            return Step(Deed.COUNT, Deed.COUNT.label)
        return Step(Deed.WAIT, f"{Deed.WAIT.label} · {watch.marks}")
    if kind is ItemKind.BALLOT and ballot in ON_BALLOT and not (held and ballot is BallotState.CLOSED):
        deed = ON_BALLOT[ballot]
        return Step(deed, deed.label)
    if next_title is None:
        return Step(Deed.END_MEETING, Deed.END_MEETING.label)
    return Step(Deed.NEXT_ITEM, f"다음: {next_title}")


ON_BALLOT: dict[BallotState | None, Deed] = {
    None: Deed.OPEN_BALLOT,
    BallotState.DRAFT: Deed.OPEN_BALLOT,
    BallotState.OPEN: Deed.CLOSE_BALLOT,
    BallotState.CLOSED: Deed.REVEAL,
}


def may_leave(kind: ItemKind | None, ballot: BallotState | None) -> bool:
    """May another item be put on? Not while a vote is open: people are holding the paper."""
    return not (kind is ItemKind.BALLOT and ballot is BallotState.OPEN)


class Screen(Enum):
    """For whom the room is read. Each asks only for what it shows: a hall waits for the answer."""

    PHONE = auto()
    WALL = auto()
    CONSOLE = auto()


COLLECTING = (ItemKind.IDEAS, ItemKind.TABLES)  # while such an item is on, ideas come in


def shows_thoughts(screen: Screen, kind: ItemKind | None) -> bool:
    """The thoughts of a topic: while they are collected for all, beside a result on the wall, always on the console."""
    return screen is Screen.CONSOLE or kind in (
        COLLECTING if screen is Screen.PHONE else (*COLLECTING, ItemKind.BALLOT, ItemKind.RESULT)
    )


def shows_forum(screen: Screen, state: MeetingState, kind: ItemKind | None) -> bool:
    """Where and when: on phones until the evening begins; a wall may invite to join at any time."""
    return screen is not Screen.PHONE or _is_before(state, kind)


def _is_before(state: MeetingState, kind: ItemKind | None) -> bool:
    return state is MeetingState.PREPARED or kind in (None, ItemKind.JOIN)


def shows_promises(screen: Screen, state: MeetingState, kind: ItemKind | None) -> bool:
    """The ground rules: until the evening begins, and when they are read and practised."""
    return screen is Screen.CONSOLE or _is_before(state, kind) or kind is ItemKind.PROMISES


def shows_chosen(screen: Screen, state: MeetingState, kind: ItemKind | None) -> bool:
    """What the evening chose: when it says thank you, always on the console."""
    return screen is Screen.CONSOLE or state is MeetingState.ENDED or kind is ItemKind.THANKS


AN_HOUR = timedelta(hours=1)


def began(planned: datetime, opened: datetime | None) -> datetime:
    """When the plan counts from: the announced start, or the real opening where that is more than an hour away from it
    (held on another day, or tried out beforehand). People may come in before the start without making the evening late.
    """
    return opened if opened is not None and abs(opened - planned) > AN_HOUR else planned


def slots(start: datetime, minutes: list[int]) -> list[tuple[datetime, datetime]]:
    """When each item should begin and end, one after another."""
    found = []
    for length in minutes:
        found.append((start, start + timedelta(minutes=length)))
        start = found[-1][1]
    return found


def drift(planned: datetime, ends: datetime | None, now: datetime, *, first: bool) -> int:
    """Whole minutes behind the plan, below zero ahead of it. ``planned``: when the item that is on should end; ``ends``:
    when its time runs out. Nobody is early while people still come in (``first``).
    """
    minutes = int((max(ends or now, now) - planned) / timedelta(minutes=1))
    return max(0, minutes) if first else minutes
