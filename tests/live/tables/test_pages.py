"""The hosts' page, the printed sheet, a recorder's page and the screens of a table round, as HTML."""

import json
import re

import pytest
from markupsafe import escape
from sqlmodel import select
from starlette.testclient import TestClient

from app.live.entrances.rules import WRONG_SLIPS
from app.live.recorders.forms import HeadsForm
from app.live.stage import actions as stage
from app.live.tables.models import TableRecorder
from app.live.tables.rules import MOST_HEADS
from tests.live.tables.talk import Talk
from tests.world import World, another, post

CODE = re.compile(r'<b class="num">([0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5})</b>')


@pytest.fixture
def desk(client: TestClient, world: World) -> TestClient:
    """The facilitator's browser."""
    return world.sign_in(another(client), "facilitator")


def base(talk: Talk) -> str:
    return f"/meetings/{talk.meeting_id}"


def door(client: TestClient, talk: Talk, table: int = 1) -> str:
    """A recorder's browser has come in at this table; returns the address of its page."""
    address = f"/t/{talk.number}/{table}"
    assert post(client, f"{address}/recorder", {"code": talk.code(table)}).status_code == 303
    return address


def form(talk: Talk, **fields: str) -> dict[str, str]:
    return {"item": str(talk.on().id), **{name.replace("_", "-"): value for name, value in fields.items()}}


# -- the hosts' page ---------------------------------------------------------------------------------------------------


def test_a_host_sets_tables_and_prints_each_code_once(desk: TestClient, talk: Talk) -> None:
    page = desk.get(f"{base(talk)}/tables").text
    assert "1차 모둠 이야기" in page
    assert post(desk, f"{base(talk)}/tables", {"count": "12", "seats": "10"}).status_code == 303
    sheet = post(desk, f"{base(talk)}/tables/codes")
    assert sheet.status_code == 200
    assert sheet.headers["cache-control"] == "no-store"
    codes = CODE.findall(sheet.text)
    assert len(set(codes)) == 12
    assert f"/t/{talk.number}/12" in sheet.text
    assert not CODE.findall(desk.get(f"{base(talk)}/tables").text)
    again = CODE.findall(post(desk, f"/tables/{talk.table(3).id}/code").text)
    assert len(again) == 1
    assert again[0] not in codes
    assert not talk.come_in(3, codes[2])
    assert talk.come_in(4, codes[3])


@pytest.mark.parametrize(("count", "seats"), [("0", "10"), ("41", "10"), ("12", "31"), ("x", ""), ("", "")])
def test_numbers_that_are_none_are_asked_for_again(
    desk: TestClient, talk: Talk, count: str, seats: str
) -> None:
    answer = post(desk, f"{base(talk)}/tables", {"count": count, "seats": seats})
    assert answer.status_code == 422
    assert "is-bad" in answer.text
    assert talk.table(4).number == 4


def test_the_limit_in_the_sentence_is_the_limit() -> None:
    assert str(MOST_HEADS) in HeadsForm.sentences["heads"]


def test_seats_are_shown_moved_and_taken_back(desk: TestClient, talk: Talk) -> None:
    talk.enrol(13)
    assert "13명 나눠 앉히기" in desk.get(f"{base(talk)}/tables").text
    assert post(desk, f"{base(talk)}/seating").status_code == 303
    page = desk.get(f"{base(talk)}/tables").text
    assert "13명을 동이 섞이도록" in page
    assert page.count("참가0") == 13
    post(desk, f"{base(talk)}/moves")
    page = desk.get(f"{base(talk)}/tables").text
    assert "모둠에서</span>" in page
    assert "모두 앉았습니다" in page
    assert "자리를 옮깁니다" in talk_wall(desk, talk, begun=True)
    post(desk, f"{base(talk)}/moves/end")
    assert "자리를 옮깁니다" not in talk_wall(desk, talk)
    post(desk, f"{base(talk)}/moves/removal")
    assert "옮기기 되돌리기" not in desk.get(f"{base(talk)}/tables").text


def talk_wall(client: TestClient, talk: Talk, *, begun: bool = False) -> str:
    if begun:
        talk.begin()
    return client.get(f"/wall/{talk.wall_key}").text


# -- a recorder's page --------------------------------------------------------------------------------------------------


def test_opening_the_address_burns_nothing_and_shows_nothing(client: TestClient, talk: Talk) -> None:
    code = talk.code(1)
    address = f"/t/{talk.number}/1"
    for path in ("", f"?code={code}", f"/recorder?code={code}", f"/{code}", f"/rows/r1?code={code}"):
        for method in ("GET", "HEAD"):
            answer = client.request(method, f"{address}{path}")
            assert answer.status_code in (200, 404, 405)
            assert "data-rows" not in answer.text
    assert talk.world.read(lambda db: db.exec(select(TableRecorder)).all()) == []
    assert client.get(f"/t/{talk.number}/77").status_code == 404
    assert client.get("/t/000000/1").status_code == 404
    assert "코드가 맞지 않아요" in post(client, f"{address}/recorder", {"code": "wrong"}).text
    assert post(client, f"{address}/recorder", {"code": code}).status_code == 303


