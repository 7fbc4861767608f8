"""By-laws of a subcommittee's meetings: who keeps them, what is refused, and what confirmed minutes tell their matters."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.core import clock, ids
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.labels import Side
from app.live.records.rules import MinutesField
from app.process import queries as process
from app.process.models import Gathering
from app.subcommittees.meetings import actions, queries
from app.subcommittees.meetings.models import SubMeeting
from app.subcommittees.meetings.rules import Attending, SittingState
from tests.process.walk import CARE, handed, sheet, walk_to
from tests.subcommittees.people import PLACE, at, confirmed, held, planned, sitting
from tests.world import World


def test_meetings_of_a_subcommittee_are_numbered_each_on_its_own(world: World) -> None:
    assert [sitting(world, planned(world, n)).row.number for n in (3, 9)] == [1, 2]
    other = planned(world, 4, "other_chair", "care")
    assert sitting(world, other).title == "교육·돌봄 분과 제1차 회의"


def test_the_same_form_again_is_the_same_meeting(world: World) -> None:
    key, chair = ids.token(), world.actor("chair")
    first = world.write(actions.plan, chair, "urban", starts_at=at(3), place=PLACE, key=key)
    assert world.write(actions.plan, chair, "urban", starts_at=at(3), place=PLACE, key=key) == first
    assert len(world.read(lambda db: db.exec(select(SubMeeting)).all())) == 1


def test_two_processes_that_plan_at_once_number_without_a_gap_or_a_double(world: World) -> None:
    with closing(Database(world.settings.database_url)) as other, ThreadPoolExecutor(8) as pool:
        doors, chair = (world.database, other), world.actor("chair")

        def plan(n: int) -> int:
            where: dict[str, Any] = {"starts_at": at(n + 1), "place": PLACE, "key": ids.token()}
            return doors[n % 2].write(actions.plan, chair, "urban", **where)

        made = list(pool.map(plan, range(8)))
    assert sorted(sitting(world, one).row.number for one in made) == list(range(1, 9))


def test_of_two_processes_that_confirm_at_once_one_edition_is_made(world: World) -> None:
    matter_id = handed(world)
    meeting_id = held(world, matter_id)
    draft = world.read(queries.draft, meeting_id, "종로구")
    with closing(Database(world.settings.database_url)) as other, ThreadPoolExecutor(4) as pool:
        doors, chair = (world.database, other), world.actor("chair")

        def confirm(n: int) -> int:
            return doors[n % 2].write(actions.confirm, chair, "종로구", meeting_id, expect=draft.digest)

        assert set(pool.map(confirm, range(4))) == {1}
    assert len(sitting(world, meeting_id).editions) == 1
    assert len(sheet(world, matter_id).gatherings) == 1


@pytest.mark.parametrize("who", ["other_chair", "member", "reviewer", "co_chair", "facilitator", "admin"])
def test_only_its_chair_and_the_officers_keep_meetings(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        planned(world, who=who)
    meeting_id = planned(world, who="officer")
    with pytest.raises(Forbidden):
        world.write(actions.call_off, world.actor(who), meeting_id, reason="비가 많이 옵니다.", expect=0)
    with pytest.raises(SignInNeeded):
        world.write(actions.call_off, world.visitor(), meeting_id, reason="비", expect=0)


def test_calling_off_says_why_and_keeps_the_number(world: World) -> None:
    meeting_id, chair = planned(world), world.actor("chair")
    with pytest.raises(Invalid):
        world.write(actions.call_off, chair, meeting_id, reason="", expect=0)
    world.write(actions.call_off, chair, meeting_id, reason="호우 경보", expect=0)
    assert sitting(world, meeting_id).row.state is SittingState.CANCELLED
    assert sitting(world, planned(world, 9)).row.number == 2
    with pytest.raises(Conflict, match="취소한"):
        world.write(actions.add_item, chair, meeting_id, matter_id=None, title="기타", about="")


def test_of_two_who_move_a_meeting_the_second_is_told(world: World) -> None:
    meeting_id, chair = planned(world), world.actor("chair")
    world.write(actions.replan, chair, meeting_id, starts_at=at(5), place="구청 한우리홀", expect=0)
    with pytest.raises(Conflict, match="그사이"):
        world.write(
            actions.replan, world.actor("officer"), meeting_id, starts_at=at(6), place=PLACE, expect=0
        )
    assert sitting(world, meeting_id).row.place == "구청 한우리홀"


# -- the agenda -------------------------------------------------------------------------------------------------------


def test_an_item_is_a_matter_of_this_subcommittee_once_or_something_with_a_title(world: World) -> None:
    own, other = handed(world), handed(world, "방과 후 돌봄", CARE)
    meeting_id, chair = planned(world), world.actor("chair")
    world.write(actions.add_item, chair, meeting_id, matter_id=own, title="", about="어디부터")
    world.write(actions.add_item, chair, meeting_id, matter_id=None, title="다음 회의 날", about="")
    for matter_id, title in ((own, ""), (other, ""), (None, "")):
        with pytest.raises((Conflict, Invalid)):
            world.write(actions.add_item, chair, meeting_id, matter_id=matter_id, title=title, about="")
    items = sitting(world, meeting_id).items
    assert [one.row.title for one in items] == ["창신 골목 계단 손잡이 설치", "다음 회의 날"]
    assert items[0].summary == "가파른 계단 여섯 곳에 손잡이를 답니다."
    assert world.read(lambda db: queries.choosable(db, queries.sitting(db, meeting_id))) == []


def test_items_go_up_and_off(world: World) -> None:
    meeting_id, chair = planned(world), world.actor("chair")
    for title in ("하나", "둘", "셋"):
        world.write(actions.add_item, chair, meeting_id, matter_id=None, title=title, about="")
    one, two, three = (item.row.id or 0 for item in sitting(world, meeting_id).items)
    world.write(actions.lift_item, chair, meeting_id, three)
    world.write(actions.lift_item, chair, meeting_id, one)
    world.write(actions.remove_item, chair, meeting_id, two)
    assert [item.row.title for item in sitting(world, meeting_id).items] == ["하나", "셋"]
    elsewhere = planned(world, 8)
    with pytest.raises(NotFound):
        world.write(actions.remove_item, chair, elsewhere, one)


# -- the record -------------------------------------------------------------------------------------------------------


def test_nothing_is_recorded_before_the_meeting(world: World) -> None:
    meeting_id, chair = planned(world, 2), world.actor("chair")
    with pytest.raises(Conflict, match="아직 시작하지"):
        world.write(actions.record_members, chair, meeting_id, {world.accounts["member"]})
    with pytest.raises(Invalid):
        world.write(actions.end, chair, meeting_id, opened_at=at(2), ended_at=at(2, 12), expect=0)


def test_attendance_is_of_members_and_guests_are_added_by_name(world: World) -> None:
    meeting_id, chair = planned(world, -1), world.actor("chair")
    members = {world.accounts["chair"], world.accounts["member"]}
    world.write(actions.record_members, chair, meeting_id, members)
    with pytest.raises(Invalid):
        world.write(actions.record_members, chair, meeting_id, {world.accounts["reviewer"]})
    guest: dict[str, Any] = {"name": "이도로", "seat": "도로과 주무관", "side": Side.OFFICIAL}
    world.write(actions.add_guest, chair, meeting_id, attending=Attending.BESIDE, **guest)
    with pytest.raises(Conflict):
        world.write(actions.add_guest, chair, meeting_id, attending=Attending.PRESENT, **guest)
    found = sitting(world, meeting_id)
    assert (found.sides[Side.CIVIL], found.sides[Side.OFFICIAL], len(found.beside)) == (2, 0, 1)
    assert found.quorate
    world.write(actions.record_members, chair, meeting_id, {world.accounts["chair"]})
    found = sitting(world, meeting_id)
    assert found.came == {world.accounts["chair"]}
    assert not found.quorate
    world.write(actions.remove_guest, chair, meeting_id, found.beside[0].id or 0)
    with pytest.raises(NotFound):
        world.write(actions.remove_guest, chair, meeting_id, found.there[0].id or 0)


def test_of_two_who_write_about_one_item_nobodys_words_are_lost(world: World) -> None:
    meeting_id, chair = planned(world, -1), world.actor("chair")
    world.write(actions.add_item, chair, meeting_id, matter_id=None, title="기타", about="")
    item = sitting(world, meeting_id).items[0]

    def write(said: str, expect: str) -> None:
        world.write(
            actions.record_item,
            chair,
            meeting_id,
            item.row.id or 0,
            said=said,
            decided="",
            votes=(None, None, None),
            expect=expect,
        )

    write("처음 말", item.mark)
    write("처음 말", item.mark)  # the same again
    with pytest.raises(Conflict, match="그사이"):
        write("다른 말", item.mark)
    assert sitting(world, meeting_id).items[0].row.said == "처음 말"
    with pytest.raises(Conflict, match="이미 오간 말"):
        world.write(actions.remove_item, chair, meeting_id, item.row.id or 0)


# -- minutes ----------------------------------------------------------------------------------------------------------


def test_minutes_are_drafted_from_the_record_in_nine_fields(world: World) -> None:
    meeting_id = held(world, handed(world))
    draft = world.read(queries.draft, meeting_id, "종로구")
    told = {one.field: one.text for one in draft.fields}
    assert len(told) == 9
    assert told[MinutesField.NAME] == "도시·교통 분과 제1차 회의"
    assert told[MinutesField.HOST] == "서울특별시 종로구 협치회 도시·교통 분과"
    assert PLACE in told[MinutesField.WHEN_WHERE]
    assert "10:00–12:00" in told[MinutesField.WHEN_WHERE]
    assert "재적위원 2명 가운데 2명 참석, 과반수" in told[MinutesField.PEOPLE]
    assert "도시·교통 분과장 윤○" in told[MinutesField.PEOPLE]
    assert world.actor("chair").name not in told[MinutesField.PEOPLE]
    assert told[MinutesField.ORDER] == "1. 창신 골목 계단 손잡이 설치"
    assert "가파른 곳이 먼저" in told[MinutesField.SAID]
    assert "두 곳을 함께 시작합니다." in told[MinutesField.DECIDED]
    assert "찬성 2명, 반대 0명, 기권 0명" in told[MinutesField.VOTES]


def test_confirmed_minutes_are_a_deliberation_meeting_of_the_matters_they_dealt_with(world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "refine")
    meeting_id = held(world, matter_id)
    before = len(sheet(world, matter_id).gatherings)
    assert confirmed(world, meeting_id) == 1
    assert confirmed(world, meeting_id) == 1  # pressed again
    gatherings = sheet(world, matter_id).gatherings
    assert len(gatherings) == before + 1
    assert gatherings[-1].attendees == 2
    assert "결정: 두 곳을 함께 시작합니다." in gatherings[-1].gist
    held_on = at(-1).date()
    assert held_on in {one.held_on for one in gatherings}


def test_what_was_confirmed_is_put_differently_in_another_edition_only(world: World) -> None:
    matter_id = handed(world)
    meeting_id, chair = held(world, matter_id), world.actor("chair")
    confirmed(world, meeting_id)
    with pytest.raises(Conflict, match="확정한"):
        world.write(actions.record_members, chair, meeting_id, set())
    world.write(
        actions.correct,
        world.actor("officer"),
        "종로구",
        meeting_id,
        field=MinutesField.DECIDED,
        text="학교 앞과 시장 앞을 함께 시작합니다.",
        expect=0,
    )
    assert confirmed(world, meeting_id) == 2
    editions = sitting(world, meeting_id).editions
    assert [one.number for one in editions] == [2, 1]
    assert editions[0].fields[7] == "학교 앞과 시장 앞을 함께 시작합니다."
    assert "두 곳을 함께" in editions[1].fields[7]
    count = world.read(
        lambda db: len(db.exec(select(Gathering).where(Gathering.matter_id == matter_id)).all())
    )
    assert count == 1


def test_the_chair_confirms_what_was_read_once_there_is_something_to_confirm(world: World) -> None:
    chair = world.actor("chair")
    empty = planned(world, -2)
    draft = world.read(queries.draft, empty, "종로구")
    with pytest.raises(Conflict, match="마친 뒤"):
        world.write(actions.confirm, chair, "종로구", empty, expect=draft.digest)
    world.write(actions.end, chair, empty, opened_at=at(-2), ended_at=at(-2, 11), expect=0)
    with pytest.raises(Conflict, match="참석자"):
        confirmed(world, empty)
    meeting_id = held(world, handed(world))
    now = world.read(queries.draft, meeting_id, "종로구")
    with pytest.raises(Forbidden, match="분과장이 확정"):
        world.write(actions.confirm, world.actor("officer"), "종로구", meeting_id, expect=now.digest)
    with pytest.raises(Conflict, match="달라졌습니다"):
        world.write(actions.confirm, chair, "종로구", meeting_id, expect="0" * 64)


def test_a_field_that_somebody_else_corrected_is_not_overwritten(world: World) -> None:
    meeting_id, chair = held(world, handed(world)), world.actor("chair")

    def correct(text: str, expect: int) -> None:
        world.write(
            actions.correct,
            chair,
            "종로구",
            meeting_id,
            field=MinutesField.SAID,
            text=text,
            expect=expect,
        )

    correct("짧게", 0)
    with pytest.raises(Conflict, match="그사이"):
        correct("길게", 0)
    draft = world.read(queries.draft, meeting_id, "종로구").field(MinutesField.SAID)
    assert draft.text == "짧게"
    correct("", draft.last)
    assert "가파른 곳이 먼저" in world.read(queries.draft, meeting_id, "종로구").field(MinutesField.SAID).text


def test_a_matter_that_left_the_subcommittee_is_not_told(world: World) -> None:
    """Its own record is written by whoever has it now."""
    from app.process import actions as moves

    matter_id = handed(world)
    meeting_id = held(world, matter_id)
    care = world.subcommittees[CARE]
    world.write(moves.reassign, world.actor("officer"), matter_id, care, reason="돌봄 일입니다.")
    assert confirmed(world, meeting_id) == 1
    assert world.read(process.sheet, matter_id).gatherings == ()


def test_the_next_meeting_is_the_nearest_to_come(world: World) -> None:
    planned(world, -3)
    far, near = planned(world, 20), planned(world, 2)
    world.write(actions.call_off, world.actor("chair"), far, reason="휴가철", expect=0)
    urban = world.subcommittees["도시·교통 분과"]
    found = world.read(queries.coming, urban)
    assert found is not None
    assert found.id == near
    with clock.moved(timedelta(days=30)):
        assert world.read(queries.coming, urban) is None
