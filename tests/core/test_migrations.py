"""The same revisions build and unbuild both kinds of database, and say what the models say."""

import pytest
from sqlalchemy import inspect, text

from app.core import migrations
from app.core.engines import make_engine
from tests.backups import old_house

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


@both
def test_ballots_of_before_are_choices_and_no_earlier_version_counts_another_kind(
    empty_database_url: str,
) -> None:
    """An earlier version would add a ranking up like a choice: going back is refused and changes nothing."""
    old_house.build(empty_database_url)
    migrations.upgrade(empty_database_url)
    engine = make_engine(empty_database_url)

    def turn(kind: str) -> None:
        with engine.begin() as connection:
            connection.execute(text("UPDATE ballot SET kind = :kind"), {"kind": kind})

    def found() -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text("SELECT kind, method, terms FROM ballot"))]

    assert found() == [("choice", "marks", None)]
    turn("yesno")
    with pytest.raises(RuntimeError, match="count them wrongly"):
        migrations.downgrade(empty_database_url, "tables")
    assert found() == [("yesno", "marks", None)]
    turn("choice")
    migrations.downgrade(empty_database_url, "tables")
    migrations.upgrade(empty_database_url)
    assert found() == [("choice", "marks", None)]
    engine.dispose()
