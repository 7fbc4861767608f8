"""The level of a vote stands beside its result wherever that is told: open polls say that they are advisory."""

import html
import re
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.live.ballots.rules import OBJECTION_DAYS, Secrecy
from app.live.meetings.rules import ItemKind
from app.live.selections import actions as selections
from app.process import actions as process
from app.process.models import Document, Move
from app.proposals.models import Agenda
from app.web.words import fingerprint
from tests.live.evening import Evening
from tests.process.walk import agreed
from tests.world import World, another, post

LEVELS = pytest.mark.parametrize("level", list(Level))
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FOLD = re.compile(r"<details.*?</details>", re.DOTALL)
ADVISORY = "참고용"


def shown(browser: TestClient, address: str, *, folded: bool = True) -> str:
    """The words of a page, without what has to be unfolded first unless that is wanted."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    text = answer.text if folded else FOLD.sub("", answer.text)
    return " ".join(re.sub(r"<[^>]+>", "", html.unescape(text)).split())


@pytest.fixture
def raise_all(world: World) -> Callable[[Level], None]:
    """Everybody in the room was checked so far."""

    def lift(db: Session, level: Level) -> None:
        for someone in db.exec(select(Participant)).all():
            someone.level = level
            db.add(someone)

    return lambda level: world.write(lift, level)


@LEVELS
def test_the_level_stands_beside_every_result(
    evening: Evening, client: TestClient, level: Level, raise_all: Callable[[Level], None]
) -> None:
    world, words = evening.world, f"{level.value} {level.label}"
    assert (ADVISORY in words) is (level is Level.OPEN)
    host, phone = world.sign_in(another(client), "facilitator"), another(client)
    officer, chair = (world.sign_in(another(client), who) for who in ("officer", "chair"))
    room, wall, console = (
        f"/m/{evening.number}",
        f"/wall/{evening.wall_key}",
        f"/meetings/{evening.meeting_id}",
    )
    post(phone, f"{room}/attendance", {"lang": "ko"})
    evening.guest(2)
    raise_all(level)

    paper = evening.open_vote(level=level)
    before = "누구나 참여하는 투표라 참고용이에요." if level is Level.OPEN else f"‘{level.label}’"
    assert before in shown(phone, room, folded=False), "said before anybody votes"
    assert words in shown(client, wall), "and on the wall"
    assert ("누구나 참여하는 투표라 참고용입니다" in shown(client, wall)) is (level is Level.OPEN)
    choice = {"choice": str(paper.choices[0].id), "key": "k" * 32}
    assert post(phone, f"{room}/ballots/{paper.id}/my-vote", choice).status_code == 303
    head = fingerprint(paper.opened_head)
    told = shown(phone, room, folded=False)
    assert words in told, "the receipt"
    assert f"기록 지문 {head}" in told, "with the head, not behind a fold"
    pressed = post(phone, f"{room}/ballots/{paper.id}/my-vote", choice, htmx=True).text
    assert words in pressed, "also when a script sent it"
    phone.cookies.delete(f"vote-{paper.id}")
    forgotten = shown(phone, room, folded=False)
    assert words in forgotten, "also on a phone that forgot what it chose"
    assert head in forgotten
    evening.press()
    assert words in shown(client, wall), "closed"
    evening.press()
    agenda, _ = world.write(
        selections.select_option,
        world.actor("facilitator"),
        paper.choices[0].id,
        title="골목 쉼터",
        field_id=None,
    )
    assert world.read(lambda db: db.get_one(Agenda, agenda.id)).origin_level is level
    results = {
        "phone": (phone, room, 1),
        "wall": (client, wall, 1),
        "console": (host, console, 1),
        "outcome": (host, f"{console}/outcome", 1),
        "check": (phone, f"/ballots/{paper.id}/check", 1),
        "agenda: number of voters, where it comes from": (client, f"/agendas/{agenda.id}", 2),
        "forum": (client, f"/forums/{agenda.forum_id}", 1),
        "hand-over": (officer, "/matters/new", 1),
    }
    for name, (browser, address, times) in results.items():
        assert shown(browser, address, folded=False).count(words) >= times, name

    world.write(process.publish_standard)
    matter = world.write(
        process.hand_over,
        world.actor("officer"),
        agreed(world, agenda.id or 0),
        world.subcommittees["도시·교통 분과"],
    )
    assert re.search(rf"명 가운데 1표.{{0,20}}{re.escape(words)}", shown(chair, f"/matters/{matter}"))
    [card] = world.read(lambda db: db.exec(select(Document).where(Document.name == "의제 카드")).all())
    assert re.search(rf"1명 가운데 1명.*{re.escape(words)}", card.body)
    moves = world.read(lambda db: db.exec(select(Move).order_by(col(Move.id))).all())
    assert [words in move.reason for move in moves if "명 가운데" in move.reason] == [True]

    evening.until(ItemKind.THANKS)
    for name, browser, address in (
        ("wall thanks", client, wall),
        ("end panel", host, console),
        ("phone thanks", phone, room),
    ):
        assert re.search(rf"1명 가운데 1명.{{0,20}}{re.escape(words)}", shown(browser, address)), name
    evening.press()
    assert words in shown(another(client), room), "who comes late"
    minutes = shown(client, f"{room}/record", folded=False)
    assert minutes.count(words) == 2, "beside the vote and beside the agenda"


@on_sqlite
@LEVELS
def test_a_result_without_votes_keeps_its_level(evening: Evening, client: TestClient, level: Level) -> None:
    evening.open_vote(level=level)
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.press()
    evening.press()
    wall = shown(client, f"/wall/{evening.wall_key}")
    assert "투표한 사람이 없습니다" in wall
    assert f"{level.value} {level.label}" in wall
    assert f"{level.value} {level.label}" in shown(client, f"/m/{evening.number}")


@on_sqlite
@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])
def test_the_paper_says_what_is_promised_in_the_words_of_the_check_page(
    evening: Evening, client: TestClient, secrecy: Secrecy
) -> None:
    paper = evening.open_vote(secrecy=secrecy)
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    check, secret = f"/ballots/{paper.id}/check", secrecy is Secrecy.SECRET
    limits = {
        "투표하는 동안 서버를 다루는 사람이 컴퓨터의 기억을 몰래 들여다보는 것까지는 막지 못해요.": secret,
        "봉투를 여는 열쇠는 다 센 뒤 없애요.": secret,
        "기명 투표라서 결과에 이름과 고른 것을 함께 공개해요.": not secret,
        "옆에서 휴대폰을 들여다보거나, 번호를 보여 달라고 조르는 사람은 막지 못해요.": True,
        "한 사람이 여러 번 했는지는 가려내지 못해요. 그래서 참고용이에요.": True,
    }
    page = shown(client, check)
    assert {words: words in page for words in limits} == limits, "before the vote as after it"
    room = f"/m/{evening.number}"
    assert f'href="{check}#promise"' in client.get(room).text
    assert (next(iter(limits)) in shown(client, room, folded=False)) is secret, (
        "the claim and its limit together"
    )
    assert 'id="promise"' in client.get(check).text
    form = {"choice": str(paper.choices[0].id), "key": "k" * 32, "name": "이순자"}
    post(client, f"/m/{evening.number}/ballots/{paper.id}/my-vote", form)
    receipt = shown(client, f"/m/{evening.number}", folded=False)
    assert f"쿠키로 {OBJECTION_DAYS}일 동안 기억해요." in receipt
    assert "쿠키를 지우세요." in receipt
    client.cookies.delete(f"vote-{paper.id}")
    assert "동안 기억해요" not in shown(client, f"/m/{evening.number}"), "it has nothing left"
    evening.press()
    evening.press()
    counted = shown(client, check)
    assert ("봉투를 여는 열쇠는 다 센 뒤 없앴어요." in counted) is secret
