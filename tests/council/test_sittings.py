"""A sitting: the light, stepping out, votes that fit, two keys, and what the matter hears of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.labels import Side
from app.council.items import actions as items
from app.council.items.actions import Decision, NewItem
from app.council.items.models import SittingItem
from app.council.items.rules import ItemKind, Outcome, OutKind, PaperState, Votes
from app.council.minutes import actions as minutes
from app.council.seats import actions as seats
from app.council.seats import queries as seat_queries
from app.council.seats.rules import Base, Charter, SeatKind, Share
from app.council.sittings import actions as sittings
from app.council.sittings import queries as sitting_queries
from app.council.sittings.rules import SittingKind, SittingState
from app.live.records.rules import MinutesField
from app.process.models import Consent, Document, Mark
from app.proposals.models import Agenda, AgendaEntry
from tests.council.chamber import DISTRICT, SEATS, Chamber, chamber
from tests.process.walk import fulfil, handed, matter, press, sheet, walk_to
from tests.world import World


@pytest.fixture
def house(world: World) -> Chamber:
    return chamber(world)


def test_a_sitting_opens_only_with_a_quorum_and_keeps_the_rules_of_that_moment(
    house: Chamber, world: World
) -> None:
    one = house.plan()
    house.come(one, "은수", "나래솔", "태오")
    with pytest.raises(Conflict, match="성원") as refused:
        world.write(sittings.open_sitting, world.actor("co_chair"), one)
    assert refused.value.places == {"whole": 7, "present": 3, "wanting": 1}
    house.come(one, "도담별")
    world.write(sittings.open_sitting, world.actor("co_chair"), one)
    with pytest.raises(Conflict, match="할 수 없는 일"):
        world.write(sittings.open_sitting, world.actor("co_chair"), one)
    two_thirds = Charter(SEATS.seats, passing=Share.TWO_THIRDS, base=Base.SEATS)
    world.write(
        seats.change_charter,
        world.actor("officer"),
        two_thirds,
        reason="조례 개정",
        expect=world.read(seat_queries.charter_turn),
    )
    assert world.read(sitting_queries.view, one).charter == SEATS
    assert world.read(sitting_queries.view, house.plan(30)).charter == two_thirds


def test_who_steps_out_does_not_count_and_the_numbers_must_fit(house: Chamber, world: World) -> None:
    one = house.plan()
    item = house.put(one)
    house.open(one, "은수", "나래솔", "도담별", "라온길", "태오")
    officer = world.actor("officer")
    with pytest.raises(Invalid, match="빠지는 이유"):
        world.write(items.step_out, officer, item, house.members["나래솔"], kind=OutKind.WITHDREW, reason="")
    for name in ("나래솔", "강하늘"):  # the second is not there: nothing changes
        world.write(
            items.step_out,
            officer,
            item,
            house.members[name],
            kind=OutKind.WITHDREW,
            reason="자기 단체의 사업",
        )
    assert house.item(item).voters.number == 4
    with pytest.raises(Invalid, match="빠진 1명을 뺀 4명"):
        house.decide(item, 3, 2)
    with pytest.raises(Invalid, match="모자라므로"):
        house.decide(item, 2, 2)  # a tie carries nothing
    with pytest.raises(Invalid, match="부결이 아닙니다"):
        house.decide(item, 3, 1, outcome=Outcome.REJECTED)
    with pytest.raises(Invalid, match="어떻게 고치거나"):
        house.decide(item, 3, 1, outcome=Outcome.AMENDED)
    world.write(items.step_in, officer, item, house.members["나래솔"])
    assert house.item(item).voters.number == 5
    house.decide(item, 3, 1, 1, outcome=Outcome.AMENDED, note="여섯 곳을 네 곳으로")
    shown = house.item(item)
    assert (shown.item.outcome, shown.voters.number) == (Outcome.AMENDED, 5)
    for late in (
        lambda: house.decide(item, 5),
        lambda: world.write(
            items.step_out, officer, item, house.members["은수"], kind=OutKind.EXCLUDED, reason="늦음"
        ),
        lambda: world.write(items.hand_in, officer, item, body="늦은 자료", expect=0),
    ):
        with pytest.raises(Conflict):
            late()


def test_nothing_is_decided_when_the_quorum_is_lost_or_the_sitting_is_not_open(
    house: Chamber, world: World
) -> None:
    one = house.plan()
    item = house.put(one)
    with pytest.raises(Conflict, match="할 수 없는 일"):
        house.decide(item, 4)
    house.open(one, "은수", "나래솔", "도담별", "태오")
    house.come(one, "태오", here=False)
    noted = len(world.read(sitting_queries.notes, one))
    house.come(one, "태오", here=False)  # twice is once
    assert len(world.read(sitting_queries.notes, one)) == noted
    with pytest.raises(Conflict, match="성원이 아닙니다"):
        house.decide(item, 3)
    with pytest.raises(Conflict, match="결과를 적지 않은"):
        house.end(one)
    house.come(one, "강하늘")
    house.decide(item, 0, 3, 1, outcome=Outcome.REJECTED)
    house.end(one)
    assert house.sitting(one).state is SittingState.ENDED
    with pytest.raises(NotFound):
        world.write(sittings.attend, world.actor("officer"), one + 99, 1, here=True)


def test_papers_are_due_and_late_ones_are_named(house: Chamber, world: World) -> None:
    one = house.plan(days=10)
    urban = world.subcommittees["도시·교통 분과"]
    in_time = house.put(one, "제때 낸 안건", owner=f"s{urban}")
    late = house.put(one, "늦게 낸 안건", owner=f"d{world.departments['도로과']}")
    with pytest.raises(Forbidden, match="안건의 자료는"):
        world.write(items.hand_in, world.actor("chair"), late, body="남의 자료", expect=0)
    with pytest.raises(Forbidden):
        world.write(items.hand_in, world.actor("other_chair"), in_time, body="남의 자료", expect=0)
    world.write(items.hand_in, world.actor("chair"), in_time, body="실행계획", expect=0)
    assert house.item(in_time).stand.state is PaperState.IN_TIME
    assert house.item(late).stand.state is PaperState.AWAITED
    with clock.moved(timedelta(days=5)):
        assert (house.item(late).stand.state, house.item(late).stand.days) == (PaperState.OVERDUE, 2)
        world.write(items.hand_in, world.actor("reviewer"), late, body="검토 결과", expect=0)
        first = house.item(in_time).papers[0].id or 0
        world.write(items.hand_in, world.actor("chair"), in_time, body="고친 실행계획", expect=first)
        with pytest.raises(Conflict, match="그사이"):
            world.write(items.hand_in, world.actor("officer"), in_time, body="또 고침", expect=first)
    stand = house.item(late).stand
    assert (stand.state, stand.days) == (PaperState.LATE, 2)
    assert house.item(in_time).stand.state is PaperState.IN_TIME
    assert [paper.body for paper in house.item(in_time).papers] == ["고친 실행계획", "실행계획"]
    notes = " ".join(note.text for note in world.read(sitting_queries.view, one).notes)
    assert "제2호 안건 자료 올림: 도로과 (기한보다 2일 늦음)" in notes


def test_a_report_is_told_and_not_voted_on(house: Chamber, world: World) -> None:
    one = house.plan()
    told = house.put(one, "상반기 추진상황", kind=ItemKind.REPORT)
    voted = house.put(one, "운영세칙")
    house.open(one)
    with pytest.raises(Invalid, match="보고받음"):
        house.decide(told, 7)
    with pytest.raises(Invalid, match="표결 결과"):
        house.decide(voted, 0, outcome=Outcome.REPORTED)
    world.write(items.decide, world.actor("officer"), told, Decision(Outcome.REPORTED))
    house.decide(voted, 7)
    house.end(one)
    assert "보고받음" in house.draft(one).field(MinutesField.DECIDED).text


def test_only_officers_and_co_chairs_run_a_sitting(house: Chamber, world: World) -> None:
    one = house.plan()
    for name in ("facilitator", "chair", "reviewer", "admin", "member"):
        with pytest.raises(Forbidden):
            world.write(items.put, world.actor(name), one, NewItem("남의 안건"))
        with pytest.raises(Forbidden):
            world.write(sittings.attend, world.actor(name), one, house.members["은수"], here=True)
    house.open(one)
    house.end(one)
    with pytest.raises(Forbidden, match="쪽 공동의장만"):
        world.write(
            minutes.confirm,
            world.actor("co_chair"),
            DISTRICT,
            one,
            side=Side.OFFICIAL,
            agreed=True,
            reason="",
            expect=house.draft(one).digest,
        )


def test_the_nine_fields_come_from_the_record_and_two_keys_confirm_them(house: Chamber, world: World) -> None:
    one = house.plan()
    item = house.put(one)
    house.open(one, "은수", "나래솔", "도담별", "태오")
    house.decide(item, 3, 1)
    house.end(one)
    draft = house.draft(one)
    said = {each.field: each.text for each in draft.fields}
    assert said[MinutesField.NAME] == "종로구협치회 제1차 정기회의"
    assert "7명 가운데 4명 참석" in said[MinutesField.PEOPLE]
    assert "불참: 라온길, 강하늘, 고운봄" in said[MinutesField.PEOPLE]
    assert "개의: 7명 가운데 4명 출석, 성원" in said[MinutesField.ORDER]
    assert said[MinutesField.ORDER].endswith("산회")
    assert "꼭 필요한 일입니다" in said[MinutesField.SAID]
    assert "원안의결" in said[MinutesField.DECIDED]
    assert said[MinutesField.VOTES] == "제1호 출석 4명: 찬성 3, 반대 1, 기권 0"
    assert not house.confirm(one, Side.CIVIL)
    assert not house.confirm(one, Side.CIVIL)  # the same press again
    with pytest.raises(Conflict, match="공동의장이 확인한 뒤"):
        world.write(items.reopen, world.actor("officer"), item, reason="잘못 적음")
    with pytest.raises(Invalid, match="이유"):
        house.confirm(one, Side.OFFICIAL, agreed=False)
    assert not house.confirm(one, Side.OFFICIAL, agreed=False, reason="불참 사유가 빠졌습니다")
    old = house.draft(one).digest
    world.write(
        minutes.correct,
        world.actor("officer"),
        DISTRICT,
        one,
        field=MinutesField.PEOPLE,
        text="불참: 강하늘(출장)",
        expect=0,
    )
    assert house.draft(one).waits_for == (Side.CIVIL, Side.OFFICIAL)  # what was read has changed
    with pytest.raises(Conflict, match="그사이 회의록이"):
        world.write(
            minutes.confirm,
            world.actor("co_chair"),
            DISTRICT,
            one,
            side=Side.CIVIL,
            agreed=True,
            reason="",
            expect=old,
        )
    assert not house.confirm(one, Side.OFFICIAL)
    assert house.confirm(one, Side.CIVIL)
    assert house.draft(one).is_confirmed
    assert house.draft(one).editions[0].fields[3] == "불참: 강하늘(출장)"


def test_a_result_written_wrongly_is_taken_back_with_its_trace(house: Chamber, world: World) -> None:
    subject = handed(world)
    one = house.plan()
    item = house.put(one, matter_id=subject)
    house.open(one)
    house.decide(item, 6, 1)
    house.end(one)
    with pytest.raises(Invalid):
        world.write(items.reopen, world.actor("officer"), item, reason="")
    world.write(items.reopen, world.actor("officer"), item, reason="반대와 찬성을 바꿔 적음")
    assert house.sitting(one).state is SittingState.OPEN
    house.decide(item, 1, 6, outcome=Outcome.REJECTED)
    house.end(one)
    order = house.draft(one).field(MinutesField.ORDER).text
    assert "‘원안의결 (찬성 6, 반대 1, 기권 0)’ 지움 – 반대와 찬성을 바꿔 적음" in order
    told = [paper.body for paper in sheet(world, subject).documents]
    assert any("거둔 이유" in body for body in told)
    assert "부결" in told[-1]


def test_a_decision_serves_the_stage_of_its_matter(house: Chamber, world: World) -> None:
    subject = handed(world)
    walk_to(world, subject, "council")
    one = house.plan()
    item = house.put(one, matter_id=subject)
    house.open(one)
    house.decide(item, 6, 0, 1)
    shown = sheet(world, subject)
    assert [paper.name for paper in shown.documents][-1] == "협치회 결과(공동의장 확인 전)"
    house.end(one)
    house.confirm(one, Side.OFFICIAL)
    assert len(sheet(world, subject).unmet) == 4  # 민 쪽 합의와 기준 세 가지
    house.confirm(one, Side.CIVIL)
    shown = sheet(world, subject)
    assert shown.unmet == ()
    assert {key.agreed for key in shown.keys} == {True}
    notes = {criterion.id: criterion.note for criterion in shown.now.criteria}
    assert "7명 가운데 7명 출석" in notes["quorum"]
    assert "찬성 6, 반대 0, 기권 1" in notes["majority"]
    assert {"의결서", "회의록"} <= {paper.name for paper in shown.documents}
    assert press(world, subject, "co_chair") == "예산·확정"
    entries = world.read(lambda db: [row.sentence for row in db.exec(select(AgendaEntry)).all()])
    assert any("‘원안의결’했습니다. 출석 7명: 찬성 6, 반대 0, 기권 1." in said for said in entries)


@pytest.mark.parametrize("outcome", [Outcome.HELD, Outcome.AGAIN, Outcome.REJECTED])
def test_a_decision_that_does_not_pass_it_is_seen_but_opens_nothing(
    house: Chamber, world: World, outcome: Outcome
) -> None:
    subject = handed(world)
    walk_to(world, subject, "council")
    one = house.plan()
    item = house.put(one, matter_id=subject)
    house.open(one)
    for_it = 2 if outcome is Outcome.REJECTED else 7
    house.decide(item, for_it, 7 - for_it, outcome=outcome, note="예산을 더 살펴야 합니다")
    house.end(one)
    house.confirm(one, Side.CIVIL)
    house.confirm(one, Side.OFFICIAL)
    assert (
        world.read(
            lambda db: db.exec(
                select(Mark).where(Mark.matter_id == subject, Mark.stage_id == "council")
            ).all()
        )
        == []
    )
    assert world.read(lambda db: db.exec(select(Consent).where(Consent.stage_id == "council")).all()) == []
    sheets = world.read(lambda db: db.exec(select(Document).where(Document.name == "의결서")).all())
    assert [outcome.label in row.body for row in sheets] == [True]
    assert sheet(world, subject).stage.id == "council"
    with pytest.raises(Conflict):
        press(world, subject, "co_chair")


def test_a_matter_at_another_stage_hears_the_decision_too(house: Chamber, world: World) -> None:
    subject = handed(world)
    one = house.plan()
    item = house.put(one, matter_id=subject)
    house.open(one)
    world.write(
        items.decide,
        world.actor("co_chair"),
        item,
        Decision(Outcome.AGAIN, Votes(7, 0, 0), "분과에서 더 다듬기로"),
    )
    house.end(one)
    house.confirm(one, Side.CIVIL)
    assert house.confirm(one, Side.OFFICIAL)
    assert [paper.name for paper in sheet(world, subject).documents][-1] == "의결서"


def test_two_who_write_the_result_at_once_are_one(house: Chamber, world: World) -> None:
    one = house.plan()
    item = house.put(one)
    house.open(one)

    def decide(who: str) -> str:
        try:
            given = Decision(Outcome.AS_PROPOSED, Votes(7, 0, 0))
            world.write(items.decide, world.actor(who), item, given)
        except Conflict as refused:
            return refused.in_korean
        return "written"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide, ("officer", "co_chair")))
    assert answers == ["written", "이미 ‘원안의결’(으)로 적은 안건입니다."]


def test_the_same_press_again_changes_nothing(house: Chamber, world: World) -> None:
    moment = clock.now() + timedelta(days=3)
    officer = world.actor("officer")
    ids = {
        world.write(sittings.plan, officer, kind=SittingKind.EXTRA, starts_at=moment, place="소회의실")
        for _ in range(2)
    }
    assert len(ids) == 1
    one = ids.pop()
    assert house.put(one) == house.put(one)
    for _ in range(2):
        house.come(one, "은수")
    assert world.read(sitting_queries.view, one).quorum.present == 1
    with pytest.raises(Invalid, match="앞으로 열"):
        world.write(
            sittings.plan,
            officer,
            kind=SittingKind.EXTRA,
            starts_at=clock.now() - timedelta(days=1),
            place="소회의실",
        )
    with pytest.raises(Invalid):
        world.write(sittings.call_off, officer, one, reason="")
    world.write(sittings.call_off, officer, one, reason="성원 미달")
    assert house.sitting(one).off_why == "성원 미달"
    with pytest.raises(Conflict, match="할 수 없는 일"):
        house.put(one, "늦은 안건")
    assert len(world.read(lambda db: db.exec(select(SittingItem)).all())) == 1


def test_two_co_chairs_who_confirm_at_once_make_one_edition(house: Chamber, world: World) -> None:
    for _ in range(5):
        one = house.plan()
        house.put(one)
        house.open(one)
        house.decide(house.put(one), 7)
        house.end(one)
        with ThreadPoolExecutor(2) as pool:
            both = sorted(pool.map(lambda side, one=one: house.confirm(one, side), Side))
        assert both == [False, True]
        assert len(house.draft(one).editions) == 1


def test_who_joins_or_leaves_the_council_later_changes_no_sitting_of_before(
    house: Chamber, world: World
) -> None:
    one = house.plan()
    house.open(one, "은수", "나래솔", "도담별", "태오")
    house.end(one)
    before, officer = house.draft(one).digest, world.actor("officer")
    world.write(seats.let_go, officer, house.members["나래솔"], reason="이사")
    world.write(
        seats.change_charter,
        officer,
        replace(SEATS, seats=(*SEATS.seats, SeatKind("협치조정관", Side.OFFICIAL, 1))),
        reason="자리를 늘림",
        expect=world.read(seat_queries.charter_turn),
    )
    world.write(seats.appoint, officer, name="새사람", title="협치조정관", start=seat_queries.today())
    assert house.draft(one).digest == before
    assert world.read(sitting_queries.view, one).quorum.whole == 7
    assert world.read(sitting_queries.view, house.plan(40)).quorum.whole == 7


def test_a_matter_that_is_over_hears_a_decision_and_stays_finished(house: Chamber, world: World) -> None:
    subject = handed(world)
    one = house.plan()
    item = house.put(one, "끝난 의제를 기리는 안건", matter_id=subject)
    walk_to(world, subject, "feedback")
    fulfil(world, subject)
    press(world, subject, "officer")
    agenda_id = matter(world, subject).agenda_id
    before = world.read(lambda db: db.get_one(Agenda, agenda_id)).finished_at
    assert before is not None
    house.open(one)
    house.decide(item, 7)
    after = world.read(lambda db: db.get_one(Agenda, agenda_id))
    assert after.finished_at == before
    assert sheet(world, subject).documents[-1].name == "협치회 결과(공동의장 확인 전)"


def test_minutes_longer_than_a_paper_still_serve(house: Chamber, world: World) -> None:
    subject = handed(world)
    walk_to(world, subject, "council")
    one = house.plan()
    house.put(one, matter_id=subject)
    told = [house.put(one, f"긴 보고 {n}", kind=ItemKind.REPORT) for n in range(3)]
    house.open(one)
    house.decide(1, 7)
    for item in told:
        long = Decision(Outcome.REPORTED, said="말" * 4000)
        world.write(items.decide, world.actor("officer"), item, long)
    house.end(one)
    house.confirm(one, Side.CIVIL)
    assert house.confirm(one, Side.OFFICIAL)
    assert sheet(world, subject).unmet == ()
