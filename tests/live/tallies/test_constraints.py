"""The database itself refuses what the rules of marks and counts forbid, on both databases."""

import pytest
from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from app.live.ballots.models import PaperMark, TallyEntry
from tests.live.evening import Evening
from tests.live.tallies.hall import Hall

TABLES: list[type[SQLModel]] = [PaperMark, TallyEntry]


def copy(table: str, columns: str) -> str:
    """One row twice: the same columns again, with an id of its own."""
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} ORDER BY id LIMIT 1"


BREAKS = {
    "ck_papermark_one_of_two": "UPDATE papermark SET seat = '9' WHERE participant_id IS NOT NULL",
    "uq_papermark_ballot_id_participant_id": copy("papermark", "ballot_id, participant_id, at"),
    "uq_papermark_ballot_id_seat": "UPDATE papermark SET seat = 'X' WHERE seat IS NOT NULL",
    "ck_tallyentry_channel": "UPDATE tallyentry SET channel = 'smoke'",
    "uq_tallyentry_ballot_id_channel_round_account_id": copy(
        "tallyentry", "ballot_id, channel, round, account_id, seat, total, key, at"
    ),
}


def test_every_constraint_has_a_statement_that_breaks_it() -> None:
    named = {
        str(constraint.name)
        for table in TABLES
        for constraint in SQLModel.metadata.tables[str(table.__tablename__)].constraints
        if isinstance(constraint, UniqueConstraint | CheckConstraint)
    }
    assert named == set(BREAKS)


def test_hand_written_sql_cannot_break_a_rule(evening: Evening) -> None:
    hall = Hall(evening)
    [code] = hall.slips(1)
    hall.open()
    hall.mark(slip=code)
    hall.mark(seat="1")
    hall.mark(seat="2")
    hall.count("facilitator", hall.total(1, 0, 0))

    def forge(db: Session, statement: str) -> None:
        db.execute(text(statement))

    for name, statement in BREAKS.items():
        with pytest.raises(IntegrityError) as refused:
            evening.world.write(forge, statement)
        told = str(refused.value.orig)
        assert (name in told) or (evening.world.database.is_sqlite and name.startswith("uq_")), (name, told)
