"""Identifiers nobody can guess and digests nobody can turn back."""

import hashlib
import hmac
import secrets


def token() -> str:
    """192 random bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(24)


def join_number() -> str:
    """Six digits a person can read from the wall and type; never starts with zero."""
    return str(secrets.randbelow(900_000) + 100_000)


def digest(text: str) -> str:
    """SHA-256 in hex: what is stored of a token."""
    return hashlib.sha256(text.encode()).hexdigest()


def keyed(secret: bytes, *parts: object) -> str:
    """HMAC-SHA256 in hex over the parts; without the secret it tells nothing about them."""
    return hmac.new(secret, "\x1f".join(map(str, parts)).encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare secrets without telling by the time it takes."""
    return hmac.compare_digest(left.encode(), right.encode())
