"""By-laws of the two keys: a seat speaks, not a person; nobody is both sides; what was said is public and stays."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, SignInNeeded
from app.core.labels import Side
from app.live.ballots import actions as ballots
from app.live.counts.terms import Terms
from app.live.selections.actions import select_option
from app.organisations.models import Membership
from app.organisations.rules import Role
from app.process import actions, queries
from app.process.exits.rules import SideExit
from app.process.gates.actions import sign_selection
from app.process.gates.queries import Gate, gates
from app.process.gates.waiting import awaiting_word, selections
from app.process.models import Consent
from app.proposals import actions as proposals
from tests.live.evening import prepare
from tests.process.test_actions import entries
from tests.process.walk import URBAN, handed, matter, sheet, walk_to
from tests.process.ways.going import leave
from tests.proposals.calendars import received
from tests.world import World


def chosen(world: World) -> int:
    """An agenda about which nobody has said anything."""
    world.write(actions.publish_standard)
    return world.write(proposals.select, world.actor("officer"), received(world))


def sign(world: World, number: int, who: str, side: Side, *, agreed: bool = True, **more: Any) -> None:
    world.write(sign_selection, world.actor(who), number, side, agreed=agreed, **more)


def hand_over(world: World, number: int, who: str = "officer") -> int:
    return world.write(actions.hand_over, world.actor(who), number, world.subcommittees[URBAN])


def seat(world: World, who: str, role: Role, side: Side, title: str, **more: Any) -> None:
    """Another seat for somebody, from today."""
    today = clock.seoul(clock.now()).date()
    row: dict[str, Any] = {"role": role, "side": side, "title": title, "term_start": today, **more}
    world.write(lambda db: db.add(Membership(account_id=world.accounts[who], **row)))


def leaves(world: World, who: str) -> None:
    """Somebody's terms are over since yesterday."""
    yesterday = clock.seoul(clock.now()).date() - timedelta(days=1)

    def end(db: Session) -> None:
        for row in db.exec(select(Membership).where(Membership.account_id == world.accounts[who])):
            row.term_end = yesterday
            db.add(row)

    world.write(end)


def public(world: World, agenda_id: int) -> dict[str, Gate]:
    return {gate.stage: gate for gate in world.read(gates, agenda_id)}


# -- stage 2: the selection -----------------------------------------------------------------------------------------


def test_both_sides_agree_that_it_was_rightly_chosen_before_it_is_handed_over(world: World) -> None:
    number = chosen(world)
    with pytest.raises(Conflict) as refusal:
        hand_over(world, number)
    assert "기다리는 쪽: 민 쪽 진행자 또는 참관인" in refusal.value.in_korean
    assert refusal.value.fix_url == "/consents"
    sign(world, number, "facilitator", Side.CIVIL)
    hand_over(world, number)
    (side, civil), (_, official) = public(world, number)["공론·선정"].words
    assert side is Side.CIVIL
    assert civil is not None
    assert official is not None
    assert (civil.who, official.who) == ("진행자 한○", "협치추진단 서○")
    assert not public(world, number)["공론·선정"].now


def test_whoever_does_not_hold_the_seat_says_nothing_about_a_selection(world: World) -> None:
    number = chosen(world)
    for who, side in (
        ("chair", Side.CIVIL),
        ("officer", Side.CIVIL),
        ("facilitator", Side.OFFICIAL),
        ("reviewer", Side.OFFICIAL),
        ("co_chair", Side.CIVIL),
        ("admin", Side.OFFICIAL),
    ):
        with pytest.raises(Forbidden):
            sign(world, number, who, side)
    with pytest.raises(SignInNeeded):
        world.write(sign_selection, world.visitor(), number, Side.CIVIL, agreed=True)


def test_a_refused_selection_waits_with_its_reason_until_that_side_agrees(world: World) -> None:
    number = chosen(world)
    with pytest.raises(Invalid):
        sign(world, number, "facilitator", Side.CIVIL, agreed=False)
    sign(world, number, "facilitator", Side.CIVIL, agreed=False, reason="표를 다시 세어야 합니다.")
    with pytest.raises(Conflict) as refusal:
        hand_over(world, number)
    assert "합의하지 않음: 표를 다시 세어야 합니다." in refusal.value.in_korean
    (_, word), _ = public(world, number)["공론·선정"].words
    assert word is not None
    assert (word.agreed, word.reason) == (False, "표를 다시 세어야 합니다.")
    sign(world, number, "facilitator", Side.CIVIL)
    number = hand_over(world, number)
    told = [entry.sentence for entry in entries(world, number)]
    assert sum("합의하지 않았습니다" in sentence for sentence in told) == 1, "the record keeps both"


