"""Proposals and contests in a browser."""

import re
from typing import Any

import pytest
from sqlmodel import Session, func, select
from starlette.testclient import TestClient

from app.accounts.models import Participant
from app.core import ids
from app.forums.rules import PhaseKind
from app.proposals.models import Proposal
from app.proposals.rules import ProposalState
from tests.proposals.calendars import contest_in, proposed, received
from tests.world import PEOPLE, World, another, post

HOSTILE = "<script>alert(1)</script>"
KEY = re.compile(r'name="key" value="([^"]+)"')


def rows(db: Session, kind: type[Any]) -> int:
    return db.exec(select(func.count()).select_from(kind)).one()


def whole(**changes: str) -> dict[str, str]:
    return {
        "title": "첫 계단에 손잡이",
        "body": "비 오는 날 미끄러워요.",
        "agreed": "on",
        "key": ids.token(),
        **changes,
    }


# -- writing -----------------------------------------------------------------------------------------------------


def test_a_resident_writes_one_thing_a_screen_and_gets_a_number(client: TestClient, world: World) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    address = f"/contests/{contest}/proposals"
    first = client.get(f"{address}/new")
    assert first.status_code == 200
    form = {"step": "title", "title": "첫 계단에 손잡이", "key": KEY.findall(first.text)[0]}
    second = post(client, address, form)
    assert 'name="body"' in second.text
    form |= {"step": "body", "body": "비 오는 날 미끄러워요."}
    third = post(client, address, form)
    assert KEY.findall(third.text) == [form["key"]]
    assert world.read(rows, Participant) == world.read(rows, Proposal) == 0, (
        "nothing is stored before it is sent"
    )
    sent = post(client, address, form | {"step": "send", "agreed": "on"})
    assert sent.status_code == 303
    receipt = client.get(sent.headers["location"])
    assert "0001" in receipt.text
    assert another(client).get(sent.headers["location"]).status_code == 404
    assert "이 기기로 보낸 제안" in client.get(f"/contests/{contest}").text, (
        "found again without knowing the number"
    )
    assert "이 기기로 보낸 제안" not in another(client).get(f"/contests/{contest}").text


def test_going_back_keeps_every_word(client: TestClient, world: World) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    answer = post(client, f"/contests/{contest}/proposals", whole(step="send", back="title", agreed=""))
    assert answer.status_code == 200
    assert 'value="첫 계단에 손잡이"' in answer.text
    assert "비 오는 날 미끄러워요." in answer.text


def test_pressing_send_twice_is_one_proposal(client: TestClient, world: World) -> None:
    form = whole(dong_id=str(world.dongs["사직동"]))
    places = [post(client, "/proposals", form).headers["location"] for _ in range(2)]
    assert places[0] == places[1]
    assert world.read(rows, Proposal) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "제목을 60자 안으로"),
        ({"title": "가" * 61}, "제목을 60자 안으로"),
        ({"body": "가" * 1001}, "1,000자 안으로"),
        ({"agreed": ""}, "안내를 읽고 표시해 주세요."),
        ({"dong_id": ""}, "어느 동의 이야기인지"),
        ({"dong_id": "999"}, "없는 동입니다."),
        ({"field_id": "999"}, "없는 분야예요."),
        ({"author_name": "가" * 31}, "별명은 30자까지"),
        ({"key": ""}, "화면이 오래됐어요."),
    ],
)
def test_what_was_written_stays_beside_the_reason(
    client: TestClient, world: World, changes: dict[str, str], sentence: str
) -> None:
    form = whole(dong_id=str(world.dongs["사직동"]), body="다시 쓰기 싫은 이야기") | changes
    answer = post(client, "/proposals", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert form["body"] in answer.text
    assert world.read(rows, Proposal) == world.read(rows, Participant) == 0


def test_a_contest_that_closed_while_writing_keeps_the_words(client: TestClient, world: World) -> None:
    contest = contest_in(world, PhaseKind.SUPPORT)
    answer = post(client, f"/contests/{contest}/proposals", whole(body="늦게 보낸 이야기"))
    assert answer.status_code == 409
    assert "늦게 보낸 이야기" in answer.text
    assert "제안 받기를 마쳤어요" in answer.text
    assert client.get(f"/contests/{contest}/proposals/new").status_code == 409


def test_reading_makes_nobody_a_participant(client: TestClient, world: World) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    number = received(world, contest_id=contest)
    before = world.read(rows, Participant)
    for url in (
        "/contests",
        f"/contests/{contest}",
        f"/contests/{contest}/proposals/new",
        "/proposals/new",
        f"/proposals/{number}",
    ):
        assert client.get(url).status_code == 200
    assert world.read(rows, Participant) == before


def test_a_form_without_token_or_from_elsewhere_stores_nothing(client: TestClient, world: World) -> None:
    form = whole(dong_id=str(world.dongs["사직동"]))
    assert client.post("/proposals", data=form).status_code == 403
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}
    assert post(client, "/proposals", form, headers=foreign).status_code == 403
    assert world.read(rows, Proposal) == 0


def test_officers_get_the_sheet_for_paper(client: TestClient, world: World) -> None:
    world.sign_in(client, "officer")
    assert 'name="channel"' in client.get("/proposals/new").text
    form = whole(dong_id=str(world.dongs["사직동"]), channel="paper", author_name="김순례")
    answer = post(client, "/proposals", form)
    assert answer.status_code == 303
    shown = another(client).get(answer.headers["location"]).text
    assert "김○례" in shown
    assert "김순례" not in shown
    wrong = post(
        client,
        "/proposals",
        form | {"channel": "budget", "body": "다시 쓰기 싫은 이야기", "key": ids.token()},
    )
    assert wrong.status_code == 422
    assert "다시 쓰기 싫은 이야기" in wrong.text


