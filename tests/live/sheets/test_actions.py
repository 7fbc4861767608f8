"""By-laws of the run sheet: what a preset brings is there, what is to come can be changed, what was stays."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.forums.rules import ForumKind
from app.live.ballots import actions as ballot_actions
from app.live.ballots import actions as ballots
from app.live.ballots import queries as ballot_queries
from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import BallotState
from app.live.counts.rules import MOST_OPTIONS, Kind, Method, most_for
from app.live.counts.terms import from_data
from app.live.ideas.models import Idea
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken
from app.live.meetings import queries as meeting_queries
from app.live.meetings.models import Item, Meeting
from app.live.meetings.presets import Topic, preset, presets
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.sheets import actions, queries
from app.live.stage import actions as stage
from app.live.stage.plans import Plan, plan_of
from app.live.stage.rules import Deed, began, drift, slots
from app.live.tables import queries as table_queries
from app.live.tables.rules import TaskForm
from tests.live.evening import QUESTION, Evening
from tests.world import World


def planned(world: World, preset_id: str, topics: int = 1) -> Evening:
    start = clock.now() + timedelta(hours=1)
    meeting_id = world.write(
        actions.plan_evening,
        world.actor("officer"),
        preset_id=preset_id,
        kind=ForumKind.ZONE,
        zone_id=world.zones["청운효자·사직"],
        dong_id=None,
        title="골목 공론장",
        summary="",
        place="구민회관",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        topics=[Topic(f"안건 {n}", QUESTION) for n in range(1, topics + 1)],
    )
    meeting = world.read(lambda db: db.get_one(Meeting, meeting_id))
    return Evening(world, meeting_id, meeting.join_number, meeting.wall_key)


def sheet(evening: Evening) -> Sequence[Item]:
    return evening.world.read(meeting_queries.items, evening.meeting_id)


def plan(evening: Evening) -> Plan:
    def read(db: Session) -> Plan:
        meeting = db.get_one(Meeting, evening.meeting_id)
        items = meeting_queries.items(db, evening.meeting_id)
        return plan_of(meeting, meeting_queries.forum_of(db, meeting), items)

    return evening.world.read(read)


# -- what a preset brings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", presets(), ids=lambda one: one.id)
def test_every_kind_of_forum_runs_from_the_one_button_with_nothing_set_by_hand(
    world: World, chosen: Any
) -> None:
    """Tables sit, ballots have their kind; only the options come from the room where they have to."""
    evening = planned(world, chosen.id)
    assert len(world.read(table_queries.tables, evening.meeting_id)) == chosen.tables
    deeds: list[Deed] = []
    for _ in range(60):
        item = world.read(meeting_queries.current, evening.meeting)
        if item is not None and item.kind is ItemKind.BALLOT:
            give_options(evening, item)
        deeds.append(evening.press())
        if deeds[-1] is Deed.COUNT:
            confirm(evening, item)
        if evening.meeting.state is MeetingState.ENDED:
            break
    assert (Deed.COUNT in deeds) == chosen.observers
    ballots = [item for item in sheet(evening) if item.kind is ItemKind.BALLOT]
    assert deeds.count(Deed.OPEN_BALLOT) == deeds.count(Deed.CLOSE_BALLOT) == len(ballots)
    states = world.read(lambda db: [one.state for one in db.exec(select(Ballot)).all()])
    assert set(states) == {BallotState.REVEALED}, "what was kept hidden is shown in the end"
    for item in ballots:
        setup = (item.setup or {})["ballot"]
        ballot = world.read(ballot_queries.of_item, item.id or 0)
        assert ballot is not None
        assert ballot.kind.value == setup["kind"]
        assert ballot.max_choices == most_for(ballot.kind, setup.get("most"), MOST_OPTIONS)


def confirm(evening: Evening, item: Item | None) -> None:
    """An observer of each side has compared the count."""
    assert item is not None
    ballot = evening.world.read(ballot_queries.of_item, item.id or 0)
    assert ballot is not None
    for who in ("member", "reviewer"):
        evening.world.write(ballot_actions.confirm_count, evening.world.actor(who), ballot.id or 0)


def give_options(evening: Evening, item: Item) -> None:
    """What the room wrote, as far as this ballot waits for it."""

    def write(db: Session) -> None:
        ballot = ballot_queries.of_item(db, item.id or 0)
        assert ballot is not None
        if ballot.state is BallotState.DRAFT and not ballot_queries.options(db, ballot.id or 0):
            for number in range(1, 8):
                db.add(Option(ballot_id=ballot.id or 0, position=number, text=f"보기 {number}"))

    evening.world.write(write)


def test_the_zone_forum_is_ready_for_twelve_tables(world: World) -> None:
    evening = planned(world, "zone_forum_2h")
    assert len(world.read(table_queries.tables, evening.meeting_id)) == 12
    forms = [form for _, form in world.read(table_queries.rounds, evening.meeting_id)]
    assert forms == [TaskForm.OPINIONS, TaskForm.CARD]
    assert sum(item.minutes for item in sheet(evening)) == 120


def test_a_first_opinion_is_seen_by_nobody_before_and_by_all_when_the_last_vote_never_comes(
    world: World,
) -> None:
    evening = planned(world, "zone_forum_2h")
    evening.until(ItemKind.BALLOT)
    assert [evening.press() for _ in range(2)] == [Deed.OPEN_BALLOT, Deed.CLOSE_BALLOT]
    first = evening.paper().id
    with pytest.raises(Conflict, match="아무도"):
        world.write(ballot_actions.open_count, world.actor("facilitator"), first)
    world.write(stage.end_early, world.actor("facilitator"), evening.meeting_id, evening.meeting.turn)
    assert evening.meeting.state is MeetingState.ENDED
    assert world.read(lambda db: db.get_one(Ballot, first).state) is BallotState.REVEALED


def test_both_rounds_of_a_swot_ask_for_opinions(world: World) -> None:
    evening = planned(world, "two_sided_swot_2h")
    forms = [form for _, form in world.read(table_queries.rounds, evening.meeting_id)]
    assert forms == [TaskForm.OPINIONS, TaskForm.OPINIONS, TaskForm.CARD]


@pytest.mark.parametrize(
    ("preset_id", "kind", "most", "method"),
    [("dot_voting_45", Kind.DOTS, 5, Method.MARKS), ("nominal_group_90", Kind.RANK, 5, Method.BORDA)],
)
def test_a_ballot_comes_as_its_preset_says(
    world: World, preset_id: str, kind: Kind, most: int, method: Method
) -> None:
    evening = planned(world, preset_id)
    evening.until(ItemKind.BALLOT)
    paper = evening.paper()
    assert (paper.kind, paper.max_choices, paper.method) == (kind, most, method)
    assert paper.terms.shuffled


def test_the_first_opinion_stays_hidden_until_the_last_is_shown(world: World) -> None:
    evening = planned(world, "zone_forum_2h")
    evening.until(ItemKind.BALLOT)
    first = evening.paper()
    assert first.kind is Kind.SCALE
    assert len(first.choices) == 5
    assert evening.press() is Deed.OPEN_BALLOT
    evening.vote(1, 2)
    assert evening.press() is Deed.CLOSE_BALLOT
    assert evening.press() is Deed.NEXT_ITEM, "the button goes on"
    assert evening.paper().state is BallotState.CLOSED
    assert all(choice.votes is None for choice in evening.paper().choices)
    host, observers = world.actor("facilitator"), [world.actor("member"), world.actor("officer")]

    def on() -> Ballot:
        item = world.read(meeting_queries.current, evening.meeting)
        ballot = world.read(ballot_queries.of_item, item.id or 0) if item else None
        assert ballot is not None
        return ballot

    def counted_and_shown() -> None:
        assert [evening.press() for _ in range(3)] == [Deed.OPEN_BALLOT, Deed.CLOSE_BALLOT, Deed.COUNT]
        for observer in observers:
            world.write(ballots.confirm_count, observer, on().id or 0)
        assert evening.press() is Deed.REVEAL

    evening.until(ItemKind.GROUPS)
    while (
        now := world.read(meeting_queries.current, evening.meeting)
    ) is None or now.kind is not ItemKind.BALLOT:
        evening.press()
    for text in ("의자", "가로등"):
        world.write(
            ballots.revise,
            host,
            now.id or 0,
            question=QUESTION,
            max_choices=None,
            texts={},
            new=text,
            terms=from_data(on().terms),
        )
    counted_and_shown()
    assert evening.paper().state is BallotState.CLOSED, "the other vote of the topic does not open it"
    assert evening.press() is Deed.NEXT_ITEM
    counted_and_shown()
    assert evening.paper().state is BallotState.REVEALED, "the last one does"


def test_several_topics_leave_no_time_for_first_and_last_opinions(world: World) -> None:
    evening = planned(world, "zone_forum_2h", topics=3)
    assert not [item for item in sheet(evening) if (item.setup or {}).get("ballot", {}).get("held")]
    assert preset("zone_forum_2h") is not None


# -- minutes ---------------------------------------------------------------------------------------------------------


def test_slots_follow_each_other() -> None:
    start = clock.now()
    assert slots(start, [3, 0, 5])[-1] == (start + timedelta(minutes=3), start + timedelta(minutes=8))
    assert slots(start, []) == []


@pytest.mark.parametrize(
    ("ends", "now", "first", "minutes"),
    [
        (None, 0, False, 0),
        (0, -5, False, 0),  # its time runs out when it should
        (7, 0, False, 7),
        (-3, -10, False, -3),
        (-3, 7, False, 7),  # over, and going on
        (-30, -40, True, 0),
        (4, -40, True, 4),
        (0, 0.99, False, 0),
        (0, -0.99, False, 0),
    ],
)
def test_the_drift_is_how_much_later_it_ends(
    ends: float | None, now: float, first: bool, minutes: int
) -> None:
    planned_to = clock.now()
    runs_out = None if ends is None else planned_to + timedelta(minutes=ends)
    assert drift(planned_to, runs_out, planned_to + timedelta(minutes=now), first=first) == minutes


def test_an_evening_that_starts_late_says_so_and_one_that_hurries_too(world: World) -> None:
    evening = planned(world, "dot_voting_45")
    assert plan(evening).drift == 0
    with clock.moved(timedelta(hours=1, minutes=7)):
        evening.press()
        assert plan(evening).drift == 7
    with clock.moved(timedelta(hours=1, minutes=8)):
        evening.press()  # 들어오기 5분 took one minute
        assert plan(evening).drift == 3
    with clock.moved(timedelta(hours=1, minutes=8, seconds=30)):
        evening.press()
        evening.press()
        assert plan(evening).drift == -1
    with clock.moved(timedelta(hours=1, minutes=30)):
        assert plan(evening).drift == 8, "it runs over"


def test_an_evening_held_on_another_day_is_late_or_early_by_its_own_opening(world: World) -> None:
    evening = planned(world, "dot_voting_45")
    with clock.moved(timedelta(days=-1)):
        evening.press()
        evening.press()
        assert -5 <= plan(evening).drift <= 0, "not a day early"
    start = clock.now()
    assert began(start, None) == start
    assert began(start, start + timedelta(minutes=60)) == start, "who opens late is late"
    assert began(start, start - timedelta(minutes=60)) == start, "doors open before the start"
    assert began(start, start - timedelta(minutes=61)) == start - timedelta(minutes=61)
    assert began(start, start + timedelta(days=1)) == start + timedelta(days=1)


def test_what_is_done_keeps_its_actual_minutes_also_when_it_was_on_twice(world: World) -> None:
    evening = planned(world, "dot_voting_45")
    evening.press()
    first, second = sheet(evening)[:2]
    with clock.moved(timedelta(minutes=4)):
        evening.press()
    assert plan(evening).spent(first) == 4
    with clock.moved(timedelta(minutes=6)):
        world.write(stage.back, world.actor("officer"), evening.meeting_id, evening.meeting.turn)
        assert plan(evening).spent(second) == 2
    with clock.moved(timedelta(minutes=9)):
        evening.press()
        assert plan(evening).spent(first) == 7
    with clock.moved(timedelta(minutes=30)):
        assert plan(evening).spent(first) == 7, "it is over"
        assert plan(evening).spent(second) == 23


# -- changing it -----------------------------------------------------------------------------------------------------


def turn(evening: Evening) -> int:
    return evening.meeting.turn


def put(evening: Evening, after: int, *, kind: ItemKind = ItemKind.TALK, topic: int | None = None) -> Item:
    host = evening.world.actor("facilitator")
    evening.world.write(
        actions.add,
        host,
        evening.meeting_id,
        turn(evening),
        kind=kind,
        title="새 차례",
        minutes=4,
        after=after,
        topic_no=topic,
    )
    return next(item for item in sheet(evening) if item.title == "새 차례")


def test_an_item_comes_where_it_was_put_and_goes_again(evening: Evening) -> None:
    before = [item.title for item in sheet(evening)]
    item = put(evening, sheet(evening)[2].id or 0)
    assert [one.title for one in sheet(evening)] == [*before[:3], "새 차례", *before[3:]]
    assert [one.position for one in sheet(evening)] == list(range(1, len(before) + 2))
    host = evening.world.actor("officer")
    evening.world.write(actions.shift, host, item.id or 0, turn(evening), up=True)
    assert [one.title for one in sheet(evening)][2] == "새 차례"
    evening.world.write(actions.shift, host, item.id or 0, turn(evening), up=False)
    evening.world.write(actions.remove, host, item.id or 0, turn(evening))
    assert [item.title for item in sheet(evening)] == before
    chain = evening.world.read(ledger.chain, evening.meeting_id)
    assert broken(chain) == ""
    assert [one["data"]["what"] for one in chain if one["kind"] == "sheet.changed"] == [
        "added",
        "moved",
        "moved",
        "removed",
    ]


def test_a_ballot_that_is_added_belongs_to_a_topic_and_asks_its_question(evening: Evening) -> None:
    thanks = evening.item(ItemKind.THANKS).id or 0
    with pytest.raises(Invalid, match="안건을 골라야"):
        put(evening, thanks, kind=ItemKind.BALLOT)
    item = put(evening, thanks, kind=ItemKind.BALLOT, topic=1)
    assert (item.topic_no, item.topic, item.question) == (1, "골목 쉼터", QUESTION)


def test_the_minutes_of_what_is_on_move_its_clock(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    item = evening.item(ItemKind.IDEAS)
    assert item.ends_at is not None
    evening.world.write(
        actions.edit,
        evening.world.actor("facilitator"),
        item.id or 0,
        turn(evening),
        title=item.title,
        minutes=item.minutes + 5,
        lead="",
        note="",
    )
    assert evening.item(ItemKind.IDEAS).ends_at == item.ends_at + timedelta(minutes=5)


def test_the_run_sheet_gives_no_vote_more_time(evening: Evening) -> None:
    evening.open_vote()
    world, item = evening.world, evening.item(ItemKind.BALLOT)

    def save(minutes: int) -> None:
        host, turn = world.actor("facilitator"), evening.meeting.turn
        world.write(
            actions.edit, host, item.id or 0, turn, title="투표", minutes=minutes, lead="", note="천천히"
        )

    for minutes in (item.minutes + 30, 0):
        with pytest.raises(Conflict, match="두 사람이"):
            save(minutes)
    save(item.minutes)
    after = evening.item(ItemKind.BALLOT)
    assert (after.note, after.ends_at) == ("천천히", item.ends_at), "its words may change"


def test_what_was_stays_and_nothing_comes_before_what_is_on(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    world, host = evening.world, evening.world.actor("facilitator")
    done, on = sheet(evening)[0], evening.item(ItemKind.IDEAS)
    following = sheet(evening)[on.position]
    refused: list[Callable[[Session, int], object]] = [
        lambda db, now: actions.remove(db, host, done.id or 0, now),
        lambda db, now: actions.remove(db, host, on.id or 0, now),
        lambda db, now: actions.shift(db, host, done.id or 0, now, up=False),
        lambda db, now: actions.shift(db, host, following.id or 0, now, up=True),
        lambda db, now: actions.edit(
            db, host, done.id or 0, now, title="다르게", minutes=1, lead="", note=""
        ),
        lambda db, now: actions.add(
            db, host, evening.meeting_id, now, kind=ItemKind.TALK, title="앞", minutes=1, after=done.id or 0
        ),
    ]
    before = [item.model_dump() for item in sheet(evening)]
    for deed in refused:
        with pytest.raises(Conflict):
            world.write(deed, turn(evening))
    assert [item.model_dump() for item in sheet(evening)] == before


def test_what_residents_wrote_is_not_taken_off_with_its_item(evening: Evening) -> None:
    item = evening.item(ItemKind.IDEAS)
    evening.until(ItemKind.IDEAS)
    idea = evening.idea("쉴 곳")
    evening.undo()  # as if it had not been on
    remove = evening.world.write
    with pytest.raises(Conflict, match="주민이 쓴 글"):
        remove(actions.remove, evening.world.actor("facilitator"), item.id or 0, evening.meeting.turn)
    assert evening.world.read(lambda db: db.get(Idea, idea)) is not None


def test_a_change_makes_older_presses_and_changes_stale(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    old, host = turn(evening), evening.world.actor("officer")
    thanks = evening.item(ItemKind.THANKS).id or 0
    evening.change_the_sheet()
    with pytest.raises(Conflict):
        evening.world.write(actions.remove, host, thanks, old)
    with pytest.raises(Conflict):
        evening.world.write(stage.advance, host, evening.meeting_id, old)
    with pytest.raises(Conflict, match="진행표를 고친"):
        evening.undo()


def test_of_several_who_change_at_once_one_does(world: World, evening: Evening) -> None:
    item, now = evening.item(ItemKind.THANKS).id or 0, turn(evening)
    with closing(Database(world.settings.database_url)) as other:

        def change(n: int) -> bool:
            door = (world.database, other)[n % 2]
            who = world.actor("facilitator" if n % 2 else "officer")
            try:
                door.write(actions.edit, who, item, now, title=f"이름 {n}", minutes=n, lead="", note="")
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(4) as crowd:
            assert sum(crowd.map(change, range(4))) == 1
    assert turn(evening) == now + 1


def test_only_hosts_change_it_and_not_when_it_is_over(evening: Evening) -> None:
    world, item = evening.world, evening.item(ItemKind.THANKS).id or 0
    with pytest.raises(SignInNeeded):
        world.write(actions.remove, world.visitor(), item, turn(evening))
    for name in ("chair", "member", "reviewer", "admin"):
        with pytest.raises(Forbidden):
            world.write(actions.remove, world.actor(name), item, turn(evening))
    with pytest.raises(NotFound):
        world.write(actions.remove, world.actor("officer"), 10**6, turn(evening))
    evening.until(ItemKind.IDEAS)
    world.write(stage.end_early, world.actor("officer"), evening.meeting_id, turn(evening))
    with pytest.raises(Conflict, match="마친 회의"):
        world.write(actions.remove, world.actor("officer"), item, turn(evening))


def test_a_sheet_does_not_grow_without_end(evening: Evening) -> None:
    last = sheet(evening)[-1].id or 0
    for _ in range(actions.MOST_ITEMS - len(sheet(evening))):
        put(evening, last)
    with pytest.raises(Conflict, match="차례는"):
        put(evening, last)


def test_the_page_offers_what_may_be_changed(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    seen = evening.world.read(queries.view, evening.meeting)
    on = evening.item(ItemKind.IDEAS)
    assert seen.open[0].id == on.id
    assert on.id not in seen.movable
    assert [id_ for id_, _ in queries.after_options(seen)] == [
        item.id for item in sheet(evening) if item.position >= on.position
    ]
