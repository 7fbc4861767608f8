"""Pure rules of wording: when a facilitator should look at a text before the room does, and why."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.labels import Labelled


class Flag(Labelled):
    """Why somebody should look first, in words for the facilitator and for whoever wrote it."""

    CONTACT = "contact", "전화번호나 전자우편 주소가 들어 있어요."
    LINK = "link", "다른 누리집 주소가 들어 있어요."
    ABUSE = "abuse", "욕설로 보이는 말이 있어요."
    SLUR = "slur", "사람을 깎아내리는 것으로 보이는 말이 있어요."
    PERSON = "person", "사람이나 가게를 가리키는 말이 있어요."


@dataclass(frozen=True)
class Words:
    """``words`` to look at, in plain form, and words ``but`` that only contain one of them."""

    words: tuple[str, ...]
    but: tuple[str, ...] = ()


_PHONE = re.compile(r"01[016789][-. ]?\d{3,4}[-. ]?\d{4}")
_MAIL = re.compile(r"\S+@\S+\.\S+")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_PERSON = re.compile(r"(사장님|원장님|○○|씨 때문|놈|년 때문)")
_GAPS = re.compile(r"[\W_]+")
_AGAIN = re.compile(r"(.)\1+")
_UNSEEN = {"Cf", "Mn"}  # joiners and marks that show nothing by themselves


def pieces(text: str) -> list[str]:
    """A text in plain form: NFKC (so that jamo written one by one become syllables), lower case, without marks that do
    not show, repeated signs once (ㅅㅅㅂ is ㅅㅂ), cut where blanks or other signs stand.
    """
    shown = "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)
    plain = unicodedata.normalize("NFKC", shown).lower()
    return [_AGAIN.sub(r"\1", piece) for piece in _GAPS.split(plain) if piece]


def plain(word: str) -> str:
    """The same without the cuts."""
    return "".join(pieces(word))


def contains(text: str, words: Words) -> bool:
    """Does one of the words stand in the text?

    Inside one piece anywhere; across a gap (``시 발``) only from the beginning of a piece to the end of one, so that
    ``다시 발표`` is not taken for what it is not.
    """
    cut = pieces(text)
    for but in words.but:
        cut = [piece.replace(but, " ") for piece in cut]
    if any(word in piece for piece in cut for word in words.words):
        return True
    starts = range(len(cut))
    longest = max((len(word) for word in words.words), default=0)
    for start in starts:
        joined = ""
        for piece in cut[start : start + longest]:
            joined += piece
            if len(joined) > longest:
                break
            # letters typed one by one with gaps may have been doubled, too
            if _AGAIN.sub(r"\1", unicodedata.normalize("NFKC", joined)) in words.words:
                return True
    return False


def flag_of(text: str, lists: Mapping[Flag, Words]) -> Flag | None:
    """The first thing that stands out, if anything does."""
    if _PHONE.search(text) or _MAIL.search(text):
        return Flag.CONTACT
    if _LINK.search(text):
        return Flag.LINK
    for flag, words in lists.items():
        if contains(text, words):
            return flag
    return Flag.PERSON if _PERSON.search(text) else None
