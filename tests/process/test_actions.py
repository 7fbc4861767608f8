"""By-laws of matters: who may do what, in which order, and what the public record says."""

import json
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused, SignInNeeded
from app.core.labels import Side
from app.organisations.actors import Actor
from app.process import actions, queries
from app.process.actions.publishing import DATA
from app.process.gates.actions import sign_selection
from app.process.models import Move, Template
from app.process.rules import MatterState, MoveKind, Verdict
from app.proposals.models import Agenda, AgendaEntry
from tests.process.walk import (
    CARE,
    URBAN,
    agenda,
    fulfil,
    handed,
    matter,
    meet,
    press,
    sheet,
    walk_to,
)
from tests.world import World


def entries(world: World, matter_id: int) -> list[AgendaEntry]:
    def read(db: Session) -> list[AgendaEntry]:
        wanted = queries.matter(db, matter_id).agenda_id
        query = select(AgendaEntry).where(AgendaEntry.agenda_id == wanted).order_by(col(AgendaEntry.id))
        return list(db.exec(query).all())

    return world.read(read)


def public(world: World, matter_id: int) -> Agenda:
    def read(db: Session) -> Agenda:
        found = db.get(Agenda, queries.matter(db, matter_id).agenda_id)
        assert found is not None
        return found

    return world.read(read)


# -- publishing ---------------------------------------------------------------------------------------------------


def test_publishing_the_same_version_again_changes_nothing(world: World) -> None:
    first = [row.id for row in world.write(actions.publish_standard)]
    assert [row.id for row in world.write(actions.publish_standard)] == first
    assert len(world.read(lambda db: db.exec(select(Template)).all())) == 3


def test_a_version_is_frozen_once_published(world: World) -> None:
    world.write(actions.publish_standard)
    stages = json.loads((DATA / "std-gu.json").read_text("utf-8"))["stages"]
    stages[0]["name"] = "다른 이름"
    with pytest.raises(Conflict, match="이미 다른 내용"):
        world.write(actions.publish_template, "std-gu", "1.0", "표준", stages)
    newer = world.write(actions.publish_template, "std-gu", "1.1", "표준", stages)
    assert newer.digest != world.read(queries.latest_template, "std-contest").digest  # type: ignore[union-attr]  # published above


def test_a_matter_keeps_the_version_it_began_with(world: World) -> None:
    matter_id = handed(world)
    stages = json.loads((DATA / "std-gu.json").read_text("utf-8"))["stages"]
    stages[3]["name"] = "새 이름"
    with clock.moved(timedelta(minutes=1)):
        world.write(actions.publish_template, "std-gu", "2.0", "표준", stages)
    assert sheet(world, matter_id).next.name == "분과 숙의"  # type: ignore[union-attr]  # there is a next stage


def test_unreadable_stages_are_not_published(world: World) -> None:
    with pytest.raises(Invalid):
        world.write(actions.publish_template, "std-x", "1.0", "없음", [{"id": "a"}])


# -- handing over -------------------------------------------------------------------------------------------------


def test_a_selected_agenda_is_handed_over_with_its_origin(world: World) -> None:
    matter_id = handed(world)
    shown = sheet(world, matter_id)
    assert shown.stage.id == "handover"
    assert [move.kind for move in shown.moves] == [MoveKind.HAND_OVER, MoveKind.ADVANCE, MoveKind.ADVANCE]
    assert "41명 가운데 28명이 골라 1위로" in shown.moves[1].reason
    assert {paper.name for paper in shown.documents} == {"의제 카드", "이관서"}
    assert public(world, matter_id).status.startswith("도시·교통 분과에 넘겼고,")
    assert (
        entries(world, matter_id)[-1].sentence == "협치추진단 서○ 님이 이 의제를 도시·교통 분과에 넘겼습니다."
    )


def test_the_facilitator_may_hand_over_too_but_nobody_else(world: World) -> None:
    world.write(actions.publish_standard)
    agenda_id = agenda(world)
    for who in ("chair", "member", "reviewer", "co_chair"):
        with pytest.raises(Forbidden):
            world.write(actions.hand_over, world.actor(who), agenda_id, world.subcommittees[URBAN])
    with pytest.raises(SignInNeeded):
        world.write(actions.hand_over, world.visitor(), agenda_id, world.subcommittees[URBAN])
    with pytest.raises(Conflict, match="민·관이 모두 합의해야"):
        world.write(actions.hand_over, world.actor("facilitator"), agenda_id, world.subcommittees[URBAN])
    world.write(sign_selection, world.actor("officer"), agenda_id, Side.OFFICIAL, agreed=True)
    world.write(actions.hand_over, world.actor("facilitator"), agenda_id, world.subcommittees[URBAN])


