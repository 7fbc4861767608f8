"""How six digits reach a person: ``await messenger.send(to, text)``. Neither is ever logged or kept by the service.

What a message costs and who carries it is the district's choice: e-mail through its own mail server, text messages
through a gateway of its own that takes one HTTPS request, or (never in production) a box on the page itself.
"""

import asyncio
import json
import smtplib
import ssl
from collections import deque
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPException
from typing import Protocol
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, Request

from app.core.settings import MessengerKind, Settings

TIMEOUT = 5.0  # seconds; a person is waiting
KEPT = 50


class Undelivered(Exception):
    """The message was not taken. Says nothing about whom it was for or what it said."""


class Messenger(Protocol):
    """Carries short texts."""

    @property
    def kinds(self) -> frozenset[str]:
        """To what it can send, of ``phone`` and ``email``."""

    async def send(self, to: str, text: str) -> None:
        """Hand the message over, or raise ``Undelivered`` within seconds."""


@dataclass
class Postbox:
    """For development and the demo: keeps the last messages in memory, for the page that waits for one."""

    kinds: frozenset[str] = frozenset({"phone", "email"})

    def __post_init__(self) -> None:
        self.messages: deque[tuple[str, str]] = deque(maxlen=KEPT)

    async def send(self, to: str, text: str) -> None:
        self.messages.append((to, text))


@dataclass(frozen=True)
class Mail:
    """E-mail through one SMTP server."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    subject: str
    kinds: frozenset[str] = frozenset({"email"})

    async def send(self, to: str, text: str) -> None:
        try:
            await asyncio.to_thread(self._send, to, text)
        except (OSError, smtplib.SMTPException, ValueError):
            raise Undelivered from None

    def _send(self, to: str, text: str) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, to, self.subject
        letter.set_content(text)
        trust = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=trust)
            if self.security == "tls"
            else smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        ) as server:
            if self.security == "starttls":
                server.starttls(context=trust)
            if self.user:
                server.login(self.user, self.password)
            server.send_message(letter)


@dataclass(frozen=True)
class Gateway:
    """Text messages: ``POST`` of ``{"to": "01012345678", "text": "…"}`` with a bearer token; 2xx means taken."""

    address: str
    token: str
    kinds: frozenset[str] = frozenset({"phone"})

    async def send(self, to: str, text: str) -> None:
        try:
            await asyncio.to_thread(self._send, to, text)
        except (OSError, HTTPException, ValueError):
            raise Undelivered from None

    def _send(self, to: str, text: str) -> None:
        opener = OpenerDirector()  # with nothing else in it: no redirects, no proxies, no other schemes
        opener.add_handler(HTTPSHandler(context=ssl.create_default_context()))
        opener.add_handler(HTTPHandler())
        body = json.dumps({"to": to, "text": text}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = Request(self.address, body, headers, method="POST")  # noqa: S310  the settings refuse other schemes
        answer = opener.open(request, timeout=TIMEOUT)
        if answer is None:  # another scheme
            raise ValueError
        with answer:
            if not 200 <= answer.status < 300:
                raise OSError(answer.status)


def messenger_of(settings: Settings) -> Messenger | None:
    """Who carries the codes of this service; None when nobody does and codes are not offered."""
    match settings.messenger:
        case MessengerKind.POSTBOX:
            return Postbox()
        case MessengerKind.EMAIL:
            return Mail(
                settings.smtp_host,
                settings.smtp_port,
                settings.smtp_security,
                settings.smtp_user,
                settings.smtp_password.get_secret_value(),
                settings.smtp_from,
                settings.service_name,
            )
        case MessengerKind.SMS:
            return Gateway(settings.sms_url, settings.sms_token.get_secret_value())
    return Postbox() if settings.demo else None
