"""By-laws of the ledger: what is written stands, in one order, and whatever is changed is seen."""

import ast
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from copy import deepcopy
from typing import Any

import pytest
from sqlmodel import Session, select

from app.core.db import Database
from app.live.ledger import actions, queries
from app.live.ledger.models import Ledger, LedgerEntry
from app.live.ledger.rules import GENESIS, broken, canonical, digest, entry
from tests.conventions.sources import ROOT, python_files, tree
from tests.live.evening import Evening

TIME = "2026-11-22T19:00:00Z"


# -- the one way to write a thing --------------------------------------------------------------------------------------


def test_the_canonical_form_has_one_spelling() -> None:
    assert canonical({"b": [1, True, None], "a": "가 “나”"}) == '{"a":"가 “나”","b":[1,true,null]}'
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})
    assert json.loads(canonical({"글": ["줄\n바꿈", "\x1f", '"']})) == {"글": ["줄\n바꿈", "\x1f", '"']}


@pytest.mark.parametrize(
    "wrong",
    [
        1.0,
        0.1,
        float("nan"),
        float("inf"),
        b"bytes",
        (1, 2),
        {1: "one"},
        {"a": [1.5]},
        {"a": {"b": object()}},
    ],
)
def test_what_two_machines_could_write_differently_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"no canonical form|not a text"):
        canonical(wrong)


def test_an_entry_with_a_fraction_is_never_written(evening: Evening) -> None:
    head = evening.world.read(queries.head, evening.meeting_id)
    with pytest.raises(ValueError, match="float"):
        evening.world.write(actions.append, evening.meeting_id, "test.wrong", {"share": 33.3})
    assert evening.world.read(queries.head, evening.meeting_id) == head


# -- a chain ---------------------------------------------------------------------------------------------------------


def made(length: int) -> list[dict[str, Any]]:
    chain: list[dict[str, Any]] = []
    for n in range(1, length + 1):
        content = entry(n, "test.step", TIME, {"step": n}, chain[-1]["hash"] if chain else GENESIS)
        chain.append({**content, "hash": digest(content)})
    return chain


def test_a_whole_chain_is_whole() -> None:
    assert broken([]) == ""
    assert broken(made(1)) == ""
    assert broken(made(30)) == ""


def rehashed(chain: list[dict[str, Any]], start: int) -> list[dict[str, Any]]:
    """Every hash made anew from this place on, as a forger would."""
    for n in range(start, len(chain)):
        content = {key: value for key, value in chain[n].items() if key != "hash"}
        content["prev"] = chain[n - 1]["hash"] if n else GENESIS
        chain[n] = {**content, "hash": digest(content)}
    return chain


def changes() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, value in (
        ("seq", 9),
        ("kind", "x"),
        ("at", "x"),
        ("data", {}),
        ("prev", "0" * 64),
        ("hash", "0" * 64),
    ):
        chain = made(5)
        chain[2][name] = value
        yield f"{name} changed", chain
    chain = made(5)
    yield "one dropped", chain[:2] + chain[3:]
    yield "two swapped", [chain[0], chain[2], chain[1], *chain[3:]]
    yield "one doubled", [*chain[:3], deepcopy(chain[2]), *chain[3:]]
    yield "the first dropped", chain[1:]
    yield "one slipped in", [*chain[:2], {**chain[2], "data": {"step": 99}}, *chain[2:]]
    extra = made(5)
    extra[1]["more"] = "unseen"
    yield "a field more", extra


@pytest.mark.parametrize(("what", "chain"), list(changes()), ids=[what for what, _ in changes()])
def test_whatever_is_changed_is_seen(what: str, chain: Sequence[dict[str, Any]]) -> None:
    assert broken(chain), what


def test_a_chain_that_was_made_anew_no_longer_has_the_old_head() -> None:
    """It looks whole; whoever noted a head knows better."""
    chain = made(8)
    head = chain[5]["hash"]
    forged = deepcopy(chain)
    forged[3]["data"] = {"step": 77}
    rehashed(forged, 3)
    assert broken(forged) == ""
    assert head not in {one["hash"] for one in forged}


# -- in the database ---------------------------------------------------------------------------------------------------


def test_an_entry_says_what_where_and_after_what(evening: Evening) -> None:
    world, meeting_id = evening.world, evening.meeting_id
    before = world.read(queries.chain, meeting_id)
    head = world.write(actions.append, meeting_id, "test.step", {"글": "하나"})
    *earlier, last = world.read(queries.chain, meeting_id)
    assert earlier == before
    assert set(last) == {"seq", "kind", "at", "data", "prev", "hash"}
    assert (last["seq"], last["kind"], last["data"]) == (len(before) + 1, "test.step", {"글": "하나"})
    assert last["prev"] == before[-1]["hash"]
    assert last["hash"] == head == world.read(queries.head, meeting_id)
    assert last["at"].endswith("Z")
    assert len(last["at"]) == len(TIME)
    assert broken([*earlier, last]) == ""


