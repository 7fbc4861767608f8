"""By-laws of the exit survey: asked when people leave, once per phone, and nobody can tell who said what."""

import csv
import io
from datetime import timedelta

import pytest
from sqlmodel import SQLModel, select
from starlette.testclient import TestClient

from app.accounts.models import Participant
from app.core import clock, ids
from app.core.errors import Conflict, Forbidden, Invalid
from app.live.ledger import queries as ledger
from app.live.meetings.guests import Guest
from app.live.meetings.rules import ItemKind
from app.live.stage import actions as stage
from app.live.surveys import actions, queries
from app.live.surveys.models import Survey, SurveyMark
from app.live.surveys.rules import ANSWERS, QUESTIONS, nothing
from tests.live.evening import Evening
from tests.world import World, another, post

ALL = {"q1": "1", "q2": "2", "q3": "3"}
PAPER = [[6, 0, 0, 0, 0], [0, 5, 0, 0, 0], [1, 0, 0, 0, 0]]


def leave(evening: Evening) -> None:
    """The closing item is on."""
    evening.until(ItemKind.IDEAS)
    item = evening.item(ItemKind.THANKS).id or 0
    evening.world.write(
        stage.jump, evening.world.actor("facilitator"), evening.meeting_id, item, evening.meeting.turn
    )


def finish(evening: Evening) -> None:
    host = evening.world.actor("facilitator")
    evening.world.write(stage.end_early, host, evening.meeting_id, evening.meeting.turn)


def say(evening: Evening, by: int, *answers: int | None, key: str = "") -> None:
    if evening.meeting.ended_at is None:
        evening.guest(by)
    guest = Guest(evening.world.visitor(by).visit, evening.world.settings.secret, "ko")
    evening.world.write(actions.answer, guest, evening.number, answers, key or ids.token())


def enter(
    evening: Evening,
    sheets: int,
    counts: list[list[int]],
    *,
    expect: int = 0,
    who: str = "facilitator",
) -> None:
    world = evening.world
    world.write(
        actions.enter_paper,
        world.actor(who),
        evening.meeting_id,
        sheets=sheets,
        counts=counts,
        expect=expect,
    )


def results(evening: Evening) -> queries.Results:
    return evening.world.read(queries.results, evening.meeting_id)


def marks(world: World) -> list[SurveyMark]:
    return list(world.read(lambda db: db.exec(select(SurveyMark)).all()))


def test_it_is_asked_when_people_leave_and_for_a_day(evening: Evening) -> None:
    evening.guest(1)
    with pytest.raises(Conflict):
        say(evening, 1, 1, 1, 1)
    leave(evening)
    say(evening, 1, 1, 1, 1)
    evening.guest(2)
    evening.guest(3)
    finish(evening)
    say(evening, 2, 1, None, 1)
    with clock.moved(timedelta(hours=25)), pytest.raises(Conflict):
        say(evening, 3, 1, 1, 1)
    assert results(evening).phones == 2


def test_a_phone_answers_once(evening: Evening) -> None:
    leave(evening)
    key = ids.token()
    say(evening, 1, 1, 2, 3, key=key)
    say(evening, 1, 1, 2, 3, key=key)
    with pytest.raises(Conflict, match="이미 답해"):
        say(evening, 1, 5, 5, 5)
    kept = evening.world.read(lambda db: db.get_one(Survey, evening.meeting_id))
    assert kept.phones == 1
    assert [sum(row) for row in kept.phone] == [1, 1, 1]


