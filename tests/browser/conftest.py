"""The hall for the browser tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from app.process import actions as process
from tests.browser.axe import Report
from tests.browser.people import PATIENCE, SHOWN_ADDRESS, Hall
from tests.live.evening import Evening, prepare
from tests.servers import START_SECONDS, Servers, free_port
from tests.world import World

expect.set_options(timeout=PATIENCE)


@pytest.fixture
def hall(chromium: Browser, world: World, serve: Servers) -> Iterator[Hall]:
    """The real service on its own connection to the world's database: people only meet through it."""
    world.write(process.publish_standard)
    yield from closing(Hall(chromium, world, serve(world.settings, public_url=SHOWN_ADDRESS)))


@pytest.fixture
def stage(chromium: Browser, world: World, serve: Servers) -> Iterator[Hall]:
    """The real service sharing the test's database: open pages hear what the test itself does."""
    world.write(process.publish_standard)
    address = serve(world.settings, public_url=SHOWN_ADDRESS, database=world.database)
    yield from closing(Hall(chromium, world, address))


@pytest.fixture
def tonight(world: World) -> Evening:
    """A prepared evening."""
    return prepare(world)


@pytest.fixture
def report() -> Report:
    """What axe has to say, gathered."""
    return Report()


def closing(hall: Hall) -> Iterator[Hall]:
    try:
        yield hall
        hall.nobody_complains()
    finally:
        hall.leave()


class House:
    """The service as a process of its own, which can be killed like one."""

    def __init__(self, world: World) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "GONGRON_ENVIRONMENT": "test",
            "GONGRON_DATABASE_URL": world.settings.database_url,
            "GONGRON_SECRET_KEY": world.settings.secret_key.get_secret_value(),
            "GONGRON_PUBLIC_URL": SHOWN_ADDRESS,
            "GONGRON_HOST": "127.0.0.1",
            "GONGRON_PORT": str(self.port),
            "GONGRON_LOG_LEVEL": "WARNING",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "app", "serve"], env=self.environment)
        deadline = time.monotonic() + START_SECONDS * 3
        while time.monotonic() < deadline:
            with suppress(OSError), urlopen(f"{self.address}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.05)
        self.kill()
        raise RuntimeError("the service did not start")

    def kill(self) -> None:
        """No goodbye: SIGKILL."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def house(world: World) -> Iterator[House]:
    """Started, and killed at the end."""
    house = House(world)
    house.start()
    yield house
    house.kill()


@pytest.fixture
def hall_of(chromium: Browser, world: World) -> Iterator[Callable[[str], Hall]]:
    """``hall_of(address)``: everybody in front of the service at this address."""
    halls: list[Hall] = []

    def make(address: str) -> Hall:
        halls.append(Hall(chromium, world, address))
        return halls[-1]

    yield make
    try:
        for hall in halls:
            hall.nobody_complains()
    finally:
        for hall in halls:
            hall.leave()
