"""Putting forums and contests on the calendar."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import clock
from app.core.errors import Forbidden, Invalid, SignInNeeded
from app.forums import actions, queries
from app.forums.forms import suggested
from app.forums.rules import ForumKind, PhaseKind, usual_calendar
from tests.world import PEOPLE, World, another, post

HOSTILE = "<script>alert(1)</script>"


def forum(world: World, actor: str = "officer", **changes: Any) -> int:
    start = clock.now() + timedelta(days=7)
    values: dict[str, Any] = {
        "kind": ForumKind.ZONE,
        "zone_id": world.zones["창신·숭인"],
        "title": "창신·숭인 권역 공론장",
        "place": "창신2동 주민공동이용시설",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        **changes,
    }
    return world.write(actions.create_forum, world.actor(actor), **values)


def test_only_officers_plan_forums_and_contests(world: World) -> None:
    for name in PEOPLE:
        if name != "officer":
            with pytest.raises(Forbidden):
                forum(world, name)
    with pytest.raises(SignInNeeded):
        world.write(
            actions.open_contest,
            world.visitor(),
            dong_id=world.dongs["사직동"],
            title="x",
            theme="x",
            body="",
            spans=usual_calendar(clock.now()),
        )


def test_a_forum_is_upcoming_until_it_ends(world: World) -> None:
    number = forum(world)
    found = world.read(queries.forum, number)
    assert found is not None
    assert (found.where, found.zone_code) == ("창신·숭인", "changsin-sungin")
    assert [one.id for one in world.read(queries.upcoming)] == [number]
    assert world.read(queries.upcoming, zone_id=world.zones["청운효자·사직"]) == []
    with clock.moved(timedelta(days=8)):
        assert world.read(queries.upcoming) == []
        assert [one.id for one in world.read(queries.past, zone_id=world.zones["창신·숭인"])] == [number]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone_id": 999}, "zone_id"),
        ({"kind": ForumKind.DONG}, "dong_id"),
        ({"kind": ForumKind.DONG, "dong_id": 999}, "dong_id"),
    ],
)
def test_a_forum_is_somewhere_that_exists(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        forum(world, **changes)
    assert field in refusal.value.errors


def test_the_dong_of_a_forum_lies_in_its_zone(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        forum(world, kind=ForumKind.DONG, dong_id=world.dongs["사직동"])
    assert "dong_id" in refusal.value.errors
    dong_forum = forum(world, kind=ForumKind.DONG, dong_id=world.dongs["창신1동"])
    found = world.read(queries.forum, dong_forum)
    assert found is not None
    assert found.where == "창신1동"


# -- the officer's contest form --------------------------------------------------------------------------------


def form(world: World, **changes: str) -> dict[str, str]:
    return {
        "dong_id": str(world.dongs["창신1동"]),
        "title": "낙산길 밤 산책",
        "theme": "낙산길",
        "body": "어두운 곳을 알려 주세요.",
        **suggested(clock.now() + timedelta(days=1)),
        **changes,
    }


def test_the_form_comes_with_the_usual_calendar(client: TestClient, world: World) -> None:
    world.sign_in(client, "officer")
    shown = client.get("/contests/new").text
    assert shown.count('type="datetime-local" value="20') == 6


def test_an_officer_opens_a_contest(client: TestClient, world: World) -> None:
    world.sign_in(client, "officer")
    answer = post(client, "/contests", form(world))
    assert answer.status_code == 303
    number = int(answer.headers["location"].rsplit("/", 1)[1])
    found = world.read(queries.contest, number)
    assert found is not None
    assert [span.kind for span in found.spans] == list(PhaseKind)
    assert "낙산길 밤 산책" in another(client).get("/contests").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "공모전 이름을 60자 안으로"),
        ({"dong_id": "999"}, "없는 동입니다."),
        ({"receive": "어느 날"}, "날과 시각을 다시"),
        ({"support": "2020-01-01T09:00"}, "기간"),
        ({"end": "2020-01-01T09:00"}, "마치는 때가"),
    ],
)
def test_a_wrong_contest_form_keeps_what_was_typed(
    client: TestClient, world: World, changes: dict[str, str], sentence: str
) -> None:
    world.sign_in(client, "officer")
    answer = post(client, "/contests", form(world, body="다시 쓰기 싫은 안내", **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "다시 쓰기 싫은 안내" in answer.text
    assert world.read(queries.contests) == []


def test_other_staff_and_residents_cannot_open_contests(client: TestClient, world: World) -> None:
    assert client.get("/contests/new").headers["location"] == "/sign-in?next=/contests/new"
    assert post(client, "/contests", form(world)).status_code == 401
    for name in PEOPLE:
        if name != "officer":
            browser = world.sign_in(another(client), name)
            assert browser.get("/contests/new").status_code == 403
            assert post(browser, "/contests", form(world)).status_code == 403


def test_hostile_contest_text_is_shown_as_text(client: TestClient, world: World) -> None:
    world.sign_in(client, "officer")
    answer = post(client, "/contests", form(world, title=HOSTILE, theme=HOSTILE, body=HOSTILE))
    assert answer.status_code == 303
    for url in ("/contests", answer.headers["location"], answer.headers["location"] + "/proposals/new"):
        assert HOSTILE not in client.get(url).text
