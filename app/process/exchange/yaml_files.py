"""A procedure as YAML. Read without anchors, tags or guesses: what looks like a number or a date must be meant as one."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from app.process.exchange.files import Complaint, Unreadable, text_of, told
from app.process.shapes import rules as shapes
from app.process.shapes.kinds import Path

DEEPEST = 12
MOST_VALUES = 20_000
HEAD = """\
# 협치 절차 한 판입니다. 공론장에서 내보냈고, 고쳐서 다시 불러올 수 있습니다. 불러온 것은 개정안이 되고, 펴내기 전에는 쓰이지 않습니다.
# id는 지난 판과 이어지는 이름이니 그대로 두세요. next를 비우면 바로 아래 단계로, end면 거기에서 마칩니다.
"""
HALF_LETTER = re.compile("[\ud800-\udfff]")  # can be written as an escape, and in no file and on no page
WHOLE_NUMBER = re.compile(r"^(0|-?[1-9]\d{0,8})$")
STR, INT, BOOL, NULL = (f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null"))
TRUTH = {"true": True, "false": False}
STRANGE = {
    yaml.AliasEvent: "다른 곳을 가리키는 표시(*이름)는 쓸 수 없습니다.",
    yaml.DocumentStartEvent: "한 파일에는 절차 하나만 적습니다.",
}


class _Plain(yaml.SafeDumper):
    """Says everything where it stands; lists are indented under their name."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def to_yaml(document: Mapping[str, Any]) -> str:
    """The file's text."""
    body = yaml.dump(dict(document), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110)
    return HEAD + body


def _line(mark: object) -> int:
    return int(getattr(mark, "line", -1)) + 1


def _look_over(text: str) -> None:
    """Event by event, before anything is built: no references, no tags, not too deep, not too many."""
    depth = count = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = _line(event.start_mark)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.AliasEvent) or documents > 1:
            raise Unreadable(Complaint(line, STRANGE[type(event)]))
        if isinstance(event, yaml.NodeEvent):
            count += 1
            if event.anchor:
                raise Unreadable(Complaint(line, "이름을 붙이는 표시(&이름)는 쓸 수 없습니다."))
            if isinstance(event, yaml.ScalarEvent) and HALF_LETTER.search(event.value):
                raise Unreadable(Complaint(line, "글자가 아닌 것(\\uD800처럼 반쪽뿐인 글자)이 있습니다."))
            if getattr(event, "tag", None):
                raise Unreadable(Complaint(line, "종류를 정하는 표시(!이름)는 쓸 수 없습니다."))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or count > MOST_VALUES:
            raise Unreadable(Complaint(line, "너무 깊거나 너무 많은 것이 들어 있습니다."))


class _Tree:
    """Nodes to values, and the line of every place."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.complaints: list[Complaint] = []

    def read(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = _line(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(each, (*path, n)) for n, each in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not name or name in read:
                wrong = f"‘{name[:40]}’이(가) 두 번 있습니다." if name else "이름이 아닌 것이 있습니다."
                self.complaints.append(Complaint(_line(key.start_mark), wrong))
                continue
            read[name] = self.read(value, (*path, name))
            self.lines[*path, name] = _line(key.start_mark)
        return read


def _scalar(node: yaml.Node) -> Any:
    """Text, a plain whole number, true, false, nothing; of every other kind (3.5, 2026-01-01, 0x1F) an object of no use."""
    value = str(node.value)
    if node.tag == STR:
        return value
    if node.tag == NULL:
        return None
    if node.tag == BOOL:
        return TRUTH.get(value.lower(), node)
    return int(value) if node.tag == INT and WHOLE_NUMBER.match(value) else node


def from_yaml(content: bytes) -> dict[str, Any]:
    """A document; raises ``Unreadable`` with everything that is wrong."""
    text = text_of(content)
    try:
        _look_over(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        sentence = "YAML로 읽을 수 없습니다. 들여쓰기, 따옴표, ‘이름: 값’ 모양을 살펴 주세요."
        raise Unreadable(Complaint(_line(problem.problem_mark), sentence)) from problem
    except yaml.YAMLError as problem:
        position = getattr(problem, "position", 0)
        line = text[:position].count("\n") + 1 if isinstance(position, int) else 0
        raise Unreadable(Complaint(line, "YAML에 쓸 수 없는 글자가 있습니다.")) from problem
    except (
        ValueError
    ) as problem:  # of the reader: an escape that is no letter, a version of five thousand digits
        raise Unreadable(Complaint(0, "YAML에 쓸 수 없는 글자나 숫자가 있습니다.")) from problem
    if node is None:
        raise Unreadable(Complaint(0, "파일에 내용이 없습니다."))
    tree = _Tree()
    read, problems = shapes.document(tree.read(node, ()))
    complaints = [*tree.complaints, *told(problems, tree.lines)]
    if complaints:
        raise Unreadable(*complaints)
    return read
