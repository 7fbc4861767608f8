"""Who may plan forums and contests, and where."""

from sqlmodel import Session

from app.core.errors import Invalid, NotFound
from app.forums import queries
from app.forums.queries import ContestView
from app.organisations.actors import Actor, require
from app.organisations.models import Dong, Zone
from app.organisations.rules import Role


def planner(actor: Actor) -> int:
    """The officer's account; forums and contests are put on the calendar by the promotion team."""
    require(actor, Role.OFFICER)
    assert actor.account_id is not None
    return actor.account_id


def zone_named(db: Session, zone_id: int) -> Zone:
    """A zone that exists; otherwise a sentence beside the field."""
    zone = db.get(Zone, zone_id)
    if zone is None:
        raise Invalid(
            "없는 권역입니다. 다시 골라 주세요.", errors={"zone_id": "없는 권역입니다. 다시 골라 주세요."}
        )
    return zone


def dong_named(db: Session, dong_id: int) -> Dong:
    """A dong that exists; otherwise a sentence beside the field."""
    dong = db.get(Dong, dong_id)
    if dong is None:
        raise Invalid(
            "없는 동입니다. 다시 골라 주세요.", errors={"dong_id": "없는 동입니다. 다시 골라 주세요."}
        )
    return dong


def contest_to_see(db: Session, contest_id: int) -> ContestView:
    """Contests are public."""
    contest = queries.contest(db, contest_id)
    if contest is None:
        raise NotFound("찾으시는 공모전이 없습니다.")
    return contest
