"""The hall of phones (phones.c) as the driver sees it."""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.load.machine import Program, compiled

Step = tuple[str, bytes]  # H request, W upgrade, T greeting, S vote over the socket; see phones.c


@dataclass(frozen=True)
class Answer:
    """One step of one phone. ``status``: of HTTP, 101, 200; 0 the connection was lost, -1 no answer in time."""

    phone: int
    step: int
    status: int
    due: float  # seconds of time.monotonic()
    end: float

    @property
    def took(self) -> float:
        return self.end - self.due


@dataclass(frozen=True)
class Arrived:
    """Frames that came since the mark."""

    reached: int  # sockets that got as many as awaited
    open: int
    first: float  # seconds of time.monotonic()
    last: float
    frames: int
    bytes: int


@dataclass(frozen=True)
class Run:
    answers: tuple[Answer, ...]
    seconds: float
    open: int
    client_cpu: float  # seconds the phones themselves took

    def step(self, number: int) -> list[Answer]:
        return [answer for answer in self.answers if answer.step == number]

    def failed(self, *fine: int) -> int:
        """Answers of another status than these."""
        return sum(answer.status not in fine for answer in self.answers)


class Crowd:
    """Up to ``most`` phones in front of one port."""

    def __init__(self, port: int, most: int, folder: Path) -> None:
        self.folder = folder
        self.program = Program([compiled("phones", folder), str(port), str(most)])

    def run(
        self, phones: Sequence[Sequence[Step]], *, spread: float = 0.0, limit: int = 0, timeout: float = 60.0
    ) -> Run:
        """Every phone does its steps; the last begins after ``spread`` seconds, at most ``limit`` at once."""
        script, results = self.folder / "script", self.folder / "answers"
        with script.open("wb") as file:
            file.write(struct.pack("=I", len(phones)))
            for steps in phones:
                file.write(struct.pack("=I", len(steps)))
                for kind, content in steps:
                    file.write(kind.encode() + struct.pack("=I", len(content)) + content)
        before = self._cpu()
        said = self.program.ask(f"run {script} {spread} {limit} {timeout} {results}", timeout + 30)
        words = said.replace(",", "").split()  # ran N of M in T ns open K cpu C ns
        answers = tuple(
            Answer(int(a), int(b), int(c), int(d) / 1e9, int(e) / 1e9)
            for a, b, c, d, e in (line.split() for line in results.read_text().splitlines())
        )
        return Run(answers, int(words[5]) / 1e9, int(words[8]), self._cpu() - before)

    def _cpu(self) -> float:
        from tests.load.machine import cpu

        return cpu(self.program.pid)

    def mark(self) -> int:
        """Forget the frames so far; returns how many sockets are open."""
        return int(self.program.ask("mark").split()[1])

    def wait(self, frames: int, timeout: float = 30.0) -> Arrived:
        words = self.program.ask(f"await {frames} {timeout}", timeout + 10).split()
        reached, open_, first, last, seen, size = map(int, words[1:])
        return Arrived(reached, open_, first / 1e9, last / 1e9, seen, size)

    def close(self) -> None:
        self.program.ask("close")


@contextmanager
def crowd(port: int, most: int, folder: Path) -> Iterator[Crowd]:
    hall = Crowd(port, most, folder)
    try:
        yield hall
    finally:
        hall.program.end()


# -- what phones send ----------------------------------------------------------------------------------------------


def get(path: str, host: str, cookie: str = "") -> Step:
    said = f"Cookie: {cookie}\r\n" if cookie else ""
    return ("H", f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: ko\r\n{said}\r\n".encode())


def post(
    path: str, host: str, fields: Sequence[tuple[str, str]], *, cookie: str = "", token: str = ""
) -> Step:
    """As our page's script sends a form."""
    body = urlencode(fields)
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        f"Origin: http://{host}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        *([f"Cookie: {cookie}"] if cookie else []),
        *([f"X-CSRF-Token: {token}", "HX-Request: true"] if token else []),
    ]
    return ("H", "\r\n".join([*lines, "", body]).encode())


def upgrade(path: str, host: str, cookie: str = "") -> Step:
    said = f"Cookie: {cookie}\r\n" if cookie else ""
    return (
        "W",
        (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Z29uZ3JvbmxvYWR0ZXN0cw==\r\n"
            f"{said}\r\n"
        ).encode(),
    )


def greeting(text: str = '{"have":{}}') -> Step:
    return ("T", text.encode())


def word(text: str) -> Step:
    """A message that is answered under its number: ``{"re": n, "status": …}``."""
    return ("S", text.encode())
