"""Reads: the ground rules of a meeting; and a practice vote, which is read and said back, never written."""

from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session

from app.core.errors import Conflict, Invalid
from app.live.meetings import access, queries
from app.live.meetings.guests import Guest
from app.live.meetings.rules import ItemKind
from app.live.promises.models import GroundRules
from app.live.promises.rules import Promises


def promises(db: Session, meeting_id: int) -> Promises:
    """What it wrote itself, or our wording."""
    row = db.get(GroundRules, meeting_id)
    return Promises(tuple(row.lines), row.question, tuple(row.options)) if row else Promises()


@dataclass(frozen=True)
class Practised:
    """What is shown back to the phone that practised. It lives as long as the answer to it."""

    number: str
    step: str
    place: int
    option: str

    ours: ClassVar[frozenset[str]] = Promises.ours


def practise(db: Session, guest: Guest, number: str, choice: int) -> Practised:
    """Read a practice vote and say it back. Nothing is written: no table, no ledger, no count. It only reads."""
    meeting, _ = access.taking_part(db, guest, number)
    item = queries.current(db, meeting)
    if item is None or item.kind is not ItemKind.PROMISES:
        raise Conflict("연습 시간이 지났어요. 지금 화면을 봐 주세요.")
    options = promises(db, meeting.id or 0).options
    if not 1 <= choice <= len(options):
        raise Invalid("보기 가운데 하나를 골라 주세요.")
    return Practised(number, f"{meeting.state.value}-{item.id}-", choice, options[choice - 1])
