"""An icon that does not exist draws nothing and says nothing; so every name that is asked for must be drawn."""

import re
from collections.abc import Iterator

from jinja2 import nodes

from tests.conventions.sources import TEMPLATES, constants, parsed, templates

DRAWN = re.compile(r"name == '([a-z-]+)'")
ICONS = TEMPLATES / "components" / "icons.html"


def drawn() -> set[str]:
    return set(DRAWN.findall(ICONS.read_text("utf-8")))


def asked_for(tree: nodes.Template) -> Iterator[str]:
    """Names given to icon(), to an argument icon_name or icon_end, or kept in a table called ICON or icons."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "icon" and call.args:
            yield from constants(call.args[0])
        for given in call.kwargs:
            if given.key in ("icon_name", "icon_end", "state_icon"):
                yield from constants(given.value)
    for kept in tree.find_all(nodes.Assign):
        if isinstance(kept.target, nodes.Name) and kept.target.name.lower() in ("icon", "icons"):
            for pair in kept.find_all(nodes.Pair):
                yield from constants(pair.value)


def undrawn(tree: nodes.Template) -> list[str]:
    return sorted({name for name in asked_for(tree) if name and name not in drawn()})


def test_every_icon_that_is_asked_for_is_drawn() -> None:
    found = {str(file.relative_to(TEMPLATES)): undrawn(parsed(file)) for file in templates()}
    assert {name: missing for name, missing in found.items() if missing} == {}
    assert len({name for file in templates() for name in asked_for(parsed(file))}) > 30


def test_one_that_is_not_would_be_found() -> None:
    for source in (
        "{{ icon('dragon') }}",
        "{{ icon('check' if done else 'dragon') }}",
        "{{ button('가기', icon_name='dragon') }}",
        "{% set ICON = {'a': 'dragon'} %}",
    ):
        assert undrawn(parsed(source)) == ["dragon"], source
