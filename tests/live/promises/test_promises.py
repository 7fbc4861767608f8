"""By-laws of ground rules, and of a practice vote that is nowhere afterwards."""

import re

import pytest
from sqlmodel import Session, SQLModel, select
from starlette.testclient import TestClient

from app.core.errors import Conflict, Forbidden, Invalid
from app.live.ledger import queries as ledger
from app.live.meetings.models import Press
from app.live.meetings.presets import presets
from app.live.meetings.rules import ItemKind
from app.live.promises import actions, queries
from app.live.promises.rules import LINES, LONGEST_LINE, MOST_LINES, Promises, problems, read_lines
from app.live.stage import actions as stage
from tests.conventions.english import Phone
from tests.live.evening import Evening
from tests.world import post

HOSTILE = "<img src=x>"
RULES = ["천천히 말해요", "모두 한 번씩 말해요"]


def revise(
    evening: Evening, lines: list[str], *, who: str = "facilitator", options: list[str] | None = None
) -> None:
    evening.world.write(
        actions.revise,
        evening.world.actor(who),
        evening.meeting_id,
        lines=lines,
        question="점심은 드셨나요?",
        options=options or ["먹었어요", "아직이에요"],
    )


def everything(evening: Evening) -> dict[str, list[object]]:
    """Every row of every table."""

    def read(db: Session) -> dict[str, list[object]]:
        return {
            name: [tuple(row) for row in db.connection().execute(table.select())]
            for name, table in SQLModel.metadata.tables.items()
        }

    return evening.world.read(read)


def test_our_own_wording_fits_its_own_rules() -> None:
    ours = Promises()
    assert problems(list(ours.lines), list(ours.options)) == {}
    assert read_lines("  하나  둘 \n\n하나 둘\n셋") == ["하나 둘", "셋"]


@pytest.mark.parametrize(
    ("lines", "options", "field"),
    [
        ([], ["가", "나"], "lines"),
        (["가"] * (MOST_LINES + 1), ["가", "나"], "lines"),
        (["가" * (LONGEST_LINE + 1)], ["가", "나"], "lines"),
        (["가"], ["나"], "options"),
        (["가"], list("가나다라마바"), "options"),
    ],
)
def test_what_the_wall_cannot_hold_is_refused(lines: list[str], options: list[str], field: str) -> None:
    assert list(problems(lines, options)) == [field]


def test_every_preset_has_promises() -> None:
    for preset in presets():
        assert any(row.kind is ItemKind.PROMISES for row in preset.rows) or preset.id == "open_space", (
            preset.id
        )


def test_a_host_writes_them_and_the_ledger_has_them(evening: Evening) -> None:
    assert evening.world.read(queries.promises, evening.meeting_id).lines == LINES
    revise(evening, RULES)
    revise(evening, RULES)
    assert evening.world.read(queries.promises, evening.meeting_id).lines == tuple(RULES)
    said = evening.world.read(ledger.entries, evening.meeting_id, "promises.revised")
    assert [one["data"] for one in said] == [{"promises": RULES, "who": "진행자"}]
    with pytest.raises(Forbidden):
        revise(evening, RULES, who="chair")
    with pytest.raises(Invalid):
        revise(evening, ["가" * 99])
    evening.until(ItemKind.JOIN)
    world = evening.world
    world.write(stage.end_early, world.actor("facilitator"), evening.meeting_id, evening.meeting.turn)
    with pytest.raises(Conflict):
        revise(evening, ["늦었어요"])


def test_everybody_sees_them_before_the_start(client: TestClient, evening: Evening) -> None:
    revise(evening, [*RULES, "<b>끝</b>"])
    for address in (f"/m/{evening.number}", f"/wall/{evening.wall_key}"):
        page = client.get(address).text
        assert RULES[1] in page, address
        assert "&lt;b&gt;끝" in page
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    assert RULES[1] in client.get(f"/m/{evening.number}").text


