"""By-laws of merging: nothing is lost, nobody is counted twice, and taking it back makes everything as it was."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session, col, select

from app.core import ids
from app.core.engines import make_engine
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.live.ballots import actions as ballots
from app.live.ballots import queries as ballot_queries
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState
from app.live.comments import actions as comments
from app.live.comments import queries as threads
from app.live.comments.models import Comment
from app.live.groups import actions as groups
from app.live.groups import queries as group_queries
from app.live.ideas import actions as ideas
from app.live.ideas import queries as idea_queries
from app.live.ideas.models import Idea, IdeaMerge, IdeaSupport
from app.live.ideas.queries import Card
from app.live.ideas.rules import IdeaState
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind
from app.live.merges import actions, queries
from app.live.merges.rules import MOST
from app.live.selections import actions as selections
from app.live.stage import actions as stage
from app.live.talks import queries as talks
from tests.live.evening import Evening, prepare

BENCH, SEAT, LAMP = "골목에 긴 의자를 놓아 주세요", "긴 의자가 있으면 좋겠어요", "가로등을 더 밝게 해 주세요"


@pytest.fixture
def collecting(evening: Evening) -> Evening:
    evening.until(ItemKind.IDEAS)
    return evening


def like(evening: Evening, idea: int, *people: int) -> None:
    for number in people:
        evening.world.write(ideas.support, evening.guest(number), evening.number, idea)


def say(evening: Evening, idea: int, text: str, *, by: int = 5, parent: int | None = None) -> int:
    said = evening.world.write(
        comments.comment,
        evening.guest(by),
        evening.number,
        idea,
        text=text,
        nickname="",
        key=ids.token(),
        parent_id=parent,
    )
    return said.id or 0


def merge(evening: Evening, into: int, *others: int, who: str = "facilitator") -> int:
    return evening.world.write(actions.merge, evening.world.actor(who), into, others)


def last(evening: Evening) -> int:
    return evening.world.read(queries.standing, evening.meeting_id)[0].id or 0


def undo(evening: Evening, merge_id: int = 0, who: str = "facilitator") -> int:
    return evening.world.write(actions.undo, evening.world.actor(who), merge_id or last(evening))


def card(evening: Evening, idea: int) -> Card:
    found = evening.world.read(idea_queries.one, idea)
    assert found is not None
    return found


def remarks(evening: Evening, idea: int) -> list[str]:
    return [one.text for one in evening.world.read(threads.thread, idea)]


def everything(evening: Evening) -> Mapping[str, object]:
    """What a merge touches, but for when a host last looked."""

    def look(db: Session) -> Mapping[str, object]:
        rows = db.exec(select(Idea).order_by(col(Idea.id))).all()
        return {
            "ideas": [row.model_dump(exclude={"moderated_at"}) for row in rows],
            "supports": sorted(
                (row.idea_id, row.participant_id) for row in db.exec(select(IdeaSupport)).all()
            ),
            "comments": sorted((row.id or 0, row.idea_id) for row in db.exec(select(Comment)).all()),
        }

    return evening.world.read(look)


def test_words_names_and_talk_are_kept_and_people_counted_once(collecting: Evening) -> None:
    bench, seat, lamp = (collecting.idea(text, by=n) for n, text in enumerate((BENCH, SEAT, LAMP), 1))
    like(collecting, bench, 1, 2)
    like(collecting, seat, 2, 3)
    like(collecting, lamp, 3)
    say(collecting, seat, "저도 앉고 싶어요")
    assert merge(collecting, bench, seat, lamp) == 2
    now = card(collecting, bench)
    assert now.supports == 3, "persons 1, 2 and 3, each once"
    assert [one.text for one in now.originals] == [SEAT, LAMP]
    assert remarks(collecting, bench) == ["저도 앉고 싶어요"]
    assert [
        one.id
        for one in collecting.world.read(idea_queries.cards, collecting.meeting_id, state=IdeaState.SHOWN)
    ] == [bench]
    away = card(collecting, seat)
    assert (away.state, away.into, away.into_text) == (IdeaState.MERGED, bench, BENCH)
    (mine,) = collecting.world.read(talks.my_ideas, collecting.guest(2), collecting.number)
    assert (mine.into, mine.into_text) == (bench, BENCH), "its author is told where it went"


def test_taking_it_back_makes_everything_as_it_was(collecting: Evening) -> None:
    bench, seat, lamp = (collecting.idea(text) for text in (BENCH, SEAT, LAMP))
    like(collecting, bench, 1)
    like(collecting, seat, 1, 2)
    remark = say(collecting, seat, "좋아요")
    say(collecting, seat, "저도요", parent=remark)
    before = everything(collecting)
    merge(collecting, bench, seat, lamp)
    assert everything(collecting) != before
    assert undo(collecting) == bench
    assert everything(collecting) == before
    undo(collecting, 1)  # twice is once
    assert everything(collecting) == before
    for kind in ("idea.merged", "idea.unmerged"):
        (entry,) = collecting.world.read(ledger.entries, collecting.meeting_id, kind)
        assert entry["data"] == {"into": bench, "ideas": sorted((seat, lamp)), "who": "진행자"}


def test_what_comes_meanwhile_stays_where_it_was_said(collecting: Evening) -> None:
    bench, seat = collecting.idea(BENCH), collecting.idea(SEAT)
    old = say(collecting, seat, "앉을 곳이 없어요")
    merge(collecting, bench, seat)
    say(collecting, seat, "옛 화면에서 보낸 말")  # a phone that has not seen the merge
    say(collecting, bench, "맞아요", parent=old)
    like(collecting, seat, 4)
    assert remarks(collecting, bench) == ["앉을 곳이 없어요", "옛 화면에서 보낸 말"]
    assert card(collecting, bench).supports == 1
    undo(collecting)
    assert remarks(collecting, bench) == ["옛 화면에서 보낸 말"]
    (thread,) = collecting.world.read(threads.thread, seat)
    assert [one.text for one in thread.answers] == ["맞아요"], "an answer stays with what it answers"
    assert (card(collecting, bench).supports, card(collecting, seat).supports) == (1, 0)


def test_whoever_takes_the_support_back_takes_it_from_all_of_it(collecting: Evening) -> None:
    bench, seat = collecting.idea(BENCH), collecting.idea(SEAT)
    like(collecting, seat, 1, 2)
    merge(collecting, bench, seat)
    collecting.world.write(ideas.withdraw_support, collecting.guest(1), collecting.number, bench)
    assert card(collecting, bench).supports == 1
    undo(collecting)
    assert (card(collecting, bench).supports, card(collecting, seat).supports) == (0, 1)


def test_merges_of_merges_come_apart_in_their_order(collecting: Evening) -> None:
    bench, seat, lamp = (collecting.idea(text) for text in (BENCH, SEAT, LAMP))
    like(collecting, lamp, 1)
    say(collecting, lamp, "어두워요")
    start = everything(collecting)
    merge(collecting, seat, lamp)
    first, between = last(collecting), everything(collecting)
    merge(collecting, bench, seat)
    assert {one.id for one in card(collecting, bench).originals} == {seat, lamp}
    assert card(collecting, bench).supports == 1
    assert remarks(collecting, bench) == ["어두워요"]
    with pytest.raises(Conflict, match="나중에 합친 것"):
        undo(collecting, first)
    undo(collecting)
    assert everything(collecting) == between
    undo(collecting, first)
    assert everything(collecting) == start


def test_whoever_came_with_two_of_them_stays_counted_when_one_leaves(collecting: Evening) -> None:
    bench, seat, lamp = (collecting.idea(text) for text in (BENCH, SEAT, LAMP))
    like(collecting, seat, 1)
    like(collecting, lamp, 1)
    merge(collecting, bench, seat)
    first = last(collecting)
    merge(collecting, bench, lamp)
    undo(collecting, first)
    assert card(collecting, bench).supports == 1, "with the lamp, which is still there"
    undo(collecting)
    assert card(collecting, bench).supports == 0


def test_two_hosts_at_once(collecting: Evening) -> None:
    bench, seat, lamp = (collecting.idea(text) for text in (BENCH, SEAT, LAMP))
    with ThreadPoolExecutor(2) as hosts:
        both = [hosts.submit(merge, collecting, bench, seat, who=who) for who in ("facilitator", "officer")]
        assert sorted(one.result() for one in both) == [0, 1], "the same press twice is once"
    with pytest.raises(Conflict, match="다른 생각에 합쳐졌습니다"):
        merge(collecting, lamp, seat)
    with pytest.raises(Conflict, match="다른 생각에 합쳐졌습니다"):
        merge(collecting, seat, lamp, who="officer")
    assert len(collecting.world.read(queries.standing, collecting.meeting_id)) == 1


def test_what_is_an_option_is_not_merged_away_but_others_go_into_it(collecting: Evening) -> None:
    bench, seat = collecting.idea(BENCH), collecting.idea(SEAT)
    host = collecting.world.actor("facilitator")
    option = collecting.world.write(ballots.offer_idea, host, seat)
    with pytest.raises(Conflict, match="이미 투표 보기"):
        merge(collecting, bench, seat)
    assert merge(collecting, seat, bench) == 1
    undo(collecting)
    collecting.world.write(ballots.remove_option, host, option.id or 0)
    key, seen = ids.token(), [groups.Seen(seat, 0)]
    group = collecting.world.write(groups.move, host, collecting.meeting_id, seen, groups.NEW, key=key)
    collecting.world.write(groups.offer, host, group, 1, 1)
    with pytest.raises(Conflict, match="이미 투표 보기"):
        merge(collecting, bench, seat)


def test_what_cannot_be_merged_is_said_and_nothing_changes(collecting: Evening) -> None:
    bench, seat = collecting.idea(BENCH), collecting.idea(SEAT)
    waiting, large = collecting.idea("아직 안 본 생각", shown=False), collecting.idea(LAMP)
    host = collecting.world.actor("facilitator")
    collecting.world.write(ideas.put_on_wall, host, large)
    elsewhere = prepare(collecting.world)
    elsewhere.until(ItemKind.IDEAS)
    before = everything(collecting)
    for others, refusal, words in (
        ((waiting,), Conflict, "올린 생각이 아니어서"),
        ((seat, waiting), Conflict, "올린 생각이 아니어서"),
        ((large,), Conflict, "스크린에 있습니다"),
        ((bench,), Invalid, "골라 주세요"),
        ((), Invalid, "골라 주세요"),
        (range(1000, 1001 + MOST), Invalid, "골라 주세요"),
        ((9999,), NotFound, "이 회의에 없습니다"),
    ):
        with pytest.raises(refusal, match=words):
            merge(collecting, bench, *others)
    strange = elsewhere.idea("다른 회의의 생각")
    with pytest.raises(NotFound):
        merge(collecting, bench, strange)
    with pytest.raises(Forbidden):
        merge(collecting, bench, seat, who="chair")
    collecting.world.write(ideas.moderate, host, waiting, IdeaState.HIDDEN)
    with pytest.raises(Conflict):
        merge(collecting, waiting, seat)
    assert everything(collecting)["supports"] == before["supports"]
    assert collecting.world.read(lambda db: db.exec(select(IdeaMerge)).all()) == []
    merge(collecting, bench, seat)
    collecting.world.write(stage.end_early, host, collecting.meeting_id, collecting.meeting.turn)
    with pytest.raises(Conflict, match="이미 마친"):
        undo(collecting)


def test_a_merged_idea_moves_only_by_taking_the_merge_back(collecting: Evening) -> None:
    bench, seat = collecting.idea(BENCH), collecting.idea(SEAT)
    merge(collecting, bench, seat)
    host = collecting.world.actor("facilitator")
    for wanted in (IdeaState.SHOWN, IdeaState.HIDDEN, IdeaState.PARKED):
        with pytest.raises(Conflict, match="이미"):
            collecting.world.write(ideas.moderate, host, seat, wanted)
    with pytest.raises(Conflict, match="합친"):
        collecting.world.write(ideas.put_on_wall, host, seat)
    collecting.world.write(ideas.moderate, host, bench, IdeaState.HIDDEN)
    assert card(collecting, seat).into_text == "", "hidden words are not told by another way"
    with pytest.raises(NotFound):
        like(collecting, seat, 3)
    undo(collecting)
    assert card(collecting, seat).state is IdeaState.SHOWN


def test_a_group_of_merged_opinions_names_all_who_said_them(collecting: Evening) -> None:
    bench, seat = collecting.idea(BENCH), collecting.idea(SEAT)
    host, key = collecting.world.actor("facilitator"), ids.token()
    seen = [groups.Seen(bench, 0), groups.Seen(seat, 0)]
    number = collecting.world.write(groups.move, host, collecting.meeting_id, seen, groups.NEW, key=key)
    merge(collecting, bench, seat)
    (group,) = collecting.world.read(group_queries.bundles, collecting.meeting_id)
    assert (group.id, group.size, group.authors.nameless) == (number, 1, 2)
    undo(collecting)
    assert collecting.world.read(group_queries.bundles, collecting.meeting_id)[0].size == 2


def test_the_desk_offers_what_is_similar_first(collecting: Evening) -> None:
    bench, lamp, seat = collecting.idea(BENCH), collecting.idea(LAMP), collecting.idea(SEAT)
    collecting.idea("아직 안 본 긴 의자", shown=False)
    idea = collecting.world.read(lambda db: db.get_one(Idea, bench))
    desk = collecting.world.read(queries.desk, idea)
    assert desk is not None
    assert [one.id for one in desk.near] == [seat]
    assert [one.id for one in desk.others] == [lamp]


def behind(evening: Evening) -> list[set[int]]:
    bundles = evening.world.read(group_queries.bundles, evening.meeting_id)
    return [{card.id for card in one.cards} for one in bundles if one.option_id is not None]


def test_taking_a_merge_back_puts_nothing_behind_an_option(collecting: Evening) -> None:
    """The option leads back to exactly what its group was when it was offered, as the ledger has it."""
    bench, seat, lamp = (collecting.idea(text) for text in (BENCH, SEAT, LAMP))
    host, seen = collecting.world.actor("facilitator"), [groups.Seen(seat, 0), groups.Seen(lamp, 0)]
    group = collecting.world.write(
        groups.move, host, collecting.meeting_id, seen, groups.NEW, name="밝은 쉼터", key=ids.token()
    )
    merge(collecting, bench, seat)
    collecting.world.write(groups.offer, host, group, 1, 1)
    undo(collecting)
    assert behind(collecting) == [{lamp}]
    assert card(collecting, seat).state is IdeaState.SHOWN, "on its own again, in no group"


def test_nor_when_a_void_vote_is_asked_again(collecting: Evening) -> None:
    bench, seat, lamp = (collecting.idea(text) for text in (BENCH, SEAT, LAMP))
    other = collecting.idea("쉬어 갈 자리를 더 만들어 주세요")
    world, host = collecting.world, collecting.world.actor("facilitator")
    seen = [groups.Seen(seat, 0), groups.Seen(lamp, 0)]
    group = world.write(
        groups.move, host, collecting.meeting_id, seen, groups.NEW, name="밝은 쉼터", key=ids.token()
    )
    world.write(groups.offer, host, group, 1, 2)
    world.write(ballots.offer_idea, host, bench)
    collecting.until(ItemKind.BALLOT)
    collecting.press()
    ballot = collecting.paper().id
    world.write(ballots.propose_annulment, host, ballot, reason="질문이 잘못되었습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), ballot)
    merge(collecting, other, seat)
    world.write(groups.ask_again, host, ballot)
    undo(collecting)
    assert behind(collecting) == [{lamp}]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_takes_support_back_while_two_are_merged_is_counted_nowhere(collecting: Evening) -> None:
    """Two processes, so PostgreSQL alone: the merge has read who stands behind it and is not stored yet."""
    bench, seat = collecting.idea(BENCH), collecting.idea(SEAT)
    like(collecting, seat, 3)
    world = collecting.world
    guest, host = collecting.guest(3), world.actor("facilitator")
    engine = make_engine(world.database.url)
    with Session(engine) as other, ThreadPoolExecutor(1) as phone:
        actions.merge(other, host, bench, [seat])
        done = phone.submit(world.write, ideas.withdraw_support, guest, collecting.number, seat)
        with pytest.raises(TimeoutError):
            done.result(timeout=1)
        other.commit()
        done.result(timeout=30)
    engine.dispose()
    assert card(collecting, bench).supports == 0


def test_an_option_that_is_asked_again_leads_to_what_its_idea_was_merged_into(collecting: Evening) -> None:
    bench, seat, lamp = (collecting.idea(text, by=by) for by, text in enumerate((BENCH, SEAT, LAMP), 2))
    world, host = collecting.world, collecting.world.actor("facilitator")
    for idea in (seat, lamp):
        world.write(ballots.offer_idea, host, idea)
    collecting.until(ItemKind.BALLOT)
    collecting.press()
    ballot = collecting.paper().id
    world.write(ballots.propose_annulment, host, ballot, reason="질문이 잘못되었습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), ballot)
    merge(collecting, bench, seat)
    world.write(groups.ask_again, host, ballot)
    collecting.press()

    def again() -> Paper:
        papers = world.read(ballot_queries.papers, collecting.meeting_id)
        return next(paper for paper in papers.values() if paper.state is not BallotState.ANNULLED)

    assert [choice.idea_id for choice in again().choices] == [bench, lamp]
    assert again().choices[0].text == SEAT, "its words are those that were asked"
    world.write(ballots.offer_idea, host, bench)
    assert len(again().choices) == 2, "what leads to an idea is not offered again"
    collecting.press()
    world.write(
        ballots.cast_vote,
        collecting.guest(1),
        collecting.number,
        again().id,
        choices=[again().choices[0].id],
        key=ids.token(),
        name="",
    )
    collecting.press()
    collecting.press()
    agenda, _ = world.write(
        selections.select_option, host, again().choices[0].id, title="긴 의자", field_id=None
    )
    assert agenda.origin_text == BENCH
    undo(collecting)
    assert [choice.idea_id for choice in again().choices] == [seat, lamp]
