"""What stands on the cards of many matters, asked for all of them at once."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from app.organisations import queries as organisations
from app.process.models import Document, Gathering, Move, Opinion
from app.process.rules import MoveKind, Verdict


def counts(db: Session, table: type[Document] | type[Gathering], ids: Sequence[int]) -> dict[int, int]:
    """How many papers or meetings each has."""
    rows = db.exec(
        select(table.matter_id, func.count())
        .where(col(table.matter_id).in_(ids))
        .group_by(col(table.matter_id))
    ).all()
    return dict(rows)


def opinions(db: Session, ids: Sequence[int]) -> dict[int, list[tuple[str, Verdict | None]]]:
    """The departments that were asked about each, with their answers."""
    names = {row.id: row.name for row in organisations.departments(db)}
    result: dict[int, list[tuple[str, Verdict | None]]] = {}
    for opinion in db.exec(select(Opinion).where(col(Opinion.matter_id).in_(ids)).order_by(col(Opinion.id))):
        result.setdefault(opinion.matter_id, []).append((names[opinion.department_id], opinion.verdict))
    return result


def wishes(db: Session, ids: Sequence[int]) -> set[int]:
    """Matters whose last step was a request for another subcommittee."""
    newest = select(func.max(Move.id)).where(col(Move.matter_id).in_(ids)).group_by(col(Move.matter_id))
    rows = db.exec(
        select(Move.matter_id).where(col(Move.id).in_(newest), Move.kind == MoveKind.ASK_OTHER)
    ).all()
    return set(rows)
