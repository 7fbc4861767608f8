"""The channels of a ballot (투표 방법) and how they come together. Pure.

What comes by phone, text message or telephone is a vote of its own; paper and raised hands come in as totals. Together
they are a simple sum, or the online side and the hall each have a weight that was said before: then an option gets that
weight times its share of the side's voters, in hundredths of a point of 100, a half rounded up, rounded once at the end.
A side nobody voted on gives its weight to nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.labels import Labelled
from app.live.counts.rules import Kind, Method, scores


class Channel(Labelled):
    """How a vote came in."""

    PHONE = "phone", "휴대폰"
    TEXT = "text", "문자"
    TELEPHONE = "telephone", "전화"
    PAPER = "paper", "종이"
    HANDS = "hands", "손들기"


SENT = (Channel.PHONE, Channel.TEXT, Channel.TELEPHONE)  # one by one, each under a receipt number
BY_DESK = (Channel.TEXT, Channel.TELEPHONE)  # entered by staff for somebody
TOTALLED = (Channel.PAPER, Channel.HANDS)  # as totals, and therefore no more than that is known of them
TOGETHER = "together"  # how the total is named that folded votes are in (``folding``)
TOTAL_KINDS = frozenset({Kind.YESNO, Kind.CHOICE, Kind.SCALE})  # where a total says how many people it was
FEWEST_APART = 5  # votes of a secret ballot's channel that may be told apart from the rest
FULL = 10_000  # hundredths of a point: everything
MOST_COUNTED = 100_000  # sheets or hands


@dataclass(frozen=True)
class Total:
    """What was counted on one pile of paper, or of hands. ``rows``: option → how many; ``handed``: ballots handed in."""

    rows: tuple[tuple[int, int], ...]
    valid: int
    blank: int
    void: int
    handed: int

    def as_data(self) -> dict[str, object]:
        """For the ballot's row, the ledger and the result file."""
        return {
            "rows": [list(row) for row in self.rows],
            "valid": self.valid,
            "blank": self.blank,
            "void": self.void,
            "handed": self.handed,
        }


def total_from(data: Mapping[str, object]) -> Total:
    """A total as it was stored."""
    rows, numbers = data["rows"], [data[name] for name in ("valid", "blank", "void", "handed")]
    assert isinstance(rows, list)
    valid, blank, void, handed = (number if isinstance(number, int) else 0 for number in numbers)
    return Total(tuple((option, count) for option, count in rows), valid, blank, void, handed)


def totals_from(data: Mapping[str, Mapping[str, object]] | None) -> dict[Channel, Total]:
    """Totals by channel, in the order of the channels."""
    return {one: total_from(data[one.value]) for one in TOTALLED if data and one.value in data}


def counted_in(parts: Mapping[str, Any] | None) -> list[Total]:
    """Every total that is published of a ballot, folded or not."""
    return [total_from(one) for one in (parts or {}).get("totals", {}).values()]


def total_problem(kind: Kind, total: Total, options: Sequence[int], most: int) -> str | None:
    """Why these numbers cannot be, as a sentence; None when they can."""
    numbers = (*(count for _, count in total.rows), total.valid, total.blank, total.void, total.handed)
    if any(not 0 <= number <= MOST_COUNTED for number in numbers):
        return "수는 0에서 100,000 사이로 적어 주세요."
    if [option for option, _ in total.rows] != list(options):
        return "이 투표의 보기와 다릅니다. 화면을 새로 고친 뒤 다시 적어 주세요."
    if total.valid + total.blank + total.void != total.handed:
        return "유효표와 백지와 무효표를 더한 수가 낸 표의 수와 다릅니다. 다시 세어 주세요."
    marks = sum(count for _, count in total.rows)
    if any(count > total.valid for _, count in total.rows):
        return "유효표보다 많이 받은 보기가 있습니다. 다시 세어 주세요."
    if not total.valid <= marks <= total.valid * most:
        if most == 1:
            return "보기마다 적은 수를 더하면 유효표의 수와 같아야 합니다. 다시 세어 주세요."
        return "보기마다 적은 수의 합이 유효표의 수와 맞지 않습니다. 다시 세어 주세요."
    return None


def channel_problem(channels: Sequence[Channel], online: int, kind: Kind, *, named: bool) -> str | None:
    """Why votes of this kind cannot come in by these channels and weights, as a sentence; None when they can."""
    totalled = [channel for channel in TOTALLED if channel in channels]
    if not 0 <= online < 100:
        return "온라인의 몫은 1에서 99 사이로 적어 주세요. 나머지가 현장의 몫입니다."
    if online and not totalled:
        return "몫을 나누려면 현장 표(종이나 손들기)도 받아야 합니다."
    if totalled and kind not in TOTAL_KINDS:
        return (
            "순위, 점수, 스티커 투표는 합계만으로는 몇 사람의 뜻인지 알 수 없어 종이나 손들기로 받을 수 없습니다. "
            "찬반, 선택, 척도 가운데 고르거나 종이와 손들기를 빼 주세요."
        )
    if Channel.HANDS in totalled and not named:
        return "손들기는 모두가 보므로 무기명 투표에 넣을 수 없습니다. 기명으로 바꾸거나 손들기를 빼 주세요."
    return None


def sums(options: Sequence[int], totals: Iterable[Total]) -> tuple[dict[int, int], int]:
    """Totals added up: option → how many, and how many valid ballots they are."""
    rows, valid = dict.fromkeys(options, 0), 0
    for total in totals:
        valid += total.valid
        for option, count in total.rows:
            rows[option] += count
    return rows, valid


def mixed(sides: Sequence[tuple[int, Mapping[int, int], int]], options: Sequence[int]) -> dict[int, int]:
    """option → hundredths of a point of 100. ``sides``: (weight, option → votes, voters) of each side."""
    there = [side for side in sides if side[2]]
    whole = 1
    for _, _, voters in there:
        whole *= voters
    found = {}
    for option in options:
        above = sum(100 * weight * rows[option] * (whole // voters) for weight, rows, voters in there)
        found[option] = (2 * above + whole) // (2 * whole)
    return found


def together(
    kind: Kind,
    method: Method,
    options: Sequence[int],
    votes: Iterable[Sequence[int]],
    totals: Iterable[Total] = (),
    online: int = 0,
) -> dict[str, object]:
    """The tally of a ballot as it is frozen: votes that were sent and totals that were counted, by its own rule.

    ``online``: the weight of the online side in percent, the hall has the rest; 0 for a simple sum.
    """
    cast = [tuple(vote) for vote in votes]
    sent = scores(kind, method, options, cast)
    counted, valid = sums(options, totals)
    if online:
        rows = mixed(((online, sent, len(cast)), (100 - online, counted, valid)), options)
    else:
        rows = {option: sent[option] + counted[option] for option in options}
    return {"voters": len(cast) + valid, "rows": [[option, rows[option]] for option in options]}


def told_apart(many: Mapping[Channel, int], *, secret: bool) -> frozenset[Channel]:
    """The channels that stand beside their votes. Of very few in a secret ballot, somebody might know whose they are; also
    of the rest, which stands there without a channel: is it so few, nothing is told apart.
    """
    if not secret:
        return frozenset(BY_DESK)
    large = frozenset(one for one in BY_DESK if many.get(one, 0) >= FEWEST_APART)
    rest = sum(many.values()) - sum(many[one] for one in large)
    return frozenset() if 0 < rest < FEWEST_APART else large
