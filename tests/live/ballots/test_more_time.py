"""연장 and 다시 열기: more time takes two people and a reason; a vote that was opened again keeps every vote and its receipts."""

import json
import runpy
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.core import clock, ids
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.settings import PROJECT
from app.live.ballots import actions as ballots
from app.live.ballots import queries
from app.live.ballots.models import Ballot, BallotRequest
from app.live.ballots.rules import BallotState, RequestKind, RequestState, Secrecy
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind
from app.live.records import queries as records
from app.live.stage import actions as stage
from tests.live.evening import Evening, clock_comes_round, published_votes

WHY = "줄이 길어 아직 못 하신 분이 계십니다"
VERIFY = PROJECT / "static" / "verify"


def ballot_of(evening: Evening) -> Ballot:
    return evening.world.read(lambda db: db.exec(select(Ballot)).one())


def ask(
    evening: Evening,
    deed: Callable[..., int] = ballots.propose_extension,
    who: str = "facilitator",
    why: str = WHY,
    minutes: int = 5,
) -> None:
    evening.world.write(
        deed, evening.world.actor(who), ballot_of(evening).id or 0, reason=why, minutes=minutes
    )


def confirm(evening: Evening, who: str = "officer") -> None:
    evening.world.write(ballots.confirm_more_time, evening.world.actor(who), ballot_of(evening).id or 0)


def requests(evening: Evening) -> list[tuple[RequestKind, RequestState]]:
    found = evening.world.read(lambda db: db.exec(select(BallotRequest)).all())
    return [(one.kind, one.state) for one in sorted(found, key=lambda one: one.id or 0)]


def test_two_people_move_the_announced_end(evening: Evening) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    before = evening.item(ItemKind.BALLOT).ends_at
    assert before is not None
    turn = evening.meeting.turn
    ask(evening)
    assert evening.item(ItemKind.BALLOT).ends_at == before, "one is not enough"
    with pytest.raises(Forbidden, match="제안한 사람"):
        confirm(evening, "facilitator")
    for who in ("chair", "reviewer", "admin"):
        with pytest.raises(Forbidden):
            confirm(evening, who)
    confirm(evening)
    assert evening.item(ItemKind.BALLOT).ends_at == before + timedelta(minutes=5)
    assert evening.meeting.turn > turn
    (told,) = evening.paper().more_time
    assert (told.kind, told.minutes, told.why) == (RequestKind.EXTEND, 5, WHY)
    assert (told.asked, told.agreed) == ("진행자", "협치추진단")
    chain = evening.world.read(ledger.chain, evening.meeting_id)
    asked = next(one for one in chain if one["kind"] == "ballot.extend_asked")
    done = next(one for one in chain if one["kind"] == "ballot.extended")
    assert asked["data"]["reason"] == WHY
    assert done["data"]["asked"] == asked["hash"]
    with pytest.raises(Conflict):
        confirm(evening)


def test_when_the_time_was_over_it_runs_from_now(evening: Evening) -> None:
    evening.open_vote()
    ask(evening)
    with clock.moved(timedelta(hours=1)):
        confirm(evening)
        end = evening.item(ItemKind.BALLOT).ends_at
        assert end is not None
        left = end - clock.now()
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)


def test_a_vote_gets_no_minute_by_one_press(evening: Evening) -> None:
    host = evening.world.actor("facilitator")
    evening.until(ItemKind.IDEAS)
    evening.world.write(stage.add_minute, host, evening.meeting_id)
    paper = evening.open_vote()
    with pytest.raises(Conflict) as refused:
        evening.world.write(stage.add_minute, host, evening.meeting_id)
    assert refused.value.fix_url == f"/ballots/{paper.id}/more-time"


def test_what_is_asked_must_make_sense(evening: Evening) -> None:
    evening.open_vote()
    for why, minutes in (("", 5), ("네네", 5), ("가" * 201, 5), (WHY, 0), (WHY, 61), (WHY, -5)):
        with pytest.raises(Invalid):
            ask(evening, why=why, minutes=minutes)
    with pytest.raises(Conflict, match="마감하고"):
        ask(evening, ballots.propose_reopening)
    ask(evening)
    with pytest.raises(Conflict, match="제안을 먼저 확인하거나"):
        evening.world.write(
            ballots.propose_annulment, evening.world.actor("officer"), ballot_of(evening).id or 0, reason=WHY
        )
    with pytest.raises(Conflict, match="기다리는 제안이 없습니다"):
        evening.world.write(
            ballots.confirm_annulment, evening.world.actor("officer"), ballot_of(evening).id or 0
        )


def test_whoever_closes_in_spite_of_it_has_declined(evening: Evening) -> None:
    evening.open_vote()
    ask(evening, who="officer")
    evening.press("facilitator")
    assert requests(evening) == [(RequestKind.EXTEND, RequestState.DECLINED)]
    assert ballot_of(evening).state is BallotState.CLOSED
    with pytest.raises(Conflict):
        confirm(evening, "facilitator")