def test_a_recorder_writes_row_by_row_and_sends(client: TestClient, talk: Talk) -> None:
    address = door(client, talk)
    assert "잠시 기다려 주세요" in client.get(address).text
    talk.begin()
    page = client.get(address).text
    assert "골목에서 먼저 바꾸고 싶은 것은" in page
    assert page.count('name="text-r') == 3
    saved = post(client, f"{address}/rows/r1", form(talk, text="긴 의자", base="0", writer="a1", seq="5"))
    assert (saved.status_code, saved.json()) == (200, {"key": "r1", "rev": 1})
    assert "긴 의자" in client.get(address).text
    assert post(client, f"{address}/rows/R1", form(talk, text="x")).status_code == 404
    assert post(client, f"{address}/rows/r1", form(talk, text="가" * 101)).status_code == 422
    assert post(client, f"{address}/sent", form(talk)).status_code == 422
    assert post(client, f"{address}/sent", form(talk, chosen="r1")).status_code == 303
    page = client.get(address).text
    assert "보냄 ✓" in page
    assert "2개 더 보낼 수 있어요" in page
    note = talk.notes(1)[0]
    assert post(client, f"{address}/sent/{note.id}/removal").status_code == 303
    assert "sentlist" not in client.get(address).text


def test_without_scripts_the_whole_sheet_is_one_form(client: TestClient, talk: Talk) -> None:
    address = door(client, talk)
    talk.begin()
    fields = form(talk, text_r1="그늘", base_r1="0", text_r2="의자", base_r2="0", text_r3="", base_r3="0")
    assert post(client, f"{address}/rows", fields).status_code == 303
    assert [note.text for note in talk.notes(1)] == ["그늘", "의자"]
    fields = form(talk, text_r1="그늘막", base_r1="1", text_r2="의자", base_r2="1", chosen="r2")
    assert post(client, f"{address}/sent", fields).status_code == 303
    assert [(note.text, bool(note.sent_at)) for note in talk.notes(1)] == [("그늘막", False), ("의자", True)]
    # An old tab sends the sheet as it was: what it had stays beside what is there.
    post(client, f"{address}/rows", form(talk, text_r1="그늘 하나", base_r1="1"))
    assert [note.text for note in talk.notes(1)] == ["그늘막", "의자", "그늘 하나"]


def test_the_second_round_asks_for_a_card(client: TestClient, talk: Talk) -> None:
    address = door(client, talk)
    talk.begin(2)
    page = client.get(address).text
    assert "민이 할 일" in page
    typed = {"text_card": "골목 쉼터", "civil_card": "물 주기", "official_card": "", "base_card": "0"}
    assert "모두 써 주세요" in post(client, f"{address}/sent", form(talk, chosen="card", **typed)).text
    typed["official_card"] = "의자 놓기"
    assert post(client, f"{address}/sent", form(talk, chosen="card", **typed)).status_code == 303
    assert "의제 카드를 보냈어요" in client.get(address).text


