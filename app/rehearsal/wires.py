"""HTTP as a phone speaks it, over plain asyncio streams: lean, so that it is not what is measured."""

import asyncio
import gzip
import os
import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from app.rehearsal.lines import Line, Lost
from app.rehearsal.sockets import Socket

PATIENCE = 30.0
PACKED = "Accept-Encoding: gzip"  # as every phone: packing is part of the service's work


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Browser:
    """Cookies and one kept connection to one service."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)
    _line: Line | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        self.tls = ssl.create_default_context() if parts.scheme == "https" else None
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if self.tls else 80)
        self.netloc = parts.netloc
        self.origin = f"{parts.scheme}://{parts.netloc}"

    async def dial(self) -> Line:
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(
                    self.host, self.port, ssl=self.tls, limit=2**20
                )
        except (OSError, TimeoutError) as gone:
            raise Lost(str(gone)) from gone
        return Line(reader, writer)

    def _head(self, method: str, path: str, *lines: str) -> bytes:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.netloc}", "Accept-Language: ko", PACKED, *lines]
        if jar:
            head.append(f"Cookie: {jar}")
        return "\r\n".join([*head, "", ""]).encode()

    async def get(self, path: str) -> Answer:
        return await self.ask(self._head("GET", path))

    async def post(self, path: str, fields: list[tuple[str, str]], token: str) -> Answer:
        """As the page's script sends a form: the answer is a fragment or nothing."""
        body = urlencode(fields).encode()
        head = self._head(
            "POST",
            path,
            f"Origin: {self.origin}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            f"X-CSRF-Token: {token}",
            "HX-Request: true",
        )
        return await self.ask(head + body)

    async def ask(self, request: bytes) -> Answer:
        """Send on the kept connection; on a new one when the server let that go meanwhile."""
        kept, self._line = self._line, None
        for line in (kept, None):
            if line is None:
                line = await self.dial()
            elif line.writer.is_closing() or line.reader.at_eof():
                line.cut()
                continue
            try:
                async with asyncio.timeout(PATIENCE):
                    line.writer.write(request)
                    answer = await self._answer(line)
            except (OSError, EOFError, TimeoutError, ValueError) as gone:
                line.cut()
                if line is kept and isinstance(gone, asyncio.IncompleteReadError) and not gone.partial:
                    continue
                raise Lost(str(gone)) from gone
            if answer.headers.get("connection", "").lower() == "close":
                line.writer.close()
            else:
                self._line = line
            return answer
        raise AssertionError  # the second line is always a new one

    async def _answer(self, line: Line) -> Answer:
        head = (await line.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        headers: dict[str, str] = {}
        for row in head[1:]:
            name, _, value = row.partition(":")
            name, value = name.lower(), value.strip()
            if name == "set-cookie":
                cookie, _, given = value.partition(";")[0].partition("=")
                self.cookies[cookie] = given
            elif name:
                headers[name] = value
        body = b""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            while size := int((await line.reader.readuntil(b"\r\n")).split(b";")[0], 16):
                body += await line.reader.readexactly(size)
                await line.reader.readexactly(2)
            await line.reader.readuntil(b"\r\n")
        elif status not in (101, 204, 304):
            body = await line.reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(status, headers, body)

    async def socket(self, path: str) -> Socket:
        """An open WebSocket; ``Lost`` when it is refused."""
        line = await self.dial()
        key = b64encode(os.urandom(16)).decode()
        head = self._head(
            "GET",
            path,
            f"Origin: {self.origin}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
        )
        try:
            async with asyncio.timeout(PATIENCE):
                line.writer.write(head)
                answer = await self._answer(line)
        except (OSError, EOFError, TimeoutError, ValueError) as gone:
            line.cut()
            raise Lost(str(gone)) from gone
        if answer.status != 101:
            line.cut()
            raise Lost(f"socket refused: {answer.status}")
        return Socket(line)

    def close(self) -> None:
        if self._line is not None:
            self._line.cut()
            self._line = None
