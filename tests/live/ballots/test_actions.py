"""By-laws of voting: who, when, how often, and what the answer means."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlmodel import Session, col, func, select

from app.core import ids
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused, SignInNeeded
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot, CastKey, SealedVote
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState
from app.live.counts.rules import Kind, Method, tally
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.meetings.guests import Guest
from app.live.meetings.rules import ItemKind
from tests.live.evening import QUESTION, Evening, prepare, published_votes
from tests.live.evening import sealed_votes as stored
from tests.world import World

LATE = "투표가 끝났어요"


def cast(evening: Evening, guest: Guest, paper: Paper, chosen: list[int], key: str = "") -> ballots.Receipt:
    return evening.world.write(
        ballots.cast_vote, guest, evening.number, paper.id, choices=chosen, key=key or ids.token()
    )


def state_of(evening: Evening) -> BallotState:
    return evening.paper().state


# -- when --------------------------------------------------------------------------------------------------------


def test_only_an_open_ballot_takes_votes(evening: Evening) -> None:
    guest = evening.guest()
    evening.until(ItemKind.IDEAS)
    for text in ("하나", "두울"):
        evening.world.write(ballots.offer_idea, evening.world.actor("facilitator"), evening.idea(text))
    evening.until(ItemKind.BALLOT)
    seen = {}
    for _ in BallotState:
        paper = evening.paper()
        try:
            cast(evening, guest, paper, [paper.choices[0].id])
            seen[paper.state] = "taken"
        except Conflict as refusal:
            seen[paper.state] = refusal.sentence
        if paper.state is not BallotState.REVEALED:
            evening.press()
    assert seen.pop(BallotState.OPEN) == "taken"
    assert set(seen) == set(BallotState) - {BallotState.OPEN, BallotState.ANNULLED}  # see test_annulling
    assert all(sentence.startswith(LATE) for sentence in seen.values())
    assert len(published_votes(evening)) == 1


def test_a_vote_is_never_taken_after_the_meeting(evening: Evening) -> None:
    paper = evening.open_vote()
    guest = evening.guest()
    receipt = cast(evening, guest, paper, [paper.choices[0].id], "k" * 32)
    evening.until(ItemKind.THANKS)
    evening.press()
    with pytest.raises(Conflict):
        cast(evening, guest, paper, [paper.choices[1].id])
    assert cast(evening, guest, paper, [paper.choices[0].id], "k" * 32) == receipt, (
        "the answer that got lost on the way"
    )


# -- who ---------------------------------------------------------------------------------------------------------


def test_only_who_came_in_may_vote(evening: Evening) -> None:
    paper = evening.open_vote()
    with pytest.raises(Forbidden) as refused:
        cast(evening, evening.stranger(), paper, [paper.choices[0].id])
    assert refused.value.fix_url == f"/m/{evening.number}"
    assert stored(evening) == {}


def test_a_ballot_of_another_meeting_is_not_here(evening: Evening) -> None:
    paper = evening.open_vote()
    elsewhere = prepare(evening.world)
    other = elsewhere.open_vote()
    guest = evening.guest(9)
    with pytest.raises(NotFound):
        evening.world.write(
            ballots.cast_vote, guest, evening.number, other.id, choices=[other.choices[0].id], key=ids.token()
        )
    with pytest.raises(Forbidden):
        evening.world.write(
            ballots.cast_vote,
            guest,
            elsewhere.number,
            other.id,
            choices=[other.choices[0].id],
            key=ids.token(),
        )
    with pytest.raises(Invalid):
        cast(evening, guest, paper, [other.choices[0].id])
    with pytest.raises(NotFound):
        evening.world.write(ballots.cast_vote, guest, evening.number, 10**30, choices=[1], key=ids.token())
    assert stored(evening) == {}


def test_only_hosts_move_a_ballot(evening: Evening) -> None:
    paper = evening.open_vote()
    world = evening.world
    deeds: list[Callable[[Session, object], object]] = [
        lambda db, who: ballots.open_ballot(db, who, paper.id),  # type: ignore[arg-type]
        lambda db, who: ballots.close(db, who, paper.id),  # type: ignore[arg-type]
        lambda db, who: ballots.reveal(db, who, paper.id),  # type: ignore[arg-type]
        lambda db, who: ballots.remove_option(db, who, paper.choices[0].id),  # type: ignore[arg-type]
    ]
    for deed in deeds:
        with pytest.raises(SignInNeeded):
            world.write(deed, world.visitor())
        for name in ("chair", "member", "reviewer", "co_chair", "admin"):
            with pytest.raises(Forbidden):
                world.write(deed, world.actor(name))
    assert state_of(evening) is BallotState.OPEN


# -- what --------------------------------------------------------------------------------------------------------


def test_a_paper_takes_as_many_choices_as_it_says(evening: Evening) -> None:
    paper = evening.open_vote("하나", "두울", "세엣", "네엣", most=2)
    first, second, third, _ = (choice.id for choice in paper.choices)
    guest = evening.guest()
    for wrong in ([], [first, first], [first, second, third], [10**6], [first, 10**30], [-1], [0]):
        with pytest.raises(Invalid):
            cast(evening, guest, paper, wrong)
    assert stored(evening) == {}
    cast(evening, guest, paper, [second, first])
    assert list(stored(evening).values()) == [[first, second]]


def test_the_options_are_frozen_once_the_vote_is_open(evening: Evening) -> None:
    late = None
    evening.until(ItemKind.IDEAS)
    late = evening.idea("늦게 온 생각")
    paper = evening.open_vote()
    world, host = evening.world, evening.world.actor("facilitator")
    item_id = evening.item(ItemKind.BALLOT).id or 0
    for _ in range(3):
        for deed in (
            lambda db: ballots.offer_idea(db, host, late),
            lambda db: ballots.remove_option(db, host, paper.choices[0].id),
            lambda db: ballots.revise(
                db, host, item_id, question="바꾼 질문", max_choices=1, texts={}, new=""
            ),
            lambda db: ballots.revise(
                db,
                host,
                item_id,
                question=QUESTION,
                max_choices=1,
                texts={paper.choices[0].id: "바꾼 말"},
                new="",
            ),
        ):
            with pytest.raises(Conflict):
                world.write(deed)
        now = evening.paper()
        assert [(c.id, c.text) for c in now.choices] == [(c.id, c.text) for c in paper.choices]
        assert (now.question, now.max_choices) == (paper.question, paper.max_choices)
        evening.press()


def test_a_vote_needs_two_options_to_open(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    evening.world.write(ballots.offer_idea, evening.world.actor("facilitator"), evening.idea("하나뿐"))
    evening.until(ItemKind.BALLOT)
    turn = evening.meeting.turn
    with pytest.raises(Conflict) as refused:
        evening.press()
    assert refused.value.fix
    assert evening.meeting.turn == turn
    assert state_of(evening) is BallotState.DRAFT


def test_a_paper_never_lets_one_choose_everything(evening: Evening) -> None:
    assert evening.open_vote("하나", "두울", most=5).max_choices == 1


def test_options_keep_their_places_together_when_one_is_taken_off(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    host = evening.world.actor("facilitator")
    for text in ("하나", "두울", "세엣", "네엣"):
        evening.world.write(ballots.offer_idea, host, evening.idea(text))
    second = next(choice for choice in evening.paper().choices if choice.text == "두울")
    evening.world.write(ballots.remove_option, host, second.id)
    assert [(c.position, c.text) for c in evening.paper().choices] == [(1, "하나"), (2, "세엣"), (3, "네엣")]


def test_offering_the_same_idea_twice_is_once_and_ten_options_are_enough(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    host = evening.world.actor("facilitator")
    made = [evening.idea(f"생각 {n}", by=n) for n in range(11)]
    for idea in [*made[:10], *made[:10]]:
        evening.world.write(ballots.offer_idea, host, idea)
    assert len(evening.paper().choices) == 10
    with pytest.raises(Conflict):
        evening.world.write(ballots.offer_idea, host, made[10])


def test_only_a_shown_idea_becomes_an_option(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    with pytest.raises(Conflict):
        evening.world.write(
            ballots.offer_idea,
            evening.world.actor("facilitator"),
            evening.idea("아직 안 읽은 것", shown=False),
        )


# -- how often ---------------------------------------------------------------------------------------------------


def test_the_same_key_and_choice_is_the_same_receipt(evening: Evening) -> None:
    paper = evening.open_vote("하나", "두울", "세엣", "네엣", most=2)
    guest, key = evening.guest(), ids.token()
    first = cast(evening, guest, paper, [paper.choices[0].id, paper.choices[1].id], key)
    again = cast(evening, guest, paper, [paper.choices[1].id, paper.choices[0].id], key)
    assert again == first
    assert len(stored(evening)) == 1


def test_the_same_key_with_another_choice_is_refused(evening: Evening) -> None:
    paper = evening.open_vote()
    guest, key = evening.guest(), ids.token()
    cast(evening, guest, paper, [paper.choices[0].id], key)
    with pytest.raises(Conflict):
        cast(evening, guest, paper, [paper.choices[1].id], key)
    assert list(stored(evening).values()) == [[paper.choices[0].id]]


def test_a_late_retry_of_an_old_key_does_not_flip_the_vote_back(evening: Evening) -> None:
    paper = evening.open_vote()
    guest, old, new = evening.guest(), ids.token(), ids.token()
    first = cast(evening, guest, paper, [paper.choices[0].id], old)
    cast(evening, guest, paper, [paper.choices[1].id], new)
    assert cast(evening, guest, paper, [paper.choices[0].id], old) == first
    assert list(stored(evening).values()) == [[paper.choices[1].id]]


def test_a_receipt_belongs_to_one_person(evening: Evening) -> None:
    paper = evening.open_vote()
    key = "the same key by chance, twice..."
    codes = {cast(evening, evening.guest(n), paper, [paper.choices[0].id], key).tracker for n in (1, 2, 3)}
    assert len(codes) == 3
    assert len(stored(evening)) == 3


def test_changing_ones_mind_replaces_the_vote(evening: Evening) -> None:
    paper = evening.open_vote()
    for choice in paper.choices:
        cast(evening, evening.guest(), paper, [choice.id])
    assert list(stored(evening).values()) == [[paper.choices[-1].id]]
    assert evening.paper().voters == 1


# -- counting ----------------------------------------------------------------------------------------------------


def test_the_frozen_tally_is_a_recount_of_the_stored_votes(evening: Evening) -> None:
    paper = evening.open_vote("하나", "두울", "세엣", "네엣", most=2)
    for person in range(1, 12):
        evening.vote(person, 1 + person % 4, 1 + (person * 3 + 1) % 4) if person % 2 else evening.vote(
            person, 4
        )
    evening.press()
    evening.press()
    shown = evening.paper()
    assert shown.state is BallotState.REVEALED
    by_hand = tally(
        Kind.CHOICE, Method.MARKS, [choice.id for choice in paper.choices], published_votes(evening)
    )
    assert [(c.id, c.votes, c.share) for c in shown.choices] == [
        (row.option_id, row.votes, row.share) for row in by_hand.rows
    ]
    assert shown.voters == 11
    assert shown.present_at_close == 11


def test_opening_closing_and_revealing_happen_once(evening: Evening) -> None:
    paper = evening.open_vote()
    host, world = evening.world.actor("facilitator"), evening.world
    with pytest.raises(Conflict):
        world.write(ballots.open_ballot, host, paper.id)
    with pytest.raises(Conflict):
        world.write(ballots.reveal, host, paper.id)
    world.write(ballots.close, host, paper.id)
    with pytest.raises(Conflict):
        world.write(ballots.close, host, paper.id)
    world.write(ballots.reveal, host, paper.id)
    for deed in (ballots.open_ballot, ballots.close, ballots.reveal):
        with pytest.raises(Conflict):
            world.write(deed, host, paper.id)


# -- races -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("processes", [1, 2])
def test_every_vote_that_was_answered_before_the_close_counts_and_no_other(
    world: World, evening: Evening, processes: int
) -> None:
    paper = evening.open_vote()
    guests = [evening.guest(n) for n in range(40)]
    host = world.actor("facilitator")
    others = [Database(world.settings.database_url) for _ in range(processes - 1)]
    doors = [world.database, *others]

    def vote(n: int) -> int | None:
        try:
            doors[n % len(doors)].write(
                ballots.cast_vote,
                guests[n],
                evening.number,
                paper.id,
                choices=[paper.choices[n % 3].id],
                key=ids.token(),
            )
        except Conflict:
            return None
        return n

    def close() -> None:
        doors[-1].write(ballots.close, host, paper.id)

    with ThreadPoolExecutor(41) as crowd:
        voting = [crowd.submit(vote, n) for n in range(20)]
        closing_ = crowd.submit(close)
        voting += [crowd.submit(vote, n) for n in range(20, 40)]
        closing_.result(60)
        acked = [n for answer in voting if (n := answer.result(60)) is not None]
    for other in others:
        other.close()
    ballot = world.read(lambda db: db.get(Ballot, paper.id))
    assert ballot is not None
    assert ballot.tally is not None
    assert ballot.tally["voters"] == len(acked)
    expected = [sum(n % 3 == place for n in acked) for place in range(3)]
    assert [votes for _, votes in ballot.tally["rows"]] == expected
    assert len(published_votes(evening)) == len(acked)
    assert world.read(lambda db: db.exec(select(SealedVote)).all()) == []


def test_one_phone_hammering_two_processes_has_one_vote(world: World, evening: Evening) -> None:
    paper = evening.open_vote()
    guests = [evening.guest(n) for n in range(5)]
    with closing(Database(world.settings.database_url)) as other:
        doors = (world.database, other)

        def vote(n: int) -> str:
            key = f"key-{n % 5}-{n // 10}".ljust(32, "x")  # each key is sent to both processes
            receipt = doors[(n // 5) % 2].write(
                ballots.cast_vote,
                guests[n % 5],
                evening.number,
                paper.id,
                choices=[paper.choices[(n // 10) % 3].id],
                key=key,
            )
            return f"{key} {receipt.tracker}"

        with ThreadPoolExecutor(16) as crowd:
            answers = list(crowd.map(vote, range(60)))
    assert len(set(answers)) == 30, "one receipt per key, whichever process answered"
    assert len(stored(evening)) == 5
    assert world.read(lambda db: db.exec(select(func.count()).select_from(CastKey)).one()) == 30


def test_two_hosts_closing_at_once_close_once(world: World, evening: Evening) -> None:
    paper = evening.open_vote()
    evening.vote(1, 1)
    with closing(Database(world.settings.database_url)) as other:

        def close(door: Database) -> str:
            try:
                door.write(ballots.close, world.actor("facilitator"), paper.id)
            except Refused as refusal:
                return type(refusal).__name__
            return "closed"

        with ThreadPoolExecutor(2) as crowd:
            assert sorted(crowd.map(close, (world.database, other))) == ["Conflict", "closed"]
    assert world.read(lambda db: db.exec(select(col(Ballot.tally))).one()) is not None


def test_a_vote_does_not_open_with_the_words_of_a_hidden_idea(evening: Evening) -> None:
    world, host = evening.world, evening.world.actor("facilitator")
    evening.until(ItemKind.IDEAS)
    offered = [evening.idea(text) for text in ("긴 의자", "삼청동 김순이 " * 9)]
    for idea in offered:
        world.write(ballots.offer_idea, host, idea)
    world.write(ideas.moderate, host, offered[1], IdeaState.HIDDEN)
    evening.until(ItemKind.BALLOT)
    with pytest.raises(Conflict, match="숨긴 의견"):
        evening.press()
    item, option = evening.item(ItemKind.BALLOT).id or 0, evening.paper().choices[1].id
    words = {option: "밤에는 조용히"}
    world.write(ballots.revise, host, item, question=QUESTION, max_choices=1, texts=words, new="")
    evening.press()
    assert evening.paper().state is BallotState.OPEN
