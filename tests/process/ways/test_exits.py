"""By-laws of side exits: every one at every stage of every procedure, what stands still, what leads back, what is kept."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.labels import Side
from app.process import actions, queries
from app.process.actions.publishing import STANDARD as CODES
from app.process.exits.actions import split
from app.process.exits.rules import PAUSING, SideExit
from app.process.exits.ways import ways
from app.process.models import Matter, Move, Opinion
from app.process.rules import MatterState, MoveKind, Verdict
from app.process.stages.rules import Process
from app.proposals.agendas.queries import record
from app.proposals.models import AgendaEntry
from app.proposals.rules import Ending
from tests.process.walk import CARE, fulfil, handed, matter, meet, press, sheet, walk_to
from tests.process.ways.going import (
    REASON,
    SIGNED,
    another,
    begun,
    day,
    frozen,
    last_day,
    leave,
    public,
    resume,
)
from tests.world import World

ENDINGS = {
    SideExit.MERGE: Ending.MERGED,
    SideExit.SPLIT: Ending.SPLIT,
    SideExit.COMPLAINT: Ending.COMPLAINT,
    SideExit.WITHDRAW: Ending.WITHDRAWN,
    SideExit.CLOSE: Ending.CLOSED,
}


def published(world: World, code: str) -> tuple[Process, int]:
    """The procedure and the number of its version."""
    world.write(actions.publish_standard)
    template = world.read(queries.latest_template, code)
    assert template is not None
    return world.read(queries.process_of, template.id or 0), template.id or 0


def lines(world: World, matter_id: int) -> list[AgendaEntry]:
    wanted = matter(world, matter_id).agenda_id
    query = select(AgendaEntry).where(AgendaEntry.agenda_id == wanted).order_by(col(AgendaEntry.id))
    return world.read(lambda db: list(db.exec(query).all()))


# -- every template through every exit ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SideExit)
@pytest.mark.parametrize("code", CODES)
def test_every_stage_of_every_procedure_can_be_left_by_every_exit(
    world: World, code: str, kind: SideExit
) -> None:
    """On the last day of a month before the lunar new year: stages with a clock, working or not, stand still and go on."""
    with frozen(day(2033, 1, 28)):
        process, template_id = published(world, code)
        target = another(world, 0) if kind is SideExit.MERGE else None
        for stage in process.stages:
            number = begun(world, process, template_id, stage.id)
            due = last_day(world, number)
            leave(world, number, kind, into=target)
            found, agenda = matter(world, number), public(world, number)
            told = lines(world, number)[-1]
            assert found.stage_id == stage.id
            assert REASON in told.evidence
            assert agenda.status.endswith("니다.")
            if kind not in PAUSING:
                assert (found.state, found.ended_by, found.due_at) == (MatterState.CLOSED, kind, None)
                assert (agenda.ending, agenda.owed_by, agenda.due_at) == (ENDINGS[kind], "", None)
                assert agenda.finished_at is not None
                continue
            assert found.state is not MatterState.OPEN
            assert last_day(world, number) == date(2033, 2, 11)
            assert agenda.owed_by == ("제안한 분" if kind is SideExit.SUPPLEMENT else "도시·교통 분과장")
            with pytest.raises(Conflict, match="상태라 할 수 없습니다"):
                press(world, number)
            resume(world, number)
            assert matter(world, number).state is MatterState.OPEN
            assert last_day(world, number) == due, "no day had passed"


@pytest.mark.parametrize("code", CODES)
def test_every_procedure_is_walked_from_its_first_stage_to_its_end(world: World, code: str) -> None:
    process, template_id = published(world, code)
    number = begun(world, process, template_id, process.stages[0].id)
    member = world.actor("member")
    world.write(
        actions.add_group_member,
        world.actor("chair"),
        number,
        name=member.name,
        seat="분과위원",
        side=Side.CIVIL,
    )
    seen = []
    while (here := matter(world, number)).state is MatterState.OPEN:
        seen.append(here.stage_id)
        fulfil(world, number)
        press(world, number)
    assert seen == [stage.id for stage in process.stages]
    assert here.ended_by is None
    assert public(world, number).ending is None


# -- the clock ------------------------------------------------------------------------------------------------------


def test_working_days_stand_still_over_the_lunar_new_year(world: World) -> None:
    process, template_id = published(world, "std-gu")
    with frozen(day(2033, 1, 27)):
        number = begun(world, process, template_id, "discover")  # five working days
        assert last_day(world, number) == date(2033, 2, 8), "the 31st, 1st and 2nd are off"
        with clock.moved(timedelta(days=1)):
            leave(world, number, SideExit.HOLD, until=date(2033, 2, 14))
        with clock.moved(timedelta(days=14)):  # the 10th of February
            resume(world, number)
        assert last_day(world, number) == date(2033, 2, 16), "four were left: 11, 14, 15, 16"


def test_calendar_days_stand_still_over_the_end_of_a_month(world: World) -> None:
    process, template_id = published(world, "std-gu")
    with frozen(day(2033, 1, 31)):
        number = begun(world, process, template_id, "refine")  # thirty days
        assert last_day(world, number) == date(2033, 3, 2)
        with clock.moved(timedelta(days=28)):  # the 28th of February
            leave(world, number, SideExit.SUPPLEMENT, until=date(2033, 3, 31))
            assert public(world, number).due_at is not None
        with clock.moved(timedelta(days=59)):  # the 31st of March
            resume(world, number)
        assert last_day(world, number) == date(2033, 4, 2)


@pytest.mark.parametrize(("stage", "since", "later", "left"), [("handover", 1, 10, 3), ("discover", 3, 9, 1)])
def test_what_was_late_stays_late(world: World, stage: str, since: int, later: int, left: int) -> None:
    """Seven days from the 1st are over on the 8th; five working days from Thursday the 3rd on Thursday the 10th."""
    process, template_id = published(world, "std-gu")
    with frozen(day(2033, 3, since)):
        number = begun(world, process, template_id, stage)
        with clock.moved(timedelta(days=later)):
            leave(world, number, SideExit.HOLD, until=date(2033, 3, 28))
        with clock.moved(timedelta(days=later + 5)):
            resume(world, number)
            now = clock.seoul(clock.now()).date()
            due = last_day(world, number)
            assert due is not None
            assert due < now
            assert (now - due).days >= left


def test_a_pause_is_prolonged_with_a_reason_and_its_clock_is_the_first_ones(world: World) -> None:
    process, template_id = published(world, "std-gu")
    with frozen(day(2033, 3, 1)):
        number = begun(world, process, template_id, "refine")
        leave(world, number, SideExit.HOLD, until=date(2033, 3, 10))
        with clock.moved(timedelta(days=9)):
            leave(world, number, SideExit.HOLD, until=date(2033, 3, 20), reason="설명회가 미뤄졌습니다.")
            assert last_day(world, number) == date(2033, 3, 20)
            with pytest.raises(Conflict) as refusal:
                leave(world, number, SideExit.SUPPLEMENT)
            assert refusal.value.in_korean == "지금은 ‘보류’ 상태입니다."
        with clock.moved(timedelta(days=19)):
            resume(world, number)
            assert last_day(world, number) == date(2033, 4, 19), "thirty days were left"
        kinds = [move.kind for move in sheet(world, number).moves[:3]]
        assert kinds == [MoveKind.RESUME, MoveKind.HOLD, MoveKind.HOLD]


def test_departments_have_as_long_as_they_had_and_may_answer_meanwhile(world: World) -> None:
    process, template_id = published(world, "std-gu")
    both = [world.departments[name] for name in ("도로과", "복지정책과")]

    def due(department: str) -> date:
        query = select(Opinion).where(Opinion.department_id == world.departments[department])
        return clock.seoul(world.read(lambda db: db.exec(query).one()).due_at).date()

    with frozen(day(2033, 3, 1)):
        number = begun(world, process, template_id, "review")
        world.write(actions.request_opinions, world.actor("chair"), number, both)
        assert due("도로과") == date(2033, 3, 21)
        with clock.moved(timedelta(days=4)):
            leave(world, number, SideExit.SUPPLEMENT, who="reviewer", until=date(2033, 3, 15))
            assert due("도로과") == date(2033, 3, 31), "not late before the pause ends"
            world.write(
                actions.answer_opinion,
                world.actor("other_reviewer"),
                sheet(world, number).opinions[1].id,
                verdict=Verdict.FIT,
                grounds="됩니다.",
            )
        with clock.moved(timedelta(days=8)):  # four days of pause
            resume(world, number)
        assert due("도로과") == date(2033, 3, 25)
        assert due("복지정책과") == date(2033, 3, 31), "what was answered is left alone"


def test_a_pause_that_is_over_waits_for_the_chair(world: World) -> None:
    """The day one wanted to look again comes up on the desk like any other deadline, and everybody reads that it passed."""
    number = handed(world)
    leave(world, number, SideExit.HOLD, until=clock.seoul(clock.now()).date() + timedelta(days=5))

    def late() -> list[int]:
        return [card.id for card in world.read(queries.waiting_for, world.actor("chair")).late]

    assert late() == []
    assert world.read(queries.waiting_for, world.actor("chair")).new_hand_overs == ()
    with clock.moved(timedelta(days=7)):
        assert late() == [number]
        assert world.read(record, public(world, number).id or 0).overdue


@pytest.mark.parametrize("days", [0, -3, 400])
def test_a_pause_ends_after_today_and_within_a_year(world: World, days: int) -> None:
    number = handed(world)
    with pytest.raises(Invalid) as refusal:
        leave(
            world,
            number,
            SideExit.HOLD,
            until=clock.seoul(clock.now()).date() + timedelta(days=days),
        )
    assert "until" in refusal.value.errors


def test_the_missing_is_filled_in_while_it_is_waited_for_and_nothing_while_it_is_on_hold(
    world: World,
) -> None:
    number = handed(world)
    walk_to(world, number, "refine")
    issues = next(each for each in sheet(world, number).stage.exits if each.id == "issue_sheet")
    leave(world, number, SideExit.SUPPLEMENT)
    meet(world, number, issues)
    resume(world, number, who="officer")
    leave(world, number, SideExit.HOLD)
    with pytest.raises(Conflict) as refusal:
        meet(world, number, issues)
    assert refusal.value.in_korean == "지금은 ‘보류’ 상태라 할 수 없습니다."
    assert refusal.value.fix_url == f"/matters/{number}#resume"
    with pytest.raises(Conflict):
        world.write(
            actions.go_back, world.actor("chair"), number, reason="다시", expect=matter(world, number).turn
        )


# -- what each asks for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SideExit)
def test_no_exit_without_its_reason(world: World, kind: SideExit) -> None:
    number = handed(world)
    into = another(world, number) if kind is SideExit.MERGE else None
    before = matter(world, number)
    with pytest.raises(Invalid) as refusal:
        leave(world, number, kind, reason="", into=into)
    assert "reason" in refusal.value.errors
    assert matter(world, number).turn == before.turn
    assert matter(world, number).state is MatterState.OPEN


def test_the_way_back_says_what_changed(world: World) -> None:
    number = handed(world)
    with pytest.raises(Conflict, match="기다리는 의제가 아닙니다"):
        resume(world, number)
    leave(world, number, SideExit.HOLD)
    with pytest.raises(Invalid):
        resume(world, number, reason="")
    resume(world, number)
    assert lines(world, number)[-1].evidence == "설명회를 열었습니다."


def test_an_exit_a_version_does_not_have_is_not_there(world: World) -> None:
    template = world.write(actions.publish_standard)[0]
    stages = [{**stage, "side_exits": [{"kind": "hold", "when": "쉴 때"}]} for stage in template.stages]
    with clock.moved(timedelta(minutes=1)):
        world.write(actions.publish_template, "std-gu", "9.0", "표준", stages)
        number = handed(world)
        with pytest.raises(Conflict) as refusal:
            leave(world, number, SideExit.CLOSE)
        assert refusal.value.in_korean == "‘분과 이관’ 단계에는 ‘종결’ 길이 없습니다."
        assert [kind for kind, _ in world.read(ways, number).exits] == [SideExit.HOLD]
        leave(world, number, SideExit.HOLD)


# -- 병합 -----------------------------------------------------------------------------------------------------------


def test_merging_keeps_both_histories_and_leads_on(world: World) -> None:
    one, two = handed(world, "계단 손잡이"), handed(world, "계단 조명")
    walk_to(world, one, "refine")
    before = {number: (sheet(world, number).moves, sheet(world, number).documents) for number in (one, two)}
    leave(world, one, SideExit.MERGE, who="chair", into=two)
    for number in (one, two):
        moves, papers = before[number]
        assert sheet(world, number).moves[1:] == moves
        assert sheet(world, number).documents == papers
    left, kept = public(world, one), public(world, two)
    assert (left.ending, left.into_id) == (Ending.MERGED, kept.id)
    assert left.status == f"의제 {kept.id:04d}번 ‘계단 조명’에 합쳐 함께 진행합니다."
    assert SIGNED in lines(world, one)[-1].evidence
    assert "‘계단 손잡이’를 이 의제에 합쳤습니다." in lines(world, two)[-1].sentence
    assert [each.how for each in world.read(ways, one).relatives] == ["합친 곳"]
    assert [each.how for each in world.read(ways, two).relatives] == ["여기에 합친 의제"]
    with pytest.raises(Conflict, match="다른 의제를 이 의제에 합쳤습니다"):
        world.write(actions.advance, world.actor("chair"), two, expect=3)


def test_whoever_follows_a_merged_one_comes_to_the_last_of_them(world: World) -> None:
    one, two, three = (handed(world, name) for name in ("하나", "둘", "셋"))
    leave(world, one, SideExit.MERGE, into=two)
    leave(world, two, SideExit.MERGE, into=three)
    for number in (one, two):
        into = world.read(record, public(world, number).id or 0).into
        assert into is not None
        assert into.title == "셋"
    assert [each.title for each in world.read(record, public(world, three).id or 0).joined] == ["둘"]


def test_what_cannot_be_merged_says_why(world: World) -> None:
    one, over, far = handed(world, "하나"), handed(world, "끝남"), handed(world, "먼 곳", CARE)
    leave(world, over, SideExit.CLOSE)
    for into, why in ((one, "같은 의제"), (over, "이미 마친"), (10_000, "그런 번호"), (far, "다른 분과")):
        with pytest.raises(Invalid, match=why) as refusal:
            leave(world, one, SideExit.MERGE, who="chair", into=into)
        assert "into" in refusal.value.errors
    leave(world, one, SideExit.MERGE, who="officer", into=far)


# -- 분할 -----------------------------------------------------------------------------------------------------------


def test_parts_begin_where_the_whole_stood_with_what_it_had(world: World) -> None:
    whole = handed(world)
    walk_to(world, whole, "plan")
    fulfil(world, whole)
    stood = sheet(world, whole)
    parts = leave(world, whole, SideExit.SPLIT)
    assert isinstance(parts, list)
    for number, title in zip(parts, ("계단 손잡이", "골목 조명"), strict=True):
        part = sheet(world, number)
        assert part.title == title
        assert (part.stage.id, part.due_at, part.subcommittee) == ("plan", stood.due_at, stood.subcommittee)
        assert (part.accepted_at, part.origin.votes, part.place) == (
            stood.accepted_at,
            stood.origin.votes,
            stood.place,
        )
        assert (part.documents, part.group, part.gatherings) == (
            stood.documents,
            stood.group,
            stood.gatherings,
        )
        assert [o.verdict for o in part.opinions] == [o.verdict for o in stood.opinions]
        assert [each.anchor for each in part.unmet] == ["consent-civil", "consent-official"], "asked anew"
        assert part.moves[-1].kind is MoveKind.BORN
        assert [each.how for each in world.read(ways, number).relatives] == ["나누기 전 의제"]
        fulfil(world, number)
        press(world, number)
    assert sheet(world, whole).documents == stood.documents
    assert public(world, whole).status == "서로 다른 일이 들어 있어 의제 2개로 나누었습니다."
    assert public(world, parts[0]).split_from_id == public(world, whole).id


@pytest.mark.parametrize("titles", [[], ["하나"], ["같은 말", "같은 말"], [f"{n}" for n in range(6)]])
def test_a_whole_has_two_to_five_parts_with_names_of_their_own(world: World, titles: list[str]) -> None:
    number = handed(world)
    with pytest.raises(Invalid, match="서로 다른 이름"):
        world.write(
            split, world.actor("chair"), number, titles, reason=REASON, expect=matter(world, number).turn
        )
    assert world.read(lambda db: len(db.exec(select(Matter)).all())) == 1


# -- sent twice -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SideExit)
def test_the_same_form_sent_twice_is_one_deed(world: World, kind: SideExit) -> None:
    number = handed(world)
    into = another(world, number) if kind is SideExit.MERGE else None
    turn, key = matter(world, number).turn, "k" * 20
    first = leave(world, number, kind, expect=turn, key=key, into=into)
    after = matter(world, number).turn
    assert leave(world, number, kind, expect=turn, key=key, into=into) == first
    assert matter(world, number).turn == after
    with pytest.raises(Conflict, match="같은 요청"):
        leave(world, number, kind, expect=turn, key=key, reason="다른 이유", into=into)
    with pytest.raises(Conflict, match="그사이"):
        leave(world, number, kind, expect=turn, key="l" * 20, into=into)


def test_every_step_off_the_way_has_its_reason_in_the_database(world: World) -> None:
    number = handed(world)

    def silent(db: Session) -> None:
        move = db.exec(select(Move).where(Move.matter_id == number)).first()
        assert move is not None
        db.add(Move(**move.model_dump(exclude={"id", "kind", "reason"}), kind=MoveKind.SKIP, reason=""))
        db.flush()

    with pytest.raises(Exception, match="step_has_reason"):
        world.write(silent)
