"""Run sheets: whatever the preset and however many topics, the evening can be walked."""

import pytest

from app.live.counts.rules import MOST_OPTIONS, Kind, Method, method_for, most_for
from app.live.meetings.presets import Planned, Preset, Topic, plan, preset, presets
from app.live.meetings.rules import ItemKind
from app.live.tables.rules import MOST_SEATS, MOST_TABLES, TaskForm

TOPICS = [Topic(f"안건 {n}", f"{n}번 안건에서 먼저 바꿀 것은 무엇인가요?") for n in range(1, 5)]
CORE = (ItemKind.IDEAS, ItemKind.TABLES, ItemKind.BALLOT, ItemKind.RESULT)
GATHER = {ItemKind.IDEAS, ItemKind.TABLES}


def is_about_opinions(item: Planned) -> bool:
    """A ballot that brings its own options, and so waits for no ideas."""
    return (item.setup or {}).get("ballot", {}).get("kind") in ("scale", "yesno")


every_preset = pytest.mark.parametrize("chosen", presets(), ids=lambda one: one.id)
topic_counts = pytest.mark.parametrize(
    "topics", [TOPICS[:n] for n in range(1, 5)], ids=lambda some: f"{len(some)}안건"
)


@every_preset
@topic_counts
def test_each_topic_collects_then_votes_then_shows_the_result(chosen: Preset, topics: list[Topic]) -> None:
    planned = plan(chosen, topics)
    for number, topic in enumerate(topics, 1):
        own = [
            item.kind
            for item in planned
            if item.topic_no == number and item.kind in CORE and not is_about_opinions(item)
        ]
        present = [kind for kind in CORE if kind in own]
        first, last = own.index(ItemKind.BALLOT), len(own) - own[::-1].index(ItemKind.RESULT)
        assert set(own[:first]) <= GATHER, "ideas before ballot before result"
        assert set(own[first:last]) <= {ItemKind.BALLOT, ItemKind.RESULT}
        assert (ItemKind.BALLOT in present) == (ItemKind.RESULT in present), "no vote without its result"
        if (
            ItemKind.BALLOT in present and chosen.id != "contest_final_90"
        ):  # its candidates come with the contest
            assert GATHER & set(present), "options come from somewhere"
        assert all(item.topic == topic.title for item in planned if item.topic_no == number)


@every_preset
@topic_counts
def test_topics_follow_each_other_and_nothing_is_lost(chosen: Preset, topics: list[Topic]) -> None:
    planned = plan(chosen, topics)
    numbers = [item.topic_no for item in planned if item.topic_no is not None]
    assert numbers == sorted(numbers)
    rows = [row for row in chosen.rows if len(topics) == 1 or not row.alone]
    per_topic = sum(row.per_topic for row in rows)
    assert len(planned) == len(rows) - per_topic + per_topic * len(topics)
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
        one = sum(row.minutes for row in chosen.rows if row.per_topic and not row.alone)
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


@pytest.mark.parametrize(
    ("preset_id", "minutes"),
    [
        ("zone_forum_2h", 120),
        ("two_sided_swot_2h", 120),
        ("world_cafe_100", 100),
        ("nominal_group_90", 90),
        ("open_space_2h", 120),
        ("dot_voting_45", 45),
    ],
)
def test_a_forum_of_each_kind_lasts_as_long_as_its_name_says(preset_id: str, minutes: int) -> None:
    chosen = preset(preset_id)
    assert chosen is not None
    assert chosen.minutes(1) == minutes == sum(row.minutes for row in chosen.rows)


@every_preset
def test_what_a_preset_sets_up_is_possible(chosen: Preset) -> None:
    """Kinds, methods, numbers and forms are words the ballots and the tables know."""
    assert (chosen.tables == 0) == all(row.kind is not ItemKind.TABLES for row in chosen.rows) or (
        chosen.tables > 0
    )
    assert chosen.tables <= MOST_TABLES
    assert chosen.per_table <= MOST_SEATS
    for row in chosen.rows:
        setup = row.setup or {}
        if "ballot" in setup:
            assert row.kind is ItemKind.BALLOT
            kind = Kind(setup["ballot"]["kind"])
            method_for(kind, Method(setup["ballot"].get("method", "marks")))
            most = setup["ballot"].get("most", 1)
            assert most_for(kind, most, MOST_OPTIONS) == most
        if "form" in setup:
            assert row.kind is ItemKind.TABLES
            assert TaskForm(setup["form"])


def test_a_question_names_its_topic() -> None:
    chosen = preset("zone_forum_2h")
    assert chosen is not None
    first = next(item for item in plan(chosen, TOPICS[:1]) if item.kind is ItemKind.BALLOT)
    assert first.setup is not None
    assert "‘안건 1’" in first.setup["ballot"]["question"]
