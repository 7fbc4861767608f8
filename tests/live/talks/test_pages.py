"""Writing and talking on a phone without scripts: every answer is a page, and the order stands in the address."""

import html
import re

import pytest
from starlette.testclient import TestClient

from app.core import ids
from app.live.ideas import actions as ideas
from app.live.ideas import queries
from app.live.ideas.rules import HideReason
from app.live.meetings.rules import Moderation
from tests.live.evening import Evening
from tests.live.talks.talker import Talker
from tests.world import another, post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SWEAR = "이런 시 발 골목"


@pytest.fixture
def talker(evening: Evening, client: TestClient) -> Talker:
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    return Talker(evening).begin()


def sends(talker: Talker, client: TestClient, text: str) -> None:
    item = talker.evening.meeting.current_id
    address = f"/m/{talker.evening.number}/items/{item}/ideas"
    assert post(client, address, {"text": text, "key": ids.token()}).status_code == 303


def listed(page: str, what: str) -> list[str]:
    return re.findall(rf'<li id="{what}-(\d+)"', page)


def test_a_resident_is_told_before_writing_when_it_will_be_seen(talker: Talker, client: TestClient) -> None:
    room = f"/m/{talker.evening.number}"
    assert "진행자가 본 뒤에 보여요" in client.get(room).text
    talker.ways(ideas=Moderation.AFTER)
    assert "보내면 바로 올라가요" in client.get(room).text
    talker.ways(ideas=Moderation.OFF)
    page = client.get(room).text
    assert "지금은 생각을 받지 않아요" in page
    assert "<textarea" not in page
    talker.ways(ideas=Moderation.BEFORE)
    thread = f"{room}/ideas/{talker.evening.idea('이야기할 생각')}"
    assert "보내면 바로 올라가요" in client.get(thread).text
    talker.ways(comments=Moderation.BEFORE)
    assert "진행자가 본 뒤에 보여요" in client.get(thread).text
    talker.ways(comments=Moderation.OFF)
    page = client.get(thread).text
    assert "지금은 이야기를 받지 않아요" in page
    assert 'id="say"' not in page
    late = post(client, f"{thread}/comments", {"text": "늦게 쓴 긴 이야기", "key": ids.token()})
    assert late.status_code == 409
    assert "늦게 쓴 긴 이야기" in late.text, "what was written is given back"


def test_the_author_sees_why_changes_it_and_sees_it_shown(talker: Talker, client: TestClient) -> None:
    room = f"/m/{talker.evening.number}"
    talker.ways(ideas=Moderation.AFTER)
    sends(talker, client, SWEAR)
    page = client.get(room).text
    assert "욕설로 보이는 말이 있어요." in page
    link = re.search(r'href="(/m/\d+/ideas/\d+)/revision"', page)
    assert link is not None
    form = client.get(f"{link[1]}/revision").text
    assert SWEAR in form
    assert 'name="edits" value="0"' in form
    refused = post(client, f"{link[1]}/revision", {"text": "x", "edits": "0"})
    assert refused.status_code == 422
    sent = post(client, f"{link[1]}/revision", {"text": "이런 골목이에요", "edits": "0"})
    assert sent.headers["location"] == f"{room}#sent"
    page = client.get(room).text
    assert "올렸어요" in page
    assert "이런 골목이에요" in page
    assert SWEAR not in page
    assert another(client).get(f"{link[1]}/revision").status_code == 403


def test_the_room_reads_how_many_were_hidden_and_the_author_why(talker: Talker, client: TestClient) -> None:
    room = f"/m/{talker.evening.number}"
    sends(talker, client, "내가 쓴 것")
    mine = talker.evening.world.read(queries.cards, talker.evening.meeting_id)[0].id
    for idea in (mine, talker.evening.idea("남이 쓴 것", by=2)):
        talker.hide(idea, HideReason.PERSONAL, "전화번호를 빼 주세요")
    page = client.get(room).text
    assert "가린 의견 2개: 개인정보 2" in re.sub(r"\s+", " ", page)
    assert "까닭: 개인정보 – <span>전화번호를 빼 주세요</span>" in page
    assert f"{mine}:hidden" in page
    stranger = another(client)
    post(stranger, f"{room}/attendance", {"lang": "ko"})
    page = stranger.get(room).text
    assert "가린 의견 2개" in page
    assert "전화번호를 빼 주세요" not in page
    assert "내가 쓴 것" not in page
    assert client.get(f"{room}/mine", headers={"hx-request": "true"}).text.count("data-own") == 1
    talker.show(mine)
    assert "가린 의견 1개" in client.get(room).text


