"""How a fact travels between processes."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

PLAIN = (int, str, bool)


class Wire:
    """Facts as JSON and back: ``["BallotMoved", {"meeting_id": 3, "ballot_id": 7}]``."""

    def __init__(self, kinds: Iterable[type]) -> None:
        self._fields: dict[type, dict[str, type]] = {}
        self._kinds: dict[str, type] = {}
        for kind in kinds:
            hints = get_type_hints(kind)
            if not is_dataclass(kind) or any(hints[one.name] not in PLAIN for one in fields(kind)):
                raise TypeError(f"{kind.__name__} cannot travel: only numbers and words in a dataclass can")
            if kind.__name__ in self._kinds:
                raise TypeError(f"two kinds of fact are called {kind.__name__}")
            self._kinds[kind.__name__] = kind
            self._fields[kind] = {one.name: hints[one.name] for one in fields(kind)}

    def carries(self, fact: object) -> bool:
        """Does anybody listen to facts of this kind?"""
        return type(fact) in self._fields

    def pack(self, fact: object) -> list[Any]:
        return [type(fact).__name__, {name: getattr(fact, name) for name in self._fields[type(fact)]}]

    def unpack(self, packed: Any) -> object | None:
        """The fact; None for a kind nobody here listens to. Raises ``ValueError`` when it is not what it says."""
        match packed:
            case [str(name), dict(values)]:
                kind = self._kinds.get(name)
            case _:
                raise ValueError("not a fact")
        if kind is None:
            return None
        wanted = self._fields[kind]
        if values.keys() != wanted.keys() or any(type(values[name]) is not wanted[name] for name in wanted):
            raise ValueError(f"not a {name} of this version")
        fact: object = kind(**values)
        return fact