def test_what_a_host_writes_is_never_markup(client: TestClient, evening: Evening) -> None:
    revise(evening, [HOSTILE], options=[HOSTILE, "나"])
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.until(ItemKind.PROMISES)
    practice = f"/m/{evening.number}/practice"
    pages = [client.get(f"/m/{evening.number}").text, client.get(f"/wall/{evening.wall_key}").text]
    for page in (*pages, post(client, practice, {"choice": "1"}).text):
        assert HOSTILE not in page
        assert "&lt;img" in page


def test_a_practice_vote_is_answered_and_nothing_anywhere_changes(
    client: TestClient, evening: Evening
) -> None:
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    address = f"/m/{evening.number}/practice"
    assert post(client, address, {"choice": "1"}).status_code == 409, "not before its time"
    evening.until(ItemKind.PROMISES)
    room = client.get(f"/m/{evening.number}").text
    assert "세지 않고, 어디에도 남기지 않아요." in room
    before = everything(evening)
    plain = post(client, address, {"choice": "2"})
    assert plain.status_code == 200
    assert "이 연습은 세지 않고, 어디에도 남기지 않았어요." in plain.text
    assert "버스나 지하철로" in plain.text
    assert not re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}", plain.text), (
        "no number that could be taken for a receipt"
    )
    assert "set-cookie" not in plain.headers
    fragment = post(client, address, {"choice": "1"}, htmx=True)
    step = re.search(r'data-step="([^"]+)"', fragment.text)
    assert step is not None
    assert f'data-step="{step[1]}"' in room, "the receipt stays while this step is on"
    for wrong in ("0", "9", "하나", ""):
        assert post(client, address, {"choice": wrong}).status_code == 422
    assert everything(evening) == before
    evening.press()
    assert post(client, address, {"choice": "1"}).status_code == 409


def test_who_has_not_come_in_cannot_practise(client: TestClient, evening: Evening) -> None:
    evening.until(ItemKind.PROMISES)
    assert post(client, f"/m/{evening.number}/practice", {"choice": "1"}).status_code == 403


def test_practising_is_in_no_result_and_no_minutes(client: TestClient, evening: Evening) -> None:
    revise(evening, RULES)
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.until(ItemKind.PROMISES)
    post(client, f"/m/{evening.number}/practice", {"choice": "1"})
    world = evening.world
    world.write(stage.end_early, world.actor("facilitator"), evening.meeting_id, evening.meeting.turn)
    assert "점심은 드셨나요?" not in client.get(f"/m/{evening.number}/record").text
    host = world.sign_in(client, "facilitator")
    assert "점심은 드셨나요?" not in host.get(f"/meetings/{evening.meeting_id}/outcome").text


def test_the_editor_keeps_what_was_typed(client: TestClient, evening: Evening) -> None:
    host = evening.world.sign_in(client, "facilitator")
    address = f"/meetings/{evening.meeting_id}/promises"
    assert LINES[0] in host.get(address).text
    long = "가" * (LONGEST_LINE + 1)
    sent = {"lines": long, "question": "점심은 드셨나요?", "options": "네\n아니요"}
    answer = post(host, address, sent)
    assert answer.status_code == 422
    assert long in answer.text
    assert "스물여덟 글자까지" in answer.text
    assert post(host, address, {**sent, "lines": "\n".join(RULES)}).status_code == 303
    assert RULES[1] in host.get(address).text
    deeds = evening.world.read(lambda db: db.exec(select(Press.deed)).all())
    assert "약속과 연습 질문 고치기" in deeds


def test_practising_is_english_for_an_english_phone(client: TestClient, evening: Evening) -> None:
    phone = Phone(client, {evening.meeting.title, "종로구민회관 대강당", "종로공론장", "오늘의 약속"})
    phone.get(f"/m/{evening.number}")
    phone.send(f"/m/{evening.number}/attendance", {"lang": "en"})
    phone.get(f"/m/{evening.number}")
    evening.until(ItemKind.PROMISES)
    phone.get(f"/m/{evening.number}")
    phone.send(f"/m/{evening.number}/practice", {"choice": "1"}, 200)
    phone.press(f"/m/{evening.number}/practice", {"choice": "2"})
    phone.send(f"/m/{evening.number}/practice", {"choice": "9"}, 422)
