"""Agendas that were merged or split: where each leads on."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.proposals.models import Agenda


@dataclass(frozen=True)
class Kin:
    """Another agenda this one was merged with or split from."""

    agenda_id: int
    title: str

    @property
    def number(self) -> str:
        """의제 번호: four digits."""
        return f"{self.agenda_id:04d}"


def kin(db: Session, condition: ColumnElement[bool]) -> tuple[Kin, ...]:
    """The agendas for which this holds."""
    rows = db.exec(select(Agenda.id, Agenda.title).where(condition).order_by(col(Agenda.id))).all()
    return tuple(Kin(number or 0, title) for number, title in rows)


def leads_to(db: Session, agenda: Agenda) -> Kin | None:
    """Where it goes on. A merge is into an agenda that goes on, so the way from one to the next ends."""
    at = agenda
    while at.into_id is not None:
        at = db.get_one(Agenda, at.into_id)
    return Kin(at.id or 0, at.title) if at is not agenda else None
