"""The public record: result file, finding one's own vote, the minutes. What is not public yet stays hidden."""

import base64
import json
import runpy
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.core import ids
from app.core.settings import PROJECT
from app.live.ballots import actions as ballots
from app.live.ballots.rules import Secrecy
from app.live.ledger import queries as ledger
from app.live.ledger.rules import canonical
from app.live.meetings import queries as meeting_queries
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind
from app.live.stage import actions as stage
from app.web.words import fingerprint
from tests.conventions.english import Phone
from tests.live.evening import QUESTION, Evening
from tests.live.phones.test_hostile_text import HOSTILE, assert_harmless
from tests.world import World, another, post

VERIFY = PROJECT / "static" / "verify"
SCRIPT = runpy.run_path(str(VERIFY / "verify.py"))
KINDS = pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def decide(evening: Evening, secrecy: Secrecy = Secrecy.SECRET, voters: int = 7) -> tuple[int, list[str]]:
    """A ballot that was held and revealed; returns it and the receipt numbers in the order of voting."""
    paper = evening.open_vote("긴 의자", "작은 화장실", "마을 마루", most=2, secrecy=secrecy)
    name = "" if secrecy is Secrecy.SECRET else "이순자"
    numbers = [evening.vote(n, 1 + n % 3, 2, name=name) for n in range(1, voters + 1)]
    evening.press()
    evening.press()
    return paper.id, numbers


def items(world: World, evening: Evening) -> list[Item]:
    return list(world.read(meeting_queries.items, evening.meeting_id))


def finish(evening: Evening) -> None:
    evening.world.write(
        stage.end_early, evening.world.actor("facilitator"), evening.meeting_id, evening.meeting.turn
    )


# -- the result file -------------------------------------------------------------------------------------------------


@KINDS
def test_the_result_file_of_a_real_meeting_passes_both_verifiers(
    evening: Evening, client: TestClient, secrecy: Secrecy, tmp_path: Path
) -> None:
    ballot_id, numbers = decide(evening, secrecy)
    opened, closed = evening.paper().opened_head, evening.paper().closed_head
    finish(evening)
    answer = client.get(f"/ballots/{ballot_id}/bundle.json")
    assert answer.status_code == 200
    faults, told = SCRIPT["check"](answer.content, since=opened, tracker=numbers[0])
    assert faults == []
    assert told[-1].startswith(f"{numbers[0]} → ")
    assert SCRIPT["check"](answer.content, since=closed)[0] == []
    file = tmp_path / "bundle.json"
    file.write_bytes(answer.content)
    other = subprocess.run(
        ["node", VERIFY / "verify.mjs", file, "--since", closed[:16], "--receipt", numbers[1].lower()],
        capture_output=True,
        text=True,
    )
    assert other.returncode == 0, other.stdout
    assert "이순자" not in other.stdout


@KINDS
def test_a_receipt_of_a_real_phone_is_signed_for_this_log(
    evening: Evening, client: TestClient, secrecy: Secrecy
) -> None:
    paper = evening.open_vote("긴 의자", "화장실", secrecy=secrecy)
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    choice = str(paper.choices[0].id)
    form = {"choice": choice, "key": ids.token(), "name": "이순자"}
    assert post(client, f"/m/{evening.number}/ballots/{paper.id}/my-vote", form).status_code == 303
    slip = client.get(f"/ballots/{paper.id}/receipt.json")
    assert slip.status_code == 200, "a signed paper from the moment of the vote on"
    assert slip.headers["cache-control"] == "no-store"
    assert another(client).get(f"/ballots/{paper.id}/receipt.json").status_code == 404
    assert "receipt.json" in client.get(f"/ballots/{paper.id}/check").text
    assert "receipt.json" not in another(client).get(f"/ballots/{paper.id}/check").text
    evening.press()
    evening.press()
    raw = client.get(f"/ballots/{paper.id}/bundle.json").content
    assert SCRIPT["check"](raw, receipt=slip.content)[0] == []
    other = json.loads(slip.content) | {"head": evening.paper().closed_head}
    assert SCRIPT["check"](raw, receipt=canonical(other).encode())[0]


