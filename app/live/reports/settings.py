"""After how many reports something waits: the district's data, read once."""

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "limits.json"


@cache
def hold_after() -> int:
    """How many different people."""
    return int(json.loads(FILE.read_text("utf-8"))["hold_after"])
