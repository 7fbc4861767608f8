"""Pages of the process: what each role sees, what a press answers, what is given back."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core import clock
from app.process import actions
from app.process.models import Matter
from app.proposals.models import Agenda
from tests.process.walk import CARE, URBAN, agenda, fulfil, handed, matter, sheet, walk_to
from tests.world import World, another, post

STAFF = (
    "chair",
    "other_chair",
    "member",
    "officer",
    "reviewer",
    "co_chair",
    "official_co_chair",
    "facilitator",
)


@pytest.mark.parametrize("address", ["/board", "/board/urban", "/board/urban/list", "/reviews", "/consents"])
def test_visitors_are_sent_to_the_sign_in(client: TestClient, world: World, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_everyone_lands_on_their_own_board(client: TestClient, world: World) -> None:
    assert world.sign_in(client, "other_chair").get("/board").headers["location"] == "/board/care"
    assert world.sign_in(another(client), "officer").get("/board").headers["location"] == "/board/urban"
    assert client.get("/board/nowhere").status_code == 404


@pytest.mark.parametrize("who", STAFF)
def test_every_member_of_staff_sees_board_list_and_matter(client: TestClient, world: World, who: str) -> None:
    matter_id = handed(world)
    world.sign_in(client, who)
    for address in (
        "/board/urban",
        "/board/urban/list",
        f"/board/urban/list?matter={matter_id}",
        f"/matters/{matter_id}",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "창신 골목 계단 손잡이 설치" in answer.text
    for address in ("/reviews", "/consents"):
        assert client.get(address).status_code == 200


def test_an_empty_board_says_so_in_every_column(client: TestClient, world: World) -> None:
    world.write(actions.publish_standard)
    page = world.sign_in(client, "chair").get("/board/urban").text
    assert page.count("아직 없습니다.") == 6
    listed = client.get("/board/urban/list").text
    assert "아직 넘겨받은 의제가 없습니다" in listed
    assert "기다리는 검토가 없습니다" in client.get("/reviews").text
    assert "기다리는 합의가 없습니다" in client.get("/consents").text


def test_the_board_shows_the_columns_the_deadline_and_the_next_stage(
    client: TestClient, world: World
) -> None:
    matter_id = handed(world)
    page = world.sign_in(client, "chair").get("/board/urban").text
    for column in ("접수", "숙의", "부서 검토", "실행계획", "의결·예산", "실행·환류"):
        assert f"<h2>{column}</h2>" in page
    assert "D-7" in page
    assert "숙의로" in page
    assert f'data-topic="board:{world.subcommittees[URBAN]}:ko"' in page
    with clock.moved(timedelta(days=9)):
        assert "2일 지남" in world.sign_in(another(client), "officer").get("/board/urban?due=late").text
    assert f'action="/matters/{matter_id}/acceptance"' in page


def test_filters_narrow_the_board_by_get(client: TestClient, world: World) -> None:
    handed(world)
    world.write(
        actions.hand_over,
        world.actor("officer"),
        agenda(world, "통학로 차 없는 아침", "사직동"),
        world.subcommittees[URBAN],
    )
    world.sign_in(client, "chair")
    found = client.get("/board/urban/list?q=통학로").text
    assert "통학로 차 없는 아침" in found
    assert "창신 골목" not in found
    assert "창신 골목" not in client.get("/board/urban?dong=사직동").text
    assert "찾는 의제가 없습니다" in client.get("/board/urban/list?due=late").text
    assert "찾는 의제가 없습니다" in client.get("/board/urban?q=없는말").text


def test_a_blocked_press_on_the_board_answers_with_the_reason_and_the_fix(
    client: TestClient, world: World
) -> None:
    matter_id = handed(world)
    world.sign_in(client, "chair")
    turn = matter(world, matter_id).turn
    answer = post(client, f"/matters/{matter_id}/advance", {"expect": turn, "board": "urban"}, htmx=True)
    assert answer.status_code == 409
    assert answer.text.lstrip().startswith("<article")
    assert "먼저 할 일이 3가지 있습니다" in answer.text
    assert "분과장이 접수를 눌러야 합니다" in answer.text
    assert f'href="/matters/{matter_id}#criterion-working_group"' in answer.text
    assert matter(world, matter_id).stage_id == "handover"


def test_a_blocked_press_without_scripts_shows_the_matter_with_the_fixes(
    client: TestClient, world: World
) -> None:
    matter_id = handed(world)
    world.sign_in(client, "chair")
    answer = post(client, f"/matters/{matter_id}/advance", {"expect": matter(world, matter_id).turn})
    assert answer.status_code == 409
    assert 'href="#criterion-accepted"' in answer.text
    assert "‘분과 숙의’ 단계로 넘기려면" in answer.text


def test_a_stale_press_is_told_who_was_faster(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    fulfil(world, matter_id)
    turn = matter(world, matter_id).turn
    world.sign_in(client, "chair")
    slow = world.sign_in(another(client), "chair")
    first = post(client, f"/matters/{matter_id}/advance", {"expect": turn, "board": "urban"})
    assert (first.status_code, first.headers["location"]) == (303, "/board/urban")
    for htmx in (True, False):
        answer = post(slow, f"/matters/{matter_id}/advance", {"expect": turn, "board": "urban"}, htmx=htmx)
        assert answer.status_code == 409
        assert "그사이 도시·교통 분과장 윤○ 님이" in answer.text


def test_deeds_of_the_wrong_seat_are_refused(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    for who, deed, fields in (
        ("reviewer", "acceptance", {}),
        ("officer", "acceptance", {}),
        ("other_chair", "advance", {"expect": 4}),
        ("co_chair", "marks", {"criterion": "proposer_told", "note": "했습니다."}),
        ("reviewer", "documents", {}),
        ("member", "return", {"expect": 4, "reason": "다시"}),
        ("chair", "subcommittee", {"subcommittee": 1, "reason": "다시"}),
        ("officer", "other-subcommittee", {"reason": "다시"}),
        ("reviewer", "opinions", {"departments": 1}),
    ):
        browser = world.sign_in(another(client), who)
        assert post(browser, f"/matters/{matter_id}/{deed}", fields).status_code == 403, (who, deed)
    assert post(another(client), f"/matters/{matter_id}/acceptance").status_code == 401
    assert matter(world, matter_id).turn == 3


def test_the_chair_does_the_hand_over_stage_in_the_browser(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    world.sign_in(client, "chair")
    here = f"/matters/{matter_id}"
    assert post(client, f"{here}/acceptance", {"board": "urban"}).headers["location"] == "/board/urban"
    for name, side in (("김영희", "civil"), ("박철수", "civil"), ("이도로", "official")):
        assert post(client, f"{here}/group", {"name": name, "seat": "주민", "side": side}).status_code == 303
    answer = post(client, f"{here}/marks", {"criterion": "proposer_told", "note": "전화로 알렸습니다."})
    assert answer.headers["location"] == f"{here}#criterion-proposer_told"
    page = client.get(here).text
    assert "모두 갖추었습니다" in page
    assert "전화로 알렸습니다." in page
    assert post(client, f"{here}/advance", {"expect": matter(world, matter_id).turn}).status_code == 303
    assert "분과 숙의" in client.get(here).text
    held = {"held_on": "2026-01-05", "place": "주민센터", "attendees": "9", "gist": "계단을 골랐습니다."}
    assert post(client, f"{here}/gatherings", held).status_code == 303
    assert (
        post(client, f"{here}/return", {"expect": matter(world, matter_id).turn, "reason": ""}).status_code
        == 422
    )
    going = {"expect": matter(world, matter_id).turn, "reason": "다시 꾸립니다."}
    assert post(client, f"{here}/return", going).status_code == 303
    assert matter(world, matter_id).stage_id == "handover"


def test_a_form_with_a_mistake_comes_back_with_what_was_typed(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "refine")
    world.sign_in(client, "chair")
    answer = post(
        client,
        f"/matters/{matter_id}/gatherings",
        {"held_on": "2099-01-01", "place": "주민센터", "attendees": "9", "gist": "길게 쓴 회의 이야기"},
    )
    assert answer.status_code == 422
    assert "길게 쓴 회의 이야기" in answer.text
    assert "오늘이나 지난 날을 골라 주세요." in answer.text
    assert "data-topic" not in answer.text, "news must not wipe out what was typed"
    answer = post(client, f"/matters/{matter_id}/documents", {"name": "쟁점정리표", "body": ""})
    assert answer.status_code == 422
    assert "문서 내용을 적어 주세요." in answer.text
    assert (
        post(client, f"/matters/{matter_id}/marks", {"criterion": "proposer_heard", "note": ""}).status_code
        == 422
    )


def test_the_officer_hands_over_in_the_browser(client: TestClient, world: World) -> None:
    world.write(actions.publish_standard)
    agenda_id = agenda(world, "낙산길 밤길 조명")
    world.sign_in(client, "officer")
    page = client.get("/matters/new").text
    assert "낙산길 밤길 조명" in page
    assert "41명 가운데 28표" in page
    assert post(client, "/matters", {"agenda": agenda_id}).status_code == 422
    given = {"agenda": agenda_id, "subcommittee": world.subcommittees[CARE]}
    answer = post(client, "/matters", given)
    assert re.fullmatch(r"/matters/\d+", answer.headers["location"])
    assert post(client, "/matters", given).status_code == 409
    assert "넘길 의제가 없습니다" in client.get("/matters/new").text
    assert world.sign_in(another(client), "chair").get("/matters/new").status_code == 403


def test_the_chair_asks_and_the_officer_reassigns_in_the_browser(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    world.sign_in(client, "chair")
    officer = world.sign_in(another(client), "officer")
    post(client, f"/matters/{matter_id}/other-subcommittee", {"reason": "돌봄 시설의 일입니다."})
    assert "변경 요청" in client.get("/board/urban").text
    assert "돌봄 시설의 일입니다." in officer.get(f"/matters/{matter_id}").text
    given = {"subcommittee": world.subcommittees[CARE], "reason": "맞습니다."}
    assert post(officer, f"/matters/{matter_id}/subcommittee", given).status_code == 303
    assert "창신 골목" in officer.get("/board/care").text
    assert "창신 골목" not in officer.get("/board/urban").text


def test_the_reviewer_answers_on_one_page(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "review")
    chair = world.sign_in(another(client), "chair")
    asked = {"departments": [world.departments["도로과"]], "question": "길의 폭이 되나요?"}
    assert post(chair, f"/matters/{matter_id}/opinions", asked).status_code == 303
    opinion = sheet(world, matter_id).opinions[0].id
    world.sign_in(client, "reviewer")
    assert "길의 폭이 되나요?" in client.get("/reviews").text
    page = client.get(f"/reviews/{opinion}").text
    assert "쟁점정리표" in page
    assert 'name="verdict"' in page
    answer = post(client, f"/reviews/{opinion}", {"verdict": "unfit", "grounds": "겹치는 사업이 있습니다."})
    assert answer.status_code == 422
    assert "겹치는 사업이 있습니다." in answer.text
    assert "대신 할 수 있는 방법을 함께" in answer.text
    assert post(client, f"/reviews/{opinion}", {}).status_code == 422
    done = {"verdict": "fit", "grounds": "폭이 충분합니다."}
    other = world.sign_in(another(client), "other_reviewer")
    assert 'name="verdict"' not in other.get(f"/reviews/{opinion}").text
    assert post(other, f"/reviews/{opinion}", done).status_code == 403
    assert post(client, f"/reviews/{opinion}", done).status_code == 303
    assert "폭이 충분합니다." in client.get(f"/reviews/{opinion}").text
    assert post(client, f"/reviews/{opinion}", done).status_code == 409
    assert client.get("/reviews/999").status_code == 404


def test_the_co_chairs_turn_their_keys_on_the_phone(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "council")
    world.sign_in(client, "co_chair")
    assert "창신 골목" in client.get("/consents").text
    word = {"side": "civil", "agreed": "true", "here": "true"}
    assert post(client, f"/matters/{matter_id}/consents", word).headers["location"] == "/consents"
    assert "기다리는 합의가 없습니다" in client.get("/consents").text
    official = world.sign_in(another(client), "official_co_chair")
    assert "합의함" in official.get("/consents").text
    assert post(official, f"/matters/{matter_id}/consents", word).status_code == 403
    refusing = {"side": "official", "agreed": "false", "reason": ""}
    assert post(official, f"/matters/{matter_id}/consents", refusing).status_code == 422
    refusing["reason"] = "예산을 다시 봐야 합니다."
    assert post(official, f"/matters/{matter_id}/consents", refusing).status_code == 303
    assert matter(world, matter_id).stage_id == "plan"
    assert "예산을 다시 봐야 합니다." in client.get(f"/matters/{matter_id}").text


def test_a_matter_shows_who_did_what_on_which_side_and_why(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "plan")
    page = world.sign_in(client, "officer").get(f"/matters/{matter_id}").text
    assert page.count('class="way__i') == 11
    assert "side--civil" in page
    assert "side--official" in page
    assert "41명 가운데 28표" in page
    assert "비 오는 날 계단이 미끄러워" in page
    assert 'id="consent-civil"' in page
    assert 'id="consent-official"' in page
    assert "can-accept" not in page
    assert client.get("/matters/999").status_code == 404


def test_a_finished_matter_is_shown_and_offers_no_more_deeds(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "feedback")
    fulfil(world, matter_id)
    world.sign_in(client, "chair")
    stranger = world.sign_in(another(client), "reviewer")
    press = {"expect": matter(world, matter_id).turn}
    assert post(stranger, f"/matters/{matter_id}/advance", press).status_code == 403
    co_chair = world.sign_in(another(client), "co_chair")
    done = post(co_chair, f"/matters/{matter_id}/advance", press)
    assert done.status_code == 303
    page = client.get(f"/matters/{matter_id}").text
    assert "마침" in page
    assert f'action="/matters/{matter_id}/advance"' not in page
    assert "마침" in client.get("/board/urban").text


def test_only_staff_may_watch_and_news_reach_board_and_matter(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    board, one = f"board:{world.subcommittees[URBAN]}:ko", f"matter:{matter_id}:ko"
    for topic in (board, one):
        assert client.get(f"/snapshot?topic={topic}").status_code == 403
    world.sign_in(client, "reviewer")
    assert client.get("/snapshot?topic=matter:999:ko").status_code == 404
    assert client.get("/snapshot?topic=board:999:ko").status_code == 404

    def versions(topic: str) -> dict[str, str]:
        regions = client.get(f"/snapshot?topic={topic}").json()["regions"]
        return {name: frame["v"] for name, frame in regions.items()}

    before = versions(board), versions(one)
    assert set(before[0]) == {"columns", "rows", "sums"}
    assert set(before[1]) == {"head", "way", "exits", "record", "history"}
    chair = world.sign_in(another(client), "chair")
    post(chair, f"/matters/{matter_id}/acceptance")
    after = versions(board), versions(one)
    assert after[0]["columns"] != before[0]["columns"]
    assert after[1]["head"] != before[1]["head"]
    assert after[1]["history"] != before[1]["history"]


def test_the_public_page_learns_of_every_move(client: TestClient, world: World) -> None:
    matter_id = handed(world)

    def status(db: Session) -> str:
        held = db.get(Matter, matter_id)
        assert held is not None
        found = db.get(Agenda, held.agenda_id)
        assert found is not None
        return found.status

    said = {world.read(status)}
    for stage in ("refine", "review", "plan", "council", "budget", "implement", "evaluate", "feedback"):
        walk_to(world, matter_id, stage)
        said.add(world.read(status))
    assert len(said) == 9
    assert all(text.endswith("니다.") for text in said)
