"""Procedures to try things on: the three that come with the service, and any that may exist."""

import json
from typing import Any

from hypothesis import strategies as st

from app.core.labels import Side
from app.process.actions.publishing import DATA, STANDARD
from app.process.exits.rules import SideExit
from app.process.roles.rules import ROLE_WORDS
from app.process.shapes.rules import as_document, of_stored

Raw = dict[str, Any]


def standard(code: str = "std-gu") -> Raw:
    data = json.loads((DATA / f"{code}.json").read_text("utf-8"))
    return as_document(data["id"], data["version"], data["name"], of_stored(data["stages"]))


ALL = [standard(code) for code in STANDARD]

LETTERS = st.characters(categories=("L", "N", "P", "S"), exclude_characters="{}")
WORD = st.text(LETTERS, min_size=1, max_size=8)
TEXT = st.lists(
    st.one_of(
        WORD,
        st.sampled_from(["yes", "null", "1.0", "2026-01-01", "# 글", "- 줄", "&a", "<b>", "]]>", "''", "‍"]),
    ),
    min_size=1,
    max_size=3,
).map(lambda words: "  ".join(words).strip() or "글")
SHORT = TEXT.map(lambda text: text[:30].strip())  # as much as a column or a button takes
MAYBE = st.one_of(st.just(""), TEXT)
ID = st.from_regex(r"[a-z][a-z0-9_-]{0,11}", fullmatch=True).filter(lambda word: word != "end")
ROLE = st.sampled_from(sorted(ROLE_WORDS))
ROLES = st.lists(ROLE, unique=True, max_size=3)
LINES = st.lists(TEXT, unique=True, max_size=3)
CHECK = st.one_of(
    st.sampled_from(["accepted", "recorded", "opinions", "working_group:2:1", "meetings:2"]),
    TEXT.map(lambda name: f"document:{name}"),
)
SLA = st.fixed_dictionaries(
    {"days": st.integers(1, 366), "kind": st.sampled_from(["calendar", "working"]), "origin": MAYBE}
)


@st.composite
def criteria(draw: st.DrawFn) -> list[Raw]:
    ids = draw(st.lists(ID, unique=True, max_size=3))
    return [
        {"id": own, "text": draw(TEXT), "text_short": draw(TEXT), "check": draw(CHECK), "fix": draw(MAYBE)}
        for own in ids
    ]


@st.composite
def stages(draw: st.DrawFn, own: str = "stage") -> Raw:
    offs = draw(st.lists(st.sampled_from(list(SideExit)), unique=True, max_size=3))
    papers = draw(st.lists(TEXT, unique=True, max_size=2))
    late = sorted(draw(st.sets(st.integers(1, 60), max_size=2)))
    return {
        "id": own,
        "name": draw(TEXT),
        "name_en": draw(MAYBE),
        "purpose": draw(TEXT),
        "column": draw(SHORT),
        "path": draw(st.integers(1, 6)),
        "responsible": draw(ROLE),
        "participants": draw(ROLES),
        "entry": draw(LINES),
        "exit": draw(criteria()),
        "required_documents": [
            {"name": name, "name_en": draw(MAYBE), "required": draw(st.booleans())} for name in papers
        ],
        "sla": draw(st.none() | SLA),
        "window": draw(MAYBE),
        "cadence": draw(MAYBE),
        "escalation": [{"day": day, "do": draw(TEXT)} for day in late],
        "consent": {side.label: draw(ROLES) for side in Side},
        "two_key": draw(st.booleans()),
        "published": draw(LINES),
        "outcomes": draw(LINES),
        "side_exits": [{"kind": kind.value, "when": draw(TEXT)} for kind in offs],
        "next": "",
        "resident_sentence": draw(TEXT)
        + draw(st.sampled_from(["", " {due}까지", " {subcommittee} {department}"])),
        "late_sentence": draw(MAYBE),
        "owes": draw(TEXT),
        "move_label": draw(SHORT),
        "origin": draw(MAYBE),
    }


@st.composite
def rows(draw: st.DrawFn, most: int = 5) -> list[Raw]:
    """Stages in a row, some of which lead past the next one or end it."""
    ids = draw(st.lists(ID, unique=True, min_size=1, max_size=most))
    row = [draw(stages(own)) for own in ids]
    for n, stage in enumerate(row):
        onward = ids[n + 2 :] + (["end"] if n + 1 < len(ids) else [])
        stage["next"] = draw(st.sampled_from(["", "", *onward]))
    return row


@st.composite
def documents(draw: st.DrawFn) -> Raw:
    version = f"{draw(st.integers(0, 99))}.{draw(st.integers(0, 99))}"
    return as_document(draw(ID), version, draw(TEXT), draw(rows()))
