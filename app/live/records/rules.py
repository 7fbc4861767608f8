"""Pure rules of the public record: how a receipt is read, and which file a result is given as."""

import base64
import json
import re
from dataclasses import dataclass

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
