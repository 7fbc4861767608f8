"""By-laws of issue sheets, refined texts, working groups and the year."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock, ids
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.labels import Side
from app.organisations import actions as organisations
from app.organisations.actions import Charge, NewSeat
from app.organisations.rules import Role
from app.process import actions as process
from app.process.models import GroupMember
from app.subcommittees.bodies import queries as bodies
from app.subcommittees.issues import actions as issues
from app.subcommittees.issues import queries as issue_sheets
from app.subcommittees.issues.rules import Issue
from app.subcommittees.meetings import actions as meetings
from app.subcommittees.teams import actions as teams
from app.subcommittees.teams import queries as team_reads
from app.subcommittees.teams.rules import TaskState
from app.subcommittees.texts import actions as texts
from app.subcommittees.texts import queries as text_reads
from app.subcommittees.years import actions as years
from app.subcommittees.years import queries as year_reads
from app.subcommittees.years.rules import EntryKind
from tests.process.walk import agenda, handed, sheet, walk_to
from tests.subcommittees.people import QUESTION, at, group, planned
from tests.world import World

# -- the issue sheet ----------------------------------------------------------------------------------------------------


def paper(world: World, matter_id: int) -> issue_sheets.Sheet:
    return world.read(issue_sheets.sheet, matter_id)


def test_every_change_of_an_issue_is_a_version_with_its_reason(world: World) -> None:
    matter_id, chair = handed(world), world.actor("chair")
    key = ids.token()
    issue_id = world.write(issues.raise_issue, chair, matter_id, QUESTION, key=key)
    assert world.write(issues.raise_issue, chair, matter_id, QUESTION, key=key) == issue_id
    later = replace(QUESTION, agreed="여섯 곳 모두 올해 안에 답니다.", still_open="")

    def change(issue: Issue, why: str, expect: int) -> int:
        return world.write(issues.change_issue, chair, matter_id, issue_id, issue, why=why, expect=expect)

    with pytest.raises(Invalid, match="왜 고치는지"):
        change(later, "", 1)
    assert change(later, "2차 회의에서 정했습니다.", 1) == 2
    assert change(later, "2차 회의에서 정했습니다.", 1) == 2  # sent again
    with pytest.raises(Conflict, match="그사이"):
        change(QUESTION, "되돌립니다.", 1)
    view = paper(world, matter_id).issues[0]
    assert [one.number for one in view.versions] == [2, 1]
    assert view.now.issue.is_settled
    assert any("여섯" in run.text for run in view.now.runs)
    assert view.versions[1].issue == QUESTION


def test_an_issue_needs_two_sides_and_what_came_of_it(world: World) -> None:
    matter_id, chair = handed(world), world.actor("chair")
    for broken in (
        replace(QUESTION, question=""),
        replace(QUESTION, views=QUESTION.views[:1]),
        replace(QUESTION, agreed="", still_open=""),
    ):
        with pytest.raises(Invalid):
            world.write(issues.raise_issue, chair, matter_id, broken, key=ids.token())


def test_the_published_sheet_is_the_paper_the_stage_asks_for(world: World) -> None:
    matter_id, chair = handed(world), world.actor("chair")
    walk_to(world, matter_id, "refine")

    def publish(expect: str) -> None:
        world.write(issues.publish, chair, matter_id, expect=expect)

    with pytest.raises(Conflict, match="하나 이상"):
        publish("")
    issue_id = world.write(issues.raise_issue, chair, matter_id, QUESTION, key=ids.token())
    read = issue_sheets.digest_of(paper(world, matter_id))
    world.write(issues.raise_issue, chair, matter_id, replace(QUESTION, question="언제?"), key=ids.token())
    with pytest.raises(Conflict, match="달라졌습니다"):
        publish(read)
    missing = {one.text for one in sheet(world, matter_id).unmet}
    read = issue_sheets.digest_of(paper(world, matter_id))
    publish(read)
    publish(read)
    assert paper(world, matter_id).is_published
    assert [one.name for one in sheet(world, matter_id).documents].count("쟁점정리표") == 1
    assert len({one.text for one in sheet(world, matter_id).unmet}) == len(missing) - 1
    world.write(issues.drop_issue, chair, matter_id, issue_id)
    assert not paper(world, matter_id).is_published
    with pytest.raises(NotFound):
        world.write(issues.drop_issue, chair, matter_id, issue_id)


@pytest.mark.parametrize("who", ["other_chair", "member", "reviewer", "co_chair", "facilitator"])
def test_only_those_who_fill_the_stage_write(world: World, who: str) -> None:
    matter_id, actor = handed(world), world.actor(who)
    with pytest.raises(Forbidden):
        world.write(issues.raise_issue, actor, matter_id, QUESTION, key=ids.token())
    with pytest.raises(Forbidden):
        world.write(texts.refine, actor, matter_id, text="다른 글", why="까닭", expect=0)
    with pytest.raises(Forbidden):
        world.write(
            teams.set_task, actor, matter_id, member_id=1, text="일", due_on=at(3).date(), key=ids.token()
        )


# -- the refined text ---------------------------------------------------------------------------------------------------


def test_the_first_words_stand_beside_what_was_made_of_them(world: World) -> None:
    matter_id, chair = handed(world), world.actor("chair")
    words = world.read(text_reads.words, matter_id)
    first = "비 오는 날 계단이 미끄러워 난간이라도 있으면 좋겠어요."
    assert [one.text for one in words.versions] == [first]
    assert world.read(text_reads.of_agenda, words.agenda_id) is None
    refined = "비 오는 날 계단이 미끄러우니 가파른 여섯 곳에 손잡이를 답니다."

    def refine(text: str, expect: int) -> int:
        return world.write(texts.refine, chair, matter_id, text=text, why="곳을 정했습니다.", expect=expect)

    assert refine(refined, 0) == 1
    assert refine(refined, 0) == 1  # sent again
    with pytest.raises(Invalid):
        refine(refined, 1)
    with pytest.raises(Conflict, match="그사이"):
        refine("또 다른 글", 0)
    found = world.read(text_reads.of_agenda, words.agenda_id)
    assert found is not None
    compared = found.compared(0)
    assert (compared.before.label, compared.after.label) == ("처음 글", "다듬은 글 1판")
    assert compared.counts == (4, 6)
    with pytest.raises(NotFound):
        found.compared(0, 7)
    with pytest.raises(NotFound):
        found.compared(-1)


# -- the working group --------------------------------------------------------------------------------------------------


def team(world: World, matter_id: int) -> team_reads.Team:
    return world.read(team_reads.team, matter_id)


def test_a_group_says_at_once_what_it_lacks(world: World) -> None:
    matter_id, chair = handed(world), world.actor("chair")
    assert team(world, matter_id).complaint == "민 2명과 관 1명을 더 넣어야 합니다."
    people = group(world, matter_id)
    assert team(world, matter_id).complaint == ""
    world.write(teams.let_go, chair, matter_id, people["이도로"])
    assert team(world, matter_id).complaint == "관 1명을 더 넣어야 합니다."
    assert team(world, matter_id).numbers == {Side.CIVIL: 2, Side.OFFICIAL: 0}


def test_tasks_are_somebodys_until_a_day_and_late_after_it(world: World) -> None:
    matter_id, chair, key = handed(world), world.actor("chair"), ids.token()
    people = group(world, matter_id)
    given: dict[str, Any] = {"member_id": people["이도로"], "text": "기울기 재기", "due_on": at(2).date()}
    task_id = world.write(teams.set_task, chair, matter_id, **given, key=key)
    assert world.write(teams.set_task, chair, matter_id, **given, key=key) == task_id
    assert team(world, matter_id).tasks[0].who == "도로과 주무관 이○로"
    with clock.moved(timedelta(days=3)):
        late = team(world, matter_id)
        assert late.tasks[0].state is TaskState.LATE
        assert [one.late for one in late.members if one.name == "이도로"] == [1]
    with pytest.raises(Conflict, match="마치지 않은 일"):
        world.write(teams.let_go, chair, matter_id, people["이도로"])
    world.write(teams.mark_done, chair, matter_id, task_id, done=True)
    done = team(world, matter_id).tasks[0]
    assert (done.state, done.done_by) == (TaskState.DONE, "도시·교통 분과장 윤○")
    world.write(teams.let_go, chair, matter_id, people["이도로"])
    kept = team(world, matter_id).tasks[0]
    assert kept.who == "도로과 주무관 이○로"
    with pytest.raises(Conflict, match="나갔습니다"):
        world.write(teams.mark_done, chair, matter_id, task_id, done=False)


def test_whoever_has_a_task_says_that_it_is_done(world: World) -> None:
    matter_id, chair, member = handed(world), world.actor("chair"), world.actor("member")
    people = group(world, matter_id)
    own, others = (
        world.write(
            teams.set_task,
            chair,
            matter_id,
            member_id=people[name],
            text="현장 사진",
            due_on=at(2).date(),
            key=ids.token(),
        )
        for name in (member.name, "김영희")
    )
    world.write(teams.mark_done, member, matter_id, own, done=True)
    with pytest.raises(Forbidden):
        world.write(teams.mark_done, member, matter_id, others, done=True)
    world.write(teams.hand_on, chair, matter_id, others, member_id=people[member.name], due_on=at(9).date())
    world.write(teams.mark_done, member, matter_id, others, done=True)
    world.write(teams.mark_done, member, matter_id, others, done=True)
    assert team(world, matter_id).count(TaskState.DONE) == 2
    with pytest.raises(Conflict, match="이미 마친"):
        world.write(teams.hand_on, chair, matter_id, own, member_id=people["김영희"], due_on=at(9).date())


def test_nothing_of_another_matter_is_touched(world: World) -> None:
    one, other, chair = handed(world), handed(world, "가로등 밝히기"), world.actor("chair")
    people = group(world, one)
    with pytest.raises(NotFound):
        world.write(
            teams.set_task,
            chair,
            other,
            member_id=people["김영희"],
            text="일",
            due_on=at(2).date(),
            key=ids.token(),
        )
    with pytest.raises(NotFound):
        world.write(teams.let_go, chair, other, people["김영희"])
    assert world.read(lambda db: db.get(GroupMember, people["김영희"])) is not None


# -- the year -----------------------------------------------------------------------------------------------------------


def test_a_year_holds_meetings_deadlines_and_dates_and_tasks_only_inside(world: World) -> None:
    matter_id, chair = handed(world), world.actor("chair")
    people = group(world, matter_id)
    planned(world, 0)
    task: dict[str, Any] = {"member_id": people["김영희"], "text": "주민 만나기", "due_on": at(0).date()}
    world.write(teams.set_task, chair, matter_id, **task, key=ids.token())
    day, now = at(0).date(), at(0).year
    key = ids.token()
    for _ in range(2):
        world.write(
            years.fix_date, chair, "urban", day=day, until=None, title="현장 답사", for_all=False, key=key
        )
    with pytest.raises(Forbidden):
        world.write(
            years.fix_date, chair, "urban", day=day, until=None, title="모두", for_all=True, key=ids.token()
        )
    world.write(
        years.fix_date,
        world.actor("officer"),
        "urban",
        day=day,
        until=day,
        title="의회 간담회",
        for_all=True,
        key=ids.token(),
    )
    inside = world.read(lambda db: year_reads.year(db, "urban", now, inside=True))
    outside = world.read(lambda db: year_reads.year(db, "urban", now, inside=False))
    kinds = [one.kind for one in outside.entries]
    assert kinds.count(EntryKind.MEETING) == 1
    assert kinds.count(EntryKind.FIXED) == 2
    assert EntryKind.TASK not in kinds
    assert len(inside.entries) == len(outside.entries) + 1
    care = world.read(lambda db: year_reads.year(db, "care", now, inside=False))
    assert [one.title for one in care.entries] == ["의회 간담회"]
    assert any(month.is_now and month.plan for month in outside.months)
    events = year_reads.events(outside, "gongron.kr", "https://gongron.kr")
    assert len({event.uid for event in events}) == len(events) == 12 + len(outside.entries)


def test_a_date_for_all_is_taken_back_by_an_officer(world: World) -> None:
    officer, chair, day = world.actor("officer"), world.actor("chair"), at(3).date()

    def fixed(who: str, for_all: bool) -> int:
        return world.write(
            years.fix_date,
            world.actor(who),
            "urban",
            day=day,
            until=None,
            title="날",
            for_all=for_all,
            key=ids.token(),
        )

    everybodys, own = fixed("officer", True), fixed("chair", False)
    with pytest.raises(Conflict):
        world.write(years.take_back, chair, "urban", everybodys)
    with pytest.raises(NotFound):
        world.write(years.take_back, officer, "care", own)
    assert world.write(years.take_back, chair, "urban", own) == "날"
    assert world.write(years.take_back, officer, "care", everybodys) == "날"


# -- the special subcommittee and its members -----------------------------------------------------------------------------


def charge(days: int = 90) -> Charge:
    return Charge("권역을 넘는 갈등을 다룹니다.", "2026년 제2차 협치회 의결", at(0).date(), at(days).date())


def test_the_council_forms_a_special_subcommittee_until_a_day(world: World) -> None:
    officer, name = world.actor("officer"), "소통 특별분과"
    code = world.write(organisations.form_special, officer, name=name, charge=charge())
    assert world.write(organisations.form_special, officer, name=name, charge=charge()) == code
    with pytest.raises(Invalid):
        world.write(organisations.form_special, officer, name=name, charge=charge(5))
    with pytest.raises(Invalid):
        world.write(organisations.form_special, officer, name="다른", charge=charge(-1))
    with pytest.raises(Forbidden):
        world.write(organisations.form_special, world.actor("chair"), name="또", charge=charge())
    body = world.read(bodies.body, code)
    world.write(process.publish_standard)
    wanted = agenda(world)
    with clock.moved(timedelta(days=91)):
        assert world.read(bodies.body, code).over
        with pytest.raises(Conflict, match="활동 기간이 끝난"):
            world.write(process.hand_over, officer, wanted, body.id)
        with pytest.raises(Conflict, match="활동 기간이 끝난"):
            world.write(meetings.plan, officer, code, starts_at=at(3), place="구청", key=ids.token())
        world.write(organisations.charge_special, officer, body.id, charge(200))
        assert world.write(process.hand_over, officer, wanted, body.id)
    with pytest.raises(Conflict):
        world.write(organisations.charge_special, officer, world.subcommittees["도시·교통 분과"], charge())


def test_officers_seat_members_by_side_and_end_their_terms(world: World) -> None:
    officer = world.actor("officer")
    urban, reviewer = world.subcommittees["도시·교통 분과"], world.accounts["reviewer"]
    assert world.read(bodies.body, "urban").one_sided == "관"
    seat = NewSeat(Role.MEMBER, Side.OFFICIAL, "도로과 위원", subcommittee_id=urban)
    world.write(organisations.seat_in_subcommittee, officer, reviewer, seat)
    with pytest.raises(Conflict, match="이미"):
        world.write(organisations.seat_in_subcommittee, officer, reviewer, seat)
    body = world.read(bodies.body, "urban")
    assert [one.account_id for one in body.on(Side.OFFICIAL)] == [reviewer]
    assert body.members[0].chairs
    assert body.one_sided == ""
    with pytest.raises(Forbidden):
        world.write(organisations.seat_in_subcommittee, world.actor("chair"), reviewer, seat)
    with pytest.raises(Invalid):
        world.write(
            organisations.seat_in_subcommittee,
            officer,
            reviewer,
            NewSeat(Role.ADMIN, Side.OFFICIAL, "관리자"),
        )
    world.write(organisations.end_seat_in_subcommittee, officer, urban, reviewer)
    with pytest.raises(NotFound):
        world.write(organisations.end_seat_in_subcommittee, officer, urban, reviewer)
    with clock.moved(timedelta(days=1)):
        assert world.read(bodies.body, "urban").on(Side.OFFICIAL) == ()
