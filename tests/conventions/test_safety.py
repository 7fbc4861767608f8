"""A proof that is left out proves nothing: no safety test is skipped or expected to fail."""

import ast
from collections.abc import Iterator

import pytest

from tests.conventions.sources import ROOT, python_files, tree

SAFETY = ROOT / "tests" / "safety"
LEFT_OUT = frozenset({"skip", "skipif", "xfail", "importorskip", "skiptest", "skipunless", "expectedfailure"})


def left_out(module: ast.Module) -> Iterator[int]:
    """Lines that could leave a test out: by a marker, a call, an exception, or a name brought in for one."""
    for node in ast.walk(module):
        names: list[str] = []
        if isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.Name):
            names = [node.id]
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = [alias.name.rpartition(".")[2] for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value]  # getattr(pytest.mark, "skip")
        if any(name.lower().replace("_", "") in LEFT_OUT for name in names):
            yield node.lineno  # type: ignore[attr-defined]  # all of these kinds have one


def test_no_safety_test_is_left_out() -> None:
    files = python_files(SAFETY)
    assert len(files) > 8
    found = {str(file.relative_to(ROOT)): list(left_out(tree(file))) for file in files}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "@pytest.mark.skip\ndef test_it(): ...",
        "@pytest.mark.skip(reason='slow')\ndef test_it(): ...",
        "@pytest.mark.skipif(WINDOWS, reason='')\ndef test_it(): ...",
        "@pytest.mark.xfail(strict=True)\ndef test_it(): ...",
        "pytestmark = pytest.mark.skipif(True, reason='')",
        "def test_it(): pytest.skip('not here')",
        "from pytest import skip",
        "psycopg = pytest.importorskip('psycopg')",
        "from unittest import SkipTest",
        "raise unittest.SkipTest",
        "@unittest.skipUnless(here, 'no')\ndef test_it(): ...",
        "pytest.param(1, marks=[pytest.mark.xfail])",
        "getattr(pytest.mark, 'skip')",
        "def test_it(request): request.applymarker(pytest.mark.xfail)",
    ],
)
def test_a_test_that_is_left_out_would_be_found(source: str) -> None:
    assert list(left_out(ast.parse(source)))


def test_words_that_only_sound_like_it_are_fine() -> None:
    source = (
        "skipped = 1\nclock.skip_forward()\n'nothing is skipped'\n@pytest.mark.nightly\ndef test_it(): ..."
    )
    assert list(left_out(ast.parse(source))) == []
