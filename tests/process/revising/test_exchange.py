"""Files of a procedure: there and back again, checked against the OMG's schemas, and safe from whoever made them."""

import re
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
import SpiffWorkflow.bpmn.parser as omg
from hypothesis import given, settings
from lxml import etree

from app.process.exchange.bpmn_reading import from_bpmn
from app.process.exchange.bpmn_words import BPMN, BPMNDI, OWN, q
from app.process.exchange.bpmn_writing import to_bpmn
from app.process.exchange.files import LARGEST, Unreadable
from app.process.exchange.yaml_files import from_yaml, to_yaml
from app.process.shapes.rules import document
from tests.process.revising.documents import ALL, Raw, documents, standard

SCHEMA = etree.XMLSchema(etree.parse(str(Path(omg.__file__).parent / "schema" / "BPMN20.xsd")))
GU = to_bpmn(standard()).decode()


def said(content: bytes, read: Callable[[bytes], object] = from_yaml) -> list[tuple[int, str]]:
    with pytest.raises(Unreadable) as broken:
        read(content)
    return [(each.line, each.sentence) for each in broken.value.complaints]


def outcome(content: bytes) -> str:
    """Everything that came of a file."""
    try:
        return str(from_bpmn(content))
    except Unreadable as broken:
        return str(broken)


# -- there and back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", ALL, ids=lambda one: one["code"])
def test_every_standard_procedure_comes_back_as_it_was(one: Raw) -> None:
    assert from_yaml(to_yaml(one).encode()) == one
    assert from_bpmn(to_bpmn(one)) == one


@settings(max_examples=60, deadline=None)
@given(documents())
def test_any_procedure_comes_back_as_it_was(one: Raw) -> None:
    assert document(one) == (one, [])
    assert from_yaml(to_yaml(one).encode()) == one
    written = to_bpmn(one)
    assert from_bpmn(written) == one
    assert SCHEMA.validate(etree.fromstring(written)), SCHEMA.error_log


# -- BPMN ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", ALL, ids=lambda one: one["code"])
def test_exports_are_valid_by_the_omgs_schema(one: Raw) -> None:
    assert SCHEMA.validate(etree.fromstring(to_bpmn(one))), SCHEMA.error_log


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("<bpmn:startEvent", "<bpmn:beginEvent"),
        ('isExecutable="false"', 'isExecutable="maybe"'),
        ('targetRef="end"', 'targetReference="end"'),
        ("<dc:Bounds", "<dc:Box"),
        ('id="start"', 'id="1 start"'),
    ],
)
def test_the_schema_would_find_a_fault(was: str, now: str) -> None:
    assert was in GU
    assert not SCHEMA.validate(etree.fromstring(GU.replace(was, now, 1).encode()))


def test_everything_a_modeller_shows_has_a_place_on_the_diagram() -> None:
    root = etree.fromstring(GU.encode())
    drawn = {each.get("bpmnElement") for each in root.iter(q(BPMNDI, "BPMNShape"), q(BPMNDI, "BPMNEdge"))}
    process = root.find(q(BPMN, "process"))
    assert process is not None
    shown = {
        each.get("id")
        for each in process
        if etree.QName(each).localname not in ("extensionElements", "laneSet")
    }
    shown |= {each.get("id") for each in root.iter(q(BPMN, "lane"))}
    assert shown <= drawn
    assert drawn - shown == {"pool"}
    nodes = {each.text for each in root.iter(q(BPMN, "flowNodeRef"))}
    assert {
        each for each in shown if each and each.startswith(("stage-", "gate-", "off-", "start", "end"))
    } == nodes
    boxes = [
        tuple(float(each.get(name, "")) for name in ("x", "y", "width", "height"))
        for shape in root.iter(q(BPMNDI, "BPMNShape"))
        if (shape.get("bpmnElement") or "").startswith("stage-")
        for each in shape
    ]
    for n, (x, y, width, height) in enumerate(boxes):
        for ox, oy, _, _ in boxes[:n]:
            assert abs(x - ox) >= width or abs(y - oy) >= height, "stages lie on each other"


