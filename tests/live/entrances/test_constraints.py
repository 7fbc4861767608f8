"""What no statement may bring about at the entrance, however it got to the database."""

import pytest
from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from app.live.entrances.models import Arrival, CodeAsk, Entrance, EntranceTry, ProvenContact, RollEntry, Slip
from tests.live.entrances.door import Door, wrong
from tests.live.test_constraints import copy

TABLES: list[type[SQLModel]] = [Arrival, CodeAsk, Entrance, EntranceTry, ProvenContact, RollEntry, Slip]

BREAKS = {
    "uq_slip_digest": "UPDATE slip SET digest = 'the same'",
    "ck_slip_used_by_somebody": "UPDATE slip SET used_at = made_at, participant_id = NULL",
    "ck_slip_used_or_void": "UPDATE slip SET voided_at = made_at WHERE used_at IS NOT NULL",
    "uq_rollentry_meeting_id_name_note": "UPDATE rollentry SET name = 'one', note = ''",
    "uq_rollentry_participant_id": (
        "UPDATE rollentry SET participant_id = (SELECT min(id) FROM participant), checked_at = CURRENT_TIMESTAMP, "
        "checked_by = 'x'"
    ),
    "ck_rollentry_name_not_empty": "UPDATE rollentry SET name = '' WHERE checked_at IS NULL",
    "ck_rollentry_checked_by_somebody": "UPDATE rollentry SET checked_by = '' WHERE checked_at IS NOT NULL",
    "ck_rollentry_arrived_was_checked": (
        "UPDATE rollentry SET checked_at = NULL, checked_by = '' WHERE participant_id IS NOT NULL"
    ),
    "ck_codeask_tries_in_range": "UPDATE codeask SET tries = 6",
    "ck_codeask_ended_is_emptied": "UPDATE codeask SET digest = 'left' WHERE ended_at IS NOT NULL",
    "uq_provencontact_meeting_id_contact_key": (
        "INSERT INTO provencontact (meeting_id, contact_key, participant_id, at) "
        "SELECT meeting_id, contact_key, (SELECT min(id) FROM participant), at FROM provencontact"
    ),
    "uq_provencontact_participant_id": (
        "INSERT INTO provencontact (meeting_id, contact_key, participant_id, at) "
        "SELECT meeting_id, 'another', participant_id, at FROM provencontact"
    ),
    "ck_entrancetry_kind": "UPDATE entrancetry SET kind = 'whistled'",
    "uq_arrival_meeting_id_minute_address_key": copy("arrival", "meeting_id, minute, address_key, joins"),
    "ck_arrival_somebody_joined": "UPDATE arrival SET joins = 0",
}

ORPHANS = {
    "a slip of no meeting": "UPDATE slip SET meeting_id = 99999",
    "a slip used by nobody": "UPDATE slip SET participant_id = 99999 WHERE used_at IS NOT NULL",
    "a paper of nobody": "UPDATE slip SET entry_id = 99999",
    "a roll of no meeting": "UPDATE rollentry SET meeting_id = 99999",
    "a code of nobody": "UPDATE codeask SET participant_id = 99999",
    "a contact of nobody": "UPDATE provencontact SET participant_id = 99999",
    "an entrance of no meeting": "UPDATE entrance SET meeting_id = 99999",
    "an arrival nowhere": "UPDATE arrival SET meeting_id = 99999",
}


@pytest.fixture
def full(door: Door) -> Door:
    """An entrance at which everything happened once."""
    door.take_codes()
    first, _ = door.slips(2)
    door.redeem(door.inside(1), first)
    hana, _ = door.enrol(("김하나", ""), ("이두리", ""))
    door.redeem(door.inside(2), door.check_in(hana))
    guest = door.inside(3)
    asked = door.ask(guest)
    door.answer(guest, wrong(asked.code))
    door.answer(guest, asked.code)
    return door


def forge(db: Session, statement: str) -> None:
    db.execute(text(statement))


def test_every_constraint_has_a_statement_that_breaks_it() -> None:
    named = {
        str(constraint.name)
        for table in TABLES
        for constraint in SQLModel.metadata.tables[str(table.__tablename__)].constraints
        if isinstance(constraint, UniqueConstraint | CheckConstraint)
    }
    assert named == set(BREAKS)


def test_hand_written_sql_cannot_break_a_rule_of_the_entrance(full: Door) -> None:
    world = full.evening.world
    for name, statement in BREAKS.items():
        with pytest.raises(IntegrityError) as refused:
            world.write(forge, statement)
        told = str(refused.value.orig)
        if world.database.is_sqlite and name.startswith("uq_"):
            columns = SQLModel.metadata.tables[name.split("_")[1]].constraints
            constraint = next(one for one in columns if one.name == name)
            assert isinstance(constraint, UniqueConstraint)
            assert all(f"{column.table.name}.{column.name}" in told for column in constraint.columns), (
                name,
                told,
            )
        else:
            assert name in told, (name, told)


def test_nothing_hangs_in_the_air(full: Door) -> None:
    for statement in ORPHANS.values():
        with pytest.raises(IntegrityError):
            full.evening.world.write(forge, statement)