def test_the_result_file_is_the_same_bytes_for_everyone(evening: Evening, client: TestClient) -> None:
    ballot_id, _ = decide(evening)
    address = f"/ballots/{ballot_id}/bundle.json"
    plain = another(client).get(address, headers={"accept-encoding": "identity"})
    packed = client.get(address)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert plain.headers["content-type"] == "application/json"
    name = f"gongron-{evening.number}-{ballot_id}.json"
    assert plain.headers["content-disposition"] == f'attachment; filename="{name}"'
    again = client.get(address, headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    finish(evening)
    later = client.get(address, headers={"if-none-match": plain.headers["etag"]})
    assert later.status_code == 200, "the log has grown"
    assert SCRIPT["check"](later.content, since=json.loads(plain.content)["head"])[0] == []


@KINDS
def test_nothing_of_a_vote_is_given_out_before_the_reveal(
    evening: Evening, client: TestClient, secrecy: Secrecy
) -> None:
    name = "" if secrecy is Secrecy.SECRET else "이순자"
    paper = evening.open_vote("긴 의자", "작은 화장실", secrecy=secrecy)
    number = evening.vote(1, 1, name=name)
    for state in ("open", "closed"):
        assert client.get(f"/ballots/{paper.id}/bundle.json").status_code == 404, state
        page = client.get(f"/ballots/{paper.id}/check?receipt={number}")
        assert page.status_code == 200
        assert "아직 결과를 공개하지 않았어요" in page.text
        for secret in (number, "긴 의자", "이순자", "들어 있어요"):
            assert secret not in page.text, (state, secret)
        evening.press()


def test_a_ballot_that_never_opened_is_not_there(evening: Evening, client: TestClient) -> None:
    evening.until(ItemKind.IDEAS)
    for text in ("긴 의자", "화장실"):
        evening.idea(text)
    evening.until(ItemKind.BALLOT)
    draft = evening.paper().id
    for ballot in (draft, 0, 999_999, 2**63, -1):
        for page in ("bundle.json", "check"):
            answer = client.get(f"/ballots/{ballot}/{page}")
            assert answer.status_code == 404, ballot
            assert QUESTION not in answer.text


# -- finding one's own vote ------------------------------------------------------------------------------------------


@on_sqlite
@KINDS
def test_whoever_has_a_receipt_finds_the_vote(evening: Evening, client: TestClient, secrecy: Secrecy) -> None:
    ballot_id, numbers = decide(evening, secrecy)
    texts = [choice.text for choice in evening.paper().choices]
    for n, number in enumerate(numbers, 1):
        chosen = {1 + n % 3, 2}
        for typed in (number, number.lower().replace("-", " ")):
            page = client.get(f"/ballots/{ballot_id}/check", params={"receipt": typed})
            assert page.status_code == 200
            answer = page.text.split('id="answer"')[1].split("</form>")[0]
            assert "이 번호의 표는 여기에 들어 있어요." in answer
            assert {at for at, text in enumerate(texts, 1) if f"<b>{text}</b>" in answer} == chosen
            assert ("이순자" in answer) is (secrecy is Secrecy.NAMED)


@on_sqlite
def test_whoever_mistypes_is_told_what_to_do(evening: Evening, client: TestClient) -> None:
    ballot_id, _ = decide(evening)
    check = f"/ballots/{ballot_id}/check"
    assert "열여섯 자리" in client.get(check, params={"receipt": "ABCD"}).text
    assert "찾지 못했어요" in client.get(check, params={"receipt": "ABCD-EFGH-IJKL-MNOP"}).text
    assert 'id="answer"' not in client.get(check).text
    for text in HOSTILE:
        page = client.get(check, params={"receipt": text})
        assert page.status_code == 200
        assert_harmless(text, page.text)


@on_sqlite
def test_a_phone_knows_its_own_number_and_notices_another_choice(
    evening: Evening, client: TestClient
) -> None:
    ballot_id, numbers = decide(evening)
    check = f"/ballots/{ballot_id}/check"
    right = [choice.id for choice in evening.paper().choices if choice.position == 2]
    wrong = [choice.id for choice in evening.paper().choices if choice.position in (1, 3)]

    def remember(content: Any) -> None:
        value = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
        client.cookies.set(f"vote-{ballot_id}", value)

    def finds(number: str) -> str:
        return client.get(check, params={"receipt": number}).text

    remember({"t": numbers[0], "c": right})  # the first voter chose 1 + 1 % 3 and 2: only the second option
    page = client.get(check).text
    assert f'value="{numbers[0]}"' in page
    assert "이 휴대폰이 적어 둔 번호예요." in page
    assert 'id="answer"' not in page, "it is answered when it is asked"
    assert "들어 있어요" in finds(numbers[0])
    assert "기억하는 것과 달라요" not in finds(numbers[0])
    remember({"t": numbers[0], "c": wrong})
    assert "기억하는 것과 달라요" in finds(numbers[0])
    assert "기억하는 것과 달라요" not in finds(numbers[1])
    strange: list[Any] = [[], {}, {"t": 5, "c": []}, {"t": "x", "c": 5}, {"t": numbers[0]}, "x"]
    for content in strange:
        remember(content)
        assert client.get(check).status_code == 200
    client.cookies.set(f"vote-{ballot_id}", "%%%")
    assert client.get(check).status_code == 200


@on_sqlite
def test_every_vote_is_listed_by_its_number_a_hundred_at_a_time(evening: Evening, client: TestClient) -> None:
    ballot_id, numbers = decide(evening, voters=105)
    check = f"/ballots/{ballot_id}/check"
    first, second = client.get(check).text, client.get(f"{check}?number=2").text
    listed = [number for page in (first, second) for number in sorted(numbers) if f">{number}<" in page]
    assert listed == sorted(numbers)
    assert '<details class="records__all" open' in second
    assert '<details class="records__all">' in first
    assert client.get(f"{check}?number=99999999").status_code == 200
    assert client.get(f"{check}?number=-1").status_code == 200
    assert client.get(f"{check}?number=x").status_code == 404


@on_sqlite
def test_a_named_ballot_shows_its_names_and_promises_no_secrecy(evening: Evening, client: TestClient) -> None:
    ballot_id, _ = decide(evening, Secrecy.NAMED)
    page = client.get(f"/ballots/{ballot_id}/check").text
    assert page.count("이순자") == 7
    assert "기명" in page
    assert "열쇠는 다 센 뒤 없앴어요" not in page
    assert "세 조각으로 나누어" not in page


@on_sqlite
def test_the_heads_are_those_of_the_wall_and_of_the_ledger(
    world: World, evening: Evening, client: TestClient
) -> None:
    paper = evening.open_vote("긴 의자", "작은 화장실")
    ballot_id, wall = paper.id, f"/wall/{evening.wall_key}"
    assert fingerprint(paper.opened_head) in client.get(wall).text
    evening.press()
    client.get("/healthz")
    assert fingerprint(evening.paper().closed_head) in client.get(wall).text
    evening.press()
    finish(evening)
    paper, head = evening.paper(), world.read(ledger.head, evening.meeting_id)
    page = client.get(f"/ballots/{ballot_id}/check").text
    minutes = client.get(f"/m/{evening.number}/record").text
    for one in (paper.opened_head, paper.closed_head, head):
        groups = [one[at : at + 4] for at in range(0, 64, 4)]
        assert " ".join(groups[:4]) in page
        assert " ".join(groups) in page
        assert " ".join(groups) in minutes


@on_sqlite
def test_hostile_words_stay_words_in_the_record(evening: Evening, client: TestClient) -> None:
    paper = evening.open_vote(*(text[:60] for text in HOSTILE[:6]), secrecy=Secrecy.NAMED)
    for n, text in enumerate(HOSTILE, 1):
        evening.vote(n, 1 + n % 6, name=text[:20])
    evening.press()
    evening.press()
    finish(evening)
    for address in (f"/ballots/{paper.id}/check", f"/m/{evening.number}/record"):
        page = client.get(address)
        assert page.status_code == 200
        assert_harmless(address, page.text)
    raw = client.get(f"/ballots/{paper.id}/bundle.json")
    assert SCRIPT["check"](raw.content)[0] == []
    assert raw.headers["x-content-type-options"] == "nosniff"
    assert raw.headers["content-disposition"].startswith("attachment")


# -- the minutes -----------------------------------------------------------------------------------------------------


@on_sqlite
def test_the_minutes_are_there_once_the_meeting_has_ended(evening: Evening, client: TestClient) -> None:
    ballot_id, _ = decide(evening)
    record = f"/m/{evening.number}/record"
    assert client.get(record).status_code == 404
    finish(evening)
    page = client.get(record)
    assert page.status_code == 200
    for words in (
        evening.meeting.title,
        "종로구민회관 대강당",
        QUESTION,
        "무기명",
        "L0 누구나(참고용)",
        "한 사람이 2개까지",
        "2. 작은 화장실",
        "투표 시작",
        f'href="/ballots/{ballot_id}/check"',
        "verify.py",
    ):
        assert words in page.text, words
    assert "한결" not in page.text, "seats, not names"
    assert client.get("/m/000000/record").status_code == 404


@on_sqlite
def test_a_count_that_was_not_revealed_is_not_in_the_minutes(evening: Evening, client: TestClient) -> None:
    evening.open_vote("긴 의자", "작은 화장실")
    evening.vote(1, 2)
    evening.press()
    finish(evening)
    page = client.get(f"/m/{evening.number}/record").text
    assert "결과를 공표하지 않은 투표입니다." in page
    assert "100%" not in page


@on_sqlite
def test_the_minutes_are_linked_from_where_people_are_when_it_is_over(
    world: World, evening: Evening, client: TestClient
) -> None:
    decide(evening)
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    link = f'href="/m/{evening.number}/record"'
    host = world.sign_in(another(client), "officer")
    pages: dict[str, Callable[[], Response]] = {
        "inside": lambda: client.get(f"/m/{evening.number}"),
        "outside": lambda: another(client).get(f"/m/{evening.number}"),
        "outcome": lambda: host.get(f"/meetings/{evening.meeting_id}/outcome"),
        "forum": lambda: client.get(f"/forums/{evening.meeting.forum_id}"),
    }
    assert not any(link in page().text for page in pages.values())
    finish(evening)
    client.get("/healthz")
    assert {name for name, page in pages.items() if link in page().text} == set(pages)


@on_sqlite
@KINDS
def test_whoever_reads_english_checks_in_english(
    world: World, evening: Evening, client: TestClient, secrecy: Secrecy
) -> None:
    said = {
        "이순자",
        "긴 의자",
        "작은 화장실",
        "마을 마루",
        QUESTION,
        evening.meeting.title,
        "종로구민회관 대강당",
    }
    phone = Phone(client, said | {world.settings.service_name, world.settings.contact})
    phone.get("/ballots/999/check", 404)
    paper = evening.open_vote("긴 의자", "작은 화장실", "마을 마루", secrecy=secrecy)
    number = evening.vote(1, 1, name="이순자")
    check = f"/ballots/{paper.id}/check"
    assert "not been revealed yet" in phone.get(check)
    phone.get(f"/ballots/{paper.id}/bundle.json", 404)
    phone.get(f"/m/{evening.number}/record", 404)
    evening.press()
    evening.press()
    assert "Check my vote" in phone.get(check)
    assert "was counted here" in phone.get(f"{check}?receipt={number}")
    assert "did not find a vote" in phone.get(f"{check}?receipt=ABCD-EFGH-IJKL-MNOP")
    assert "look at the number again" in phone.get(f"{check}?receipt=x")
    finish(evening)
    assert "Read the minutes" in phone.get(check)
    seat = evening.world.actor("facilitator").seats[0].title
    phone.said |= {
        seat,
        world.settings.district_name,
        *(words for item in items(world, evening) for words in (item.title, item.topic) if words),
    }
    minutes = phone.get(f"/m/{evening.number}/record")
    for words in ("Votes and results", "Open to anyone (a guide only)", "Open the vote: 골목 쉼터", "Next: "):
        assert words in minutes, words
    assert "회의 기록" in client.get(f"/m/{evening.number}/record?lang=ko").text, "and may turn to Korean"


@on_sqlite
def test_a_key_in_pieces_changes_nothing_about_the_count(
    world: World, evening: Evening, client: TestClient
) -> None:
    paper = evening.open_vote("긴 의자", "작은 화장실")
    world.write(ballots.split_key, world.actor("facilitator"), paper.id)
    evening.vote(1, 1)
    evening.press()
    evening.press()
    assert SCRIPT["check"](client.get(f"/ballots/{paper.id}/bundle.json").content)[0] == []
    assert "세 조각으로 나누어" in client.get(f"/ballots/{paper.id}/check").text, (
        "and is said where people check"
    )
