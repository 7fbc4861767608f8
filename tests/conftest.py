"""What a test may ask for: an empty migrated database of either kind, settings, the service, a browser.

A database costs milliseconds: one worker migrates, all copy the result (a file, or ``CREATE DATABASE … TEMPLATE``). Nothing is skipped: without PostgreSQL, Valkey or Chromium the tests that need them fail and say what to install.
"""

import copy
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import sqlalchemy
from playwright.sync_api import Browser, Playwright, sync_playwright
from pydantic import SecretStr
from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache

from app.core.db import Database, vault_folder
from app.core.settings import Environment, Settings
from tests.servers import (
    CHROMIUM_ARGUMENTS,
    Servers,
    Valkey,
    chromium_path,
    create_database,
    drop_database,
    private_valkey,
)

if TYPE_CHECKING:  # a plugin: pytest itself imports it first
    from tests.sharing import Once

pytest_plugins = ["tests.world", "tests.sharing"]  # people and places; what the workers share
TESTS = Path(__file__).parent
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 4 * 2**30

SEEN = ("browser", "demo", "home", "rehearsal")  # folders about what is seen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pages are tried on PostgreSQL at night: by day the reads and deeds behind them are, and the pages on SQLite."""
    for item in items:
        call = getattr(item, "callspec", None)
        is_seen = item.path.stem.endswith("pages") or item.path.relative_to(TESTS).parts[0] in SEEN
        if is_seen and call is not None and "postgresql" in call.params.values():
            item.add_marker(pytest.mark.nightly)


def _use_memory() -> None:
    """Throw-away databases and profiles lie in memory where there is enough: copying one is ten times faster there.

    What a test says about the disk does not change: power loss and full disks are played by a library of our own.
    """
    with suppress(OSError):
        if "TMPDIR" not in os.environ and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED:
            with tempfile.TemporaryFile(dir=MEMORY):
                os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


_use_memory()
TEST_SECRET = "a secret for the tests, long enough"


def migrate(url: str) -> None:
    from app.core import (
        migrations,
    )  # knows every table, and so every noun: only tests with a database need it

    migrations.upgrade(url)


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, once: "Once") -> str:
    """A migrated, empty database, to be copied."""

    def make() -> str:
        url = create_database(postgres_url, name=once.database("migrated"))
        migrate(url)
        return url

    return str(once("postgres-migrated", make))


@pytest.fixture(scope="session")
def sqlite_template(once: "Once") -> Path:
    """The same as a file."""
    path = once.folder / "migrated.sqlite3"
    once("sqlite-migrated", lambda: migrate(f"sqlite:///{path}"))
    return path


def settled_ids(url: str) -> dict[str, Any]:
    from tests.world import settle  # a plugin: pytest itself imports it first

    database = Database(url)
    try:
        return database.write(settle)
    finally:
        database.close()


@pytest.fixture(scope="session")
def postgres_world(postgres_url: str, postgres_template: str, once: "Once") -> tuple[str, dict[str, Any]]:
    """A database with the world in it, to be copied, and the ids of what is there."""

    def make() -> tuple[str, dict[str, Any]]:
        url = create_database(postgres_url, template=postgres_template, name=once.database("settled"))
        return url, settled_ids(url)

    url, ids = once("postgres-settled", make)
    return url, ids


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, once: "Once") -> tuple[Path, dict[str, Any]]:
    """The same as a file."""
    path = once.folder / "settled.sqlite3"

    def make() -> dict[str, Any]:
        shutil.copyfile(sqlite_template, path)
        return settled_ids(f"sqlite:///{path}")

    return path, once("sqlite-settled", make)


@pytest.fixture
def settled(request: pytest.FixtureRequest, settings: Settings) -> dict[str, Any]:
    """The world in this test's database (``database_url`` copied it); returns the ids of what is there."""
    _, ids = request.getfixturevalue("sqlite_world" if settings.is_sqlite else "postgres_world")
    return copy.deepcopy(ids)


