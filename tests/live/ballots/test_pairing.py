"""By-laws of 최초 투표 and 최종 투표: what is linked, what is counted between the two, and what is never kept or shown."""

import json
from collections.abc import Sequence

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core import ids
from app.core.errors import Conflict, Forbidden, NotFound
from app.live.ballots import actions as ballots
from app.live.ballots import queries
from app.live.ballots.models import Ballot, BallotPair, PairedVote, PublishedVote, Vote, VoterTag
from app.live.ballots.queries import Linked
from app.live.ballots.rules import BallotState, Secrecy
from app.live.counts.channels import Channel, Total
from app.live.counts.rules import Kind
from app.live.counts.terms import Terms
from app.live.ledger import queries as ledger
from app.live.meetings.models import Item
from app.live.meetings.presets import Topic, plan, presets
from app.live.meetings.rules import ItemKind
from app.live.records import queries as records
from app.live.sheets import actions as sheets
from app.live.stage import actions as stage
from app.live.stage.rules import Deed
from app.live.tallies import actions as tallies
from tests.live.evening import Evening, clock_comes_round
from tests.world import World

# (first, final) → people: ten stayed with 1, six went from 1 to 2, five from 2 to 1, eight stayed with 2.
MOVES = {(1, 1): 10, (1, 2): 6, (2, 1): 5, (2, 2): 8}


class Twice:
    """An evening with a second ballot item after the first one's result, and both of its votes."""

    def __init__(self, evening: Evening) -> None:
        self.evening, self.world = evening, evening.world
        self.host = self.world.actor("facilitator")
        after = evening.item(ItemKind.RESULT).id or 0
        self.world.write(
            sheets.add,
            self.host,
            evening.meeting_id,
            evening.meeting.turn,
            kind=ItemKind.BALLOT,
            title="나중 생각",
            minutes=3,
            after=after,
            topic_no=1,
        )

    @property
    def items(self) -> tuple[Item, Item]:
        found = self.world.read(
            lambda db: db.exec(
                select(Item)
                .where(Item.meeting_id == self.evening.meeting_id, Item.kind == ItemKind.BALLOT)
                .order_by(col(Item.position))
            ).all()
        )
        return found[0], found[1]

    def ballot(self, final: bool = False) -> Ballot:
        def read(db: Session) -> Ballot:
            found = queries.of_item(db, self.items[final].id or 0)
            assert found is not None
            return found

        return self.world.read(read)

    def link(self, *, from_final: bool = False, who: str = "facilitator") -> None:
        first, final = (item.id or 0 for item in self.items)
        ends = (final, first) if from_final else (first, final)
        self.world.write(ballots.link, self.world.actor(who), *ends)

    def revise(
        self,
        *,
        final: bool = False,
        secrecy: Secrecy = Secrecy.SECRET,
        kind: Kind = Kind.CHOICE,
        new: str = "",
    ) -> None:
        self.world.write(
            ballots.revise,
            self.host,
            self.items[final].id or 0,
            question="무엇부터 할까요?",
            max_choices=1,
            texts={},
            new=new,
            secrecy=secrecy,
            kind=kind,
        )

    def paper(self, *options: str, secrecy: Secrecy = Secrecy.SECRET) -> None:
        """The first vote's draft."""
        for text in options or ("그늘", "화장실"):
            self.revise(new=text, secrecy=secrecy)

    def open(self, *, final: bool = False) -> None:
        item = self.items[final].id or 0
        while self.evening.meeting.current_id != item:
            self.evening.press()
        assert self.evening.press() is Deed.OPEN_BALLOT

    def cast(self, votes: dict[int, int], *, final: bool = False) -> None:
        paper = self.ballot(final)
        there = {one.position: one.id or 0 for one in self.world.read(queries.options, paper.id or 0)}
        for person, position in votes.items():
            self.world.write(
                ballots.cast_vote,
                self.evening.guest(person),
                self.evening.number,
                paper.id or 0,
                choices=[there[position]],
                key=ids.token(),
                name=f"이름{person}" if paper.secrecy is Secrecy.NAMED else "",
            )

    def close(self, *, final: bool = False, reveal: bool = True) -> None:
        assert self.evening.press() is Deed.CLOSE_BALLOT
        if reveal:
            assert self.evening.press() is Deed.REVEAL

    def play(self, moves: dict[tuple[int, int], int] = MOVES, *, secrecy: Secrecy = Secrecy.SECRET) -> None:
        self.paper(secrecy=secrecy)
        self.link()
        self.open()
        people = [pair for pair, many in moves.items() for _ in range(many)]
        self.cast({n: first for n, (first, _) in enumerate(people, 1) if first})
        self.close()
        self.open(final=True)
        self.cast({n: final for n, (_, final) in enumerate(people, 1) if final}, final=True)
        self.close(final=True)

    def linked(self, *, final: bool = True) -> Linked:
        found = self.world.read(lambda db: queries.linked(db, queries.of_item(db, self.items[final].id or 0)))
        assert found is not None
        return found

    def told(self, kind: str) -> list[dict[str, object]]:
        return [one["data"] for one in self.world.read(ledger.entries, self.evening.meeting_id, kind)]

    def pair_keys(self) -> set[str]:
        return {name for name in self.world.database.vault.names() if name.endswith(".pair")}

    def kept(self) -> Sequence[PairedVote]:
        return self.world.read(lambda db: db.exec(select(PairedVote)).all())