@pytest.mark.parametrize("again", [False, True])
def test_a_named_vote_is_opened_again_with_every_vote(evening: Evening, tmp_path: Path, again: bool) -> None:
    """Votes, receipts and answered keys stay; what comes after is counted too, and both verifiers agree."""
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    keys = {n: ids.token() for n in (1, 2, 3, 4)}
    receipts = {n: evening.vote(n, n, key=keys[n], name=f"주민 {n}") for n in (1, 2, 3)}
    evening.press()
    clock_comes_round(evening.world.database)
    ask(evening, ballots.propose_reopening)
    assert ballot_of(evening).state is BallotState.CLOSED
    confirm(evening)
    assert ballot_of(evening).state is BallotState.OPEN
    assert evening.paper().voters == 3
    assert evening.vote(1, 1, key=keys[1], name="주민 1") == receipts[1], "a retry gets its own receipt"
    with pytest.raises(Conflict):
        evening.vote(1, 2, key=keys[1], name="주민 1")
    receipts[4] = evening.vote(4, 1, key=keys[4], name="주민 4")
    receipts[2] = evening.vote(2, 3, name="주민 2")
    if again:
        evening.press()
        ask(evening, ballots.propose_reopening, "officer")
        confirm(evening, "facilitator")
    evening.press()
    evening.press()
    shown = evening.paper()
    assert (shown.state, shown.voters) == (BallotState.REVEALED, 4)
    assert sorted(published_votes(evening)) == sorted([shown.choices[place].id] for place in (0, 0, 2, 2))
    openings = evening.world.read(records.result_file, paper.id)
    file = tmp_path / "bundle.json"
    file.write_bytes(openings.raw)
    assert {one["tracker"] for one in json.loads(openings.raw)["openings"]} == set(receipts.values())
    faults, _ = runpy.run_path(str(VERIFY / "verify.py"))["check"](openings.raw, tracker=receipts[3])
    assert faults == []
    node = ["node", str(VERIFY / "verify.mjs"), str(file), "--receipt", receipts[1]]
    assert subprocess.run(node, capture_output=True, check=False).returncode == 0
    clock_comes_round(evening.world.database)
    key = f"{ballot_of(evening).key_id}.box"
    assert evening.world.database.vault.get(key) is None, "announced, its key goes"


def test_a_secret_vote_is_never_opened_again_and_is_asked_anew_instead(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    thought = evening.idea("나중에 보기가 될 생각")
    evening.open_vote()
    evening.vote(1, 1)
    evening.press()
    with pytest.raises(Conflict, match="봉투의 열쇠를 바로 없앴기") as refused:
        ask(evening, ballots.propose_reopening)
    assert "새 투표" in refused.value.sentence
    world, before = evening.world, ballot_of(evening).id or 0
    with pytest.raises(Conflict):
        world.write(stage.ask_again, world.actor("officer"), before)
    world.write(ballots.propose_annulment, world.actor("facilitator"), before, reason=WHY)
    world.write(ballots.confirm_annulment, world.actor("officer"), before)
    world.write(stage.ask_again, world.actor("officer"), before)
    with pytest.raises(Conflict, match="이미 투표가"):
        world.write(stage.ask_again, world.actor("officer"), before)
    evening.press()
    found = world.read(lambda db: db.exec(select(Ballot)).all())
    old, new = sorted(found, key=lambda one: one.id or 0)
    assert (new.question, new.kind, new.max_choices, new.secrecy) == (
        old.question,
        old.kind,
        old.max_choices,
        old.secrecy,
    )
    texts = [[one.text for one in world.read(queries.options, ballot.id or 0)] for ballot in (old, new)]
    assert texts[0] == texts[1]
    late = world.write(ballots.offer_idea, world.actor("facilitator"), thought)
    assert late.ballot_id == new.id, "ideas go to the new one"
    evening.press()
    assert world.read(lambda db: db.get_one(Ballot, new.id)).state is BallotState.OPEN


def test_once_somebody_has_seen_the_count_nobody_opens_the_vote_again(evening: Evening) -> None:
    evening.open_vote(secrecy=Secrecy.NAMED)
    evening.vote(1, 1, name="주민")
    evening.press()
    ask(evening, ballots.propose_reopening, "officer")
    evening.world.write(stage.open_count, evening.world.actor("facilitator"), ballot_of(evening).id or 0)
    assert requests(evening) == [(RequestKind.REOPEN, RequestState.DECLINED)]
    with pytest.raises(Conflict, match="이미 개표해서"):
        ask(evening, ballots.propose_reopening)


def test_a_vote_whose_item_is_not_on_gets_no_time(evening: Evening) -> None:
    evening.open_vote(secrecy=Secrecy.NAMED)
    evening.vote(1, 1, name="주민")
    evening.press()
    host = evening.world.actor("facilitator")
    thanks = evening.item(ItemKind.THANKS).id or 0
    evening.world.write(stage.jump, host, evening.meeting_id, thanks, evening.meeting.turn)
    with pytest.raises(Conflict, match="차례를 먼저"):
        ask(evening, ballots.propose_reopening)


def test_without_its_key_a_named_vote_stays_closed(evening: Evening) -> None:
    evening.open_vote(secrecy=Secrecy.NAMED)
    evening.press()
    evening.world.database.vault.destroy(f"{ballot_of(evening).key_id}.box")
    with pytest.raises(Conflict, match="열쇠가 이 컴퓨터에 없어"):
        ask(evening, ballots.propose_reopening)
