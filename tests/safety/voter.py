"""A process that comes in, votes and prints a receipt as soon as it is answered, until somebody kills it.

python -m tests.safety.voter URL NUMBER BALLOT OPTION ROUND
"""

import itertools
import sys
import threading

from app.core.db import Database
from app.live.ballots import actions as ballots
from app.live.meetings import actions as meetings
from app.live.meetings.guests import Guest
from tests.conftest import TEST_SECRET

VOTERS = 4


def main(url: str, number: str, ballot_id: int, option: int, round_: str) -> None:
    database = Database(url)
    printing = threading.Lock()

    def vote(voter: int) -> None:
        for n in itertools.count():
            guest = Guest(f"{round_}-{voter}-{n}".ljust(32, "."), TEST_SECRET.encode(), "ko")
            database.write(meetings.enter, guest, number)
            receipt = database.write(
                ballots.cast_vote,
                guest,
                number,
                ballot_id,
                choices=[option],
                key=f"{round_}-{voter}-{n}".ljust(32, "k"),
            )
            with printing:
                sys.stdout.write(receipt.code + "\n")
                sys.stdout.flush()

    for voter in range(VOTERS):
        threading.Thread(target=vote, args=(voter,)).start()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