@pytest.fixture
def twice(evening: Evening) -> Twice:
    return Twice(evening)


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])
def test_how_opinions_moved_is_shown_when_both_are_announced(twice: Twice, secrecy: Secrecy) -> None:
    twice.play(secrecy=secrecy)
    linked = twice.linked()
    assert [(move.text, move.votes, move.by) for move in linked.moves] == [
        ("그늘", (16, 15), (-1, -3)),
        ("화장실", (13, 14), (1, 3)),
    ]
    assert linked.flow is not None
    assert [row[:2] for row in linked.flow.cells[:2]] == [(10, 6), (5, 8)]
    assert linked.flow.both == 29
    assert twice.linked(final=False).moves == linked.moves, "the same from either side"
    polls = {"first": twice.ballot().poll, "final": twice.ballot(final=True).poll}
    assert twice.told("pair.opened")[-1] == polls
    assert twice.told("pair.revealed") == [{**polls, "flow": linked.flow.as_data()}]


def test_small_numbers_are_neither_shown_nor_kept(twice: Twice) -> None:
    twice.play({(1, 1): 12, (1, 2): 2, (2, 1): 3, (2, 2): 12, (1, 0): 1})
    linked = twice.linked()
    assert (linked.flow, linked.why) == (None, "few")
    assert len(linked.moves) == 2, "the shift of the totals is there"
    pair = twice.world.read(lambda db: db.exec(select(BallotPair)).one())
    assert pair.flow is not None
    assert pair.flow["cells"] == []
    assert pair.flow["both"] is None


def test_nothing_of_the_first_vote_stays_when_the_final_one_is_closed(twice: Twice) -> None:
    destroy = ballots.destroyer(twice.world.database.vault)
    twice.world.database.listen(destroy)
    try:
        twice.paper()
        twice.link()
        twice.open()
        twice.cast({1: 1, 2: 2, 3: 2})
        assert not twice.kept()
        twice.close()
        rows, first = twice.kept(), twice.ballot()
        tags = set(twice.world.read(lambda db: db.exec(select(VoterTag.tag)).all()))
        assert len(rows) == 3
        assert not {row.tag for row in rows} & tags, "a tag of its own"
        assert len({len(row.box) for row in rows}) == 1
        assert [row.tag for row in rows] == sorted(row.tag for row in rows)
        assert twice.world.database.vault.get(f"{first.key_id}.box") is None, (
            "the envelopes cannot be opened any more"
        )
        assert twice.pair_keys() == {f"{first.key_id}.pair"}
        twice.open(final=True)
        twice.cast({1: 2, 2: 2}, final=True)
        twice.close(final=True, reveal=False)
        assert not twice.kept()
        assert not twice.pair_keys()
    finally:
        twice.world.database._listeners.remove(destroy)


