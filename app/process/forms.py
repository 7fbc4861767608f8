"""What a browser may send about matters."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from app.core.labels import Side
from app.process.rules import Verdict
from app.web.forms import FormModel, Key, Line, Text

STALE = "화면을 새로 고친 뒤 다시 눌러 주세요."
Reason = Annotated[Line, Field(max_length=400)]
Code = Annotated[Line, Field(max_length=40, pattern=r"^[a-z0-9-]*$")]


class HandOver(FormModel):
    """An agenda for a subcommittee."""

    agenda: int
    subcommittee: int
    sentences: ClassVar[dict[str, str]] = {
        "agenda": "넘길 의제를 골라 주세요.",
        "subcommittee": "맡을 분과를 골라 주세요.",
    }


class Expecting(FormModel):
    """A press on a page that showed this turn; ``board`` when it was pressed on a board."""

    expect: int
    board: Code = ""
    key: Key | None = None
    sentences: ClassVar[dict[str, str]] = {"expect": STALE, "key": STALE}


class Pressed(FormModel):
    """A press that carries nothing but where it came from."""

    board: Code = ""


class GoingBack(FormModel):
    """``to``: an earlier stage; empty for the one before."""

    expect: int
    reason: Reason = ""
    to: Annotated[Line, Field(max_length=40)] = ""
    key: Key | None = None
    sentences: ClassVar[dict[str, str]] = {
        "expect": STALE,
        "key": STALE,
        "reason": "이유는 400자까지 적을 수 있습니다.",
    }


class Wish(FormModel):
    """The chair asks for another subcommittee."""

    reason: Reason = ""
    sentences: ClassVar[dict[str, str]] = {"reason": "이유는 400자까지 적을 수 있습니다."}


class Assignment(FormModel):
    """The officer decides which subcommittee has it."""

    subcommittee: int
    reason: Reason = ""
    sentences: ClassVar[dict[str, str]] = {
        "subcommittee": "맡을 분과를 골라 주세요.",
        "reason": "이유는 400자까지 적을 수 있습니다.",
    }


class Marking(FormModel):
    criterion: Annotated[Line, Field(max_length=60)]
    note: Reason = ""
    sentences: ClassVar[dict[str, str]] = {
        "criterion": "확인할 항목을 골라 주세요.",
        "note": "확인 내용은 400자까지 적을 수 있습니다.",
    }


class Writing(FormModel):
    """A document: its name and its text."""

    name: Annotated[Line, Field(min_length=1, max_length=80)]
    body: Annotated[Text, Field(min_length=1, max_length=8000)]
    sentences: ClassVar[dict[str, str]] = {
        "name": "문서 이름을 80자 안으로 적어 주세요.",
        "body": "문서 내용을 적어 주세요. 8,000자까지 쓸 수 있습니다.",
    }


class Joining(FormModel):
    """A member of the working group."""

    name: Annotated[Line, Field(min_length=1, max_length=60)]
    seat: Annotated[Line, Field(min_length=1, max_length=60)]
    side: Side
    sentences: ClassVar[dict[str, str]] = {
        "name": "이름을 적어 주세요.",
        "seat": "어떤 자리에 있는 분인지 적어 주세요.",
        "side": "민과 관 가운데 골라 주세요.",
    }


class Gathered(FormModel):
    """A deliberation meeting."""

    held_on: date
    place: Annotated[Line, Field(min_length=1, max_length=80)]
    attendees: Annotated[int, Field(ge=1, le=9999)]
    gist: Annotated[Text, Field(min_length=1, max_length=4000)]
    sentences: ClassVar[dict[str, str]] = {
        "held_on": "회의를 연 날을 골라 주세요.",
        "place": "어디에서 열었는지 적어 주세요.",
        "attendees": "함께한 사람 수를 숫자로 적어 주세요.",
        "gist": "오간 이야기를 적어 주세요. 4,000자까지 쓸 수 있습니다.",
    }


class Asking(FormModel):
    """Departments to ask, and what."""

    departments: list[int] = Field(default_factory=list)
    question: Reason = ""
    sentences: ClassVar[dict[str, str]] = {
        "departments": "검토할 부서를 골라 주세요.",
        "question": "묻는 말은 400자까지 적을 수 있습니다.",
    }


class Answer(FormModel):
    """A department's opinion."""

    verdict: Verdict
    grounds: Annotated[Text, Field(max_length=1000)] = ""
    alternative: Annotated[Text, Field(max_length=1000)] = ""
    sentences: ClassVar[dict[str, str]] = {
        "verdict": "검토의견을 골라 주세요.",
        "grounds": "근거는 1,000자까지 적을 수 있습니다.",
        "alternative": "대안은 1,000자까지 적을 수 있습니다.",
    }


class Word(FormModel):
    """One side agrees, or refuses with a reason, on a page that showed this turn. ``here``: the page of waiting consents."""

    side: Side
    agreed: bool
    reason: Reason = ""
    here: bool = False
    expect: int | None = None
    key: Key | None = None
    sentences: ClassVar[dict[str, str]] = {
        "side": "어느 쪽의 합의인지 알 수 없습니다. 화면을 새로 고친 뒤 다시 눌러 주세요.",
        "agreed": "합의하는지 하지 않는지 골라 주세요.",
        "reason": "이유는 400자까지 적을 수 있습니다.",
    }