def test_an_agenda_is_handed_over_once(world: World) -> None:
    matter_id = handed(world)
    agenda_id = matter(world, matter_id).agenda_id
    with pytest.raises(Conflict) as refusal:
        world.write(actions.hand_over, world.actor("officer"), agenda_id, world.subcommittees[CARE])
    assert refusal.value.fix_url == f"/matters/{matter_id}"
    with pytest.raises(NotFound):
        world.write(actions.hand_over, world.actor("officer"), 999, world.subcommittees[CARE])


def test_starting_later_than_the_hand_over_leaves_its_reason(world: World) -> None:
    world.write(actions.publish_standard)
    agenda_id, urban, officer = agenda(world), world.subcommittees[URBAN], world.actor("officer")
    with pytest.raises(Invalid, match="건너뛰는 이유"):
        world.write(actions.hand_over, officer, agenda_id, urban, stage_id="implement")
    matter_id = world.write(
        actions.hand_over,
        officer,
        agenda_id,
        urban,
        stage_id="implement",
        reason="이미 예산을 정한 사업입니다.",
    )
    shown = sheet(world, matter_id)
    assert shown.stage.id == "implement"
    assert shown.moves[0].reason == "이미 예산을 정한 사업입니다."


def test_only_the_chair_of_that_subcommittee_accepts(world: World) -> None:
    matter_id = handed(world)
    for who in ("other_chair", "officer", "member", "reviewer", "co_chair", "admin", "facilitator"):
        with pytest.raises(Forbidden, match="분과장만"):
            world.write(actions.accept, world.actor(who), matter_id)
    world.write(actions.accept, world.actor("chair"), matter_id)
    assert matter(world, matter_id).accepted_at is not None
    assert (
        public(world, matter_id).status
        == "도시·교통 분과가 의제를 접수했고, 함께 일할 워킹그룹을 꾸리고 있습니다."
    )
    with pytest.raises(Conflict):
        world.write(actions.accept, world.actor("chair"), matter_id)


def test_a_chair_may_ask_for_another_subcommittee_and_the_officer_decides(world: World) -> None:
    matter_id = handed(world)
    with pytest.raises(Invalid):
        world.write(actions.ask_other_subcommittee, world.actor("chair"), matter_id, reason="")
    world.write(
        actions.ask_other_subcommittee, world.actor("chair"), matter_id, reason="돌봄 시설의 일입니다."
    )
    assert sheet(world, matter_id).wish is not None
    with pytest.raises(Forbidden):
        world.write(actions.reassign, world.actor("chair"), matter_id, world.subcommittees[CARE], reason="네")
    with pytest.raises(Invalid):
        world.write(actions.reassign, world.actor("officer"), matter_id, world.subcommittees[CARE], reason="")
    world.write(
        actions.reassign, world.actor("officer"), matter_id, world.subcommittees[CARE], reason="맞습니다."
    )
    assert sheet(world, matter_id).subcommittee == CARE
    assert sheet(world, matter_id).wish is None
    assert public(world, matter_id).subcommittee_id == world.subcommittees[CARE]
    with pytest.raises(Forbidden):
        world.write(actions.accept, world.actor("chair"), matter_id)
    world.write(actions.accept, world.actor("other_chair"), matter_id)


# -- filling ------------------------------------------------------------------------------------------------------


def test_the_officer_does_the_clerical_work_and_no_stranger_does(world: World) -> None:
    matter_id = handed(world)
    officer = world.actor("officer")
    world.write(actions.mark, officer, matter_id, "proposer_told", note="문자로 알렸습니다.")
    world.write(actions.add_document, officer, matter_id, name="현장 사진 설명", body="계단 여섯 곳")
    world.write(
        actions.add_group_member, officer, matter_id, name="김영희", seat="창신2동 주민", side=Side.CIVIL
    )
    for who in ("other_chair", "reviewer", "co_chair", "member", "admin"):
        with pytest.raises(Forbidden):
            world.write(actions.mark, world.actor(who), matter_id, "proposer_told", note="알렸습니다.")
    with pytest.raises(SignInNeeded):
        world.write(actions.mark, world.visitor(), matter_id, "proposer_told", note="알렸습니다.")


