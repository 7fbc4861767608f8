"""A phone works without scripts: every answer is a page, every deed can be sent again, every receipt stays."""

import re

import pytest
from starlette.testclient import TestClient

from app.live.meetings.rules import ItemKind
from tests.live.evening import Evening, prepare
from tests.world import World, another, post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RECEIPT = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


@pytest.fixture
def voting(evening: Evening, client: TestClient) -> str:
    """A phone in a room whose vote is open; the address the vote goes to."""
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    paper = evening.open_vote()
    return f"/m/{evening.number}/ballots/{paper.id}/my-vote"


def test_the_same_vote_sent_again_is_answered_byte_for_byte_the_same(
    evening: Evening, client: TestClient, voting: str
) -> None:
    choice = {"choice": str(evening.paper().choices[0].id), "key": "k" * 32}
    answers = [post(client, voting, choice, htmx=True) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    receipt = RECEIPT.findall(answers[0].text)
    assert len(receipt) == 1
    other = post(client, voting, {**choice, "choice": str(evening.paper().choices[1].id)}, htmx=True)
    assert other.status_code == 409
    evening.press()
    assert RECEIPT.findall(post(client, voting, choice, htmx=True).text) == receipt, "also after the close"
    assert post(client, voting, {**choice, "key": "n" * 32}, htmx=True).status_code == 409


def test_the_receipt_is_on_the_page_until_the_vote_ends(
    evening: Evening, client: TestClient, voting: str
) -> None:
    post(client, voting, {"choice": str(evening.paper().choices[0].id), "key": "k" * 32})
    page = client.get(f"/m/{evening.number}").text
    assert RECEIPT.search(page)
    assert "투표했어요" in page
    changing = client.get(f"/m/{evening.number}?change=1").text
    assert "checked" in changing
    assert 'name="choice"' in changing


def test_who_has_not_come_in_is_sent_to_the_door(evening: Evening, client: TestClient, voting: str) -> None:
    stranger = another(client)
    answer = post(stranger, voting, {"choice": str(evening.paper().choices[0].id), "key": "k" * 32})
    assert answer.status_code == 403
    assert f'href="/m/{evening.number}"' in answer.text
    assert "참여하기" in stranger.get(f"/m/{evening.number}").text


def test_the_ballot_of_another_room_is_not_found(
    world: World, evening: Evening, client: TestClient, voting: str
) -> None:
    other = prepare(world)
    paper = other.open_vote()
    answer = post(
        client,
        f"/m/{evening.number}/ballots/{paper.id}/my-vote",
        {"choice": str(paper.choices[0].id), "key": "k" * 32},
    )
    assert answer.status_code == 404


def test_the_short_address_of_the_qr_leads_to_the_room(evening: Evening, client: TestClient) -> None:
    assert client.get(f"/{evening.number}").headers["location"] == f"/m/{evening.number}"
    typed = post(client, "/m", {"number": f" {evening.number[:3]} {evening.number[3:]} "})
    assert typed.headers["location"] == f"/m/{evening.number}"
    unknown = post(client, "/m", {"number": "000 000"})
    assert unknown.status_code == 422
    assert "000 000" in unknown.text


def test_a_phone_keeps_the_language_it_came_in_with(evening: Evening, client: TestClient) -> None:
    assert '<html lang="en"' in client.get(f"/m/{evening.number}?lang=en").text
    post(client, f"/m/{evening.number}/attendance", {"lang": "en"})
    assert '<html lang="en"' in client.get(f"/m/{evening.number}").text
    post(client, f"/m/{evening.number}/attendance", {"lang": "<script>"})
    assert '<html lang="ko"' in client.get(f"/m/{evening.number}").text


def test_a_language_tapped_once_stays(world: World, evening: Evening, client: TestClient) -> None:
    """At the door, before and after coming in; without scripts. Another address does not change it."""
    assert '<html lang="vi"' in client.get("/m?lang=vi").text
    assert post(client, "/m", {"number": evening.number}).headers["location"] == f"/m/{evening.number}"
    page = client.get(f"/m/{evening.number}").text
    assert '<html lang="vi"' in page
    assert f'hreflang="ja" href="/m/{evening.number}?lang=ja"' in page
    post(client, f"/m/{evening.number}/attendance", {"lang": "vi"})
    assert f'hreflang="zh" href="/m/{evening.number}?lang=zh"' in client.get(f"/m/{evening.number}").text
    client.get(f"/m/{evening.number}?lang=zh")
    client.get(f"/m/{evening.number}?lang=xx")
    client.get("/?lang=ja")  # this page is Korean only
    assert client.cookies[world.settings.cookie("lang")] == "zh"
    assert '<html lang="zh"' in client.get("/proposals/new").text


def test_a_hidden_ideas_thread_is_gone(world: World, evening: Evening, client: TestClient) -> None:
    host = world.sign_in(another(client), "facilitator")
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.until(ItemKind.IDEAS)
    idea = evening.idea("사라질 생각")
    thread = f"/m/{evening.number}/ideas/{idea}"
    said = {"text": "한마디", "key": "k" * 32}
    assert client.get(thread).status_code == 200
    assert post(client, f"{thread}/comments", said).status_code == 303
    post(host, f"/ideas/{idea}/hiding", {"reason": "other"})
    assert client.get(thread).status_code == 404
    assert post(client, f"{thread}/support").status_code == 404
    gone = post(client, f"{thread}/comments", {"text": "늦게 쓴 긴 이야기예요", "key": "n" * 32})
    assert gone.status_code == 404
    assert "늦게 쓴 긴 이야기예요" in gone.text, "what was written is given back"
    post(host, f"/ideas/{idea}/publication")
    assert "한마디" in client.get(thread).text


def test_a_thread_says_when_the_room_has_gone_on(evening: Evening, client: TestClient) -> None:
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.until(ItemKind.IDEAS)
    idea = evening.idea("긴 의자")
    thread = f"/m/{evening.number}/ideas/{idea}"
    assert "now-bar" not in client.get(thread).text
    evening.open_vote("작은 화장실", "마을 마루")
    assert "now-bar" in client.get(thread).text
    assert "투표가 시작되었어요" in client.get(thread).text
