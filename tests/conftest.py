"""What a test may ask for: an empty migrated database of either kind, settings, the service, a browser.

A database costs milliseconds: each worker migrates once and copies the result (a file, or ``CREATE DATABASE …
TEMPLATE``). Nothing is skipped: without PostgreSQL, Valkey or Chromium the tests that need them fail and say what to install.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from pydantic import SecretStr

from app.core.db import vault_folder
from app.core.settings import Environment, Settings
from tests.servers import (
    CHROMIUM_ARGUMENTS,
    Servers,
    Valkey,
    chromium_path,
    create_database,
    drop_database,
    private_postgres,
    private_valkey,
)

pytest_plugins = ["tests.world"]  # people, places and a browser
TEST_SECRET = "a secret for the tests, long enough"


def migrate(url: str) -> None:
    from app.core import (
        migrations,
    )  # knows every table, and so every noun: only tests with a database need it

    migrations.upgrade(url)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server in which databases may be made: ``TEST_DATABASE_URL``, else a private one."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with private_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    url = create_database(postgres_url)
    migrate(url)
    yield url
    drop_database(postgres_url, url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A Valkey server of this test's own: it may kill it."""
    with private_valkey() as running:
        yield running


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated, empty SQLite database."""
    path = tmp_path / "gongron.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """A fresh, migrated, empty PostgreSQL database."""
    url = create_database(postgres_url, template=postgres_template)
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


hypothesis.settings.register_profile("normal", max_examples=60, deadline=None)
hypothesis.settings.register_profile("nightly", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("normal")  # the command line may ask for nightly instead
