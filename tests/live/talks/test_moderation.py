"""By-laws of looking after words: three ways, reasons of hiding, flagged words, and what an author may change."""

import pytest

from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded
from app.live.comments import actions as comments
from app.live.comments import queries as comment_queries
from app.live.comments.rules import CommentSide, CommentState, Order
from app.live.ideas import actions as ideas
from app.live.ideas import queries as idea_queries
from app.live.ideas.rules import HideReason, IdeaState
from app.live.meetings import actions as meetings
from app.live.meetings.rules import ItemKind, Moderation
from app.live.stage import queries as stage
from app.live.wording.rules import Flag
from tests.live.evening import Evening, prepare
from tests.live.talks.talker import Talker

SWEAR = "이런 시 발 골목"
BEFORE, AFTER, OFF = Moderation.BEFORE, Moderation.AFTER, Moderation.OFF


@pytest.fixture
def talker(evening: Evening) -> Talker:
    return Talker(evening).begin()


# -- three ways ------------------------------------------------------------------------------------------------------


def test_ideas_wait_are_shown_or_are_not_taken(talker: Talker) -> None:
    assert talker.send("먼저 살필 생각").state is IdeaState.WAITING
    talker.ways(ideas=AFTER)
    assert talker.send("바로 보일 생각").state is IdeaState.SHOWN
    talker.ways(ideas=OFF)
    with pytest.raises(Conflict, match="받지 않아요"):
        talker.send("받지 않을 생각")
    talker.ways(ideas=BEFORE)
    assert talker.send("다시 살필 생각").state is IdeaState.WAITING
    assert [one["ideas"] for one in talker.told("moderation.set")] == ["after", "off", "before"]
    assert talker.told("moderation.set")[-1] == {"ideas": "before", "comments": "after", "who": "진행자"}


def test_comments_have_a_way_of_their_own(talker: Talker) -> None:
    idea = talker.evening.idea("이야기할 생각")
    assert talker.say(idea, "바로 보여요").state is CommentState.SHOWN
    talker.ways(comments=BEFORE)
    waits = talker.say(idea, "기다려요")
    assert waits.state is CommentState.WAITING
    assert talker.thread(idea) == ["바로 보여요"]
    assert talker.thread(idea, for_staff=True) == ["바로 보여요", "기다려요"]
    assert talker.evening.world.read(comment_queries.counts, [idea]) == {idea: 1}
    with pytest.raises(NotFound):
        talker.say(idea, "안 보이는 것에 답", to=waits.id)
    talker.move(waits.id, CommentState.SHOWN)
    assert talker.thread(idea) == ["바로 보여요", "기다려요"]
    talker.ways(comments=OFF)
    with pytest.raises(Conflict, match="받지 않아요"):
        talker.say(idea, "받지 않아요")
    assert talker.send("생각은 따로").state is IdeaState.WAITING


def test_what_waits_goes_on_waiting_and_the_same_press_is_one_entry(talker: Talker) -> None:
    waits = talker.send("기다리는 생각").id
    talker.ways(ideas=AFTER)
    talker.ways(ideas=AFTER)
    assert talker.card(waits).state is IdeaState.WAITING
    assert len(talker.told("moderation.set")) == 1


def test_only_hosts_decide_when_words_are_shown(talker: Talker) -> None:
    world, meeting = talker.evening.world, talker.evening.meeting_id
    with pytest.raises(SignInNeeded):
        world.write(meetings.moderate_by, world.visitor(), meeting, ideas=AFTER)
    with pytest.raises(Forbidden):
        world.write(meetings.moderate_by, world.actor("chair"), meeting, ideas=AFTER)
    assert talker.evening.meeting.moderation is BEFORE


# -- hidden with a reason ---------------------------------------------------------------------------------------------


def test_the_room_is_told_how_many_and_why_and_the_author_the_rest(talker: Talker) -> None:
    world, meeting = talker.evening.world, talker.evening.meeting_id
    made = [talker.evening.idea(f"생각 {n}") for n in range(4)]
    for idea, reason in zip(made, (HideReason.PERSONAL, HideReason.ABUSE, HideReason.PERSONAL), strict=False):
        talker.hide(idea, reason, "우리만 아는 말")
    item = talker.evening.item(ItemKind.IDEAS).id
    assert world.read(idea_queries.hidden, meeting, item) == {HideReason.ABUSE: 1, HideReason.PERSONAL: 2}
    assert (talker.card(made[0]).hide_reason, talker.card(made[0]).hide_note) == (
        HideReason.PERSONAL,
        "우리만 아는 말",
    )
    told = talker.told("idea.moderated")
    assert [one["why"] for one in told if one["to"] == "hidden"] == ["personal", "abuse", "personal"]
    assert "우리만 아는 말" not in str(told)
    talker.show(made[0])
    assert world.read(idea_queries.hidden, meeting) == {HideReason.ABUSE: 1, HideReason.PERSONAL: 1}
    assert (talker.card(made[0]).hide_reason, talker.card(made[0]).hide_note) == (None, "")