def test_what_was_changed_in_a_modeller_counts() -> None:
    """A task renamed with a line break, moved to another lane, another put between two."""
    text = GU.replace('name="분과 숙의"', 'name="분과&#10;깊은 숙의"')
    text = text.replace("<bpmn:flowNodeRef>stage-budget</bpmn:flowNodeRef>", "", 1)
    text = text.replace(
        "<bpmn:flowNodeRef>stage-refine</bpmn:flowNodeRef>",
        "<bpmn:flowNodeRef>stage-refine</bpmn:flowNodeRef><bpmn:flowNodeRef>stage-budget</bpmn:flowNodeRef>"
        "<bpmn:flowNodeRef>Activity_1x</bpmn:flowNodeRef>",
    )
    into = re.search(r'sourceRef="gate-refine" targetRef="stage-review"', text)
    assert into
    text = text.replace(into[0], 'sourceRef="gate-refine" targetRef="Activity_1x"')
    text = text.replace(
        '<bpmn:endEvent id="end"',
        '<bpmn:task id="Activity_1x" name="현장 방문"/>'
        '<bpmn:sequenceFlow id="Flow_9" sourceRef="Activity_1x" targetRef="stage-review"/><bpmn:endEvent id="end"',
    )
    stages = from_bpmn(text.encode())["stages"]
    names = [stage["name"] for stage in stages]
    assert names[3:6] == ["분과 깊은 숙의", "현장 방문", "부서 검토"]
    assert stages[4]["id"] == "stage-1"
    assert stages[4]["responsible"] == "sub_chair"
    assert next(stage for stage in stages if stage["id"] == "budget")["responsible"] == "sub_chair"
    assert len(names) == 12


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("<bpmn:process", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><bpmn:process', "DOCTYPE"),
        ("</bpmn:process>", "", "XML로 읽을 수 없습니다"),
        ('targetRef="stage-refine"', 'targetRef="stage-nowhere"', "없는 것을 가리킵니다"),
        (
            'sourceRef="gate-plan" targetRef="stage-council"',
            'sourceRef="gate-plan" targetRef="stage-refine"',
            "돌고 도는",
        ),
        ("<gongron:days>20</gongron:days>", "<gongron:days>스물</gongron:days>", "기한 날수"),
        ("<gongron:two_key>true", "<gongron:two_key>그럼", "true(예)나 false(아니요)"),
        ("<gongron:role>officer</gongron:role>", "<gongron:role>mayor</gongron:role>", "이끄는 곳"),
        (
            "<gongron:window>",
            "<gongron:secret>1</gongron:secret><gongron:window>",
            "‘secret’ 항목은 없습니다",
        ),
        ("<gongron:procedure ", "<gongron:other ", "어느 절차인지"),
        (
            '<bpmn:startEvent id="start"',
            '<bpmn:startEvent id="s2"/><bpmn:startEvent id="start"',
            "시작 이벤트가 하나",
        ),
        (
            '<bpmn:endEvent id="end"',
            '<bpmn:task id="stage-budget" name="몰래 바꾼 단계"/><bpmn:endEvent id="end"',
            "같은 id가 둘",
        ),
        ('<bpmn:endEvent id="end"', '<bpmn:task name="이름만"/><bpmn:endEvent id="end"', "id가 없는"),
    ],
)
def test_a_broken_bpmn_file_says_where(was: str, now: str, words: str) -> None:
    assert was in GU
    told = said(GU.replace(was, now, 1).encode(), from_bpmn)
    assert words in told[0][1], told


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("몰래", "utf-8")
    for hostile in (
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><a>&b;</a>',
        "<a>" * 5000 + "</a>" * 5000,
        GU.replace(
            "<bpmn:documentation>",
            '<bpmn:documentation xmlns:xi="http://www.w3.org/2001/XInclude">'
            f'<xi:include href="{secret.as_uri()}" parse="text"/>',
            1,
        ),
        GU.encode("utf-16").decode("utf-16").replace("UTF-8", "UTF-16"),
    ):
        start = time.monotonic()
        assert "몰래" not in outcome(hostile.encode())
        assert time.monotonic() - start < 5
    assert said(b"<a>" + b" " * LARGEST, from_bpmn)[0][1].startswith("파일이 너무 큽니다")
    assert said(GU.encode("utf-16"), from_bpmn)[0][1].startswith("UTF-8 글자가 아닌")


