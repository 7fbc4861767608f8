"""Both rules side by side on the same votes: what each chooses and why, and whom it serves. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.budgeting.sharing import words
from app.budgeting.sharing.rules import Candidate, Division, Judged, Rule, Votes, greedy
from app.budgeting.sharing.shares import equal_shares

MOST_WORK = 10_000  # projects × different votes: what equal shares counts within a page's time


@dataclass(frozen=True)
class Fared:
    """What one rule makes of one project, in words."""

    judged: Judged
    words: str


@dataclass(frozen=True)
class Line:
    """A project under both rules. ``told``: whether it was chosen where the election was published."""

    candidate: Candidate
    votes: int
    by: Mapping[Rule, Fared]
    differs: str
    told: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """One rule's outcome. ``served``: voters of whom at least one wish was chosen; None where votes are known as totals."""

    division: Division
    explained: str
    served: int | None


@dataclass(frozen=True)
class Comparison:
    """``outcomes`` holds both rules, or votes alone where equal shares cannot be counted (``why_one``)."""

    budget: int
    voters: int
    outcomes: Mapping[Rule, Outcome]
    lines: tuple[Line, ...]
    why_one: str = ""

    @property
    def differing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.differs)

    @property
    def misses(self) -> tuple[Line, ...]:
        """Projects whose publication says otherwise than greedy by votes."""
        return tuple(
            line
            for line in self.lines
            if line.told is not None and line.told != line.by[Rule.GREEDY].judged.is_chosen
        )


def compare(
    candidates: Sequence[Candidate],
    counts: Mapping[int, int],
    votes: Votes,
    budget: int,
    voters: int,
    told: Mapping[int, bool | None] | None = None,
) -> Comparison:
    """``counts`` and ``voters`` are everything that was counted; ``votes`` what is known one by one, which may be less."""
    divisions = {Rule.GREEDY: greedy(candidates, counts, budget, voters)}
    whole = sum(votes.values()) == voters
    why = (
        ""
        if whole
        else "종이나 손들기로 낸 표는 합계만 남아, 한 사람 한 사람의 몫을 셈하는 ‘균등몫’으로는 견줄 수 없습니다."
    )
    if not why and len(candidates) * len(votes) > MOST_WORK:
        why = "사업과 서로 다른 표가 많아 이 화면에서는 ‘균등몫’을 셈하지 않습니다."
    if not why:
        divisions[Rule.SHARES] = _shares(tuple(candidates), frozenset(votes.items()), budget)
    return Comparison(
        budget=budget,
        voters=voters,
        outcomes={
            rule: Outcome(division, words.explained(division), _served(division, votes) if whole else None)
            for rule, division in divisions.items()
        },
        lines=tuple(_line(one, counts, divisions, told or {}) for one in candidates),
        why_one=why,
    )


@lru_cache(maxsize=16)  # a closed ballot is looked at often, and comes out the same
def _shares(
    candidates: tuple[Candidate, ...], votes: frozenset[tuple[frozenset[int], int]], budget: int
) -> Division:
    return equal_shares(candidates, dict(votes), budget)


def _served(division: Division, votes: Votes) -> int:
    return sum(people for names, people in votes.items() if names & division.ids)


def _line(
    one: Candidate,
    counts: Mapping[int, int],
    divisions: Mapping[Rule, Division],
    told: Mapping[int, bool | None],
) -> Line:
    by = {
        rule: Fared(division.row(one.id), words.told(division.row(one.id), division))
        for rule, division in divisions.items()
    }
    differs = ""
    if Rule.SHARES in divisions:
        differs = words.differing(divisions[Rule.GREEDY], divisions[Rule.SHARES], one.id)
    return Line(one, counts[one.id], by, differs, told.get(one.id))
