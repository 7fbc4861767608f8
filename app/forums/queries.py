"""Reads about forums and contests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.forums.models import Contest, Forum, Phase
from app.forums.rules import ContestAct, ForumKind, PhaseKind, Span, next_opening, phase_at
from app.organisations.models import Dong, Zone


@dataclass(frozen=True)
class ForumView:
    """A forum with the names of its places."""

    id: int
    kind: ForumKind
    title: str
    summary: str
    place: str
    starts_at: datetime
    ends_at: datetime
    zone_id: int
    zone_code: str
    zone_name: str
    dong_id: int | None
    dong_name: str

    @property
    def where(self) -> str:
        """The dong of a dong forum, else the zone."""
        return self.dong_name or self.zone_name


def _forum_views(db: Session, wanted: SelectOfScalar[Forum]) -> list[ForumView]:
    rows = db.execute(
        wanted.add_columns(col(Zone.code), col(Zone.name), col(Dong.name))
        .join(Zone, col(Zone.id) == col(Forum.zone_id))
        .outerjoin(Dong, col(Dong.id) == col(Forum.dong_id))
    ).all()
    return [
        ForumView(
            forum.id,
            forum.kind,
            forum.title,
            forum.summary,
            forum.place,
            forum.starts_at,
            forum.ends_at,
            forum.zone_id,
            zone_code,
            zone_name,
            forum.dong_id,
            dong_name or "",
        )
        for forum, zone_code, zone_name, dong_name in rows
        if forum.id is not None
    ]


def _of_place(zone_id: int | None, dong_id: int | None) -> SelectOfScalar[Forum]:
    query = select(Forum)
    if zone_id is not None:
        query = query.where(Forum.zone_id == zone_id)
    return query.where(Forum.dong_id == dong_id) if dong_id is not None else query


def upcoming(
    db: Session, *, zone_id: int | None = None, dong_id: int | None = None, limit: int = 20
) -> list[ForumView]:
    """Forums that have not ended, the next one first."""
    query = _of_place(zone_id, dong_id).where(Forum.ends_at > clock.now())
    return _forum_views(db, query.order_by(col(Forum.starts_at), col(Forum.id)).limit(limit))


def past(
    db: Session, *, zone_id: int | None = None, dong_id: int | None = None, limit: int = 20
) -> list[ForumView]:
    """Forums that have ended, the latest first."""
    query = _of_place(zone_id, dong_id).where(Forum.ends_at <= clock.now())
    return _forum_views(db, query.order_by(col(Forum.starts_at).desc(), col(Forum.id)).limit(limit))


def forum(db: Session, forum_id: int) -> ForumView | None:
    """One forum."""
    found = _forum_views(db, select(Forum).where(Forum.id == forum_id))
    return found[0] if found else None


def finals(db: Session, contest_id: int) -> list[ForumView]:
    """The finals (발표회) of a contest, the first one first."""
    query = select(Forum).where(Forum.contest_id == contest_id)
    return _forum_views(db, query.order_by(col(Forum.starts_at), col(Forum.id)))


@dataclass(frozen=True)
class ContestView:
    """A contest with its dong, its calendar and what is possible at ``at``."""

    id: int
    title: str
    theme: str
    body: str
    dong_id: int
    dong_code: str
    dong_name: str
    zone_code: str
    spans: tuple[Span, ...]
    at: datetime

    @property
    def span(self) -> Span | None:
        """The phase in force, if any."""
        return phase_at(self.spans, self.at)

    @property
    def kind(self) -> PhaseKind | None:
        return self.span.kind if self.span else None

    @property
    def is_over(self) -> bool:
        return bool(self.spans) and self.at >= self.spans[-1].closes

    def opens(self, act: ContestAct) -> datetime | None:
        """When this becomes possible, if it ever will."""
        return next_opening(self.spans, act, self.at)

    def of(self, kind: PhaseKind) -> Span | None:
        """One phase of the calendar."""
        return next((span for span in self.spans if span.kind is kind), None)


def spans_of(db: Session, contest_id: int) -> tuple[Span, ...]:
    """A contest's calendar in the order of time."""
    rows = db.exec(select(Phase).where(Phase.contest_id == contest_id).order_by(col(Phase.opens_at))).all()
    return tuple(row.span for row in rows)


def contests(
    db: Session, *, dong_id: int | None = None, zone_id: int | None = None, limit: int = 60
) -> list[ContestView]:
    """Contests: those that take something now first, then those to come, then the finished, newest first."""
    query = (
        select(Contest, Dong, Zone)
        .join(Dong, col(Dong.id) == Contest.dong_id)
        .join(Zone, col(Zone.id) == Dong.zone_id)
    )
    if dong_id is not None:
        query = query.where(Contest.dong_id == dong_id)
    if zone_id is not None:
        query = query.where(Dong.zone_id == zone_id)
    rows = db.exec(query.order_by(col(Contest.id).desc()).limit(limit)).all()
    views = _contest_views(db, rows)
    order = [PhaseKind.RECEIVE, PhaseKind.SUPPORT, PhaseKind.REVIEW, PhaseKind.NOTICE, PhaseKind.RESULT]
    return sorted(views, key=lambda one: (one.is_over, order.index(one.kind) if one.kind else len(order)))


def contest(db: Session, contest_id: int) -> ContestView | None:
    """One contest."""
    rows = db.exec(
        select(Contest, Dong, Zone)
        .join(Dong, col(Dong.id) == Contest.dong_id)
        .join(Zone, col(Zone.id) == Dong.zone_id)
        .where(Contest.id == contest_id)
    ).all()
    views = _contest_views(db, rows)
    return views[0] if views else None


def _contest_views(db: Session, rows: Sequence[tuple[Contest, Dong, Zone]]) -> list[ContestView]:
    ids = [row.id for row, _, _ in rows]
    calendar: dict[int, list[Span]] = {}
    for phase in db.exec(
        select(Phase).where(col(Phase.contest_id).in_(ids)).order_by(col(Phase.opens_at))
    ).all():
        calendar.setdefault(phase.contest_id, []).append(phase.span)
    now = clock.now()
    return [
        ContestView(
            row.id,
            row.title,
            row.theme,
            row.body,
            row.dong_id,
            dong.code,
            dong.name,
            zone.code,
            tuple(calendar.get(row.id, ())),
            now,
        )
        for row, dong, zone in rows
        if row.id is not None
    ]