def test_our_own_namespace_is_ours() -> None:
    assert OWN == "urn:gongron:procedure:1", "files that were exported name it"


# -- YAML ---------------------------------------------------------------------------------------------------------


def test_yaml_is_written_to_be_read() -> None:
    text = to_yaml(standard())
    assert text.startswith("# 협치 절차")
    assert "name: 분과 숙의" in text
    assert "version: '1.0'" in text
    assert "&id" not in text


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("version: '1.0'", "version: 1.0", "판 번호: 글로"),
        ("    path: 1\n", "    path: 9\n", "1부터 6까지"),
        ("    path: 1\n", "    path: 0x1\n", "1부터 6까지"),
        ("    path: 1\n", "    path: true\n", "1부터 6까지"),
        ("two_key: false", "two_key: 아니", "true(예)나 false(아니요)"),
        ("kind: working", "kind: hours", "calendar, working"),
        ("    responsible: officer\n", "    responsible: mayor\n", "이끄는 곳"),
        ("    next: ''\n", "    next: discover\n", "다음 단계"),
        ("      - id: triaged\n", "      - id: complete\n", "한 단계 안에서 달라야"),
        ("check: document:개표록", "check: document", "확인 방법"),
        ("check: meetings:2", "check: meetings:-2", "확인 방법"),
        ("{due}까지 접수합니다", "{due.__class__}까지 접수합니다", "중괄호에는"),
        ("    name: 발굴\n", "    name: 발굴\n    budget: 3\n", "‘budget’ 항목은 없습니다"),
        ("    name: 발굴\n", "    name: 발굴\n    name: 또\n", "두 번 있습니다"),
        ("  - id: discover\n", "  - id: Discover\n", "단계 id"),
        ("    purpose: 제안을", "    purpose: &p 제안을", "이름을 붙이는 표시"),
        ("    purpose: 제안을", "    purpose: !!python/name:os.system 제안을", "종류를 정하는 표시"),
        ("    purpose: 제안을", "   purpose: 제안을", "YAML로 읽을 수 없습니다"),
    ],
)
def test_a_broken_yaml_file_says_what_and_in_which_line(was: str, now: str, words: str) -> None:
    text = to_yaml(standard())
    assert was in text
    line = text[: text.index(was)].count("\n") + 1 + now.rstrip("\n").count("\n")
    told = said(text.replace(was, now, 1).encode())
    assert any(words in sentence and abs(at - line) <= 1 for at, sentence in told), (line, told)


def test_every_fault_is_told_at_once() -> None:
    broken = deepcopy(standard())
    broken["stages"][0]["path"] = 7
    broken["stages"][2]["name"] = ""
    broken["stages"][5]["sla"]["days"] = 0
    assert len(said(to_yaml(broken).encode())) == 3


@pytest.mark.parametrize(
    "hostile",
    [
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        b"!!python/object/apply:os.system ['true']",
        b"[" * 100_000,
        b"{" * 100_000,
        b"- " * 100_000,
        b"x: " + b"9" * 100_000,
        b"? " * 5_000,
        b"a: 1\n---\na: 2\n",
        b"\x00",
        b"",
        b"null",
        b"- 1",
        b"%YAML 9.9\n---\na: 1",
        b"a: !<tag:yaml.org,2002:binary> aGk=",
        "\ud7ff: \x85".encode(),
        b"a: 2026-02-30",
        b"a: 1:2:3",
        b"<<: {a: 1}",
        b'"\\ud800": 1',
        b'a: "\\udfff"',
        b'a: "\\U00110000"',
        b"%YAML 1." + b"9" * 5_000 + b"\n---\na: 1",
    ],
    ids=lambda one: repr(one[:20]),
)
def test_hostile_yaml_is_refused_quickly(hostile: bytes) -> None:
    start = time.monotonic()
    told = said(hostile)
    assert "".join(sentence for _, sentence in told).encode(), "a page can show it"
    assert time.monotonic() - start < 5
