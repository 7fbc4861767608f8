"""What the convention tests look through: the service's own modules and templates, read as trees."""

import ast
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from types import ModuleType

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"
JINJA = Environment(autoescape=True, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)


def python_files(folder: Path = APP) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), str(file))


def modules(name: str = "*") -> Iterator[ModuleType]:
    """Every module of the service, or those whose file is called ``name``.py, imported."""
    for file in sorted(APP.rglob(f"{name}.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            yield import_module(".".join(part for part in parts if part != "__init__"))


def classes(name: str = "*") -> Iterator[type]:
    """Every class written in those modules, each once."""
    for module in modules(name):
        for _, kind in getmembers(module, isclass):
            if kind.__module__ == module.__name__:
                yield kind


def templates(folder: str = "") -> list[Path]:
    return sorted((TEMPLATES / folder).rglob("*.html"))


def parsed(template: Path | str) -> nodes.Template:
    """A template, or the source of one, as Jinja reads it."""
    return JINJA.parse(template.read_text("utf-8") if isinstance(template, Path) else template)


def constants(node: nodes.Node) -> Iterator[str]:
    """Every text an expression can become: both arms of an if, every value of a table looked up in place."""
    match node:
        case nodes.Const(value=str(text)):
            yield text
        case nodes.CondExpr():
            for arm in (node.expr1, node.expr2):
                if arm is not None:
                    yield from constants(arm)
        case nodes.Or():
            yield from (*constants(node.left), *constants(node.right))
