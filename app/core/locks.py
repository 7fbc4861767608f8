"""Rows that two deeds may want at once."""

from typing import TypeVar

from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)


def held(db: Session, model: type[Row], id_: int | None) -> Row | None:
    """A row as it is now, nobody else's until the commit; None when there is none.

    SQLite has one writer and keeps everybody else out since BEGIN, so a row this batch has read already is not read again.
    Only for models that are changed through the session alone, never by a statement that goes past it.
    """
    if db.connection().dialect.name == "sqlite":
        return db.get(model, id_)
    return db.get(model, id_, with_for_update=True, populate_existing=True)
