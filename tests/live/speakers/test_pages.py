"""What a phone, the console, the wall and the minutes show of the floor, as HTML."""

import re

import pytest
from starlette.testclient import TestClient

from app.live.meetings import actions as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.rules import ItemKind
from app.live.speakers import actions
from app.live.speakers.rules import Stance, Taking
from app.live.stage import actions as stage
from tests.conventions.english import Phone
from tests.live.evening import Evening
from tests.live.speakers.floor import Floor
from tests.world import World, another, post


@pytest.fixture
def floor(evening: Evening) -> Floor:
    evening.until(ItemKind.TALK)
    return Floor(evening)


@pytest.fixture
def phone(client: TestClient, evening: Evening) -> TestClient:
    """A browser that has come in."""
    assert post(client, f"/m/{evening.number}/attendance", {"lang": "ko"}).status_code == 303
    return client


def test_a_phone_asks_waits_and_is_called_without_scripts(
    phone: TestClient, floor: Floor, world: World
) -> None:
    room, form = f"/m/{floor.evening.number}", f"/m/{floor.evening.number}/speaking"
    for n in (11, 12, 13):
        floor.ask(n)
    assert f'href="{form}"' in phone.get(room).text
    page = phone.get(form).text
    assert "불러 드릴 이름" in page
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    sent = {"name": "김순이", "about": "for", "key": key[1]}
    for _ in range(2):
        assert post(phone, form, sent).headers["location"] == form
    assert len(floor.line) == 4
    assert "앞에 3명 있어요" in phone.get(form).text
    assert "앞에 3명 있어요" in phone.get(room).text
    assert "앞에 3명" not in another(phone).get(room).text
    mine = floor.line[-1]
    for waiting in floor.line[:-1]:
        floor.call(waiting)
    assert "이제 곧이에요" in phone.get(room).text
    floor.call(mine)
    assert "지금 말씀해 주세요" in phone.get(room).text
    assert "신청 거두기" not in phone.get(form).text
    floor.finish()
    assert "data-ticket" not in phone.get(room).text


def test_what_is_shared_names_nobody(phone: TestClient, floor: Floor) -> None:
    """The phones' line is numbers; the wall masks; the name is on the phone itself and on the console."""
    post(phone, f"/m/{floor.evening.number}/speaking", {"name": "김순이", "about": "none", "key": "k" * 20})
    floor.ask(11, "박철호")
    floor.call(floor.line[0])
    regions = phone.get(f"/snapshot?topic=phone:{floor.evening.meeting_id}:ko").json()["regions"]
    assert "기다리는 사람 1명" in regions["speakers"]["html"]
    assert "김순이" not in str(regions)
    assert "박" not in regions["speakers"]["html"]
    wall = phone.get(f"/wall/{floor.evening.wall_key}").text
    assert "김○이 님" in wall
    assert "박○호 님" in wall
    assert "김순이" not in wall
    assert "박철호" not in wall
    floor.evening.world.sign_in(phone, "facilitator")
    console = phone.get(f"/meetings/{floor.evening.meeting_id}?aside=speakers").text
    assert "김순이" in console
    assert "아직 말하지 않음" in console


def test_the_button_is_there_when_requests_are_taken_and_never_beside_a_paper(
    phone: TestClient, floor: Floor
) -> None:
    room = f"/m/{floor.evening.number}"
    assert "발언 신청" in phone.get(room).text
    floor.switch(Taking.CLOSED)
    assert "발언 신청" not in phone.get(room).text
    assert "받지 않아요" in phone.get(f"{room}/speaking").text
    floor.switch(Taking.ALWAYS)
    floor.evening.open_vote()
    voting = phone.get(room).text
    assert "발언 신청" not in voting
    assert "투표가 시작되었어요" in phone.get(f"{room}/speaking").text


def test_the_wall_shows_a_speaker_only_beside_what_leaves_room(
    phone: TestClient, floor: Floor, world: World
) -> None:
    address, host = f"/wall/{floor.evening.wall_key}", world.actor("facilitator")
    floor.call(floor.ask(11))
    assert "speak__card" in phone.get(address).text
    world.write(meetings.blank, host, floor.evening.meeting_id, on=True)
    assert "speak__card" not in phone.get(address).text
    world.write(meetings.blank, host, floor.evening.meeting_id, on=False)
    floor.evening.until(ItemKind.IDEAS)
    assert "speak__card" in phone.get(address).text
    floor.evening.open_vote()
    assert "speak__card" not in phone.get(address).text


