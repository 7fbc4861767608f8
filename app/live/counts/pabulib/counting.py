"""Counting an election again."""

from dataclasses import dataclass

from app.live.counts.pabulib.files import Cast, Election, Project
from app.live.counts.rules import Kind, Method, scores

LONGEST = 18  # digits of a number anybody voted in


@dataclass(frozen=True)
class Line:
    """A project counted again: ``people`` named it (points of nothing name nobody), ``score`` by the election's method."""

    project: Project
    people: int
    score: int


def recount(election: Election) -> tuple[Line, ...]:
    """Every project's people and score, by the functions that count our ballots; in the file's order."""
    places = {project.id: place for place, project in enumerate(election.projects)}
    pointed = election.kind is Kind.POINTS
    named = [_pointed(vote) if pointed else vote.projects for vote in election.votes]
    marks = [
        [places[one] for one, many in zip(vote.projects, vote.points, strict=True) for _ in range(many)]
        if pointed
        else [places[one] for one in vote.projects]
        for vote in election.votes
    ]
    found = scores(election.kind, election.method, list(places.values()), marks)
    people = scores(
        Kind.CHOICE, Method.MARKS, list(places.values()), [[places[one] for one in names] for names in named]
    )
    return tuple(
        Line(project, people[place], found[place]) for place, project in enumerate(election.projects)
    )


def _pointed(vote: Cast) -> tuple[str, ...]:
    return tuple(one for one, many in zip(vote.projects, vote.points, strict=True) if many)


@dataclass(frozen=True)
class Verdict:
    """A re-count against what was published. ``compared``: how many published numbers there were to compare with."""

    lines: tuple[Line, ...]
    wrong: tuple[Line, ...]
    compared: int
    voters: int
    voters_wrong: bool

    @property
    def is_same(self) -> bool:
        return not self.wrong and not self.voters_wrong


def verify(election: Election) -> Verdict:
    """Count again and compare. Where points are given and no ``score`` stands there, ``votes`` may be the points."""
    lines = recount(election)
    has_scores = any(line.project.score is not None for line in lines)
    said = [line for line in lines if line.project.votes is not None]
    as_points = not has_scores and election.kind is Kind.POINTS and any(_votes_differ(line) for line in said)

    def wrong(line: Line) -> bool:
        votes, score = line.project.votes, line.project.score
        seen = line.score if as_points else line.people
        return (votes is not None and votes != seen) or (score is not None and score != line.score)

    published = election.meta.get("num_votes", "")  # a stranger's: longer than a number can be, it is none
    return Verdict(
        lines=lines,
        wrong=tuple(line for line in lines if wrong(line)),
        compared=len(said) + sum(line.project.score is not None for line in lines),
        voters=len(election.votes),
        voters_wrong=published.isdecimal()
        and (len(published) > LONGEST or int(published) != len(election.votes)),
    )


def _votes_differ(line: Line) -> bool:
    return line.project.votes != line.people
