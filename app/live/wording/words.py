"""The district's word list, read once."""

import json
from functools import cache
from pathlib import Path

from app.live.wording.rules import Flag, Words, flag_of, plain

FILE = Path(__file__).parent / "data" / "words.json"


def read(text: str) -> dict[Flag, Words]:
    """A word list as it is written: flag → its words. Whatever is no flag (a note) is left aside."""
    content = json.loads(text)
    return {
        flag: Words(
            tuple(filter(None, map(plain, content[flag.value].get("words", ())))),
            tuple(filter(None, map(plain, content[flag.value].get("but", ())))),
        )
        for flag in Flag
        if flag.value in content
    }


@cache
def _lists() -> dict[Flag, Words]:
    return read(FILE.read_text("utf-8"))


def flag(text: str) -> str:
    """Why a facilitator should look first, as a sentence; empty when nothing stands out."""
    found = flag_of(text, _lists())
    return found.label if found else ""
