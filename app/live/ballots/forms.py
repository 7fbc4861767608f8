"""How the marks of a vote are sent, by whichever page."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from app.live.counts.rules import MOST_MARKS


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


Marks = Annotated[list[int], BeforeValidator(_each), Field(min_length=1, max_length=MOST_MARKS)]
