"""Pure rules of accounts: how long a login lasts, when sign-in is slowed, what a password must be."""

from datetime import datetime, timedelta

from app.core.labels import Labelled

LEAST_PASSWORD = 12
TRIES_PER_ACCOUNT = 8  # from one network address: a stranger elsewhere cannot lock somebody out
TRIES_IN_ALL = 60  # for one account from everywhere
TRIES_PER_ADDRESS = 40
TRIES_WINDOW = timedelta(minutes=15)


class Level(Labelled):
    """How surely one participant is one person. Stands beside every result."""

    OPEN = "L0", "누구나(참고용)"
    SLIP = "L1", "현장 번호표"
    CODE = "L2", "문자 확인"
    ROLL = "L3", "명부 확인"


def is_over(created: datetime, seen: datetime, now: datetime, idle: timedelta, longest: timedelta) -> bool:
    """Has this login run out, by idleness or by age?"""
    return now - seen > idle or now - created > longest


def is_slowed(account_from_here: int, account_in_all: int, from_here: int) -> bool:
    """Too many failures within ``TRIES_WINDOW``. The address budget is wide: a whole office may share one."""
    return (
        account_from_here >= TRIES_PER_ACCOUNT
        or account_in_all >= TRIES_IN_ALL
        or from_here >= TRIES_PER_ADDRESS
    )
