"""참관: after closing the count is opened by a deed of its own, and one observer of each side confirms it before all see it."""

import threading

import pytest
from sqlmodel import Session, select

from app.core.errors import Conflict, Forbidden, SignInNeeded
from app.core.labels import Side
from app.live.ballots import actions as ballots
from app.live.ballots import queries
from app.live.ballots.models import Ballot, BallotWitness
from app.live.ballots.rules import BallotState
from app.live.counts.terms import Terms
from app.live.ledger import queries as ledger
from app.live.meetings import queries as meeting_queries
from app.live.meetings.presets import presets
from app.live.meetings.rules import ItemKind
from app.live.records import queries as records
from app.live.stage.rules import Deed
from tests.live.evening import Evening
from tests.live.tables.talk import talk_of
from tests.world import World

WATCHED = Terms(observers=True)


def closed(evening: Evening) -> int:
    """A vote of three people that has ended; returns its number."""
    paper = evening.open_vote(terms=WATCHED)
    for n in (1, 2, 3):
        evening.vote(n, n)
    evening.press()
    return paper.id


def confirm(evening: Evening, who: str, ballot: int) -> None:
    evening.world.write(ballots.confirm_count, evening.world.actor(who), ballot)


def witnesses(evening: Evening) -> dict[Side, str]:
    found = evening.world.read(lambda db: db.exec(select(BallotWitness)).all())
    return {one.side: one.seat for one in found}


def test_count_then_one_of_each_side_then_everybody(evening: Evening) -> None:
    ballot = closed(evening)
    assert all(choice.votes is None for choice in evening.paper(for_staff=True).choices), "nobody has seen it"
    for who in ("member", "reviewer", "facilitator"):
        with pytest.raises(Conflict, match="개표하고"):
            confirm(evening, who, ballot)
    with pytest.raises(Conflict, match="참관인"):
        evening.world.write(ballots.reveal, evening.world.actor("facilitator"), ballot)
    assert evening.press() is Deed.COUNT
    assert [choice.votes for choice in evening.paper(for_staff=True).choices] == [1, 1, 1]
    assert all(choice.votes is None for choice in evening.paper().choices), "residents wait"
    with pytest.raises(Conflict, match="두 참관인") as waits:
        evening.press()
    assert waits.value.fix_url == f"/ballots/{ballot}/count"
    turn = evening.meeting.turn
    confirm(evening, "member", ballot)
    confirm(evening, "member", ballot)  # pressed twice
    assert evening.meeting.turn == turn
    with pytest.raises(Conflict, match="쪽 참관인은 이미"):
        confirm(evening, "chair", ballot)
    with pytest.raises(Conflict, match="참관인"):
        evening.world.write(ballots.reveal, evening.world.actor("facilitator"), ballot)
    confirm(evening, "reviewer", ballot)
    assert evening.meeting.turn == turn + 1, "a press made for the waiting button is refused"
    assert witnesses(evening) == {Side.CIVIL: "도시·교통 분과위원", Side.OFFICIAL: "도로과 담당자"}
    assert evening.press() is Deed.REVEAL
    assert evening.paper().watch.marks == "민 ✓ · 관 ✓"

    chain = evening.world.read(ledger.chain, evening.meeting_id)
    head = next(one["hash"] for one in chain if one["kind"] == "ballot.closed")
    said = [one["data"] for one in chain if one["kind"] == "ballot.witnessed"]
    assert [(one["side"], one["who"], one["closed"]) for one in said] == [
        ("civil", "도시·교통 분과위원", head),
        ("official", "도로과 담당자", head),
    ]
    assert b'"ballot.witnessed"' in evening.world.read(records.result_file, ballot).raw


def test_who_may_not_observe(evening: Evening) -> None:
    world, ballot = evening.world, closed(evening)
    evening.press()
    with pytest.raises(SignInNeeded):
        world.write(ballots.confirm_count, world.visitor(1), ballot)
    plain = world.actor("member")
    nobody = type(plain)(plain.visit, plain.account_id, plain.name, ())
    with pytest.raises(Forbidden):
        world.write(ballots.confirm_count, nobody, ballot)
    for who in ("member", "reviewer", "chair"):
        with pytest.raises(Forbidden):
            world.write(ballots.open_count, world.actor(who), ballot)


def test_an_evening_without_observers_goes_on_in_the_hands_of_its_host(evening: Evening) -> None:
    paper = evening.open_vote()
    evening.vote(1, 1)
    evening.press()
    with pytest.raises(Forbidden):
        confirm(evening, "member", paper.id)
    evening.world.write(ballots.open_count, evening.world.actor("facilitator"), paper.id)
    with pytest.raises(Conflict, match="두지 않은"):
        confirm(evening, "officer", paper.id)
    with pytest.raises(Conflict, match="이미 개표"):
        evening.world.write(ballots.open_count, evening.world.actor("officer"), paper.id)
    assert evening.press() is Deed.REVEAL
    assert evening.paper().state is BallotState.REVEALED


def test_of_two_who_confirm_for_one_side_at_once_one_is_first(evening: Evening) -> None:
    ballot = closed(evening)
    evening.press()
    done: list[str] = []

    def press(who: str) -> None:
        try:
            confirm(evening, who, ballot)
            done.append(who)
        except Conflict:
            pass

    people = ("member", "chair", "co_chair", "reviewer", "other_reviewer")
    presses = [threading.Thread(target=press, args=(who,)) for who in people]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert len(done) == 2
    assert set(witnesses(evening)) == set(Side)


def test_an_annulled_count_has_no_witness(evening: Evening) -> None:
    world, ballot = evening.world, closed(evening)
    evening.press()
    confirm(evening, "member", ballot)
    world.write(ballots.propose_annulment, world.actor("facilitator"), ballot, reason="표가 맞지 않습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), ballot)
    assert witnesses(evening) == {}
    with pytest.raises(Conflict):
        confirm(evening, "reviewer", ballot)


def test_the_rule_comes_with_the_run_sheet_that_has_observers_and_can_be_switched_off(world: World) -> None:
    assert [one.id for one in presets() if one.observers] == ["zone_forum_2h", "contest_final_90"]
    talk = talk_of(world, tables=2)

    def draft(db: Session) -> Ballot:
        sheet = meeting_queries.items(db, talk.meeting_id)
        first, final, *_ = [ballots.draft(db, item) for item in sheet if item.kind is ItemKind.BALLOT]
        assert first.held
        assert not queries.watch(db, first).needed, "it is shown with the last one, which is confirmed"
        return final

    made = world.write(draft)
    assert world.read(lambda db: queries.watch(db, db.get_one(Ballot, made.id))).needed
    for terms, needed in ((None, True), (Terms(), False)):
        world.write(
            ballots.revise,
            world.actor("facilitator"),
            made.item_id,
            question="무엇부터 할까요?",
            max_choices=None,
            texts={},
            new="",
            terms=terms,
        )
        assert world.read(lambda db: queries.watch(db, db.get_one(Ballot, made.id))).needed is needed