def test_a_word_about_a_selection_that_was_sent_twice_is_said_once(world: World) -> None:
    number = chosen(world)
    for _ in range(2):
        sign(world, number, "facilitator", Side.CIVIL, key="k" * 16)
    with pytest.raises(Conflict, match="이미 합의"):
        sign(world, number, "facilitator", Side.CIVIL, key="l" * 16)
    hand_over(world, number)
    with pytest.raises(Conflict, match="이미 %"):
        sign(world, number, "facilitator", Side.CIVIL, agreed=False, reason="늦었지만")


def test_observers_of_the_count_have_spoken_for_their_side(world: World) -> None:
    """Where both observers confirmed the count nobody is asked again."""
    world.write(actions.publish_standard)
    evening = prepare(world)
    paper = evening.open_vote(terms=Terms(observers=True))
    evening.vote(1, 1)
    evening.press()
    evening.press()
    for who in ("chair", "reviewer"):
        world.write(ballots.confirm_count, world.actor(who), paper.id)
    evening.press()
    option = evening.paper().choices[0].id
    row, _ = world.write(
        select_option, world.actor("facilitator"), option, title="그늘", field_id=world.fields["교통"]
    )
    assert world.read(awaiting_word, world.actor("facilitator")) == []
    hand_over(world, row.id or 0, "facilitator")
    words = [word for _, word in public(world, row.id or 0)["공론·선정"].words]
    assert [word.who for word in words if word] == ["참관인 도시·교통 분과장 윤○", "참관인 도로과 담당자 민○"]


def test_everybody_sees_which_selections_wait_for_them(world: World) -> None:
    number = chosen(world)

    def waiting(who: str) -> list[int]:
        return [one.row.id for one in world.read(awaiting_word, world.actor(who))]

    assert waiting("facilitator") == waiting("officer") == [number]
    assert waiting("chair") == waiting("co_chair") == []
    assert world.read(queries.waiting_for, world.actor("facilitator")).consents == 1
    assert world.read(queries.waiting_for, world.actor("officer")).consents == 0, "they hand it over"
    sign(world, number, "facilitator", Side.CIVIL)
    assert waiting("facilitator") == []
    (one,) = world.read(selections, world.actor("officer"))
    assert not one.agreed
    assert one.sides == (Side.OFFICIAL,)


def test_a_part_keeps_what_was_said_about_the_whole(world: World) -> None:
    parts = leave(world, handed(world), SideExit.SPLIT)
    assert isinstance(parts, list)
    words = public(world, matter(world, parts[0]).agenda_id)["공론·선정"].words
    assert [word.agreed for _, word in words if word] == [True, True]


# -- seats, not people ----------------------------------------------------------------------------------------------


def test_a_stand_in_turns_the_key_of_the_seat_once(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "council")
    seat(world, "member", Role.CO_CHAIR, Side.CIVIL, "공동의장(민) 직무대행")
    world.write(actions.consent, world.actor("member"), number, Side.CIVIL, agreed=True)
    key = next(key for key in sheet(world, number).keys if key.side is Side.CIVIL)
    assert key.by is not None
    assert key.by.who == "공동의장(민) 직무대행 보○"
    with pytest.raises(Conflict, match="이미 합의"):
        world.write(actions.consent, world.actor("co_chair"), number, Side.CIVIL, agreed=True)


def test_what_a_seat_said_stands_when_its_holder_leaves(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "council")
    world.write(actions.consent, world.actor("co_chair"), number, Side.CIVIL, agreed=True)
    leaves(world, "co_chair")
    assert [key.agreed for key in sheet(world, number).keys] == [True, None]
    with pytest.raises(Forbidden):
        world.write(
            actions.consent, world.actor("co_chair"), number, Side.CIVIL, agreed=False, reason="아닙니다"
        )


def test_an_empty_seat_is_said_to_be_empty_until_somebody_holds_it(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "council")
    leaves(world, "co_chair")
    assert [key.vacant for key in sheet(world, number).keys] == [True, False]
    seat(world, "chair", Role.CO_CHAIR, Side.CIVIL, "공동의장(민) 직무대행")
    assert [key.vacant for key in sheet(world, number).keys] == [False, False]


