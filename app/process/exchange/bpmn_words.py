"""What the writer and the reader of BPMN files agree on: names, prefixes, and how our own fields become elements."""

from typing import Any

from lxml import etree

from app.process.shapes.kinds import Flag, Kind, Number, Path, Perhaps, Record, Rows

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
OWN = "urn:gongron:procedure:1"
NAMESPACES: dict[str | None, str] = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "gongron": OWN}
TASK = "stage-"

# Fields that BPMN has a place of its own for: the task's id, name and documentation, its lane, and the flows.
IN_BPMN = frozenset({"id", "name", "purpose", "responsible", "next"})


def q(space: str, name: str) -> str:
    """A name in a namespace."""
    return f"{{{space}}}{name}"


def write(parent: etree._Element, name: str, kind: Kind, value: Any) -> None:
    """A field of ours, as elements of our namespace. Only what is not there at all is left out."""
    if value is None:
        return
    own = etree.SubElement(parent, q(OWN, name))
    while isinstance(kind, Perhaps):
        kind = kind.kind
    if isinstance(kind, Record):
        for field, inner in kind.fields.items():
            write(own, field, inner, value[field])
    elif isinstance(kind, Rows):
        for each in value:
            write(own, "item", kind.each, each)
    elif isinstance(kind, Flag):
        own.text = "true" if value else "false"
    else:
        own.text = str(value)


def raw(kind: Kind, element: etree._Element, lines: dict[Path, int], path: Path) -> Any:
    """The elements back to a value as a file would hold it; ``shapes`` decides whether it may be so."""
    lines[path] = element.sourceline or 0
    while isinstance(kind, Perhaps):
        kind = kind.kind
    if isinstance(kind, Record):
        return {
            name: raw(inner, child, lines, (*path, name)) for name, inner, child in _fields(kind, element)
        }
    if isinstance(kind, Rows):
        return [raw(kind.each, child, lines, (*path, n)) for n, child in enumerate(_children(element))]
    text = element.text or ""
    if isinstance(kind, Flag):
        return {"true": True, "false": False}.get(text.strip(), text)
    if isinstance(kind, Number) and text.strip().isascii() and text.strip().isdigit():
        return int(text.strip()[:9])
    return text


def _children(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]


def _fields(kind: Record, element: etree._Element) -> list[tuple[str, Kind, etree._Element]]:
    """Unknown ones come along, so that the shape can say that they are unknown; of two alike the last counts."""
    named = [(etree.QName(child).localname, child) for child in _children(element)]
    return [(name, kind.fields.get(name, kind), child) for name, child in named]
