"""By-laws of the minutes: drafted from the record, corrected beside it, confirmed into the ledger."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.core import clock
from app.core.errors import Conflict, Forbidden
from app.live.ballots import actions as ballots
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.ledger import queries as ledger
from app.live.ledger.rules import digest
from app.live.meetings.rules import ItemKind
from app.live.records import actions, queries
from app.live.records.queries import Draft
from app.live.records.rules import MinutesField, as_markdown, as_text
from app.live.stage import actions as stage
from app.live.timers import actions as timers
from app.live.timers.rules import TimedDeed
from tests.live.evening import QUESTION, Evening
from tests.live.phones.test_hostile_text import HOSTILE, assert_harmless
from tests.live.records.test_pages import decide, finish
from tests.world import World, another, post

DISTRICT = "종로구"


def draft(evening: Evening) -> Draft:
    return evening.world.read(queries.draft, evening.meeting, DISTRICT)


def correct(
    evening: Evening, field: MinutesField, text: str, *, who: str = "facilitator", expect: int = -1
) -> None:
    last = draft(evening).field(field).last if expect < 0 else expect
    world = evening.world
    world.write(
        actions.correct, world.actor(who), DISTRICT, evening.meeting_id, field=field, text=text, expect=last
    )


def confirm(evening: Evening, *, who: str = "facilitator", expect: str = "") -> int:
    world = evening.world
    seen = expect or draft(evening).digest
    return world.write(actions.confirm, world.actor(who), DISTRICT, evening.meeting_id, expect=seen)


def said(evening: Evening, field: MinutesField) -> str:
    return draft(evening).field(field).text


def test_nine_fields_are_filled_from_the_record(evening: Evening) -> None:
    with clock.moved(timedelta(hours=-2)):
        world, moment = evening.world, clock.now() + timedelta(hours=1)
        world.write(
            timers.set_timer, world.actor("officer"), evening.meeting_id, TimedDeed.OPEN_MEETING, None, moment
        )
    world.database.write(timers.do_due)
    evening.until(ItemKind.IDEAS)
    parked = evening.idea("다음에 다룰 말", by=9)
    evening.world.write(ideas.moderate, evening.world.actor("facilitator"), parked, IdeaState.PARKED)
    decide(evening)
    finish(evening)
    texts = {one.field: one.text for one in draft(evening).fields}
    assert [field.label for field in MinutesField] == [
        "회의 명칭", "개최기관", "일시·장소", "참석자 및 배석자 명단", "진행순서", "상정안건", "발언요지", "결정사항", "표결내용",
    ]  # fmt: skip
    assert texts[MinutesField.NAME] == evening.meeting.title
    assert texts[MinutesField.HOST] == "서울특별시 종로구"
    assert "종로구민회관 대강당" in texts[MinutesField.WHEN_WHERE]
    assert texts[MinutesField.PEOPLE].startswith("참석 ")
    assert "배석: 진행자" in texts[MinutesField.PEOPLE]
    assert "시계" not in texts[MinutesField.PEOPLE], "what was opened by a timer was opened by no person"
    assert "하지 않은 차례: " in texts[MinutesField.ORDER]
    assert evening.item(ItemKind.THANKS).title in texts[MinutesField.ORDER].splitlines()[-1]
    assert QUESTION in texts[MinutesField.TOPICS]
    assert "- 긴 의자 (공감 0)" in texts[MinutesField.SAID]
    assert "다음에 다룰 말" not in texts[MinutesField.SAID]
    assert "주차장에 둔 의견 1개" in texts[MinutesField.DECIDED]
    assert "의제로 선정한 것 없음" in texts[MinutesField.DECIDED]
    votes = texts[MinutesField.VOTES]
    assert "명 가운데 7명 투표" in votes
    assert "무기명, 확인 수준 L0" in votes
    assert all(f"{place}. " in votes for place in (1, 2, 3))


def test_a_vote_that_is_not_shown_stays_hidden_in_the_draft(evening: Evening) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    assert "결과를 공표하지 않음" in said(evening, MinutesField.VOTES)
    evening.press()
    assert "1명 (100%)" not in said(evening, MinutesField.VOTES)
    evening.press()
    assert "1명 (100%)" in said(evening, MinutesField.VOTES)


def test_an_annulled_vote_says_why(evening: Evening) -> None:
    paper = evening.open_vote()
    world = evening.world
    world.write(ballots.propose_annulment, world.actor("facilitator"), paper.id, reason="보기가 빠졌습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), paper.id)
    assert "무효: 보기가 빠졌습니다 (제안 진행자, 확인 협치추진단)" in said(evening, MinutesField.VOTES)


def test_a_correction_stands_beside_the_record_and_survives_it(evening: Evening) -> None:
    with pytest.raises(Conflict):
        correct(evening, MinutesField.NAME, "골목 공론장")
    evening.until(ItemKind.IDEAS)
    record = said(evening, MinutesField.SAID)
    correct(evening, MinutesField.SAID, "긴 의자를 두자는 말이 많았음")
    evening.idea("그늘막도 있으면 좋겠어요")
    one = draft(evening).field(MinutesField.SAID)
    assert one.text == "긴 의자를 두자는 말이 많았음", "the record never overwrites it"
    assert one.record != record
    assert "그늘막" in one.record, "what the record says stays visible and goes on"
    assert one.has_moved
    assert one.correction is not None
    assert one.correction.who == "진행자 한결"
    correct(evening, MinutesField.SAID, "", who="officer")
    back = draft(evening).field(MinutesField.SAID)
    assert (back.text, back.correction) == (back.record, None)
    assert [past.text for past in back.before] == ["", "긴 의자를 두자는 말이 많았음"]


def test_two_people_at_once_are_told(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    correct(evening, MinutesField.HOST, "종로구청", expect=0)
    with pytest.raises(Conflict, match="다른 사람이"):
        correct(evening, MinutesField.HOST, "종로구", who="officer", expect=0)
    correct(evening, MinutesField.HOST, "종로구청", who="officer", expect=0)  # the same words are no quarrel
    with pytest.raises(Forbidden):
        correct(evening, MinutesField.HOST, "x", who="chair", expect=0)
    happened = evening.world.read(ledger.entries, evening.meeting_id, "minutes.corrected")
    assert [one["data"] for one in happened] == [
        {"field": "host", "digest": digest("종로구청"), "who": "진행자"}
    ]


def test_what_was_read_is_confirmed_and_stands_in_the_ledger(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    with pytest.raises(Conflict, match="마친 뒤에"):
        confirm(evening)
    finish(evening)
    stale = draft(evening).digest
    correct(evening, MinutesField.PEOPLE, "참석 1명, 배석 진행자")
    with pytest.raises(Conflict, match="달라졌습니다"):
        confirm(evening, expect=stale)
    with pytest.raises(Forbidden):
        confirm(evening, who="chair")
    assert confirm(evening) == 1
    assert confirm(evening, who="officer") == 1, "the same again is the same"
    correct(evening, MinutesField.PEOPLE, "참석 2명, 배석 진행자")
    assert not draft(evening).is_confirmed
    assert confirm(evening, who="officer") == 2
    editions = draft(evening).editions
    assert [one.number for one in editions] == [2, 1], "the first stays"
    assert editions[1].fields[3] == "참석 1명, 배석 진행자"
    happened = evening.world.read(ledger.entries, evening.meeting_id, "minutes.confirmed")
    assert [(one["data"]["edition"], one["data"]["digest"], one["data"]["who"]) for one in happened] == [
        (1, digest(editions[1].fields), "진행자"),
        (2, digest(editions[0].fields), "협치추진단"),
    ]


def test_files_hold_words_not_markup() -> None:
    fields = [("회의 명칭", "# 제목 *굵게* <b>끝</b>\n- 줄 하나\n1. 줄 둘")]
    assert "1. 회의 명칭\n\n# 제목 *굵게* <b>끝</b>\n- 줄 하나" in as_text("회의", fields, "초안")
    marked = as_markdown("회의", fields, "초안")
    assert "## 1. 회의 명칭" in marked
    assert "\\# 제목 \\*굵게\\* \\<b\\>끝\\</b\\>  \n\\- 줄 하나  \n1\\. 줄 둘" in marked


# -- the pages -------------------------------------------------------------------------------------------------------


def test_an_officer_corrects_confirms_prints_and_takes_it_along(
    client: TestClient, evening: Evening, world: World
) -> None:
    decide(evening)
    finish(evening)
    world.sign_in(client, "officer")
    here = f"/meetings/{evening.meeting_id}/record"
    page = client.get(here).text
    assert all(field.label in page for field in MinutesField)
    form = {"field": "people", "text": f"참석 {HOSTILE[0]} {HOSTILE[4]}", "expect": "0"}
    assert post(client, f"{here}/corrections", form).status_code == 303
    own = post(client, f"{here}/corrections", {**form, "field": "host", "text": "구청"}, htmx=True)
    assert own.status_code == 200
    assert "저장했습니다." in own.text
    assert post(client, f"{here}/corrections", {**form, "text": "늦음"}, htmx=True).status_code == 409
    late = post(client, f"{here}/corrections", {**form, "text": "나중에 쓴 글"})
    assert late.status_code == 409
    assert "나중에 쓴 글" in late.text, "what was typed stays"
    assert post(client, f"{here}/corrections", {**form, "text": "x" * 8001}).status_code == 422
    assert post(client, f"{here}/corrections", {**form, "field": "nine"}).status_code == 422
    for address in (here, f"{here}/print"):
        assert_harmless(address, client.get(address).text)
    assert "초안입니다" in client.get(f"{here}.txt").text
    public = f"/m/{evening.number}/record"
    assert "참석자 및 배석자 명단" not in another(client).get(public).text, "a draft is not public"
    seen = evening.world.read(queries.draft, evening.meeting, world.settings.district_name).digest
    assert post(client, f"{here}/editions", {"expect": seen}).status_code == 303
    record = another(client).get(public).text
    assert "참석자 및 배석자 명단" in record
    assert "제1판" in record
    assert_harmless(public, record)
    for ending, kind in (("txt", "text/plain"), ("md", "text/markdown")):
        file = client.get(f"{here}.{ending}")
        assert file.headers["content-type"] == f"{kind}; charset=utf-8"
        assert file.headers["content-disposition"].endswith(f'minutes-{evening.number}.{ending}"')
        assert f"지문 {seen}" in file.text
    world.sign_in(client, "member")
    for address in (here, f"{here}/print", f"{here}.txt", f"{here}.md"):
        assert client.get(address).status_code == 403


def test_the_record_says_what_was_not_done_and_counts_nobody_who_was_not_counted(
    client: TestClient, evening: Evening
) -> None:
    evening.until(ItemKind.IDEAS)
    finish(evening)
    record = client.get(f"/m/{evening.number}/record").text
    assert "하지 않았습니다" in record
    assert "사람 수 0명" not in record
    assert "명부에 올랐거나" not in record, "nobody was registered, so nothing says 0"


def test_the_time_of_minutes_is_that_of_the_evening(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    with clock.moved(timedelta(minutes=30)):
        assert "(진행 중)" in said(evening, MinutesField.WHEN_WHERE)
        assert "남은 차례" in said(evening, MinutesField.ORDER)
        evening.world.write(
            stage.end_early, evening.world.actor("facilitator"), evening.meeting_id, evening.meeting.turn
        )
    assert "(진행 중)" not in said(evening, MinutesField.WHEN_WHERE)
