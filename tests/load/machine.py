"""Programs that are measured: compiled or installed for the run, started, asked by lines, and their cost read by pid."""

import json
import os
import platform
import queue
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from tests.servers import Missing, free_port

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
PATIENCE = 60.0
WS = "8.23.0"  # of the `ws` package: what a figure is compared with may not change by itself


def compiled(name: str, into: Path) -> Path:
    """One of our C programs."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise Missing(
            "A C compiler is needed for the load tests. On Debian or Ubuntu: sudo apt-get install gcc"
        )
    program = into / name
    if not program.exists():
        subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-o", program, HERE / f"{name}.c"], check=True)
    return program


def node_ws(into: Path) -> str:
    """Install the `ws` package for this run; returns its version, or "" where there is no Node, npm or registry."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return ""
    folder = into / "node"
    folder.mkdir(exist_ok=True)
    (folder / "package.json").write_text('{"private": true}')
    shutil.copy(HERE / "fan.mjs", folder / "fan.mjs")
    words = ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", f"ws@{WS}"]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    installed = folder / "node_modules" / "ws" / "package.json"
    if done.returncode != 0 or not installed.exists():
        return ""
    return str(json.loads(installed.read_text())["version"])


def room_for(sockets: int) -> int:
    """Raise the limit of open files as far as allowed; returns how many sockets fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return min(sockets, hard - 200)


def cpu(pid: int) -> float:
    """Seconds of processor time a process has used in all its threads, to the nanosecond."""
    return time.clock_gettime((~pid << 3) | 2)


def resident(pid: int) -> int:
    """KB of memory a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def describe() -> str:
    """What machine this is, without its name."""
    model = ""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} × {model or platform.machine()}, {memory:.0f} GB, "
        f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"
    )


class Program:
    """A process we speak with by lines: one line in, one line out. ``log``: the file that takes what it says besides."""

    def __init__(self, words: Sequence[str | Path], *, log: Path | None = None):
        self.log = log
        with log.open("ab") if log else nullcontext() as errors:
            self.process = subprocess.Popen(
                [str(word) for word in words],
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._said: queue.Queue[str] = queue.Queue()
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.put(line.strip())
        self._said.put("")

    @property
    def pid(self) -> int:
        return self.process.pid

    def hear(self, seconds: float = PATIENCE) -> str:
        """The next line it says."""
        try:
            line = self._said.get(timeout=seconds)
        except queue.Empty:
            raise RuntimeError(self._trouble(f"said nothing for {seconds:.0f} s")) from None
        if not line:
            raise RuntimeError(self._trouble("ended"))
        return line

    def _trouble(self, what: str) -> str:
        words = self.log.read_text("utf-8", "replace")[-4000:] if self.log else ""
        return f"{self.process.args!r} {what}\n{words}"

    def say(self, line: str = "") -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def ask(self, line: str, seconds: float = PATIENCE) -> str:
        self.say(line)
        return self.hear(seconds)

    def tell(self, line: str, seconds: float = PATIENCE) -> Any:
        """Ask, and read the answer as JSON."""
        return json.loads(self.ask(line, seconds))

    def end(self) -> None:
        """Let it end, and make it when it does not."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._ear.join(5)
        self.process.stdout.close()


@contextmanager
def program(words: Sequence[str | Path], *, log: Path | None = None) -> Iterator[Program]:
    """The program, until the block ends."""
    running = Program(words, log=log)
    try:
        yield running
    finally:
        running.end()


def python(module: str, *words: object) -> list[str]:
    return [sys.executable, "-m", module, *map(str, words)]


__all__ = [
    "PROJECT",
    "Missing",
    "Program",
    "compiled",
    "cpu",
    "describe",
    "free_port",
    "node_ws",
    "program",
    "python",
    "resident",
    "room_for",
]
