"""What a browser may send about projects."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from app.budgeting.rules import MOST_WON, ProjectKind
from app.web.forms import FormModel, Key, Line, Text


def _won(value: Any) -> Any:
    """50,000,000 and 50000000원 are the same sum."""
    return value.replace(",", "").replace("원", "").strip() if isinstance(value, str) else value


def _or_none(value: Any) -> Any:
    return None if value == "" else value


Won = Annotated[int, BeforeValidator(_won), Field(ge=0, le=MOST_WON)]
Number = Annotated[int, Field(ge=1, lt=2**31)]
Maybe = Annotated[Number | None, BeforeValidator(_or_none)]

IN_WON = "원 단위로, 숫자로 적어 주세요. 20억원까지 적을 수 있습니다."


class ProjectForm(FormModel):
    """The plan's four columns and where they belong."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    kind: ProjectKind = ProjectKind.GENERAL
    name: Annotated[Line, Field(min_length=1, max_length=80)]
    content: Annotated[Text, Field(min_length=1, max_length=400)]
    amount: Annotated[Won, Field(ge=1)]
    department_id: Number
    dong_id: Maybe = None
    agenda_id: Maybe = None
    expect: Annotated[int, Field(ge=0)] = 0
    key: Key | None = None
    sentences: ClassVar[dict[str, str]] = {
        "year": "2000에서 2100 사이의 해를 적어 주세요.",
        "kind": "사업 구분을 골라 주세요.",
        "name": "사업명을 80자 안으로 적어 주세요.",
        "content": "사업내용을 400자 안으로 적어 주세요.",
        "amount": f"사업비를 {IN_WON}",
        "department_id": "검토부서를 골라 주세요.",
        "dong_id": "동을 다시 골라 주세요.",
        "agenda_id": "의제를 다시 골라 주세요.",
    }


class DecisionForm(FormModel):
    """What is given and why it differs."""

    given: Won
    free: bool = False
    why: Annotated[Text, Field(max_length=400)] = ""
    expect: Annotated[int, Field(ge=0)]
    sentences: ClassVar[dict[str, str]] = {
        "given": f"반영한 돈을 {IN_WON} 반영하지 않으면 0을 적습니다.",
        "why": "이유를 400자 안으로 적어 주세요.",
    }


class TieForm(FormModel):
    """An agenda that is there, or none to make one."""

    agenda_id: Maybe = None
    sentences: ClassVar[dict[str, str]] = {"agenda_id": "의제를 다시 골라 주세요."}
