"""Pure rules of the ledger: the canonical form of an entry, its hash, and whether a chain is whole."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

GENESIS = "0" * 64
FORMAT = "gongron-bundle-1"


def canonical(content: object) -> str:
    """The one way to write this content: JSON with sorted keys, no blanks, letters as they are (after RFC 8785).

    Only objects, lists, texts, whole numbers, true, false and null; anything else raises ``ValueError``.
    """
    _must_be_plain(content)
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _must_be_plain(content: object) -> None:
    if isinstance(content, dict):
        for key, value in content.items():
            if not isinstance(key, str):
                raise ValueError("a key that is not a text")
            _must_be_plain(value)
    elif isinstance(content, list):
        for value in content:
            _must_be_plain(value)
    elif not (content is None or isinstance(content, str | int)):
        raise ValueError(f"{type(content).__name__} has no canonical form")


def digest(content: object) -> str:
    """SHA-256 over the canonical form, in hex."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def entry(seq: int, kind: str, at: str, data: Mapping[str, Any], prev: str) -> dict[str, Any]:
    """One entry of the chain, without its hash. ``at``: ``2026-11-22T19:00:00Z``."""
    return {"seq": seq, "kind": kind, "at": at, "data": dict(data), "prev": prev}


def broken(chain: Sequence[Mapping[str, Any]]) -> str:
    """Where a chain of entries (each with its ``hash``) is broken, as a sentence; empty when it is whole."""
    prev = GENESIS
    for place, one in enumerate(chain, 1):
        content = {key: value for key, value in one.items() if key != "hash"}
        if one.get("seq") != place:
            return f"{place}번째 기록의 차례 번호가 맞지 않습니다."
        if one.get("prev") != prev:
            return f"{place}번째 기록이 앞 기록과 이어지지 않습니다."
        if digest(content) != one.get("hash"):
            return f"{place}번째 기록의 내용이 지문과 다릅니다."
        prev = str(one["hash"])
    return ""