def test_nothing_leads_from_an_answer_to_a_person(evening: Evening) -> None:
    leave(evening)
    for person in range(1, 8):
        say(evening, person, 1 + person % 5, 2, 3)
    assert set(SQLModel.metadata.tables["surveymark"].columns.keys()) == {"meeting_id", "mark", "key"}
    kept = evening.world.read(lambda db: db.get_one(Survey, evening.meeting_id))
    counts = {"phone", "shown", "paper", "paper_shown"}
    assert set(kept.model_dump()) == {"meeting_id", "phones", "sheets", "rev", *counts}
    people = evening.world.read(lambda db: db.exec(select(Participant)).all())
    assert {one.mark for one in marks(evening.world)} & {one.key for one in people} == set()
    assert len(marks(evening.world)) == 7
    happened = evening.world.read(ledger.chain, evening.meeting_id)
    assert not [one for one in happened if one["kind"].startswith("survey")]


def test_marks_go_when_no_phone_can_answer(evening: Evening) -> None:
    leave(evening)
    say(evening, 1, 1, 1, 1)
    finish(evening)
    assert evening.world.write(actions.forget_due) == 0
    with clock.moved(timedelta(hours=25)):
        assert evening.world.write(actions.forget_due) == 1
    assert marks(evening.world) == []
    assert results(evening).phones == 1, "what was said stays"


def test_phones_are_shown_by_fives_and_paper_as_a_pile(evening: Evening) -> None:
    leave(evening)
    for person in range(1, 5):
        say(evening, person, 1, 1, 1)
    assert not results(evening).are_shown
    assert results(evening).waiting == 4
    say(evening, 5, 5, None, 1)
    shown = results(evening)
    assert [one.answered for one in shown.questions] == [5, 0, 5]
    say(evening, 6, 1, 1, 1)
    assert [one.answered for one in results(evening).questions] == [5, 5, 5], "the sixth waits for four more"
    enter(evening, 6, PAPER)
    assert [one.answered for one in results(evening).questions] == [11, 10, 5], "one paper alone is not shown"


def test_a_sheet_that_comes_after_others_cannot_be_seen_by_itself(evening: Evening) -> None:
    leave(evening)

    def pile(*answers: int) -> list[list[int]]:
        return [[answers.count(at) for at in range(1, 6)] for _ in QUESTIONS]

    def shown() -> list[int]:
        return [n for _, n, _ in results(evening).questions[0].rows]

    enter(evening, 5, pile(1, 1, 2, 2, 3))
    assert shown() == [2, 2, 1, 0, 0]
    enter(evening, 6, pile(1, 1, 2, 2, 3, 5), expect=1)
    assert (shown(), results(evening).sheets_waiting) == ([2, 2, 1, 0, 0], 1), "the sixth waits for four more"
    enter(evening, 5, pile(1, 1, 2, 2, 4), expect=2)
    assert shown() == [2, 2, 1, 0, 0], "nor what one sheet was taken for"
    enter(evening, 10, pile(1, 1, 2, 2, 3, 5, 5, 5, 1, 1), expect=3)
    assert (shown(), results(evening).sheets_waiting) == ([4, 2, 1, 0, 3], 0)


def test_the_desk_enters_paper_and_two_at_once_are_told(evening: Evening) -> None:
    with pytest.raises(Conflict):
        enter(evening, 6, PAPER)
    leave(evening)
    enter(evening, 6, PAPER)
    enter(evening, 6, PAPER)  # pressed twice
    with pytest.raises(Conflict, match="다른 사람이"):
        enter(evening, 7, PAPER, who="officer")
    enter(evening, 7, PAPER, expect=1, who="officer")
    with pytest.raises(Invalid):
        enter(evening, 5, PAPER, expect=2)
    with pytest.raises(Forbidden):
        enter(evening, 7, PAPER, who="chair")
    said = evening.world.read(ledger.entries, evening.meeting_id, "survey.paper")
    assert [one["data"] for one in said] == [
        {"sheets": 6, "who": "진행자"},
        {"sheets": 7, "who": "협치추진단"},
    ]
    finish(evening)
    with clock.moved(timedelta(days=15)), pytest.raises(Conflict):
        enter(evening, 8, PAPER, expect=2)


# -- the pages -------------------------------------------------------------------------------------------------------


