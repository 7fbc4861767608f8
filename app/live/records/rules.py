"""Pure rules of the public record: how a receipt is read, and which file a result is given as."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.labels import Labelled

LETTERS = 16
LONGEST_COOKIE = 2000
LOOKALIKES = str.maketrans("018", "OIB")  # the letters of a receipt have no 0, 1 and 8


def receipt_number(typed: str) -> str:
    """A receipt number as it is printed, however it was typed; empty when it cannot be one."""
    letters = re.sub(r"[^A-Z2-7]", "", typed.upper().translate(LOOKALIKES))
    if len(letters) != LETTERS or len(typed) > 4 * LETTERS:
        return ""
    return "-".join(letters[at : at + 4] for at in range(0, LETTERS, 4))


@dataclass(frozen=True)
class Kept:
    """What a phone remembers of its own vote, as it was written; believed for nothing but showing it back to the same phone."""

    tracker: str = ""
    choices: tuple[int, ...] = ()
    commitment: str = ""
    signature: str = ""

    @property
    def is_signed(self) -> bool:
        return bool(self.tracker and self.commitment and self.signature)


def kept(value: str) -> Kept:
    """A phone's cookie, read. Whatever cannot be read is nothing."""
    try:
        content = json.loads(base64.urlsafe_b64decode(value[:LONGEST_COOKIE] + "=" * (-len(value) % 4)))
        tracker = receipt_number(content["t"])
        choices = tuple(one for one in content["c"] if isinstance(one, int))
        return Kept(tracker, choices, _hex(content.get("m"), 64), _hex(content.get("s"), 128))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Kept()


def _hex(value: object, digits: int) -> str:
    return value if isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{digits}}}", value) else ""


def file_name(join_number: str, ballot_id: int) -> str:
    """What a result file is called when it is kept: letters any system can take."""
    return f"gongron-{join_number}-{ballot_id}.json"


class MinutesField(Labelled):
    """The nine things minutes say (공공기록물 관리에 관한 법률 시행령 제18조 ②), in this order."""

    NAME = "name", "회의 명칭"
    HOST = "host", "개최기관"
    WHEN_WHERE = "when_where", "일시·장소"
    PEOPLE = "people", "참석자 및 배석자 명단"
    ORDER = "order", "진행순서"
    TOPICS = "topics", "상정안건"
    SAID = "said", "발언요지"
    DECIDED = "decided", "결정사항"
    VOTES = "votes", "표결내용"


LONGEST_FIELD = 8000
MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
LISTED = re.compile(r"^(\s*)([-+]|\d+[.)])(\s)", re.MULTILINE)


def as_text(title: str, fields: Sequence[tuple[str, str]], foot: str) -> str:
    """Minutes as plain text."""
    parts = (f"{n}. {name}\n\n{text}" for n, (name, text) in enumerate(fields, 1))
    return "\n\n".join((f"회의록: {title}", *parts, foot)) + "\n"


def as_markdown(title: str, fields: Sequence[tuple[str, str]], foot: str) -> str:
    """The same with headings. What people wrote stays words: every sign Markdown knows is escaped, every line a line."""
    parts = (f"## {n}. {name}\n\n{_plain(text)}" for n, (name, text) in enumerate(fields, 1))
    return "\n\n".join((f"# 회의록: {_plain(title)}", *parts, "---", _plain(foot))) + "\n"


def _plain(text: str) -> str:
    escaped = LISTED.sub(lambda found: _unlisted(*found.groups()), MARKS.sub(r"\\\1", text))
    lines = (line.strip() for line in escaped.splitlines())
    return "  \n".join(line for line in lines if line)


def _unlisted(before: str, mark: str, after: str) -> str:
    return f"{before}{mark[:-1]}\\{mark[-1]}{after}"
