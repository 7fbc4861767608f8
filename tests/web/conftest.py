"""The prepared evening, for tests that go through pages. What a page looks like does not depend on the database's kind."""

import pytest

from tests.live.evening import evening

__all__ = ["database_url", "evening"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url
