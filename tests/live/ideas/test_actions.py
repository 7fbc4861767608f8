"""By-laws of ideas: sent once, read first, hidden everywhere, one at a time on the wall."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from sqlmodel import func, select

from app.core import ids
from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded, TooMany
from app.live.ideas import actions as ideas
from app.live.ideas import queries
from app.live.ideas.models import Idea, IdeaSupport
from app.live.ideas.rules import PER_PERSON, IdeaState, may_become
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import ItemKind, Moderation
from app.live.stage import queries as stage
from app.live.stage.rules import Screen
from tests.live.evening import Evening, prepare


@pytest.fixture
def collecting(evening: Evening) -> Evening:
    """The item that collects ideas is on."""
    evening.until(ItemKind.IDEAS)
    return evening


def send(evening: Evening, guest: Guest, text: str, key: str = "", item_id: int = 0) -> Idea:
    return evening.world.write(
        ideas.send_idea,
        guest,
        evening.number,
        item_id or evening.item(ItemKind.IDEAS).id or 0,
        text=text,
        nickname="",
        key=key or ids.token(),
    )


def number_of_ideas(evening: Evening) -> int:
    return evening.world.read(lambda db: db.exec(select(func.count()).select_from(Idea)).one())


def host_moves(evening: Evening, idea: int, to: IdeaState) -> IdeaState:
    return evening.world.write(ideas.moderate, evening.world.actor("facilitator"), idea, to)


def test_an_idea_is_taken_only_while_its_item_is_on(evening: Evening) -> None:
    guest = evening.guest()
    with pytest.raises(Conflict):
        send(evening, guest, "아직 시작 전")
    evening.until(ItemKind.IDEAS)
    assert send(evening, guest, "지금이에요").state is IdeaState.WAITING
    for kind in (ItemKind.BALLOT, ItemKind.RESULT, ItemKind.THANKS, ItemKind.JOIN):
        with pytest.raises(Conflict):
            send(evening, guest, "다른 차례로", item_id=evening.item(kind).id or 0)
    with pytest.raises(NotFound):
        send(evening, guest, "다른 회의로", item_id=prepare(evening.world).item(ItemKind.IDEAS).id or 0)
    evening.until(ItemKind.BALLOT)
    with pytest.raises(Conflict, match="끝났어요"):
        send(evening, guest, "늦었어요")
    assert number_of_ideas(evening) == 1


def test_strangers_send_nothing(collecting: Evening) -> None:
    with pytest.raises(Forbidden):
        send(collecting, collecting.stranger(), "들어오지 않은 사람")
    assert number_of_ideas(collecting) == 0


def test_the_same_key_is_the_same_idea(collecting: Evening) -> None:
    guest, key = collecting.guest(), ids.token()
    first = send(collecting, guest, "한 번만", key)
    assert send(collecting, guest, "한 번만", key).id == first.id
    with ThreadPoolExecutor(8) as crowd:
        again = {one.id for one in crowd.map(lambda _: send(collecting, guest, "한 번만", key), range(16))}
    assert again == {first.id}
    assert send(collecting, collecting.guest(2), "다른 사람", key).id != first.id
    assert number_of_ideas(collecting) == 2


def test_one_person_sends_twenty_at_most(collecting: Evening) -> None:
    for n in range(PER_PERSON):
        send(collecting, collecting.guest(1), f"생각 {n}")
    with pytest.raises(TooMany) as refused:
        send(collecting, collecting.guest(1), "하나 더")
    assert refused.value.places == {"most": PER_PERSON}
    send(collecting, collecting.guest(2), "다른 사람은 괜찮아요")
    assert number_of_ideas(collecting) == PER_PERSON + 1


def test_ideas_are_read_before_the_room_sees_them_unless_it_was_agreed_otherwise(collecting: Evening) -> None:
    def agree(db, moderation: Moderation) -> None:  # type: ignore[no-untyped-def]
        meeting = db.get(Meeting, collecting.meeting_id)
        meeting.moderation = moderation
        db.add(meeting)

    guest = collecting.guest()
    assert send(collecting, guest, "긴 의자").state is IdeaState.WAITING
    collecting.world.write(agree, Moderation.AFTER)
    assert send(collecting, guest, "긴 의자 하나 더").state is IdeaState.SHOWN
    held = send(collecting, guest, "제 번호는 010-1234-5678")
    assert held.state is IdeaState.WAITING, "what stands out is read first in any case"
    assert held.flag


def test_every_move_of_an_idea_follows_the_table(collecting: Evening) -> None:
    def put(db, idea_id: int, state: IdeaState) -> None:  # type: ignore[no-untyped-def]
        idea = db.get(Idea, idea_id)
        idea.state, idea.merged_into = state, other if state is IdeaState.MERGED else None
        db.add(idea)

    other = collecting.idea("남길 생각")
    idea = collecting.idea("움직이는 생각", shown=False)
    for before, wanted in product(IdeaState, IdeaState):
        collecting.world.write(put, idea, before)
        if before is wanted or may_become(before, wanted):
            assert host_moves(collecting, idea, wanted) is before
        else:
            with pytest.raises(Conflict):
                host_moves(collecting, idea, wanted)
        card = collecting.world.read(queries.one, idea)
        assert card is not None
        assert card.state is (wanted if before is wanted or may_become(before, wanted) else before)


@pytest.mark.parametrize("shown", [True, False])
def test_undoing_the_hiding_puts_an_idea_back_where_it_was(collecting: Evening, shown: bool) -> None:
    idea = collecting.idea("숨겼다 되돌릴 생각", shown=shown)
    host_moves(collecting, idea, IdeaState.HIDDEN)
    host_moves(collecting, idea, IdeaState.SHOWN)
    card = collecting.world.read(queries.one, idea)
    assert card is not None
    assert card.state is (IdeaState.SHOWN if shown else IdeaState.WAITING), (
        "what nobody had read is still to be read"
    )


def test_only_hosts_moderate(collecting: Evening) -> None:
    world = collecting.world
    idea = collecting.idea("읽을 생각", shown=False)
    for deed in (
        lambda db, who: ideas.moderate(db, who, idea, IdeaState.SHOWN),
        lambda db, who: ideas.put_on_wall(db, who, idea),
    ):
        with pytest.raises(SignInNeeded):
            world.write(deed, world.visitor())
        for name in ("chair", "member", "reviewer", "co_chair", "admin"):
            with pytest.raises(Forbidden):
                world.write(deed, world.actor(name))
    card = world.read(queries.one, idea)
    assert card is not None
    assert card.state is IdeaState.WAITING
    with pytest.raises(NotFound):
        host_moves(collecting, 10**6, IdeaState.SHOWN)


def test_one_idea_at_a_time_is_large_on_the_wall(collecting: Evening) -> None:
    world, host = collecting.world, collecting.world.actor("facilitator")
    made = [collecting.idea(f"생각 {n}") for n in range(3)]
    for idea in [*made, made[0]]:
        world.write(ideas.put_on_wall, host, idea)
        shown = [card.id for card in world.read(queries.cards, collecting.meeting_id) if card.on_wall]
        assert shown == [idea]
    world.write(ideas.take_off_wall, host, collecting.meeting_id)
    assert world.read(queries.on_wall, collecting.meeting_id) is None


def test_putting_a_new_idea_on_the_wall_shows_it_to_the_room(collecting: Evening) -> None:
    idea = collecting.idea("바로 크게", shown=False)
    collecting.world.write(ideas.put_on_wall, collecting.world.actor("facilitator"), idea)
    card = collecting.world.read(queries.one, idea)
    assert card is not None
    assert (card.state, card.on_wall) == (IdeaState.SHOWN, True)


def test_hiding_takes_an_idea_off_every_screen_and_can_be_undone(collecting: Evening) -> None:
    world = collecting.world
    idea = collecting.idea("숨길 생각")
    world.write(ideas.support, collecting.guest(3), collecting.number, idea)
    world.write(ideas.put_on_wall, world.actor("facilitator"), idea)
    host_moves(collecting, idea, IdeaState.HIDDEN)
    for screen in Screen:
        room = world.read(stage.room_by_id, collecting.meeting_id, screen)
        assert room.wall_idea is None
        assert room.top_ideas == ()
        assert world.read(stage.thoughts_on_phones, room) == ([], {})
    with pytest.raises(Conflict):
        world.write(ideas.put_on_wall, world.actor("facilitator"), idea)
    with pytest.raises(NotFound):
        world.write(ideas.support, collecting.guest(4), collecting.number, idea)
    host_moves(collecting, idea, IdeaState.SHOWN)
    back = world.read(queries.one, idea)
    assert back is not None
    assert (back.text, back.supports, back.on_wall) == ("숨길 생각", 1, False)


def test_support_counts_once_and_can_be_taken_back(collecting: Evening) -> None:
    world, idea = collecting.world, collecting.idea("공감할 생각")

    def count() -> int:
        return world.read(lambda db: db.exec(select(func.count()).select_from(IdeaSupport)).one())

    for _ in range(3):
        world.write(ideas.support, collecting.guest(1), collecting.number, idea)
        world.write(ideas.support, collecting.guest(2), collecting.number, idea)
    assert count() == 2
    for _ in range(2):
        world.write(ideas.withdraw_support, collecting.guest(1), collecting.number, idea)
    assert count() == 1
    with pytest.raises(Forbidden):
        world.write(ideas.support, collecting.stranger(), collecting.number, idea)
    other = prepare(world)
    other.until(ItemKind.IDEAS)
    with pytest.raises(NotFound):
        world.write(ideas.support, other.guest(1), other.number, idea)
    assert count() == 1


def test_undoing_a_hiding_never_publishes_what_nobody_approved(collecting: Evening) -> None:
    idea = collecting.idea("읽지 않은 생각", shown=False)
    host_moves(collecting, idea, IdeaState.HIDDEN)
    host_moves(collecting, idea, IdeaState.SHOWN)
    card = collecting.world.read(queries.one, idea)
    assert card is not None
    assert card.state is IdeaState.WAITING
    approved = collecting.idea("올렸던 생각")
    host_moves(collecting, approved, IdeaState.HIDDEN)
    host_moves(collecting, approved, IdeaState.SHOWN)
    card = collecting.world.read(queries.one, approved)
    assert card is not None
    assert card.state is IdeaState.SHOWN