def test_the_time_is_the_servers_and_the_same_after_a_reload(phone: TestClient, floor: Floor) -> None:
    one = floor.ask(11)
    floor.call(one)
    ends_at = floor.row(one).ends_at
    assert ends_at is not None
    for _ in range(2):
        assert ends_at.isoformat() in phone.get(f"/wall/{floor.evening.wall_key}").text


def test_a_host_runs_the_line_without_scripts(client: TestClient, floor: Floor, world: World) -> None:
    world.sign_in(client, "facilitator")
    meeting = f"/meetings/{floor.evening.meeting_id}"
    first, second = floor.ask(1, "김순이"), floor.ask(2, "박철호")
    back = f"{meeting}?aside=speakers"
    assert "부르기: 김순이" in client.get(back).text
    for address, form in (
        (f"/speakers/{first}/putting-off", {}),
        (f"/speakers/{first}/removal", {}),
        (f"/speakers/{first}/return", {}),
        (f"/speakers/{second}/call", {"expect": "0"}),
        (f"{meeting}/floor/seconds", {"expect": str(second)}),
        (f"{meeting}/floor/end", {"expect": str(second)}),
        (f"{meeting}/floor", {"taking": "closed", "seconds": "180"}),
        (f"{meeting}/speakers", {"name": "이손님", "about": "point", "key": "h" * 20}),
    ):
        answer = post(client, address, form)
        assert (answer.status_code, answer.headers.get("location")) == (303, back), address
    assert [one.name for one in floor.view.line] == ["이손님", "김순이"]
    assert floor.view.seconds == 180
    fresh = post(
        client, f"{meeting}/speakers", {"name": "정손님", "about": "none", "key": "j" * 20}, htmx=True
    )
    assert 'name="key" value="jjj' not in fresh.text
    assert 'name="name"' in fresh.text


def test_the_second_host_is_told_in_a_sentence(client: TestClient, floor: Floor, world: World) -> None:
    world.sign_in(client, "officer")
    first, second = floor.ask(1), floor.ask(2)
    floor.call(first)
    answer = post(client, f"/speakers/{second}/call", {"expect": "0"}, htmx=True)
    assert answer.status_code == 409
    assert "말하는 사람이 바뀌었습니다" in answer.text
    assert floor.view.now_id == first


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "", "about": "for"}, "한 글자에서 열 글자"),
        ({"name": "가" * 11, "about": "for"}, "한 글자에서 열 글자"),
        ({"name": "김순이", "about": "sing"}, "무엇에 대한"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(
    phone: TestClient, floor: Floor, form: dict[str, str], words: str
) -> None:
    answer = post(phone, f"/m/{floor.evening.number}/speaking", form | {"key": "k" * 20}, htmx=True)
    assert answer.status_code == 422
    assert words in answer.text
    assert floor.line == []


def test_the_minutes_count_and_name_nobody(client: TestClient, floor: Floor, world: World) -> None:
    for n, stance in enumerate((Stance.FOR, Stance.FOR, Stance.AGAINST), 1):
        floor.call(floor.ask(n, "김순이", stance))
    floor.call(floor.ask(8, "김순이", is_point=True))
    evening = floor.evening
    world.write(stage.end_early, world.actor("facilitator"), evening.meeting_id, evening.meeting.turn)
    for _ in range(2):
        minutes = client.get(f"/m/{evening.number}/record").text
        assert "발언 3번 · 찬성 2 · 반대 1 · 의사진행 발언 1" in minutes
        assert "김순이" not in minutes
        world.write(actions.forget_due)


def test_an_english_phone_asks_in_english(client: TestClient, floor: Floor, world: World) -> None:
    titles = {item.title for item in world.read(meeting_queries.items, floor.evening.meeting_id)}
    said = titles | {floor.evening.meeting.title, world.settings.service_name}
    phone, room = Phone(client, said), f"/m/{floor.evening.number}"
    phone.send(f"{room}/attendance", {"lang": "en"})
    floor.ask(11)
    assert "Name to call you by" in phone.get(f"{room}/speaking")
    assert "1 to 10 letters" in phone.send(f"{room}/speaking", {"name": "", "key": "k" * 20}, 422)
    asking: dict[str, object] = {"name": "Maria S.", "about": "question", "key": "k" * 20}
    assert "1 before you" in phone.press(f"{room}/speaking", asking)
    assert "already asked" in phone.send(f"{room}/speaking", asking | {"key": "j" * 20}, 409)
    phone.hear(f"phone:{floor.evening.meeting_id}:en")
    floor.switch(Taking.CLOSED)
    phone.press(f"{room}/speaking/removal", {})
    assert "closed now" in phone.get(f"{room}/speaking")
    assert "closed now" in phone.send(f"{room}/speaking", asking | {"key": "h" * 20}, 409)
