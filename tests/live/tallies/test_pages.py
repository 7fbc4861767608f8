"""What the counting, the desk, the phone and the results show, by plain forms."""

import re

import pytest
from starlette.testclient import TestClient

from app.live.ballots.rules import Secrecy
from app.live.counts.channels import Channel
from app.live.counts.terms import Terms
from app.live.meetings.rules import ItemKind
from tests.live.evening import QUESTION, Evening
from tests.live.tallies.hall import PAPER, Hall
from tests.world import World, another, post

EVERY = Terms(channels=tuple(one for one in Channel if one is not Channel.HANDS))


@pytest.fixture
def hall(evening: Evening) -> Hall:
    return Hall(evening)


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_from_the_desk_to_the_result(hall: Hall, client: TestClient, world: World) -> None:
    evening = hall.evening
    [code] = hall.slips(1)
    paper = hall.open(EVERY)
    host, second = (world.sign_in(another(client), who) for who in ("facilitator", "officer"))
    resident = another(client)
    post(resident, f"/m/{evening.number}/attendance", {"lang": "ko"})
    post(resident, f"/m/{evening.number}/level/slip", {"code": code})
    desk, tallies = f"/ballots/{paper.id}/desk", f"/ballots/{paper.id}/tallies"
    assert desk in host.get(f"/meetings/{evening.meeting_id}/entrances").text
    assert tallies in host.get(f"/meetings/{evening.meeting_id}").text
    assert "종이·문자·전화" in re.sub(
        r"휴대폰·문자·전화·종이", "종이·문자·전화", resident.get(f"/m/{evening.number}").text
    )

    wrong = post(host, f"/ballots/{paper.id}/marks", {"slip": "<b>AAAAA"})
    assert wrong.status_code == 422
    assert "&lt;b&gt;AAAAA" in wrong.text, "what was typed is kept"
    assert post(host, f"/ballots/{paper.id}/marks", {"slip": code}).status_code == 303
    assert post(host, f"/ballots/{paper.id}/marks", {"seat": "3-1"}).status_code == 303
    shown = host.get(desk).text
    assert "표시한 사람 2명" in shown
    assert code not in shown
    assert "종이로 투표해요" in resident.get(f"/m/{evening.number}").text
    refused = post(
        resident,
        f"/m/{evening.number}/ballots/{paper.id}/my-vote",
        {"choice": paper.choices[0].id, "key": "k" * 20},
    )
    assert refused.status_code == 409
    assert "접수대에서 표시했어요" in refused.text

    sent = {f"option-{one.position}": number for one, number in zip(paper.choices, (1, 1, 0), strict=True)}
    pile = {"handed": 3, "valid": 2, "blank": 0, "void": 0, **sent}
    bad = post(host, f"{tallies}/paper", {**pile, "key": key_in(host.get(tallies).text)})
    assert bad.status_code == 422
    assert "낸 표의 수와 다릅니다" in bad.text
    assert 'name="handed" type="number" value="3"' in bad.text
    for browser in (host, second):
        form = {**pile, "handed": 2, "key": key_in(browser.get(tallies).text)}
        for _ in range(2):
            assert post(browser, f"{tallies}/paper", form).status_code == 303, "sent twice is once"
    done = second.get(tallies).text
    assert "두 사람이 센 수가 같아 확정" in done
    assert "개표할 때까지 보이지 않습니다" in done

    evening.press()
    evening.press()
    for address in (f"/m/{evening.number}", f"/ballots/{paper.id}/check", f"/wall/{evening.wall_key}"):
        assert "종이" in resident.get(address).text, address
    assert "종이 표와 한데 묶어 셌어요" in resident.get(f"/ballots/{paper.id}/check").text
    evening.until(ItemKind.THANKS)
    evening.press()
    minutes = resident.get(f"/m/{evening.number}/record").text
    assert "투표 방법마다" in minutes
    assert "종이 표와 한데 묶어 셌어요" in minutes
    exported = resident.get(f"/ballots/{paper.id}/election.pb").text
    assert "voting_method" in exported
    assert not re.findall(r";paper$", exported, re.MULTILINE), "two papers are not told apart"
    assert len(re.findall(r";together$", exported, re.MULTILINE)) >= 2


def test_an_operator_reads_out_the_receipt(hall: Hall, client: TestClient, world: World) -> None:
    [code] = hall.slips(1)
    paper = hall.open(EVERY)
    host = world.sign_in(another(client), "facilitator")
    here = f"/ballots/{paper.id}/wishes"
    wish = {"slip": code, "choice": paper.choices[1].id, "channel": "telephone", "key": "w" * 20}
    said = post(host, here, wish)
    assert said.status_code == 200
    assert re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", said.text)
    assert "반대" in said.text
    assert post(host, here, wish).text.count("readout") == 1
    assert post(host, here, {**wish, "slip": "", "key": "v" * 20}).status_code == 422
    lost = post(host, here, {**wish, "slip": "AAAAAAAAAA", "key": "v" * 20})
    assert lost.status_code == 422
    assert 'value="AAAAAAAAAA"' in lost.text
    assert post(world.sign_in(another(client), "member"), here, wish).status_code == 403
    assert post(another(client), here, wish).status_code in (401, 403)


