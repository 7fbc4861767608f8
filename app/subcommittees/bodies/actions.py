"""Changes to special subcommittees, and whose pages they change: every matter that goes on may be given to one."""

from sqlmodel import Session, select

from app.organisations import actions as organisations
from app.organisations.actions import Charge
from app.organisations.actors import Actor
from app.process.events import MatterFilled
from app.process.models import Matter
from app.process.rules import MatterState
from app.realtime.outbox import announce


def form_special(db: Session, actor: Actor, *, name: str, charge: Charge) -> str:
    """특별분과 꾸리기, as the council decided; returns its code. The same again is the same."""
    code = organisations.form_special(db, actor, name=name, charge=charge)
    _tell(db)
    return code


def charge_special(db: Session, actor: Actor, subcommittee_id: int, charge: Charge) -> None:
    """Another purpose or another last day: one that has ended is no longer offered."""
    organisations.charge_special(db, actor, subcommittee_id, charge)
    _tell(db)


def _tell(db: Session) -> None:
    going_on = select(Matter.id, Matter.subcommittee_id).where(Matter.state != MatterState.CLOSED)
    announce(db, *(MatterFilled(matter or 0, body) for matter, body in db.exec(going_on)))
