"""Loading Jongno."""

from sqlmodel import Session, func, select

from app.core.db import Database
from app.core.settings import Settings
from app.organisations import loading, queries
from app.organisations.models import Dong, Goal, PolicyField, Zone
from app.organisations.rules import GoalKind


def counts(db: Session) -> tuple[int, ...]:
    kinds = (Zone, Dong, PolicyField, Goal)
    return tuple(db.exec(select(func.count()).select_from(kind)).one() for kind in kinds)


def test_jongno_is_loaded_once_and_what_people_changed_stays(settings: Settings) -> None:
    database = Database(settings.database_url)
    try:
        database.write(loading.load)
        first = database.read(counts)
        assert first[:2] == (4, 17)
        assert len(database.read(queries.subcommittees)) == 6
        council = database.read(queries.council)
        assert council is not None
        assert {seat["side"] for seat in council.seats} == {"civil", "official"}
        assert database.read(lambda db: {goal.kind for goal in db.exec(select(Goal)).all()}) == set(GoalKind)

        def rename(db: Session) -> None:
            zone = db.exec(select(Zone)).first()
            assert zone is not None
            zone.name = "새 이름"
            db.add(zone)

        database.write(rename)
        database.write(loading.load)
        assert database.read(counts) == first
        assert "새 이름" in {zone.name for zone in database.read(queries.zones)}
    finally:
        database.close()
