"""By-laws of signing in and of passwords."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import extract_parameters
from argon2.exceptions import VerifyMismatchError

from app.accounts import passwords, rules

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
IDLE, LONGEST = timedelta(minutes=60), timedelta(hours=12)


@pytest.mark.parametrize(
    ("created", "seen", "over"),
    [
        (timedelta(0), timedelta(0), False),
        (timedelta(hours=2), timedelta(minutes=60), False),
        (timedelta(hours=2), timedelta(minutes=60, seconds=1), True),
        (timedelta(hours=12), timedelta(0), False),
        (timedelta(hours=12, seconds=1), timedelta(0), True),
    ],
)
def test_a_login_ends_by_idleness_or_by_age(created: timedelta, seen: timedelta, over: bool) -> None:
    assert rules.is_over(NOW - created, NOW - seen, NOW, IDLE, LONGEST) is over


@pytest.mark.parametrize(
    ("account_here", "account_in_all", "from_here", "slowed"),
    [(7, 59, 39, False), (8, 8, 8, True), (0, 60, 0, True), (0, 0, 40, True), (0, 8, 0, False)],
)
def test_eight_failures_from_here_sixty_in_all_or_forty_from_an_office_slow_sign_in(
    account_here: int, account_in_all: int, from_here: int, slowed: bool
) -> None:
    assert rules.is_slowed(account_here, account_in_all, from_here) is slowed


def test_a_password_is_kept_as_argon2id_and_recognised() -> None:
    stored = passwords.hashed("아주 긴 비밀번호 하나")
    assert stored.startswith("$argon2id$")
    assert passwords.matches(stored, "아주 긴 비밀번호 하나")
    assert not passwords.matches(stored, "다른 비밀번호")


def test_nobody_signs_in_without_an_account_whatever_the_password() -> None:
    assert not passwords.matches(None, "종로의 긴 비밀번호 하나")
    assert not passwords.matches("not a hash", "x")


def test_an_account_that_is_not_there_costs_as_much_as_one_that_is() -> None:
    costs = extract_parameters(passwords.hashed("종로의 긴 비밀번호 하나"))
    assert extract_parameters(passwords._NOBODY) == costs
    with pytest.raises(VerifyMismatchError):  # all of it was worked out, and it is not the password
        passwords._hasher.verify(passwords._NOBODY, "종로의 긴 비밀번호 하나")


def test_a_fresh_password_is_long_and_never_the_same() -> None:
    made = {passwords.fresh() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) == 19 and len(one) >= rules.LEAST_PASSWORD for one in made)
