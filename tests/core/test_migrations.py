"""The same revisions build and unbuild both kinds of database, and say what the models say."""

import pytest
from sqlalchemy import inspect, text

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


@both
def test_counts_of_before_were_open_polls(empty_database_url: str) -> None:
    """Agendas that were chosen by a vote get L0; nobody voted on the others, so they have no level."""
    migrations.upgrade(empty_database_url, "one_on_the_wall")
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        for id_, voters in ((1, 12), (2, 0)):
            connection.execute(
                text(
                    "INSERT INTO agenda (id, title, summary, channel, origin_title, origin_text, origin_author, origin_votes,"
                    " origin_voters, proposed_at, selected_at, path_step, status, owed_by, story_before, story_after,"
                    " updated_at) VALUES (:id, '', '', 'forum', '', '', '', :n, :n, :at, :at, 'deliberate', '', '', '', '', :at)"
                ),
                {"id": id_, "n": voters, "at": "2026-11-01 00:00:00+00:00"},
            )
    migrations.upgrade(empty_database_url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT origin_level FROM agenda ORDER BY id")).scalars().all()
    assert found == ["L0", None]
    migrations.downgrade(empty_database_url, "one_on_the_wall")
    migrations.upgrade(empty_database_url)
    engine.dispose()
