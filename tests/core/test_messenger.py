"""Codes leave through the door that was chosen, and whatever goes wrong says nothing about them."""

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import SecretStr, ValidationError

from app.core.messenger import Gateway, Mail, Messenger, Postbox, Undelivered, messenger_of
from app.core.settings import Environment, MessengerKind, Settings
from tests.loops import run

TEXT = "[종로공론장] 확인 번호 482719."


class _Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP as a letter needs."""

    def handle(self) -> None:
        heard: list[str] = self.server.heard  # type: ignore[attr-defined]  # set where the server is made
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b""
                while not letter.endswith(b"\r\n.\r\n"):
                    letter += self.rfile.readline()
                heard.append(letter.decode())
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            elif word == b"RCPT" and b"nobody" in line:
                self.wfile.write(b"550 nobody here\r\n")
                continue
            else:
                heard.append(line.decode().strip())
            self.wfile.write(b"250 fine\r\n")


@contextmanager
def listening(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.socket.getsockname()[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def mail(port: int, security: str = "none") -> Mail:
    return Mail("127.0.0.1", port, security, "", "", "gongron@jongno.example", "종로공론장")


def test_a_letter_reaches_the_mail_server() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _Mailbox) as server:
        server.heard = []  # type: ignore[attr-defined]
        with listening(server) as port:
            run(mail(port).send("dong@example.kr", TEXT))
        *words, letter = server.heard  # type: ignore[attr-defined]
    assert any("dong@example.kr" in word for word in words)
    assert "482719" not in "".join(words)
    head, _, _body = letter.partition("\r\n\r\n")
    assert "482719" not in head, "no code in a subject line"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_without_the_wanted_encryption_gets_no_letter(security: str) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _Mailbox) as server:
        server.heard = []  # type: ignore[attr-defined]
        with listening(server) as port, pytest.raises(Undelivered):
            run(mail(port, security).send("dong@example.kr", TEXT))
        assert not any("482719" in word or "MAIL" in word for word in server.heard)  # type: ignore[attr-defined]


def test_a_refused_letter_says_nothing_about_itself() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _Mailbox) as server:
        server.heard = []  # type: ignore[attr-defined]
        with listening(server) as port, pytest.raises(Undelivered) as refused:
            run(mail(port).send("nobody@example.kr", TEXT))
    assert str(refused.value) == ""
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_letter_cannot_smuggle_a_second_address() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _Mailbox) as server:
        server.heard = []  # type: ignore[attr-defined]
        with listening(server) as port, pytest.raises(Undelivered):
            run(mail(port).send("a@b.kr\r\nBcc: x@y.kr", TEXT))
        assert not any("x@y.kr" in word for word in server.heard)  # type: ignore[attr-defined]


class _Gate(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append((self.path, dict(self.headers), json.loads(body)))  # type: ignore[attr-defined]
        status = {"/taken": 202, "/moved": 302}.get(self.path, 500)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/taken")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def gate() -> Iterator[tuple[str, HTTPServer]]:
    server = HTTPServer(("127.0.0.1", 0), _Gate)
    server.heard = []  # type: ignore[attr-defined]
    with listening(server) as port:
        yield f"http://127.0.0.1:{port}", server


def test_a_text_message_goes_through_the_gateway(gate: tuple[str, HTTPServer]) -> None:
    address, server = gate
    run(Gateway(f"{address}/taken", "the-token").send("01012345678", TEXT))
    ((path, headers, body),) = server.heard  # type: ignore[attr-defined]
    assert path == "/taken"
    assert headers["Authorization"] == "Bearer the-token"
    assert body == {"to": "01012345678", "text": TEXT}


@pytest.mark.parametrize("path", ["/broken", "/moved"])
def test_what_the_gateway_does_not_take_is_not_sent_and_not_sent_on(
    gate: tuple[str, HTTPServer], path: str
) -> None:
    address, server = gate
    with pytest.raises(Undelivered) as refused:
        run(Gateway(f"{address}{path}", "the-token").send("01012345678", TEXT))
    assert len(server.heard) == 1, "a redirect is not followed"  # type: ignore[attr-defined]
    assert str(refused.value) == ""


def test_where_nobody_listens_nothing_is_delivered() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for messenger in (Gateway(f"http://127.0.0.1:{port}/", "t"), mail(port)):
        with pytest.raises(Undelivered):
            run(messenger.send("dong@example.kr", TEXT))


def test_other_schemes_lead_nowhere() -> None:
    for address in ("file:///etc/hostname", "ftp://127.0.0.1/x", "data:,x"):
        with pytest.raises(Undelivered):
            run(Gateway(address, "t").send("01012345678", TEXT))


# -- who carries them ------------------------------------------------------------------------------------------------

SAFE = {
    "environment": Environment.PRODUCTION,
    "secret_key": SecretStr("0123456789abcdef0123456789abcdef"),
    "public_url": "https://talk.jongno.example",
}
SMTP = {"smtp_host": "mail.example", "smtp_from": "gongron@jongno.example"}


def chosen(**changes: object) -> Messenger | None:
    return messenger_of(Settings(**changes))  # type: ignore[arg-type]  # values as the environment gives them


def test_the_settings_choose_and_the_demo_has_a_postbox() -> None:
    assert chosen() is None
    assert isinstance(chosen(demo=True), Postbox)
    assert isinstance(chosen(messenger="postbox"), Postbox)
    assert isinstance(chosen(messenger="email", **SMTP), Mail)
    assert isinstance(chosen(messenger="sms", sms_url="https://sms.example/send"), Gateway)
    assert chosen(**SAFE) is None
    assert isinstance(chosen(**SAFE, messenger="email", **SMTP), Mail)


@pytest.mark.parametrize(
    "change",
    [
        {"messenger": "pigeon"},
        {"messenger": "email"},
        {"messenger": "email", "smtp_host": "mail.example"},
        {"messenger": "sms"},
        {"messenger": "sms", "sms_url": "http://sms.example/send"},
        {"messenger": "postbox", **SAFE},
    ],
)
def test_half_a_messenger_does_not_start(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        chosen(**change)


def test_a_postbox_forgets() -> None:
    box = Postbox()
    for number in range(60):
        run(box.send("01012345678", str(number)))
    assert len(box.messages) == 50
    assert MessengerKind.POSTBOX.value == "postbox"


def test_no_password_shows_itself() -> None:
    told = repr(Settings(smtp_password=SecretStr("hush-hush"), sms_token=SecretStr("hush-hush")))
    assert "hush-hush" not in told
