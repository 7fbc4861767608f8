"""The same revisions build and unbuild both kinds of database, and say what the models say."""

import pytest
from sqlalchemy import inspect

from app.core import migrations
from app.core.engines import make_engine

both = pytest.mark.parametrize("empty_database_url", ["sqlite", "postgresql"], indirect=True)


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_the_models_are_what_the_migrations_build(database_url: str) -> None:
    migrations.check(database_url)


@both
def test_every_revision_goes_up_and_down_again(empty_database_url: str) -> None:
    migrations.upgrade(empty_database_url)
    built = tables(empty_database_url)
    assert len(built) > 10
    migrations.downgrade(empty_database_url, "base")
    assert tables(empty_database_url) == {"alembic_version"}
    migrations.upgrade(empty_database_url)
    assert tables(empty_database_url) == built
    migrations.check(empty_database_url)