def test_several_at_once_are_one_after_another(evening: Evening) -> None:
    heads = evening.world.write(
        actions.append_all, evening.meeting_id, [("test.step", {"n": n}) for n in range(20)]
    )
    chain = evening.world.read(queries.chain, evening.meeting_id)
    assert [one["hash"] for one in chain[-20:]] == heads
    assert [one["data"]["n"] for one in chain[-20:]] == list(range(20))
    assert broken(chain) == ""
    assert evening.world.write(actions.append_all, evening.meeting_id, []) == []


def test_what_is_refused_is_not_written_down(evening: Evening) -> None:
    before = evening.world.read(queries.chain, evening.meeting_id)

    def half(db: Session) -> None:
        actions.append(db, evening.meeting_id, "test.step", {"n": 1})
        raise RuntimeError("later in the same deed")

    with pytest.raises(RuntimeError):
        evening.world.write(half)
    assert evening.world.read(queries.chain, evening.meeting_id) == before
    evening.world.write(actions.append, evening.meeting_id, "test.step", {"n": 2})
    assert broken(evening.world.read(queries.chain, evening.meeting_id)) == ""


def test_each_meeting_has_a_chain_of_its_own(evening: Evening) -> None:
    from tests.live.evening import prepare

    other = prepare(evening.world)
    mine = evening.world.read(queries.chain, evening.meeting_id)
    other.world.write(actions.append, other.meeting_id, "test.step", {"n": 1})
    assert evening.world.read(queries.chain, evening.meeting_id) == mine
    theirs = evening.world.read(queries.chain, other.meeting_id)
    assert [one["seq"] for one in theirs] == [1, 2]
    assert theirs[0]["prev"] == GENESIS
    assert evening.world.read(queries.head, 10**6) == GENESIS


def test_a_hand_in_the_database_is_seen(evening: Evening) -> None:
    """Somebody edits a row past the service."""
    evening.open_vote()
    evening.vote(1, 1)
    evening.press()

    def edit(db: Session) -> None:
        row = db.exec(select(LedgerEntry).where(LedgerEntry.kind == "ballot.closed")).one()
        row.body = row.body.replace('"voters":1', '"voters":2')
        db.add(row)

    evening.world.write(edit)
    assert broken(evening.world.read(queries.chain, evening.meeting_id))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_processes_keep_one_chain(evening: Evening) -> None:
    """Both write to a meeting at once, both to another meeting that has no chain yet as well."""
    world, meeting_id = evening.world, evening.meeting_id

    def forget(db: Session) -> None:
        for row in (*db.exec(select(LedgerEntry)).all(), *db.exec(select(Ledger)).all()):
            db.delete(row)

    world.write(forget)  # so that the first entries race for the first place
    with closing(Database(world.settings.database_url)) as other:
        doors = (world.database, other)

        def write(n: int) -> str:
            return doors[n % 2].write(actions.append, meeting_id, "test.step", {"n": n})

        with ThreadPoolExecutor(12) as crowd:
            heads = list(crowd.map(write, range(120)))
    chain = world.read(queries.chain, meeting_id)
    assert broken(chain) == ""
    assert {one["hash"] for one in chain} == set(heads)
    assert sorted(one["data"]["n"] for one in chain) == list(range(120))


# -- append-only by construction ---------------------------------------------------------------------------------------

TABLES = {"Ledger", "LedgerEntry"}
WRITING = {"insert", "update", "delete", "add", "add_all", "merge"}
WRITER = "app/live/ledger/actions.py"


def writes(module: ast.Module) -> list[str]:
    """Where a module could write the ledger's tables: by making a row, by a statement, or in SQL of its own."""
    found: list[str] = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            given = {one.id for part in node.args for one in ast.walk(part) if isinstance(one, ast.Name)}
            if name in TABLES or (name in WRITING and given & TABLES):
                found.append(ast.unparse(node))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = set(node.value.lower().replace('"', " ").split())
            if {"ledger", "ledgerentry"} & words and {
                "insert",
                "update",
                "delete",
                "truncate",
                "drop",
            } & words:
                found.append(node.value)
    return found


def test_nothing_but_the_ledger_itself_writes_its_tables() -> None:
    found = {str(file.relative_to(ROOT)): writes(tree(file)) for file in python_files()}
    assert {name: lines for name, lines in found.items() if lines and name != WRITER} == {}
    assert sorted(found[WRITER]) == ["insert(Ledger)", "insert(LedgerEntry)", "update(Ledger)"], (
        "entries are only added; only the end of the chain moves on"
    )


@pytest.mark.parametrize(
    "source",
    [
        "db.add(LedgerEntry(meeting_id=1))",
        "db.execute(delete(LedgerEntry).where(LedgerEntry.seq > 3))",
        "db.execute(update(Ledger).values(seq=0))",
        "db.execute(text('DELETE FROM ledgerentry'))",
        "db.execute(text('UPDATE \"ledger\" SET seq = 0'))",
    ],
)
def test_a_stranger_who_writes_the_ledger_would_be_found(source: str) -> None:
    assert writes(ast.parse(source))


def test_reading_the_ledger_is_free() -> None:
    assert writes(ast.parse("db.exec(select(Ledger.head).where(Ledger.meeting_id == 1)).first()")) == []
