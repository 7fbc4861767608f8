"""A further projector shows what it was told, also after F5 and a restart, and never a control or a whole name."""

import re
from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core.db import Database
from app.core.errors import Forbidden, NotFound, SignInNeeded
from app.live.meetings import actions as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.rules import ItemKind, SideShow
from app.live.speakers.rules import Taking
from app.live.stage import actions as stage
from app.live.walls.actions import show_on
from app.realtime.hub import Topic
from app.realtime.regions import Region
from tests.live.evening import Evening
from tests.live.speakers.floor import Floor
from tests.live.tables.talk import talk_of
from tests.world import World, another, post

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CONTROL = re.compile(r"<(form|button|input|select|textarea|a)\b")


def tell(evening: Evening, shows: SideShow, number: int = 2, who: str = "facilitator") -> None:
    evening.world.write(show_on, evening.world.actor(who), evening.meeting_id, number, shows)


def seen(application: FastAPI, evening: Evening, number: int = 2) -> Mapping[str, Region]:
    topic = Topic("sidewall", f"{evening.wall_key}.{number}")
    return evening.world.read(application.state.hub.kinds["sidewall"].render, topic)


@only_sqlite
def test_each_screen_shows_its_own_and_follows_again(evening: Evening, application: FastAPI) -> None:
    evening.until(ItemKind.IDEAS)
    evening.idea("그늘과 긴 의자")
    main = evening.world.read(application.state.hub.kinds["wall"].render, Topic("wall", evening.wall_key))
    assert seen(application, evening)["screen"] == main["screen"], "until told otherwise"
    tell(evening, SideShow.JOIN)
    joining = str(seen(application, evening)["screen"])
    assert "scene--join" in joining
    assert f"{evening.number[:3]} {evening.number[3:]}" in joining
    assert seen(application, evening, 3)["screen"] == main["screen"], "the third is another one"
    tell(evening, SideShow.IDEAS)
    assert "그늘과 긴 의자" in str(seen(application, evening)["screen"])
    tell(evening, SideShow.FOLLOW)
    assert seen(application, evening)["screen"] == main["screen"]


@only_sqlite
def test_the_line_of_speakers_is_masked(evening: Evening, application: FastAPI) -> None:
    evening.until(ItemKind.TALK)
    tell(evening, SideShow.SPEAKERS)
    assert "기다리는 분이 없습니다" in str(seen(application, evening)["screen"])
    floor = Floor(evening)
    floor.switch(Taking.ALWAYS)
    floor.call(floor.ask(1, "김순이"))
    floor.ask(2, "박철호")
    html = str(seen(application, evening)["screen"])
    assert "김○이" in html
    assert "박○호" in html
    assert "김순이" not in html
    assert "박철호" not in html


@only_sqlite
def test_the_tables_are_shown_while_something_else_is_on(world: World, application: FastAPI) -> None:
    talk = talk_of(world, tables=3)
    tell(talk, SideShow.TABLES)
    assert "3모둠" in str(seen(application, talk)["screen"])
    talk.begin(1)
    talk.press()
    assert "3모둠" in str(seen(application, talk)["screen"]), "the round before"


@only_sqlite
def test_an_evening_without_tables_says_so(evening: Evening, application: FastAPI) -> None:
    tell(evening, SideShow.TABLES)
    assert "모둠 차례가 없습니다" in str(seen(application, evening)["screen"])


@only_sqlite
@pytest.mark.parametrize("shows", list(SideShow))
def test_no_screen_ever_has_a_control_and_covering_covers_them_all(
    evening: Evening, application: FastAPI, client: TestClient, shows: SideShow
) -> None:
    world = evening.world
    tell(evening, shows)
    address = f"/wall/{evening.wall_key}/2"
    host = world.sign_in(another(client), "facilitator")
    for _ in range(4):
        assert not CONTROL.search(str(seen(application, evening)["screen"]))
        page = host.get(address)
        assert page.status_code == 200
        assert "keys.js" not in page.text, "a clicker works on the main one alone"
        evening.press()
    world.write(meetings.blank, world.actor("officer"), evening.meeting_id, on=True)
    assert "scene--blank" in str(seen(application, evening)["screen"])
    world.write(stage.end_early, world.actor("officer"), evening.meeting_id, evening.meeting.turn)
    world.write(meetings.blank, world.actor("officer"), evening.meeting_id, on=False)
    assert "scene--thanks" in str(seen(application, evening)["screen"])


def test_what_it_was_told_is_there_after_a_restart(evening: Evening) -> None:
    tell(evening, SideShow.SPEAKERS, 3, "officer")
    tell(evening, SideShow.SPEAKERS, 3)  # again: nothing changes
    lines = evening.world.read(meeting_queries.presses, evening.meeting_id)
    assert [line.deed for line in lines] == ["스크린 3: 발언 순서"]
    other = Database(evening.world.settings.database_url)
    try:
        told = other.read(meeting_queries.side_walls, evening.meeting_id)
    finally:
        other.close()
    assert told == {2: SideShow.FOLLOW, 3: SideShow.SPEAKERS}


def test_only_hosts_tell_and_only_screens_there_are(evening: Evening) -> None:
    world = evening.world
    for number in (0, 1, 4, 10**9):
        with pytest.raises(NotFound):
            tell(evening, SideShow.JOIN, number)
    with pytest.raises(SignInNeeded):
        world.write(show_on, world.visitor(), evening.meeting_id, 2, SideShow.JOIN)
    for name in ("chair", "member", "reviewer", "admin"):
        with pytest.raises(Forbidden):
            tell(evening, SideShow.JOIN, who=name)


@only_sqlite
def test_the_console_tells_without_scripts(world: World, evening: Evening, client: TestClient) -> None:
    host = world.sign_in(client, "officer")
    room = f"/meetings/{evening.meeting_id}"
    assert f"/wall/{evening.wall_key}/3" in host.get(room).text
    assert post(host, f"{room}/walls/2", {"shows": "join"}).status_code == 303
    assert 'aria-pressed="true"' in host.get(room).text
    assert post(host, f"{room}/walls/2", {"shows": "nothing"}).status_code == 422
    assert post(host, f"{room}/walls/9", {"shows": "join"}).status_code == 404
    visitor = another(client)
    for number in (1, 4, 22):
        assert visitor.get(f"/wall/{evening.wall_key}/{number}").status_code == 404
    assert visitor.get("/wall/nobody-knows-this/2").status_code == 404
