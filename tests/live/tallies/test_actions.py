"""Paper, hands and the desk: one person never counts twice, nobody sees the other's numbers, and everybody can count again."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.rules import Level
from app.backups import checks
from app.core import ids
from app.core.errors import Conflict, Forbidden, Invalid, Refused, SignInNeeded
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot, PaperMark, SealedVote, TallyEntry, Vote
from app.live.ballots.rules import Secrecy
from app.live.counts.channels import Channel, Total
from app.live.counts.rules import Kind
from app.live.counts.terms import Majority, Ruling, Terms
from app.live.entrances import actions as entrances
from app.live.entrances.rules import SlipAnswer
from app.live.keepers.queries import more_time_page
from app.live.ledger import queries as ledger
from app.live.meetings.rules import MeetingState
from app.live.observers import actions as observing
from app.live.observers.queries import count_of, to_confirm
from app.live.records import queries as records
from app.live.records.rules import MinutesField
from app.live.stage import actions as stage
from app.live.tallies import actions
from app.live.tallies.queries import to_count
from app.live.tallies.rules import Turn
from tests.live.evening import Evening
from tests.live.tallies.hall import PAPER, Hall
from tests.world import post

VERIFY = Path(__file__).parents[3] / "static" / "verify"


@pytest.fixture
def hall(evening: Evening) -> Hall:
    return Hall(evening)


def finish(hall: Hall) -> dict[str, Any]:
    """Close, reveal; returns the published file after both verifiers have counted it again."""
    evening = hall.evening
    evening.press()
    evening.press()
    return verified(hall)


def verified(hall: Hall) -> dict[str, Any]:
    evening = hall.evening
    raw = evening.world.read(records.result_file, evening.paper().id).raw
    for words in ([sys.executable, "-I", str(VERIFY / "verify.py")], ["node", str(VERIFY / "verify.mjs")]):
        check(words, raw)
    found: dict[str, Any] = json.loads(raw)
    return found


def check(words: list[str], raw: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(raw)
        file.flush()
        done = subprocess.run([*words, file.name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def deeds(hall: Hall, kind: str) -> list[dict[str, Any]]:
    chain = hall.evening.world.read(ledger.chain, hall.evening.meeting_id)
    return [one["data"] for one in chain if one["kind"] == kind]


# -- paper ---------------------------------------------------------------------------------------------------------


def test_paper_and_phones_are_one_result(hall: Hall) -> None:
    hall.open()
    hall.evening.vote(1, 1)
    hall.evening.vote(2, 2)
    for seat in ("1-1", "1-2", "1-3"):
        hall.mark(seat=seat)
    assert hall.evening.paper().voters == 5, "whoever got a paper is counted among those who voted"
    hall.count_twice(hall.total(2, 0, 0, void=1))
    bundle = finish(hall)
    paper = hall.evening.paper()
    assert [choice.votes for choice in paper.choices] == [3, 1, 0]
    assert paper.voters == 4
    assert paper.parts is not None
    assert [(one.channel, one.voters) for one in paper.parts.by] == [(Channel.PHONE, 2), (Channel.PAPER, 2)]
    assert [one.votes for one in paper.parts.by] == [None, None], "so few say who chose what"
    revealed = deeds(hall, "ballot.revealed")[0]
    assert set(revealed["parts"]["totals"]) == {"together"}
    assert bundle["openings"] == [], "neither two phones nor two papers"
    assert all("channel" not in one for one in bundle["openings"])
    view = hall.evening.world.read(count_of, paper.id)
    assert view.again is True
    database = hall.evening.world.database
    assert checks.everything(database.url, database.vault.folder).wrong == []


def test_the_result_waits_for_the_paper_that_was_handed_out(hall: Hall) -> None:
    hall.open()
    hall.evening.vote(1, 1)
    hall.mark(seat="7")
    hall.evening.press()
    assert hall.evening.paper().voters == 2, "closing takes nobody off the turnout"
    with pytest.raises(Conflict, match="집계가 아직") as waits:
        hall.evening.press()
    assert waits.value.fix_url == f"/ballots/{hall.evening.paper().id}/tallies"
    hall.count_twice(hall.total(0, 1, 0))
    hall.evening.press()
    assert [choice.votes for choice in hall.evening.paper().choices] == [1, 1, 0]
    verified(hall)


def test_without_any_paper_there_is_nothing_to_wait_for(hall: Hall) -> None:
    hall.open()
    hall.evening.vote(1, 1)
    finish(hall)
    assert hall.evening.paper().voters == 1


def test_two_count_without_seeing_the_other_and_a_third_decides(hall: Hall) -> None:
    hall.open()
    for seat in "123":
        hall.mark(seat=seat)
    right, wrong = hall.total(2, 1, 0), hall.total(1, 2, 0)
    assert hall.count("facilitator", right) is Turn.SECOND
    assert [one.total for one in hall.page.piles[0].entries] == [None], "nobody sees the first one's numbers"
    with pytest.raises(Conflict, match="이미 세어"):
        hall.count("facilitator", right)
    assert hall.count("officer", wrong) is Turn.THIRD
    pile = hall.page.piles[0]
    assert [one.total for one in pile.entries] == [None, None], "nor does the third"
    assert hall.count("member", right) is Turn.DONE
    assert hall.page.piles[0].total == right
    with pytest.raises(Conflict, match="이미 확정"):
        hall.count("chair", wrong)
    assert [one["who"] for one in deeds(hall, "tally.agreed")] == ["진행자, 도시·교통 분과위원"]
    assert not any("total" in one or "rows" in one for one in deeds(hall, "tally.entered"))


def test_three_different_counts_begin_anew(hall: Hall) -> None:
    hall.open()
    for seat in "123":
        hall.mark(seat=seat)
    hall.count("facilitator", hall.total(1, 0, 0))
    hall.count("officer", hall.total(0, 1, 0))
    assert hall.count("member", hall.total(0, 0, 1)) is Turn.AGAIN
    assert hall.count("facilitator", hall.total(2, 1, 0)) is Turn.SECOND
    assert hall.page.piles[0].standing.round == 2
    assert hall.count("officer", hall.total(2, 1, 0)) is Turn.DONE


def test_a_sum_that_cannot_be_is_refused_and_the_same_form_is_sent_once(hall: Hall) -> None:
    hall.open()
    hall.mark(seat="1")
    options = hall.total(1, 0, 0).rows
    with pytest.raises(Invalid, match="낸 표의 수"):
        hall.count("facilitator", Total(options, 1, 0, 0, 3))
    with pytest.raises(Invalid, match="표시한 사람"):
        hall.count("facilitator", hall.total(2, 0, 0))
    key = ids.token()
    hall.count("facilitator", hall.total(1, 0, 0), key=key)
    assert hall.count("facilitator", hall.total(1, 0, 0), key=key) is Turn.SECOND, "an answer that was lost"
    with pytest.raises(Conflict, match="같은 화면"):
        hall.count("facilitator", hall.total(0, 1, 0), key=key)
    world, total = hall.evening.world, hall.total(1, 0, 0)
    with pytest.raises(SignInNeeded):
        world.write(
            actions.enter, world.visitor(), hall.evening.paper().id, Channel.PAPER, total, ids.token()
        )


def test_a_host_has_it_counted_again_and_the_mark_can_be_taken_back_then(hall: Hall) -> None:
    hall.open()
    first, late = hall.mark(seat="1"), hall.mark(seat="2")
    hall.count_twice(hall.total(1, 0, 0))
    with pytest.raises(Conflict, match="다시 세게"):
        hall.unmark(late)
    world, ballot = hall.evening.world, hall.evening.paper().id
    world.write(actions.count_again, world.actor("facilitator"), ballot, Channel.PAPER)
    with pytest.raises(Conflict, match="확정하지 않았"):
        world.write(actions.count_again, world.actor("facilitator"), ballot, Channel.PAPER)
    hall.unmark(late)
    assert hall.page.piles[0].standing.turn is Turn.FIRST
    hall.count_twice(hall.total(0, 1, 0))
    hall.evening.press()
    with pytest.raises(Conflict, match="봉인"):
        world.write(actions.count_again, world.actor("facilitator"), ballot, Channel.PAPER)
    with pytest.raises(Conflict, match="마친 뒤"):
        hall.unmark(first)


def test_no_paper_is_given_out_once_the_pile_was_counted(hall: Hall) -> None:
    """It would be in no pile: its voter could vote nowhere and be counted nowhere."""
    hall.open()
    mark = hall.mark(seat="1")
    hall.count_twice(hall.total(1, 0, 0))
    assert hall.mark(seat="1").id == mark.id, "whoever has one is marked already"
    with pytest.raises(Conflict, match="이미 세어") as refused:
        hall.mark(seat="2")
    world, ballot = hall.evening.world, hall.evening.paper().id
    assert refused.value.fix_url == f"/ballots/{ballot}/tallies"
    world.write(actions.count_again, world.actor("facilitator"), ballot, Channel.PAPER)
    hall.mark(seat="2")
    hall.count_twice(hall.total(1, 1, 0))
    finish(hall)
    assert hall.evening.paper().voters == 2


def test_whoever_counted_paper_or_hands_does_not_prolong_the_vote(hall: Hall) -> None:
    hall.open_named(Channel.PAPER)
    hall.evening.vote(1, 1, name="김순이")
    hall.mark(seat="1")
    hall.evening.press()
    world, ballot = hall.evening.world, hall.evening.paper().id

    def ask() -> None:
        world.write(
            ballots.propose_reopening, world.actor("facilitator"), ballot, reason="늦었습니다", minutes=3
        )

    ask()
    hall.count("officer", hall.total(0, 1, 0))
    with pytest.raises(Conflict, match="이미 센 사람"):
        world.write(ballots.confirm_more_time, world.actor("officer"), ballot)
    hall.count("facilitator", hall.total(0, 1, 0))
    with pytest.raises(Conflict, match="이미 센 사람"):
        ask()
    finish_now(hall)


def finish_now(hall: Hall) -> None:
    hall.evening.press()
    verified(hall)


# -- one person, one vote ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])
def test_a_mark_cancels_the_vote_and_refuses_a_later_one(hall: Hall, secrecy: Secrecy) -> None:
    [code] = hall.slips(1)
    hall.use(code, 1)
    hall.open(PAPER, secrecy=secrecy, level=Level.SLIP)
    key = ids.token()
    hall.evening.vote(1, 1, key=key, name="김순이")
    mark = hall.mark(slip=code)
    assert hall.mark(slip=code).id == mark.id, "pressed twice is once"
    assert kept(hall) == 0
    for again in (key, ids.token()):
        with pytest.raises(Conflict, match="종이로 투표하는 것으로"):
            hall.evening.vote(1, 1, key=again, name="김순이")
    hall.unmark(mark)
    with pytest.raises(Conflict, match="종이로 바꾸면서 지운 표"):
        hall.evening.vote(1, 1, key=key, name="김순이")
    hall.evening.vote(1, 2, name="김순이")
    assert kept(hall) == 1
    bundle = finish(hall)
    assert len(bundle["openings"]) == 1


def kept(hall: Hall) -> int:
    found = hall.evening.world.read(
        lambda db: (db.exec(select(SealedVote)).all(), db.exec(select(Vote)).all())
    )
    return sum(map(len, found))


def test_a_slip_that_was_marked_at_the_desk_opens_no_phone(hall: Hall) -> None:
    code, other = hall.slips(2)
    hall.open(PAPER, level=Level.SLIP)
    hall.mark(slip=code)
    hall.evening.guest(5)
    answer = hall.evening.world.write(entrances.redeem, hall.evening.guest(5), hall.evening.number, code)
    assert answer is SlipAnswer.USED
    with pytest.raises(Forbidden, match="단계까지 확인한 사람만"):
        hall.evening.vote(5, 1)
    with pytest.raises(Conflict, match="번호표의 글자"):
        hall.mark(seat="3")
    with pytest.raises(Invalid, match="번호가 맞지"):
        hall.mark(slip="AAAAA-AAAAA")
    assert hall.mark(slip=other).id


def test_marking_against_voting_never_counts_one_person_twice(hall: Hall) -> None:
    """Both at once, fifty times: the mark always stands, and no vote beside it."""
    codes = hall.slips(50)
    for by, code in enumerate(codes, 1):
        hall.use(code, by)
    hall.open(PAPER, level=Level.SLIP)
    for by, code in enumerate(codes, 1):
        both(partial(hall.evening.vote, by, 1), partial(hall.mark, slip=code))
    marks = hall.evening.world.read(lambda db: len(db.exec(select(PaperMark)).all()))
    assert (marks, kept(hall)) == (50, 0)
    hall.count_twice(hall.total(50, 0, 0))
    finish(hall)
    assert hall.evening.paper().voters == 50


def both(*deeds: Callable[[], object]) -> None:
    barrier = threading.Barrier(len(deeds))
    failed: list[BaseException] = []

    def run(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            deed()
        except Refused:
            pass
        except BaseException as problem:
            failed.append(problem)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def test_two_counters_at_once_are_two_entries(hall: Hall) -> None:
    hall.open()
    hall.mark(seat="1")
    total = hall.total(1, 0, 0)
    both(lambda: hall.count("facilitator", total), lambda: hall.count("officer", total))
    assert hall.page.piles[0].standing.turn is Turn.DONE


# -- hands, text, telephone, help ----------------------------------------------------------------------------------


def test_hands_are_not_for_a_secret_ballot(hall: Hall) -> None:
    with pytest.raises(Invalid, match="무기명"):
        hall.open(Terms(channels=(Channel.PHONE, Channel.HANDS)))


def test_hands_are_shown_once_both_have_counted(hall: Hall) -> None:
    hall.open_named(Channel.HANDS)
    hall.evening.vote(1, 1, name="김순이")
    hall.count("facilitator", hall.total(5, 2, 1), Channel.HANDS)
    shown = [hall.page.piles[0].shows_rows]
    hall.count("officer", hall.total(5, 2, 1), Channel.HANDS)
    shown.append(hall.page.piles[0].shows_rows)
    assert shown == [False, True]
    finish(hall)
    assert [choice.votes for choice in hall.evening.paper().choices] == [6, 2, 1]
    parts = hall.evening.paper().parts
    assert parts is not None
    assert [one.votes and list(one.votes.values()) for one in parts.by] == [[1, 0, 0], [5, 2, 1]]


def test_a_telephoned_vote_is_one_vote_under_its_channel(hall: Hall) -> None:
    codes = hall.slips(11)
    hall.open(Terms(channels=(Channel.PHONE, Channel.TEXT, Channel.TELEPHONE)), level=Level.SLIP)
    for code in codes[8:]:
        hall.vote_for(code, 3, channel=Channel.PHONE)
    key = ids.token()
    receipt = hall.vote_for(codes[0], 1, key=key)
    assert hall.vote_for(codes[0], 1, key=key) == receipt, "an answer that was lost"
    assert hall.vote_for(codes[0], 2).tracker != receipt.tracker, "changed until closing"
    for code in codes[1:5]:
        hall.vote_for(code, 2)
    hall.vote_for(codes[5], 1, channel=Channel.TEXT)
    hall.vote_for(codes[6], 1, channel=Channel.PHONE)
    with pytest.raises(Conflict, match="받지 않습니다"):
        hall.vote_for(codes[7], 1, channel=Channel.HANDS)
    assert len(deeds(hall, "tally.voted")) == 7
    assert len(deeds(hall, "tally.helped")) == 4
    bundle = finish(hall)
    said = [one.get("channel", "phone") for one in bundle["openings"]]
    assert sorted(said) == [*["phone"] * 5, *["telephone"] * 5], "one text message is not told apart"
    parts = hall.evening.paper().parts
    assert parts is not None
    assert [(one.channel.value, one.voters) for one in parts.by] == [
        ("phone", 4),
        ("text", 1),
        ("telephone", 5),
    ]
    assert parts.helped == 4


def test_one_telephoned_vote_is_not_told_by_being_the_only_other_one(hall: Hall) -> None:
    codes = hall.slips(7)
    hall.open(Terms(channels=(Channel.PHONE, Channel.TEXT, Channel.TELEPHONE)), level=Level.SLIP)
    for code in codes[:6]:
        hall.vote_for(code, 1, channel=Channel.TEXT)
    hall.vote_for(codes[6], 2)
    bundle = finish(hall)
    assert all("channel" not in one for one in bundle["openings"])
    parts = hall.evening.paper().parts
    assert parts is not None
    assert [(one.voters, one.votes) for one in parts.by] == [(0, None), (6, None), (1, None)]


def test_a_ballot_for_phones_takes_nothing_else_but_help(hall: Hall) -> None:
    [code] = hall.slips(1)
    hall.open(Terms())
    with pytest.raises(Conflict, match="받지 않"):
        hall.vote_for(code, 1)
    with pytest.raises(Conflict, match="받지 않습니다"):
        hall.mark(seat="1")
    with pytest.raises(Conflict, match="받지 않습니다"):
        hall.count("facilitator", hall.total(0, 0, 0))
    hall.vote_for(code, 1, channel=Channel.PHONE)
    bundle = finish(hall)
    parts = hall.evening.paper().parts
    assert parts is not None
    assert parts.helped == 1
    assert "helped" not in json.dumps(bundle["openings"]), "never beside a choice"


def test_a_named_vote_does_not_say_that_it_was_helped(hall: Hall) -> None:
    """The ledger has its votes one by one: an entry beside one of them would name who was helped."""
    codes = hall.slips(2)
    hall.open_named(Channel.TELEPHONE)
    hall.vote_for(codes[0], 1, channel=Channel.PHONE, name="김순이")
    hall.vote_for(codes[1], 2, name="이전화")
    hall.evening.vote(1, 1, name="박보라")
    assert [len(deeds(hall, kind)) for kind in ("ballot.vote", "tally.voted", "tally.helped")] == [3, 1, 0]
    finish(hall)
    parts = hall.evening.paper().parts
    assert parts is not None
    assert parts.helped == 1
    votes = hall.evening.world.read(lambda db: db.exec(select(Vote)).all())
    assert [vote.helped for vote in votes] == [False] * 3


# -- weights -------------------------------------------------------------------------------------------------------


def test_weighted_sides_decide_by_points_and_an_empty_side_is_said(hall: Hall) -> None:
    terms = Terms(channels=(Channel.PHONE, Channel.PAPER), online=50, majority=Majority.HALF_VOTERS)
    hall.open(terms)
    for by in range(1, 8):
        hall.evening.vote(by, 1)
    for seat in "12345":
        hall.mark(seat=seat)
    hall.count_twice(hall.total(0, 5, 0))
    finish(hall)
    paper = hall.evening.paper()
    minutes = hall.evening.world.read(records.draft, hall.evening.meeting, "종로구")
    said = minutes.field(MinutesField.VOTES).text
    assert "1. 찬성: 50.00점 (50%)" in said, "points are not people"
    assert [choice.votes for choice in paper.choices] == [5000, 5000, 0]
    assert paper.verdict is not None
    assert paper.verdict.ruling is Ruling.TIED, "seven phones and five papers weigh the same"
    assert paper.parts is not None
    assert paper.parts.empty == ()


def test_a_side_nobody_voted_on_gives_its_weight_to_nobody(hall: Hall) -> None:
    hall.open(Terms(channels=(Channel.PHONE, Channel.PAPER), online=60, majority=Majority.HALF_VOTERS))
    hall.evening.vote(1, 1)
    finish(hall)
    paper = hall.evening.paper()
    assert [choice.votes for choice in paper.choices] == [6000, 0, 0]
    assert paper.parts is not None
    assert paper.parts.empty == ("현장",)
    assert paper.verdict is not None
    assert paper.verdict.ruling is Ruling.ADOPTED


def test_annulling_leaves_nothing_of_the_paper(hall: Hall) -> None:
    hall.open()
    hall.mark(seat="1")
    hall.count_twice(hall.total(1, 0, 0))
    hall.evening.press()
    world, ballot = hall.evening.world, hall.evening.paper().id
    world.write(ballots.propose_annulment, world.actor("facilitator"), ballot, reason="종이가 섞였습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), ballot)
    row = world.read(lambda db: db.get_one(Ballot, ballot))
    assert (row.totals, row.parts, row.received) == (None, None, 1)
    assert world.read(lambda db: db.exec(select(TallyEntry)).all()) == [], "nor what somebody counted"
    assert world.read(lambda db: db.exec(select(PaperMark)).all()) == []


def test_annulling_before_the_paper_is_counted_says_how_many_votes_were_sent(hall: Hall) -> None:
    hall.open()
    hall.evening.vote(1, 1)
    hall.mark(seat="1")
    hall.evening.press()
    world, ballot = hall.evening.world, hall.evening.paper().id
    world.write(ballots.propose_annulment, world.actor("facilitator"), ballot, reason="종이가 섞였습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), ballot)
    assert deeds(hall, "ballot.annulled")[0]["voters"] == deeds(hall, "ballot.closed")[0]["voters"] == 1
    assert hall.evening.paper().voters == 2, "whoever voted on paper is still said to have voted"
    assert checks.everything(world.database.url, world.database.vault.folder).wrong == []


def test_a_named_ballot_opened_again_is_sealed_again(hall: Hall) -> None:
    hall.open_named(Channel.TELEPHONE)
    hall.evening.vote(1, 1, name="김순이")
    hall.evening.press()
    world, ballot = hall.evening.world, hall.evening.paper().id
    world.write(
        ballots.propose_reopening, world.actor("facilitator"), ballot, reason="늦은 분이 있습니다", minutes=3
    )
    world.write(ballots.confirm_more_time, world.actor("officer"), ballot)
    [code] = hall.slips(1)
    hall.vote_for(code, 2, name="이전화")
    bundle = finish(hall)
    assert [one.get("channel", "phone") for one in bundle["openings"]].count("telephone") == 1
    assert len(deeds(hall, "ballot.tallied")) == 2


def test_paper_is_not_for_rankings(hall: Hall) -> None:
    with pytest.raises(Invalid, match="합계만으로"):
        hall.open(PAPER, kind=Kind.RANK)


# -- very few votes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("online", [0, 50])
def test_two_papers_are_not_what_is_left_of_the_published_result(hall: Hall, online: int) -> None:
    hall.open(replace(PAPER, online=online))
    cast = {by: hall.evening.vote(by, 1 if by < 6 else 2) for by in range(1, 9)}
    for seat in "12":
        hall.mark(seat=seat)
    hall.count_twice(hall.total(0, 2, 0))
    bundle = finish(hall)
    paper = hall.evening.paper()
    assert [choice.votes for choice in paper.choices] == [5, 5, 0], (
        "people: very few have no weight of their own"
    )
    parts = deeds(hall, "ballot.revealed")[0]["parts"]
    assert [many for _, many in parts["totals"]["together"]["rows"]] == [2, 2, 0], (
        "as the result alone would give"
    )
    assert len(parts["folded"]) == 2
    assert sorted([*parts["folded"], *(one["tracker"] for one in bundle["openings"])]) == sorted(
        cast.values()
    )
    assert paper.parts is not None
    assert [(one.channel, one.voters, one.votes) for one in paper.parts.by] == [
        (Channel.PHONE, 8, None),
        (Channel.PAPER, 2, None),
    ]
    pile = hall.page.piles[0]
    assert not pile.shows_rows
    world = hall.evening.world
    page = world.read(records.check_page, paper.id, tracker=parts["folded"][0], number=1)
    assert (page.mine, page.is_folded) == (None, True)
    assert page.votes is not None
    assert page.votes.total == len(page.votes.rows) == 6
    _, election = world.read(records.election_file, paper.id, "종로구")
    assert "paper-" not in election
    assert election.count("together-") == 4
    assert world.read(count_of, paper.id).again is True
    assert checks.everything(world.database.url, world.database.vault.folder).wrong == []


def test_a_blank_pile_is_not_said_to_be_blank(hall: Hall) -> None:
    hall.open()
    for by in range(1, 7):
        hall.evening.vote(by, 1)
    hall.mark(seat="1")
    hall.count_twice(hall.total(0, 0, 0, blank=1))
    bundle = finish(hall)
    assert '"blank":1' not in json.dumps(bundle, separators=(",", ":"))
    assert len(bundle["openings"]) == 6


def test_a_phone_finds_its_folded_vote_and_both_verifiers_know_its_receipt(
    hall: Hall, client: TestClient, tmp_path: Path
) -> None:
    hall.open()
    tracker = hall.evening.vote(1, 1)
    hall.mark(seat="1")
    hall.count_twice(hall.total(0, 1, 0))
    finish(hall)
    ballot = hall.evening.paper().id
    said = client.get(f"/ballots/{ballot}/check?receipt={tracker}").text
    assert "종이 표와 한데 묶어 셌어요" in said
    file = tmp_path / "bundle.json"
    file.write_bytes(hall.evening.world.read(records.result_file, ballot).raw)
    for words in ([sys.executable, "-I", str(VERIFY / "verify.py")], ["node", str(VERIFY / "verify.mjs")]):
        for number, code in ((tracker, 0), ("AAAA-AAAA-AAAA-AAAA", 1)):
            answer = subprocess.run(
                [*words, str(file), "--receipt", number], capture_output=True, check=False
            )
            assert answer.returncode == code, answer.stdout.decode()


# -- paper that is counted early, and late ---------------------------------------------------------------------------


def test_nobody_extends_a_vote_whose_paper_was_counted_while_it_was_open(hall: Hall) -> None:
    hall.open()
    hall.evening.vote(1, 1)
    hall.mark(seat="1")
    world, ballot = hall.evening.world, hall.evening.paper().id
    ask = partial(ballots.propose_extension, reason="줄이 깁니다", minutes=3)
    world.write(ask, world.actor("facilitator"), ballot)
    hall.count_twice(hall.total(0, 1, 0))
    with pytest.raises(Conflict, match="이미 센 사람이 있어 연장"):
        world.write(ballots.confirm_more_time, world.actor("officer"), ballot)
    world.write(ballots.refuse_more_time, world.actor("officer"), ballot)
    with pytest.raises(Conflict, match="이미 센 사람이 있어 연장"):
        world.write(ask, world.actor("officer"), ballot)
    page = world.read(more_time_page, world.actor("officer"), ballot)
    assert (page.kind, "연장할 수 없습니다" in page.problem) == (None, True)
    finish(hall)


@pytest.mark.parametrize("observers", [True, False])
def test_paper_counted_after_the_meeting_is_announced_then(hall: Hall, observers: bool) -> None:
    evening, world = hall.evening, hall.evening.world
    hall.open(replace(PAPER, observers=observers))
    for by in range(1, 6):
        evening.vote(by, 1)
    for seat in "12345":
        hall.mark(seat=seat)
    evening.press()
    ballot = evening.paper().id
    host = world.actor("facilitator")

    def announce() -> None:
        world.write(observing.reveal_later, host, ballot)

    with pytest.raises(Conflict, match="큰 단추"):
        announce()
    world.write(stage.end_early, host, evening.meeting_id, evening.meeting.turn)
    assert evening.meeting.state is MeetingState.ENDED
    with pytest.raises(Conflict, match="참관인" if observers else "집계가 아직"):
        announce()
    assert ballot in [one.ballot_id for one in world.read(to_count, world.actor("chair"))]
    hall.count_twice(hall.total(2, 3, 0))
    if observers:
        with pytest.raises(Conflict, match="참관인"):
            announce()
        world.write(stage.open_count, host, ballot)
        for who in ("chair", "officer"):
            assert ballot in [one.ballot_id for one in world.read(to_confirm, world.actor(who))]
            world.write(ballots.confirm_count, world.actor(who), ballot)
    announce()
    turn = evening.meeting.turn
    announce()  # twice is once
    assert evening.meeting.turn == turn
    assert [choice.votes for choice in evening.paper().choices] == [7, 3, 0]
    verified(hall)
    with pytest.raises(Forbidden):
        world.write(observing.reveal_later, world.actor("chair"), ballot)


def test_pages_name_what_was_not_announced_and_the_way(hall: Hall, client: TestClient) -> None:
    evening, world = hall.evening, hall.evening.world
    hall.open()
    evening.vote(1, 1)
    evening.press()
    ballot = evening.paper().id
    host = world.sign_in(client, "facilitator")
    world.write(stage.end_early, world.actor("facilitator"), evening.meeting_id, evening.meeting.turn)
    for page in (f"/meetings/{evening.meeting_id}", f"/meetings/{evening.meeting_id}/outcome"):
        assert f"/ballots/{ballot}/count" in host.get(page).text, page
    assert "결과 공표하기" in host.get(f"/ballots/{ballot}/count").text
    assert post(host, f"/ballots/{ballot}/announcement", {}).status_code == 303
    assert "결과 공표하기" not in host.get(f"/ballots/{ballot}/count").text
    assert "아직 공표하지 않은" not in host.get(f"/meetings/{evening.meeting_id}").text
    assert host.get(f"/ballots/{ballot}/bundle.json").status_code == 200
