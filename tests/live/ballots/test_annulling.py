"""무효: two people may declare a vote void before its result is seen. Nothing of the votes is left but how many came."""

import threading
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, func, select
from starlette.testclient import TestClient

from app.core.errors import Conflict, Forbidden, Invalid
from app.live.ballots import actions as ballots
from app.live.ballots.models import (
    Ballot,
    BallotRequest,
    CastKey,
    PublishedVote,
    SealedVote,
    Vote,
    VoterTag,
)
from app.live.ballots.rules import BallotState, RequestState, Secrecy
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken
from app.live.meetings import queries as meeting_queries
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.stage import actions as stage
from tests.live.evening import Evening
from tests.world import World, another, post

OF_A_VOTE = (SealedVote, Vote, CastKey, PublishedVote, VoterTag)
WHY = "보기가 잘못 적혔습니다"


def ballot_of(evening: Evening) -> Ballot:
    return evening.world.read(lambda db: db.exec(select(Ballot)).one())


def rows(evening: Evening, model: Any) -> int:
    return evening.world.read(lambda db: db.exec(select(func.count()).select_from(model)).one())


def keys(evening: Evening) -> set[str]:
    vault = evening.world.database.vault
    return {name.rpartition(".")[2] for name in vault.names() if name.startswith(ballot_of(evening).key_id)}


def propose(evening: Evening, who: str = "facilitator", why: str = WHY) -> None:
    world = evening.world
    world.write(ballots.propose_annulment, world.actor(who), ballot_of(evening).id or 0, reason=why)


def confirm(evening: Evening, who: str = "officer") -> None:
    world = evening.world
    world.write(ballots.confirm_annulment, world.actor(who), ballot_of(evening).id or 0)


def requests(evening: Evening) -> list[RequestState]:
    def read(db: Session) -> list[RequestState]:
        return list(db.exec(select(BallotRequest.state).order_by(BallotRequest.id)).all())  # type: ignore[arg-type]  # a column

    return evening.world.read(read)


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])
def test_two_people_annul_a_vote_and_only_the_turnout_is_left(
    evening: Evening, application: FastAPI, client: TestClient, closed: bool, secrecy: Secrecy
) -> None:
    paper = evening.open_vote(secrecy=secrecy)
    for n in (1, 2, 3):
        evening.vote(n, n, name="주민")
    if closed:
        evening.press()
    propose(evening)
    assert ballot_of(evening).state is (BallotState.CLOSED if closed else BallotState.OPEN), (
        "one is not enough"
    )
    turn = evening.meeting.turn
    confirm(evening)

    ballot = ballot_of(evening)
    assert (ballot.state, ballot.tally, ballot.received) == (BallotState.ANNULLED, None, 3)
    assert (ballot.annulled_why, ballot.annulled_asked, ballot.annulled_agreed) == (
        WHY,
        "진행자",
        "협치추진단",
    )
    assert [rows(evening, table) for table in OF_A_VOTE] == [0] * len(OF_A_VOTE)
    assert keys(evening) == set(), "box and tags, right after the commit"
    for staff in (False, True):
        seen = evening.paper(for_staff=staff)
        assert seen.voters == 3
        assert all(choice.votes is None and not choice.leads for choice in seen.choices)
    assert evening.meeting.turn > turn, "a press that was made for the former screen is refused"

    chain = evening.world.read(ledger.chain, evening.meeting_id)
    assert broken(chain) == ""
    asked = next(one for one in chain if one["kind"] == "ballot.annul_asked")
    done = next(one for one in chain if one["kind"] == "ballot.annulled")
    assert asked["data"] == {"ballot": paper.id, "poll": ballot.poll, "reason": WHY, "who": "진행자"}
    assert done["data"] == {
        "ballot": paper.id,
        "poll": ballot.poll,
        "asked": asked["hash"],
        "voters": 3,
        "who": "협치추진단",
    }
    with pytest.raises(Conflict, match="무효로 했어요"):
        evening.vote(4, 1, name="주민")
    for deed in (ballots.close, ballots.reveal, ballots.split_key):
        with pytest.raises(Conflict):
            evening.world.write(deed, evening.world.actor("facilitator"), paper.id)


def test_a_meeting_whose_key_is_lost_goes_on(evening: Evening) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    for kind in ("box", "tag"):
        evening.world.database.vault.destroy(f"{ballot_of(evening).key_id}.{kind}")
    with pytest.raises(Conflict, match="열쇠"):
        evening.press()
    propose(evening, "officer")
    confirm(evening, "facilitator")
    evening.press()
    now = evening.world.read(meeting_queries.current, evening.meeting)
    assert now is not None
    assert now.kind is ItemKind.RESULT
    for _ in range(5):
        if evening.meeting.state is not MeetingState.ENDED:
            evening.press()
    assert evening.meeting.state is MeetingState.ENDED


