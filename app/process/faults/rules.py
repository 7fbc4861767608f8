"""Pure rules of faults: a stage nobody reaches, a gate nobody can open, a clock without a count."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.labels import Side
from app.process.roles.rules import SPEAKING
from app.process.stages.rules import STANDARD, START, Check, CheckKind

Raw = Mapping[str, Any]
# The service itself puts matters at these: where they came from, and where a subcommittee takes them over.
FIXED = ("discover", "deliberate", START)


@dataclass(frozen=True)
class Fault:
    """``grave``: it must be put right before publishing; otherwise it is worth a look. ``field``: where to do it."""

    stage_id: str
    field: str
    sentence: str
    grave: bool = True


def _said(stage: Raw) -> str:
    return f"‘{stage['name'] or stage['id']}’ 단계"


def _consents(stage: Raw) -> Iterator[Fault]:
    for side in Side:
        roles = stage["consent"][side.label]
        if stage["two_key"] and not roles:
            yield Fault(
                stage["id"],
                "consent",
                f"{_said(stage)}: 민·관이 함께 합의해야 하는데 {side.label} 쪽에서 합의할 자리가 없습니다.",
            )


def _clock(stage: Raw) -> Iterator[Fault]:
    days = [each["day"] for each in stage["escalation"]]
    if not stage["sla"] and not stage["window"]:
        yield Fault(
            stage["id"], "sla", f"{_said(stage)}: 언제까지인지 없습니다. 기한이나 ‘하는 때’를 적어 주세요."
        )
    if days and not stage["sla"]:
        yield Fault(stage["id"], "escalation", f"{_said(stage)}: 기한이 없는데 늦을 때 알리기가 있습니다.")
    if days != sorted(set(days)):
        yield Fault(stage["id"], "escalation", f"{_said(stage)}: 늦을 때 알리기는 앞선 날부터 적어 주세요.")
    if stage["sla"] and not stage["late_sentence"]:
        yield Fault(
            stage["id"],
            "late_sentence",
            f"{_said(stage)}: 기한이 지났을 때 주민이 읽을 문장이 없습니다. 보통 때의 문장이 그대로 보입니다.",
            grave=False,
        )


def _exits(stage: Raw) -> Iterator[Fault]:
    checks = [Check.parse(each["check"]) for each in stage["exit"]]
    papers = {each["name"] for each in stage["required_documents"]}
    if not checks:
        yield Fault(
            stage["id"], "exit", f"{_said(stage)}: 마치는 조건이 없습니다. 무엇이 되면 마치는지 적어 주세요."
        )
    for check in checks:
        if check.kind is CheckKind.DOCUMENT and check.name not in papers:
            yield Fault(
                stage["id"],
                "papers",
                f"{_said(stage)}: ‘{check.name}’ 문서를 확인하는데 문서 목록에 없습니다.",
            )
    if any(check.kind is CheckKind.OPINIONS for check in checks) and stage["responsible"] != "reviewer":
        yield Fault(
            stage["id"],
            "responsible",
            f"{_said(stage)}: 부서의 검토의견을 기다리는데 이끄는 곳이 검토부서가 아닙니다.",
            grave=False,
        )
    for each in stage["exit"]:
        if not each["fix"]:
            yield Fault(
                stage["id"],
                "exit",
                f"{_said(stage)}: ‘{each['text_short']}’이(가) 모자랄 때 할 일이 없습니다.",
                grave=False,
            )


def _seen(stage: Raw) -> Iterator[Fault]:
    if not stage["published"]:
        yield Fault(
            stage["id"], "published", f"{_said(stage)}: 주민에게 공개하는 것이 없습니다.", grave=False
        )
    if not stage["entry"]:
        yield Fault(stage["id"], "entry", f"{_said(stage)}: 들어오는 조건이 없습니다.", grave=False)


def reached(stages: Sequence[Raw]) -> set[str]:
    """Ids of the stages somebody comes to who starts at the first."""
    found: set[str] = set()
    at: int | None = 0 if stages else None
    while at is not None:
        stage = stages[at]
        found.add(stage["id"])
        if not stage["next"]:
            at = at + 1 if at + 1 < len(stages) else None
        else:
            at = next((n for n, one in enumerate(stages) if one["id"] == stage["next"] and n > at), None)
    return found


def _row(stages: Sequence[Raw]) -> Iterator[Fault]:
    there, names = reached(stages), [stage["name"] for stage in stages]
    for n, stage in enumerate(stages):
        if stage["id"] not in there:
            yield Fault(
                stage["id"],
                "next",
                f"{_said(stage)}: 아무 단계도 이리로 오지 않습니다. 앞 단계의 ‘다음 단계’를 고치거나 이 단계를 지워 주세요.",
            )
        if stage["name"] in names[:n]:
            yield Fault(stage["id"], "name", f"{_said(stage)}: 이름이 같은 단계가 둘 있습니다.")
        if n and stage["path"] < stages[n - 1]["path"]:
            yield Fault(
                stage["id"],
                "path",
                f"{_said(stage)}: 주민이 보는 걸음이 앞 단계보다 뒤로 갑니다.",
                grave=False,
            )


def _standard(stages: Sequence[Raw]) -> Iterator[Fault]:
    ids = [stage["id"] for stage in stages]
    if tuple(ids[: len(FIXED)]) != FIXED:
        yield Fault(
            "",
            "order",
            "발굴(discover), 공론·선정(deliberate), 분과 이관(handover)은 이 차례로 맨 앞에 있어야 합니다. 의제가 거기에서 들어옵니다.",
        )
    for stage in stages:
        accepts = any(each["check"] == CheckKind.ACCEPTED for each in stage["exit"])
        if accepts != (stage["id"] == START):
            wanted = "있어야 합니다" if stage["id"] == START else "분과 이관에만 둡니다"
            yield Fault(stage["id"], "exit", f"{_said(stage)}: ‘분과장이 접수함’ 확인은 {wanted}.")
        if stage["id"] in FIXED[:2] and stage["next"]:
            yield Fault(stage["id"], "next", f"{_said(stage)}: 여기에서는 바로 아래 단계로만 갑니다.")
        for field in ("resident_sentence", "late_sentence", "owes"):
            if "{dong}" in stage[field]:
                yield Fault(
                    stage["id"], field, f"{_said(stage)}: 구 단위 절차의 문장에는 {{dong}}을 쓸 수 없습니다."
                )


def _locked(stages: Sequence[Raw]) -> Iterator[Fault]:
    """Gates that matters come to and nobody can open: observers and residents have no key to them."""
    for stage in stages[len(FIXED) - 1 :]:
        for side in Side:
            roles = stage["consent"][side.label]
            if stage["two_key"] and roles and not set(roles) & set(SPEAKING[side]):
                yield Fault(
                    stage["id"],
                    "consent",
                    f"{_said(stage)}: {side.label} 쪽에 적힌 자리로는 아무도 합의를 누를 수 없습니다. 다른 자리를 더해 주세요.",
                )


def _renamed(stages: Sequence[Raw], before: Sequence[Raw]) -> Iterator[Fault]:
    """The same stage under another id: its figures over the years would fall apart."""
    old = {stage["name"]: stage["id"] for stage in before}
    ids = {stage["id"] for stage in stages}
    for stage in stages:
        was = old.get(stage["name"], stage["id"])
        if was != stage["id"] and was not in ids:
            yield Fault(
                stage["id"],
                "id",
                f"{_said(stage)}: 지난 판의 id는 ‘{was}’인데 ‘{stage['id']}’로 바뀌었습니다. 통계가 이어지도록 되돌려 주세요.",
            )


PER_STAGE: tuple[Callable[[Raw], Iterator[Fault]], ...] = (_exits, _clock, _consents, _seen)


def faults(code: str, stages: Sequence[Raw], before: Sequence[Raw] = ()) -> tuple[Fault, ...]:
    """Everything wrong with a procedure, the grave first, each in the order of its stages."""
    found = [fault for stage in stages for look in PER_STAGE for fault in look(stage)]
    found += [*_row(stages), *_renamed(stages, before)]
    if code == STANDARD:
        found += [*_standard(stages), *_locked(stages)]
    place = {stage["id"]: n for n, stage in enumerate(stages)}
    return tuple(sorted(found, key=lambda fault: (not fault.grave, place.get(fault.stage_id, -1))))
