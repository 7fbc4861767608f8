"""Pure rules of the entrance: how codes are written, what a guesser may try, who is one and the same."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from app.accounts.rules import Level
from app.core.labels import Labelled

# -- slips: 32 letters without I, L, O and U, so that what looks alike is alike ---------------------------------------

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SLIP_LENGTH = 10  # 50 bits: see MOST_OPEN_SLIPS
MOST_SLIPS = 500  # in one press
MOST_OPEN_SLIPS = (
    1_000  # unused ones of a meeting: a million tries would hit one of them with a chance of 1e-6
)
LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
MOST_ON_ROLL = 2_000


def read_slip(text: str) -> str:
    """What was typed, as the code it means: blanks, dashes, small letters and look-alikes are forgiven; "" if none."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(LOOKS_LIKE)
    code = "".join(char for char in plain if char.isalnum())
    return code if len(code) == SLIP_LENGTH and set(code) <= set(LETTERS) else ""


def in_groups(code: str) -> str:
    """4K7PX-2M9QT"""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"


class SlipAnswer(Labelled):
    """What became of a typed slip; the word is what the phone says."""

    RAISED = "raised", "확인했어요. 고맙습니다."
    ALREADY = "already", "이미 확인된 휴대폰이에요. 이 번호표는 쓰지 않았으니 다른 분이 쓸 수 있어요."
    WRONG = "wrong", "번호가 맞지 않아요. 종이에 적힌 글자를 다시 봐 주세요."
    USED = "used", "이미 쓴 번호예요. 처음 쓴 휴대폰에서만 통해요. 도우미에게 말해 주세요."
    VOID = "void", "못 쓰게 된 번호예요. 도우미에게 새 종이를 받아 주세요."
    TAKEN = "taken", "이 휴대폰은 다른 분을 명부에서 확인할 때 썼어요. 도우미에게 말해 주세요."
    SLOW = "slow", "여러 번 틀려서 잠시 쉬어야 해요. 종이를 도우미에게 보여 주세요."

    @property
    def is_good(self) -> bool:
        return self in (SlipAnswer.RAISED, SlipAnswer.ALREADY)


# -- six digits by message --------------------------------------------------------------------------------------------

DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
TRIES_PER_CODE = 5  # 5 of a million


class CodeAnswer(Labelled):
    """What became of typed digits."""

    RAISED = "raised", "연락처를 확인했어요. 고맙습니다."
    WRONG = "wrong", "숫자가 맞지 않아요. 받은 여섯 자리를 다시 봐 주세요."
    GONE = "gone", "이 번호는 더 쓸 수 없어요. 새 번호를 받아 주세요."
    COUNTED = "counted", "이 연락처로는 이 회의에서 이미 확인했어요. 처음 확인한 휴대폰에서 투표해 주세요."
    SLOW = (
        "slow",
        "지금은 숫자를 확인할 수 없어요. 몇 분 뒤에 다시 하거나, 도우미에게 말하면 바로 확인해 드려요.",
    )


class TryKind(Labelled):
    """What is counted."""

    ASKED = "asked", "확인 번호를 달라고 함"
    WRONG_CODE = "wrong_code", "확인 번호를 틀림"
    WRONG_SLIP = "wrong_slip", "번호표를 틀림"


@dataclass(frozen=True)
class Counted:
    """How often something happened lately: for this contact, this browser, this network address, and everywhere."""

    contact: int
    browser: int
    address: int
    everywhere: int


ASKING = timedelta(hours=1)
ASKS = Counted(
    contact=5,  # nobody's telephone is to ring all evening
    browser=5,
    address=400,  # a hall, or a carrier, is one address
    everywhere=2_000,  # messages cost money
)
# Digits: 100 wrong ones in one life of a code, from wherever they come, hit some code with a chance of at most 1e-4.
# Whoever is in the way of such an attack is checked by a person at the entrance: slips and the roll know no such limit,
# because their 50 bits need none – a right slip is taken however many wrong ones were tried.
WRONG_CODES = Counted(contact=15, browser=10, address=60, everywhere=100)
SLIP_WINDOW = timedelta(minutes=15)
WRONG_SLIPS = Counted(
    contact=0, browser=20, address=300, everywhere=3_000
)  # beyond it nothing more is written down


def is_over(counted: Counted, budget: Counted) -> bool:
    """Has one of them been used up? A budget of 0 is not looked at."""
    pairs = (
        (counted.contact, budget.contact),
        (counted.browser, budget.browser),
        (counted.address, budget.address),
        (counted.everywhere, budget.everywhere),
    )
    return any(limit and number >= limit for number, limit in pairs)


# -- contacts ---------------------------------------------------------------------------------------------------------

MOBILE = re.compile(r"01[016789][0-9]{7,8}")
EMAIL = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,24}")


@dataclass(frozen=True)
class Contact:
    """``kind``: phone or email. ``to``: where a message goes. ``one``: by which it is counted."""

    kind: str
    to: str
    one: str


def read_contact(text: str) -> Contact | None:
    """``010-1234-5678``, ``+82 10 1234 5678`` or an e-mail address; None for anything else.

    The part of an address behind a plus is a mailbox's own business: with and without it is one and the same.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if EMAIL.fullmatch(plain) and len(plain) <= 254:
        name, _, host = plain.rpartition("@")
        return Contact("email", plain, f"{name.partition('+')[0]}@{host}")
    if not plain.isascii():
        return None  # digits of other scripts would make one number many
    digits = "".join(char for char in plain if char.isdecimal())
    if "@" not in plain and digits.startswith("82"):
        digits = "0" + digits[2:].removeprefix("0")
    return Contact("phone", digits, digits) if MOBILE.fullmatch(digits) and "@" not in plain else None


# -- how long the entrance remembers ----------------------------------------------------------------------------------

KEPT = timedelta(days=30)  # after the meeting, long enough for an objection to the count
TRIES_KEPT = timedelta(days=1)  # the longest budget looks back an hour


# -- levels, addresses, the roll --------------------------------------------------------------------------------------


def reaches(have: Level, need: Level) -> bool:
    """Is ``have`` at least ``need``?"""
    return have.value >= need.value


CROWD = 20  # joins from one network address within a minute that a host is told of; a hall's own Wi-Fi does that too


def neighbourhood(address: str) -> str:
    """What is counted as one network address: an IPv6 household holds more addresses than there are tries."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def read_roll(text: str) -> list[tuple[str, str]]:
    """Lines of a pasted list as (name, note): the first cell is the name, the rest (동, 자리) the note.

    Cells are parted by a tab, a comma or a slash; a heading and what stands there twice are left out.
    """
    people: dict[tuple[str, str], None] = {}
    for line in text.splitlines():
        name, *rest = (" ".join(cell.split()) for cell in re.split(r"[\t,，/]", line))
        if name and name not in ("이름", "성명"):
            people[name[:60], _joined(rest)[:60]] = None
    return list(people)


def _joined(cells: Iterable[str]) -> str:
    return " · ".join(cell for cell in cells if cell)