def test_a_phone_answers_by_form_and_is_thanked(client: TestClient, evening: Evening) -> None:
    address = f"/m/{evening.number}/survey"
    assert client.get(address).status_code == 403, "first come in"
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    assert "답을 받지 않아요" in client.get(address).text
    early = post(client, address, {**ALL, "key": ids.token()})
    assert early.status_code == 409
    leave(evening)
    assert address in client.get(f"/m/{evening.number}").text
    asked = client.get(address).text
    assert all(text in asked for text in (*QUESTIONS, *ANSWERS))
    nothing_chosen = post(client, address, {"key": ids.token()})
    assert nothing_chosen.status_code == 422
    assert "하나 이상 골라 주세요" in nothing_chosen.text
    wrong = post(client, address, {**ALL, "q2": "9", "key": "k" * 20})
    assert wrong.status_code == 422
    assert 'name="q1" value="1" checked' in wrong.text, "what was chosen stays"
    assert 'value="' + "k" * 20 in wrong.text
    assert post(client, address, {**ALL, "key": "k" * 20}).status_code == 303
    assert "고마워요" in client.get(address).text
    assert post(client, address, {**ALL, "key": "k" * 20}).status_code == 303, "the same again"
    again = post(client, address, {**ALL, "q1": "5", "key": ids.token()})
    assert again.status_code == 409
    assert "이미 답해" in again.text
    assert results(evening).phones == 1


def test_a_phone_that_posts_by_script_hears_a_sentence(client: TestClient, evening: Evening) -> None:
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    leave(evening)
    address = f"/m/{evening.number}/survey"
    refused = post(client, address, {"key": ids.token()}, htmx=True)
    assert refused.status_code == 422
    assert "<html" not in refused.text
    assert post(client, address, {**ALL, "key": ids.token()}, htmx=True).status_code == 204


def test_the_desk_sees_prints_and_takes_a_table_along(
    client: TestClient, evening: Evening, world: World
) -> None:
    here = f"/meetings/{evening.meeting_id}/survey"
    leave(evening)
    world.sign_in(client, "facilitator")
    assert "아직 답한 사람이 없습니다" in client.get(here).text
    cells = [str(n or "") for row in PAPER for n in row]
    kept = post(client, f"{here}/paper", {"sheets": "5", "counts": cells, "expect": "0"})
    assert kept.status_code == 422
    assert "받은 종이 5장보다 많습니다" in kept.text
    assert 'name="counts" type="number" min="0" max="3000" inputmode="numeric" value="6"' in kept.text
    short = post(client, f"{here}/paper", {"sheets": "5", "counts": ["x"], "expect": "0"})
    assert short.status_code == 422
    assert post(client, f"{here}/paper", {"sheets": "6", "counts": cells, "expect": "0"}).status_code == 303
    page = client.get(here).text
    assert "휴대폰 0명 · 종이 6장" in page
    assert post(client, f"{here}/paper", {"sheets": "9", "counts": cells, "expect": "0"}).status_code == 409
    sheet = client.get(f"{here}/sheet").text
    assert all(text in sheet for text in (*QUESTIONS, *ANSWERS, evening.number))
    table = list(csv.reader(io.StringIO(client.get(f"{here}.csv").text.removeprefix("\ufeff"))))
    assert table[1] == [QUESTIONS[0], ANSWERS[0], "6", "100", "6", "5.00"]
    assert table[-1][:2] == [QUESTIONS[2], "다섯 명이 안 되어 보이지 않습니다"]
    world.sign_in(client, "chair")
    for address in (here, f"{here}/sheet", f"{here}.csv"):
        assert client.get(address).status_code == 403
    assert another(client).get(here).status_code in (303, 401, 403)


def test_no_survey_is_nothing(evening: Evening) -> None:
    assert results(evening).questions[0].answered == 0
    assert evening.world.read(queries.desk, evening.meeting).paper == nothing()