def test_what_is_published_says_no_more_than_the_screens(twice: Twice) -> None:
    twice.play()
    final = twice.ballot(final=True).id or 0
    name, raw = twice.world.read(records.flow_json, final)
    content = json.loads(raw)
    linked = twice.linked()
    assert linked.flow is not None
    assert content["flow"] == linked.flow.as_data()
    assert content["voters"] == [29, 29]
    assert name.endswith("-flow.json")
    _, text = twice.world.read(records.flow_csv, final)
    assert "1,그늘,16,55,15,52,-1,-3" in text
    assert "최초 1,10,6,보이지 않음" in text
    for ballot in (twice.ballot().id or 0, 10**6):
        with pytest.raises(NotFound):
            twice.world.read(records.flow_json, ballot)
    assert b'"pair.revealed"' in twice.world.read(records.result_file, final).raw


def test_nothing_is_shown_before_the_final_result_is(twice: Twice) -> None:
    twice.paper()
    twice.link()
    twice.open()
    twice.cast(dict.fromkeys(range(1, 8), 1))
    twice.close()
    twice.open(final=True)
    twice.cast(dict.fromkeys(range(1, 8), 2), final=True)
    twice.close(final=True, reveal=False)
    assert not twice.linked().moves
    with pytest.raises(NotFound):
        twice.world.read(records.flow_json, twice.ballot(final=True).id or 0)
    assert twice.evening.press() is Deed.REVEAL
    assert twice.linked().moves


def test_the_final_paper_becomes_like_the_first_and_must_stay_so(twice: Twice) -> None:
    twice.paper("그늘", "화장실", "마루")
    twice.link()
    twice.open()
    twice.close()
    item = twice.items[True].id or 0
    while twice.evening.meeting.current_id != item:
        twice.evening.press()
    options = twice.world.read(queries.options, twice.ballot(final=True).id or 0)
    assert [one.text for one in options] == ["그늘", "화장실", "마루"]
    assert twice.ballot(final=True).question == "무엇부터 할까요?"
    twice.revise(final=True, new="하나 더")
    with pytest.raises(Conflict, match="최종 투표인데") as refused:
        twice.evening.press()
    assert "같게 맞추기" in (refused.value.fix or "")
    twice.link(from_final=True)
    assert twice.evening.press() is Deed.OPEN_BALLOT
    with pytest.raises(Conflict, match="이미 시작"):
        twice.world.write(ballots.unlink, twice.host, item)


def test_linked_too_late_a_secret_first_vote_shows_the_shift_alone(twice: Twice) -> None:
    twice.paper()
    twice.open()
    with pytest.raises(Conflict, match="진행 중"):
        twice.link()
    twice.cast(dict.fromkeys(range(1, 8), 1))
    twice.close()
    assert not twice.kept()
    twice.link(from_final=True)
    twice.open(final=True)
    twice.cast(dict.fromkeys(range(1, 8), 2), final=True)
    twice.close(final=True)
    assert twice.linked().moves[0].votes == (7, 0)
    assert (twice.linked().flow, twice.linked().why) == (None, "late")


