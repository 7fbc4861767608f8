"""The officer's desk for proposals, in a browser."""

from datetime import timedelta

from starlette.testclient import TestClient

from app.core import clock
from tests.proposals.calendars import proposed, received
from tests.world import PEOPLE, World, another, post


def test_the_desk_is_the_officers_alone(client: TestClient, world: World) -> None:
    number = received(world)
    for name in PEOPLE:
        if name != "officer":
            browser = world.sign_in(another(client), name)
            assert browser.get("/desk/proposals").status_code == 403
            assert browser.get(f"/desk/proposals/{number}/selection").status_code == 403
            assert (
                post(browser, f"/desk/proposals/{number}/decision", {"decision": "declined"}).status_code
                == 403
            )
            assert post(browser, f"/desk/proposals/{number}/selection", {"title": "x"}).status_code == 403
    assert post(client, f"/desk/proposals/{number}/decision", {"decision": "declined"}).status_code == 401


def test_triage_shows_the_oldest_first_with_those_that_sound_alike(client: TestClient, world: World) -> None:
    received(world, title="계단 손잡이를 양쪽에 달아 주세요")
    with clock.moved(timedelta(days=-1)):
        proposed(world, visitor=2, title="계단 손잡이를 양쪽에 놓아 주세요")
    proposed(world, visitor=3, title="도서관을 늦게까지")
    world.sign_in(client, "officer")
    shown = client.get("/desk/proposals").text
    assert shown.index("놓아 주세요") < shown.index("도서관을 늦게까지")
    assert shown.count("비슷한 제안") == 1


def test_a_missing_reason_brings_the_page_back_with_the_words(client: TestClient, world: World) -> None:
    number = received(world)
    world.sign_in(client, "officer")
    address = f"/desk/proposals/{number}/decision?tab=received"
    assert "이유를 적어 주세요" in post(client, address, {"decision": "declined"}).text
    answer = post(client, address, {"decision": "merged", "reason": "같은 이야기라서요", "into_id": "999"})
    assert answer.status_code == 422
    assert "같은 이야기라서요" in answer.text
    assert "999" in answer.text


def test_a_decision_is_seen_by_everybody_and_can_be_taken_back(client: TestClient, world: World) -> None:
    number = received(world)
    officer = world.sign_in(another(client), "officer")
    post(
        officer,
        f"/desk/proposals/{number}/decision",
        {"decision": "declined", "reason": "올해 공사에 들어 있습니다."},
    )
    assert "올해 공사에 들어 있습니다." in client.get(f"/proposals/{number}").text
    post(officer, f"/desk/proposals/{number}/decision", {"decision": "received"})
    assert "올해 공사에 들어 있습니다." not in client.get(f"/proposals/{number}").text


def test_selecting_leads_to_the_agenda(client: TestClient, world: World) -> None:
    number = received(world)
    officer = world.sign_in(another(client), "officer")
    assert post(officer, f"/desk/proposals/{number}/selection", {"title": ""}).status_code == 422
    answer = post(officer, f"/desk/proposals/{number}/selection", {"title": "계단 손잡이 달기"})
    assert answer.headers["location"] == "/agendas/1"
    shown = client.get(f"/proposals/{number}").text
    assert 'href="/agendas/1"' in shown
