"""Bringing a database to this version's schema, in-process."""

from alembic import command
from alembic.config import Config

from app.core.settings import PROJECT


def config_for(url: str) -> Config:
    """Alembic's configuration for one database."""
    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run every migration up to ``revision``."""
    command.upgrade(config_for(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Go back to ``revision`` (``base`` for an empty schema)."""
    command.downgrade(config_for(url), revision)


def check(url: str) -> None:
    """Raise when the models and the migrated schema differ."""
    command.check(config_for(url))
