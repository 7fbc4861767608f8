"""By-laws of the result sheet: what it says in every state of an evening, and what it never says."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.core import clock
from app.live.ballots import actions as ballots
from app.live.counts.terms import Terms
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind
from app.live.selections import actions as selections
from app.live.stage import actions as stage
from app.process import actions as process
from app.results import queries
from app.results.queries import Next
from app.web.words import day, fingerprint
from tests.conventions.english import Phone
from tests.live.evening import QUESTION, Evening
from tests.live.phones.test_hostile_text import HOSTILE, assert_harmless
from tests.live.surveys.test_surveys import PAPER, enter
from tests.process.walk import agreed
from tests.world import World, another


def sheet(client: TestClient, evening: Evening) -> str:
    answer = another(client).get(f"/m/{evening.number}/result")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def finish(evening: Evening) -> None:
    host = evening.world.actor("facilitator")
    evening.world.write(stage.end_early, host, evening.meeting_id, evening.meeting.turn)


def select(evening: Evening, title: str = "긴 의자 놓기", field: str = "교통") -> int:
    option = evening.paper(for_staff=True).choices[0].id
    world = evening.world
    agenda, _ = world.write(
        selections.select_option,
        world.actor("officer"),
        option,
        title=title,
        field_id=world.fields[field],
    )
    return agenda.id or 0


def nexts(evening: Evening) -> tuple[Next, ...]:
    return evening.world.read(queries.result_sheet, evening.number, 0).nexts


def test_before_and_while_it_is_on_it_says_so(client: TestClient, evening: Evening) -> None:
    assert "아직 시작하지 않은 회의입니다" in sheet(client, evening)
    evening.until(ItemKind.IDEAS)
    page = sheet(client, evening)
    assert "회의가 아직 진행 중입니다" in page
    assert "아직 투표하지 않았습니다" in page
    assert "아직 의제로 선정한 것이 없습니다" in page
    assert client.get("/m/000000/result").status_code == 404


def test_a_count_nobody_may_see_is_not_on_it(client: TestClient, evening: Evening) -> None:
    evening.open_vote(terms=Terms(observers=True))
    evening.vote(1, 1)
    assert "지금 투표하고 있습니다" in sheet(client, evening)
    for _ in range(2):  # closed, then opened to staff
        evening.press()
        page = sheet(client, evening)
        assert "결과는 아직 공표하지 않았습니다" in page
        assert "100%" not in page
    finish(evening)
    assert "결과를 공표하지 않은 투표입니다" in sheet(client, evening)


def test_it_says_who_confirmed_by_seat(client: TestClient, evening: Evening) -> None:
    paper = evening.open_vote(terms=Terms(observers=True))
    evening.vote(1, 2)
    evening.press()
    evening.press()
    for who in ("member", "reviewer"):
        evening.world.write(ballots.confirm_count, evening.world.actor(who), paper.id)
    evening.press()
    page = sheet(client, evening)
    assert "참관: 민 도시·교통 분과위원, 관 도로과 담당자" in page
    assert "보람" not in page
    assert "민석" not in page
    assert "L0" in page
    assert page.index("작은 화장실") < page.index("그늘과 긴 의자"), "the most votes stand first"


def test_an_annulled_vote_says_why_and_by_whose_seats(client: TestClient, evening: Evening) -> None:
    paper = evening.open_vote()
    evening.vote(1, 1)
    world = evening.world
    world.write(ballots.propose_annulment, world.actor("facilitator"), paper.id, reason="보기가 빠졌습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), paper.id)
    page = sheet(client, evening)
    assert "이 투표는 무효로 했습니다 – 보기가 빠졌습니다" in page
    assert "제안 진행자, 확인 협치추진단" in page


def test_what_was_chosen_says_where_it_goes_and_by_when(
    client: TestClient, evening: Evening, world: World
) -> None:
    evening.open_vote("긴 의자", "화장실")
    evening.vote(1, 1)
    evening.press()
    evening.press()
    agenda_id = select(evening)
    (one,) = nexts(evening)
    assert (one.subcommittee, one.until) == ("도시·교통 분과", None), "no process, no promise of a day"
    world.write(process.publish_standard)
    (one,) = nexts(evening)
    assert one.until is not None
    assert clock.seoul(one.until).date() == (clock.seoul(clock.now()) + timedelta(days=7)).date()
    page = sheet(client, evening)
    assert "맡을 분과: 도시·교통 분과" in page
    assert f"{day(one.until)}까지 받아서 답합니다" in page
    care = world.subcommittees["교육·돌봄 분과"]
    world.write(process.hand_over, world.actor("officer"), agreed(world, agenda_id), care)
    (one,) = nexts(evening)
    assert one.subcommittee == "교육·돌봄 분과"
    assert one.owed_by
    assert one.until is not None
    page = sheet(client, evening)
    assert "맡은 분과: 교육·돌봄 분과" in page
    assert f"다음에 답할 곳: {one.owed_by}" in page
    assert f"{day(one.until)}까지" in page


def test_the_parking_lot_shows_what_the_room_had_seen(client: TestClient, evening: Evening) -> None:
    assert "주차장에 둔 의견이 없습니다" in sheet(client, evening)
    evening.until(ItemKind.IDEAS)
    seen, unread = evening.idea("버스 이야기"), evening.idea("아직 안 올린 말", shown=False)
    for idea in (seen, unread):
        evening.world.write(ideas.moderate, evening.world.actor("facilitator"), idea, IdeaState.PARKED)
    page = sheet(client, evening)
    assert "버스 이야기" in page
    assert "아직 안 올린 말" not in page
    assert "협치추진단이 하나씩 읽고" in page
    assert "주차장에 둔 의견 1개" in page


def test_the_head_and_the_address_stand_on_it(client: TestClient, evening: Evening, world: World) -> None:
    evening.until(ItemKind.IDEAS)
    finish(evening)
    page = sheet(client, evening)
    head = world.read(ledger.head, evening.meeting_id)
    assert fingerprint(head) in page
    assert f"{world.settings.public_host}/m/{evening.number}/result" in page
    assert 'class="qr"' in page
    for address in (f"/wall/{evening.wall_key}", f"/m/{evening.number}"):
        assert "오늘의 결과" in another(client).get(address).text, address


def test_the_four_counts_are_told_and_none_is_a_made_up_nought(client: TestClient, evening: Evening) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    evening.vote(2, 1)
    evening.press()
    evening.press()
    finish(evening)
    page = sheet(client, evening)
    for line in ("<dt>등록</dt><dd>–", "<dt>접속</dt><dd>–", "<dt>투표</dt><dd>2명"):
        assert line in page, line
    assert "<dt>참석</dt><dd>" in page


def test_satisfaction_stands_on_it_from_five_on(client: TestClient, evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    assert "아직 답한 사람이 없습니다" in sheet(client, evening)
    enter(evening, 4, [[4, 0, 0, 0, 0], [0, 0, 0, 0, 4], [0, 0, 0, 0, 0]])
    assert "다섯 명이 안 되어 결과를 보이지 않습니다" in sheet(client, evening)
    enter(evening, 6, PAPER, expect=1)
    assert '<b class="num">5.00</b>' in sheet(client, evening)


def test_hostile_words_stay_words(client: TestClient, evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    idea = evening.idea(HOSTILE[0])
    evening.world.write(ideas.moderate, evening.world.actor("facilitator"), idea, IdeaState.PARKED)
    assert_harmless("result", another(client).get(f"/m/{evening.number}/result").text)


@pytest.mark.parametrize("lang", ["en", "zh", "vi", "ja"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_is_read_in_other_languages(client: TestClient, evening: Evening, world: World, lang: str) -> None:
    settings = world.settings
    said = {
        evening.meeting.title,
        "종로구민회관 대강당",
        QUESTION,
        "그늘과 긴 의자",
        "작은 화장실",
        "마을 마루",
    }
    said |= {settings.service_name, settings.district_name, settings.contact}
    evening.open_vote()
    evening.vote(1, 1)
    evening.press()
    evening.press()
    phone = Phone(client, said, lang)
    page = phone.get(f"/m/{evening.number}/result?lang={lang}")
    assert phone.says("오늘의 결과", page)
    assert phone.says("고른 의제와 다음 차례", page)
