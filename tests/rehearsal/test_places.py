"""A rehearsal's own database: made where the service's is, gone however the rehearsal ends."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from app.core.settings import Settings
from app.rehearsal.places import NOT_ALLOWED, PREFIX, SAME_KIND, SAME_SERVER, throw_away
from tests.conftest import settings_for
from tests.servers import free_port, named, plain

pytestmark = pytest.mark.xdist_group("rehearsals")  # all look at the same server's throw-away databases

ROLE = "gongron_clerk"


@pytest.fixture
def service(postgresql_url: str) -> Settings:
    """A service on PostgreSQL."""
    return settings_for(postgresql_url)


def throwaways(settings: Settings) -> set[str]:
    with psycopg.connect(plain(settings.database_url), autocommit=True) as link:
        rows = link.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return {row[0] for row in rows}


def name_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def test_the_rehearsal_gets_a_database_of_its_own_on_the_same_server(
    service: Settings, tmp_path: Path
) -> None:
    with throw_away(service, tmp_path) as place:
        assert place.words == SAME_SERVER
        assert throwaways(service) == {name_of(place.url)}
        assert urlsplit(place.url).netloc == urlsplit(service.database_url).netloc
        with psycopg.connect(plain(place.url)) as link:
            assert link.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    assert throwaways(service) == set()


@pytest.mark.parametrize("end", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_it_is_gone_however_the_rehearsal_ends(
    service: Settings, tmp_path: Path, end: type[BaseException]
) -> None:
    still_open: list[psycopg.Connection] = []

    def rehearsed() -> None:
        with throw_away(service, tmp_path) as place:
            still_open.append(psycopg.connect(plain(place.url)))
            raise end

    with pytest.raises(end):
        rehearsed()
    assert throwaways(service) == set()
    still_open[0].close()


def test_what_a_killed_rehearsal_left_goes_with_the_next_and_one_that_plays_stays(
    service: Settings, tmp_path: Path
) -> None:
    with psycopg.connect(plain(service.database_url), autocommit=True) as link:
        link.execute(f"CREATE DATABASE {PREFIX}left")
    with throw_away(service, tmp_path) as first, throw_away(service, tmp_path) as second:
        assert throwaways(service) == {name_of(first.url), name_of(second.url)}
    assert throwaways(service) == set()


@pytest.fixture
def clerk(service: Settings) -> Iterator[Settings]:
    """A service whose account may do its work, but not create databases."""
    with psycopg.connect(plain(service.database_url), autocommit=True) as link:
        link.execute(f"CREATE ROLE {ROLE} LOGIN")
        parts = urlsplit(service.database_url)
        where = parts._replace(netloc=f"{ROLE}@{parts.netloc.rpartition('@')[2]}").geturl()
        yield service.model_copy(update={"database_url": where})
        link.execute(f"DROP ROLE {ROLE}")


def test_an_account_that_may_not_create_databases_rehearses_in_a_file_and_is_told(
    clerk: Settings, tmp_path: Path
) -> None:
    with throw_away(clerk, tmp_path) as place:
        assert place.url == f"sqlite:///{tmp_path / 'rehearsal.sqlite3'}"
        assert NOT_ALLOWED in place.words
        assert "실제와 다를 수 있습니다" in place.words
        assert throwaways(clerk) == set()


def test_a_server_that_does_not_answer_is_told_too(service: Settings, tmp_path: Path) -> None:
    nobody = named(f"postgresql+psycopg://gongron@127.0.0.1:{free_port()}/x", "gongron")
    with throw_away(service.model_copy(update={"database_url": nobody}), tmp_path) as place:
        assert place.url.startswith("sqlite:///")
        assert "OperationalError" in place.words


def test_a_service_on_sqlite_rehearses_on_sqlite(tmp_path: Path) -> None:
    with throw_away(settings_for("sqlite:///anywhere.sqlite3"), tmp_path) as place:
        assert (place.url, place.words) == (f"sqlite:///{tmp_path / 'rehearsal.sqlite3'}", SAME_KIND)
