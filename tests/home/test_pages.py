"""The front pages: they count what is stored, show nothing that waits, and are honest where there is nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, func, select
from starlette.testclient import TestClient

from app.core import clock
from app.forums import actions as forums
from app.forums.rules import ForumKind, usual_calendar
from app.home.queries import front as fronts
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.proposals import actions
from app.proposals.models import Agenda, Proposal
from app.proposals.rules import PathStep, ProposalState
from tests.home.deeds import agenda, propose, received, stand
from tests.world import World, another


def text(html: str) -> str:
    """What a reader reads of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _forum(world: World, title: str) -> int:
    return world.write(
        forums.create_forum,
        world.actor("officer"),
        kind=ForumKind.ZONE,
        zone_id=world.zones["창신·숭인"],
        title=title,
        place="창신2동 강당",
        starts_at=clock.now() + timedelta(days=7),
        ends_at=clock.now() + timedelta(days=7, hours=2),
    )


def test_an_empty_service_says_so_and_invents_nothing(client: TestClient, world: World) -> None:
    page = text(client.get("/").text)
    assert "첫 이야기를 기다리고 있습니다" in page
    assert "제안 0건은" in page
    assert "지금 열린 공모전이나 모임이 없습니다" in page
    assert "아직 끝까지 간 의제가 없습니다" in page
    for address in ("/zones", "/zones/changsin-sungin", "/dongs/1111067000", "/proposals", "/agendas"):
        assert client.get(address).status_code == 200, address


def test_the_funnel_counts_the_rows_that_are_stored(client: TestClient, world: World) -> None:
    numbers = [received(world, f"제안 {n}") for n in range(6)]
    propose(world, "아직 아무도 읽지 않은 제안")
    officer = world.actor("officer")
    world.write(actions.decide, officer, numbers[0], ProposalState.DECLINED, reason="이미 하고 있습니다.")
    world.write(
        actions.decide, officer, numbers[1], ProposalState.MERGED, reason="같은 뜻", into_id=numbers[2]
    )
    world.write(actions.select, officer, numbers[2])
    from_forum = agenda(world, "공론장에서 온 의제")
    resolved = agenda(world, "의결된 의제")
    stand(world, resolved, PathStep.CARRY_OUT, "실행을 시작했습니다.")
    stand(world, from_forum, PathStep.CARRY_OUT, "다 했습니다.", finished=True)

    def stored(db: Session) -> tuple[int, int]:
        return (
            db.exec(select(func.count()).select_from(Proposal)).one(),
            db.exec(select(func.count()).select_from(Agenda)).one(),
        )

    proposals, agendas = world.read(stored)
    assert (proposals, agendas) == (7, 3)
    funnel = {name: count for name, count, _ in world.read(fronts.front).funnel}
    assert funnel == {
        "들어온 제안": proposals + 2,  # two agendas were said in a forum, not sent as a proposal
        "검토를 마침": 3 + 2,
        "의제로 선정": agendas,
        "의결함": 2,
        "실행함": 1,
    }
    page = text(client.get("/").text)
    assert "제안 9건은 어떻게 되었나" in page
    assert "의제로 선정 3 33%" in page


def test_the_map_counts_each_open_thing_once_in_its_dong(client: TestClient, world: World) -> None:
    chosen = received(world, "계단 손잡이", dong="창신1동")
    received(world, "골목 등", dong="창신1동")
    received(world, "쉼터", dong="사직동")
    propose(world, "확인 중인 것", dong="사직동")
    world.write(actions.select, world.actor("officer"), chosen)
    done = agenda(world, "끝난 일", dong="창신2동")
    stand(world, done, PathStep.CARRY_OUT, "다 했습니다.", finished=True)
    front = world.read(fronts.front)
    assert Counter({patch.code: patch.count for patch in front.patches}) == Counter(
        {"1111067000": 2, "1111053000": 1, "1111068000": 0, "1111051500": 0}
    )
    assert front.open == 3
    assert front.pop is not None
    assert (front.pop.name, front.pop.count, len(front.pop.rows)) == ("창신1동", 2, 2)
    assert "창신1동" in client.get("/").text


def test_anyone_can_choose_whose_card_the_map_shows_and_nonsense_chooses_the_busiest(
    client: TestClient, world: World
) -> None:
    received(world, "계단 손잡이", dong="창신1동")
    assert 'id="pop">사직동' not in client.get("/?dong=nonsense").text
    assert 'id="pop">사직동' in client.get("/?dong=1111053000").text


def test_a_proposal_nobody_has_read_is_on_no_public_page(client: TestClient, world: World) -> None:
    propose(world, "아무도안읽은제안", dong="창신1동")
    received(world, "읽은제안", dong="창신1동")
    pages = ["/", "/?dong=1111067000", "/proposals", "/proposals?q=아무도안읽은", "/proposals?state=waiting"]
    pages += ["/dongs/1111067000", "/zones/changsin-sungin", "/agendas", "/zones"]
    for address in pages:
        shown = client.get(address).text.replace('value="아무도안읽은"', "").replace("‘아무도안읽은’", "")
        assert "아무도안읽은" not in shown, address
    assert "읽은제안" in client.get("/proposals").text


