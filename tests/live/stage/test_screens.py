"""A screen that asks for less shows the same: every screen of an evening, read sparingly and read whole."""

from dataclasses import replace

from sqlmodel import Session
from starlette.testclient import TestClient

from app.live.meetings.models import Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.selections import actions as selections
from app.live.stage import queries
from app.live.stage.queries import Room
from app.live.stage.rules import Screen
from app.live.stage.turnout import turnout_of
from app.live.walls import broadcasts as walls
from app.web.render import Renderer
from tests.live.evening import Evening
from tests.world import post

PARTS = ("_clock", "_step", "_turnout", "_ideas_head")


def shown(renderer: Renderer, screen: Screen, room: Room) -> list[str]:
    if screen is Screen.WALL:
        return [walls.screen(renderer, room)]
    return [
        renderer.fragment(
            f"live/phones/{part}.html",
            "ko",
            room=room,
            number=room.meeting.join_number,
            moved={},
            turnout=room.turnout,
        )
        for part in PARTS
    ]


def compare(evening: Evening) -> str:
    renderer = Renderer(evening.world.settings)

    def read(db: Session) -> str:
        meeting = db.get_one(Meeting, evening.meeting_id)
        whole, phone = (queries.room(db, meeting, screen) for screen in (Screen.CONSOLE, Screen.PHONE))
        for screen in (Screen.PHONE, Screen.WALL):
            own = queries.room(db, meeting, screen)
            parts = ("forum", "wall_idea", "topics", "present", "thoughts", "chosen", "promises")
            full = replace(own, hidden=phone.hidden, **{name: getattr(whole, name) for name in parts})
            assert shown(renderer, screen, own) == shown(renderer, screen, full), (screen, own.scene)
        assert turnout_of(db, evening.meeting_id) == phone.turnout, "read alone or with all of it"
        assert (phone.turnout is not None) == (whole.scene == "ballot_open")
        return whole.scene

    return evening.world.read(read)


def chooses(evening: Evening) -> None:
    """The winner becomes an agenda, so that the last screens have something to show."""
    winner = next(choice for choice in evening.paper().choices if choice.leads)
    officer = evening.world.actor("officer")
    evening.world.write(selections.select_option, officer, winner.id, title="그늘과 긴 의자", field_id=None)


def test_no_screen_of_the_evening_misses_what_it_did_not_ask_for(evening: Evening) -> None:
    scenes = [compare(evening)]
    evening.until(ItemKind.IDEAS)
    evening.idea("그늘을 놓아요")
    scenes.append(compare(evening))
    evening.open_vote()
    scenes.append(compare(evening))
    evening.vote(1, 1)
    compare(evening)
    while evening.meeting.state is not MeetingState.ENDED:
        evening.press()
        scenes.append(compare(evening))
        if scenes[-1] == "result":
            chooses(evening)
            compare(evening)
    assert {"join", "ideas", "ballot_open", "ballot_closed", "result", "thanks"} <= set(scenes)


def test_the_time_of_a_vote_is_gone_from_every_screen_once_it_is_closed(
    client: TestClient, evening: Evening
) -> None:
    def clocks() -> list[bool]:
        topics = [f"wall:{evening.wall_key}", f"phone:{evening.meeting_id}", f"console:{evening.meeting_id}"]
        answers = [client.get(f"/snapshot?topic={topic}:ko") for topic in topics]
        assert [one.status_code for one in answers] == [200] * 3
        return ["data-ends-at" in one.text for one in answers]

    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.world.sign_in(client, "facilitator")
    evening.open_vote()
    assert clocks() == [True] * 3
    evening.press()
    assert clocks() == [False] * 3
    evening.press()
    assert clocks()[:2] == [False, False]