def test_a_resident_cannot_choose_the_channel(client: TestClient, world: World) -> None:
    answer = post(client, "/proposals", whole(dong_id=str(world.dongs["사직동"]), channel="paper"))
    assert answer.status_code == 303
    assert client.get(answer.headers["location"].replace("/receipt", "")).status_code == 200
    assert world.read(lambda db: db.exec(select(Proposal.state)).one()) is ProposalState.WAITING


def test_hostile_text_is_shown_as_text_everywhere(client: TestClient, world: World) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    form = whole(title=HOSTILE, body=HOSTILE, author_name="<img src=x>")
    place = post(client, f"/contests/{contest}/proposals", form).headers["location"]
    shown = [client.get(place).text, client.get(place.replace("/receipt", "")).text]
    officer = world.sign_in(another(client), "officer")
    shown.append(officer.get("/desk/proposals").text)
    wrong = post(officer, "/desk/proposals/1/decision", {"decision": "merged", "reason": HOSTILE})
    shown.append(wrong.text)
    post(officer, "/desk/proposals/1/decision", {"decision": "received"})
    shown.append(officer.get("/desk/proposals/1/selection").text)
    shown.append(client.get(f"/contests/{contest}").text)
    post(officer, "/desk/proposals/1/decision?tab=received", {"decision": "declined", "reason": HOSTILE})
    shown += [client.get("/proposals/1").text, officer.get("/desk/proposals?tab=closed").text]
    for text in shown:
        assert HOSTILE not in text
        assert "<img src=x>" not in text
    assert sum("&lt;script&gt;" in text for text in shown) >= 7


# -- reading and supporting --------------------------------------------------------------------------------------


def test_a_waiting_proposal_is_seen_by_its_author_and_officers_only(client: TestClient, world: World) -> None:
    place = post(client, "/proposals", whole(dong_id=str(world.dongs["사직동"]))).headers["location"]
    address = place.replace("/receipt", "")
    assert "담당자가 읽고 있어요" in client.get(address).text
    assert another(client).get(address).status_code == 404
    for name in PEOPLE:
        expected = 200 if name == "officer" else 404
        assert world.sign_in(another(client), name).get(address).status_code == expected, name


def test_support_is_pressed_and_taken_back(client: TestClient, world: World) -> None:
    number = received(world)
    answer = post(client, f"/proposals/{number}/support", {"back": f"/proposals/{number}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/proposals/{number}")
    assert post(client, f"/proposals/{number}/support").status_code == 303
    shown = client.get(f"/proposals/{number}").text
    assert 'aria-pressed="true"' in shown
    assert '<b class="num">1</b>' in shown
    assert 'aria-pressed="false"' in another(client).get(f"/proposals/{number}").text
    fragment = post(client, f"/proposals/{number}/support/removal", htmx=True)
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert 'aria-pressed="false"' in fragment.text
    assert '<b class="num">0</b>' in client.get(f"/proposals/{number}").text


def test_support_never_leads_elsewhere(client: TestClient, world: World) -> None:
    number = received(world)
    answer = post(client, f"/proposals/{number}/support", {"back": "//elsewhere.example"})
    assert answer.headers["location"] == f"/proposals/{number}"


def test_support_of_what_does_not_exist_is_404(client: TestClient, world: World) -> None:
    assert post(client, "/proposals/999/support").status_code == 404
    assert post(client, f"/proposals/{proposed(world)}/support").status_code == 404


@pytest.mark.parametrize(
    ("phase", "sentence", "button"),
    [
        (PhaseKind.NOTICE, "곧 제안을 받아요", False),
        (PhaseKind.RECEIVE, "지금은 제안을 받고 있어요.", True),
        (PhaseKind.SUPPORT, "지금은 공감을 받고 있어요.", False),
        (PhaseKind.REVIEW, "비슷한 제안을 묶고", False),
        (PhaseKind.RESULT, "결과를 알리고 있어요", False),
    ],
)
def test_a_contest_says_what_is_possible_now(
    client: TestClient, world: World, phase: PhaseKind, sentence: str, button: bool
) -> None:
    contest = contest_in(world, phase)
    shown = client.get(f"/contests/{contest}").text
    assert sentence in shown
    assert (f"/contests/{contest}/proposals/new" in shown) is button
    assert shown.count('aria-current="step"') == 1


def test_a_contest_is_read_newest_or_most_supported_first(client: TestClient, world: World) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    first = received(world, contest_id=contest, title="먼저 온 제안")
    received(world, contest_id=contest, visitor=2, title="나중 온 제안")
    proposed(world, contest_id=contest, visitor=3, title="아직 읽는 제안")
    post(client, f"/proposals/{first}/support")
    newest, supported = (client.get(f"/contests/{contest}{query}").text for query in ("", "?sort=support"))
    assert newest.index("나중 온 제안") < newest.index("먼저 온 제안")
    assert supported.index("먼저 온 제안") < supported.index("나중 온 제안")
    assert "아직 읽는 제안" not in newest + supported


def test_a_read_proposal_can_be_watched_and_an_unread_one_cannot(client: TestClient, world: World) -> None:
    number, unread = received(world), proposed(world, visitor=2)
    assert client.get(f"/snapshot?topic=proposal:{number}:ko").status_code == 200
    assert client.get(f"/snapshot?topic=proposal:{unread}:ko").status_code == 404
    assert client.get("/snapshot?topic=proposal:x:ko").status_code == 404
