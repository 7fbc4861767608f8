"""The one big button, for every state a meeting can be in."""

from itertools import product

import pytest

from app.core.labels import Side
from app.live.ballots.rules import BallotState, Watch
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.stage.rules import Deed, Step, may_leave, next_step

KINDS: list[ItemKind | None] = [None, *ItemKind]
BALLOTS: list[BallotState | None] = [None, *BallotState]


def expected(
    state: MeetingState, kind: ItemKind | None, ballot: BallotState | None, following: str | None
) -> Deed:
    """The by-law once more, in the order a facilitator would say it."""
    if state is MeetingState.ENDED:
        return Deed.NOTHING
    if state is MeetingState.PREPARED or kind is None:
        return Deed.OPEN_MEETING
    if kind is ItemKind.BALLOT and ballot not in (BallotState.REVEALED, BallotState.ANNULLED):
        return {
            None: Deed.OPEN_BALLOT,
            BallotState.DRAFT: Deed.OPEN_BALLOT,
            BallotState.OPEN: Deed.CLOSE_BALLOT,
            BallotState.CLOSED: Deed.REVEAL,
        }[ballot]
    return Deed.NEXT_ITEM if following else Deed.END_MEETING


@pytest.mark.parametrize("state", list(MeetingState))
def test_the_button_does_the_one_next_thing(state: MeetingState) -> None:
    for kind, ballot, following in product(KINDS, BALLOTS, (None, "마무리")):
        step = next_step(state, kind, ballot, following)
        assert step.deed is expected(state, kind, ballot, following), (kind, ballot, following)
        assert step.label == (f"다음: {following}" if step.deed is Deed.NEXT_ITEM else step.deed.label)


def test_every_deed_is_reachable() -> None:
    reached = {next_step(*where).deed for where in product(MeetingState, KINDS, BALLOTS, (None, "마무리"))}
    assert reached == set(Deed) - {Deed.TALLY, Deed.COUNT, Deed.WAIT}


def test_a_count_with_observers_is_opened_confirmed_and_then_shown() -> None:
    def step(watch: Watch) -> Step:
        return next_step(MeetingState.LIVE, ItemKind.BALLOT, BallotState.CLOSED, "결과", watch)

    assert step(Watch()).deed is Deed.REVEAL
    assert step(Watch(needed=True)).deed is Deed.COUNT
    waiting = step(Watch(True, True, {Side.CIVIL: "위원"}))
    assert (waiting.deed, waiting.label) == (Deed.WAIT, "참관인 확인을 기다립니다 · 민 ✓ · 관 –")
    both = Watch(True, True, {Side.CIVIL: "위원", Side.OFFICIAL: "주무관"})
    assert step(both).deed is Deed.REVEAL


def test_paper_is_counted_before_anybody_sees_a_result() -> None:
    def deed(ballot: BallotState, *, held: bool = False, watch: Watch | None = None) -> Deed:
        return next_step(
            MeetingState.LIVE, ItemKind.BALLOT, ballot, "결과", watch, held=held, uncounted=True
        ).deed

    assert deed(BallotState.OPEN) is Deed.CLOSE_BALLOT
    assert deed(BallotState.CLOSED) is Deed.TALLY
    assert deed(BallotState.CLOSED, watch=Watch(needed=True)) is Deed.TALLY, "before the observers"
    assert deed(BallotState.CLOSED, held=True) is Deed.NEXT_ITEM
    assert deed(BallotState.REVEALED) is Deed.NEXT_ITEM


def test_only_an_open_vote_holds_the_room() -> None:
    for kind, ballot in product(KINDS, BALLOTS):
        assert may_leave(kind, ballot) == (not (kind is ItemKind.BALLOT and ballot is BallotState.OPEN))
