"""What stands at the door, for pages and sockets alike: host, origin, size, headers, the anonymous visit cookie.

Pure ASGI, because HTTP-only middleware does not protect WebSockets (promises.md, decision 7).
"""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import ids
from app.core.errors import Forbidden
from app.core.settings import Settings

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
VISIT_DAYS = 90
LONGEST_PATH = 1000
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


def _own(allowed: bool) -> str:
    return "'self'" if allowed else "'none'"


def policy(*, framed: bool = False, frames: bool = False) -> str:
    """The Content-Security-Policy. ``framed``: our own console may show this page small; ``frames``: it does so."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "manifest-src 'self'",
            f"frame-src {_own(frames)}",
            f"frame-ancestors {_own(framed)}",
        )
    )


def protect(headers: MutableHeaders, *, secure: bool) -> None:
    """The headers every answer carries, also the one for an unexpected failure, which is written outside the guard."""
    headers.setdefault("Content-Security-Policy", policy())
    headers["X-Content-Type-Options"] = "nosniff"
    # Not "no-referrer": browsers then send "Origin: null" with our own forms, and the guard refuses them.
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"


FILES = {
    "/elections": 1_100_000,  # a published election that is counted again, and what stands around it
    "/desk/procedures/imports": 600_000,  # a procedure, chosen as a file and pasted besides
}


class Guard:
    """Refuses foreign hosts and origins before anything is accepted, limits bodies, sets headers and the visit."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.visit_cookie = settings.cookie("visit")
        self.public = urlsplit(settings.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 4403, "reason": "origin"})
                return
            status, words = refusal
            await PlainTextResponse(words, status)(scope, receive, self._with_headers(send, scope, None))
            return
        visit = read_cookie(headers, self.visit_cookie)
        fresh = None if visit and len(visit) == 32 else ids.token()
        scope.setdefault("state", {})["visit"] = fresh or visit
        limited = _Limited(receive, self._limit(scope)) if scope["type"] == "http" else None
        try:
            await self.app(scope, limited or receive, self._with_headers(send, scope, fresh))
        finally:
            sent: FormData | None = scope["state"].pop("sent", None)
            if sent is not None:
                await sent.close()  # what was uploaded is gone, whoever was refused

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if self.settings.is_production and host != self.public.netloc and name not in LOCAL_HOSTS:
            return 421, "이 주소로는 서비스하지 않습니다."
        if len(scope["path"]) > LONGEST_PATH:
            return 404, "찾으시는 화면이 없습니다."
        if scope["type"] == "http":
            if scope["method"] in SAFE_METHODS:
                return None
            length = headers.get("content-length", "0")
            if not length.isdigit() or int(length) > self._limit(scope):
                return 413, "보내신 내용이 너무 깁니다. 줄여서 다시 보내 주세요."
        if not self._same_origin(headers, host):
            return 403, "다른 누리집에서 보낸 요청은 받지 않습니다. 화면을 새로 열어 다시 해 주세요."
        return None

    def _limit(self, scope: Scope) -> int:
        """Bytes a body may have: enough for what people type, more only where a file is expected."""
        return FILES.get(scope["path"], self.settings.body_limit)

    def _same_origin(self, headers: Headers, host: str) -> bool:
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site != "same-origin":
            return False
        if origin is None:
            return site == "same-origin"
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        if self.settings.is_production:
            return (parts.scheme, parts.netloc) == (self.public.scheme, self.public.netloc)
        return parts.scheme in ("http", "https") and parts.netloc == host

    def _with_headers(self, send: Send, scope: Scope, fresh_visit: str | None) -> Send:
        secure = self.settings.is_production

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                protect(headers, secure=secure)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
                    headers.add_vary_header("Sec-Fetch-Site")
                    if fresh_visit and headers.get("content-type", "").startswith("text/html"):
                        headers.append("Set-Cookie", self._visit_header(fresh_visit))
            await send(message)

        return sending

    def _visit_header(self, value: str) -> str:
        secure = "; Secure" if self.settings.is_production else ""
        return f"{self.visit_cookie}={value}; Path=/; Max-Age={VISIT_DAYS * 86_400}; HttpOnly; SameSite=Lax{secure}"


TOO_LONG: Message = {"type": "http.request", "body": b""}


class _Limited:
    """Counts what arrives, for bodies that did not say how long they are; one that is too long is answered with 413."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._left = receive, limit

    async def __call__(self) -> Message:
        message = (
            await self._receive() if self._left >= 0 else TOO_LONG
        )  # asked again: there is no more to wait for
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise HTTPException(413)
        return message


def read_cookie(headers: Headers, name: str) -> str:
    """One cookie's value, empty when absent. Read leniently: a neighbour's odd cookie must not hide ours."""
    return cookie_parser(headers.get("cookie", "")).get(name, "")


# -- forms: the CSRF token ---------------------------------------------------------------------------------------


def _secret_of(connection: HTTPConnection) -> str:
    settings: Settings = connection.app.state.settings
    login = connection.cookies.get(settings.cookie("login"), "")
    return ids.keyed(settings.secret, "csrf", connection.state.visit, login)[:32]


def csrf_token(connection: HTTPConnection) -> str:
    """A fresh mask over this visit's secret, so that compressed pages do not give it away."""
    pad = ids.digest(ids.token())[:32]
    mask = int(pad, 16) ^ int(_secret_of(connection), 16)
    return f"{pad}{mask:032x}"


async def csrf_guard(connection: HTTPConnection) -> None:
    """For every route: unsafe requests carry this visit's token, in the header (htmx) or in the form (plain)."""
    if not isinstance(connection, Request) or connection.method in SAFE_METHODS:
        return
    token = connection.headers.get("x-csrf-token", "")
    if not token:
        kind = connection.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
            connection.state.sent = await connection.form()
            token = str(connection.state.sent.get("csrf", ""))
    try:
        real = f"{int(token[:32], 16) ^ int(token[32:64], 16):032x}" if len(token) == 64 else ""
    except ValueError:
        real = ""
    if not ids.same(real, _secret_of(connection)):
        raise Forbidden("화면을 연 지 오래되어 확인할 수 없습니다. 새로 고친 뒤 다시 눌러 주세요.")