def test_somebody_helps_the_person_beside_them(hall: Hall, client: TestClient, world: World) -> None:
    evening = hall.evening
    [code] = hall.slips(1)
    paper = hall.open(Terms())
    phone = another(client)
    here, sent_to = f"/m/{evening.number}/help", f"/m/{evening.number}/ballots/{paper.id}/help"
    assert phone.get(here).status_code == 403, "whoever is not in the room"
    post(phone, f"/m/{evening.number}/attendance", {"lang": "ko"})
    assert here in phone.get(f"/m/{evening.number}").text
    wish = {"slip": code, "choice": paper.choices[0].id, "key": "h" * 20}
    wrong = post(phone, sent_to, {**wish, "slip": "AAAAAAAAAA"})
    assert wrong.status_code == 422
    assert "번호가 맞지 않아요" in wrong.text
    told = post(phone, sent_to, wish)
    assert told.status_code == 200
    assert "그분의 표가 들어갔어요" in told.text
    assert "vote-" not in told.headers.get("set-cookie", ""), "this phone keeps nothing of it"
    own = {"choice": paper.choices[1].id, "key": "o" * 20, "helped": 1}
    assert post(phone, f"/m/{evening.number}/ballots/{paper.id}/my-vote", own).status_code == 303
    evening.press()
    evening.press()
    assert evening.paper().voters == 2
    assert "도움을 받은 표 2" in phone.get(f"/m/{evening.number}").text
    assert "지금은 열린 투표가 없어요" in phone.get(here).text


def test_the_draft_form_says_which_channels_and_how_they_combine(
    evening: Evening, client: TestClient, world: World
) -> None:
    evening.until(ItemKind.BALLOT)
    host = world.sign_in(another(client), "facilitator")
    item = evening.item(ItemKind.BALLOT).id
    form = {
        "question": QUESTION,
        "kind": "yesno",
        "secrecy": "secret",
        "channel": ["paper", "text"],
        "online": 40,
    }
    assert post(host, f"/items/{item}/ballot", form).status_code in (204, 303)
    paper = evening.paper(for_staff=True)
    assert (paper.terms.channels, paper.terms.online) == ((Channel.PHONE, Channel.TEXT, Channel.PAPER), 40)
    shown = host.get(f"/meetings/{evening.meeting_id}").text
    assert re.search(r'value="paper" checked', shown)
    hands = post(host, f"/items/{item}/ballot", {**form, "channel": ["hands"]})
    assert hands.status_code == 422
    assert "손들기는 모두가 보므로" in hands.text
    alone = post(host, f"/items/{item}/ballot", {**form, "channel": ["text"]})
    assert "몫을 나누려면" in alone.text


def test_hands_are_counted_on_a_page_of_their_own(hall: Hall, client: TestClient, world: World) -> None:
    paper = hall.open_named(Channel.HANDS)
    tallies = f"/ballots/{paper.id}/tallies"
    sent = {f"option-{one.position}": number for one, number in zip(paper.choices, (5, 2, 1), strict=True)}
    for who in ("facilitator", "member"):
        browser = world.sign_in(another(client), who)
        page = browser.get(tallies).text
        assert "비밀이 아니고" in page
        assert "1. 5" not in page
        assert post(browser, f"{tallies}/hands", {**sent, "key": key_in(page)}).status_code == 303
    assert "1. 5" in browser.get(tallies).text
    assert "손을 든 사람 8명" in browser.get(tallies).text
    assert post(browser, f"{tallies}/hands/removal", {}).status_code == 403
    assert post(browser, f"{tallies}/text", {**sent, "key": "k" * 20}).status_code in (409, 422)


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])
def test_an_empty_side_is_said_plainly(hall: Hall, client: TestClient, secrecy: Secrecy) -> None:
    evening = hall.evening
    paper = hall.open(Terms(channels=PAPER.channels, online=50), secrecy=secrecy)
    evening.vote(1, 1, name="김순이")
    evening.press()
    evening.press()
    page = client.get(f"/ballots/{paper.id}/check").text
    assert "현장 표가 하나도 없어서" in page
    assert "50.00점" in page


def test_a_count_that_waits_is_named_where_people_look(hall: Hall, client: TestClient, world: World) -> None:
    evening = hall.evening
    paper = hall.open(PAPER)
    hall.mark(seat="1-1")
    host, second = (world.sign_in(another(client), who) for who in ("facilitator", "officer"))
    tallies = f'href="/ballots/{paper.id}/tallies"'
    assert tallies not in second.get("/desk").text, "the vote is still open"
    evening.press()
    console = host.get(f"/meetings/{evening.meeting_id}").text
    assert "집계하기: 종이" in console
    assert 'data-key="turn"' not in console, "there is no result to show yet"
    assert "다시 열기" not in console, "a secret vote is not opened again"
    refused = post(host, f"/meetings/{evening.meeting_id}/turn", {"expect": str(evening.meeting.turn)})
    assert refused.status_code == 409
    assert tallies in refused.text
    assert "셀 사람을 기다림" in second.get("/desk").text
    assert tallies in second.get("/desk").text
    hall.count("officer", hall.total(1, 0, 0))
    assert tallies not in second.get("/desk").text, "who has counted waits for somebody else"
    assert tallies in host.get("/desk").text
    hall.count("facilitator", hall.total(1, 0, 0))
    assert tallies not in host.get("/desk").text
    assert "결과 함께 보기" in host.get(f"/meetings/{evening.meeting_id}").text
