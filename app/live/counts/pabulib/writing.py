"""Writing a ballot of ours."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.live.counts.pabulib.counting import recount
from app.live.counts.pabulib.files import Cast, Election, Project
from app.live.counts.rules import Kind, Method

WRITTEN = {Kind.RANK: "ordinal", Kind.POINTS: "cumulative", Kind.DOTS: "cumulative"}  # the rest: approval


@dataclass(frozen=True)
class Money:
    """What makes a ballot one about money: ``costs`` per option, the ``budget``, the format's name of the rule, ``chosen``."""

    budget: int
    costs: Mapping[int, int]
    rule: str
    chosen: Collection[int]


@dataclass(frozen=True)
class Paper:
    """A ballot of ours to be written. ``options``: (id, words) in its order; ``votes``: (receipt number, what it says).

    ``by``: receipt number → how it came, where it did not come by phone.
    """

    question: str
    kind: Kind
    method: Method
    most: int
    options: Sequence[tuple[int, str]]
    votes: Sequence[tuple[str, Sequence[int]]]
    meta: Mapping[str, str] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)
    money: Money | None = None


def write(paper: Paper) -> str:
    """The file of a counted ballot: what ``read`` reads and ``verify`` finds to be the same."""
    type_ = WRITTEN.get(paper.kind, "approval")
    places = {option: str(place) for place, (option, _) in enumerate(paper.options, 1)}
    cast = [
        _written(tracker, chosen, places, pointed=type_ == "cumulative") for tracker, chosen in paper.votes
    ]
    blank = tuple(Project(places[option], words) for option, words in paper.options)
    kind = {"vote_type": type_, "gongron_kind": paper.kind.value, "gongron_method": paper.method.value}
    counted = recount(Election(kind, blank, tuple(cast)))
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\n")
    lines.writerows(
        [["META"], ["key", "value"], ["description", paper.question], *map(list, paper.meta.items())]
    )
    lines.writerows(
        [
            ["num_projects", len(blank)],
            ["num_votes", len(cast)],
            ["budget", paper.money.budget if paper.money else 0],
        ]
    )
    lines.writerows([[key, value] for key, value in {**kind, **_limits(paper, type_)}.items()])
    asked = _asked(paper)
    named = ["project_id", "cost", "votes", "score", "name"]
    lines.writerows([["PROJECTS"], [*named, "selected"] if paper.money else named])
    lines.writerows(
        [one.project.id, cost, one.people, one.score, one.project.name, *chosen]
        for one, (cost, *chosen) in zip(counted, asked, strict=True)
    )
    pointed, by = type_ == "cumulative", ["voting_method"] if paper.by else []
    lines.writerows([["VOTES"], ["voter_id", "vote", *(["points"] if pointed else []), *by]])
    for one in cast:
        points = [",".join(map(str, one.points))] if pointed else []
        way = [paper.by.get(one.voter, "phone")] if by else []
        lines.writerow([one.voter, ",".join(one.projects), *points, *way])
    return out.getvalue()


def _written(tracker: str, chosen: Sequence[int], places: Mapping[int, str], *, pointed: bool) -> Cast:
    different = tuple(dict.fromkeys(chosen))
    points = tuple(list(chosen).count(option) for option in different) if pointed else ()
    return Cast(tracker, tuple(places[option] for option in different), points)


def _asked(paper: Paper) -> list[tuple[int, ...]]:
    """What every option costs and, where there is money to divide, whether it got it."""
    if paper.money is None:
        return [(0,) for _ in paper.options]
    return [(paper.money.costs[option], int(option in paper.money.chosen)) for option, _ in paper.options]


def _limits(paper: Paper, type_: str) -> dict[str, str]:
    """How much one vote may say, in the format's own keys."""
    most = str(paper.most)
    if type_ == "cumulative":
        least = {"min_sum_points": most} if paper.kind is Kind.POINTS else {}
        return {"rule": "unknown", **least, "max_sum_points": most}
    scoring = {"scoring_fn": "Borda"} if paper.method is Method.BORDA else {}
    rule = paper.money.rule if paper.money else "unknown"
    return {"rule": rule, "min_length": "1", "max_length": most, **scoring}
