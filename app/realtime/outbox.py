"""Where a deed lays down what happened, to be told after the commit."""

from sqlmodel import Session


def announce(db: Session, *facts: object) -> None:
    """Tell these facts once this deed is on disk; if it is refused or rolled back, nobody hears of them."""
    db.info.setdefault("outbox", []).extend(facts)