def test_a_partner_that_was_annulled_or_never_came_leaves_the_result_alone(twice: Twice) -> None:
    twice.paper()
    twice.link()
    twice.open()
    twice.cast({1: 1, 2: 2})
    twice.close(reveal=False)
    ballot = twice.ballot().id or 0
    twice.world.write(ballots.propose_annulment, twice.host, ballot, reason="잘못 물었습니다")
    twice.world.write(ballots.confirm_annulment, twice.world.actor("officer"), ballot)
    assert not twice.kept()
    clock_comes_round(twice.world.database)
    assert not twice.pair_keys()
    item = twice.items[True].id or 0
    while twice.evening.meeting.current_id != item:
        twice.evening.press()
    twice.revise(final=True, new="새로")
    twice.revise(final=True, new="다시")
    assert twice.evening.press() is Deed.OPEN_BALLOT
    twice.close(final=True)
    assert twice.linked().stands_alone
    assert not twice.linked().moves


def test_asked_anew_the_first_vote_keeps_its_final(twice: Twice) -> None:
    twice.paper()
    twice.link()
    twice.open()
    ballot = twice.ballot().id or 0
    twice.world.write(ballots.propose_annulment, twice.host, ballot, reason="잘못 물었습니다")
    twice.world.write(ballots.confirm_annulment, twice.world.actor("officer"), ballot)
    twice.world.write(stage.ask_again, twice.host, ballot)
    pair = twice.world.read(lambda db: db.exec(select(BallotPair)).one())
    again = twice.world.read(lambda db: queries.of_item(db, pair.first_item))
    assert again is not None
    assert again.id != ballot
    assert again.state is BallotState.DRAFT


def test_the_end_of_the_meeting_is_the_end_of_waiting(twice: Twice) -> None:
    twice.paper()
    twice.link()
    twice.open()
    twice.cast({1: 1, 2: 2})
    twice.close()
    assert twice.kept()
    twice.world.write(stage.end_early, twice.host, twice.evening.meeting_id, twice.evening.meeting.turn)
    assert not twice.kept()
    clock_comes_round(twice.world.database)
    assert not twice.pair_keys()


def test_taken_apart_they_keep_nothing(twice: Twice) -> None:
    twice.paper()
    twice.link()
    twice.link()  # pressed twice
    twice.open()
    twice.cast({1: 1})
    twice.close()
    twice.world.write(ballots.unlink, twice.host, twice.items[True].id or 0)
    assert not twice.kept()
    clock_comes_round(twice.world.database)
    assert not twice.pair_keys()
    assert (
        twice.world.read(lambda db: queries.linked(db, queries.of_item(db, twice.items[True].id or 0)))
        is None
    )
    assert len(twice.told("pair.unlinked")) == 1


def test_the_hourly_look_leaves_the_key_of_a_pair_that_still_waits(twice: Twice) -> None:
    twice.paper()
    twice.link()
    twice.open()
    twice.cast({1: 1})
    twice.close()
    clock_comes_round(twice.world.database)
    assert twice.pair_keys()
    assert twice.kept()


def test_who_may_not_link_and_what_cannot_be_linked(twice: Twice) -> None:
    twice.paper()
    with pytest.raises(Forbidden):
        twice.link(who="member")
    first, final = twice.items
    for other in (first.id or 0, twice.evening.item(ItemKind.IDEAS).id or 0):
        with pytest.raises(Conflict, match="이을 수 있는"):
            twice.world.write(ballots.link, twice.host, first.id or 0, other)
    with pytest.raises(NotFound):
        twice.world.write(ballots.link, twice.host, final.id or 0, 10**6)


def test_several_choices_have_a_shift_and_no_flow(twice: Twice) -> None:
    for text in ("그늘", "화장실", "마루"):
        twice.revise(new=text)
    twice.world.write(
        ballots.revise,
        twice.host,
        twice.items[0].id or 0,
        question="둘을 고르세요",
        max_choices=2,
        texts={},
        new="",
    )
    twice.link()
    twice.open()
    twice.cast({1: 1})
    twice.close()
    assert not twice.kept()
    twice.open(final=True)
    twice.cast({1: 2}, final=True)
    twice.close(final=True)
    assert twice.linked().why == "kind"
    assert twice.linked().moves


