"""The seed of an open ballot's keys in three pieces, any two of which give it back: for the day its computer is lost.

Each byte is split alone (Shamir's scheme over the field of 256 elements): a piece by itself tells nothing.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from secrets import token_bytes

PIECES = (1, 2, 3)
CHECK = 3  # bytes that tell a slip of the pen


def _times(a: int, b: int) -> int:
    """Multiplication of two bytes in the field (polynomial 0x11b)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _inverse(a: int) -> int:
    return next(b for b in range(1, 256) if _times(a, b) == 1)


def split(seed: bytes) -> list[str]:
    """Three pieces as texts to print: groups of six letters."""
    slope = token_bytes(len(seed))
    return [
        _written(bytes([x]) + bytes(s ^ _times(a, x) for s, a in zip(seed, slope, strict=True)))
        for x in PIECES
    ]


def joined(pieces: Sequence[str]) -> bytes | None:
    """The seed from two different pieces; None when they are unreadable or the same."""
    read = [_read(piece) for piece in pieces]
    if len(read) != 2 or read[0] is None or read[1] is None:
        return None
    (x1, y1), (x2, y2) = read[0], read[1]
    if x1 == x2 or len(y1) != len(y2):
        return None
    over = _inverse(x1 ^ x2)
    return bytes(_times(_times(one, x2) ^ _times(two, x1), over) for one, two in zip(y1, y2, strict=True))


def _written(piece: bytes) -> str:
    letters = base64.b32encode(piece + hashlib.sha256(piece).digest()[:CHECK]).decode().rstrip("=")
    return "-".join(letters[i : i + 6] for i in range(0, len(letters), 6))


def _read(text: str) -> tuple[int, bytes] | None:
    letters = re.sub(r"[\s-]", "", text).upper().replace("0", "O").replace("1", "I")
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        return None
    if base64.b32encode(raw).decode().rstrip("=") != letters:
        return None  # the last letter has bits to spare: one piece is written in one way only
    piece, check = raw[:-CHECK], raw[-CHECK:]
    if len(piece) < 2 or piece[0] not in PIECES or hashlib.sha256(piece).digest()[:CHECK] != check:
        return None
    return piece[0], piece[1:]
