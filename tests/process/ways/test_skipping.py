"""By-laws of skipping and going back, and of what counts as done."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.labels import Side
from app.process import actions
from app.process.rules import MatterState, MoveKind
from app.process.stages.reach import ahead, behind
from tests.process.test_actions import entries
from tests.process.test_rules import GU
from tests.process.walk import fulfil, handed, matter, meet, press, sheet, walk_to
from tests.world import World


def skip(world: World, number: int, who: str = "chair", **more: object) -> str:
    given = {"reason": "지난해에 이미 숙의한 의제입니다.", "expect": matter(world, number).turn, **more}
    return world.write(actions.skip, world.actor(who), number, **given)  # type: ignore[arg-type]  # named above


def accepted(world: World) -> int:
    number = handed(world)
    world.write(actions.accept, world.actor("chair"), number)
    return number


def refused(world: World, number: int, to: str = "") -> str:
    with pytest.raises(Refused) as refusal:
        skip(world, number, to=to)
    return refusal.value.in_korean


# -- skipping -------------------------------------------------------------------------------------------------------


def test_a_stage_is_left_though_something_is_missing_and_the_record_says_what_and_why(world: World) -> None:
    number = accepted(world)
    assert skip(world, number) == "분과 숙의"
    move, told = sheet(world, number).moves[0], entries(world, number)[-1]
    assert (move.kind, move.reason) == (MoveKind.SKIP, "지난해에 이미 숙의한 의제입니다.")
    assert told.sentence.startswith("도시·교통 분과장 윤○ 님이 이유를 적고")
    assert "이유: 지난해에 이미 숙의한 의제입니다." in told.evidence
    assert "갖추지 않은 것: 워킹그룹" in told.evidence


def test_several_stages_are_passed_over_up_to_the_next_two_key_gate(world: World) -> None:
    number = accepted(world)
    assert [stage.id for stage in ahead(GU, "handover")] == ["refine", "review", "plan"]
    assert "지나칠 수 없습니다" in refused(world, number, to="council")
    assert skip(world, number, to="plan") == "실행계획"
    assert "거치지 않은 단계: 분과 숙의, 부서 검토" in entries(world, number)[-1].evidence
    steps = {step.stage.id: step for step in sheet(world, number).steps}
    assert steps["refine"].entered is None
    assert not any(each.met for each in steps["refine"].criteria)


def test_a_reason_never_stands_for_a_key(world: World) -> None:
    number = accepted(world)
    skip(world, number, to="plan")
    assert refused(world, number) == "합의 확인은 건너뛸 수 없습니다: 민 쪽 합의 확인, 관 쪽 합의 확인."
    world.write(
        actions.request_opinions, world.actor("chair"), number, [world.departments["도로과"]], question="?"
    )
    for who, side in (("chair", Side.CIVIL), ("reviewer", Side.OFFICIAL)):
        world.write(actions.consent, world.actor(who), number, side, agreed=True)
    assert skip(world, number) == "협치회 심의", "criteria may still be missing"


def test_a_refusal_stops_where_no_key_is_needed_too(world: World) -> None:
    number = accepted(world)
    world.write(
        actions.consent, world.actor("officer"), number, Side.OFFICIAL, agreed=False, reason="아직입니다."
    )
    assert refused(world, number) == "합의 확인은 건너뛸 수 없습니다: 관 쪽이 합의하지 않음."


def test_skipping_needs_its_reason_its_seat_and_a_matter_that_was_accepted(world: World) -> None:
    fresh, number = handed(world), accepted(world)
    assert refused(world, fresh) == "분과장이 접수한 뒤에 건너뛸 수 있습니다."
    with pytest.raises(Invalid) as bare:
        skip(world, number, reason="")
    assert "reason" in bare.value.errors
    for who in ("other_chair", "officer", "member", "reviewer", "co_chair", "admin"):
        with pytest.raises(Forbidden):
            skip(world, number, who)
    assert matter(world, number).stage_id == "handover"


def test_nothing_is_skipped_at_the_end(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "feedback")
    assert "건너뛰어 갈 수 있는 단계가 아닙니다" in refused(world, number)


# -- going back -----------------------------------------------------------------------------------------------------


def test_one_goes_back_to_any_earlier_stage_with_a_reason(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "plan")
    assert [stage.id for stage in behind(GU, "plan")] == ["review", "refine", "handover"]

    def back(to: str, reason: str = "다시 봅니다.") -> str:
        turn = matter(world, number).turn
        return world.write(actions.go_back, world.actor("chair"), number, reason=reason, expect=turn, to=to)

    for wrong in ("deliberate", "council", "nowhere"):
        with pytest.raises(Invalid):
            back(wrong)
    with pytest.raises(Invalid):
        back("refine", "")
    assert back("refine") == "분과 숙의"
    press(world, number)
    assert matter(world, number).stage_id == "review", "what was written stays"


def test_a_form_that_was_sent_twice_moves_once(world: World) -> None:
    number = accepted(world)
    turn, chair = matter(world, number).turn, world.actor("chair")
    for _ in range(2):
        assert skip(world, number, expect=turn, key="a" * 16) == "분과 숙의"
    back = {"reason": "다시 봅니다.", "expect": turn + 1, "key": "b" * 16}
    for _ in range(2):
        assert world.write(actions.go_back, chair, number, **back) == "분과 이관"  # type: ignore[arg-type]  # named above
    fulfil_rest(world, number)
    for _ in range(2):
        assert world.write(actions.advance, chair, number, expect=turn + 2, key="c" * 16) == "분과 숙의"
    assert matter(world, number).turn == turn + 3
    with pytest.raises(Conflict, match="같은 요청"):
        world.write(actions.advance, chair, number, expect=turn + 3, key="a" * 16)


def fulfil_rest(world: World, number: int) -> None:
    for each in sheet(world, number).stage.exits:
        if not next(one.met for one in sheet(world, number).now.criteria if one.id == each.id):
            meet(world, number, each)


# -- what counts as done --------------------------------------------------------------------------------------------


def unmet(world: World, number: int) -> list[str]:
    return [each.anchor.removeprefix("criterion-") for each in sheet(world, number).unmet]


def test_one_person_in_two_seats_is_one_member_of_a_working_group(world: World) -> None:
    number, chair = accepted(world), world.actor("chair")
    for name, seat, side in (
        ("김영희", "주민", Side.CIVIL),
        ("김영희", "분과위원", Side.CIVIL),
        ("이도로", "도로과 주무관", Side.OFFICIAL),
    ):
        world.write(actions.add_group_member, chair, number, name=name, seat=seat, side=side)
    assert "working_group" in unmet(world, number)
    world.write(actions.add_group_member, chair, number, name="박철수", seat="주민", side=Side.CIVIL)
    assert "working_group" not in unmet(world, number)


def test_a_meeting_written_down_twice_is_one_meeting(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "refine")
    today = clock.seoul(clock.now()).date()
    for held_on in (today, today):
        world.write(
            actions.add_gathering,
            world.actor("chair"),
            number,
            held_on=held_on,
            place="구청",
            attendees=3,
            gist="이야기",
        )
    assert "meetings" in unmet(world, number)
    world.write(
        actions.add_gathering,
        world.actor("chair"),
        number,
        held_on=today - timedelta(days=1),
        place="구청",
        attendees=3,
        gist="이야기",
    )
    assert "meetings" not in unmet(world, number)


def test_what_is_not_there_cannot_be_ticked(world: World) -> None:
    """A paper, a meeting, a group, an opinion: only the thing itself fulfils it; a note is refused."""
    number = handed(world)
    for stage in ("handover", "refine", "review", "plan"):
        walk_to(world, number, stage)
        for each in sheet(world, number).stage.exits:
            if each.check.kind.value == "recorded":
                continue
            with pytest.raises(Conflict, match="확인을 남길 항목이 아닙니다"):
                world.write(actions.mark, world.actor("chair"), number, each.id, note="했습니다.")


def test_a_mark_is_the_signature_of_a_person_in_a_seat(world: World) -> None:
    number = accepted(world)
    world.write(actions.mark, world.actor("officer"), number, "proposer_told", note="문자로 알렸습니다.")
    told = next(each for each in sheet(world, number).now.criteria if each.id == "proposer_told")
    assert told.by is not None
    assert (told.by.who, told.by.side) == ("협치추진단 서○", Side.OFFICIAL)


def test_a_yes_to_a_paper_that_was_replaced_no_longer_counts(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "plan")
    fulfil(world, number)
    assert unmet(world, number) == []
    with clock.moved(timedelta(seconds=5)):
        world.write(
            actions.add_document, world.actor("chair"), number, name="현장 사진", body="아무것도 안 바꿈"
        )
        assert unmet(world, number) == []
        world.write(
            actions.add_document, world.actor("chair"), number, name="실행계획서", body="예산이 두 배가 됨"
        )
        assert unmet(world, number) == ["consent-civil", "consent-official"]
    with clock.moved(timedelta(seconds=9)):
        world.write(actions.consent, world.actor("chair"), number, Side.CIVIL, agreed=True)
        assert unmet(world, number) == ["consent-official"]
    assert matter(world, number).state is MatterState.OPEN
