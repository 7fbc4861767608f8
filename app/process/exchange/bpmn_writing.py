"""A procedure as BPMN 2.0 XML with its diagram, for any modeller. What BPMN has no word for stands in our namespace."""

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from app.process.exchange.bpmn_words import BPMN, BPMNDI, DC, DI, IN_BPMN, NAMESPACES, OWN, TASK, q, write
from app.process.exchange.layout import Box, Plan, Point, jump, plan, way
from app.process.exits.rules import SideExit
from app.process.roles.rules import ROLE_WORDS
from app.process.shapes.rules import STAGE
from app.process.stages.rules import END

Raw = Mapping[str, Any]
Flow = tuple[str, str, str, list[Point]]


def _add(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, q(BPMN, name), attributes)


def _after(stages: Sequence[Raw], n: int) -> str:
    """The id of the node a stage leads to."""
    named = stages[n]["next"]
    if named == END or (not named and n + 1 == len(stages)):
        return "end"
    return f"{TASK}{named or stages[n + 1]['id']}"


def _flows(stages: Sequence[Raw], boxes: Plan) -> list[Flow]:
    """(source, target, name, points), in the order of the stages."""
    places = {TASK + key: box for key, box in boxes.tasks.items()} | {"end": boxes.end}
    first = TASK + stages[0]["id"]
    flows: list[Flow] = [("start", first, "", way(boxes.start, places[first]))]
    for n, stage in enumerate(stages):
        stage_id = stage["id"]
        source, box = TASK + stage_id, boxes.tasks[stage_id]
        if stage["side_exits"]:
            gate, off = boxes.gates[stage_id], boxes.offs[stage_id]
            flows.append((source, f"gate-{stage_id}", "", [box.right, gate.left]))
            said = " · ".join(SideExit(each["kind"]).label for each in stage["side_exits"])
            flows.append((f"gate-{stage_id}", f"off-{stage_id}", said, [gate.bottom, off.top]))
            source, box = f"gate-{stage_id}", gate
        to = _after(stages, n)
        near = (to == "end" and n + 1 == len(stages)) or (
            n + 1 < len(stages) and to == TASK + stages[n + 1]["id"]
        )
        points = way(box, places[to]) if near else jump(box, places[to], boxes.pool.y + 12)
        flows.append((source, to, "", points))
    return flows


def _stage(process: etree._Element, stage: Raw) -> None:
    task = _add(process, "userTask", id=TASK + stage["id"], name=stage["name"])
    if stage["purpose"]:
        _add(task, "documentation").text = stage["purpose"]
    own = etree.SubElement(_add(task, "extensionElements"), q(OWN, "stage"))
    for field, kind in STAGE.fields.items():
        if field not in IN_BPMN:
            write(own, field, kind, stage[field])


def _lanes(process: etree._Element, stages: Sequence[Raw]) -> None:
    lanes = _add(process, "laneSet", id="lanes")
    for role in dict.fromkeys(stage["responsible"] for stage in stages):
        lane = _add(lanes, "lane", id=f"lane-{role}", name=ROLE_WORDS[role])
        etree.SubElement(_add(lane, "extensionElements"), q(OWN, "role")).text = role
        ends = (("start", stages[0]), ("end", stages[-1]))
        inside = [node for node, stage in ends if stage["responsible"] == role]
        for stage in stages:
            if stage["responsible"] == role:
                inside.append(TASK + stage["id"])
                inside += [f"{part}-{stage['id']}" for part in ("gate", "off") if stage["side_exits"]]
        for node in inside:
            _add(lane, "flowNodeRef").text = node


def _nodes(process: etree._Element, stages: Sequence[Raw]) -> None:
    _add(process, "startEvent", id="start", name="시작")
    for stage in stages:
        _stage(process, stage)
        if stage["side_exits"]:
            _add(process, "exclusiveGateway", id=f"gate-{stage['id']}", name="")
            _add(process, "endEvent", id=f"off-{stage['id']}", name="곁길")
    _add(process, "endEvent", id="end", name="마침")


def _shape(plane: etree._Element, node: str, box: Box, **more: str) -> None:
    shape = etree.SubElement(plane, q(BPMNDI, "BPMNShape"), {"id": f"di-{node}", "bpmnElement": node})
    for name, value in more.items():
        shape.set(name, value)
    sizes = {"x": box.x, "y": box.y, "width": box.w, "height": box.h}
    etree.SubElement(shape, q(DC, "Bounds"), {name: str(value) for name, value in sizes.items()})


def _diagram(root: etree._Element, name: str, boxes: Plan, flows: Sequence[Flow]) -> None:
    diagram = etree.SubElement(root, q(BPMNDI, "BPMNDiagram"), {"id": "diagram", "name": name})
    plane = etree.SubElement(diagram, q(BPMNDI, "BPMNPlane"), {"id": "plane", "bpmnElement": "pool-of-all"})
    _shape(plane, "pool", boxes.pool, isHorizontal="true")
    for role, box in boxes.lanes.items():
        _shape(plane, f"lane-{role}", box, isHorizontal="true")
    _shape(plane, "start", boxes.start)
    for stage_id, box in boxes.tasks.items():
        _shape(plane, TASK + stage_id, box)
    for stage_id, box in boxes.gates.items():
        _shape(plane, f"gate-{stage_id}", box, isMarkerVisible="true")
        _shape(plane, f"off-{stage_id}", boxes.offs[stage_id])
    _shape(plane, "end", boxes.end)
    for n, (_, _, _, points) in enumerate(flows, 1):
        edge = etree.SubElement(
            plane, q(BPMNDI, "BPMNEdge"), {"id": f"di-flow-{n}", "bpmnElement": f"flow-{n}"}
        )
        for x, y in points:
            etree.SubElement(edge, q(DI, "waypoint"), {"x": str(x), "y": str(y)})


def to_bpmn(document: Raw) -> bytes:
    """The file."""
    stages = document["stages"]
    root = etree.Element(
        q(BPMN, "definitions"),
        {"id": "definitions", "targetNamespace": OWN, "exporter": "Gongron"},
        nsmap=NAMESPACES,
    )
    pools = _add(root, "collaboration", id="pool-of-all")
    _add(pools, "participant", id="pool", name=document["name"], processRef="procedure")
    process = _add(root, "process", id="procedure", name=document["name"], isExecutable="false")
    own = etree.SubElement(_add(process, "extensionElements"), q(OWN, "procedure"))
    for field in ("format", "code", "version"):
        own.set(field, document[field])
    _lanes(process, stages)
    _nodes(process, stages)
    boxes = plan(stages)
    flows = _flows(stages, boxes)
    for n, (source, target, name, _) in enumerate(flows, 1):
        named = {"name": name} if name else {}
        _add(process, "sequenceFlow", id=f"flow-{n}", sourceRef=source, targetRef=target, **named)
    _diagram(root, document["name"], boxes, flows)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
