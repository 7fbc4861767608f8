"""되돌리기: the last step and only that, whoever made it, as long as nothing followed that everybody has seen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from app.backups import checks
from app.core import clock
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState
from app.live.ideas import actions as ideas
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken
from app.live.meetings import actions as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.models import Step
from app.live.meetings.rules import ItemKind
from app.live.stage import actions as stage
from app.live.stage import queries as stage_queries
from app.live.stage.plans import Undo, undo_of
from app.live.stage.rules import Deed, Screen
from tests.live.evening import Evening
from tests.world import World


def clocks(evening: Evening) -> tuple[Any, ...]:
    """What a step may change, but for the turn."""

    def read(db: Session) -> tuple[Any, ...]:
        meeting = meeting_queries.by_number(db, evening.number)
        assert meeting is not None
        return (
            meeting.model_dump(exclude={"turn"}),
            [item.model_dump() for item in meeting_queries.items(db, evening.meeting_id)],
        )

    return evening.world.read(read)


def button(evening: Evening) -> Undo:
    found = evening.world.read(undo_of, evening.meeting)
    assert found is not None
    return found


def deeds(evening: Evening) -> dict[str, Callable[[], object]]:
    world, host = evening.world, evening.world.actor("officer")

    def go(deed: Callable[..., object], *more: object) -> Callable[[], object]:
        return lambda: world.write(deed, host, evening.meeting_id, *more, evening.meeting.turn)

    return {
        "next": evening.press,
        "back": go(stage.back),
        "jump": go(stage.jump, evening.item(ItemKind.THANKS).id or 0),
        "blank": lambda: world.write(meetings.blank, host, evening.meeting_id, on=True),
        "minute": lambda: world.write(meetings.add_minute, host, evening.meeting_id),
    }


@pytest.mark.parametrize("name", ["next", "back", "jump", "blank", "minute"])
def test_the_room_is_as_it_was(evening: Evening, name: str) -> None:
    evening.until(ItemKind.IDEAS)
    before, turn = clocks(evening), evening.meeting.turn
    with clock.moved(timedelta(minutes=2)):
        deeds(evening)[name]()
        assert clocks(evening) != before
        assert button(evening).why == ""
        evening.undo("officer")
    assert clocks(evening) == before
    assert evening.meeting.turn > turn, "a press for the screen in between is refused"
    chain = evening.world.read(ledger.chain, evening.meeting_id)
    assert broken(chain) == ""
    assert chain[-1]["kind"] == "stage.undone"
    line = evening.world.read(meeting_queries.presses, evening.meeting_id)[0]
    assert line.who == "협치추진단 서연"
    assert line.deed.startswith("되돌리기: ")


def test_only_one_step_is_undone(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    evening.undo()
    assert button(evening).why
    with pytest.raises(Conflict, match="그 앞의 일은"):
        evening.undo()


def test_a_large_idea_comes_back_with_its_screen(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    idea = evening.idea("크게 볼 생각")
    evening.world.write(ideas.put_on_wall, evening.world.actor("facilitator"), idea)
    evening.press()
    evening.undo()
    room = evening.world.read(stage_queries.room_by_id, evening.meeting_id, Screen.WALL)
    assert room.wall_idea is not None
    assert room.wall_idea.id == idea


@pytest.mark.parametrize("name", ["minute", "blank"])
def test_a_large_idea_stays_when_its_screen_does(evening: Evening, name: str) -> None:
    evening.until(ItemKind.IDEAS)
    idea = evening.idea("크게 볼 생각")
    evening.world.write(ideas.put_on_wall, evening.world.actor("facilitator"), idea)
    deeds(evening)[name]()
    evening.undo()
    room = evening.world.read(stage_queries.room_by_id, evening.meeting_id, Screen.WALL)
    assert room.wall_idea is not None
    assert room.wall_idea.id == idea


def test_a_vote_that_opened_too_early_is_a_draft_again(evening: Evening) -> None:
    early = evening.open_vote("가로등", "손잡이", most=1)
    key_id = early.key_id
    database = evening.world.database
    destroy = ballots.destroyer(database.vault)
    database.listen(destroy)
    try:
        evening.undo()
    finally:
        database._listeners.remove(destroy)
    paper = evening.paper()
    assert paper.state is BallotState.DRAFT
    assert [(one.text, one.idea_id) for one in paper.choices] == [
        (one.text, one.idea_id) for one in early.choices
    ]
    assert (paper.kind, paper.terms, paper.max_choices) == (early.kind, early.terms, early.max_choices)
    assert not [name for name in database.vault.names() if name.startswith(key_id)], "its keys are gone"
    with pytest.raises(NotFound, match="없어졌어요"):
        evening.world.write(
            ballots.cast_vote,
            evening.guest(1),
            evening.number,
            early.id,
            choices=[early.choices[0].id],
            key="k" * 20,
            name="",
        )
    assert evening.press() is Deed.OPEN_BALLOT
    assert evening.paper().id != early.id, "in the ledger a ballot opens once"
    evening.vote(1, 1)
    assert evening.press() is Deed.CLOSE_BALLOT
    assert evening.press() is Deed.REVEAL
    opened = evening.world.read(ledger.entries, evening.meeting_id, "ballot.opened")
    assert len({one["data"]["definition"]["ballot"] for one in opened}) == len(opened) == 2
    assert checks.everything(database.url, database.vault.folder).wrong == [], "the verifier, too, is content"


def test_with_a_vote_inside_it_stays_open(evening: Evening) -> None:
    evening.open_vote()
    assert button(evening).why == ""
    evening.vote(1, 1)
    assert "들어온 표" in button(evening).why
    with pytest.raises(Conflict, match="들어온 표"):
        evening.undo()
    assert evening.paper().state is BallotState.OPEN


@pytest.mark.parametrize("presses", [1, 2])
def test_a_closing_and_a_reveal_stay_and_say_why(evening: Evening, presses: int) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    for _ in range(presses):
        evening.press()
    before = clocks(evening)
    assert ("마감은" if presses == 1 else "공표는") in button(evening).why
    with pytest.raises(Conflict):
        evening.undo()
    assert clocks(evening) == before


def test_opening_and_ending_the_meeting_stay(evening: Evening) -> None:
    evening.press()
    assert button(evening).why.startswith("회의를 연")
    evening.world.write(
        stage.end_early, evening.world.actor("officer"), evening.meeting_id, evening.meeting.turn
    )
    assert button(evening).why.startswith("회의를 마친")
    with pytest.raises(Conflict):
        evening.undo()


def test_a_button_of_an_older_screen_undoes_nothing(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    world, host, step = evening.world, evening.world.actor("facilitator"), button(evening).number
    world.write(meetings.add_minute, world.actor("officer"), evening.meeting_id)
    before = clocks(evening)
    for turn, number in (
        (evening.meeting.turn, step),  # it named another step
        (evening.meeting.turn - 1, step + 1),
        (evening.meeting.turn, step + 2),
        (10**9, -1),
    ):
        with pytest.raises(Conflict):
            world.write(stage.undo, host, evening.meeting_id, turn, number)
    assert clocks(evening) == before


def test_only_hosts_undo(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    world, step, turn = evening.world, button(evening).number, evening.meeting.turn
    with pytest.raises(SignInNeeded):
        world.write(stage.undo, world.visitor(), evening.meeting_id, turn, step)
    for name in ("chair", "member", "reviewer", "admin"):
        with pytest.raises(Forbidden):
            world.write(stage.undo, world.actor(name), evening.meeting_id, turn, step)


def test_of_two_who_undo_and_one_who_goes_on_one_wins(world: World, evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    with closing(Database(world.settings.database_url)) as other:
        turn, step = evening.meeting.turn, button(evening).number

        def press(n: int) -> str:
            door = (world.database, other)[n % 2]
            who = world.actor("facilitator" if n % 2 else "officer")
            try:
                if n < 4:
                    door.write(stage.undo, who, evening.meeting_id, turn, step)
                    return "undone"
                return door.write(stage.advance, who, evening.meeting_id, turn).value
            except Conflict:
                return "late"

        with ThreadPoolExecutor(6) as crowd:
            answers = list(crowd.map(press, range(6)))
    assert answers.count("late") == 5
    assert evening.meeting.turn == turn + 1


def test_a_vote_and_an_undo_at_once_never_lose_an_answered_vote(world: World, evening: Evening) -> None:
    """Either the vote was there first, and the opening stays, or the voter hears that the paper is gone."""
    paper = evening.open_vote()
    guests = [evening.guest(n) for n in range(1, 7)]
    number, turn, meeting_id = button(evening).number, evening.meeting.turn, evening.meeting_id
    with closing(Database(world.settings.database_url)) as other:
        other.vault = world.database.vault

        def act(n: int) -> str:
            door = (world.database, other)[n % 2]
            try:
                if n == 3:
                    door.write(stage.undo, world.actor("facilitator"), meeting_id, turn, number)
                    return "undone"
                door.write(
                    ballots.cast_vote,
                    guests[n],
                    evening.number,
                    paper.id,
                    choices=[paper.choices[0].id],
                    key=f"key-of-voter-number-{n}",
                    name="",
                )
            except Conflict:
                return "stays"
            except NotFound:
                return "gone"
            return "voted"

        with ThreadPoolExecutor(6) as crowd:
            answers = list(crowd.map(act, range(6)))
    left = world.read(lambda db: db.exec(select(Ballot)).all())
    if "undone" in answers:
        assert answers.count("gone") == 5
        assert [one.state for one in left] == [BallotState.DRAFT]
    else:
        assert "voted" in answers
        assert [one.id for one in left] == [paper.id]


def test_one_row_however_long_the_evening(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    for on in (True, False, True):
        evening.world.write(meetings.blank, evening.world.actor("officer"), evening.meeting_id, on=on)
    assert len(evening.world.read(lambda db: db.exec(select(Step)).all())) == 1
