"""The confirmation page on a phone and the desk at the entrance, as HTML; and what none of it writes into a log."""

import json
import logging
import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import func, select
from starlette.testclient import TestClient

from app.accounts.rules import Level
from app.core.messenger import Postbox, Undelivered
from app.live.entrances import queries
from app.live.entrances.models import Slip
from tests.live.entrances.door import Door, wrong
from tests.world import World, another, post

CODE = re.compile(r"번호 ([0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5})의 QR 코드")
SIX = re.compile(r"\b\d{6}\b")


@pytest.fixture
def postbox(client: TestClient) -> Postbox:
    """The service sends its codes here."""
    application = client.app
    assert isinstance(application, FastAPI)
    application.state.messenger = postbox = Postbox()
    return postbox


@pytest.fixture
def desk(client: TestClient, world: World) -> TestClient:
    """The facilitator's browser."""
    return world.sign_in(another(client), "facilitator")


def level(door: Door) -> str:
    return f"/m/{door.evening.number}/level"


def standing(world: World, door: Door) -> dict[Level, int]:
    return world.read(queries.levels, door.evening.meeting_id)


def ready(client: TestClient, door: Door) -> str:
    """Inside, with codes switched on; returns the address of the page."""
    door.take_codes()
    post(client, f"/m/{door.evening.number}/attendance", {"lang": "ko"})
    return level(door)


# -- slips ---------------------------------------------------------------------------------------------------------


def test_the_sheet_shows_every_code_once_and_no_page_again(desk: TestClient, door: Door) -> None:
    base = f"/meetings/{door.evening.meeting_id}"
    page = desk.get(f"{base}/entrances")
    key = re.search(r'name="key" value="([^"]+)"', page.text)
    assert key is not None
    sheet = post(desk, f"{base}/slips", {"count": "9", "key": key[1]})
    assert sheet.status_code == 200
    assert sheet.headers["cache-control"] == "no-store"
    codes = set(CODE.findall(sheet.text))
    assert len(codes) == 9
    assert door.evening.meeting.title in sheet.text
    again = post(desk, f"{base}/slips", {"count": "9", "key": key[1]})
    assert again.status_code == 409
    later = desk.get(f"{base}/entrances")
    assert "만든 것 9장 · 쓴 것 0장 · 남은 것 9장" in later.text
    assert not CODE.findall(again.text + later.text)
    assert post(desk, f"{base}/slips/voiding").status_code == 303
    assert "못 쓰게 한 것 9장" in desk.get(f"{base}/entrances").text


@pytest.mark.parametrize("count", ["0", "501", "x", ""])
def test_a_number_of_slips_that_is_none_is_asked_for_again(desk: TestClient, door: Door, count: str) -> None:
    answer = post(desk, f"/meetings/{door.evening.meeting_id}/slips", {"count": count, "key": "k" * 20})
    assert answer.status_code == 422
    assert "500장까지" in answer.text


def test_a_scanned_slip_takes_somebody_in_with_one_press(client: TestClient, door: Door) -> None:
    page = client.get(level(door))
    assert "확인하고 들어가기" in page.text
    answer = post(client, f"{level(door)}/slip", {"code": door.slips(1)[0].lower()})
    assert (answer.status_code, answer.headers["location"]) == (303, level(door))
    page = client.get(level(door))
    assert "확인했어요. 고맙습니다." in page.text
    assert "확인된 휴대폰이에요" in page.text
    assert "들어오셨어요" in client.get(f"/m/{door.evening.number}").text


def test_opening_an_address_burns_nothing(client: TestClient, world: World, door: Door) -> None:
    """Link previews open everything: with the code in the query, in the path, as HEAD, as another method."""
    code = door.slips(1)[0]
    asking = another(client)
    address = ready(asking, door)
    for _ in range(3):
        for path in (
            "",
            f"?code={code}",
            f"/{code}",
            "/slip",
            f"/slip?code={code}",
            "/message",
            "/message/digits",
        ):
            for method in ("GET", "HEAD"):
                assert client.request(method, f"{address}{path}").status_code in (200, 404, 405)
    assert world.read(lambda db: db.exec(select(func.count()).where(Slip.used_at != None)).one()) == 0  # noqa: E711  SQL
    assert standing(world, door) == {Level.OPEN: 1, Level.SLIP: 0, Level.CODE: 0, Level.ROLL: 0}
    assert post(client, f"{address}/slip", {"code": code}).status_code == 303


def test_a_wrong_slip_keeps_what_was_typed(client: TestClient, door: Door) -> None:
    answer = post(client, f"{level(door)}/slip", {"code": "ab<cd"})
    assert answer.status_code == 422
    assert "번호가 맞지 않아요" in answer.text
    assert "ab&lt;cd" in answer.text
    assert post(client, f"{level(door)}/slip", {"code": ""}).status_code == 422


