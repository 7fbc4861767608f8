"""WebSocket frames as a server sends them (RFC 6455, never masked): made once, however many sockets get them. Pure."""

import json
import struct
from collections.abc import Mapping
from typing import Any

PING = b"\x89\x00"
TEXT = 0x81  # the whole message in one frame


def encode(message: Mapping[str, Any]) -> bytes:
    """A message as the one frame that carries it."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    size = len(text)
    if size < 126:
        return struct.pack("!BB", TEXT, size) + text
    if size < 65_536:
        return struct.pack("!BBH", TEXT, 126, size) + text
    return struct.pack("!BBQ", TEXT, 127, size) + text


def text_of(frame: bytes) -> str:
    """The text inside, for servers that make frames themselves."""
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :].decode()
