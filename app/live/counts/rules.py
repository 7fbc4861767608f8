"""Pure rules of counting: kinds of ballots, what may be cast, tallies, methods for rankings.

A vote is a tuple of option ids. Where order means nothing it is kept ascending; where several marks may stand on one
option its id stands there several times. So one list carries every kind, on paper, in an envelope and in a result file.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.labels import Labelled

MOST_OPTIONS = 10
FEWEST_OPTIONS = 2
MOST_CHOICES = 5
MOST_MARKS = 20  # points to allot, or dots to stick: what still fits an envelope


class Kind(Labelled):
    """What a ballot asks for."""

    YESNO = "yesno", "찬반"
    CHOICE = "choice", "선택"
    RANK = "rank", "순위"
    SCALE = "scale", "척도"
    POINTS = "points", "점수"
    DOTS = "dots", "스티커"


class Method(Labelled):
    """How a ranking finds its first. Other kinds count marks."""

    MARKS = "marks", "표를 더함"
    BORDA = "borda", "보르다 점수"
    SCHULZE = "schulze", "맞대결(슐체)"


SINGLE = frozenset({Kind.YESNO, Kind.SCALE})
FIXED = SINGLE  # their options come with the kind
REPEATING = frozenset({Kind.POINTS, Kind.DOTS})
SCALES = (5, 10)


def fixed_texts(kind: Kind, steps: int = SCALES[0]) -> tuple[str, ...]:
    """The options that come with a kind, in their order; none where people write them. ``steps``: of a scale."""
    if kind is Kind.YESNO:
        return ("찬성", "반대", "기권")
    if kind is Kind.SCALE:
        ends = {5: "5 (매우 그렇다)", 10: "10 (매우 그렇다)"}
        last = steps if steps in ends else SCALES[0]
        return ("1 (전혀 아니다)", *map(str, range(2, last)), ends[last])
    return ()


def usual_choices(options: int) -> int:
    """Votes per person: a third of the options, at least one, at most five (rules.json, votes_per_person)."""
    return max(1, min(MOST_CHOICES, round(options / 3)))


def most_for(kind: Kind, wanted: int | None, options: int) -> int:
    """How many marks one person has. ``wanted``: None for the usual number of this kind."""
    if kind in SINGLE:
        return 1
    if kind is Kind.RANK:
        return max(1, min(wanted or options, options))
    if kind in REPEATING:
        usual = 10 if kind is Kind.POINTS else max(2, usual_choices(options))
        return max(1, min(wanted or usual, MOST_MARKS))
    return max(1, min(wanted or usual_choices(options), MOST_CHOICES, max(1, options - 1)))


def method_for(kind: Kind, wanted: Method) -> Method:
    """The method that fits: a ranking has one of two, everything else adds marks up."""
    if kind is not Kind.RANK:
        return Method.MARKS
    return wanted if wanted in (Method.BORDA, Method.SCHULZE) else Method.BORDA


def written(kind: Kind, chosen: Iterable[int]) -> tuple[int, ...]:
    """The one way to write a vote of this kind down."""
    return tuple(chosen) if kind is Kind.RANK else tuple(sorted(chosen))


def told(kind: Kind, chosen: Sequence[tuple[int, str]]) -> tuple[tuple[str, str], ...]:
    """A vote for its voter to read, from (position, words) as it was written: (mark, words), where the mark is the
    option's number, its place in a ranking, or how many marks stand on it.
    """
    if kind is Kind.RANK:
        return tuple((str(place), words) for place, (_, words) in enumerate(chosen, 1))
    if kind in REPEATING:
        return tuple((f"×{many}", words) for (_, words), many in Counter(chosen).items())
    return tuple((str(position), words) for position, words in chosen)


def choice_problem(kind: Kind, chosen: Sequence[int], options: Iterable[int], most: int) -> str | None:
    """Why this cannot be cast, as a sentence with ``%(most)d``; None when it can."""
    if not chosen:
        return "하나 이상 골라 주세요."
    if not set(chosen) <= set(options):
        return "이 투표에 없는 보기입니다. 화면을 새로 고친 뒤 다시 골라 주세요."
    if kind not in REPEATING and len(set(chosen)) != len(chosen):
        return "같은 보기를 두 번 고를 수 없어요."
    if len(chosen) > most:
        return {
            Kind.POINTS: "나눌 수 있는 점수는 %(most)d점이에요.",
            Kind.DOTS: "스티커는 %(most)d장까지예요.",
            Kind.RANK: "%(most)d순위까지만 적을 수 있어요.",
        }.get(kind, "%(most)d개까지만 고를 수 있어요.")
    if kind is Kind.POINTS and len(chosen) < most:
        return "%(most)d점을 모두 나누어 주세요."
    return None


@dataclass(frozen=True)
class Row:
    """One line of a result: ``votes`` by the ballot's method; ``share`` in whole percent; ``rank`` from 1, ties share it."""

    option_id: int
    votes: int
    share: int
    rank: int


