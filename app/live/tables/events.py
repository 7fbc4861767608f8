"""Facts about tables, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TablesChanged:
    """Tables were set, a code was issued, people were seated or moved, something was sent or taken back."""

    meeting_id: int


@dataclass(frozen=True)
class TableWrote:
    """A recorder came in, or what a table has written down changed."""

    meeting_id: int
    table_id: int