def test_of_a_named_pair_nothing_is_kept_beside_its_votes(twice: Twice) -> None:
    twice.play({(1, 1): 6, (2, 2): 6}, secrecy=Secrecy.NAMED)
    assert not twice.kept()
    assert not twice.pair_keys()
    assert len(twice.world.read(lambda db: db.exec(select(Vote)).all())) == 24
    assert len(twice.world.read(lambda db: db.exec(select(PublishedVote)).all())) == 24


def test_the_presets_link_first_and_later_thoughts(world: World) -> None:
    linked = [
        one.id
        for one in presets()
        if any((item.setup or {}).get("ballot", {}).get("final") for item in plan(one, [Topic("골목", "?")]))
    ]
    assert linked, "some preset asks twice"


def test_a_first_vote_asked_anew_after_the_final_one_keeps_nothing(twice: Twice) -> None:
    """The final one is closed: no other will ever read what is kept, so nothing is."""
    twice.paper()
    twice.link()
    twice.open()
    twice.cast({1: 1, 2: 2})
    first, final = twice.ballot(), twice.items[1].id or 0
    twice.world.write(ballots.propose_annulment, twice.host, first.id or 0, reason="질문이 잘못되었습니다")
    twice.world.write(ballots.confirm_annulment, twice.world.actor("officer"), first.id or 0)
    twice.world.write(stage.ask_again, twice.host, first.id or 0)
    again = twice.items[1].id or 0
    for item in (final, again):
        evening = twice.evening
        twice.world.write(stage.jump, twice.host, evening.meeting_id, item, evening.meeting.turn)
        twice.evening.press()
        ballot = twice.world.read(queries.of_item, item)
        assert ballot is not None
        assert ballot.state is BallotState.OPEN
        options = twice.world.read(queries.options, ballot.id or 0)
        for person in range(1, 8):
            twice.world.write(
                ballots.cast_vote,
                twice.evening.guest(person),
                twice.evening.number,
                ballot.id or 0,
                choices=[options[0].id or 0],
                key=ids.token(),
            )
        twice.evening.press()
        twice.evening.press()
    assert not twice.kept()
    assert not twice.pair_keys()


def test_two_votes_with_other_weights_do_not_fit(twice: Twice) -> None:
    """Points of 100 are not people: their difference would say nothing."""
    twice.paper()
    twice.link()
    twice.open()
    twice.cast({1: 1})
    twice.close()
    while twice.evening.meeting.current_id != twice.items[1].id:
        twice.evening.press()
    final = twice.ballot(final=True)
    terms = Terms(channels=(Channel.PHONE, Channel.PAPER), online=50)
    twice.world.write(
        ballots.revise,
        twice.host,
        final.item_id,
        question=final.question,
        max_choices=1,
        texts={},
        new="",
        terms=terms,
    )
    with pytest.raises(Conflict, match="최초 투표와 다릅니다"):
        twice.evening.press()


def test_the_shift_of_weighted_votes_is_in_points(twice: Twice, client: TestClient) -> None:
    terms = Terms(channels=(Channel.PHONE, Channel.PAPER), online=60)
    twice.paper()
    ballot = twice.ballot()
    twice.world.write(
        ballots.revise,
        twice.host,
        ballot.item_id,
        question=ballot.question,
        max_choices=1,
        texts={},
        new="",
        terms=terms,
    )
    twice.link()
    twice.open()
    twice.cast({1: 1, 2: 1, 3: 2})
    twice.close()
    twice.open(final=True)
    twice.cast({1: 2, 2: 2, 3: 2}, final=True)
    twice.close(final=True)
    final = twice.ballot(final=True).id or 0
    assert twice.linked().moves[0].votes == (4000, 0)
    _, raw = twice.world.read(records.flow_json, final)
    assert json.loads(raw)["online"] == 60
    _, table = twice.world.read(records.flow_csv, final)
    assert "1,그늘,40.00,40,0.00,0,-40.00,-40" in table
    said = client.get(f"/ballots/{final}/check").text
    assert "40.00점" in said
    assert "−40.00" in said
    assert "4,000" not in said


