"""The one place that asks what time it is. UTC inside; Seoul only when a page is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")

_shift = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


def seoul(moment: datetime) -> datetime:
    """The same moment on a clock in Seoul."""
    return moment.astimezone(SEOUL)


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Live as if it were ``by`` later (or earlier): for tests and for telling a demo season in order."""
    global _shift
    before = _shift
    _shift = before + by
    try:
        yield
    finally:
        _shift = before
