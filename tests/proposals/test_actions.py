"""What residents may send when, and what officers may decide."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, func, select

from app.accounts.models import Participant
from app.core import clock, ids
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.forums.rules import ALLOWED, ContestAct, PhaseKind
from app.proposals import actions, queries
from app.proposals.models import Agenda, AgendaEntry, Proposal
from app.proposals.rules import Channel, ProposalState
from tests.home.deeds import agenda
from tests.proposals.calendars import contest_in, draft, proposed, received
from tests.world import PEOPLE, World


def state_of(world: World, number: int) -> ProposalState:
    return world.read(lambda db: db.get_one(Proposal, number).state)


def supports(world: World, number: int) -> int:
    return world.read(queries.support_counts, [number])[number]


def participants(db: Session) -> int:
    return db.exec(select(func.count()).select_from(Participant)).one()


# -- phases × acts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", list(PhaseKind))
def test_a_contest_takes_proposals_only_in_its_phases(world: World, phase: PhaseKind) -> None:
    contest = contest_in(world, phase)
    if ContestAct.PROPOSE in ALLOWED[phase]:
        assert state_of(world, proposed(world, contest_id=contest)) is ProposalState.WAITING
        return
    with pytest.raises(Conflict):
        proposed(world, contest_id=contest)
    assert world.read(participants) == 0, "a refusal leaves nobody behind"


@pytest.mark.parametrize("phase", list(PhaseKind))
def test_a_contest_takes_support_only_in_its_phases(world: World, phase: PhaseKind) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    number = received(world, contest_id=contest)
    later = {
        PhaseKind.NOTICE: -10,
        PhaseKind.RECEIVE: 0,
        PhaseKind.SUPPORT: 13,
        PhaseKind.REVIEW: 20,
        PhaseKind.RESULT: 30,
    }
    with clock.moved(timedelta(days=later[phase])):
        if ContestAct.SUPPORT in ALLOWED[phase]:
            assert world.write(actions.support, world.visitor(2), world.settings.secret, number) == 1
            assert world.write(actions.withdraw_support, world.visitor(2), world.settings.secret, number) == 0
            return
        for deed in (actions.support, actions.withdraw_support):
            with pytest.raises(Conflict):
                world.write(deed, world.visitor(2), world.settings.secret, number)


def test_a_refusal_before_the_phase_says_when_it_opens(world: World) -> None:
    contest = contest_in(world, PhaseKind.NOTICE)
    with pytest.raises(Conflict) as refusal:
        proposed(world, contest_id=contest)
    assert "부터 받아요" in refusal.value.sentence
    assert "월" in str(refusal.value.places["when"])


def test_a_contest_takes_nothing_from_the_moment_it_closes(world: World) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    with clock.moved(timedelta(days=11)), pytest.raises(Conflict):
        proposed(world, contest_id=contest)


# -- sending -----------------------------------------------------------------------------------------------------


def test_sending_the_same_form_twice_is_one_proposal(world: World) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    same = draft(key=ids.token())
    first = world.write(actions.propose, world.visitor(), world.settings.secret, same, contest_id=contest)
    again = world.write(actions.propose, world.visitor(), world.settings.secret, same, contest_id=contest)
    assert first == again
    with clock.moved(timedelta(days=40)):  # the answer was lost and the phone sends again after the close
        late = world.write(actions.propose, world.visitor(), world.settings.secret, same, contest_id=contest)
    assert late == first
    other = world.write(actions.propose, world.visitor(2), world.settings.secret, same, contest_id=contest)
    assert other != first, "another browser's key is its own"


def test_outside_contests_a_proposal_names_its_dong(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        world.write(actions.propose, world.visitor(), world.settings.secret, draft())
    assert "dong_id" in refusal.value.errors
    with pytest.raises(Invalid):
        world.write(actions.propose, world.visitor(), world.settings.secret, draft(), dong_id=999)


def test_without_a_name_the_dong_speaks(world: World) -> None:
    number = proposed(world)
    assert world.read(lambda db: db.get_one(Proposal, number).author_name) == "창신2동 주민"


def test_an_officer_types_in_paper_and_it_is_received(world: World) -> None:
    dong = world.dongs["창신1동"]
    officer, secret = world.actor("officer"), world.settings.secret
    number = world.write(actions.enter_for, officer, secret, draft(), dong_id=dong, channel=Channel.PAPER)
    assert state_of(world, number) is ProposalState.RECEIVED
    with pytest.raises(Invalid):
        world.write(actions.enter_for, officer, secret, draft(), dong_id=dong, channel=Channel.FORUM)
    with pytest.raises(Forbidden):
        world.write(
            actions.enter_for, world.actor("chair"), secret, draft(), dong_id=dong, channel=Channel.PAPER
        )


def test_one_browser_cannot_be_linked_across_places(world: World) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    proposed(world, contest_id=contest)
    proposed(world)
    keys = world.read(lambda db: db.exec(select(Participant.key)).all())
    assert len(set(keys)) == 2


# -- support -----------------------------------------------------------------------------------------------------


def test_support_counts_each_browser_once(world: World) -> None:
    number, secret = received(world), world.settings.secret
    for visitor in (2, 3, 2):
        world.write(actions.support, world.visitor(visitor), secret, number)
    assert supports(world, number) == 2
    assert world.write(actions.withdraw_support, world.visitor(2), secret, number) == 1
    assert world.write(actions.withdraw_support, world.visitor(2), secret, number) == 1
    assert world.write(actions.withdraw_support, world.visitor(9), secret, number) == 1


def test_a_waiting_proposal_looks_like_none_to_others(world: World) -> None:
    number = proposed(world)
    with pytest.raises(NotFound):
        world.write(actions.support, world.visitor(2), world.settings.secret, number)
    with pytest.raises(Conflict):
        world.write(actions.support, world.visitor(1), world.settings.secret, number)


def test_merging_adds_up_support_without_counting_anybody_twice(world: World) -> None:
    kept, other, secret = received(world), received(world, visitor=2), world.settings.secret
    for visitor, number in ((3, kept), (4, kept), (3, other), (5, other)):
        world.write(actions.support, world.visitor(visitor), secret, number)
    officer = world.actor("officer")
    world.write(
        actions.decide, officer, other, ProposalState.MERGED, reason="같은 계단 이야기입니다.", into_id=kept
    )
    assert supports(world, kept) == 3
    world.write(actions.decide, officer, other, ProposalState.RECEIVED)
    assert (supports(world, kept), supports(world, other)) == (2, 2)


# -- deciding ----------------------------------------------------------------------------------------------------


def test_only_officers_decide(world: World) -> None:
    number = proposed(world)
    for name in PEOPLE:
        if name != "officer":
            with pytest.raises(Forbidden):
                world.write(actions.decide, world.actor(name), number, ProposalState.RECEIVED)
            with pytest.raises(Forbidden):
                world.write(actions.select, world.actor(name), number)
    assert state_of(world, number) is ProposalState.WAITING


@pytest.mark.parametrize("wanted", [ProposalState.DECLINED, ProposalState.COMPLAINT])
def test_a_refusal_needs_its_reason(world: World, wanted: ProposalState) -> None:
    number = proposed(world)
    with pytest.raises(Invalid) as refusal:
        world.write(actions.decide, world.actor("officer"), number, wanted)
    assert "reason" in refusal.value.errors
    world.write(actions.decide, world.actor("officer"), number, wanted, reason="민원으로 답하는 일입니다.")
    assert state_of(world, number) is wanted


def test_a_decline_can_be_taken_back_and_its_reason_goes_with_it(world: World) -> None:
    number, officer = proposed(world), world.actor("officer")
    world.write(actions.decide, officer, number, ProposalState.DECLINED, reason="다른 사업에 있습니다.")
    world.write(actions.decide, officer, number, ProposalState.RECEIVED)
    assert world.read(lambda db: db.get_one(Proposal, number).reason) == ""


def test_deciding_twice_is_refused_the_second_time(world: World) -> None:
    number, officer = proposed(world), world.actor("officer")
    world.write(actions.decide, officer, number, ProposalState.RECEIVED)
    with pytest.raises(Conflict):
        world.write(actions.decide, officer, number, ProposalState.RECEIVED)


def test_merging_needs_another_proposal_that_stands(world: World) -> None:
    first, second, third = received(world), received(world, visitor=2), proposed(world, visitor=3)
    officer = world.actor("officer")
    for target in (None, first, 999, third):
        with pytest.raises(Invalid) as refusal:
            world.write(
                actions.decide, officer, first, ProposalState.MERGED, reason="같습니다.", into_id=target
            )
        assert "into_id" in refusal.value.errors
    world.write(actions.decide, officer, first, ProposalState.MERGED, reason="같습니다.", into_id=second)
    with pytest.raises(Invalid):  # no chains: the one that others were merged into stays
        world.write(
            actions.decide, officer, second, ProposalState.MERGED, reason="같습니다.", into_id=received(world)
        )


def test_a_selected_proposal_becomes_an_agenda_with_its_origin(world: World) -> None:
    contest = contest_in(world, PhaseKind.RECEIVE)
    number, officer = received(world, contest_id=contest), world.actor("officer")
    with pytest.raises(Invalid):
        world.write(actions.decide, officer, number, ProposalState.SELECTED)
    agenda_id = world.write(actions.select, officer, number, title="계단 손잡이 달기")
    agenda = world.read(lambda db: db.get_one(Agenda, agenda_id))
    assert (agenda.title, agenda.proposal_id, agenda.channel) == ("계단 손잡이 달기", number, Channel.CONTEST)
    assert (agenda.origin_title, agenda.origin_text) == (
        "우리 골목 계단 이야기",
        "내려올 때 손잡이가 없어요.",
    )
    assert agenda.zone_id == world.zones["창신·숭인"]
    lines = world.read(
        lambda db: db.exec(select(AgendaEntry).where(AgendaEntry.agenda_id == agenda_id)).all()
    )
    assert [line.who for line in lines] == ["협치추진단 서○"]
    with pytest.raises(Conflict):
        world.write(actions.select, officer, number)


def test_an_unread_proposal_cannot_be_selected(world: World) -> None:
    with pytest.raises(Conflict):
        world.write(actions.select, world.actor("officer"), proposed(world))


@pytest.mark.parametrize("level", [None, "L9"])
def test_no_count_stands_in_the_record_without_its_level(world: World, level: str | None) -> None:
    def forge(db: Session) -> None:
        db.execute(text("UPDATE agenda SET origin_level = :level"), {"level": level})

    agenda(world, "계단 손잡이 달기")
    with pytest.raises(IntegrityError, match="counted_at_a_level" if level is None else "origin_level"):
        world.write(forge)
