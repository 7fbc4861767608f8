"""What a recorder's page may send."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.tables.actions import Typed
from app.live.tables.rules import LONGEST, LONGEST_DUTY, MOST_HEADS
from app.web.forms import FormModel, Line, Text, one_line

Device = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")]
Count = Annotated[int, Field(ge=0, le=9_000_000_000_000_000)]
KEY = r"^(r[0-9]{1,3}|card)(-[0-9a-f]{12})?$"
STALE = "화면이 오래되었어요. 새로 고친 뒤 다시 해 주세요. 쓰신 글은 이 기기에 그대로 있어요."
TOO_LONG = "한 줄은 백 글자까지, 할 일은 이백 글자까지 쓸 수 있어요."


class CodeForm(FormModel):
    """A table's code as it was typed."""

    sentences: ClassVar[dict[str, str]] = {"code": "종이에 적힌 코드를 써 주세요."}
    code: Annotated[Line, Field(min_length=1, max_length=80)]


class HeadsForm(FormModel):
    """How many sit at the table."""

    sentences: ClassVar[dict[str, str]] = {"heads": "0에서 60까지 숫자로 써 주세요."}
    heads: Annotated[int, Field(ge=0, le=MOST_HEADS)]


class RowForm(FormModel):
    """One row, as a device has it at this moment: half a word is a row too."""

    sentences: ClassVar[dict[str, str]] = {
        "text": TOO_LONG,
        "civil": TOO_LONG,
        "official": TOO_LONG,
        "item": STALE,
        "base": STALE,
        "seq": STALE,
        "writer": STALE,
    }
    item: int
    text: Annotated[Line, Field(max_length=LONGEST)] = ""
    civil: Annotated[Text, Field(max_length=LONGEST_DUTY)] = ""
    official: Annotated[Text, Field(max_length=LONGEST_DUTY)] = ""
    base: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    writer: Device = ""
    seq: Count = 0

    def typed(self, key: str) -> Typed:
        return Typed(key, self.text, self.civil, self.official, self.base, self.writer, self.seq)


class SheetForm(FormModel):
    """The whole sheet: which round, and the rows that are to be sent. The rows themselves come as ``text-<key>`` …

    ``writer``, ``seq``: the device and its own count, when scripts send it; they hold for every row.
    """

    sentences: ClassVar[dict[str, str]] = {
        "item": STALE,
        "chosen": "보낼 의견을 골라 주세요.",
        "writer": STALE,
        "seq": STALE,
    }
    item: int
    chosen: Annotated[list[str], Field(default_factory=list, max_length=10)]
    writer: Device = ""
    seq: Count = 0


def rows_of(pairs: list[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """``text-r1=…&base-r1=3`` → {"r1": {"text": …, "base": "3"}}: at most as many rows as a sheet may have."""
    found: dict[str, dict[str, str]] = {}
    for name, value in pairs:
        field, _, key = name.partition("-")
        if field in ("text", "civil", "official", "base") and key and len(key) < 60 and len(found) < 60:
            found.setdefault(key, {})[field] = one_line(value) if field == "text" else value
    return found
