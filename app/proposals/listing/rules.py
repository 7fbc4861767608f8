"""Pure rules of the list: what is asked for, how words are matched, what a row's state is called."""

import unicodedata
from dataclasses import dataclass

from app.core.labels import Labelled

LONGEST_QUERY = 60
MOST_WORDS = 6


class Sort(Labelled):
    """The order of the list."""

    NEWEST = "newest", "새로운 순"
    SUPPORT = "support", "공감 많은 순"


class Standing(Labelled):
    """What became of it, for proposals and agendas alike."""

    RECEIVED = "received", "접수"
    GOING = "going", "의제 진행 중"
    DONE = "done", "마침"
    MERGED = "merged", "병합"
    COMPLAINT = "complaint", "민원 이송"
    DECLINED = "declined", "미선정"


OPEN = (Standing.RECEIVED, Standing.GOING)  # still talked about: what the map counts


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for; an empty string asks for everything. Places and fields are given by their codes."""

    q: str = ""
    dong: str = ""
    zone: str = ""
    field: str = ""
    state: str = ""
    channel: str = ""
    sort: Sort = Sort.NEWEST


def words(q: str) -> list[str]:
    """The words of a query, composed (NFC) and in lower case, so that what a phone types decomposed is found too."""
    text = unicodedata.normalize("NFC", q)[:LONGEST_QUERY].lower()
    return ["".join(c for c in word if c.isprintable()) for word in text.split()][:MOST_WORDS]


def pattern(word: str) -> str:
    r"""A LIKE pattern that finds the word anywhere, with ``\`` as escape: ``100%`` → ``%100\%%``."""
    for special in ("\\", "%", "_"):
        word = word.replace(special, "\\" + special)
    return f"%{word}%"