@dataclass(frozen=True)
class Tally:
    """A counted ballot, rows in the order of the options on the ballot."""

    rows: tuple[Row, ...]
    voters: int

    @property
    def leaders(self) -> tuple[int, ...]:
        """Option ids in front; several when they tie, none when nobody voted."""
        return tuple(row.option_id for row in self.rows if row.rank == 1 and row.votes)


def scores(
    kind: Kind, method: Method, options: Sequence[int], votes: Sequence[Sequence[int]]
) -> dict[int, int]:
    """option → what it got. Marks: how often it stands on a vote. Borda: the first of n options gets n - 1 points, the
    next one less, one that is left out none. Schulze: how many other options it beats.
    """
    if kind is Kind.RANK and method is Method.SCHULZE:
        beats = schulze(options, votes)
        return {option: len(beats[option]) for option in options}
    total: Counter[int] = Counter()
    for chosen in votes:
        if kind is Kind.RANK:
            total.update({option: len(options) - place for place, option in enumerate(chosen, 1)})
        else:
            total.update(chosen if kind in REPEATING else set(chosen))
    return {option: total[option] for option in options}


def tally(kind: Kind, method: Method, options: Sequence[int], votes: Iterable[Sequence[int]]) -> Tally:
    """Count votes for options, given in ballot order."""
    cast = [tuple(vote) for vote in votes]
    return ranked(kind, list(scores(kind, method, options, cast).items()), len(cast))


def ranked(kind: Kind, rows: Sequence[tuple[int, int]], voters: int, whole: int | None = None) -> Tally:
    """Rows of (option, score) with share and rank. The share is of ``whole`` people (None: of the voters) where one mark
    counts once, of all marks where several may stand on one option, of the leading score for a ranking.
    """
    numbers = [score for _, score in rows]
    if kind in REPEATING:
        base = sum(numbers)
    elif kind is Kind.RANK:
        base = max(numbers, default=0)
    else:
        base = voters if whole is None else whole
    return Tally(
        tuple(
            Row(option, score, round(100 * score / base) if base else 0, 1 + sum(n > score for n in numbers))
            for option, score in rows
        ),
        voters,
    )


def backers(kind: Kind, option: int, votes: Iterable[Sequence[int]]) -> int:
    """How many people stand behind an option: they marked it or, in a ranking, put it first. Never more than voted."""
    if kind is Kind.RANK:
        return sum(chosen[:1] == (option,) for chosen in map(tuple, votes))
    return sum(option in chosen for chosen in votes)


def mean(steps: Mapping[int, int]) -> tuple[int, int]:
    """The mean of a scale in hundredths and how many answered. ``steps``: value → people."""
    people = sum(steps.values())
    total = sum(value * count for value, count in steps.items())
    return (round(100 * total / people) if people else 0), people


# -- rankings ------------------------------------------------------------------------------------------------------


def pairs(options: Sequence[int], votes: Iterable[Sequence[int]]) -> dict[tuple[int, int], int]:
    """(a, b) → how many put a before b. Whoever leaves an option out puts it behind all that were named."""
    found = {(a, b): 0 for a in options for b in options if a != b}
    for chosen in votes:
        place = {option: at for at, option in enumerate(chosen)}
        for a, b in found:
            if place.get(a, len(options)) < place.get(b, len(options)):
                found[a, b] += 1
    return found


def schulze(options: Sequence[int], votes: Sequence[Sequence[int]]) -> dict[int, frozenset[int]]:
    """option → the options it beats by Schulze's strongest paths (Schulze 2011, winning votes)."""
    direct = pairs(options, votes)
    path = {(a, b): n if n > direct[b, a] else 0 for (a, b), n in direct.items()}
    for over in options:
        for a in options:
            for b in options:
                if len({a, b, over}) == 3:
                    path[a, b] = max(path[a, b], min(path[a, over], path[over, b]))
    return {a: frozenset(b for b in options if b != a and path[a, b] > path[b, a]) for a in options}
