"""A part of a deed that may be refused while the rest of it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

from sqlmodel import Session


@contextmanager
def part_of(db: Session) -> Iterator[None]:
    """Refused, it leaves nothing: no rows, nothing to be told after the commit, nothing a deed remembers of what it wrote
    itself (where the ledger ends).
    """
    outbox, known = db.info.setdefault("outbox", []), deepcopy(db.info.get("known", {}))
    before = list(outbox)
    try:
        with db.begin_nested():
            yield
    except BaseException:
        outbox[:], db.info["known"] = before, known  # the writer holds the same list
        raise
