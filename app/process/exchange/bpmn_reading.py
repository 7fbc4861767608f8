"""BPMN 2.0 XML back to a procedure: our own export, also after somebody changed it in a modeller.

What the diagram shows counts: the name and documentation of a task, its lane, and where the arrows lead. Nothing outside
the file is ever looked at: no document type, no entities, no network.
"""

import re
from collections.abc import Collection
from typing import Any

from lxml import etree

from app.process.drafts.rules import blank_stage, new_id
from app.process.exchange.bpmn_words import BPMN, OWN, TASK, q, raw
from app.process.exchange.files import Complaint, Unreadable, text_of, told
from app.process.roles.rules import ROLE_WORDS
from app.process.shapes import rules as shapes
from app.process.shapes.kinds import Path
from app.process.stages.rules import END

MOST_ELEMENTS = 20_000
NODES = re.compile(r"^(.*Task|task|.*Gateway|.*Event|callActivity|subProcess)$")
TASKS = re.compile(r"^(.*Task|task)$")
ROLE_OF = {word: role for role, word in ROLE_WORDS.items()}


def _wrong(element: etree._Element | None, sentence: str) -> Unreadable:
    return Unreadable(Complaint(element.sourceline or 0 if element is not None else 0, sentence))


def _parsed(content: bytes) -> etree._Element:
    text = text_of(content)
    found = re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE)
    if found:
        line = text[: found.start()].count("\n") + 1
        raise Unreadable(Complaint(line, "문서 형식 선언(DOCTYPE, ENTITY)이 든 파일은 읽지 않습니다."))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as problem:
        raise Unreadable(
            Complaint(problem.lineno or 0, "XML로 읽을 수 없습니다. 깨진 파일인지 살펴 주세요.")
        ) from problem
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise _wrong(root, "너무 많은 것이 들어 있습니다.")
    return root


def _line(text: str | None) -> str:
    """Modellers break long names into lines; here they are one."""
    return re.sub(r"\s*[\r\n]\s*", " ", text or "").strip()


def _ours(element: etree._Element, name: str) -> etree._Element | None:
    """Our own element under a BPMN one."""
    return element.find(f"{q(BPMN, 'extensionElements')}/{q(OWN, name)}")


def _local(element: etree._Element) -> str:
    name = etree.QName(element)
    return name.localname if name.namespace == BPMN else ""


