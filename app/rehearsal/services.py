"""The service of a rehearsal as a process of its own, so that it can be restarted and its memory seen."""

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path

from app.core.settings import PROJECT, Settings
from app.rehearsal.lines import Lost
from app.rehearsal.wires import Browser

START_SECONDS = 40.0
STOP_SECONDS = 20.0


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def others_load() -> float:
    """How busy each processor core of this machine was in the last minute; 0 where that is not told."""
    try:
        return os.getloadavg()[0] / (os.cpu_count() or 1)
    except OSError:
        return 0.0


class Service:
    """``python -m app serve`` with settings of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGRON_")}
        own = {
            "ENVIRONMENT": "test",
            "DATABASE_URL": self.settings.database_url,
            "KEY_FOLDER": self.settings.key_folder,
            "PUBLIC_URL": self.settings.public_url,
            "HOST": self.settings.host,
            "PORT": str(self.settings.port),
            "LOG_LEVEL": self.settings.log_level,
            "SERVICE_NAME": self.settings.service_name,
            "DISTRICT_NAME": self.settings.district_name,
            "SECRET_KEY": "only for a rehearsal that is thrown away",
        }
        return {**kept, **{f"GONGRON_{name}": value for name, value in own.items()}}

    async def start(self) -> None:
        """Begin, and wait until it answers."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app", "serve",
            cwd=PROJECT,
            env=self._environment(),
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.returncode is None:
            browser = Browser(self.address)
            try:
                if (await browser.get("/readyz")).status == 200:
                    return
            except Lost:
                await asyncio.sleep(0.05)
            finally:
                browser.close()
        raise RuntimeError("예행연습용 서비스가 켜지지 않았습니다.")

    async def stop(self) -> None:
        """End it as an administrator does."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    def memory(self) -> float:
        """MB the process holds now; 0 where the machine does not tell."""
        status = Path(f"/proc/{self._process.pid}/status") if self._process else None
        try:
            lines = status.read_text().splitlines() if status else []
        except OSError:
            lines = []
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)
