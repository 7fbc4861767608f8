"""The draft of a sitting's minutes: the record, what was corrected, what the co-chairs said, what was confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.core.labels import Side
from app.council.items import queries as items
from app.council.items.queries import ItemView
from app.council.minutes.models import SittingCorrection, SittingEdition, SittingWord
from app.council.minutes.wording import worded
from app.council.sittings import queries as sittings
from app.council.sittings.models import Sitting
from app.council.sittings.queries import SittingView
from app.council.sittings.rules import SittingState
from app.live.ledger.rules import digest
from app.live.records.queries import DraftField
from app.live.records.rules import MinutesField
from app.organisations.actors import Actor
from app.organisations.rules import Role


@dataclass(frozen=True)
class Draft:
    """All nine, the co-chairs' words on them as they stand, and the editions, newest first."""

    whole: SittingView
    items: tuple[ItemView, ...]
    fields: tuple[DraftField, ...]
    words: tuple[SittingWord, ...]
    editions: tuple[SittingEdition, ...]

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.fields]

    @property
    def digest(self) -> str:
        return digest(self.texts)

    @property
    def is_confirmed(self) -> bool:
        """Does the newest edition say exactly this?"""
        return bool(self.editions) and self.editions[0].digest == self.digest

    def field(self, name: MinutesField) -> DraftField:
        return next(one for one in self.fields if one.field is name)

    def word(self, side: Side) -> SittingWord | None:
        """What that side said about the minutes as they are now; a word on an older text counts no more."""
        own = [word for word in self.words if word.side is side]
        return own[0] if own and own[0].digest == self.digest else None

    @property
    def waits_for(self) -> tuple[Side, ...]:
        """The sides that have not confirmed what stands here."""
        return tuple(side for side in Side if (word := self.word(side)) is None or not word.agreed)


def editions(db: Session, sitting_id: int) -> Sequence[SittingEdition]:
    """What was confirmed, newest first."""
    return db.exec(
        select(SittingEdition)
        .where(SittingEdition.sitting_id == sitting_id)
        .order_by(col(SittingEdition.number).desc())
    ).all()


def draft(db: Session, sitting_id: int, district: str) -> Draft:
    """The minutes as they would be confirmed now."""
    whole = sittings.view(db, sitting_id)
    rows = items.views(db, whole.sitting)
    record = worded(whole, rows, district)
    corrections = db.exec(
        select(SittingCorrection)
        .where(SittingCorrection.sitting_id == sitting_id)
        .order_by(col(SittingCorrection.id).desc())
    ).all()
    words = db.exec(
        select(SittingWord).where(SittingWord.sitting_id == sitting_id).order_by(col(SittingWord.id).desc())
    ).all()
    fields = tuple(
        DraftField(name, record[name], tuple(one for one in corrections if one.field is name))
        for name in MinutesField
    )
    return Draft(whole, rows, fields, tuple(words), tuple(editions(db, sitting_id)))


def to_confirm(db: Session, actor: Actor, district: str) -> list[Draft]:
    """Ended sittings whose minutes wait for this co-chair."""
    sides = {seat.side for seat in actor.seats if seat.role is Role.CO_CHAIR}
    if not sides:
        return []
    rows = db.exec(select(Sitting.id).where(Sitting.state == SittingState.ENDED).order_by(col(Sitting.id)))
    drafts = [draft(db, key, district) for key in rows.all() if key is not None]
    return [one for one in drafts if not one.is_confirmed and sides & set(one.waits_for)]