def test_a_comment_that_waits_is_seen_by_its_author_alone(talker: Talker, client: TestClient) -> None:
    idea = talker.evening.idea("이야기할 생각")
    thread = f"/m/{talker.evening.number}/ideas/{idea}"
    post(client, f"{thread}/comments", {"text": SWEAR, "side": "against", "key": ids.token()})
    page = client.get(thread).text
    assert SWEAR in page
    assert "욕설로 보이는 말이 있어요." in page
    link = re.search(r'href="(/m/\d+/comments/\d+)/revision"', page)
    assert link is not None
    stranger = another(client)
    post(stranger, f"/m/{talker.evening.number}/attendance", {"lang": "ko"})
    assert SWEAR not in stranger.get(thread).text
    sent = post(client, f"{link[1]}/revision", {"text": "그래도 좁아요", "edits": "0"})
    assert sent.headers["location"] == f"{thread}#mine"
    page = stranger.get(thread).text
    assert "그래도 좁아요" in page
    assert 'data-side="against"' in page
    assert "반대 1" in page
    answer = post(client, f"{thread}/comments", {"text": SWEAR, "key": ids.token()}, htmx=True)
    assert "data-own" in answer.text


def test_the_order_stands_in_the_address(talker: Talker, client: TestClient) -> None:
    talker.ways(ideas=Moderation.AFTER)
    number, world = talker.evening.number, talker.evening.world
    first, second, third = (talker.send(text).id or 0 for text in ("하나", "둘 둘", "셋 셋"))
    world.write(ideas.support, talker.evening.guest(3), number, second)
    room = f"/m/{number}"
    assert listed(client.get(room).text, "idea") == [str(one) for one in (third, second, first)]
    most = client.get(f"{room}?sort=most").text
    assert listed(most, "idea") == [str(one) for one in (second, third, first)]
    assert 'data-sort="most"' in most
    assert re.search(r'\?sort=most" aria-current="true"', most)
    assert listed(client.get(f"{room}?sort=nonsense").text, "idea")[0] == str(third)
    referer = {"referer": f"http://testserver{room}?sort=most"}
    client.headers.update(referer)
    kept = post(client, f"{room}/ideas/{first}/support")
    assert kept.headers["location"] == f"{room}?sort=most#idea-{first}"
    thread = f"{room}/ideas/{first}"
    said = [talker.say(first, text).id for text in ("가", "나")]
    assert listed(client.get(thread).text, "remark") == [str(one) for one in reversed(said)]
    assert client.get(f"{thread}?sort=sides").status_code == 200


def test_the_console_sorts_and_hides_without_scripts(talker: Talker, client: TestClient) -> None:
    world, number = talker.evening.world, talker.evening.number
    less, more = talker.evening.idea("적은 공감"), talker.evening.idea("많은 공감")
    newest = talker.evening.idea("새 생각", by=2)
    world.write(ideas.support, talker.evening.guest(3), number, more)
    host = world.sign_in(another(client), "facilitator")
    console = f"/meetings/{talker.evening.meeting_id}"
    keys = re.compile(r'data-key="idea-(\d+)"')
    page = host.get(f"{console}?inbox=shown&sort=most").text
    assert keys.findall(page) == [str(one) for one in (more, newest, less)]
    assert post(host, f"/ideas/{more}/hiding", {}).status_code == 422, "a reason is due"
    assert post(host, f"/ideas/{more}/hiding", {"reason": "abuse", "note": "거친 말"}).status_code == 303
    page = host.get(f"{console}?inbox=hidden").text
    assert "욕설이나 깎아내리는 말 – 거친 말" in page
    care = host.get(f"{console}?aside=care").text
    assert "바로 올리고 나중에 살피기" in care
    assert post(host, f"{console}/moderation", {"comments": "before"}).status_code == 303
    talker.say(less, "기다리는 이야기")
    care = host.get(f"{console}?aside=care").text
    assert "기다리는 이야기 1개" in care
    assert post(host, f"{console}/moderation", {"comments": "never"}).status_code == 422
    assert host.get(f"/ideas/{less}/talk?sort=sides").status_code == 200


