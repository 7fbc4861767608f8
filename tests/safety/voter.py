"""Processes that come in, vote and print what they were answered as soon as they were, until somebody kills them.

``python -m tests.safety.voter`` reads one line of JSON (``Booth``) and then starts a fresh process for every further
line on stdin (a copy of this one, made before any thread or connection exists); it says ``pid N`` and then receipt
numbers; ``dead`` when it is gone. A line ``close`` makes a process that also closes the ballot after some votes and then
says ``closed``.
"""

import itertools
import json
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.core.db import Database
from app.core.errors import Refused
from app.live.ballots import actions as ballots
from app.live.ballots.actions import VoteSlip
from app.live.meetings import actions as meetings
from app.live.meetings.guests import Guest
from app.organisations.actors import Actor, seats_of

VOTERS = 4
BEFORE_THE_CLOSING = 12


@dataclass(frozen=True)
class Booth:
    """Where to vote for what. ``synchronous``: what SQLite is told instead of FULL, to see whether anybody notices."""

    url: str
    vault: str
    number: str
    ballot: int
    option: int
    secret: str
    host: int
    synchronous: str = ""


def tell(line: str) -> None:
    """One whole line at once, past every buffer of ours."""
    os.write(1, f"{line}\n".encode())


def careless(database: Database, synchronous: str) -> None:
    """Break the promise on the writer's connection."""

    @event.listens_for(database._write_engine, "checkout")
    def _weaken(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA synchronous={synchronous}")


def vote_for_ever(booth: Booth, round_: int, closing: bool) -> None:
    database = Database(booth.url, vault=Path(booth.vault))
    database.listen(ballots.destroyer(database.vault))  # as the service does
    if booth.synchronous:
        careless(database, booth.synchronous)

    told, enough = itertools.count(1), threading.Event()

    def vote(voter: int) -> None:
        for n in itertools.count():
            name = f"{round_}-{voter}-{n}"
            guest = Guest(name.ljust(32, "."), booth.secret.encode(), "ko")
            slip = VoteSlip(guest, booth.number, booth.ballot, (booth.option,), name.ljust(32, "k"), "")
            try:
                database.write(meetings.enter, guest, booth.number)
                receipt = database.submit_together(ballots.cast_votes, slip).result()
            except Refused:
                return  # it is closed
            tell(receipt.tracker)
            if next(told) == BEFORE_THE_CLOSING:
                enough.set()

    threads = [threading.Thread(target=vote, args=(voter,)) for voter in range(VOTERS)]
    for thread in threads:
        thread.start()
    if closing:
        enough.wait()
        host = Actor("visit of the host".ljust(32, "."), booth.host, "", database.read(seats_of, booth.host))
        database.write(ballots.close, host, booth.ballot)
        tell("closed")
    for thread in threads:
        thread.join()
    threading.Event().wait()  # until the end


def main() -> None:
    booth = Booth(**json.loads(sys.stdin.readline()))
    for round_, wanted in enumerate(sys.stdin):
        child = os.fork()
        if child == 0:
            tell(f"pid {os.getpid()}")
            vote_for_ever(booth, round_, wanted.strip() == "close")
        os.waitpid(child, 0)
        tell("dead")


if __name__ == "__main__":
    main()