def test_nobody_is_both_sides(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "council")
    seat(world, "co_chair", Role.CO_CHAIR, Side.OFFICIAL, "공동의장(관) 직무대행")
    world.write(actions.consent, world.actor("co_chair"), number, Side.CIVIL, agreed=True)
    with pytest.raises(Conflict, match="두 쪽의 합의를 모두"):
        world.write(actions.consent, world.actor("co_chair"), number, Side.OFFICIAL, agreed=True)
    world.write(actions.consent, world.actor("official_co_chair"), number, Side.OFFICIAL, agreed=True)
    another = chosen(world)
    seat(world, "facilitator", Role.OFFICER, Side.OFFICIAL, "협치추진단")
    sign(world, another, "facilitator", Side.CIVIL)
    with pytest.raises(Conflict, match="두 쪽의 합의를 모두"):
        sign(world, another, "facilitator", Side.OFFICIAL)


# -- old pages and second sendings -----------------------------------------------------------------------------------


def test_a_word_said_on_an_old_page_is_told_who_moved_it(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "council")
    turn = matter(world, number).turn
    refusing: dict[str, Any] = {"agreed": False, "reason": "예산을 다시 봅니다."}
    world.write(actions.consent, world.actor("co_chair"), number, Side.CIVIL, expect=turn, **refusing)
    for agreed, reason in ((True, ""), (False, "저도 다시 봅니다.")):
        with pytest.raises(Conflict) as refusal:
            world.write(
                actions.consent,
                world.actor("official_co_chair"),
                number,
                Side.OFFICIAL,
                agreed=agreed,
                reason=reason,
                expect=turn,
            )
        assert refusal.value.in_korean.startswith("그사이 공동의장(민) 은○ 님이")
        assert "‘실행계획’ 단계로 되돌렸습니다." in refusal.value.in_korean
    with pytest.raises(Forbidden):
        world.write(actions.consent, world.actor("reviewer"), number, Side.CIVIL, agreed=True, expect=turn)


@pytest.mark.parametrize(("agreed", "reason"), [(True, ""), (False, "예산을 다시 봅니다.")])
def test_a_word_that_was_sent_twice_is_said_once(world: World, agreed: bool, reason: str) -> None:
    number = handed(world)
    walk_to(world, number, "council")
    turn, before = matter(world, number).turn, len(entries(world, number))
    given: dict[str, Any] = {"agreed": agreed, "reason": reason, "expect": turn, "key": "k" * 16}
    for _ in range(2):
        world.write(actions.consent, world.actor("co_chair"), number, Side.CIVIL, **given)
    assert len(entries(world, number)) == before + 1
    with pytest.raises(Conflict, match="같은 요청"):
        world.write(
            actions.consent, world.actor("co_chair"), number, Side.CIVIL, **{**given, "reason": "다른 말"}
        )


def test_a_yes_is_taken_back_with_a_reason_before_the_gate_opens(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "plan")
    chair = world.actor("chair")
    world.write(actions.consent, chair, number, Side.CIVIL, agreed=True)
    world.write(actions.consent, chair, number, Side.CIVIL, agreed=False, reason="예산이 바뀌었습니다.")
    assert matter(world, number).stage_id == "review"


# -- what everybody reads -------------------------------------------------------------------------------------------


def test_both_words_of_every_gate_stand_on_the_public_page(world: World) -> None:
    number = handed(world)
    walk_to(world, number, "evaluate")
    agenda_id = matter(world, number).agenda_id
    shown = public(world, agenda_id)
    assert list(shown) == ["공론·선정", "실행계획", "협치회 심의", "평가"]
    assert [gate.now for gate in shown.values()] == [False, False, False, True]
    for name in ("공론·선정", "실행계획", "협치회 심의"):
        assert [word.agreed if word else None for _, word in shown[name].words] == [True, True]
    assert [word for _, word in shown["평가"].words] == [None, None]
    refusing: dict[str, Any] = {"agreed": False, "reason": "만족도를 다시 봅니다."}
    world.write(actions.consent, world.actor("chair"), number, Side.CIVIL, **refusing)
    (_, word), _ = public(world, agenda_id)["평가"].words
    assert word is not None
    assert (word.agreed, word.reason) == (False, "만족도를 다시 봅니다.")
    count = world.read(lambda db: len(db.exec(select(Consent).where(col(Consent.matter_id) == number)).all()))
    assert count == 5
