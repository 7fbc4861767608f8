"""By-laws of the sorting team: nothing is lost, whoever was faster is named, every step can be taken back."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core import ids
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.live.ballots import actions as ballots
from app.live.ballots import queries as papers
from app.live.counts.rules import Kind
from app.live.groups import actions, queries
from app.live.groups.actions import NEW, NOWHERE, Seen
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.meetings import queries as sheets
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.stage import actions as stage
from app.live.tables import actions as tables
from app.live.tables.rules import TaskForm
from tests.live.evening import QUESTION, Evening
from tests.live.groups.sorting import Sorting
from tests.live.tables.talk import talk_of
from tests.world import World

# -- together and apart ------------------------------------------------------------------------------------------------


def test_opinions_of_tables_and_phones_are_put_together_and_keep_who_said_them(sorting: Sorting) -> None:
    one, two = sorting.table_says(1, "긴 의자를 놓아 주세요"), sorting.table_says(3, "쉴 의자")
    three, four = (
        sorting.says("의자가 있으면 좋겠어요", by=1),
        sorting.says("앉을 곳", by=2, name="삼청동 주민"),
    )
    group = sorting.put(one, two, three, four, name="골목의 긴 의자")
    found = sorting.group(group)
    assert [card.id for card in found.cards] == [one, two, three, four]
    assert (found.authors.names, found.authors.nameless) == (("1모둠", "3모둠", "삼청동 주민"), 1)
    assert sorting.desk().loose == ()
    assert sorting.told("groups.made") == [
        {"group": group, "ideas": [one, two, three, four], "who": "진행자"}
    ]


def test_people_who_stand_behind_several_opinions_of_a_group_count_once(sorting: Sorting) -> None:
    one, two, other = sorting.says("의자"), sorting.says("긴 의자"), sorting.says("가로등")
    sorting.like(one, 11, 12, 13)
    sorting.like(two, 12, 13, 14)
    sorting.like(other, 11)
    group = sorting.put(one, two)
    assert [card.supports for card in sorting.group(group).cards] == [3, 3]
    assert sorting.group(group).supports == 4
    sorting.world.write(ideas.withdraw_support, sorting.guest(12), sorting.number, one)
    assert sorting.group(group).supports == 4, "still behind the other one"
    sorting.world.write(ideas.withdraw_support, sorting.guest(12), sorting.number, two)
    assert sorting.group(group).supports == 3
    sorting.take_out(two)
    assert sorting.group(group).supports == 2


def test_a_group_is_split_filled_and_emptied(sorting: Sorting) -> None:
    a, b, c = sorting.says("의자"), sorting.says("가로등"), sorting.says("밝은 길")
    first = sorting.put(a, b, c, name="골목")
    second = sorting.put(b, c, name="빛")
    assert sorting.inside() == {"골목": [a], "빛": [b, c]}
    sorting.bring(b, to=first)
    sorting.take_out(a)
    assert sorting.inside() == {"골목": [b], "빛": [c]}
    assert [card.id for card in sorting.desk().loose] == [a]
    assert sorting.told("groups.moved")[-1] == {"group": 0, "ideas": [a], "who": "진행자"}
    sorting.dissolve(second)
    assert sorting.inside() == {"골목": [b]}
    sorting.dissolve(second)  # twice is once
    assert len(sorting.told("groups.dissolved")) == 1


def test_a_group_without_a_name_is_called_like_its_first_opinion(sorting: Sorting) -> None:
    long = "아주 긴 의견 " * 12
    assert sorting.group(sorting.put(sorting.says(long.strip()))).name == long.strip()[:59] + "…"


def test_only_what_was_shown_is_sorted(sorting: Sorting) -> None:
    waiting = sorting.says("아직 안 읽은 생각", shown=False)
    hidden = sorting.says("숨길 생각")
    group = sorting.put(hidden, sorting.says("남을 생각"))
    sorting.world.write(ideas.moderate, sorting.world.actor("officer"), hidden, IdeaState.HIDDEN)
    assert sorting.desk().waiting == 1
    assert sorting.group(group).size == 1
    for idea in (waiting, hidden):
        with pytest.raises(Conflict):
            sorting.bring(idea, to=NEW)
    sorting.world.write(ideas.moderate, sorting.world.actor("officer"), hidden, IdeaState.SHOWN)
    assert sorting.group(group).size == 2, "it comes back to where it was"


def test_only_hosts_sort_and_only_until_the_meeting_is_over(sorting: Sorting) -> None:
    idea = sorting.says("의자")
    group = sorting.put(idea)
    step = sorting.desk().last
    assert step is not None
    for who in ("member", "chair", "admin"):
        with pytest.raises(Forbidden):
            sorting.bring(idea, to=NOWHERE, who=who)
        with pytest.raises(Forbidden):
            sorting.words(group, name="남의 이름", who=who)
        with pytest.raises(Forbidden):
            sorting.undo(who, step.id or 0)
    world = sorting.world
    world.write(stage.end_early, world.actor("facilitator"), sorting.meeting_id, sorting.meeting.turn)
    assert sorting.meeting.state is MeetingState.ENDED
    with pytest.raises(Conflict):
        sorting.take_out(idea)
    with pytest.raises(Conflict):
        sorting.undo()


def test_another_meetings_opinions_and_groups_stay_there(sorting: Sorting, evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    foreign, own = evening.idea("다른 방의 생각"), sorting.says("의자")
    group = sorting.put(own)
    step = sorting.desk().last
    assert step is not None
    host = sorting.world.actor("facilitator")
    with pytest.raises(NotFound):
        sorting.move_seen(Seen(foreign, 0), to=NEW)
    with pytest.raises(Conflict):
        sorting.world.write(
            actions.move, host, evening.meeting_id, [Seen(foreign, 0)], group, name="", key=ids.token()
        )
    with pytest.raises(NotFound):
        sorting.world.write(actions.undo, host, evening.meeting_id, step.id or 0)
    with pytest.raises(NotFound):
        sorting.move_seen(Seen(10**8, 0), to=NEW)
    with pytest.raises(Invalid):
        sorting.move_seen(to=NEW)


# -- two at once -------------------------------------------------------------------------------------------------------


def test_a_stale_move_hears_what_is_so_now_and_changes_nothing(sorting: Sorting) -> None:
    a, b, c = sorting.says("의자"), sorting.says("가로등"), sorting.says("나무")
    first, second = sorting.put(a, name="쉼터"), sorting.put(b, name="빛")
    assert sorting.where(a) == first
    sorting.bring(c, to=second, who="officer")
    with pytest.raises(Conflict) as refused:
        sorting.move_seen(Seen(b, second), Seen(c, 0), to=first)
    said = refused.value.sentence % refused.value.places
    assert "‘나무’ 의견은 그사이 ‘빛’ 묶음으로 옮겨졌습니다" in said
    assert sorting.world.actor("officer").name in said
    assert sorting.where(b) == second, "all or nothing"
    sorting.take_out(c, who="officer")
    with pytest.raises(Conflict) as refused:
        sorting.move_seen(Seen(c, second), to=first)
    assert "묶음에서 빠졌습니다" in refused.value.sentence
    sorting.dissolve(second, who="officer")
    with pytest.raises(Conflict) as refused:
        sorting.move_seen(Seen(c, 0), to=second)
    assert "풀렸습니다" in refused.value.sentence


def test_what_both_wanted_is_done_once(sorting: Sorting) -> None:
    a, b = sorting.says("의자"), sorting.says("긴 의자")
    group = sorting.put(a)
    sorting.move_seen(Seen(b, 0), to=group)
    assert sorting.move_seen(Seen(b, 0), to=group, who="officer") == group
    assert len(sorting.told("groups.moved")) == 1
    key = ids.token()
    c = sorting.says("나무")
    made = sorting.move_seen(Seen(c, 0), to=NEW, key=key)
    assert sorting.move_seen(Seen(c, 0), to=NEW, key=key) == made, "the answer was lost"
    with pytest.raises(Conflict):
        sorting.move_seen(Seen(a, group), to=NEW, key=key)
    with pytest.raises(Invalid):
        sorting.world.write(
            actions.move, sorting.world.actor("officer"), sorting.meeting_id, [Seen(a, group)], NEW, key=""
        )


def test_two_who_write_a_card_at_once_lose_nothing_unseen(sorting: Sorting) -> None:
    group = sorting.put(sorting.says("의자"), name="쉼터")
    sorting.words(group, rev=1, name="골목 쉼터", who="officer")
    with pytest.raises(Conflict) as refused:
        sorting.words(group, rev=1, name="쉬는 길")
    assert sorting.world.actor("officer").name in str(refused.value.places["who"])
    sorting.words(group, rev=1, name="골목 쉼터")  # the same words again are no quarrel
    sorting.words(group, rev=2, civil="의자 둘레를 쓴다", official="의자를 놓는다")
    found = sorting.group(group)
    assert (found.name, found.civil, found.official) == ("골목 쉼터", "의자 둘레를 쓴다", "의자를 놓는다")
    assert len(sorting.told("groups.named")) == 2
    assert "쉼터" not in json.dumps(sorting.told("groups.named"), ensure_ascii=False), (
        "words stand in no entry"
    )


def test_a_group_that_grew_is_not_taken_apart_unseen(sorting: Sorting) -> None:
    a, b = sorting.says("의자"), sorting.says("나무")
    group = sorting.put(a)
    seen = sorting.group(group)
    sorting.bring(b, to=group, who="officer")
    host = sorting.world.actor("facilitator")
    with pytest.raises(Conflict):
        sorting.world.write(actions.dissolve, host, group, seen.size)
    with pytest.raises(Conflict):
        sorting.world.write(actions.offer, host, group, seen.rev, seen.size)
    assert sorting.group(group).size == 2


def test_a_team_that_presses_all_at_once_leaves_every_opinion_in_one_place(sorting: Sorting) -> None:
    opinions = [sorting.says(f"의견 {n}", by=n) for n in range(1, 9)]
    groups = [sorting.put(opinions[0], name="하나"), sorting.put(opinions[1], name="둘")]
    dice = random.Random(7)
    deeds = [(dice.choice(opinions), dice.choice((*groups, NOWHERE, NEW))) for _ in range(60)]

    def press(number: int) -> bool:
        idea, to = deeds[number]
        try:
            sorting.bring(idea, to=to, who=("facilitator", "officer")[number % 2])
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as team:
        done = list(team.map(press, range(len(deeds))))
    assert any(done)
    desk = sorting.desk()
    everywhere = [card.id for card in desk.loose] + [card.id for group in desk.groups for card in group.cards]
    assert sorted(everywhere) == opinions
    while sorting.desk().last is not None:
        sorting.undo()
    assert sorted(card.id for card in sorting.desk().loose) == opinions, "and all of it can be taken back"
    assert sorting.desk().groups == ()


# -- taking back -------------------------------------------------------------------------------------------------------


def test_every_kind_of_step_is_taken_back_by_anybody_and_says_by_whom(sorting: Sorting) -> None:
    a, b, c = sorting.says("의자"), sorting.says("가로등"), sorting.says("나무")
    pictures = [sorting.inside()]

    def did() -> None:
        pictures.append(sorting.inside())

    first = sorting.put(a, b, name="골목")
    did()
    second = sorting.put(b, name="빛")
    did()
    sorting.bring(c, to=first)
    did()
    sorting.words(first, name="쉼터", civil="쓴다")
    did()
    sorting.take_out(a)
    did()
    sorting.dissolve(second)
    did()
    for before in reversed(pictures[:-1]):
        sorting.undo("officer")
        assert sorting.inside() == before
    officer = sorting.world.actor("officer")
    steps = sorting.desk().steps
    assert len(steps) == 6
    assert all(officer.name in step.undone_by and step.who != step.undone_by for step in steps)
    assert sorting.desk().last is None
    assert len(sorting.told("groups.undone")) == 6


def test_only_the_last_step_is_taken_back_and_only_once(sorting: Sorting) -> None:
    a, b = sorting.says("의자"), sorting.says("나무")
    group = sorting.put(a)
    older = sorting.desk().last
    sorting.bring(b, to=group, who="officer")
    last = sorting.desk().last
    assert older is not None
    assert last is not None
    with pytest.raises(Conflict) as refused:
        sorting.undo(step=older.id or 0)
    assert sorting.world.actor("officer").name in str(refused.value.places["who"])
    sorting.undo(step=last.id or 0)
    sorting.undo("officer", step=last.id or 0)  # both pressed: it is undone once
    assert sorting.inside() == {"의자": [a]}
    with pytest.raises(NotFound):
        sorting.undo(step=10**8)


# -- options -----------------------------------------------------------------------------------------------------------


def option_of(sorting: Sorting, group: int) -> papers.Choice:
    paper = sorting.paper(for_staff=True)
    return next(one for one in paper.choices if one.id == sorting.group(group).option_id)


def test_a_group_becomes_an_option_that_leads_back_to_its_opinions(sorting: Sorting) -> None:
    one, two = sorting.table_says(1, "긴 의자를 놓아 주세요"), sorting.says("앉을 곳")
    sorting.like(two, 11, 12)
    group = sorting.put(one, two, name="골목마다 긴 의자")
    sorting.offer(group)
    sorting.offer(group)  # twice is once
    option = option_of(sorting, group)
    assert (option.text, option.idea_id) == ("골목마다 긴 의자", two), "the most supported stands for it"
    assert [
        card.id for card in sorting.world.read(queries.behind_options, sorting.meeting_id)[option.id].cards
    ] == [
        one,
        two,
    ]
    entry = {"group": group, "option": option.id, "ideas": [one, two], "who": "진행자"}
    assert sorting.told("groups.offered") == [entry]


def test_an_offered_group_does_not_change_until_it_is_taken_off(sorting: Sorting) -> None:
    a, b = sorting.says("의자"), sorting.says("나무")
    group = sorting.put(a, name="쉼터")
    sorting.offer(group)
    deeds = (
        lambda: sorting.bring(b, to=group),
        lambda: sorting.take_out(a),
        lambda: sorting.put(a),
        lambda: sorting.words(group, name="다른 이름"),
        lambda: sorting.dissolve(group),
        lambda: sorting.undo(),
    )
    for deed in deeds:
        with pytest.raises(Conflict) as refused:
            deed()
        assert "투표 보기가 되어" in refused.value.sentence
    host = sorting.world.actor("officer")
    sorting.world.write(actions.take_off, host, group)
    sorting.world.write(actions.take_off, host, group)
    assert sorting.paper(for_staff=True).choices == ()
    sorting.bring(b, to=group)
    assert sorting.group(group).size == 2
    sorting.offer(group)
    sorting.world.write(ballots.remove_option, host, option_of(sorting, group).id)  # from the console
    assert sorting.group(group).option_id is None


def test_no_opinion_stands_behind_two_options(sorting: Sorting) -> None:
    a, b = sorting.says("의자"), sorting.says("나무")
    sorting.world.write(ballots.offer_idea, sorting.world.actor("facilitator"), a)
    group = sorting.put(a, b)
    with pytest.raises(Conflict) as refused:
        sorting.offer(group)
    assert "이미 따로 투표 보기" in refused.value.sentence


def test_a_vote_that_was_passed_over_does_not_get_the_options_of_the_coming_one(world: World) -> None:
    talk = talk_of(world)
    sorting = Sorting(world, talk.meeting_id, talk.number, talk.wall_key)
    sorting.press()
    host, round_ = world.actor("facilitator"), sorting.round(1)
    world.write(stage.jump, host, sorting.meeting_id, round_.id or 0, sorting.meeting.turn)
    group = sorting.put(sorting.says("의자"))
    sorting.offer(group)
    ballots_of_topic = [
        item for item in world.read(sheets.items, sorting.meeting_id) if item.kind is ItemKind.BALLOT
    ]
    first, coming = ballots_of_topic[0], sorting.item(ItemKind.BALLOT)
    assert first.position < round_.position < coming.position
    assert world.read(papers.of_item, first.id or 0) is None
    paper = world.read(papers.papers, sorting.meeting_id, for_staff=True)[coming.id or 0]
    assert [choice.text for choice in paper.choices] == ["의자"]


def test_ballots_keep_their_own_rules(sorting: Sorting) -> None:
    host = sorting.world.actor("facilitator")
    empty = sorting.put(sorting.says("의자"), name="빈 묶음")
    sorting.take_out(*sorting.inside()["빈 묶음"])
    with pytest.raises(Conflict):
        sorting.offer(empty)
    item = sorting.item(ItemKind.BALLOT).id or 0
    group = sorting.put(sorting.says("나무"))

    def ask(kind: Kind) -> None:
        sorting.world.write(
            ballots.revise, host, item, question=QUESTION, max_choices=None, texts={}, new="", kind=kind
        )

    ask(Kind.YESNO)
    with pytest.raises(Conflict):
        sorting.offer(group)
    ask(Kind.CHOICE)
    for n in range(10):
        sorting.offer(sorting.put(sorting.says(f"보기 {n}", by=n + 1)))
    with pytest.raises(Conflict):
        sorting.offer(group)
    sorting.until(ItemKind.BALLOT)
    sorting.press()
    with pytest.raises(Conflict) as refused:
        sorting.offer(group)
    assert "아직 열지 않은 투표가 없습니다" in refused.value.sentence
    with pytest.raises(Conflict):
        sorting.world.write(actions.take_off, host, sorting.desk().groups[-1].id)


# -- cards of tables, the wall -----------------------------------------------------------------------------------------


def test_cards_that_tables_wrote_are_at_hand(sorting: Sorting) -> None:
    host = sorting.world.actor("facilitator")
    sorting.world.write(tables.choose_form, host, sorting.round(1).id or 0, TaskForm.CARD)
    idea = sorting.table_says(2, "쉬는 골목", civil="의자를 닦는다", official="의자를 놓는다")
    sorting.put(idea, sorting.says("의자"))
    (card,) = sorting.world.read(queries.table_cards, [idea])
    assert (card.civil, card.official) == ("의자를 닦는다", "의자를 놓는다")


def test_the_wall_shows_groups_when_asked_and_never_during_a_vote(sorting: Sorting, world: World) -> None:
    a, b, c = sorting.says("의자"), sorting.says("나무"), sorting.says("길")
    small, large = sorting.put(a, name="작은"), sorting.put(b, name="큰")
    sorting.like(b, 5, 6)

    def wall() -> queries.Shown | None:
        item = sorting.on()
        return world.read(queries.on_wall, sorting.meeting, item)

    assert wall() is None
    for _ in range(2):
        world.write(actions.show_on_wall, world.actor("officer"), sorting.meeting_id, on=True)
    shown = wall()
    assert shown is not None
    assert [group.id for group in shown.groups] == [large, small]
    assert (shown.more, shown.loose) == (0, 1)
    assert c
    sorting.press()
    assert sorting.on().title == "함께 보고 묶기"
    assert wall() is not None
    sorting.until(ItemKind.BALLOT)
    assert wall() is None
    world.write(actions.show_on_wall, world.actor("facilitator"), sorting.meeting_id, on=False)
    assert [entry["on"] for entry in sorting.told("groups.wall")] == [True, False]
