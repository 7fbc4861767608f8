"""Processes that come in, vote and print a receipt as soon as it is answered, until somebody kills them.

``python -m tests.safety.voter URL NUMBER BALLOT OPTION SECRET``: every line on stdin starts a fresh process (a copy of
this one, made before any thread or connection exists); it says ``pid N`` and then receipts; ``dead`` when it is gone.
"""

import itertools
import os
import sys
import threading

from app.core.db import Database
from app.live.ballots import actions as ballots
from app.live.meetings import actions as meetings
from app.live.meetings.guests import Guest

VOTERS = 4


def tell(line: str) -> None:
    """One whole line at once, past every buffer of ours."""
    os.write(1, f"{line}\n".encode())


def vote_for_ever(url: str, number: str, ballot_id: int, option: int, secret: str, round_: int) -> None:
    database = Database(url)

    def vote(voter: int) -> None:
        for n in itertools.count():
            name = f"{round_}-{voter}-{n}"
            guest = Guest(name.ljust(32, "."), secret.encode(), "ko")
            database.write(meetings.enter, guest, number)
            receipt = database.write(
                ballots.cast_vote, guest, number, ballot_id, choices=[option], key=name.ljust(32, "k")
            )
            tell(receipt.code)

    threads = [threading.Thread(target=vote, args=(voter,)) for voter in range(VOTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main(url: str, number: str, ballot_id: str, option: str, secret: str) -> None:
    for round_, _ in enumerate(sys.stdin):
        child = os.fork()
        if child == 0:
            tell(f"pid {os.getpid()}")
            vote_for_ever(url, number, int(ballot_id), int(option), secret, round_)
        os.waitpid(child, 0)
        tell("dead")


if __name__ == "__main__":
    main(*sys.argv[1:])