def test_a_mark_says_what_shows_it_and_only_for_criteria_of_the_stage(world: World) -> None:
    matter_id = handed(world)
    chair = world.actor("chair")
    with pytest.raises(Invalid):
        world.write(actions.mark, chair, matter_id, "proposer_told", note="")
    for wrong in ("accepted", "proposer_heard", "nothing"):
        with pytest.raises(Conflict):
            world.write(actions.mark, chair, matter_id, wrong, note="했습니다.")
    world.write(actions.mark, chair, matter_id, "proposer_told", note="첫 메모")
    world.write(actions.mark, chair, matter_id, "proposer_told", note="고친 메모")
    told = next(each for each in sheet(world, matter_id).now.criteria if each.id == "proposer_told")
    assert (told.met, told.note) == (True, "고친 메모")


def test_nobody_joins_a_working_group_twice_and_no_meeting_is_in_the_future(world: World) -> None:
    matter_id = handed(world)
    chair = world.actor("chair")
    meet(world, matter_id, sheet(world, matter_id).stage.exits[1])
    with pytest.raises(Conflict):
        world.write(
            actions.add_group_member, chair, matter_id, name="김영희", seat="창신2동 주민", side=Side.CIVIL
        )
    tomorrow = clock.seoul(clock.now()).date() + timedelta(days=1)
    with pytest.raises(Invalid):
        world.write(
            actions.add_gathering,
            chair,
            matter_id,
            held_on=tomorrow,
            place="구청",
            attendees=3,
            gist="이야기",
        )


# -- opinions -----------------------------------------------------------------------------------------------------


def test_a_department_has_twenty_calendar_days(world: World) -> None:
    matter_id = handed(world)
    road = world.departments["도로과"]
    with pytest.raises(Conflict, match="접수한 뒤"):
        world.write(actions.request_opinions, world.actor("chair"), matter_id, [road])
    walk_to(world, matter_id, "review")
    world.write(actions.request_opinions, world.actor("officer"), matter_id, [road], question="폭이 되나요?")
    opinion = sheet(world, matter_id).opinions[0]
    assert opinion.days == 20
    assert public(world, matter_id).status.startswith("도로과의 답변을 기다리고 있습니다.")
    assert public(world, matter_id).owed_by == "도로과"
    with pytest.raises(Conflict, match="이미"):
        world.write(actions.request_opinions, world.actor("chair"), matter_id, [road])
    with pytest.raises(Invalid):
        world.write(actions.request_opinions, world.actor("chair"), matter_id, [])
    with pytest.raises(Forbidden):
        world.write(
            actions.request_opinions, world.actor("reviewer"), matter_id, [world.departments["복지정책과"]]
        )


def test_only_the_department_that_was_asked_answers_once_and_unfit_needs_an_alternative(world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "review")
    world.write(actions.request_opinions, world.actor("chair"), matter_id, [world.departments["도로과"]])
    opinion = sheet(world, matter_id).opinions[0].id

    def answer(who: str, verdict: Verdict, grounds: str, alternative: str = "") -> None:
        world.write(
            actions.answer_opinion,
            world.actor(who),
            opinion,
            verdict=verdict,
            grounds=grounds,
            alternative=alternative,
        )

    for stranger in ("other_reviewer", "chair", "officer"):
        with pytest.raises(Forbidden):
            answer(stranger, Verdict.FIT, "됩니다.")
    with pytest.raises(Invalid) as bare:
        answer("reviewer", Verdict.UNFIT, "")
    assert set(bare.value.errors) == {"grounds", "alternative"}
    with pytest.raises(Invalid):
        answer("reviewer", Verdict.UNFIT, "예산이 겹칩니다.")
    answer("reviewer", Verdict.UNFIT, "예산이 겹칩니다.", "쉼터 사업에 더합니다.")
    with pytest.raises(Conflict):
        answer("reviewer", Verdict.FIT, "다시 생각했습니다.")
    last = entries(world, matter_id)[-1]
    assert last.sentence == "도로과가 ‘부적정’ 의견을 냈습니다."
    assert "쉼터 사업에 더합니다." in last.evidence
    assert last.side is Side.OFFICIAL


def test_a_late_answer_says_how_late(world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "review")
    world.write(actions.request_opinions, world.actor("chair"), matter_id, [world.departments["도로과"]])
    with clock.moved(timedelta(days=23)):
        opinion = sheet(world, matter_id).opinions[0]
        assert opinion.days == -3
        world.write(
            actions.answer_opinion,
            world.actor("reviewer"),
            opinion.id,
            verdict=Verdict.FIT,
            grounds="됩니다.",
        )
    assert entries(world, matter_id)[-1].sentence.endswith("기한보다 3일 늦었습니다.")