def test_whoever_voted_on_paper_is_not_said_to_have_stayed_away(twice: Twice, client: TestClient) -> None:
    """The flow knows only who sent a vote: it says so where paper was counted beside it."""
    twice.paper()
    first = twice.ballot()
    twice.world.write(
        ballots.revise,
        twice.host,
        first.item_id,
        question=first.question,
        max_choices=1,
        texts={},
        new="",
        terms=Terms(channels=(Channel.PHONE, Channel.PAPER)),
    )
    twice.link()
    twice.open()
    twice.cast(dict.fromkeys(range(1, 13), 1))
    twice.close()
    twice.open(final=True)
    twice.cast(dict.fromkeys(range(1, 7), 2), final=True)
    final = twice.ballot(final=True).id or 0
    secret = twice.world.settings.secret
    for seat in range(6):
        twice.world.write(ballots.mark_on_paper, twice.host, secret, final, seat=f"A-{seat}")
    options = [one.id or 0 for one in twice.world.read(queries.options, final)]
    pile = Total(((options[0], 6), (options[1], 0)), 6, 0, 0, 6)
    for who in ("facilitator", "officer"):
        actor = twice.world.actor(who)
        twice.world.write(tallies.enter, actor, final, Channel.PAPER, pile, ids.token())
    twice.close(final=True)
    linked = twice.linked()
    assert linked.flow is not None
    assert linked.flow.cells[0][2] == 6
    assert "그렇게 투표한 사람도 ‘투표 안 함’" in client.get(f"/ballots/{final}/check").text
    assert "그렇게 투표한 사람도 ‘투표 안 함’" in twice.world.read(records.flow_csv, final)[1]


def test_no_flow_is_told_beside_a_few_papers(twice: Twice) -> None:
    """It adds up to the votes that were sent per option; the result less these would be two papers."""
    twice.paper()
    first = twice.ballot()
    twice.world.write(
        ballots.revise,
        twice.host,
        first.item_id,
        question=first.question,
        max_choices=1,
        texts={},
        new="",
        terms=Terms(channels=(Channel.PHONE, Channel.PAPER)),
    )
    twice.link()
    twice.open()
    twice.cast(dict.fromkeys(range(1, 13), 1))
    twice.close()
    twice.open(final=True)
    twice.cast(dict.fromkeys(range(1, 7), 2), final=True)
    final = twice.ballot(final=True).id or 0
    for seat in range(2):
        twice.world.write(
            ballots.mark_on_paper, twice.host, twice.world.settings.secret, final, seat=f"A-{seat}"
        )
    options = [one.id or 0 for one in twice.world.read(queries.options, final)]
    pile = Total(((options[0], 2), (options[1], 0)), 2, 0, 0, 2)
    for who in ("facilitator", "officer"):
        twice.world.write(tallies.enter, twice.world.actor(who), final, Channel.PAPER, pile, ids.token())
    twice.close(final=True)
    linked = twice.linked()
    assert (linked.flow, linked.why) == (None, "few")
    assert [move.votes[1] for move in linked.moves] == [2, 6]
    said = [one for one in twice.world.read(ledger.chain, first.meeting_id) if one["kind"] == "pair.revealed"]
    assert [one["data"]["flow"] for one in said] == [None]


def test_nothing_is_kept_for_a_final_vote_that_leaves_the_run_sheet(twice: Twice) -> None:
    destroy = ballots.destroyer(twice.world.database.vault)
    twice.world.database.listen(destroy)
    twice.paper()
    twice.link()
    twice.open()
    twice.cast({1: 1, 2: 2})
    twice.close()
    assert len(twice.kept()) == 2
    final = twice.items[1].id or 0
    twice.world.write(sheets.remove, twice.host, final, twice.evening.meeting.turn)
    assert not twice.kept()
    assert not twice.pair_keys()
