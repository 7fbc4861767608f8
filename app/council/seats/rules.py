"""Pure rules of the council's seats: what the charter asks, whether it is kept, how long a term runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.core.labels import Labelled, Side

MOST_SEATS = 60  # of one kind
MOST_KINDS = 12
ENDS_SOON = 60  # days before the end of a term


class Share(Labelled):
    """What part of a number is enough."""

    MAJORITY = "majority", "과반수"
    TWO_THIRDS = "two_thirds", "3분의 2 이상"

    def of(self, whole: int) -> int:
        """The smallest number that is enough. Half is not a majority."""
        return whole // 2 + 1 if self is Share.MAJORITY else -(-2 * whole // 3)


class Base(Labelled):
    """What the quorum to open is counted of."""

    HOLDERS = "holders", "재적위원(지금 임기 중인 위원)"
    SEATS = "seats", "정원(빈자리도 셈)"


@dataclass(frozen=True)
class SeatKind:
    """So many seats of one kind. ``kind``: 당연직 or 위촉직."""

    title: str
    side: Side
    count: int
    kind: str = ""


@dataclass(frozen=True)
class Charter:
    """운영 규칙: the seats and the rules of the council, as they are now or as a sitting froze them."""

    seats: tuple[SeatKind, ...]
    term_years: int = 2
    max_terms: int = 2
    quorum: Share = Share.MAJORITY
    base: Base = Base.HOLDERS
    passing: Share = Share.MAJORITY
    paper_days: int = 7

    @property
    def size(self) -> int:
        return sum(seat.count for seat in self.seats)

    def on(self, side: Side) -> int:
        """How many seats a side has."""
        return sum(seat.count for seat in self.seats if seat.side is side)

    def seat(self, title: str) -> SeatKind | None:
        return next((seat for seat in self.seats if seat.title == title), None)

    def needed(self, holders: int) -> int:
        """How many must be there to open."""
        return self.quorum.of(holders if self.base is Base.HOLDERS else self.size)

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON; ``charter_of`` reads it back."""
        return {
            "seats": [
                {"title": seat.title, "side": seat.side.value, "count": seat.count, "kind": seat.kind}
                for seat in self.seats
            ],
            "term_years": self.term_years,
            "max_terms": self.max_terms,
            "quorum": self.quorum.value,
            "base": self.base.value,
            "passing": self.passing.value,
            "paper_days": self.paper_days,
        }


def seats_of(raw: Iterable[dict[str, Any]]) -> tuple[SeatKind, ...]:
    """Kinds of seats from data, as the plan and the charter keep them."""
    return tuple(
        SeatKind(each["title"], Side(each["side"]), int(each["count"]), each.get("kind", "")) for each in raw
    )


def charter_of(raw: dict[str, Any]) -> Charter:
    """A stored charter, read."""
    return Charter(
        seats_of(raw["seats"]),
        int(raw["term_years"]),
        int(raw["max_terms"]),
        Share(raw["quorum"]),
        Base(raw["base"]),
        Share(raw["passing"]),
        int(raw["paper_days"]),
    )


@dataclass(frozen=True)
class Holder:
    """Somebody in a seat for one term. ``term``: 1 for the first, 2 for the renewed one."""

    id: int
    name: str
    title: str
    side: Side
    term: int
    start: date
    end: date
    left_on: date | None = None

    def holds(self, day: date) -> bool:
        """In office on that day."""
        return self.start <= day <= self.end and (self.left_on is None or day < self.left_on)


def term_end(start: date, years: int) -> date:
    """The last day of a term: 위촉일로부터 2년. A term from a 29 February ends on a 28th."""
    try:
        again = start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 2, 28)
    return again - timedelta(days=1)


@dataclass(frozen=True)
class Check:
    """One rule and whether it is kept. ``now`` says how it is, ``missing`` what is not right; empty when it is kept."""

    rule: str
    now: str
    missing: str = ""

    @property
    def kept(self) -> bool:
        return not self.missing


def _number(rule: str, wanted: int, there: int) -> Check:
    if there < wanted:
        return Check(rule, f"{there}/{wanted}", f"{wanted - there}석 비어 있음")
    return Check(rule, f"{there}/{wanted}", f"{there - wanted}명 많음" if there > wanted else "")


def checks(
    charter: Charter, holders: Sequence[Holder], chairs: Iterable[Side], today: date
) -> tuple[Check, ...]:
    """Every rule of the charter against those in office today. ``chairs``: the sides that have a co-chair."""
    here = [one for one in holders if one.holds(today)]
    found = [_number(f"위원 {charter.size}명", charter.size, len(here))]
    for side in Side:
        wanted = charter.on(side)
        found.append(_number(f"{side.label} {wanted}명", wanted, sum(one.side is side for one in here)))
    for seat in charter.seats:
        there = sum(one.title == seat.title for one in here)
        found.append(_number(f"{seat.title} {seat.count}명", seat.count, there))
    unknown = sorted({one.name for one in here if charter.seat(one.title) is None})
    if unknown:
        found.append(
            Check("규칙에 있는 자리", f"{len(unknown)}명", f"{', '.join(unknown)}: 규칙에 없는 자리")
        )
    led = set(chairs)
    for side in Side:
        rule = f"{side.label} 쪽 공동의장"
        found.append(Check(rule, "있음") if side in led else Check(rule, "없음", f"{rule}이 없음"))
    long = [one.name for one in here if one.end > term_end(one.start, charter.term_years)]
    found.append(
        Check(
            f"임기 {charter.term_years}년",
            "지킴" if not long else f"{len(long)}명",
            _named(long, "임기가 긺"),
        )
    )
    often = [one.name for one in here if one.term > charter.max_terms]
    rule = f"연임 {charter.max_terms - 1}번까지" if charter.max_terms > 1 else "연임 없음"
    found.append(Check(rule, "지킴" if not often else f"{len(often)}명", _named(often, "연임이 많음")))
    return tuple(found)


def _named(names: Sequence[str], what: str) -> str:
    return f"{', '.join(names)}: {what}" if names else ""


@dataclass(frozen=True)
class Vacancy:
    """Empty seats of one kind."""

    seat: SeatKind
    empty: int


def vacancies(charter: Charter, holders: Sequence[Holder], today: date) -> tuple[Vacancy, ...]:
    """Where somebody could be appointed now."""
    found = []
    for seat in charter.seats:
        empty = seat.count - sum(one.title == seat.title and one.holds(today) for one in holders)
        if empty > 0:
            found.append(Vacancy(seat, empty))
    return tuple(found)


def ends_soon(holder: Holder, today: date) -> bool:
    """Does the term end within two months?"""
    return holder.holds(today) and (holder.end - today).days <= ENDS_SOON