@dataclass(frozen=True)
class Season:
    """A database with the demonstration's season in it, and the folder of its keys: to be copied."""

    url: str
    keys: Path
    server: str = ""

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """A copy for as long as the block runs; its keys lie in ``folder / "keys"``."""
        shutil.copytree(self.keys, folder / "keys")
        if self.url.startswith("sqlite"):
            shutil.copyfile(self.url.removeprefix("sqlite:///"), folder / "season.sqlite3")
            yield f"sqlite:///{folder / 'season.sqlite3'}"
            return
        url = create_database(self.server, template=self.url)
        yield url
        drop_database(self.server, url)


def loaded(url: str, keys: Path) -> None:
    from app.demo import season

    database = Database(url, vault=keys)
    try:
        assert season.load(database, settings_for(url).model_copy(update={"demo": True})) is True
    finally:
        database.close()


@pytest.fixture(scope="session")
def postgresql_season(postgres_url: str, postgres_template: str, once: "Once") -> Season:
    keys = once.folder / "postgresql-season.keys"

    def make() -> str:
        url = create_database(postgres_url, template=postgres_template, name=once.database("season"))
        loaded(url, keys)
        return url

    return Season(once("postgresql-season", make), keys, postgres_url)


@pytest.fixture(scope="session")
def sqlite_season(sqlite_template: Path, once: "Once") -> Season:
    path, keys = once.folder / "season.sqlite3", once.folder / "sqlite-season.keys"

    def make() -> None:
        shutil.copyfile(sqlite_template, path)
        loaded(f"sqlite:///{path}", keys)

    once("sqlite-season", make)
    return Season(f"sqlite:///{path}", keys)


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A Valkey server of this test's own: it may kill it."""
    with private_valkey() as running:
        yield running


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database: empty, or with the world in it for those who ask for ``settled``."""
    made = sqlite_template
    if "settled" in request.fixturenames:
        made, _ = request.getfixturevalue("sqlite_world")
    path = tmp_path / "gongron.sqlite3"
    shutil.copyfile(made, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(
    request: pytest.FixtureRequest, postgres_url: str, postgres_template: str
) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database: empty, or with the world in it for those who ask for ``settled``."""
    made = postgres_template
    if "settled" in request.fixturenames:
        made, _ = request.getfixturevalue("postgres_world")
    url = create_database(postgres_url, template=made)
    yield url
    drop_database(postgres_url, url)
    shutil.rmtree(vault_folder(url), ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated, empty database; the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, for migrations. Give the kind with indirect parametrisation."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: str = request.getfixturevalue("postgres_url")
    url = create_database(server)
    yield url
    drop_database(server, url)


def settings_for(url: str) -> Settings:
    """Settings of a test service on this database; nothing is taken from the developer's environment."""
    return Settings(
        environment=Environment.TEST,
        database_url=url,
        secret_key=SecretStr(TEST_SECRET),
        public_url="http://testserver",
        log_level="WARNING",
    )


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url)


@pytest.fixture
def serve() -> Iterator[Servers]:
    """``serve(settings)`` starts the real server on a free port and returns its address."""
    servers = Servers()
    yield servers
    servers.stop_all()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A headless Chromium. Make a context per person: ``chromium.new_context(viewport=…, locale="ko-KR")``."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session", autouse=True)
def no_settings_from_outside() -> None:
    """The tests decide every setting themselves."""
    for name in [name for name in os.environ if name.startswith("GONGRON_")]:
        del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Every test has engines of its own; what a statement reads like in SQL is worked out once per process for all.

    A dialect is told about its database by a first connection, so the shared one has had its own.
    """
    known: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}

    def create_engine(url: str, **how: Any) -> Engine:
        engine = sqlalchemy.create_engine(url, **how)
        name = engine.dialect.name
        if name not in known:
            first = sqlalchemy.create_engine("sqlite://" if name == "sqlite" else url)
            first.connect().close()
            first.dispose()
            known[name] = first.dialect, LRUCache(5000)
        engine.dialect, engine._compiled_cache = known[name]
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.core.engines.create_engine", create_engine)
        yield


hypothesis.settings.register_profile("normal", max_examples=60, deadline=None)
hypothesis.settings.register_profile("nightly", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("normal")  # the command line may ask for nightly instead
