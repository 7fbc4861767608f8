"""A field's value in words: one line, or several that can come and go."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.labels import Side
from app.process.exits.rules import SideExit
from app.process.roles.rules import ROLE_WORDS, spoken_roles
from app.process.stages.rules import END, Check, CheckKind

Names = Mapping[str, str]


def spoken_check(text: str) -> str:
    """How a criterion is known to be met, in words."""
    check = Check.parse(text)
    match check.kind:
        case CheckKind.ACCEPTED:
            return "분과장이 접수함"
        case CheckKind.GROUP:
            return f"워킹그룹에 민 {check.least[0]}명, 관 {check.least[1]}명 이상"
        case CheckKind.GATHERINGS:
            return f"숙의 회의 {check.least[0]}회 이상"
        case CheckKind.OPINIONS:
            return "요청한 부서가 모두 답함"
        case CheckKind.DOCUMENT:
            return f"‘{check.name}’ 문서가 올라옴"
        case CheckKind.RECORDED:
            return "맡은 사람이 확인을 남김"


def spoken_clock(sla: Mapping[str, Any] | None) -> str:
    """20일 · 근무일 5일"""
    if not sla:
        return "없음"
    return f"근무일 {sla['days']}일" if sla["kind"] == "working" else f"{sla['days']}일"


def criterion(each: Mapping[str, Any]) -> str:
    """All of it, so that no change of it is silent."""
    fix = f" · 모자라면: {each['fix']}" if each["fix"] else ""
    return f"{each['text']} ({each['text_short']}) · 확인: {spoken_check(each['check'])}{fix}"


def paper(each: Mapping[str, Any]) -> str:
    """쟁점정리표(꼭)"""
    english = f" {each['name_en']}" if each["name_en"] else ""
    return f"{each['name']}{english}({'꼭' if each['required'] else '있으면'})"


def many(field: str, value: Any) -> Sequence[str] | None:
    """The lines of a field that holds several; None for one that holds one."""
    match field:
        case "entry" | "published" | "outcomes":
            return list(value)
        case "participants":
            return [ROLE_WORDS[role] for role in value]
        case "exit":
            return [criterion(each) for each in value]
        case "required_documents":
            return [paper(each) for each in value]
        case "escalation":
            return [f"{each['day']}일째: {each['do']}" for each in value]
        case "consent":
            return [f"{side.label}: {ROLE_WORDS[role]}" for side in Side for role in value[side.label]]
        case "side_exits":
            return [f"{SideExit(each['kind']).label}: {each['when']}" for each in value]
        case _:
            return None


def one(field: str, value: Any, names: Names) -> str:
    """A field that holds one thing."""
    match field:
        case "sla":
            basis = f" (근거 {value['origin']})" if value and value["origin"] else ""
            return spoken_clock(value) + basis
        case "responsible":
            return spoken_roles([value])
        case "two_key":
            return "민·관이 함께 합의" if value else "따로 합의"
        case "next":
            return "여기에서 마침" if value == END else names.get(value, value) or "바로 아래 단계"
        case "path":
            return f"{value}째 걸음"
        case _:
            return str(value) or "비어 있음"