# -- codes by message ------------------------------------------------------------------------------------------------


def test_a_telephone_confirms_a_phone_without_scripts(
    client: TestClient, world: World, door: Door, postbox: Postbox
) -> None:
    address = ready(client, door)
    assert "연락처로 확인하기" in client.get(address).text
    assert "어디로 보낼까요?" in client.get(f"{address}?by=message").text
    sent = post(client, f"{address}/message", {"to": "010-1234-5678"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{address}?by=message")
    to, text = postbox.messages[-1]
    code = SIX.findall(text)[0]
    assert to == "01012345678"
    page = client.get(f"{address}?by=message").text
    assert "받은 숫자를 써 주세요" in page
    assert text in page, "in a demo the message lies on the page that waits for it"
    assert text not in another(client).get(f"{address}?by=message").text
    assert post(client, f"{address}/message/digits", {"digits": "12"}).status_code == 422
    assert post(client, f"{address}/message/digits", {"digits": wrong(code)}).status_code == 422
    done = post(client, f"{address}/message/digits", {"digits": f"{code[:3]} {code[3:]}"})
    assert (done.status_code, done.headers["location"]) == (303, address)
    assert standing(world, door)[Level.CODE] == 1


def test_a_number_that_was_counted_looks_like_any_other(
    client: TestClient, door: Door, postbox: Postbox
) -> None:
    """To whoever types it, the page is the same; only whoever holds the telephone reads why."""
    guest = door.inside(7)
    door.take_codes()
    door.answer(guest, door.ask(guest, "010-1111-1111").code)
    fresh, known = another(client), another(client)
    pages = []
    for browser, number in ((fresh, "010-2222-2222"), (known, "010-1111-1111")):
        address = ready(browser, door)
        answer = post(browser, f"{address}/message", {"to": number})
        page = browser.get(f"{address}?by=message").text
        refused = post(browser, f"{address}/message/digits", {"digits": "000000"})
        pages.append(
            (
                answer.status_code,
                answer.headers["location"],
                re.sub(
                    r'value="[0-9a-f]{64}"|content="[0-9a-f]{64}"|X-CSRF-Token[^}]*|<aside.*?</aside>',
                    "",
                    page,
                    flags=re.DOTALL,
                ),
                refused.status_code,
            )
        )
    assert pages[0] == pages[1]
    assert SIX.search(postbox.messages[-2][1])
    assert "이미 확인했어요" in postbox.messages[-1][1]
    assert not SIX.search(postbox.messages[-1][1])


@pytest.mark.parametrize("to", ["", "12345", "02-123-4567", "a@b", "010-1234-5678\r\nBcc: x@y.kr"])
def test_a_contact_that_is_none_is_asked_for_again(
    client: TestClient, door: Door, postbox: Postbox, to: str
) -> None:
    answer = post(client, f"{ready(client, door)}/message", {"to": to})
    assert answer.status_code == 422
    assert "휴대폰 번호나 전자우편 주소를 써 주세요." in answer.text
    assert not postbox.messages


def test_a_message_that_cannot_go_is_said_and_leaves_no_code(client: TestClient, door: Door) -> None:
    class Broken:
        kinds = frozenset({"phone"})

        async def send(self, to: str, text: str) -> None:
            raise Undelivered

    application = client.app
    assert isinstance(application, FastAPI)
    application.state.messenger = Broken()
    address = ready(client, door)
    answer = post(client, f"{address}/message", {"to": "010-1234-5678"})
    assert answer.status_code == 503
    assert "보내지 못했어요" in answer.text
    assert "010-1234-5678" in answer.text, "what was typed is kept"
    assert "받은 숫자를 써 주세요" not in client.get(f"{address}?by=message").text


def test_without_a_messenger_nobody_is_offered_one(client: TestClient, desk: TestClient, door: Door) -> None:
    address = ready(client, door)
    assert "연락처로 확인하기" not in client.get(address).text
    assert "어디로 보낼까요?" not in client.get(f"{address}?by=message").text
    assert post(client, f"{address}/message", {"to": "010-1234-5678"}).status_code == 422
    assert "GONGRON_MESSENGER" in desk.get(f"/meetings/{door.evening.meeting_id}/entrances").text


def test_asking_too_often_is_said_on_the_form(client: TestClient, door: Door, postbox: Postbox) -> None:
    address = ready(client, door)
    answers = [post(client, f"{address}/message", {"to": "010-1234-5678"}).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    assert len(postbox.messages) == 5


# -- the roll ------------------------------------------------------------------------------------------------------


def test_the_door_finds_checks_in_and_undoes(client: TestClient, world: World, door: Door) -> None:
    officer = world.sign_in(another(client), "officer")
    roll = f"/meetings/{door.evening.meeting_id}/roll"
    assert "아직 명부가 없습니다" in officer.get(roll).text
    assert post(officer, roll, {"people": ""}).status_code == 422
    assert post(officer, roll, {"people": "김하나, 사직동\n이두리"}).status_code == 303
    page = officer.get(roll).text
    assert "명부에 2명을 올렸습니다." in page
    hana = next(one.id for one in world.read(queries.roll, door.evening.meeting_id) if one.name == "김하나")
    paper = post(officer, f"/roll/{hana}/check-in")
    code = CODE.findall(paper.text)[0]
    assert "김하나 님을 확인했습니다" in paper.text
    twice = post(officer, f"/roll/{hana}/check-in")
    assert twice.status_code == 409
    assert "이미 확인한 분입니다" in twice.text
    assert not CODE.findall(twice.text + officer.get(roll).text)
    assert post(officer, f"/roll/{hana}/check-in/removal").status_code == 303
    assert post(client, f"{level(door)}/slip", {"code": code}).status_code == 422
    code = CODE.findall(post(officer, f"/roll/{hana}/check-in").text)[0]
    assert post(client, f"{level(door)}/slip", {"code": code}).status_code == 303
    assert "들어옴" in officer.get(roll).text
    assert "김하나" not in client.get(level(door)).text, "the phone shows no name"


def test_the_name_looked_for_is_in_no_address(desk: TestClient, door: Door) -> None:
    door.enrol(("김하나", ""))
    page = desk.get(f"/meetings/{door.evening.meeting_id}/roll").text
    finder = re.search(r'<form class="finder".*?</form>', page, re.DOTALL)
    assert finder is not None
    assert 'name="' not in finder[0]


def test_the_desk_counts_levels_and_tells_of_a_crowd(desk: TestClient, door: Door) -> None:
    for number in range(45):  # whichever minute it is, more than twenty within one
        door.inside(number)
    door.redeem(door.inside(1), door.slips(2)[0])
    page = desk.get(f"/meetings/{door.evening.meeting_id}/entrances").text
    counts = re.findall(r"<dd class=\"num\">(\d+)명</dd>", page)
    assert counts == ["0", "45", "0", "44", "1", "0", "0"], "registered, present, connected; then levels"
    assert re.search(r"한 주소에서 1분에 \d+명이 들어왔습니다", page)
    door.take_codes()
    assert "확인하는 길이 둘 이상입니다" in desk.get(f"/meetings/{door.evening.meeting_id}/entrances").text


# -- logs ----------------------------------------------------------------------------------------------------------


def test_no_log_holds_a_code_a_number_or_an_address(
    client: TestClient,
    world: World,
    door: Door,
    postbox: Postbox,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    from app.core.logs import set_up_logging

    set_up_logging("DEBUG")
    caplog.set_level(logging.DEBUG)
    officer = world.sign_in(another(client), "officer")
    address = ready(client, door)
    post(officer, f"/meetings/{door.evening.meeting_id}/roll", {"people": "카나리아하나, 사직동"})
    entry = world.read(queries.roll, door.evening.meeting_id)[0].id
    sheet = post(officer, f"/meetings/{door.evening.meeting_id}/slips", {"count": "2", "key": "k" * 20}).text
    secrets = CODE.findall(sheet) + CODE.findall(post(officer, f"/roll/{entry}/check-in").text)
    canaries: list[tuple[str, dict[str, Any]]] = [
        ("slip", {"code": secrets[0]}),
        ("slip", {"code": "CANARY-CODE"}),
        ("message", {"to": "010-9182-7364"}),
        ("message", {"to": "canary@mail.example"}),
        ("message/digits", {"digits": "918273"}),
    ]
    stranger = another(client)
    for browser in (client, stranger):
        for place, form in canaries:
            post(browser, f"{address}/{place}", form)
            browser.post(f"{address}/{place}", data=form)  # without a token: refused, and written down
    secrets += [code for _, text in postbox.messages for code in SIX.findall(text)]
    secrets += [code.replace("-", "") for code in secrets if "-" in code]
    secrets += ["CANARY-CODE", "91827364", "9182-7364", "canary@mail", "918273", "카나리아하나"]
    captured = capfd.readouterr()
    written = captured.out + captured.err + caplog.text
    assert "refused" in written, "there is something to look at"
    assert [secret for secret in secrets if secret in written] == []
    assert json.dumps(secrets)
