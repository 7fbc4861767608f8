"""What a resident's phone may send."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.live.comments import rules as comment_rules
from app.live.counts.rules import MOST_MARKS
from app.live.ideas import rules as idea_rules
from app.web.forms import FormModel, Line, Text

Key = Annotated[str, Field(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
STALE = "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요."


class IdeaForm(FormModel):
    """One thought. ``nickname`` empty: 이름 없이."""

    sentences: ClassVar[dict[str, str]] = {
        "text": "생각을 두 글자에서 이백 글자까지 써 주세요.",
        "nickname": "별명은 열 글자까지 쓸 수 있어요.",
        "key": STALE,
    }
    text: Annotated[Text, Field(min_length=idea_rules.SHORTEST, max_length=idea_rules.LONGEST)]
    nickname: Annotated[Line, Field(max_length=10)] = ""
    key: Key


class CommentForm(FormModel):
    """One remark under an idea, or an answer to the remark ``parent``."""

    sentences: ClassVar[dict[str, str]] = {
        "text": "이야기를 한 글자에서 삼백 글자까지 써 주세요.",
        "nickname": "별명은 열 글자까지 쓸 수 있어요.",
        "key": STALE,
    }
    text: Annotated[Text, Field(min_length=1, max_length=comment_rules.LONGEST)]
    nickname: Annotated[Line, Field(max_length=10)] = ""
    parent: int | None = None
    key: Key


def _each(values: object) -> object:
    """A field may carry several marks at once (``7,7,7``) or none (an empty place of a ranking)."""
    if not isinstance(values, list):
        return values
    return [
        one
        for value in values
        for one in (value.split(",") if isinstance(value, str) else (value,))
        if one != ""
    ]


class VoteForm(FormModel):
    """The options chosen (``choice`` repeated, in the order of a ranking), the key the phone made when the paper was shown,
    a name where one is due, and whether the voter says that the rules let them vote.
    """

    sentences: ClassVar[dict[str, str]] = {
        "choice": "하나 이상 골라 주세요.",
        "key": STALE,
        "name": "기명 투표예요. 이름을 스무 글자까지 써 주세요.",
        "declared": "투표할 수 있는 사람인지 읽고 표시해 주세요.",
    }
    choice: Annotated[list[int], BeforeValidator(_each), Field(min_length=1, max_length=MOST_MARKS)]
    key: Key
    name: Annotated[Line, Field(max_length=20)] = ""
    declared: bool = False