# -- moving -------------------------------------------------------------------------------------------------------


def test_a_whole_matter_walks_from_the_hand_over_to_its_end(world: World) -> None:
    matter_id = handed(world)
    seen = []
    for _ in range(20):
        here = matter(world, matter_id)
        seen.append(here.stage_id)
        with pytest.raises(Conflict) as refusal:
            press(world, matter_id)
        assert refusal.value.fix, here.stage_id
        assert refusal.value.fix_url.startswith(f"/matters/{matter_id}#"), here.stage_id
        assert sheet(world, matter_id).unmet[0].text in str(refusal.value.places["missing"])
        fulfil(world, matter_id)
        press(world, matter_id)
        if matter(world, matter_id).state is MatterState.CLOSED:
            break
    assert seen == [
        "handover",
        "refine",
        "review",
        "plan",
        "council",
        "budget",
        "implement",
        "evaluate",
        "feedback",
    ]
    assert public(world, matter_id).finished_at is not None
    assert "마쳤" in public(world, matter_id).status
    told = [entry.sentence for entry in entries(world, matter_id)]
    assert "도시·교통 분과장 윤○ 님이 이 의제를 ‘분과 이관’에서 ‘분과 숙의’ 단계로 넘겼습니다." in told
    assert all(sentence.endswith(("습니다.", "합니다.")) for sentence in told), told
    with pytest.raises(Conflict, match="이미 마친"):
        world.write(actions.mark, world.actor("chair"), matter_id, "told", note="더 알렸습니다.")


def test_each_stage_sets_its_own_deadline(world: World) -> None:
    matter_id = handed(world)
    assert sheet(world, matter_id).days == 7
    walk_to(world, matter_id, "refine")
    assert sheet(world, matter_id).days == 30
    walk_to(world, matter_id, "budget")
    assert sheet(world, matter_id).due_at is None


def test_two_who_press_at_once_move_it_one_stage_and_one_is_told_by_whom(world: World) -> None:
    matter_id = handed(world)
    fulfil(world, matter_id)
    turn, chair = matter(world, matter_id).turn, world.actor("chair")

    def one(_: int) -> Refused | None:
        try:
            world.write(actions.advance, chair, matter_id, expect=turn)
        except Refused as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(8) as hands:
        pressed = [hands.submit(one, n) for n in range(8)]
        wait(pressed)
    answers = [each.result() for each in pressed]
    assert answers.count(None) == 1
    losers = [each for each in answers if each is not None]
    assert all(isinstance(each, Conflict) for each in losers)
    said = losers[0].sentence % losers[0].places
    assert "도시·교통 분과장 윤○ 님이" in said
    assert "‘분과 숙의’ 단계로 옮겼습니다." in said
    assert matter(world, matter_id).stage_id == "refine"
    moves = world.read(lambda db: db.exec(select(Move).where(Move.matter_id == matter_id)).all())
    assert sum(move.to_stage == "refine" for move in moves) == 1


def test_only_the_chair_or_the_responsible_seat_moves_it(world: World) -> None:
    matter_id = handed(world)
    fulfil(world, matter_id)
    for who in ("other_chair", "officer", "member", "reviewer", "co_chair", "facilitator", "admin"):
        with pytest.raises(Forbidden):
            press(world, matter_id, who)
    walk_to(world, matter_id, "budget")
    fulfil(world, matter_id)
    press(world, matter_id, "officer")
    assert matter(world, matter_id).stage_id == "implement"


def test_going_back_needs_a_reason_and_stops_at_the_hand_over(world: World) -> None:
    matter_id = handed(world)
    chair = world.actor("chair")

    def back(reason: str) -> str:
        return world.write(
            actions.go_back, chair, matter_id, reason=reason, expect=matter(world, matter_id).turn
        )

    with pytest.raises(Conflict, match="첫 단계"):
        back("다시 봅니다.")
    walk_to(world, matter_id, "refine")
    with pytest.raises(Invalid):
        back("")
    assert back("워킹그룹을 다시 꾸립니다.") == "분과 이관"
    last = sheet(world, matter_id).moves[0]
    assert (last.kind, last.reason, last.by.side) == (MoveKind.BACK, "워킹그룹을 다시 꾸립니다.", Side.CIVIL)
    assert entries(world, matter_id)[-1].evidence == "워킹그룹을 다시 꾸립니다."
    with pytest.raises(Conflict, match="그사이"):
        world.write(actions.go_back, chair, matter_id, reason="또", expect=1)


# -- the two keys -------------------------------------------------------------------------------------------------


