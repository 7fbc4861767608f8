"""The rest of the house rules: file lengths, words, forms, settings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.settings import Settings
from tests.conventions.sources import APP, ROOT, TEMPLATES, python_files, templates, tree

LONGEST = 250
FORM = re.compile(r"<form\b(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL | re.IGNORECASE)
SAFE_FORM = re.compile(r"method\s*=\s*[\"']?get\b", re.IGNORECASE)
TOKEN = re.compile(r"\{\{-?\s*(csrf\(\)|token)\s*-?\}\}")  # a macro is handed its token by the page


def too_long(files: list[Path]) -> dict[str, int]:
    """Files over the limit with their lines: such a file hides a noun."""
    lengths = {
        str(file).removeprefix(f"{ROOT}/"): len(file.read_text("utf-8").splitlines()) for file in files
    }
    return {name: lines for name, lines in lengths.items() if lines > LONGEST}


def test_no_file_hides_a_noun() -> None:
    assert too_long(python_files()) == {}


def test_a_long_file_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "all.py"
    file.write_text("pass\n" * (LONGEST + 1))
    assert too_long([file]) == {str(file): LONGEST + 1}


# -- a database is called db -----------------------------------------------------------------------------------------


def sessions(module: ast.Module) -> Iterator[int]:
    """Lines that bind the name ``session``: say login, db or meeting."""
    for node in ast.walk(module):
        if isinstance(node, ast.arg) and node.arg == "session":
            yield node.lineno
        if isinstance(node, ast.Name) and node.id == "session" and isinstance(node.ctx, ast.Store):
            yield node.lineno


def test_nothing_is_called_a_session() -> None:
    found = {str(file.relative_to(ROOT)): list(sessions(tree(file))) for file in python_files()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source", ["def read(session): ...", "session = open_it()", "with x as session: ..."]
)
def test_a_session_would_be_found(source: str) -> None:
    assert list(sessions(ast.parse(source)))


# -- every form that changes something carries the token --------------------------------------------------------------


def unguarded(source: str) -> list[str]:
    """The opening tags of forms that post without a token."""
    return [
        found["head"].strip()
        for found in FORM.finditer(source)
        if not SAFE_FORM.search(found["head"])
        and 'method="post"' in found["head"].lower()
        and not TOKEN.search(found["body"])
    ]


def unclear(source: str) -> list[str]:
    """Forms that do not say how they are sent, and htmx posts outside a form (their token is in the header)."""
    return [
        found["head"].strip() for found in FORM.finditer(source) if "method=" not in found["head"].lower()
    ]


def test_every_form_that_posts_carries_the_token() -> None:
    sources = {str(file.relative_to(TEMPLATES)): file.read_text("utf-8") for file in templates()}
    assert sum(len(FORM.findall(source)) for source in sources.values()) > 30
    assert {name: unguarded(source) for name, source in sources.items() if unguarded(source)} == {}
    assert {name: unclear(source) for name, source in sources.items() if unclear(source)} == {}


def test_a_form_without_would_be_found() -> None:
    assert unguarded('<form method="post" action="/a"><button>가기</button></form>')
    assert unguarded('<form method="post">{{ csrf() }}</form><form action="/b" method="post"></form>') == [
        'action="/b" method="post"'
    ]
    assert unclear("<form action='/b'></form>") == ["action='/b'"]
    assert not unguarded('<form method="get"></form><form method="post">{{ csrf() }}</form>')


# -- every setting is documented --------------------------------------------------------------------------------------


def undocumented(text: str) -> list[str]:
    """Settings the text does not name in backticks."""
    names = [f"{Settings.model_config['env_prefix']}{name}".upper() for name in Settings.model_fields]
    return [name for name in names if f"`{name}`" not in text]


def test_every_setting_stands_in_the_readme() -> None:
    assert undocumented((ROOT / "README.md").read_text("utf-8")) == []


def test_a_setting_that_is_missing_would_be_found() -> None:
    assert "GONGRON_SECRET_KEY" in undocumented("| `GONGRON_PORT` | … |")
    assert "GONGRON_PORT" not in undocumented("| `GONGRON_PORT` | … |")


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


# -- the foundation keeps its shape -----------------------------------------------------------------------------------

NAMES = {
    "models", "rules", "queries", "actions", "access", "forms", "routes", "events", "broadcasts",
}  # fmt: skip


def test_every_noun_says_what_it_is() -> None:
    """A folder's first line is read before anything else in it."""
    for file in APP.rglob("__init__.py"):
        documented = ast.get_docstring(tree(file))
        if any((file.parent / f"{name}.py").exists() for name in NAMES):
            assert documented, file.relative_to(ROOT)
