"""What a resident's phone may send."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.live.counts.rules import MOST_MARKS
from app.web.forms import FormModel, Key, Line

STALE = "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요."


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
