"""The drill: a season, a backup while people vote, and everything back in an empty place of the other kind."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session, func, select

from app.backups import actions, checks
from app.backups.archives import Count
from app.core import ids
from app.core.db import Database
from app.live.ballots import actions as ballots
from app.live.ballots.actions import VoteSlip
from app.live.ballots.models import SealedVote
from app.live.ledger import queries as ledgers
from app.live.ledger.models import Ledger
from tests.backups.conftest import Season
from tests.conftest import settings_for
from tests.live.evening import Evening
from tests.servers import Service

MEANWHILE = 20  # votes that come in while the backup is being written


@contextmanager
def people_voting(evening: Evening) -> Iterator[threading.Event]:
    """One resident after another votes, until the block ends."""
    paper, enough = evening.paper(), threading.Event()

    def hall() -> None:
        number = 0
        while not enough.is_set():
            number += 1
            slip = VoteSlip(
                evening.guest(number), evening.number, paper.id, (paper.choices[0].id,), ids.token(), ""
            )
            evening.world.database.submit_together(ballots.cast_votes, slip).result()

    thread = threading.Thread(target=hall)
    thread.start()
    try:
        yield enough
    finally:
        enough.set()
        thread.join()


def votes(db: Session) -> int:
    return db.exec(select(func.count()).select_from(SealedVote)).one()


def heads(db: Session) -> dict[int, str]:
    return {end.meeting_id: end.head for end in db.exec(select(Ledger)).all()}


def test_a_season_comes_back_whole_in_a_place_of_the_other_kind(
    season_of_jongno: Season, elsewhere: str, tmp_path: Path
) -> None:
    world, evening = season_of_jongno.world, season_of_jongno.evening
    noted = world.read(heads)
    assert len(noted) > 1

    def wait(deed: str, table: str, _rows: int) -> Count:
        """The backup rests at this table until more people have voted: they must not be in it."""
        if table == "sealedvote" and deed == "백업":
            before = world.read(votes)
            while world.read(votes) < before + MEANWHILE:
                pass
        return lambda number: None

    with people_voting(evening):
        while world.read(votes) < MEANWHILE:
            pass
        made = actions.back_up(season_of_jongno.url, tmp_path / "season.zip", say=wait)
    rows = {table.name: table.rows for table in made.manifest.tables}
    assert MEANWHILE <= rows["sealedvote"] <= world.read(votes) - MEANWHILE
    assert rows["sealedvote"] == rows["castkey"], "one moment, not two"

    actions.restore(elsewhere, made.path)
    copy = actions.back_up(elsewhere, tmp_path / "copy.zip")
    assert [one for one in copy.manifest.tables if not one.name.startswith("ledger")] == [
        one for one in made.manifest.tables if not one.name.startswith("ledger")
    ], "every row of every table is the same; the ledgers say in addition that they came back"
    found = checks.everything(elsewhere, tmp_path / "other keys", restored=True)
    assert found.wrong == []
    assert [note for note in found.notes if "열쇠가 이곳에 없어" in note], "the open ballot is named"

    database = Database(elsewhere, vault=tmp_path / "other keys")
    try:
        assert database.read(heads).keys() == noted.keys()
        for meeting, head in noted.items():
            *before, last = database.read(ledgers.chain, meeting)
            assert last["kind"] == "record.restored"
            assert (before[-1]["hash"], last["prev"]) == (head, head), (
                "what was noted is there, and then the restore"
            )
    finally:
        database.close()
    service = Service(settings_for(elsewhere), tmp_path / "service.log")
    service.start()
    try:
        assert service.ready()["status"] == "ready"
    finally:
        service.stop()
