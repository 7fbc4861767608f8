"""By-laws where groups, moderation and votes meet: what stands behind an option stays, what was hidden is not said."""

import pytest
from sqlmodel import Session

from app.core.errors import Conflict
from app.live.ballots import actions as ballots
from app.live.ballots import queries as papers
from app.live.ballots.models import Ballot, Option
from app.live.groups import actions, queries
from app.live.groups.models import OpinionGroup
from app.live.ideas import actions as ideas
from app.live.ideas.rules import HideReason, IdeaState
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken
from app.live.meetings import queries as meetings
from app.live.stage import actions as stage
from tests.live.evening import Evening
from tests.live.groups.sorting import Sorting


def opened(sorting: Sorting) -> tuple[int, int]:
    """Two groups are the options of a vote that is on; returns the first and the vote."""
    group = sorting.put(sorting.says("벤치"), sorting.says("긴 의자", by=2), name="쉬는 자리")
    sorting.offer(group)
    sorting.offer(sorting.put(sorting.says("가로등"), name="빛"))
    ballot = sorting.world.read(lambda db: _of(db, group))
    item = ballot.item_id
    sorting.world.write(
        stage.jump, sorting.world.actor("facilitator"), sorting.meeting_id, item, sorting.meeting.turn
    )
    sorting.press()
    return group, ballot.id or 0


def _of(db: Session, group: int) -> Ballot:
    option = db.get_one(Option, db.get_one(OpinionGroup, group).option_id)
    return db.get_one(Ballot, option.ballot_id)


def move(sorting: Sorting, idea: int, to: IdeaState) -> None:
    host = sorting.world.actor("facilitator")
    sorting.world.write(ideas.moderate, host, idea, to, reason=HideReason.PERSONAL)


def behind(sorting: Sorting, ballot: int) -> dict[str, str]:
    """option → the name of the group it was."""
    groups = sorting.world.read(queries.behind_options, sorting.meeting_id)
    there = sorting.world.read(papers.options, ballot)
    return {one.text: groups[one.id].name for one in there if one.id in groups}


def test_an_opening_taken_back_leaves_the_groups_behind_their_options(sorting: Sorting) -> None:
    group, before = opened(sorting)
    Evening.undo(sorting)
    again = sorting.world.read(lambda db: _of(db, group)).id or 0
    assert again != before
    assert behind(sorting, again) == {"쉬는 자리": "쉬는 자리", "빛": "빛"}
    assert broken(sorting.world.read(ledger.chain, sorting.meeting_id)) == ""
    assert sorting.told("groups.offered")[-1]["option"] != sorting.told("groups.offered")[0]["option"]
    sorting.world.write(actions.take_off, sorting.world.actor("officer"), group)
    assert behind(sorting, again) == {"빛": "빛"}


def test_a_vote_asked_again_has_the_groups_of_the_annulled_one(sorting: Sorting) -> None:
    group, before = opened(sorting)
    world, items = sorting.world, len(sorting.world.read(meetings.items, sorting.meeting_id))
    world.write(ballots.propose_annulment, world.actor("facilitator"), before, reason="잘못 열었습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), before)
    world.write(actions.ask_again, world.actor("officer"), before)
    assert len(world.read(meetings.items, sorting.meeting_id)) == items + 1
    again = world.read(lambda db: _of(db, group)).id or 0
    assert again != before
    assert behind(sorting, again) == {"쉬는 자리": "쉬는 자리", "빛": "빛"}


def test_a_group_of_a_void_vote_is_free_to_be_changed_and_asked_about_again(sorting: Sorting) -> None:
    alone = sorting.says("작은 화장실", by=3)
    group, before = opened(sorting)
    world = sorting.world
    world.write(ballots.propose_annulment, world.actor("facilitator"), before, reason="잘못 열었습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), before)
    assert sorting.group(group).may_leave
    for _ in range(2):  # twice is once
        world.write(actions.take_off, world.actor("officer"), group)
    assert sorting.group(group).option_id is None
    sorting.words(group, name="쉬는 골목")
    assert [one.text for one in world.read(papers.options, before)] == ["쉬는 자리", "빛"], "the record stays"
    (told,) = sorting.told("groups.released")
    assert set(told) == {"group", "option", "who"}
    assert (told["group"], told["who"]) == (group, "협치추진단")
    with pytest.raises(Conflict, match="아직 열지 않은 투표가 없습니다"):
        sorting.offer(group)
    with pytest.raises(Conflict, match="정해져 있습니다"):  # neither the first nor the last opinion takes it
        world.write(actions.offer_alone, world.actor("facilitator"), alone)
    world.write(actions.ask_again, world.actor("officer"), before)
    with pytest.raises(Conflict, match="이미 따로 투표 보기"):  # its old words stand there as they were asked
        sorting.offer(group)
    item = next(
        one
        for one in world.read(meetings.items, sorting.meeting_id)
        if one.position == sorting.on().position + 1
    )
    paper = world.read(papers.of_item, item.id or 0)
    assert paper is not None
    old = world.read(papers.options, paper.id or 0)[0]
    world.write(ballots.remove_option, world.actor("facilitator"), old.id or 0)
    sorting.offer(group)
    world.write(actions.offer_alone, world.actor("facilitator"), alone)
    again = world.read(lambda db: _of(db, group))
    assert again.id != before
    assert "작은 화장실" in [one.text for one in world.read(papers.options, again.id or 0)]


def test_a_group_is_not_called_by_the_words_of_a_hidden_opinion(sorting: Sorting) -> None:
    named, other = sorting.says("삼청동 김순이가 시끄럽습니다"), sorting.says("밤에는 조용히", by=2)
    group = sorting.put(named, other)
    move(sorting, named, IdeaState.HIDDEN)
    assert sorting.group(group).name == "밤에는 조용히"
    sorting.offer(group)
    assert behind(sorting, sorting.world.read(lambda db: _of(db, group)).id or 0) == {
        "밤에는 조용히": "밤에는 조용히"
    }
    move(sorting, other, IdeaState.HIDDEN)
    assert sorting.group(group).name == queries.NAMELESS
    move(sorting, named, IdeaState.SHOWN)
    assert sorting.group(group).name == "삼청동 김순이가 시끄럽습니다", (
        "a hiding that is taken back changes nothing"
    )
