"""Identifiers nobody can guess, digests nobody can turn back."""

import re

from app.core import ids


def test_tokens_fit_the_visit_cookie_and_never_repeat() -> None:
    made = {ids.token() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in made)


def test_a_join_number_is_six_digits_and_never_starts_with_zero() -> None:
    assert all(re.fullmatch(r"[1-9]\d{5}", ids.join_number()) for _ in range(500))


def test_a_key_depends_on_the_secret_and_on_every_part() -> None:
    made = {
        ids.keyed(b"one", "participant", "visit", "meeting:1"),
        ids.keyed(b"two", "participant", "visit", "meeting:1"),
        ids.keyed(b"one", "participant", "visit", "meeting:2"),
        ids.keyed(b"one", "participant", "visitm", "eeting:1"),
        ids.keyed(b"one", "participantvisit", "meeting:1"),
    }
    assert len(made) == 5, "parts may not run into each other"


def test_secrets_are_compared_whole() -> None:
    assert ids.same("가나다", "가나다")
    assert not ids.same("가나다", "가나")