class _Graph:
    """Nodes and arrows of the process."""

    def __init__(self, process: etree._Element) -> None:
        self.nodes: dict[str, etree._Element] = {}
        for each in process:
            if NODES.match(_local(each)):
                self._add(each.get("id", ""), each)
        self.tasks = [key for key, each in self.nodes.items() if TASKS.match(_local(each))]
        self.arrows: dict[str, list[str]] = {}
        for each in process.iterchildren(q(BPMN, "sequenceFlow")):
            source, target = each.get("sourceRef", ""), each.get("targetRef", "")
            if source not in self.nodes or target not in self.nodes:
                raise _wrong(each, "화살표의 처음이나 끝이 없는 것을 가리킵니다.")
            self.arrows.setdefault(source, []).append(target)

    def _add(self, key: str, node: etree._Element) -> None:
        """Neither may silently stand for another."""
        if not key:
            raise _wrong(node, "id가 없는 단계나 이벤트가 있습니다.")
        if key in self.nodes:
            raise _wrong(node, f"같은 id가 둘 있습니다: {key[:60]}")
        self.nodes[key] = node

    def _steps(self, node: str) -> list[str]:
        """The tasks one comes to next."""
        seen, found, waiting = set[str](), list[str](), [node]
        while waiting:
            for target in self.arrows.get(waiting.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    (found if target in self.tasks else waiting).append(target)
        return found

    def following(self, node: str) -> str:
        """The one task that arrows lead to, past gateways and events; empty when there is none."""
        steps = self._steps(node)
        if len(steps) > 1:
            raise _wrong(
                self.nodes[node],
                "다음 단계가 둘 이상입니다. 단계마다 다음 단계는 하나여야 합니다.",
            )
        return steps[0] if steps else ""

    def order(self) -> tuple[list[str], dict[str, str]]:
        """Tasks so that every arrow leads onward, else as the file has them; and what follows each."""
        starts = [key for key, each in self.nodes.items() if _local(each) == "startEvent"]
        if len(starts) != 1:
            raise _wrong(None, "시작 이벤트가 하나 있어야 합니다.")
        first = self.following(starts[0])
        after = {task: self.following(task) for task in self.tasks}
        before = {task: [one for one in self.tasks if after[one] == task] for task in self.tasks}
        row: list[str] = [first] if first and not before[first] else []
        while len(row) < len(self.tasks):
            ready = [one for one in self.tasks if one not in row and all(each in row for each in before[one])]
            if not row or not ready:
                raise _wrong(
                    self.nodes.get(first),
                    "시작에서 오지 않거나 돌고 도는 단계가 있습니다. 화살표를 살펴 주세요.",
                )
            row.append(ready[0])
        return row, after


def _roles(process: etree._Element) -> dict[str, tuple[str, etree._Element]]:
    """Who drives each node: the role its lane tells, or that its lane is called after."""
    found: dict[str, tuple[str, etree._Element]] = {}
    for lane in process.iter(q(BPMN, "lane")):
        own = _ours(lane, "role")
        role = (own.text or "") if own is not None else ROLE_OF.get((lane.get("name") or "").strip(), "")
        for each in lane.iterchildren(q(BPMN, "flowNodeRef")):
            found[(each.text or "").strip()] = role, lane
    return found


def _stage(
    node: etree._Element, stage_id: str, role: str, lines: dict[Path, int], path: Path
) -> dict[str, Any]:
    name = _line(node.get("name"))
    own = _ours(node, "stage")
    if own is None:  # drawn in a modeller: the rest is filled in on the screen
        stage = blank_stage(stage_id, name, None)
    else:
        stage = {**shapes.STAGE.blank, **raw(shapes.STAGE, own, lines, path)}
    lines[path] = node.sourceline or 0
    said = node.findtext(q(BPMN, "documentation"))
    stage.update(id=stage_id, name=name, responsible=role)
    if said is not None:
        stage["purpose"] = _line(said)
    return stage


def _ids(tasks: list[str], in_use: Collection[str]) -> dict[str, str]:
    """Our ids by the file's; a task somebody drew gets a new one, also when the stage that had it was taken away."""
    known = {task: task.removeprefix(TASK) for task in tasks if task.startswith(TASK)}
    for task in tasks:
        if task not in known:
            known[task] = new_id({*in_use, *known.values()})
    return known


def from_bpmn(content: bytes, in_use: Collection[str] = ()) -> dict[str, Any]:
    """A document; raises ``Unreadable`` with everything that is wrong. ``in_use``: ids that a new stage must not get."""
    root = _parsed(content)
    processes = list(root.iterchildren(q(BPMN, "process")))
    if root.tag != q(BPMN, "definitions") or len(processes) != 1:
        raise _wrong(root, "프로세스가 하나 든 BPMN 2.0 파일이어야 합니다.")
    process = processes[0]
    about = _ours(process, "procedure")
    if about is None:
        raise _wrong(
            process, "어느 절차인지 적힌 곳이 없습니다. 공론장에서 내보낸 파일을 고쳐서 불러와 주세요."
        )
    graph = _Graph(process)
    if len(graph.tasks) > shapes.MOST_STAGES:
        raise _wrong(process, f"단계는 {shapes.MOST_STAGES}개까지 둘 수 있습니다.")
    row, after = graph.order()
    roles, ids = _roles(process), _ids(graph.tasks, in_use)
    lines: dict[Path, int] = {(): process.sourceline or 0}
    stages = []
    for n, task in enumerate(row):
        role = roles.get(task, ("", None))[0]
        stage = _stage(graph.nodes[task], ids[task], role, lines, ("stages", n))
        below = row[n + 1] if n + 1 < len(row) else ""
        stage["next"] = "" if after[task] == below else ids.get(after[task], END)
        stages.append(stage)
    given = {field: about.get(field, "") for field in ("format", "code", "version")}
    name = _line(process.get("name"))
    read, problems = shapes.document({**given, "name": name, "stages": stages})
    if problems:
        raise Unreadable(*told(problems, lines))
    return read
