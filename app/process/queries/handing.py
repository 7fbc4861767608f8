"""Selected agendas that wait for a subcommittee."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.rules import Level
from app.organisations.models import Dong, PolicyField, Zone
from app.process.models import Matter
from app.proposals.models import Agenda


@dataclass(frozen=True)
class Handable:
    """A selected agenda nobody has been given yet. ``subcommittee_id``: the one that looks after its field."""

    id: int
    number: str
    title: str
    summary: str
    place: str
    origin: str
    votes: int
    voters: int
    rank: int | None
    level: Level | None
    selected_at: datetime
    subcommittee_id: int | None


def handable(db: Session) -> list[Handable]:
    """Selected agendas without a matter, the longest waiting first."""
    rows = db.exec(
        select(Agenda, Dong, Zone, PolicyField)
        .outerjoin(Matter, col(Matter.agenda_id) == col(Agenda.id))
        .outerjoin(Dong, col(Dong.id) == col(Agenda.dong_id))
        .outerjoin(Zone, col(Zone.id) == col(Agenda.zone_id))
        .outerjoin(PolicyField, col(PolicyField.id) == col(Agenda.field_id))
        .where(col(Matter.id).is_(None), col(Agenda.finished_at).is_(None))
        .order_by(col(Agenda.selected_at))
    ).all()
    return [
        Handable(
            agenda.id or 0,
            f"{agenda.id:04d}",
            agenda.title,
            agenda.summary,
            dong.name if dong else zone.name if zone else "구 전체",
            agenda.origin_title,
            agenda.origin_votes,
            agenda.origin_voters,
            agenda.origin_rank,
            agenda.origin_level,
            agenda.selected_at,
            field.subcommittee_id if field else None,
        )
        for agenda, dong, zone, field in rows
    ]
