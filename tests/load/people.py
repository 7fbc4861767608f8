"""People of the hall: driver and service name the same browser by its number."""

from app.core import ids
from app.live.meetings.guests import Guest

SECRET = "a secret for the load tests, long enough"


def visit(number: int) -> str:
    """The cookie of a resident."""
    return f"resident-{number}".ljust(32, ".")


def token(number: int) -> str:
    """The CSRF token that resident's pages carry."""
    return "0" * 32 + ids.keyed(SECRET.encode(), "csrf", visit(number), "")[:32]


def guest(number: int) -> Guest:
    return Guest(visit(number), SECRET.encode(), "ko")
