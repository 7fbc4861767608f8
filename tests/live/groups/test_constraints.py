"""The database itself refuses what the rules of groups forbid, on both databases."""

import pytest
from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from app.live.groups.models import GroupedIdea, GroupStep, GroupWall, OpinionGroup
from tests.live.groups.sorting import Sorting

TABLES: list[type[SQLModel]] = [GroupedIdea, GroupStep, GroupWall, OpinionGroup]
BREAKS = {
    "uq_opiniongroup_meeting_id_key": "UPDATE opiniongroup SET key = 'the same'",
    "uq_opiniongroup_option_id": "UPDATE opiniongroup SET option_id = (SELECT min(id) FROM option), gone = false",
    "ck_opiniongroup_has_name": "UPDATE opiniongroup SET name = ''",
    "ck_opiniongroup_offered_is_there": "UPDATE opiniongroup SET gone = true WHERE option_id IS NOT NULL",
    "ck_groupstep_undone_by_somebody": "UPDATE groupstep SET undone_by = '누군가'",
}


@pytest.fixture
def full(sorting: Sorting) -> Sorting:
    group = sorting.put(sorting.says("의자"))
    sorting.put(sorting.says("나무"))
    sorting.offer(group)
    return sorting


def test_every_constraint_has_a_statement_that_breaks_it() -> None:
    named = {
        str(constraint.name)
        for table in TABLES
        for constraint in SQLModel.metadata.tables[str(table.__tablename__)].constraints
        if isinstance(constraint, UniqueConstraint | CheckConstraint)
    }
    assert named == set(BREAKS)


def test_hand_written_sql_cannot_break_a_rule(full: Sorting) -> None:
    def forge(db: Session, statement: str) -> None:
        db.execute(text(statement))

    for statement in BREAKS.values():
        with pytest.raises(IntegrityError):
            full.world.write(forge, statement)
    twice = "INSERT INTO groupedidea (idea_id, group_id) SELECT idea_id, group_id FROM groupedidea"
    with pytest.raises(IntegrityError):
        full.world.write(forge, twice)
