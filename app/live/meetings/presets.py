"""Run sheets to start from (``data/run_sheets.json``), and how one becomes the items of a meeting."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.live.meetings.rules import TOPICAL, ItemKind

DATA = Path(__file__).with_name("data") / "run_sheets.json"


@dataclass(frozen=True)
class Row:
    """One row of a preset; ``per_topic`` rows are repeated for every agenda topic, ``alone`` ones stand only with one.

    ``setup``: what the item brings along, so that nothing has to be set by hand: ``ballot`` (kind, most, steps, method,
    question, options, shuffled, held, final: of the held one of its topic) or ``form`` (what tables write).
    """

    kind: ItemKind
    title: str
    minutes: int
    lead: str
    note: str
    per_topic: bool
    alone: bool = False
    setup: dict[str, Any] | None = None


@dataclass(frozen=True)
class Preset:
    """``tables`` and ``per_table``: how the room is laid out, 0 when nobody sits at tables. ``suggested``: how many topics.

    ``shared``: the minutes of per-topic rows are divided among the topics instead of given to each. ``observers``: two
    observers are among its staff, who confirm every count.
    """

    id: str
    name: str
    description: str
    people: int
    tables: int
    per_table: int
    suggested: int
    shared: bool
    observers: bool
    rows: tuple[Row, ...]

    def minutes(self, topics: int) -> int:
        """How long an evening with so many topics is planned to take."""
        return sum(item.minutes for item in plan(self, [Topic("", "")] * topics))


@dataclass(frozen=True)
class Topic:
    """안건: what the room talks about, and the question put to phones and wall."""

    title: str
    question: str


@dataclass(frozen=True)
class Planned:
    """An item before it is stored."""

    kind: ItemKind
    title: str
    question: str
    minutes: int
    lead: str
    note: str
    topic_no: int | None
    topic: str
    setup: dict[str, Any] | None = None


@cache
def presets() -> tuple[Preset, ...]:
    """All presets, in the order of the file."""
    content = json.loads(DATA.read_text("utf-8"))
    return tuple(
        Preset(
            id=entry["id"],
            name=entry["name"],
            description=entry["description"],
            people=entry["people"],
            tables=entry["tables"],
            per_table=entry["per_table"],
            suggested=entry["topics_suggested"],
            shared=entry["topic_minutes"] == "shared",
            observers=entry["observers"],
            rows=tuple(_row(row) for row in entry["rows"]),
        )
        for entry in content["presets"]
    )


def _row(row: dict[str, Any]) -> Row:
    kind = ItemKind(str(row["kind"]))
    per_topic = bool(row["per_topic"])
    if kind in TOPICAL and not per_topic:
        kind = ItemKind.TALK  # a warm-up by raised hands: it belongs to no topic, so it leaves no record
    return Row(
        kind,
        str(row["title"]),
        int(row["minutes"]),
        str(row["lead"]),
        str(row["note"]),
        per_topic,
        alone=bool(row.get("alone")),
        setup={name: row[name] for name in ("ballot", "form") if name in row} or None,
    )


def preset(preset_id: str) -> Preset | None:
    """One preset by its id."""
    return next((one for one in presets() if one.id == preset_id), None)


def plan(chosen: Preset, topics: Sequence[Topic]) -> list[Planned]:
    """Lay out the evening: rows before, then each topic's rows together, then the rest.

    A preset whose per-topic rows are apart (two table rounds with a break between) keeps their order when there is one
    topic; with several topics the rows of one topic stay together, so that ideas, ballot and result follow each other.
    """
    per_topic = [row for row in chosen.rows if row.per_topic]
    planned: list[Planned] = []
    if len(topics) == 1:
        return [_planned(row, 1, topics[0], 1) if row.per_topic else _planned(row) for row in chosen.rows]
    per_topic = [row for row in per_topic if not row.alone]
    placed = False
    for row in chosen.rows:
        if not row.per_topic:
            planned.append(_planned(row))
        elif not placed:
            placed = True
            share = len(topics) if chosen.shared else 1
            for number, topic in enumerate(topics, 1):
                planned.extend(_planned(inner, number, topic, share) for inner in per_topic)
    return planned


def _planned(row: Row, number: int | None = None, topic: Topic | None = None, share: int = 1) -> Planned:
    return Planned(
        kind=row.kind,
        title=row.title,
        question=topic.question
        if topic and row.kind in (ItemKind.IDEAS, ItemKind.TABLES, ItemKind.BALLOT, ItemKind.RESULT)
        else "",
        minutes=max(1, round(row.minutes / share)),
        lead=row.lead,
        note=row.note,
        topic_no=number,
        topic=topic.title if topic else "",
        setup=_said_of(topic, row.setup),
    )


def _said_of(topic: Topic | None, setup: dict[str, Any] | None) -> dict[str, Any] | None:
    """The set-up with the topic's name in its question."""
    ballot = (setup or {}).get("ballot", {})
    if topic is None or "question" not in ballot:
        return setup
    return {"ballot": {**ballot, "question": ballot["question"].replace("{topic}", topic.title)}}
