"""By-laws of running the room: one press, one step, never twice, never past an open vote."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from sqlmodel import Session, select

from app.core.db import Database
from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState
from app.live.ideas import actions as ideas
from app.live.meetings import actions as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.models import Press
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.stage import actions as stage
from app.live.stage import queries as stage_queries
from app.live.stage.rules import Deed, Screen
from tests.live.evening import Evening, prepare
from tests.world import World


def on(evening: Evening) -> ItemKind | None:
    item = evening.world.read(meeting_queries.current, evening.meeting)
    return item.kind if item else None


def whole(evening: Evening) -> tuple[Any, ...]:
    """Everything a press may change."""

    def read(db: Session) -> tuple[Any, ...]:
        meeting = meeting_queries.by_number(db, evening.number)
        assert meeting is not None
        return (
            meeting.model_dump(),
            [item.model_dump() for item in meeting_queries.items(db, evening.meeting_id)],
            [ballot.model_dump() for ballot in db.exec(select(Ballot)).all()],
            len(db.exec(select(Press)).all()),
        )

    return evening.world.read(read)


def test_the_evening_runs_from_one_button(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    evening.open_vote()
    deeds = []
    while evening.meeting.state is not MeetingState.ENDED:
        deeds.append(evening.press())
    assert deeds[:2] == [Deed.CLOSE_BALLOT, Deed.REVEAL]
    assert deeds[-1] is Deed.END_MEETING
    assert set(deeds[2:-1]) <= {Deed.NEXT_ITEM}
    with pytest.raises(Conflict):
        evening.press()


def test_revealing_puts_the_result_of_that_topic_on(evening: Evening) -> None:
    evening.open_vote()
    evening.press()
    assert on(evening) is ItemKind.BALLOT
    evening.press()
    assert on(evening) is ItemKind.RESULT
    assert evening.paper().state is BallotState.REVEALED


def test_a_press_for_an_older_screen_changes_nothing(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    host, world = evening.world.actor("facilitator"), evening.world
    item = evening.item(ItemKind.TALK if _has(evening, ItemKind.TALK) else ItemKind.THANKS).id or 0
    stale: list[Callable[[Session, int], object]] = [
        lambda db, turn: stage.advance(db, host, evening.meeting_id, turn),
        lambda db, turn: stage.back(db, host, evening.meeting_id, turn),
        lambda db, turn: stage.jump(db, host, evening.meeting_id, item, turn),
        lambda db, turn: stage.end_early(db, host, evening.meeting_id, turn),
    ]
    before = whole(evening)
    for deed in stale:
        for turn in (evening.meeting.turn - 1, evening.meeting.turn + 1, -1, 10**9):
            with pytest.raises(Conflict):
                world.write(deed, turn)
    assert whole(evening) == before


def _has(evening: Evening, kind: ItemKind) -> bool:
    return any(item.kind is kind for item in evening.world.read(meeting_queries.items, evening.meeting_id))


@pytest.mark.parametrize("processes", [1, 2])
def test_of_two_facilitators_who_press_at_once_one_wins(
    world: World, evening: Evening, processes: int
) -> None:
    evening.until(ItemKind.IDEAS)
    with closing(Database(world.settings.database_url)) as other:
        doors = [world.database, other][:processes]
        for _ in range(6):
            before = evening.meeting.turn

            def press(n: int, turn: int = before) -> str:
                door = doors[n % len(doors)]
                who = world.actor("facilitator" if n % 2 else "officer")
                try:
                    return door.write(stage.advance, who, evening.meeting_id, turn).value
                except Conflict:
                    return "late"

            with ThreadPoolExecutor(4) as crowd:
                answers = sorted(crowd.map(press, range(4)))
            if "open_ballot" not in answers and answers == ["late"] * 4:
                break  # the ballot has no options yet: nobody can open it, and nothing moved
            assert answers.count("late") == 3
            assert evening.meeting.turn == before + 1


def test_the_room_cannot_leave_an_open_vote(evening: Evening) -> None:
    evening.open_vote()
    world, host, turn = evening.world, evening.world.actor("facilitator"), evening.meeting.turn
    before = whole(evening)
    thanks = evening.item(ItemKind.THANKS).id or 0
    for deed in (
        lambda db: stage.back(db, host, evening.meeting_id, turn),
        lambda db: stage.jump(db, host, evening.meeting_id, thanks, turn),
        lambda db: stage.jump(db, host, evening.meeting_id, evening.meeting.current_id or 0, turn),
        lambda db: stage.end_early(db, host, evening.meeting_id, turn),
    ):
        with pytest.raises(Conflict) as refused:
            world.write(deed)
        assert refused.value.fix, "the refusal says what to press first"
    assert whole(evening) == before


def test_going_back_never_reopens_a_vote(evening: Evening) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    evening.press()
    evening.press()
    world, host = evening.world, evening.world.actor("facilitator")
    tally = evening.paper()
    world.write(stage.back, host, evening.meeting_id, evening.meeting.turn)
    assert on(evening) is ItemKind.BALLOT
    assert evening.paper() == tally
    assert evening.press() is Deed.NEXT_ITEM, "the ballot stays revealed; the button only goes on"


def test_there_is_nothing_before_the_first_item_and_nothing_before_the_opening(evening: Evening) -> None:
    world, host = evening.world, evening.world.actor("facilitator")
    with pytest.raises(Conflict):
        world.write(stage.back, host, evening.meeting_id, evening.meeting.turn)
    with pytest.raises(Conflict):
        world.write(stage.end_early, host, evening.meeting_id, evening.meeting.turn)
    evening.press()
    with pytest.raises(Conflict, match="첫 차례"):
        world.write(stage.back, host, evening.meeting_id, evening.meeting.turn)


def test_any_row_of_the_run_sheet_can_be_put_on(evening: Evening) -> None:
    world, host = evening.world, evening.world.actor("facilitator")
    for item in reversed(world.read(meeting_queries.items, evening.meeting_id)):
        world.write(stage.jump, host, evening.meeting_id, item.id or 0, evening.meeting.turn)
        assert evening.meeting.current_id == item.id
    assert evening.meeting.state is MeetingState.LIVE
    other = prepare(world).item(ItemKind.IDEAS).id or 0
    with pytest.raises(NotFound):
        world.write(stage.jump, host, evening.meeting_id, other, evening.meeting.turn)


def test_an_ended_meeting_stays_ended(evening: Evening) -> None:
    world, host = evening.world, evening.world.actor("officer")
    evening.until(ItemKind.IDEAS)
    world.write(stage.end_early, host, evening.meeting_id, evening.meeting.turn)
    assert evening.meeting.state is MeetingState.ENDED
    before = whole(evening)
    item = evening.item(ItemKind.IDEAS).id or 0
    for deed in (
        lambda db: stage.advance(db, host, evening.meeting_id, evening.meeting.turn),
        lambda db: stage.back(db, host, evening.meeting_id, evening.meeting.turn),
        lambda db: stage.jump(db, host, evening.meeting_id, item, evening.meeting.turn),
        lambda db: stage.end_early(db, host, evening.meeting_id, evening.meeting.turn),
        lambda db: meetings.add_minute(db, host, evening.meeting_id),
    ):
        with pytest.raises(Conflict):
            world.write(deed)
    assert whole(evening) == before


def test_only_facilitators_and_officers_run_the_room(evening: Evening) -> None:
    world = evening.world
    evening.until(ItemKind.IDEAS)
    before = whole(evening)
    deeds: list[Callable[[Session, Any], object]] = [
        lambda db, who: stage.advance(db, who, evening.meeting_id, evening.meeting.turn),
        lambda db, who: stage.back(db, who, evening.meeting_id, evening.meeting.turn),
        lambda db, who: stage.jump(db, who, evening.meeting_id, 1, evening.meeting.turn),
        lambda db, who: stage.end_early(db, who, evening.meeting_id, evening.meeting.turn),
        lambda db, who: meetings.blank(db, who, evening.meeting_id, on=True),
        lambda db, who: meetings.add_minute(db, who, evening.meeting_id),
        lambda db, who: ideas.take_off_wall(db, who, evening.meeting_id),
    ]
    for deed in deeds:
        with pytest.raises(SignInNeeded):
            world.write(deed, world.visitor())
        for name in ("chair", "member", "reviewer", "co_chair", "admin"):
            with pytest.raises(Forbidden):
                world.write(deed, world.actor(name))
    assert whole(evening) == before


def test_moving_on_clears_the_large_idea(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    idea = evening.idea("크게 볼 생각")
    evening.world.write(ideas.put_on_wall, evening.world.actor("facilitator"), idea)
    room = evening.world.read(stage_queries.room_by_id, evening.meeting_id, Screen.WALL)
    assert room.scene == "quote"
    evening.press()
    room = evening.world.read(stage_queries.room_by_id, evening.meeting_id, Screen.WALL)
    assert room.wall_idea is None
    assert room.scene == "ballot_draft"


def test_every_press_is_written_down_with_who_and_what(evening: Evening) -> None:
    evening.press("facilitator")
    evening.press("officer")
    lines = evening.world.read(meeting_queries.presses, evening.meeting_id)
    assert [line.who for line in lines] == ["협치추진단 서연", "진행자 한결"]
    assert all(line.deed for line in lines)
