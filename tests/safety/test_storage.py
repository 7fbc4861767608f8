"""When the storage refuses, nobody is told that a vote was stored; when it takes again, the service goes on by itself."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from app.core import ids
from app.core.errors import Busy
from app.live.ballots import actions as ballots
from app.live.ballots.actions import VoteSlip
from tests.live.evening import Evening
from tests.safety.power import Disk
from tests.safety.test_durability import published, sealed
from tests.servers import Service, plain

SENTENCE = "저장 장치에 쓰지 못했습니다. 저장하지 않았으니 잠시 뒤 다시 눌러 주세요."
TRACKER = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")
PHONES = 8


# -- SQLite: the disk itself ---------------------------------------------------------------------------------------------


@dataclass
class Watched(Service):
    """The service on a disk that can be spoiled."""

    disk: Disk = field(kw_only=True)

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, **self.disk.added()}


@dataclass
class Phone:
    """One resident's browser in the room."""

    room: str
    ballot: int
    option: int
    client: httpx2.Client
    key: str = field(default_factory=ids.token)

    def page(self) -> str:
        found = self.client.get(self.room)
        assert found.status_code == 200
        return found.text

    def come_in(self) -> None:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.page())
        assert found
        self.client.headers["x-csrf-token"] = found[1]
        entered = self.client.post(f"{self.room}/attendance", data={"lang": "ko"})
        assert entered.status_code == 303

    def vote(self) -> httpx2.Response:
        return self.client.post(
            f"{self.room}/ballots/{self.ballot}/my-vote",
            data={"choice": str(self.option), "key": self.key},
            headers={"hx-request": "true"},
        )


@contextmanager
def hall(service: Service, evening: Evening) -> Iterator[list[Phone]]:
    """People with phones in front of the running service."""
    paper = evening.paper()
    same = {"sec-fetch-site": "same-origin", "accept-language": "ko"}
    clients = [httpx2.Client(base_url=service.address, timeout=30, headers=same) for _ in range(PHONES)]
    phones = [Phone(f"/m/{evening.number}", paper.id, paper.choices[0].id, client) for client in clients]
    try:
        for phone in phones:
            phone.come_in()
        yield phones
    finally:
        for client in clients:
            client.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_spoiled_disk_stores_nothing_and_says_so(
    evening: Evening, tmp_path_factory: pytest.TempPathFactory
) -> None:
    paper = evening.open_vote()
    folder = Path(evening.world.settings.database_url.removeprefix("sqlite:///")).parent
    disk = Disk(folder, tmp_path_factory.mktemp("beside"))
    service = Watched(evening.world.settings, disk.beside / "service.log", disk=disk)
    service.start()
    told: set[str] = set()
    try:
        with hall(service, evening) as phones:
            for number, trouble in enumerate(("full", "read-only", "broken"), 1):
                disk.trouble.write_text(trouble)
                for phone in phones[number * 2 :]:
                    answer = phone.vote()
                    assert (answer.status_code, SENTENCE in answer.text) == (503, True), answer.text
                    assert int(answer.headers["retry-after"]) > 0
                    assert not TRACKER.search(answer.text)
                assert phones[-1].page(), "looking still works"
                assert sealed(evening, paper.id) == len(told)
                disk.trouble.unlink()
                for phone in phones[
                    : number * 2
                ]:  # the service goes on by itself; the same paper, the same receipt
                    found = TRACKER.search(phone.vote().text)
                    assert found
                    told.add(found[0])
                assert len(told) == number * 2
            assert service.ready()["status"] == "ready"
    finally:
        service.kill()
    assert published(evening, paper.id) == told


# -- PostgreSQL: what the server answers -----------------------------------------------------------------------------------


def full(evening: Evening) -> Callable[[], None]:
    """The server cannot extend a table; returns how it is mended."""
    url = plain(evening.world.settings.database_url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
        )
        connection.execute("CREATE TRIGGER no_room BEFORE INSERT ON sealedvote EXECUTE FUNCTION no_room()")

    def mend() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP FUNCTION no_room CASCADE")

    return mend


def read_only(evening: Evening) -> Callable[[], None]:
    """Every connection is cut and comes back to a server that only reads, as after a failover to a standby."""
    address = make_url(evening.world.settings.database_url)
    name = sql.Identifier(address.database or "")
    server = plain(address.set(database="postgres").render_as_string(hide_password=False))

    def say(statement: str) -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(name))
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                (address.database,),
            )

    say("ALTER DATABASE {} SET default_transaction_read_only = on")
    return lambda: say("ALTER DATABASE {} RESET default_transaction_read_only")


@pytest.mark.parametrize("trouble", [full, read_only])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_cannot_write_stores_nothing_and_says_so(
    evening: Evening, trouble: Callable[[Evening], Callable[[], None]]
) -> None:
    paper = evening.open_vote()
    guests = [evening.guest(number) for number in range(PHONES)]
    slips = [
        VoteSlip(guest, evening.number, paper.id, (paper.choices[0].id,), secrets.token_hex(16), "")
        for guest in guests
    ]
    database = evening.world.database

    def vote(slip: VoteSlip) -> str:
        return database.submit_together(ballots.cast_votes, slip).result().tracker

    told = {vote(slip) for slip in slips[: PHONES // 2]}
    mend = trouble(evening)
    for slip in slips[PHONES // 2 :]:
        with pytest.raises(Busy, match=re.escape(SENTENCE)):
            vote(slip)
    mend()
    told |= {vote(slip) for slip in slips}
    assert len(told) == PHONES
    assert published(evening, paper.id) == told