def test_a_stranger_neither_writes_nor_listens(client: TestClient, talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    address = f"/t/{talk.number}/1"
    for path in ("rows/r1", "rows", "sent", "heads"):
        answer = post(client, f"{address}/{path}", form(talk, text="x", chosen="r1", heads="3"))
        assert answer.status_code == 403, path
    topic = f"recorder:{talk.table(1).id}:ko"
    assert client.get("/snapshot", params={"topic": topic}).status_code == 403


def test_who_guesses_codes_is_told_to_rest(client: TestClient, talk: Talk) -> None:
    code, address = talk.code(1), f"/t/{talk.number}/1"
    answers = [
        post(client, f"{address}/recorder", {"code": "ABCDE-ABCDE"}) for _ in range(WRONG_SLIPS.browser + 1)
    ]
    assert [answer.status_code for answer in answers] == [422] * WRONG_SLIPS.browser + [429]
    assert "맞는 코드는 언제든 들어가요" in answers[-1].text
    assert post(client, f"{address}/recorder", {"code": code}).status_code == 303


def test_after_the_meeting_a_recorder_sees_what_was_sent_and_can_do_nothing(
    client: TestClient, talk: Talk
) -> None:
    address = door(client, talk)
    talk.begin()
    post(client, f"{address}/rows/r1", form(talk, text="긴 의자"))
    post(client, f"{address}/sent", form(talk, chosen="r1"))
    world = talk.world
    world.write(stage.end_early, world.actor("facilitator"), talk.meeting_id, talk.meeting.turn)
    page = client.get(address).text
    assert "회의를 마쳤어요" in page
    assert "긴 의자" in page
    assert "<button" not in page.partition("<main")[2]


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "{{ 7 * 7 }} {% include 'live/phones/show.html' %} %(n)s %%s",
    "'; DROP TABLE tablenote; --",
    "csrf-0123' key-0123'",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stand_as_they_were_written(
    client: TestClient, desk: TestClient, talk: Talk, text: str
) -> None:
    address = door(client, talk)
    talk.begin()
    for key in ("r1", "r2"):
        assert post(client, f"{address}/rows/{key}", form(talk, text=f"\x00{text}\u202e")).status_code == 200
    post(client, f"{address}/sent", form(talk, chosen="r1"))
    assert [note.text for note in talk.notes(1)] == [text, text]
    for page in (client.get(address).text, desk.get(base(talk)).text):
        assert str(escape(text)) in page
        assert text not in page or text == str(escape(text))


def test_what_is_typed_is_escaped_everywhere(client: TestClient, desk: TestClient, talk: Talk) -> None:
    address = door(client, talk)
    talk.begin()
    evil = "<script>alert(1)</script>"
    post(client, f"{address}/rows/r1", form(talk, text=evil))
    assert evil not in client.get(address).text
    post(client, f"{address}/sent", form(talk, chosen="r1"))
    for page in (client.get(address), desk.get(base(talk)), desk.get(f"{base(talk)}/tables")):
        assert evil not in page.text


def test_head_counts_have_no_names(client: TestClient, desk: TestClient, talk: Talk) -> None:
    address = door(client, talk)
    talk.begin()
    assert post(client, f"{address}/heads", {"heads": "9"}).status_code == 303
    assert "9명" in desk.get(f"{base(talk)}/tables").text
    assert post(client, f"{address}/heads", {"heads": "99"}).status_code == 422


def test_who_moves_where_is_masked_on_the_recorders_page(client: TestClient, talk: Talk) -> None:
    talk.enrol(8)
    talk.seat()
    address = door(client, talk)
    talk.begin()
    talk.move()
    page = client.get(address).text
    assert "자리를 옮겨요" in page
    assert "모둠으로" in page
    assert "참가0" not in page


# -- the other screens --------------------------------------------------------------------------------------------------


def test_the_wall_lights_up_as_tables_send(client: TestClient, talk: Talk) -> None:
    talk.man(1, 2)
    wall = talk_wall(client, talk, begun=True)
    assert "4모둠 가운데 <b>0모둠</b> 보냄" in wall
    talk.write(1, "r1", "긴 의자")
    talk.write(2, "r1", "그늘")
    talk.send(2, "r1")
    wall = talk_wall(client, talk)
    assert "4모둠 가운데 <b>1모둠</b> 보냄" in wall
    assert [wall.count(f'class="is-{how}"') for how in ("sent", "writing", "quiet")] == [1, 1, 2]
    assert "긴 의자" not in wall


def test_the_console_shows_every_table_and_what_it_sent(desk: TestClient, talk: Talk) -> None:
    talk.man(1, 2)
    talk.begin()
    talk.write(1, "r1", "긴 의자를 놓아 주세요")
    talk.send(1, "r1")
    talk.write(2, "r1", "그늘")
    talk.send(2, "r1")
    page = desk.get(base(talk)).text
    assert "4모둠 가운데 2모둠 보냄" in page
    assert "긴 의자를 놓아 주세요" in page
    assert page.count("늦는 중") == 2
    assert f"{base(talk)}/tables" in page


def test_a_phone_is_told_that_the_tables_talk_and_may_add_a_thought(client: TestClient, talk: Talk) -> None:
    post(client, f"/m/{talk.number}/attendance", {"lang": "ko"})
    item = talk.begin()
    page = client.get(f"/m/{talk.number}").text
    assert "모둠에서 이야기하고 있어요" in page
    sent = post(client, f"/m/{talk.number}/items/{item.id}/ideas", {"text": "제 생각", "key": "k" * 20})
    assert sent.status_code == 303
    assert "제 생각" in client.get(f"/m/{talk.number}").text
    talk.man(1)
    talk.write(1, "r1", "모둠의 생각")
    talk.send(1, "r1")
    page = client.get(f"/m/{talk.number}").text
    assert "모둠의 생각" in page
    assert "1모둠" in page


def test_the_preview_of_a_round_shows_its_tables(desk: TestClient, talk: Talk) -> None:
    talk.begin()
    page = desk.get(f"{base(talk)}/preview/{talk.round(2).id}").text
    assert "4모둠 가운데" in page


def test_nothing_of_this_stands_in_a_log(
    client: TestClient, talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    code = talk.code(1)
    address = f"/t/{talk.number}/1"
    post(client, f"{address}/recorder", {"code": code})
    talk.begin()
    post(client, f"{address}/rows/r1", form(talk, text="표식의견", writer="a", seq="1"))
    post(client, f"{address}/rows/r1", form(talk, text="표식의견" * 40))
    written = json.dumps([record.getMessage() for record in caplog.records], ensure_ascii=False)
    assert "표식의견" not in written
    assert code not in written