def test_a_hidden_comment_has_a_reason_and_comes_back_where_it_was(talker: Talker) -> None:
    idea = talker.evening.idea("이야기할 생각")
    shown = talker.say(idea, "보이던 말").id
    talker.ways(comments=BEFORE)
    waits = talker.say(idea, "기다리던 말", by=2).id
    for one in (shown, waits):
        talker.move(one, CommentState.HIDDEN, reason=HideReason.ABUSE, note="조금만 더 곱게")
    world = talker.evening.world
    assert world.read(comment_queries.hidden, idea) == {HideReason.ABUSE: 2}
    place = world.read(comment_queries.thread, idea)[0]
    assert (place.text, place.author, place.hide_note, place.hide_reason) == ("", "", "", HideReason.ABUSE)
    for one in (shown, waits):
        talker.move(one, CommentState.SHOWN)
    states = {one.id: one.state for one in world.read(comment_queries.thread, idea, for_staff=True)}
    assert states == {shown: CommentState.SHOWN, waits: CommentState.WAITING}, "nobody has read the second"
    assert world.read(comment_queries.hidden, idea) == {}


# -- flagged words ----------------------------------------------------------------------------------------------------


def test_a_swear_word_waits_with_its_reason_whatever_the_way(talker: Talker) -> None:
    talker.ways(ideas=AFTER)
    held = talker.send(SWEAR)
    assert (held.state, held.flag) == (IdeaState.WAITING, Flag.ABUSE.label)
    idea = talker.evening.idea("이야기할 생각", by=2)
    said = talker.say(idea, SWEAR)
    assert (said.state, said.flag) == (CommentState.WAITING, Flag.ABUSE.label)
    assert [
        one.id for one in talker.evening.world.read(comment_queries.waiting, talker.evening.meeting_id)
    ] == [said.id]


def test_the_author_may_change_what_waits(talker: Talker) -> None:
    world, guest, number = talker.evening.world, talker.evening.guest(1), talker.evening.number
    talker.ways(ideas=AFTER)
    held = talker.send(SWEAR)
    better = world.write(ideas.revise, guest, number, held.id or 0, text="이런 골목", edits=0)
    assert (better.state, better.flag, better.text) == (IdeaState.SHOWN, "", "이런 골목")
    again = world.write(ideas.revise, guest, number, held.id or 0, text="이런 골목", edits=0)
    assert again.edits == 1, "sent twice is once"
    with pytest.raises(Conflict, match="이미 살펴서"):
        world.write(ideas.revise, guest, number, held.id or 0, text="또 다른 말", edits=1)
    talker.ways(ideas=BEFORE)
    waits = talker.send("기다리는 말")
    changed = world.write(ideas.revise, guest, number, waits.id or 0, text="기다리는 다른 말", edits=0)
    assert changed.state is IdeaState.WAITING
    with pytest.raises(Conflict, match="다른 화면"):
        world.write(ideas.revise, guest, number, waits.id or 0, text="옛 화면에서", edits=0)
    with pytest.raises(NotFound):
        world.write(ideas.revise, talker.evening.guest(2), number, waits.id or 0, text="남의 글", edits=1)
    other = prepare(world)
    other.until(ItemKind.IDEAS)
    with pytest.raises(NotFound):
        world.write(ideas.revise, other.guest(1), other.number, waits.id or 0, text="다른 회의", edits=1)


def test_the_author_may_change_a_comment_that_waits(talker: Talker) -> None:
    world, guest, number = talker.evening.world, talker.evening.guest(1), talker.evening.number
    idea = talker.evening.idea("이야기할 생각", by=2)
    said = talker.say(idea, SWEAR)
    assert [one.id for one in world.read(comment_queries.mine, said.participant_id or 0, idea)] == [said.id]
    better = world.write(comments.revise, guest, number, said.id or 0, text="곱게 쓴 말", edits=0)
    assert (better.state, better.flag) == (CommentState.SHOWN, "")
    assert talker.thread(idea) == ["곱게 쓴 말"]
    assert world.read(comment_queries.mine, said.participant_id or 0, idea) == []
    with pytest.raises(Conflict):
        world.write(comments.revise, guest, number, said.id or 0, text="또", edits=1)
    with pytest.raises(NotFound):
        world.write(comments.revise, talker.evening.guest(2), number, said.id or 0, text="남의 글", edits=1)


