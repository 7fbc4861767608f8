"""What the console may send about ideas and talk."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.ideas.rules import LONGEST_NOTE, HideReason
from app.live.meetings.rules import Moderation
from app.web.forms import FormModel, Key, Line, Text


class ModerationForm(FormModel):
    """When the room sees what residents write: ideas, or comments."""

    sentences: ClassVar[dict[str, str]] = {
        "ideas": "언제 올릴지 골라 주세요.",
        "comments": "언제 올릴지 골라 주세요.",
    }
    ideas: Moderation | None = None
    comments: Moderation | None = None


class ReadForm(FormModel):
    """A press on words somebody has read. ``edits``: which words."""

    sentences: ClassVar[dict[str, str]] = {"edits": "화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요."}
    edits: Annotated[int, Field(ge=0)] | None = None


class HidingForm(FormModel):
    """Why something is hidden: a reason everybody is told, and own words for whoever wrote it."""

    sentences: ClassVar[dict[str, str]] = {
        "reason": "숨기는 까닭을 골라 주세요.",
        "note": "덧붙이는 말은 백 글자까지 적을 수 있습니다.",
    }
    reason: HideReason
    note: Annotated[Line, Field(max_length=LONGEST_NOTE)] = ""


class AnswerForm(FormModel):
    """An official answer in a thread."""

    sentences: ClassVar[dict[str, str]] = {"text": "답변을 두 글자에서 삼백 글자까지 적어 주세요."}
    text: Annotated[Text, Field(min_length=2, max_length=300)]
    parent: int | None = None
    key: Key
