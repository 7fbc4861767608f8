"""Pure rules of open calls: when one may apply, how much is asked, how long it is kept."""

from datetime import datetime, timedelta

from app.core.labels import Labelled

LONGEST_NAME = 20
LONGEST_CONTACT = 100
LONGEST_MOTIVE = 500
PER_BROWSER = 2  # somebody applies for a neighbour without a phone
PER_ADDRESS = 20  # in an hour
MOST = 1_000  # of one call
KEPT = timedelta(days=30)  # after the result was settled
UNSETTLED = timedelta(days=180)  # after closing, when nobody settled it


class CallState(Labelled):
    """What the dates and the result make of a call."""

    COMING = "coming", "모집 예정"
    OPEN = "open", "모집 중"
    CHOOSING = "choosing", "심사 중"
    SETTLED = "settled", "결과 알림"


def state_of(
    opens_at: datetime, closes_at: datetime, settled_at: datetime | None, now: datetime
) -> CallState:
    """Of this moment: nobody has to remember to open or close it."""
    if settled_at is not None:
        return CallState.SETTLED
    if now < opens_at:
        return CallState.COMING
    return CallState.OPEN if now < closes_at else CallState.CHOOSING


class Choice(Labelled):
    """What became of an application."""

    WAITING = "waiting", "접수함"
    CHOSEN = "chosen", "선정"
    NOT_CHOSEN = "not_chosen", "선정하지 않음"
