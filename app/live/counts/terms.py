"""The terms of a ballot (투표 규칙): said before anybody votes, frozen when it opens, applied word for word when it is counted.

Pure. Sources of the defaults: domain ``rules.json`` (turnout 0.5 % of electors, majority of those taking part, ties declared).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from app.core.labels import Labelled
from app.live.counts.channels import FULL, Channel
from app.live.counts.rules import FIXED, SINGLE, Kind, Tally


class Base(Labelled):
    """What a percentage is a percentage of."""

    VOTERS = "voters", "투표한 사람"
    PRESENT = "present", "참석한 사람"
    ELECTORS = "electors", "선거인"


class Majority(Labelled):
    """What it takes to be adopted. ``LEAD``: simply the most."""

    LEAD = "lead", "가장 많은 표"
    HALF_VOTERS = "half_voters", "투표자 과반"
    HALF_PRESENT = "half_present", "참석자 과반"
    TWO_THIRDS = "two_thirds", "투표자 3분의 2"


class Place(Labelled):
    """Who belongs here. Said by the voter, checked at the roll where the level asks for it."""

    ANYONE = "anyone", "누구나"
    RESIDENT = "resident", "구민"
    DAILY = "daily", "구민과 생활권자(직장·학교·단체)"


AGES = (0, 12, 16, 18)
HUNDREDTHS = 100  # of a percent: 0.5 % of the electors is 50


@dataclass(frozen=True)
class Terms:
    """``quorum``: percent of those present who must vote, 0 for none. ``floor``: hundredths of a percent of ``electors``.

    ``electors_on``: the day the number of electors was counted, as ``2022-03-09``. ``changeable``: a vote may be replaced
    until the end. ``shuffled``: each phone shows the options in an order of its own. ``observers``: one observer of each
    side confirms the count before it is announced. ``channels``: how votes come in. ``online``: the weight in percent of
    what does not come from the hall; 0: simply added. ``apart``: votes a secret ballot's side needs to be told apart, or weighted.
    """

    base: Base = Base.VOTERS
    majority: Majority = Majority.LEAD
    quorum: int = 0
    floor: int = 0
    electors: int = 0
    electors_on: str = ""
    place: Place = Place.ANYONE
    min_age: int = 0
    changeable: bool = True
    shuffled: bool = False
    observers: bool = False
    channels: tuple[Channel, ...] = (Channel.PHONE,)
    online: int = 0
    apart: int = 0

    def as_data(self) -> dict[str, object]:
        """For the ballot's row and its frozen definition: plain values, every key always there."""
        channels = [channel.value for channel in self.channels]
        data: dict[str, object] = {**asdict(self), "channels": channels}
        return {name: one.value if isinstance(one, Labelled) else one for name, one in data.items()}

    @property
    def is_plain(self) -> bool:
        """Do all votes come from phones?"""
        return self.channels == (Channel.PHONE,)

    @property
    def least(self) -> int:
        """How many must vote because of the floor; 0 without one."""
        return max(1, _share_of(self.electors, self.floor)) if self.floor else 0

    @property
    def must_declare(self) -> bool:
        """Must a voter say that they belong here, or are old enough?"""
        return self.place is not Place.ANYONE or self.min_age > 0


def from_data(data: Mapping[str, Any] | None) -> Terms:
    """The terms as they were stored; what an older ballot did not know is the default."""
    data = data or {}
    known = {one.name: data[one.name] for one in fields(Terms) if one.name in data}
    enums = {"base": Base, "majority": Majority, "place": Place}
    for name, kind in enums.items():
        if name in known:
            known[name] = kind(known[name])
    if "channels" in known:
        known["channels"] = tuple(channel for channel in Channel if channel.value in known["channels"])
    return Terms(**known)


def problem(terms: Terms) -> str | None:
    """Why these terms cannot stand, as a sentence; None when they can."""
    if not 0 <= terms.quorum <= 100:
        return "정족수는 0에서 100 사이의 퍼센트로 적어 주세요."
    if not 0 <= terms.floor <= 100 * HUNDREDTHS:
        return "최소 참여율은 0에서 100 사이의 퍼센트로 적어 주세요."
    if (terms.floor or terms.base is Base.ELECTORS) and not terms.electors:
        return "선거인 수와 기준일을 함께 적어 주세요."
    if terms.electors and not _is_day(terms.electors_on):
        return "선거인 수의 기준일을 2022-03-09처럼 적어 주세요."
    return None if terms.min_age in AGES else "나이는 제한 없음, 12세, 16세, 18세 가운데 골라 주세요."


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def mended(terms: Terms, kind: Kind) -> Terms:
    """Terms a kind can keep: only 찬반 and 선택 are won by a majority; percentages of people need one mark that counts once;
    options that come with the kind have an order of their own. Weighted sides make points, of which a majority is more than 50.
    """
    elects = kind in (Kind.YESNO, Kind.CHOICE)
    online = terms.online if elects else 0
    majority = terms.majority if elects else Majority.LEAD
    if online and majority is Majority.HALF_PRESENT:  # points are no people
        majority = Majority.HALF_VOTERS
    return replace(
        terms,
        channels=tuple(one for one in Channel if one is Channel.PHONE or one in terms.channels),
        online=online,
        majority=majority,
        base=terms.base if (elects or kind in SINGLE) and not online else Base.VOTERS,
        shuffled=terms.shuffled and kind not in FIXED,
    )


