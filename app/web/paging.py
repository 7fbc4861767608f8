"""Cutting a long list into pages."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PER_PAGE = 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """``rows`` of one page, with where it stands among ``total`` rows. Pages count from 1."""

    rows: list[T]
    total: int
    number: int = 1
    per_page: int = PER_PAGE

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None


def window(number: int, per_page: int = PER_PAGE) -> tuple[int, int]:
    """(offset, limit) of a page; a number below one reads as one."""
    return (max(1, number) - 1) * per_page, per_page
