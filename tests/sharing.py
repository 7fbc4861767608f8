"""What all workers of one run share: one PostgreSQL server, and databases that cost seconds to make.

A plugin: the first process starts the server when it makes the first worker, and stops it when all are gone.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Missing, drop_databases, private_postgres

HELD = ExitStack()
RUN = secrets.token_hex(4)
STARTED: list[str] = []


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker is told of the server that is everybody's, and of the run it belongs to."""
    if not STARTED:
        STARTED.append(os.environ.get("TEST_DATABASE_URL") or _server())
    node.workerinput |= {"run": RUN, "postgres": STARTED[0]}


def _server() -> str:
    try:
        return HELD.enter_context(private_postgres())
    except Missing:
        return ""  # the tests that need it say so themselves


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    if given := os.environ.get("TEST_DATABASE_URL"):
        drop_databases(given, f"shared_{RUN}_")
    HELD.close()


@dataclass(frozen=True)
class Once:
    """``once("season", make)``: what ``make`` returned (as JSON) to whoever of the workers came first.

    ``folder`` is everybody's. ``run`` names the databases that last as long as the run.
    """

    folder: Path
    run: str

    def __call__(self, name: str, make: Callable[[], Any]) -> Any:
        done = self.folder / f"{name}.json"
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                done.write_text(json.dumps(make()), "utf-8")
        return json.loads(done.read_text("utf-8"))

    def database(self, name: str) -> str:
        return f"shared_{self.run}_{name}"


@pytest.fixture(scope="session")
def once(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Once:
    own = tmp_path_factory.getbasetemp()
    worker = getattr(pytestconfig, "workerinput", None)
    return Once(own.parent, worker["run"]) if worker else Once(own, RUN)


@pytest.fixture(scope="session")
def postgres_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """A PostgreSQL server in which databases may be made: ``TEST_DATABASE_URL``, else a private one."""
    shared = getattr(pytestconfig, "workerinput", {}).get("postgres", "")
    if given := shared or os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with private_postgres() as url:
        yield url
