"""Pure rules of a procedure's shape: every field with its Korean name, and what must hold inside one document."""

import re
import string
from collections.abc import Mapping, Sequence
from typing import Any

from app.core.labels import Side
from app.process.exits.rules import AT_ANY_STAGE, SideExit
from app.process.roles.rules import ROLE_WORDS
from app.process.shapes.kinds import (
    Choice,
    Flag,
    Number,
    Path,
    Perhaps,
    Problem,
    Reading,
    Record,
    Rows,
    Words,
)
from app.process.stages.rules import END, Check

FORMAT = "gongron-procedure/1"
MOST_STAGES = 40
PLACES = frozenset({"subcommittee", "department", "due", "dong"})
ID = re.compile(r"^[a-z][a-z0-9_-]{0,39}$")
VERSION = re.compile(r"^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$")
CLOCK = {"calendar": "날수(쉬는 날도 셈)", "working": "근무일(쉬는 날은 빼고 셈)"}
SIDES = tuple(side.label for side in Side)

CRITERION = Record(
    "마치는 조건",
    {
        "id": Words("조건 id", 60, needed=True),
        "text": Words("조건", 200, needed=True),
        "text_short": Words("짧은 이름", 60, needed=True),
        "check": Words("확인 방법", 100, needed=True),
        "fix": Words("모자랄 때 할 일", 200),
    },
    must=("id", "text", "text_short", "check"),
)
PAPER = Record(
    "문서",
    {
        "name": Words("문서 이름", 80, needed=True),
        "name_en": Words("문서의 영어 이름", 80),
        "required": Flag("꼭 있어야 하는지"),
    },
    must=("name",),
)
SLA = Record(
    "기한",
    {
        "days": Number("기한 날수", 1, 366),
        "kind": Choice("기한을 세는 법", CLOCK),
        "origin": Words("기한을 정한 근거", 40),
    },
    must=("days", "kind"),
)
ROLE = Choice("자리", ROLE_WORDS)
STAGE = Record(
    "단계",
    {
        "id": Words("단계 id", 40, needed=True),
        "name": Words("단계 이름", 60, needed=True),
        "name_en": Words("영어 이름", 80),
        "purpose": Words("무엇을 하는 단계인지", 200, needed=True),
        "column": Words("의제가 놓이는 칸", 30, needed=True),
        "path": Number("주민이 보는 여섯 걸음 가운데 몇째", 1, 6),
        "responsible": Choice("이끄는 곳", ROLE_WORDS),
        "participants": Rows("함께하는 곳", ROLE, len(ROLE_WORDS)),
        "entry": Rows("들어오는 조건", Words("들어오는 조건", 200, needed=True), 20),
        "exit": Rows("마치는 조건", CRITERION, 20),
        "required_documents": Rows("문서", PAPER, 20),
        "sla": Perhaps(SLA),
        "window": Words("하는 때", 100),
        "cadence": Words("되풀이", 200),
        "escalation": Rows(
            "늦을 때 알리기",
            Record(
                "늦을 때 알리기",
                {"day": Number("며칠째", 1, 366), "do": Words("누구에게 무엇을", 100, needed=True)},
                must=("day", "do"),
            ),
            10,
        ),
        "consent": Record(
            "합의", {side: Rows(f"{side} 쪽 합의", ROLE, len(ROLE_WORDS)) for side in SIDES}, must=SIDES
        ),
        "two_key": Flag("민·관이 함께 합의해야 하는지"),
        "published": Rows("주민에게 공개하는 것", Words("주민에게 공개하는 것", 200, needed=True), 20),
        "outcomes": Rows("나올 수 있는 결과", Words("나올 수 있는 결과", 60, needed=True), 20),
        "side_exits": Rows(
            "곁길",
            Record(
                "곁길",
                {
                    "kind": Choice("곁길의 종류", {each.value: each.label for each in SideExit}),
                    "when": Words("곁길로 가는 때", 200, needed=True),
                },
                must=("kind", "when"),
            ),
            len(SideExit),
        ),
        "next": Words("다음 단계", 40),
        "resident_sentence": Words("주민이 읽는 문장", 200, needed=True),
        "late_sentence": Words("늦었을 때 주민이 읽는 문장", 200),
        "owes": Words("답할 곳", 60, needed=True),
        "move_label": Words("옮기는 단추의 말", 30, needed=True),
        "origin": Words("정한 근거", 80),
    },
    must=("id", "name", "exit", "consent"),
)
DOCUMENT = Record(
    "절차",
    {
        "format": Choice("형식", {FORMAT: FORMAT}),
        "code": Words("절차 코드", 40, needed=True),
        "version": Words("판 번호", 20, needed=True),
        "name": Words("절차 이름", 80, needed=True),
        "stages": Rows("단계들", STAGE, MOST_STAGES),
    },
    must=("format", "code", "version", "name", "stages"),
)
SENTENCES = ("resident_sentence", "late_sentence", "owes")