def test_nobody_shows_words_they_have_not_read(talker: Talker) -> None:
    world, guest, number = talker.evening.world, talker.evening.guest(1), talker.evening.number
    waits = talker.send("읽은 말").id or 0
    world.write(ideas.revise, guest, number, waits, text="그사이 바꾼 말", edits=0)
    with pytest.raises(Conflict, match="방금 고쳤습니다"):
        talker.show(waits, edits=0)
    with pytest.raises(Conflict, match="방금 고쳤습니다"):
        world.write(ideas.put_on_wall, world.actor("facilitator"), waits, edits=0)
    talker.show(waits, edits=1)
    assert talker.card(waits).state is IdeaState.SHOWN
    talker.ways(comments=BEFORE)
    said = talker.say(waits, "읽은 이야기").id
    world.write(comments.revise, guest, number, said or 0, text="바꾼 이야기", edits=0)
    with pytest.raises(Conflict, match="방금 고쳤습니다"):
        talker.move(said, CommentState.SHOWN, edits=0)


# -- orders ------------------------------------------------------------------------------------------------------------


def test_a_comment_may_take_a_side_and_the_sides_take_turns(talker: Talker) -> None:
    idea = talker.evening.idea("이야기할 생각")
    world, number = talker.evening.world, talker.evening.number
    for text, side in (
        ("찬1", "for"),
        ("찬2", "for"),
        ("반1", "against"),
        ("그냥", "none"),
        ("반2", "against"),
    ):
        talker.say(idea, text, side=CommentSide(side))
    liked = world.read(comment_queries.thread, idea)[0].id
    world.write(comments.support, talker.evening.guest(5), number, liked)
    assert talker.thread(idea, order=Order.NEWEST) == ["반2", "그냥", "반1", "찬2", "찬1"]
    assert talker.thread(idea, order=Order.MOST) == ["찬1", "반2", "그냥", "반1", "찬2"]
    assert talker.thread(idea, order=Order.SIDES) == ["찬1", "반2", "찬2", "반1", "그냥"]
    assert world.read(comment_queries.sides, idea) == {
        CommentSide.NONE: 1,
        CommentSide.FOR: 2,
        CommentSide.AGAINST: 2,
    }


def test_phones_get_the_newest_and_the_most_supported(
    talker: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idea_queries, "SHOWN_ON_PHONES", 2)
    monkeypatch.setattr(idea_queries, "MOST_ON_PHONES", 1)
    talker.ways(ideas=AFTER)
    made = [talker.send(f"생각 {n}").id or 0 for n in range(5)]
    world = talker.evening.world
    world.write(ideas.support, talker.evening.guest(3), talker.evening.number, made[1])
    found, _ = world.read(stage.thoughts_on_phones, world.read(stage.room_by_id, talker.evening.meeting_id))
    assert [card.id for card in found] == [made[4], made[3], made[1]]


# -- the parking lot -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", [True, False])
def test_what_is_off_topic_is_parked_and_taken_back_where_it_was(talker: Talker, shown: bool) -> None:
    world, host = talker.evening.world, talker.evening.world.actor("facilitator")
    idea = talker.evening.idea("다른 동네 이야기", shown=shown)
    for _ in range(2):
        world.write(ideas.moderate, host, idea, IdeaState.PARKED)
    assert talker.card(idea).state is IdeaState.PARKED
    assert [one["to"] for one in talker.told("idea.moderated")][-1] == "parked"
    lot = world.read(idea_queries.parked, talker.evening.meeting_id)
    assert ([one.id for one in lot.public], lot.others) == (([idea], 0) if shown else ([], 1))
    assert world.read(idea_queries.hidden, talker.evening.meeting_id) == {}
    for deed in (
        lambda db: ideas.put_on_wall(db, host, idea),
        lambda db: ideas.moderate(db, host, idea, IdeaState.HIDDEN),
    ):
        with pytest.raises(Conflict):
            world.write(deed)
    with pytest.raises(NotFound):
        world.write(ideas.support, talker.evening.guest(3), talker.evening.number, idea)
    talker.show(idea)
    assert talker.card(idea).state is (IdeaState.SHOWN if shown else IdeaState.WAITING)


def test_a_name_is_looked_at_like_the_words_under_it(talker: Talker) -> None:
    talker.ways(ideas=AFTER, comments=AFTER)
    evening = talker.evening
    sent = talker.send("골목에 의자", name="시 발")
    assert (sent.state, sent.flag) == (IdeaState.WAITING, Flag.ABUSE.label)
    said = talker.say(talker.send("골목에 나무").id or 0, "좋아요", name="병신")
    assert (said.state, said.flag) == (CommentState.WAITING, Flag.ABUSE.label)
    own = evening.guest(1), evening.number
    again = evening.world.write(ideas.revise, *own, sent.id or 0, text="골목에 긴 의자", edits=0)
    assert again.state is IdeaState.WAITING, "other words leave the name"
    answer = evening.world.write(comments.revise, *own, said.id or 0, text="참 좋아요", edits=0)
    assert answer.state is CommentState.WAITING
