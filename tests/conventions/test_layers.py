"""Which way the house points. The contracts stand in pyproject.toml; these tests keep them and show that they bite."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
Finder = Callable[[ast.AST], Iterator[int]]


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "COLUMNS": "200"},
    )


def test_every_contract_is_kept() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "locales", "data")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("contract", "path", "line"),
    [
        ("Nouns point downward", "app/core/ids.py", "import app.accounts"),
        ("Nouns point downward", "app/gossip/__init__.py", "import app.core"),
        ("Inside the room", "app/live/meetings/queries.py", "import app.live.ballots"),
        ("Inside a noun", "app/live/ballots/queries/papers.py", "import app.live.ballots.actions"),
        ("Inside a noun", "app/proposals/actions.py", "import app.proposals.routes"),
        ("Rules are plain", "app/live/ballots/rules.py", "import sqlmodel"),
        ("Rules are plain", "app/process/rules.py", "import app.core.db"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(house: Path, contract: str, path: str, line: str) -> None:
    file = house / path
    file.parent.mkdir(exist_ok=True)
    with file.open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    answer = lint(house)
    assert answer.returncode != 0, answer.stdout
    assert any(row.startswith(contract) and row.endswith("BROKEN") for row in answer.stdout.splitlines()), (
        answer.stdout
    )


# -- what imports alone do not show --------------------------------------------------------------------------------


def calls(name: str) -> Finder:
    """Lines that call a function or method of this name."""

    def find(tree: ast.AST) -> Iterator[int]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                if name == (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")):
                    yield node.lineno

    return find


def template_names(tree: ast.AST) -> Iterator[int]:
    """Lines that hold the name of a template."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html"):
            yield node.lineno


def elsewhere(find: Finder, allowed: Callable[[Path], bool]) -> list[str]:
    """Every `path:line` under app/ where `find` finds something and `allowed` does not allow it."""
    found = []
    for file in sorted((ROOT / "app").rglob("*.py")):
        path = file.relative_to(ROOT)
        if not allowed(path):
            found += [f"{path}:{line}" for line in find(ast.parse(file.read_text("utf-8")))]
    return found


def commits_at(path: Path) -> bool:
    return path == Path("app/core/writer.py")


def announces_at(path: Path) -> bool:
    return path.name == "actions.py" or "actions" in path.parts


def shows_at(path: Path) -> bool:
    return (
        path.name in {"routes.py", "broadcasts.py"}
        or path.parent.name == "routes"
        or path
        in {
            Path("app/web/refusals.py"),  # the one handler that shows every refusal
            Path("app/web/render.py"),
        }
    )


def test_only_the_writer_commits() -> None:
    assert elsewhere(calls("commit"), commits_at) == []


def test_only_actions_announce() -> None:
    assert elsewhere(calls("announce"), announces_at) == []


def test_only_routes_and_broadcasts_name_a_template() -> None:
    assert elsewhere(template_names, shows_at) == []


@pytest.mark.parametrize(
    ("find", "allowed"),
    [(calls("commit"), commits_at), (calls("announce"), announces_at), (template_names, shows_at)],
)
def test_there_is_something_to_look_at(find: Finder, allowed: Callable[[Path], bool]) -> None:
    everywhere = elsewhere(find, lambda path: False)
    assert everywhere
    assert everywhere != elsewhere(find, allowed)


# -- what a route asks for is handed to it in the loop ---------------------------------------------------------------


def plain_dependencies(module: ast.AST) -> Iterator[int]:
    """Functions given to ``Depends`` that are no coroutines: each would cost every request a trip to a thread."""
    plain = {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Depends"):
            continue
        if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in plain:
            yield node.lineno


def test_no_dependency_takes_a_trip_to_a_thread() -> None:
    assert elsewhere(plain_dependencies, lambda path: False) == []
    assert list(plain_dependencies(ast.parse("def a(): ...\nb = Depends(a)"))) == [2]