def test_whoever_proposed_cannot_confirm_and_others_have_no_say(evening: Evening) -> None:
    world = evening.world
    evening.open_vote()
    with pytest.raises(Conflict, match="기다리는"):
        confirm(evening)
    propose(evening)
    with pytest.raises(Forbidden, match="제안한 사람"):
        confirm(evening, "facilitator")
    for who in ("chair", "reviewer", "admin"):
        with pytest.raises(Forbidden):
            confirm(evening, who)
    with pytest.raises(Conflict, match="제안을 먼저 확인하거나"):
        propose(evening, "officer")
    assert ballot_of(evening).state is BallotState.OPEN
    assert evening.vote(1, 1)
    assert world.read(ledger.entries, evening.meeting_id, "ballot.annulled") == []


def test_a_proposal_is_declined_or_withdrawn_and_the_vote_goes_on(evening: Evening) -> None:
    world = evening.world
    paper = evening.open_vote()
    for who in ("officer", "facilitator"):
        propose(evening)
        world.write(ballots.refuse_annulment, world.actor(who), paper.id)
        with pytest.raises(Conflict):
            confirm(evening)
    assert requests(evening) == [RequestState.DECLINED, RequestState.WITHDRAWN]
    assert evening.vote(1, 1)
    assert len(world.read(ledger.entries, evening.meeting_id, "ballot.annul_refused")) == 2


def test_what_everybody_has_seen_cannot_be_annulled(evening: Evening) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    evening.press()
    propose(evening)
    evening.press()
    assert requests(evening) == [RequestState.EXPIRED]
    with pytest.raises(Conflict):
        confirm(evening)
    with pytest.raises(Conflict, match="공표한"):
        propose(evening)
    assert evening.paper().voters == 1


def test_a_draft_has_nothing_to_annul(evening: Evening) -> None:
    evening.until(ItemKind.BALLOT)
    with pytest.raises(Conflict):
        propose(evening)


def test_a_reason_has_three_to_two_hundred_letters(evening: Evening) -> None:
    evening.open_vote()
    for why in ("", "네네", "가" * 201):
        with pytest.raises(Invalid):
            propose(evening, why=why)


def test_of_two_who_press_at_once_one_is_first(evening: Evening) -> None:
    """Confirming and revealing, confirming twice: one happens, the other is told why not."""
    evening.open_vote()
    evening.vote(1, 1)
    evening.press()
    propose(evening)
    world, answers = evening.world, []
    ballot_id = ballot_of(evening).id
    deeds = [(ballots.confirm_annulment, "officer")] * 2 + [(ballots.reveal, "facilitator")] * 2

    def press(deed: Any, who: str) -> None:
        try:
            world.write(deed, world.actor(who), ballot_id)
            answers.append(deed)
        except Conflict:
            pass

    presses = [threading.Thread(target=press, args=deed) for deed in deeds]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert len(answers) == 1
    state = ballot_of(evening).state
    assert state is (BallotState.ANNULLED if answers == [ballots.confirm_annulment] else BallotState.REVEALED)


def test_every_screen_says_so_calmly(evening: Evening, client: TestClient, world: World) -> None:
    paper = evening.open_vote()
    evening.vote(1, 1)
    phone = another(client)
    post(phone, f"/m/{evening.number}/attendance", {"lang": "ko"})
    world.sign_in(client, "facilitator")
    second = world.sign_in(another(client), "officer")
    here = f"/ballots/{paper.id}/annulment"
    assert post(client, here, {"reason": "  "}).status_code == 422
    assert post(client, here, {"reason": WHY}).status_code == 303
    assert "/confirmation" not in client.get(here).text, "nobody is offered what would be refused"
    assert post(client, f"{here}/confirmation", {}).status_code == 403
    console = second.get(f"/meetings/{evening.meeting_id}").text
    assert WHY in console
    assert here in console
    assert "/confirmation" in second.get(here).text
    assert post(second, f"{here}/confirmation", {}).status_code == 303
    for browser, address in (
        (second, here),
        (second, f"/ballots/{paper.id}/key"),
        (second, f"/meetings/{evening.meeting_id}"),
        (second, f"/meetings/{evening.meeting_id}/outcome"),
        (phone, f"/wall/{evening.wall_key}"),
        (phone, f"/m/{evening.number}"),
        (phone, f"/ballots/{paper.id}/check"),
    ):
        shown = browser.get(address)
        assert shown.status_code == 200, address
        assert "무효로 했" in shown.text, address
        assert WHY in shown.text, address
    assert phone.get(f"/ballots/{paper.id}/bundle.json").status_code == 404
    choice = {"choice": paper.choices[0].id, "key": "k" * 20}
    late = post(phone, f"/m/{evening.number}/ballots/{paper.id}/my-vote", choice)
    assert late.status_code == 409
    assert "무효로 했어요" in late.text
    while evening.meeting.state is not MeetingState.ENDED:
        evening.press()
    minutes = phone.get(f"/m/{evening.number}/record").text
    assert f"이 투표는 무효로 했습니다 – {WHY}" in minutes


def test_a_first_opinion_that_is_asked_again_stays_hidden_like_the_annulled_one(evening: Evening) -> None:
    paper = evening.open_vote()

    def hold(db: Session) -> None:
        db.get_one(Ballot, paper.id).held = True

    evening.world.write(hold)
    propose(evening)
    confirm(evening)
    evening.world.write(stage.ask_again, evening.world.actor("officer"), paper.id)
    assert evening.world.read(lambda db: [one.held for one in db.exec(select(Ballot)).all()]) == [True, True]
