"""균등몫 (Method of Equal Shares, with cost as utility, completed by Add1U). Pure and exact: whole numbers, no rounding.

Every voter gets an equal part of the budget. A project is bought when those who approved of it can pay for it together; each
pays the same, or all that is left. The one whose supporters pay the least per won comes first. What is bought this way
seldom spends the whole budget. So (Add1) parts are made larger, one percent of the first part at a time, and everything is
chosen anew, until the budget would be passed or nothing is left to choose; and (U) what is left then is filled by votes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from app.budgeting.sharing.rules import (
    Candidate,
    Division,
    Fate,
    Judged,
    Rule,
    Votes,
    chosen_first,
    filled,
    support,
)

FIRST, MOST = 100, 200  # percent of the first part: where growing begins and ends


@dataclass
class Purses:
    """What is left to whom. Money is counted in ``unit`` parts of a won, so that it is always whole.

    People who voted alike stand in one group, because they have the same at any time.
    """

    groups: tuple[tuple[frozenset[int], int], ...]
    money: list[int]
    unit: int

    def behind(self, one: Candidate) -> list[int]:
        """The groups that approve of a project and have something left."""
        return [
            place for place, (names, _) in enumerate(self.groups) if one.id in names and self.money[place]
        ]

    def payment(self, one: Candidate) -> tuple[int, int] | None:
        """The most that anybody pays, as (money, people it is divided by); None when they cannot pay together."""
        purses = sorted((self.money[place], self.groups[place][1]) for place in self.behind(one))
        left, people = one.cost * self.unit, sum(many for _, many in purses)
        for purse, many in purses:
            if purse * people >= left:
                return left, people
            left -= purse * many  # these give all they have
            people -= many
        return None

    def price(self, one: Candidate) -> Fraction | None:
        """What a supporter pays of each won of the cost."""
        paid = self.payment(one)
        return Fraction(paid[0], paid[1] * one.cost * self.unit) if paid else None

    def pay(self, one: Candidate) -> tuple[int, Fraction]:
        """Take the money. Returns how many had some, and the most that one of them paid in won."""
        paid = self.payment(one)
        assert paid is not None
        most, people = paid
        places = self.behind(one)
        payers = sum(self.groups[place][1] for place in places)
        each = Fraction(most, people * self.unit)
        self.money, self.unit = [purse * people for purse in self.money], self.unit * people
        for place in places:
            self.money[place] -= min(self.money[place], most)
        common = gcd(self.unit, *self.money)
        self.money, self.unit = [purse // common for purse in self.money], self.unit // common
        return payers, each

    def held(self, one: Candidate) -> Fraction:
        """What its supporters have left together, in won."""
        return Fraction(sum(self.money[at] * self.groups[at][1] for at in self.behind(one)), self.unit)


def equal_shares(candidates: Sequence[Candidate], votes: Votes, budget: int) -> Division:
    """균등몫 with its completion. ``voters`` are all who voted, also those who approved of nothing."""
    counts, voters = support(candidates, votes), sum(votes.values())
    if not voters:
        rows = tuple(filled(candidates, counts, budget, Fate.FILLED))
        return Division(Rule.SHARES, budget, 0, rows)
    groups = tuple(sorted(votes.items(), key=lambda group: sorted(group[0])))
    percent = FIRST
    bought, purses = _bought(candidates, counts, groups, budget, percent)
    wanted = len(_possible(candidates, counts, budget))
    while len(bought) < wanted and percent < MOST:
        more, after = _bought(candidates, counts, groups, budget, percent + 1)
        if sum(row.candidate.cost for row in more) > budget:
            break
        bought, purses, percent = more, after, percent + 1
    return _completed(candidates, counts, budget, bought, purses, voters, percent)


def _bought(
    candidates: Sequence[Candidate],
    counts: dict[int, int],
    groups: tuple[tuple[frozenset[int], int], ...],
    budget: int,
    percent: int,
) -> tuple[list[Judged], Purses]:
    """What supporters can pay for, in turn, when everybody has ``percent`` of an equal part."""
    voters = sum(many for _, many in groups)
    purses = Purses(groups, [budget * percent] * len(groups), 100 * voters)
    possible = _possible(candidates, counts, budget)
    waiting = {one.id: (Fraction(1, counts[one.id]), one) for one in possible}
    rows: list[Judged] = []
    while best := _cheapest(waiting, counts, purses):
        payers, each = purses.pay(best)
        rows.append(Judged(best, counts[best.id], Fate.BY_SHARES, payers=payers, each=each))
        del waiting[best.id]
    return rows, purses


def _possible(candidates: Sequence[Candidate], counts: dict[int, int], budget: int) -> list[Candidate]:
    """Whoever has votes and costs no more than the whole budget."""
    return [one for one in candidates if counts[one.id] and one.cost <= budget]


def _cheapest(
    waiting: dict[int, tuple[Fraction, Candidate]], counts: dict[int, int], purses: Purses
) -> Candidate | None:
    """The project whose supporters pay the least per won. A price only rises, so who was dearer before is not asked again;
    who cannot be paid now never can.
    """
    best: tuple[Fraction, int, int, int] | None = None
    for known, one in sorted(waiting.values(), key=lambda entry: (entry[0], entry[1].id)):
        if best is not None and known > best[0]:
            break
        price = purses.price(one)
        if price is None:
            del waiting[one.id]
            continue
        waiting[one.id] = price, one
        turn = (price, -counts[one.id], one.cost, one.id)
        best = turn if best is None else min(best, turn)
    return waiting[best[3]][1] if best else None


def _completed(
    candidates: Sequence[Candidate],
    counts: dict[int, int],
    budget: int,
    bought: list[Judged],
    purses: Purses,
    voters: int,
    percent: int,
) -> Division:
    taken = {row.candidate.id for row in bought}
    left = budget - sum(row.candidate.cost for row in bought)
    others = [one for one in candidates if one.id not in taken]
    rest = [
        Judged(
            row.candidate,
            row.votes,
            row.fate,
            left=row.left,
            payers=sum(purses.groups[at][1] for at in purses.behind(row.candidate)),
            held=purses.held(row.candidate),
        )
        for row in filled(others, counts, left, Fate.FILLED)
    ]
    share = Fraction(budget * percent, 100 * voters)
    return Division(Rule.SHARES, budget, voters, (*bought, *chosen_first(rest)), share=share, percent=percent)
