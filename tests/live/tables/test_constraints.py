"""The database itself refuses what the rules of the tables forbid, on both databases."""

import pytest
from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from app.live.tables import actions
from app.live.tables.models import RoundTable, TableNote, TablePlan, TableRecorder, TableSeat, TableTask
from app.live.tables.rules import TaskForm
from tests.live.tables.talk import Talk

TABLES: list[type[SQLModel]] = [RoundTable, TableNote, TablePlan, TableRecorder, TableSeat, TableTask]


def copy(table: str, columns: str) -> str:
    """One row twice: the same columns again, with an id of its own."""
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} ORDER BY id LIMIT 1"


BREAKS = {
    "ck_tableplan_seats_positive": "UPDATE tableplan SET seats = 0",
    "ck_tableplan_round_not_negative": "UPDATE tableplan SET round = -1",
    "uq_roundtable_meeting_id_number": "UPDATE roundtable SET number = 1",
    "uq_roundtable_code_digest": "UPDATE roundtable SET code_digest = 'the same', code_at = (SELECT max(code_at) FROM roundtable)",
    "ck_roundtable_number_from_one": "UPDATE roundtable SET number = 0 WHERE number = 1",
    "ck_roundtable_heads_not_negative": "UPDATE roundtable SET heads = -1",
    "ck_roundtable_code_has_time": "UPDATE roundtable SET code_at = NULL WHERE code_digest IS NOT NULL",
    "uq_tablerecorder_table_id_key": copy("tablerecorder", "table_id, key, at"),
    "ck_tabletask_form": "UPDATE tabletask SET form = 'song'",
    "uq_tablenote_table_id_item_id_key": copy(
        "tablenote", "table_id, item_id, key, text, civil, official, rev, writer, seq, saved_at, sends"
    ),
    "uq_tablenote_idea_id": "UPDATE tablenote SET idea_id = (SELECT min(id) FROM idea)",
    "ck_tablenote_sent_says_something": "UPDATE tablenote SET text = '' WHERE sent_at IS NOT NULL",
    "ck_tablenote_sends_not_negative": "UPDATE tablenote SET sends = -1",
    "uq_tableseat_meeting_id_round_entry_id": copy("tableseat", "meeting_id, round, table_id, entry_id, host"),
    "ck_tableseat_round_not_negative": "UPDATE tableseat SET round = -1",
}  # fmt: skip


@pytest.fixture
def full(talk: Talk) -> Talk:
    """Every table has rows."""
    host = talk.world.actor("facilitator")
    talk.world.write(actions.choose_form, host, talk.round(2).id or 0, TaskForm.OPINIONS)
    talk.enrol(3)
    talk.seat()
    talk.man(1, 2)
    talk.begin()
    for key in ("r1", "r2"):
        talk.write(1, key, f"의견 {key}")
    talk.send(1, "r1")
    return talk


def test_every_constraint_has_a_statement_that_breaks_it() -> None:
    named = {
        str(constraint.name)
        for table in TABLES
        for constraint in SQLModel.metadata.tables[str(table.__tablename__)].constraints
        if isinstance(constraint, UniqueConstraint | CheckConstraint)
    }
    assert named == set(BREAKS)


def test_hand_written_sql_cannot_break_a_rule_of_the_tables(full: Talk) -> None:
    def forge(db: Session, statement: str) -> None:
        db.execute(text(statement))

    for name, statement in BREAKS.items():
        with pytest.raises(IntegrityError) as refused:
            full.world.write(forge, statement)
        told = str(refused.value.orig)
        assert name in told or (full.world.database.is_sqlite and name.startswith("uq_")), (name, told)
