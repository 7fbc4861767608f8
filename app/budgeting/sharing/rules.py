"""Pure rules of dividing a budget among projects after an approval vote: what is common to both, and greedy by votes.

Ties, in both rules: more votes, then the cheaper one, then the one that stands earlier on the paper.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.core.labels import Labelled


class Rule(Labelled):
    """How a budget is divided."""

    GREEDY = "greedy", "득표순"
    SHARES = "shares", "균등몫"


class Fate(Labelled):
    """What decided about a project."""

    BY_VOTES = "by_votes", "득표순으로 뽑힘"
    BY_SHARES = "by_shares", "찬성한 사람들의 몫으로 뽑힘"
    FILLED = "filled", "남은 예산으로 뽑힘"
    NO_ROOM = "no_room", "예산이 모자람"
    NO_VOTES = "no_votes", "표가 없음"


CHOSEN = frozenset({Fate.BY_VOTES, Fate.BY_SHARES, Fate.FILLED})


@dataclass(frozen=True)
class Candidate:
    """A project on the paper. ``id`` is its place there; ``cost`` whole won, more than nothing."""

    id: int
    cost: int
    name: str = ""


@dataclass(frozen=True)
class Judged:
    """One project and what decided about it. ``left``: of the budget, when its turn came (득표순, or when the rest was filled).

    By shares: ``payers`` supporters had something left, nobody paid more than ``each``; of one that was not chosen, ``held`` is
    what its supporters had left together.
    """

    candidate: Candidate
    votes: int
    fate: Fate
    left: int = 0
    payers: int = 0
    each: Fraction = Fraction(0)
    held: Fraction = Fraction(0)

    @property
    def is_chosen(self) -> bool:
        return self.fate in CHOSEN

    @property
    def missing(self) -> int:
        """Won of the budget that were missing when its turn came; 0 for one that was chosen."""
        return 0 if self.is_chosen else max(0, self.candidate.cost - self.left)


@dataclass(frozen=True)
class Division:
    """A budget divided. ``rows``: the chosen ones in the order they were chosen, then the others by votes.

    By shares: ``share`` is what one voter's part had become when it was chosen for the last time, ``percent`` of the first.
    """

    rule: Rule
    budget: int
    voters: int
    rows: tuple[Judged, ...]
    share: Fraction = Fraction(0)
    percent: int = 100

    @property
    def chosen(self) -> tuple[Judged, ...]:
        return tuple(row for row in self.rows if row.is_chosen)

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(row.candidate.id for row in self.chosen)

    @property
    def spent(self) -> int:
        return sum(row.candidate.cost for row in self.chosen)

    @property
    def left(self) -> int:
        return self.budget - self.spent

    def row(self, id_: int) -> Judged:
        """What became of one project."""
        return next(row for row in self.rows if row.candidate.id == id_)


Votes = Mapping[frozenset[int], int]  # projects somebody approved of → how many people voted like that


def grouped(votes: Iterable[Iterable[int]]) -> Votes:
    """Votes that say the same, together: they fare the same in every rule."""
    return Counter(frozenset(vote) for vote in votes)


def support(candidates: Sequence[Candidate], votes: Votes) -> dict[int, int]:
    """project → how many people approved of it."""
    found: Counter[int] = Counter()
    for names, people in votes.items():
        found.update(dict.fromkeys(names, people))
    return {one.id: found[one.id] for one in candidates}


def in_turn(candidates: Iterable[Candidate], counts: Mapping[int, int]) -> list[Candidate]:
    """Most votes first; ties as the head of this file says."""
    return sorted(candidates, key=lambda one: (-counts[one.id], one.cost, one.id))


def filled(candidates: Iterable[Candidate], counts: Mapping[int, int], left: int, fate: Fate) -> list[Judged]:
    """Whoever fits into what is left is taken, most votes first; each with what was left at its turn."""
    rows = []
    for one in in_turn(candidates, counts):
        votes = counts[one.id]
        fits = votes > 0 and one.cost <= left
        rows.append(Judged(one, votes, fate if fits else Fate.NO_ROOM if votes else Fate.NO_VOTES, left=left))
        left -= one.cost if fits else 0
    return rows


def greedy(candidates: Sequence[Candidate], counts: Mapping[int, int], budget: int, voters: int) -> Division:
    """득표순: the budget is filled in the order of votes; what does not fit is passed over. Needs no more than totals."""
    rows = filled(candidates, counts, budget, Fate.BY_VOTES)
    return Division(Rule.GREEDY, budget, voters, chosen_first(rows))


def chosen_first(rows: Iterable[Judged]) -> tuple[Judged, ...]:
    """The chosen ones, then the others; each in the order they came."""
    return tuple(sorted(rows, key=lambda row: not row.is_chosen))
