"""What a phone may send where residents write and talk."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.comments import rules as comment_rules
from app.live.ideas import rules as idea_rules
from app.web.forms import FormModel, Key, Line, Text

STALE = "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요."


class IdeaForm(FormModel):
    """One thought. ``nickname`` empty: 이름 없이. ``ask``: similar ones are shown before it is sent (without scripts)."""

    sentences: ClassVar[dict[str, str]] = {
        "text": "생각을 두 글자에서 이백 글자까지 써 주세요.",
        "nickname": "별명은 열 글자까지 쓸 수 있어요.",
        "key": STALE,
    }
    text: Annotated[Text, Field(min_length=idea_rules.SHORTEST, max_length=idea_rules.LONGEST)]
    nickname: Annotated[Line, Field(max_length=10)] = ""
    key: Key
    ask: bool = False


class UnfinishedForm(FormModel):
    """What is written so far; too short for a thought it is like nothing."""

    text: Annotated[Text, Field(max_length=idea_rules.LONGEST)] = ""


class CommentForm(FormModel):
    """One remark under an idea, or an answer to the remark ``parent``."""

    sentences: ClassVar[dict[str, str]] = {
        "text": "이야기를 한 글자에서 삼백 글자까지 써 주세요.",
        "nickname": "별명은 열 글자까지 쓸 수 있어요.",
        "side": "찬성과 반대 가운데 골라 주세요.",
        "key": STALE,
    }
    text: Annotated[Text, Field(min_length=1, max_length=comment_rules.LONGEST)]
    nickname: Annotated[Line, Field(max_length=10)] = ""
    parent: int | None = None
    side: comment_rules.CommentSide = comment_rules.CommentSide.NONE
    key: Key


class IdeaRevisionForm(FormModel):
    """Other words for what waits to be read. ``edits``: of the words they were written for."""

    sentences: ClassVar[dict[str, str]] = {**IdeaForm.sentences, "edits": STALE}
    text: Annotated[Text, Field(min_length=idea_rules.SHORTEST, max_length=idea_rules.LONGEST)]
    edits: Annotated[int, Field(ge=0)]


class CommentRevisionForm(FormModel):
    """The same for a comment."""

    sentences: ClassVar[dict[str, str]] = {**CommentForm.sentences, "edits": STALE}
    text: Annotated[Text, Field(min_length=1, max_length=comment_rules.LONGEST)]
    edits: Annotated[int, Field(ge=0)]