def test_what_one_can_join_now_is_named_with_its_day(client: TestClient, world: World) -> None:
    world.write(
        forums.open_contest,
        world.actor("officer"),
        dong_id=world.dongs["창신2동"],
        title="우리 골목 이름 짓기",
        theme="골목",
        body="",
        spans=usual_calendar(clock.now() - timedelta(days=1)),
    )
    _forum(world, "창신·숭인 권역 공론장")
    page = text(client.get("/").text)
    assert "제안 받는 중 D-13 우리 골목 이름 짓기 창신2동" in page
    assert "창신·숭인 권역 공론장" in page
    assert "지금 열린 공모전이나 모임이 없습니다" not in page


def test_a_live_meeting_can_be_entered_from_the_front_page(client: TestClient, world: World) -> None:
    forum_id = _forum(world, "북촌 골목, 함께 쉬는 길")
    assert "/m/482719" not in client.get("/").text

    def opened(db: Session) -> None:
        db.add(
            Meeting(
                forum_id=forum_id,
                title="북촌 골목, 함께 쉬는 길",
                join_number="482719",
                wall_key="w" * 20,
                state=MeetingState.LIVE,
                opened_at=clock.now(),
            )
        )

    world.write(opened)
    assert "/m/482719" in client.get("/").text
    assert "/m/482719" in client.get(f"/forums/{forum_id}").text


def test_a_finished_agenda_tells_what_changed(client: TestClient, world: World) -> None:
    number = agenda(world, "건널목")
    stand(world, number, PathStep.CARRY_OUT, "다 했습니다.", finished=True)

    def told(db: Session) -> None:
        row = db.get_one(Agenda, number)
        row.story_before, row.story_after = "건널목 신호가 짧아요.", "초록불이 26초로 늘었습니다"
        db.add(row)

    world.write(told)
    page = text(client.get("/").text)
    assert "건널목 신호가 짧아요. 초록불이 26초로 늘었습니다 실행 끝 창신1동 · 제안부터 20일" in page


def test_a_zone_adds_up_its_dongs_and_what_belongs_to_all_of_it(client: TestClient, world: World) -> None:
    received(world, "하나", dong="창신1동")
    received(world, "둘", dong="창신2동")
    agenda(world, "권역 전체의 의제", dong=None)
    page = text(client.get("/zones").text)
    assert "창신·숭인 진행 중 3 건 의제 1 건" in page
    assert "권역 전체의 의제" in client.get("/zones/changsin-sungin").text


@pytest.mark.parametrize(
    "address", ["/zones/nowhere", "/dongs/9999999999", "/agendas/999999", "/agendas/0", "/forums/999999"]
)
def test_what_does_not_exist_is_answered_in_korean_with_404(
    client: TestClient, world: World, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "찾" in text(answer.text)


def test_numbers_no_column_can_hold_are_not_found_either(client: TestClient, world: World) -> None:
    for address in ("/agendas/99999999999999999999", "/forums/99999999999999999999", "/agendas/2147483648"):
        assert client.get(address).status_code == 404, address
    assert client.get("/snapshot?topic=agenda:99999999999999999999:ko").status_code == 404
    assert client.get("/snapshot?topic=agenda:1%27:ko").status_code == 404


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Statements sent while the block runs."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_front_page_costs_the_same_few_queries_however_much_there_is(
    client: TestClient, world: World
) -> None:
    received(world, "처음")
    with counted(world.database._read_engine) as few:
        world.read(fronts.front)
    for n in range(8):
        received(world, f"제안 {n}", dong="창신2동")
        agenda(world, f"의제 {n}")
    with counted(world.database._read_engine) as many:
        world.read(fronts.front)
    selects = [one for one in many if one.lstrip().upper().startswith("SELECT")]
    assert len(few) == len(many)
    assert len(selects) <= 9, selects


# -- the desk -----------------------------------------------------------------------------------------------------------


def test_the_desk_is_for_those_who_have_signed_in(client: TestClient, world: World) -> None:
    answer = client.get("/desk")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_everyone_finds_on_the_desk_what_waits_for_their_seat(client: TestClient, world: World) -> None:
    propose(world, "확인할 것")
    expected = {
        "officer": ("확인할 제안", "넘길 의제", "/forums/new"),
        "facilitator": ("공론장",),
        "chair": ("분과의 판",),
        "member": ("분과의 판",),
        "reviewer": ("부서 검토",),
        "co_chair": ("합의",),
        "admin": ("담당자 계정",),
    }
    for person, words in expected.items():
        browser = world.sign_in(another(client), person)
        answer = browser.get("/desk")
        assert answer.status_code == 200, person
        for word in words:
            assert word in answer.text, (person, word)
    officer = text(world.sign_in(another(client), "officer").get("/desk").text)
    assert re.search(r"확인할 제안 .*? 1건", officer)
    assert "확인할 제안" not in world.sign_in(another(client), "chair").get("/desk").text


def test_every_link_of_the_desk_leads_somewhere(client: TestClient, world: World) -> None:
    for person in ("officer", "facilitator", "chair", "member", "reviewer", "co_chair", "admin"):
        browser = world.sign_in(another(client), person)
        for address in set(re.findall(r'href="(/[^"#]*)"', browser.get("/desk").text)):
            if not address.startswith("/static"):
                assert browser.get(address, follow_redirects=True).status_code == 200, (person, address)
