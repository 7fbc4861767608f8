"""The council's pages, as a browser without scripts meets them: what is shown to whom, what is given back, what is never run."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.core import clock, ids
from app.core.labels import Side
from app.council.calls import actions as calls
from app.council.items import actions as items
from app.council.items import queries as item_queries
from app.council.items.rules import Outcome, OutKind
from app.council.seats import actions as seats
from app.council.seats import queries
from tests.council.chamber import CIVIL, Chamber, chamber
from tests.process.walk import handed, matter, walk_to
from tests.world import World, another, post

BAD = "<script>alert(1)</script>{{7*7}}"


@pytest.fixture
def house(world: World) -> Chamber:
    return chamber(world)


def test_residents_read_who_sits_what_comes_and_what_was_decided(
    client: TestClient, world: World, house: Chamber
) -> None:
    done = house.plan(3)
    item = house.put(done, "운영세칙")
    house.open(done)
    house.decide(item, 6, 1)
    house.end(done)
    coming = house.plan(20)
    house.put(coming, "다음 안건")
    page = client.get("/council").text
    for words in (
        "위원 7명",
        "은수",
        "공동의장 확인 전",
        "원안의결",
        "찬성 6 · 반대 1 · 기권 0",
        "다음 안건",
        "기한까지 13일",
        "미개최",
    ):
        assert words in page, words
    house.confirm(done, Side.CIVIL)
    house.confirm(done, Side.OFFICIAL)
    assert "공동의장 확인 전" not in client.get("/council").text
    sitting = client.get(f"/council/sittings/{done}").text
    assert "제1판" in sitting
    assert "9. 표결내용" in sitting
    assert client.get("/council/sittings/999").status_code == 404
    assert client.get("/council/calls/99999999999").status_code == 404


def test_a_paper_that_is_not_public_is_not_shown(client: TestClient, world: World, house: Chamber) -> None:
    one = house.plan()
    closed, opened = house.put(one, "인사 안건", is_public=False), house.put(one, "열린 안건")
    for item, body in ((closed, "이름이 든 자료"), (opened, "누구나 읽는 자료")):
        world.write(items.hand_in, world.actor("officer"), item, body=body, expect=0)
    page = client.get(f"/council/sittings/{one}").text
    assert "누구나 읽는 자료" in page
    assert "이름이 든 자료" not in page
    assert "자료는 공개하지 않습니다" in page
    world.sign_in(client, "member")
    assert "이름이 든 자료" in client.get(f"/desk/council/items/{closed}").text


def test_what_was_typed_comes_back_with_the_reason(client: TestClient, world: World, house: Chamber) -> None:
    one = house.plan()
    item = house.put(one)
    house.open(one, "은수", "나래솔", "도담별", "태오")
    world.sign_in(client, "officer")
    sent = {"outcome": "held", "ayes": "4", "noes": "0", "abstains": "0", "said": "긴 이야기를 적었습니다"}
    answer = post(client, f"/desk/council/items/{item}/decision", sent)
    assert answer.status_code == 422
    assert "왜 미루는지 적어 주세요" in answer.text
    assert "긴 이야기를 적었습니다" in answer.text
    assert 'value="held" checked' in answer.text
    assert post(client, f"/desk/council/items/{item}/decision", {"ayes": "x"}).status_code == 422
    done = post(client, f"/desk/council/items/{item}/decision", sent | {"note": "예산을 더 봄"})
    assert done.headers["location"] == f"/desk/council/sittings/{one}#items"
    seat = {"seat_title": ["민간위원", "고문"], "seat_side": ["civil"], "seat_count": ["4", "1"]}
    broken = post(client, "/desk/council/charter", {**seat, "seat_kind": ["", ""], "expect": "1"})
    assert broken.status_code == 422
    assert post(client, "/desk/council/members", {"name": "새사람"}).status_code == 422
    late = post(client, f"/desk/council/sittings/{one}/items", {"title": ""})
    assert late.status_code == 422


def test_hostile_words_are_shown_as_words(client: TestClient, world: World, house: Chamber) -> None:
    officer, now = world.actor("officer"), clock.now()
    world.write(seats.let_go, officer, house.members["도담별"], reason=BAD)
    world.write(seats.appoint, officer, name=BAD, title=CIVIL, start=queries.today())
    call = world.write(
        calls.open_call,
        officer,
        title=BAD,
        text=BAD,
        seat_title=CIVIL,
        wanted=1,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1),
    )
    one = house.plan()
    item = house.put(one, BAD[:100])
    world.write(items.hand_in, officer, item, body=BAD, expect=0)
    world.write(items.step_out, officer, item, house.members["나래솔"], kind=OutKind.WITHDREW, reason=BAD)
    post(client, f"/council/calls/{call}", applied() | {"name": "<b>새사람", "motive": BAD})
    visitor = another(client)
    world.sign_in(client, "officer")
    pages = [
        *(client.get(f"/desk/council{path}").text for path in ("", "/members", "/calls", f"/calls/{call}")),
        *(client.get(f"/desk/council/{path}").text for path in (f"sittings/{one}", f"items/{item}")),
        *(visitor.get(f"/council{path}").text for path in ("", f"/sittings/{one}", f"/calls/{call}")),
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert "<b>새사람" not in page
        assert "script&gt;49" not in page
    assert sum("&lt;script&gt;" in page for page in pages) > 6


def applied() -> dict[str, str]:
    return {
        "name": "새사람",
        "contact": "010-1234-5678",
        "motive": "골목을 잘 압니다",
        "agreed": "on",
        "key": ids.token(),
    }


def test_an_application_needs_consent_and_is_seen_by_its_phone_and_officers_alone(
    client: TestClient, world: World, house: Chamber
) -> None:
    now = clock.now()
    call = world.write(
        calls.open_call,
        world.actor("officer"),
        title="모집",
        text="누구나",
        seat_title=CIVIL,
        wanted=1,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1),
    )
    address = f"/council/calls/{call}"
    without = post(client, address, applied() | {"agreed": ""})
    assert without.status_code == 422
    assert "동의해 주세요" in without.text
    assert "골목을 잘 압니다" in without.text
    assert post(client, address, applied()).headers["location"] == f"{address}#mine"
    assert "접수 번호 1번" in client.get(address).text
    stranger = another(client)
    assert "접수 번호" not in stranger.get(address).text
    english = stranger.get(f"{address}?lang=en").text
    assert "How we use what you write" in english
    desk = f"/desk/council/calls/{call}"
    assert "01012345678" in world.sign_in(another(client), "officer").get(desk).text
    for name in ("co_chair", "admin", "facilitator"):
        assert world.sign_in(another(client), name).get(desk).status_code == 403


def test_a_matter_shows_what_the_council_decided(client: TestClient, world: World, house: Chamber) -> None:
    subject = handed(world)
    walk_to(world, subject, "council")
    one = house.plan()
    item = house.put(one, matter_id=subject)
    house.open(one)
    house.decide(item, 7)
    world.sign_in(client, "chair")
    assert "협치회 결과(공동의장 확인 전)" in client.get(f"/matters/{subject}").text
    agenda = another(client).get(f"/agendas/{matter(world, subject).agenda_id}").text
    assert "출석 7명: 찬성 7, 반대 0, 기권 0" in agenda
    assert f'href="/council/sittings/{one}"' in agenda


def test_minutes_are_taken_along_as_files(client: TestClient, world: World, house: Chamber) -> None:
    one = house.plan()
    house.open(one)
    house.end(one)
    world.sign_in(client, "officer")
    text = client.get(f"/desk/council/sittings/{one}/minutes.txt")
    assert text.headers["content-disposition"] == 'attachment; filename="council-1.txt"'
    assert "초안입니다. 두 공동의장이 아직" in text.text
    fixed = post(
        client,
        f"/desk/council/sittings/{one}/minutes/corrections",
        {"field": "said", "text": "위원장: 고맙습니다.", "expect": "0"},
    )
    assert fixed.headers["location"].endswith("#said")
    house.confirm(one, Side.CIVIL)
    house.confirm(one, Side.OFFICIAL)
    text = client.get(f"/desk/council/sittings/{one}/minutes.md")
    assert "## 7. 발언요지" in text.text
    assert "위원장: 고맙습니다." in text.text
    assert "민·관 공동의장 확인 · 지문" in text.text
    assert client.get(f"/desk/council/sittings/{one}/minutes/print").status_code == 200


def test_the_desk_names_what_waits_for_each(client: TestClient, world: World, house: Chamber) -> None:
    one = house.plan(20)
    house.put(one, "도로과의 안건", owner=f"d{world.departments['도로과']}")
    reviewer = world.sign_in(another(client), "reviewer").get("/desk").text
    assert "도로과의 안건" in reviewer
    assert "도로과의 안건" not in world.sign_in(another(client), "other_reviewer").get("/desk").text
    officer = world.sign_in(another(client), "officer").get("/desk").text
    assert "이번 분기 미개최" in officer
    over = house.plan(2)
    house.open(over)
    house.end(over)
    for name in ("co_chair", "official_co_chair"):
        assert "회의록을 읽고 확인해 주세요" in world.sign_in(another(client), name).get("/desk").text
    house.confirm(over, Side.CIVIL)
    assert "회의록을 읽고" not in world.sign_in(another(client), "co_chair").get("/desk").text


def test_a_matter_that_waits_for_the_council_is_put_to_the_next_sitting_in_one_press(
    client: TestClient, world: World, house: Chamber
) -> None:
    subject = handed(world)
    walk_to(world, subject, "council")
    world.sign_in(client, "co_chair")
    waiting = "아직 어느 회의에도 올리지 않았습니다"
    page = client.get("/desk/council").text
    assert waiting in page
    assert "다음 회의에 올리기" not in page  # there is none
    assert "협치회를 기다리는 의제" in client.get("/desk").text
    one = house.plan()
    assert f'action="/desk/council/sittings/{one}/items"' in client.get("/desk/council").text
    urban = world.subcommittees["도시·교통 분과"]
    sent = {
        "title": "창신 골목 계단 손잡이 설치",
        "kind": "decision",
        "owner": f"s{urban}",
        "matter": subject,
    }
    assert post(client, f"/desk/council/sittings/{one}/items", sent).status_code == 303
    assert waiting not in client.get("/desk/council").text
    item = world.read(item_queries.of_sitting, one)[0]
    assert (item.matter_id, item.owner) == (subject, "도시·교통 분과")
    house.open(one)
    house.decide(item.id or 0, 7, outcome=Outcome.HELD, note="예산을 더 봄")
    assert waiting in client.get("/desk/council").text  # it is to come again