def test_the_parking_lot_is_on_console_result_and_record(talker: Talker, client: TestClient) -> None:
    world, evening = talker.evening.world, talker.evening
    idea, unread = evening.idea("도서관 이야기예요"), evening.idea("읽지 않은 이야기예요", shown=False)
    host, officer = (world.sign_in(another(client), name) for name in ("facilitator", "officer"))
    for one in (idea, unread):
        assert post(host, f"/ideas/{one}/parking").status_code == 303
    assert "도서관 이야기예요" not in client.get(f"/m/{evening.number}").text
    assert "도서관 이야기예요" in host.get(f"/meetings/{evening.meeting_id}?inbox=parked").text
    outcome = f"/meetings/{evening.meeting_id}/outcome"
    assert "도서관 이야기예요" in host.get(outcome).text
    assert "제안 초안으로" not in host.get(outcome).text
    found = re.search(r'href="(/proposals/new[?]title=[^"]*)"', officer.get(outcome).text)
    assert found is not None
    draft = officer.get(html.unescape(found[1])).text
    assert 'value="도서관 이야기예요"' in draft
    assert evening.meeting.title in draft
    turn = {"expect": str(evening.meeting.turn)}
    assert post(host, f"/meetings/{evening.meeting_id}/ending", turn).status_code == 303
    record = another(client).get(f"/m/{evening.number}/record").text
    assert "도서관 이야기예요" in record
    assert "읽지 않은 이야기예요" not in record
    assert "올리기 전에 주차장에 둔 의견 1개" in record
    assert post(host, f"/ideas/{idea}/publication").status_code == 303
    assert "도서관 이야기예요" not in another(client).get(f"/m/{evening.number}/record").text


def test_a_resident_reports_and_only_hosts_see_it(talker: Talker, client: TestClient) -> None:
    evening = talker.evening
    idea = evening.idea("신고할 생각", by=2)
    room = f"/m/{evening.number}"
    address = f"{room}/ideas/{idea}/report"
    assert address in client.get(f"{room}/ideas/{idea}").text
    assert "왜 진행자가 보아야 하나요?" in client.get(address).text
    assert post(client, address, {}).status_code == 422
    sent = post(client, address, {"reason": "advertising"})
    assert sent.headers["location"] == room
    page = client.get(room).text
    assert "신고를 받았어요" in page
    assert "광고나 홍보" not in page
    host = evening.world.sign_in(another(client), "facilitator")
    care = f"/meetings/{evening.meeting_id}?aside=care"
    assert "신고 1건" in host.get(care).text
    assert "광고나 홍보 1" in re.sub(r"\s+", " ", host.get(care).text)
    assert post(host, f"/ideas/{idea}/reports/seen").headers["location"] == care
    assert "신고가 없습니다." in host.get(care).text


def test_a_department_finds_what_to_answer_from_its_desk(talker: Talker, client: TestClient) -> None:
    evening = talker.evening
    idea, unread = evening.idea("가로등을 고쳐 주세요"), evening.idea("읽지 않은 생각", shown=False)
    reviewer = evening.world.sign_in(another(client), "reviewer")
    answers = f"/meetings/{evening.meeting_id}/answers"
    assert answers in reviewer.get("/desk").text
    page = reviewer.get(answers).text
    assert "가로등을 고쳐 주세요" in page
    assert "읽지 않은 생각" not in page
    talk = reviewer.get(f"/ideas/{idea}/talk").text
    assert "구청 답변 달기" in talk
    assert "숨기기" not in talk
    assert reviewer.get(f"/ideas/{unread}/talk").status_code == 404
    said = {"text": "다음 달에 고칩니다", "key": "k" * 32}
    assert post(reviewer, f"/ideas/{idea}/answers", said).status_code == 303
    talker.say(idea, "고맙습니다", by=3)
    page = client.get(f"/m/{evening.number}/ideas/{idea}").text
    assert page.index("다음 달에 고칩니다") < page.index("고맙습니다")
    assert "<b>도로과</b>" in page
    assert "답변함" in reviewer.get(answers).text
