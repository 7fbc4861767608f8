"""What the sorting team may send."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.groups.actions import NEW, NOWHERE, Seen
from app.live.groups.rules import LONGEST_DUTY, LONGEST_NAME, MOST_MOVED
from app.web.forms import FormModel, Key, Line, Text

STALE = "화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요."


class MoveForm(FormModel):
    """Opinions as ``idea-group``, the group being where they were seen; to a group, ``new``, or ``out`` of any."""

    sentences: ClassVar[dict[str, str]] = {
        "ideas": "옮길 의견을 먼저 골라 주세요.",
        "name": f"묶음 이름은 {LONGEST_NAME}글자까지 적을 수 있습니다.",
        "to": STALE,
        "key": STALE,
    }
    ideas: Annotated[
        list[Annotated[str, Field(pattern=r"^\d{1,9}-\d{1,9}$")]], Field(min_length=1, max_length=MOST_MOVED)
    ]
    to: Annotated[str, Field(pattern=r"^(new|out|\d{1,9})$")]
    name: Annotated[Line, Field(max_length=LONGEST_NAME)] = ""
    key: Key

    @property
    def seen(self) -> list[Seen]:
        return [Seen(*map(int, one.split("-"))) for one in self.ideas]

    @property
    def target(self) -> int:
        words = {"new": NEW, "out": NOWHERE}
        return words[self.to] if self.to in words else int(self.to)


class UndoForm(FormModel):
    """The step that was last on the screen."""

    sentences: ClassVar[dict[str, str]] = {"step": STALE}
    step: Annotated[int, Field(ge=1)]


class WallForm(FormModel):
    """Should the wall show the groups?"""

    on: bool = False


class WordsForm(FormModel):
    """A group's name and card. ``rev``: of the words that were seen."""

    sentences: ClassVar[dict[str, str]] = {
        "name": f"묶음 이름을 {LONGEST_NAME}글자까지 적어 주세요.",
        "civil": f"민이 할 일은 {LONGEST_DUTY}글자까지 적을 수 있습니다.",
        "official": f"관이 할 일은 {LONGEST_DUTY}글자까지 적을 수 있습니다.",
        "rev": STALE,
    }
    name: Annotated[Line, Field(min_length=1, max_length=LONGEST_NAME)]
    civil: Annotated[Text, Field(max_length=LONGEST_DUTY)] = ""
    official: Annotated[Text, Field(max_length=LONGEST_DUTY)] = ""
    rev: Annotated[int, Field(ge=1)]


class SizeForm(FormModel):
    """How many opinions were seen in the group."""

    sentences: ClassVar[dict[str, str]] = {"size": STALE}
    size: Annotated[int, Field(ge=0)]


class OfferForm(SizeForm):
    """The same, and which words."""

    sentences: ClassVar[dict[str, str]] = {"size": STALE, "rev": STALE}
    rev: Annotated[int, Field(ge=1)]