def _places(stage: Mapping[str, Any], path: Path, reading: Reading) -> None:
    """A sentence may leave places open, and those only."""
    for name in SENTENCES:
        try:
            parts = list(string.Formatter().parse(stage[name]))
        except ValueError:
            parts = [("", "?", "", None)]
        if any(place is not None and (place not in PLACES or spec or turn) for _, place, spec, turn in parts):
            label = STAGE.fields[name].label
            allowed = ", ".join(f"{{{place}}}" for place in sorted(PLACES))
            reading.wrong((*path, name), f"{label}: 중괄호에는 {allowed}만 쓸 수 있습니다.")


def _checks(stage: Mapping[str, Any], path: Path, reading: Reading) -> None:
    seen: set[str] = set()
    for n, each in enumerate(stage["exit"]):
        here = (*path, "exit", n)
        try:
            Check.parse(each["check"])
        except ValueError:
            reading.wrong(
                (*here, "check"), "확인 방법: 알 수 없습니다. 문서는 이름, 모임은 횟수가 있어야 합니다."
            )
        if not ID.match(each["id"][:40]) or each["id"] in seen:
            reading.wrong((*here, "id"), "조건 id: 영어 소문자로 시작하고, 한 단계 안에서 달라야 합니다.")
        seen.add(each["id"])


def _order(stages: Sequence[Mapping[str, Any]], path: Path, reading: Reading) -> None:
    ids = [stage["id"] for stage in stages]
    for n, stage in enumerate(stages):
        if not ID.match(stage["id"]) or stage["id"] == END or stage["id"] in ids[:n]:
            reading.wrong(
                (*path, n, "id"),
                "단계 id: 영어 소문자로 시작하고, 단계마다 달라야 하며, ‘end’는 쓸 수 없습니다.",
            )
        if stage["next"] and stage["next"] not in (END, *ids[n + 2 :]):
            reading.wrong(
                (*path, n, "next"),
                "다음 단계: 뒤에 있는 단계의 id나 end를 적거나 비워 두세요. 바로 아래 단계로 갈 때는 비웁니다.",
            )


def one_stage(value: object, path: Path = ()) -> tuple[dict[str, Any], list[Problem]]:
    """One stage as it should look, and what is wrong with it."""
    reading = Reading()
    stage = STAGE.read(value, path, reading)
    if not reading.problems:
        _places(stage, path, reading)
        _checks(stage, path, reading)
    return stage, reading.problems


def document(value: object) -> tuple[dict[str, Any], list[Problem]]:
    """A whole procedure as it should look, and everything that is wrong with it."""
    reading = Reading()
    read = DOCUMENT.read(value, (), reading)
    if reading.problems:
        return read, reading.problems
    if not ID.match(read["code"]):
        reading.wrong(("code",), "절차 코드: 영어 소문자, 숫자, - 로 적어 주세요.")
    if not VERSION.match(read["version"]):
        reading.wrong(("version",), "판 번호: 1.0처럼 적어 주세요.")
    if not read["stages"]:
        reading.wrong(("stages",), "단계들: 단계가 하나는 있어야 합니다.")
    for n, stage in enumerate(read["stages"]):
        _places(stage, ("stages", n), reading)
        _checks(stage, ("stages", n), reading)
    _order(read["stages"], ("stages",), reading)
    return read, reading.problems


def of_stored(stages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stages as they were published, with every field that versions of today have."""
    usual = [{"kind": kind.value, "when": when} for kind, when in AT_ANY_STAGE]
    whole = []
    for raw in stages:
        given = {name: value for name, value in raw.items() if name in STAGE.fields and value is not None}
        papers = [{**PAPER.blank, **paper} for paper in raw.get("required_documents", ())]
        stage = {
            **STAGE.blank,
            "side_exits": [dict(each) for each in usual],
            **given,
            "required_documents": papers,
        }
        if stage["sla"]:
            stage["sla"] = {**SLA.blank, **stage["sla"]}
        whole.append(stage)
    return whole


def to_store(stages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Numbered, as a version keeps them."""
    return [{"no": n, **stage} for n, stage in enumerate(stages, 1)]


def as_document(code: str, version: str, name: str, stages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The document an export writes."""
    return {"format": FORMAT, "code": code, "version": version, "name": name, "stages": list(stages)}
