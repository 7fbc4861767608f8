"""Putting forums and contests on the calendar."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.core import clock
from app.core.errors import Invalid
from app.forums import rules
from app.forums.access import contest_to_see, dong_named, planner, zone_named
from app.forums.models import Contest, Forum, Phase
from app.forums.rules import ForumKind, Span
from app.organisations.actors import Actor


def create_forum(
    db: Session,
    actor: Actor,
    *,
    kind: ForumKind,
    zone_id: int,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    dong_id: int | None = None,
    summary: str = "",
    contest_id: int | None = None,
) -> int:
    """A forum on the calendar (officers only), of a contest its final (발표회); returns its id."""
    account_id = planner(actor)
    zone_named(db, zone_id)
    errors = rules.forum_problems(kind, dong_id is not None, starts_at, ends_at, clock.now())
    if dong_id is not None and dong_named(db, dong_id).zone_id != zone_id:
        errors["dong_id"] = "고른 권역에 없는 동입니다. 권역이나 동을 다시 골라 주세요."
    if contest_id is not None and contest_to_see(db, contest_id).dong_id != dong_id:
        errors["dong_id"] = "공모전을 연 동을 골라 주세요."
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    forum = Forum(
        kind=kind,
        zone_id=zone_id,
        dong_id=dong_id,
        contest_id=contest_id,
        title=title,
        summary=summary,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        created_by=account_id,
    )
    db.add(forum)
    db.flush()
    assert forum.id is not None
    return forum.id


def open_contest(
    db: Session, actor: Actor, *, dong_id: int, title: str, theme: str, body: str, spans: Sequence[Span]
) -> int:
    """A dong idea contest with its whole calendar (officers only); returns its id."""
    account_id = planner(actor)
    dong_named(db, dong_id)
    problem = rules.calendar_problem(spans)
    if problem is None and (not spans or spans[-1].closes <= clock.now()):
        problem = "이미 다 지난 일정입니다. 날을 다시 골라 주세요."
    if problem is not None:
        raise Invalid(problem, errors={"calendar": problem})
    contest = Contest(dong_id=dong_id, title=title, theme=theme, body=body, created_by=account_id)
    db.add(contest)
    db.flush()
    assert contest.id is not None
    db.add_all(
        Phase(contest_id=contest.id, kind=span.kind, opens_at=span.opens, closes_at=span.closes)
        for span in spans
    )
    return contest.id
