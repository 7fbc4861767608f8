"""Run sheets: whatever the preset and however many topics, the evening can be walked."""

import pytest

from app.live.meetings.presets import Preset, Topic, plan, preset, presets
from app.live.meetings.rules import ItemKind

TOPICS = [Topic(f"안건 {n}", f"{n}번 안건에서 먼저 바꿀 것은 무엇인가요?") for n in range(1, 5)]
CORE = (ItemKind.IDEAS, ItemKind.TABLES, ItemKind.BALLOT, ItemKind.RESULT)
GATHER = {ItemKind.IDEAS, ItemKind.TABLES}
every_preset = pytest.mark.parametrize("chosen", presets(), ids=lambda one: one.id)
topic_counts = pytest.mark.parametrize(
    "topics", [TOPICS[:n] for n in range(1, 5)], ids=lambda some: f"{len(some)}안건"
)


@every_preset
@topic_counts
def test_each_topic_collects_then_votes_then_shows_the_result(chosen: Preset, topics: list[Topic]) -> None:
    planned = plan(chosen, topics)
    for number, topic in enumerate(topics, 1):
        own = [item.kind for item in planned if item.topic_no == number and item.kind in CORE]
        present = [kind for kind in CORE if kind in own]
        assert own == sorted(own, key=CORE.index), "ideas before ballot before result"
        assert (ItemKind.BALLOT in present) == (ItemKind.RESULT in present), "no vote without its result"
        if ItemKind.BALLOT in present:
            assert GATHER & set(present), "options come from somewhere"
        assert all(item.topic == topic.title for item in planned if item.topic_no == number)


@every_preset
@topic_counts
def test_topics_follow_each_other_and_nothing_is_lost(chosen: Preset, topics: list[Topic]) -> None:
    planned = plan(chosen, topics)
    numbers = [item.topic_no for item in planned if item.topic_no is not None]
    assert numbers == sorted(numbers)
    per_topic = sum(row.per_topic for row in chosen.rows)
    assert len(planned) == len(chosen.rows) - per_topic + per_topic * len(topics)
    assert [item.title for item in planned if item.topic_no is None] == [
        row.title for row in chosen.rows if not row.per_topic
    ]


@every_preset
@topic_counts
def test_items_that_belong_to_a_topic_say_so_and_ask_its_question(
    chosen: Preset, topics: list[Topic]
) -> None:
    for item in plan(chosen, topics):
        if item.kind in CORE:
            assert item.topic_no is not None
            assert item.question == topics[item.topic_no - 1].question
        else:
            assert item.question == ""


@every_preset
def test_the_minutes_are_the_planned_ones(chosen: Preset) -> None:
    alone = plan(chosen, TOPICS[:1])
    assert [item.minutes for item in alone] == [max(1, row.minutes) for row in chosen.rows]
    for topics in (TOPICS[:2], TOPICS):
        planned = plan(chosen, topics)
        assert all(item.minutes >= 1 for item in planned)
        spent = sum(item.minutes for item in planned if item.topic_no)
        one = sum(item.minutes for item in alone if item.topic_no)
        if chosen.shared:
            assert abs(spent - one) <= len(topics) * sum(row.per_topic for row in chosen.rows), (
                "shared, up to rounding"
            )
        else:
            assert spent == one * len(topics)


@every_preset
def test_an_evening_begins_by_coming_in_and_ends_with_thanks(chosen: Preset) -> None:
    planned = plan(chosen, TOPICS[:2])
    assert planned[0].kind is ItemKind.JOIN
    assert planned[-1].kind is ItemKind.THANKS


def test_presets_have_names_of_their_own() -> None:
    assert len({one.id for one in presets()}) == len({one.name for one in presets()}) == len(presets()) > 1
    assert preset(presets()[0].id) is presets()[0]
    assert preset("no such preset") is None


def test_the_two_hour_forum_talks_at_tables_twice_about_its_topic() -> None:
    chosen = preset("zone_forum_2h")
    assert chosen is not None
    rounds = [item for item in plan(chosen, TOPICS[:1]) if item.kind is ItemKind.TABLES]
    assert [(item.minutes, item.topic_no) for item in rounds] == [(25, 1), (25, 1)]
