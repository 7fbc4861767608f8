"""The key of an open ballot: in pieces for two people, and back again when its computer is lost."""

import re

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.core.errors import Conflict, Forbidden, Invalid
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot
from app.live.ballots.rules import Secrecy
from app.live.ballots.shares import split
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken
from tests.live.evening import Evening
from tests.world import World, post


def key_id(evening: Evening) -> str:
    def read(db: Session) -> str:
        return db.exec(select(Ballot.key_id)).one()

    return evening.world.read(read)


def lose_the_key(evening: Evening) -> None:
    """As when the folder of keys was not restored with the database."""
    vault = evening.world.database.vault
    for kind in ("box", "tag"):
        vault.destroy(f"{key_id(evening)}.{kind}")


def test_two_pieces_bring_a_lost_key_back_and_the_vote_goes_on(
    evening: Evening, client: TestClient, world: World
) -> None:
    paper = evening.open_vote()
    evening.vote(1, 1)
    world.sign_in(client, "facilitator")
    shown = post(client, f"/ballots/{paper.id}/key/pieces", {})
    pieces = re.findall(r"(?:[A-Z2-7]{6}-){9}[A-Z2-7]+", shown.text)
    assert len(pieces) == 3
    lose_the_key(evening)
    with pytest.raises(Conflict) as refused:
        evening.press()
    assert refused.value.fix_url == f"/ballots/{paper.id}/key"
    with pytest.raises(Conflict):
        evening.vote(2, 2)
    assert "열쇠가 이 컴퓨터에 없어" in client.get(f"/ballots/{paper.id}/key").text
    wrong = post(client, f"/ballots/{paper.id}/key", {"first": pieces[0], "second": pieces[0]})
    assert wrong.status_code == 422
    right = post(client, f"/ballots/{paper.id}/key", {"first": pieces[2], "second": pieces[0]})
    assert right.status_code == 303
    evening.vote(2, 2)
    evening.press()
    assert evening.paper(for_staff=True).voters == 2
    kinds = [entry["kind"] for entry in world.read(ledger.chain, evening.meeting_id)]
    assert kinds.count("ballot.key_split") == kinds.count("ballot.key_restored") == 1
    assert broken(world.read(ledger.chain, evening.meeting_id)) == ""


def test_pieces_of_another_key_do_not_fit(evening: Evening) -> None:
    paper = evening.open_vote()
    lose_the_key(evening)
    first, second, _ = split(b"another ballot's seed, not this.")
    with pytest.raises(Invalid):
        evening.world.write(ballots.restore_key, evening.world.actor("officer"), paper.id, (first, second))
    assert evening.world.database.vault.get(f"{key_id(evening)}.box") is None


def test_a_key_is_for_those_who_run_the_room_while_a_secret_vote_is_open(evening: Evening) -> None:
    world = evening.world
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    with pytest.raises(Conflict):
        world.write(ballots.split_key, world.actor("facilitator"), paper.id)
    with pytest.raises(Forbidden):
        world.write(ballots.split_key, world.actor("chair"), paper.id)
    evening.press()
    with pytest.raises(Conflict):
        world.write(ballots.split_key, world.actor("facilitator"), paper.id)
