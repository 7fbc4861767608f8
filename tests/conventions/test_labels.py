"""Every state has a Korean word, so that no page invents one."""

import re
from collections.abc import Iterable

from app.core.labels import Labelled
from tests.conventions.sources import classes

HANGUL = re.compile(r"[가-힣]")


def labelled() -> list[type[Labelled]]:
    return [kind for kind in classes() if issubclass(kind, Labelled) and kind is not Labelled]


def wordless(kinds: Iterable[type[Labelled]]) -> list[str]:
    """Members without a Korean word of their own."""
    return [str(member) for kind in kinds for member in kind if not HANGUL.search(member.label)]


def doubled(kinds: Iterable[type[Labelled]]) -> list[str]:
    """Kinds in which two members are called the same."""
    return [kind.__name__ for kind in kinds if len({member.label for member in kind}) < len(list(kind))]


class Half(Labelled):
    WORDED = "worded", "말이 있음"
    SILENT = "silent"
    ENGLISH = "english", "English only"
    AGAIN = "again", "말이 있음"


def test_every_state_has_a_korean_word() -> None:
    assert len(labelled()) > 10
    assert wordless(labelled()) == []
    assert doubled(labelled()) == []


def test_a_state_without_one_would_be_found() -> None:
    assert wordless([Half]) == ["silent", "english"]
    assert doubled([Half]) == ["Half"]
