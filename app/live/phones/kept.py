"""What a phone keeps of its own vote. The server could not tell it again: it holds an envelope, not a choice.

The phone carries it in a cookie of its own, one per ballot, written by the answer to its vote. It is believed for nothing
but showing it back to the same phone.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.accounts.rules import Level
from app.live.ballots.actions import Receipt
from app.live.ballots.queries import Paper
from app.live.ballots.rules import OBJECTION_DAYS, Secrecy
from app.live.counts.rules import MOST_MARKS, Kind, told
from app.web.words import fingerprint

LONGEST = 2000


@dataclass(frozen=True)
class Kept:
    """A vote as its own phone shows it. ``chosen``: (position, text), empty when the phone no longer knows; ``days``: how long
    it does.
    """

    days: ClassVar[int] = OBJECTION_DAYS
    ballot_id: int
    step: str
    choices: tuple[int, ...]
    chosen: tuple[tuple[int, str], ...]
    tracker: str
    secrecy: Secrecy
    head: str
    level: Level
    kind: Kind = Kind.CHOICE
    changeable: bool = True
    name: str = ""

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What was chosen, as (mark, words)."""
        return told(self.kind, self.chosen)


def cookie_name(ballot_id: int) -> str:
    return f"vote-{ballot_id}"


def cookie(receipt: Receipt, *, secure: bool) -> str:
    """The cookie as the browser is told it, by header or by script: tracker, choices, commitment, signature."""
    content = {
        "t": receipt.tracker,
        "c": list(receipt.choices),
        "m": receipt.commitment,
        "s": receipt.signature,
    }
    value = base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")
    age = Kept.days * 86_400
    return (
        f"{cookie_name(receipt.ballot_id)}={value}; Path=/; Max-Age={age}; SameSite=Lax"
        f"{'; Secure' if secure else ''}"
    )


def shown(receipt: Receipt) -> Kept:
    """The receipt of a vote that was just stored."""
    return Kept(
        receipt.ballot_id,
        f"live-{receipt.item_id}-open",
        receipt.choices,
        receipt.chosen,
        receipt.tracker,
        receipt.secrecy,
        fingerprint(receipt.head),
        receipt.level,
        receipt.kind,
        receipt.changeable,
        receipt.name,
    )


def carried(cookies: Mapping[str, str], paper: Paper, step: str) -> Kept:
    """The vote this phone says it cast; without a readable cookie only that it voted."""
    tracker, choices = _read(cookies.get(cookie_name(paper.id), ""))
    known = {choice.id: (choice.position, choice.text) for choice in paper.choices}
    mine = tuple(id_ for id_ in choices if id_ in known)
    return Kept(
        paper.id,
        step,
        mine,
        tuple(known[id_] for id_ in mine),
        tracker if mine else "",
        paper.secrecy,
        fingerprint(paper.opened_head),
        paper.level,
        paper.kind,
        paper.terms.changeable,
    )


def _read(value: str) -> tuple[str, list[int]]:
    if not value or len(value) > LONGEST:
        return "", []
    try:
        content = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        tracker, choices = content["t"], content["c"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return "", []
    if not isinstance(tracker, str) or len(tracker) != 19 or not isinstance(choices, list):
        return "", []
    return tracker, [id_ for id_ in choices[:MOST_MARKS] if isinstance(id_, int)]