# -- what a count decides --------------------------------------------------------------------------------------------


class Ruling(Labelled):
    """What became of a ballot."""

    ADOPTED = "adopted", "가결"
    REJECTED = "rejected", "부결"
    CHOSEN = "chosen", "선정"
    TIED = "tied", "동수"
    NO_QUORUM = "no_quorum", "정족수 미달"
    LOW_TURNOUT = "low_turnout", "참여율 미달"
    NO_VOTES = "no_votes", "투표한 사람 없음"
    MEASURED = "measured", "집계"


@dataclass(frozen=True)
class Check:
    """One condition with its numbers, for wall and minutes: ``have`` of ``need``; ``in_points``: hundredths of a point."""

    name: str
    have: int
    need: int
    in_points: bool = False

    @property
    def is_met(self) -> bool:
        return self.have >= self.need


@dataclass(frozen=True)
class Verdict:
    """``winners``: option ids. ``checks``: every condition that was asked, met or not."""

    ruling: Ruling
    winners: tuple[int, ...]
    checks: tuple[Check, ...]


def _share_of(whole: int, hundredths: int) -> int:
    """The least whole number that is this share of a whole."""
    return -(-whole * hundredths // (100 * HUNDREDTHS))


def _needed(terms: Terms, voters: int, present: int) -> Check | None:
    """Votes the winner needs, points where sides are weighted; None when being first is enough."""
    if terms.online and terms.majority is Majority.TWO_THIRDS:
        return Check("100점 가운데 3분의 2", 0, -(-2 * FULL // 3), in_points=True)
    if terms.online and terms.majority is not Majority.LEAD:
        return Check("100점 가운데 과반", 0, FULL // 2 + 1, in_points=True)
    if terms.majority is Majority.HALF_VOTERS:
        return Check("투표자 과반", 0, voters // 2 + 1)
    if terms.majority is Majority.HALF_PRESENT:
        return Check("참석자 과반", 0, present // 2 + 1)
    if terms.majority is Majority.TWO_THIRDS:
        return Check("투표자 3분의 2", 0, -(-2 * voters // 3))
    return None


def verdict(
    terms: Terms,
    kind: Kind,
    result: Tally,
    present: int,
    *,
    agree: int | None = None,
    against: int | None = None,
) -> Verdict:
    """Apply the terms to a count. ``present``: people in the room at closing. ``agree`` and ``against``: options 찬성 and
    반대 of a 찬반 ballot, where 찬성 must win: a tie between them is declared, never settled in silence.
    """
    checks = []
    if terms.quorum:
        checks.append(Check("정족수", result.voters, max(1, _share_of(present, terms.quorum * HUNDREDTHS))))
    if terms.floor:
        checks.append(Check("최소 참여", result.voters, terms.least))
    leaders = result.leaders
    votes = {row.option_id: row.votes for row in result.rows}
    if kind is Kind.YESNO and agree is not None:
        leaders = (agree,)
    need = _needed(terms, result.voters, present)
    if need is not None and leaders:
        checks.append(replace(need, have=votes.get(leaders[0], 0)))

    def ruled(ruling: Ruling, *winners: int) -> Verdict:
        return Verdict(ruling, winners, tuple(checks))

    if not result.voters:
        return ruled(Ruling.NO_VOTES)
    for check in checks:
        if not check.is_met and check.name == "정족수":
            return ruled(Ruling.NO_QUORUM)
        if not check.is_met and check.name == "최소 참여":
            return ruled(Ruling.LOW_TURNOUT)
    if kind is Kind.SCALE:
        return ruled(Ruling.MEASURED)
    if kind is Kind.YESNO and agree is not None and against is not None:
        if votes[agree] == votes[against]:
            return ruled(Ruling.TIED, agree, against)
        won = votes[agree] > votes[against] and all(check.is_met for check in checks)
        return ruled(Ruling.ADOPTED, agree) if won else ruled(Ruling.REJECTED)
    if len(leaders) > 1:
        return ruled(Ruling.TIED, *leaders)
    met = all(check.is_met for check in checks)
    return ruled(Ruling.CHOSEN, *leaders) if met else ruled(Ruling.REJECTED)
