"""What a resident's phone may send."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.ballots.forms import Marks
from app.web.forms import FormModel, Key, Line

STALE = "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요."


class VoteForm(FormModel):
    """The options chosen (``choice`` repeated, in the order of a ranking), the key the phone made when the paper was shown,
    a name where one is due, whether the voter says that the rules let them vote, and whether somebody presses for them.
    """

    sentences: ClassVar[dict[str, str]] = {
        "choice": "하나 이상 골라 주세요.",
        "key": STALE,
        "name": "기명 투표예요. 이름을 스무 글자까지 써 주세요.",
        "declared": "투표할 수 있는 사람인지 읽고 표시해 주세요.",
    }
    choice: Marks
    key: Key
    name: Annotated[Line, Field(max_length=20)] = ""
    declared: bool = False
    helped: bool = False
