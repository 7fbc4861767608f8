"""A part of a deed that is refused leaves nothing behind: no row, no fact, nothing that the deed remembers."""

import pytest
from sqlmodel import Session

from app.core.errors import Conflict
from app.core.parts import part_of
from app.live.ledger.actions import append
from app.live.ledger.queries import chain
from app.live.ledger.rules import broken
from app.realtime.outbox import announce
from tests.live.evening import prepare
from tests.world import World


def test_a_refused_part_is_as_if_it_had_not_been(world: World) -> None:
    meeting = prepare(world).meeting_id
    told: list[object] = []
    world.database.listen(told.extend)

    def refused(db: Session) -> None:
        with part_of(db):
            append(db, meeting, "idea.wall", {"idea": 2, "who": ""})
            announce(db, "never")
            raise Conflict("아니요")

    def deed(db: Session) -> None:
        append(db, meeting, "idea.wall", {"idea": 1, "who": ""})
        announce(db, "before")
        with pytest.raises(Conflict):
            refused(db)
        append(db, meeting, "idea.wall", {"idea": 3, "who": ""})
        announce(db, "after")

    world.write(deed)
    entries = world.read(chain, meeting)
    assert [one["data"]["idea"] for one in entries if one["kind"] == "idea.wall"] == [1, 3]
    assert broken(entries) == ""
    assert told == ["before", "after"]