def test_each_side_speaks_only_for_itself(world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "plan")
    for who, side in (
        ("chair", Side.OFFICIAL),
        ("reviewer", Side.CIVIL),
        ("officer", Side.OFFICIAL),
        ("officer", Side.CIVIL),
        ("other_chair", Side.CIVIL),
        ("other_reviewer", Side.OFFICIAL),
        ("co_chair", Side.CIVIL),
    ):
        with pytest.raises(Forbidden):
            world.write(actions.consent, world.actor(who), matter_id, side, agreed=True)
    world.write(actions.consent, world.actor("chair"), matter_id, Side.CIVIL, agreed=True)
    world.write(actions.consent, world.actor("reviewer"), matter_id, Side.OFFICIAL, agreed=True)
    assert [key.agreed for key in sheet(world, matter_id).keys] == [True, True]
    assert (
        entries(world, matter_id)[-1].sentence
        == "관 쪽 도로과 담당자 민○ 님이 ‘실행계획’ 내용에 합의했습니다."
    )
    with pytest.raises(Conflict, match="이미 합의"):
        world.write(actions.consent, world.actor("chair"), matter_id, Side.CIVIL, agreed=True)


def test_a_refusal_needs_a_reason_and_sends_the_matter_back(world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "plan")
    reviewer = world.actor("reviewer")
    with pytest.raises(Invalid):
        world.write(actions.consent, reviewer, matter_id, Side.OFFICIAL, agreed=False)
    world.write(actions.consent, world.actor("chair"), matter_id, Side.CIVIL, agreed=True)
    world.write(
        actions.consent, reviewer, matter_id, Side.OFFICIAL, agreed=False, reason="예산이 두 배입니다."
    )
    assert matter(world, matter_id).stage_id == "review"
    assert sheet(world, matter_id).moves[0].reason == "예산이 두 배입니다."
    press(world, matter_id)
    assert [key.agreed for key in sheet(world, matter_id).keys] == [None, None], "both are asked anew"


def test_a_member_of_the_working_group_speaks_where_the_group_is_asked(world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "implement")
    member: Actor = world.actor("member")
    with pytest.raises(Forbidden):
        world.write(actions.consent, member, matter_id, Side.CIVIL, agreed=True)
    world.write(
        actions.add_group_member,
        world.actor("chair"),
        matter_id,
        name=member.name,
        seat="분과위원",
        side=Side.CIVIL,
    )
    world.write(actions.consent, member, matter_id, Side.CIVIL, agreed=True)
    key = next(key for key in sheet(world, matter_id).keys if key.side is Side.CIVIL)
    assert key.by is not None
    assert key.by.who.startswith("워킹그룹 분과위원")


def test_a_stage_without_a_role_for_a_side_asks_that_side_nothing(world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "refine")
    with pytest.raises(Conflict, match="합의 확인이 없습니다"):
        world.write(actions.consent, world.actor("officer"), matter_id, Side.OFFICIAL, agreed=True)


# -- what waits ---------------------------------------------------------------------------------------------------


def test_everyone_sees_what_waits_for_them(world: World) -> None:
    matter_id = handed(world)
    agenda(world, "아직 넘기지 않은 의제")

    def waits(who: str) -> tuple[int, int, int, int]:
        found = world.read(queries.waiting_for, world.actor(who))
        return len(found.new_hand_overs), found.opinions, found.consents, found.to_hand_over

    assert waits("chair") == (1, 0, 0, 0)
    assert waits("other_chair") == (0, 0, 0, 0)
    assert waits("officer") == (1, 0, 0, 1)
    walk_to(world, matter_id, "review")
    world.write(actions.request_opinions, world.actor("chair"), matter_id, [world.departments["도로과"]])
    assert waits("reviewer") == (0, 1, 0, 0)
    assert waits("other_reviewer") == (0, 0, 0, 0)
    with clock.moved(timedelta(days=25)):
        late = world.read(queries.waiting_for, world.actor("chair")).late
        assert [card.id for card in late] == [matter_id]
        assert world.read(queries.waiting_for, world.actor("reviewer")).late_opinions == 1
    world.write(
        actions.answer_opinion,
        world.actor("reviewer"),
        sheet(world, matter_id).opinions[0].id,
        verdict=Verdict.FIT,
        grounds="됩니다.",
    )
    walk_to(world, matter_id, "council")
    assert waits("co_chair") == (0, 0, 1, 0)
    assert waits("official_co_chair") == (0, 0, 1, 0)
    assert waits("chair") == (0, 0, 0, 0)
