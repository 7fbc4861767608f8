"""What the console may send."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.accounts.rules import Level
from app.live.ballots.rules import Secrecy
from app.web.forms import FormModel, Line, Text


class TurnForm(FormModel):
    """A press on the run sheet: ``expect`` is the turn of the screen it was pressed on."""

    sentences: ClassVar[dict[str, str]] = {"expect": "화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요."}
    expect: int


class BlankForm(FormModel):
    """Cover the wall (1) or show it (0)."""

    on: bool = True


class BallotForm(FormModel):
    """The ballot before it opens. Option texts come as ``option-<id>``; ``most`` empty means the usual third."""

    sentences: ClassVar[dict[str, str]] = {
        "question": "질문을 두 글자에서 백이십 글자까지 적어 주세요.",
        "most": "한 사람이 고를 수 있는 수를 1에서 5까지로 골라 주세요.",
        "secrecy": "무기명과 기명 가운데 골라 주세요.",
        "level": "확인 수준을 골라 주세요.",
        "new": "보기는 예순 글자까지 적을 수 있습니다.",
    }
    question: Annotated[Line, Field(min_length=2, max_length=120)]
    most: Annotated[int, Field(ge=0, le=5)] = 0
    secrecy: Secrecy = Secrecy.SECRET
    level: Level = Level.OPEN
    new: Annotated[Line, Field(max_length=60)] = ""


class AnswerForm(FormModel):
    """An official answer in a thread."""

    sentences: ClassVar[dict[str, str]] = {"text": "답변을 두 글자에서 삼백 글자까지 적어 주세요."}
    text: Annotated[Text, Field(min_length=2, max_length=300)]
    parent: int | None = None
    key: Annotated[str, Field(min_length=16, max_length=64)]
