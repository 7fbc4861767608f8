"""A season of meetings and votes, and an empty place of the other kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.accounts.models import Account
from app.core.db import Database
from app.core.settings import Settings
from app.demo import season
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.organisations.models import District
from tests.conftest import Season as Told
from tests.conftest import settings_for
from tests.live.evening import Evening, evening
from tests.servers import create_database, drop_database
from tests.world import World

__all__ = ["evening"]


@dataclass
class Season:
    """Jongno with its season behind it and tonight's vote open."""

    world: World
    evening: Evening

    @property
    def url(self) -> str:
        return self.world.settings.database_url


@pytest.fixture
def season_of_jongno(settings: Settings, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Season]:
    """A season in a database of the same kind as ``settings``. Its keys lie where nothing else does."""
    made: Told = request.getfixturevalue("sqlite_season" if settings.is_sqlite else "postgresql_season")
    with made.copy(tmp_path) as url:
        yield from _tonight(Database(url, vault=tmp_path / "keys"), settings_for(url))


def _tonight(database: Database, settings: Settings) -> Iterator[Season]:
    try:
        facilitator = next(
            one["email"]
            for one in database.read(season.describe, settings)["accounts"]
            if one["role"] == "facilitator"
        )

        def tonight(db: Session) -> tuple[int, int, Meeting]:
            account = db.exec(select(Account.id).where(Account.email == facilitator)).one()
            meeting = db.exec(select(Meeting).where(Meeting.state == MeetingState.PREPARED)).first()
            assert account is not None
            assert meeting is not None
            return db.exec(select(District.id)).first() or 0, account, meeting

        district, account, meeting = database.read(tonight)
        world = World(database, settings, district, accounts={"facilitator": account})
        room = Evening(world, meeting.id or 0, meeting.join_number, meeting.wall_key)
        room.open_vote()
        assert database.read(
            lambda db: db.exec(select(Ballot).where(Ballot.state == BallotState.REVEALED)).all()
        )
        yield Season(world, room)
    finally:
        database.close()


@pytest.fixture
def elsewhere(settings: Settings, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty place of the other kind."""
    yield from empty_place(request, tmp_path, sqlite=not settings.is_sqlite)


@pytest.fixture
def again(settings: Settings, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty place of the same kind."""
    yield from empty_place(request, tmp_path, sqlite=settings.is_sqlite)


def empty_place(request: pytest.FixtureRequest, folder: Path, *, sqlite: bool) -> Iterator[str]:
    """A database without any table; on SQLite not even a file."""
    if sqlite:
        yield f"sqlite:///{folder / 'empty place.sqlite3'}"
        return
    server: str = request.getfixturevalue("postgres_url")
    url = create_database(server)
    yield url
    drop_database(server, url)
