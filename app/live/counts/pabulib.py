"""Elections as Pabulib publishes them (``.pb`` text): read, write, and count again with the rules that count our ballots.

A file has three sections, META, PROJECTS and VOTES, each with a line of column names; cells are separated by semicolons
and may be quoted. A vote lists projects, separated by commas, in order where the vote type is ordinal; ``points`` stand
beside them where it is cumulative or scoring. ``votes`` and ``score`` of a project are what was published.

What a file cannot hold of a ballot of ours: costs (there are none; 0), names of a named ballot, the terms and what they
decided. 찬반 and 척도 are written as an approval of one of their options. ``gongron_kind`` and ``gongron_method`` tell our own
reader what it was, so that Schulze's method is counted again as such.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.live.counts.rules import Kind, Method, scores

SECTIONS = ("META", "PROJECTS", "VOTES")
TYPES = {
    "approval": Kind.CHOICE,
    "ordinal": Kind.RANK,
    "cumulative": Kind.POINTS,
    "scoring": Kind.POINTS,
}
WRITTEN = {Kind.RANK: "ordinal", Kind.POINTS: "cumulative", Kind.DOTS: "cumulative"}  # the rest: approval
MOST_POINTS = 1_000_000  # of one vote


class Broken(ValueError):
    """The file cannot be counted; the sentence says why."""


@dataclass(frozen=True)
class Project:
    """An option. ``votes`` and ``score``: as published, None where the file does not say."""

    id: str
    name: str
    votes: int | None = None
    score: int | None = None


@dataclass(frozen=True)
class Cast:
    """One vote. ``points``: beside each project, where the vote type has them."""

    voter: str
    projects: tuple[str, ...]
    points: tuple[int, ...] = ()


@dataclass(frozen=True)
class Election:
    """A file's content."""

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    votes: tuple[Cast, ...]

    @property
    def kind(self) -> Kind:
        found = TYPES.get(self.meta.get("vote_type", "").lower())
        if found is None:
            raise Broken(
                f"셀 수 없는 투표 방식입니다: {self.meta.get('vote_type', '')[:40] or '적혀 있지 않음'}"
            )
        return found

    @property
    def method(self) -> Method:
        if self.kind is not Kind.RANK:
            return Method.MARKS
        return Method.SCHULZE if self.meta.get("gongron_method") == Method.SCHULZE.value else Method.BORDA


# -- reading ---------------------------------------------------------------------------------------------------------


def read(text: str) -> Election:
    """Read a file. Raises ``Broken`` with the line where it stops being one."""
    rows: dict[str, list[tuple[int, list[str]]]] = {}
    section = ""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    try:
        for row in reader:
            name = row[0].strip().upper() if row else ""
            if name in SECTIONS and not any(cell.strip() for cell in row[1:]):
                section = name
                if rows.setdefault(section, []):
                    raise Broken(f"{reader.line_num}번째 줄: {section} 부분이 두 번 나옵니다.")
            elif name or any(cell.strip() for cell in row):
                if not section:
                    raise Broken(f"{reader.line_num}번째 줄: META로 시작하지 않습니다.")
                rows[section].append((reader.line_num, [cell.strip() for cell in row]))
    except csv.Error as problem:
        raise Broken(f"{reader.line_num}번째 줄을 읽을 수 없습니다.") from problem
    if missing := [name for name in SECTIONS if not rows.get(name)]:
        raise Broken(f"{missing[0]} 부분이 없습니다.")
    meta = {row[0]: row[1] for _, row in rows["META"][1:] if len(row) > 1}
    projects = tuple(_project(at, cells) for at, cells in _named(rows["PROJECTS"], "project_id"))
    known = {project.id for project in projects}
    if len(known) < len(projects):
        raise Broken("같은 번호의 사업이 둘 있습니다.")
    election = Election(meta, projects, ())
    pointed = election.kind is Kind.POINTS
    votes = tuple(_cast(at, cells, known, pointed=pointed) for at, cells in _named(rows["VOTES"], "vote"))
    return Election(meta, projects, votes)


def _named(rows: Sequence[tuple[int, list[str]]], needed: str) -> Iterable[tuple[int, dict[str, str]]]:
    """Cells under the names of the section's first line."""
    _, header = rows[0]
    if needed not in header:
        raise Broken(f"{rows[0][0]}번째 줄: {needed} 칸이 없습니다.")
    for at, row in rows[1:]:
        yield at, dict(zip(header, row, strict=False))


def _project(at: int, cells: Mapping[str, str]) -> Project:
    if not cells["project_id"]:
        raise Broken(f"{at}번째 줄: 사업 번호가 없습니다.")
    votes, score = (_number(at, cells[key]) if cells.get(key) else None for key in ("votes", "score"))
    return Project(cells["project_id"], cells.get("name", ""), votes, score)


def _number(at: int, text: str) -> int:
    try:
        value = float(text)
        if value != int(value):
            raise ValueError
        return int(value)
    except (ValueError, OverflowError) as problem:
        raise Broken(f"{at}번째 줄: ‘{text[:20]}’은(는) 셀 수 있는 수가 아닙니다.") from problem


def _cast(at: int, cells: Mapping[str, str], known: set[str], *, pointed: bool) -> Cast:
    chosen = _list(cells.get("vote", ""))
    if strange := [one for one in chosen if one not in known]:
        raise Broken(f"{at}번째 줄: 없는 사업 ‘{strange[0][:40]}’에 투표했습니다.")
    if len(set(chosen)) < len(chosen):
        raise Broken(f"{at}번째 줄: 같은 사업을 두 번 적었습니다.")
    points = tuple(_number(at, one) for one in _list(cells.get("points", ""))) if pointed else ()
    if pointed and len(points) != len(chosen):
        raise Broken(f"{at}번째 줄: 사업과 점수의 수가 다릅니다.")
    if any(one < 0 for one in points) or sum(points) > MOST_POINTS:
        raise Broken(f"{at}번째 줄: 점수가 0보다 작거나 너무 큽니다.")
    return Cast(cells.get("voter_id", ""), chosen, points)


def _list(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


# -- counting --------------------------------------------------------------------------------------------------------


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

    published = election.meta.get("num_votes", "")
    return Verdict(
        lines=lines,
        wrong=tuple(line for line in lines if wrong(line)),
        compared=len(said) + sum(line.project.score is not None for line in lines),
        voters=len(election.votes),
        voters_wrong=published.isdecimal() and int(published) != len(election.votes),
    )


def _votes_differ(line: Line) -> bool:
    return line.project.votes != line.people


# -- writing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paper:
    """A ballot of ours to be written. ``options``: (id, words) in its order; ``votes``: (receipt number, what it says)."""

    question: str
    kind: Kind
    method: Method
    most: int
    options: Sequence[tuple[int, str]]
    votes: Sequence[tuple[str, Sequence[int]]]
    meta: Mapping[str, str] = field(default_factory=dict)


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
    lines.writerows([["num_projects", len(blank)], ["num_votes", len(cast)], ["budget", 0]])
    lines.writerows([[key, value] for key, value in {**kind, **_limits(paper, type_)}.items()])
    lines.writerows([["PROJECTS"], ["project_id", "cost", "votes", "score", "name"]])
    lines.writerows([[one.project.id, 0, one.people, one.score, one.project.name] for one in counted])
    lines.writerows([["VOTES"], ["voter_id", "vote", *(["points"] if type_ == "cumulative" else [])]])
    for one in cast:
        points = [",".join(map(str, one.points))] if type_ == "cumulative" else []
        lines.writerow([one.voter, ",".join(one.projects), *points])
    return out.getvalue()


def _written(tracker: str, chosen: Sequence[int], places: Mapping[int, str], *, pointed: bool) -> Cast:
    different = tuple(dict.fromkeys(chosen))
    points = tuple(list(chosen).count(option) for option in different) if pointed else ()
    return Cast(tracker, tuple(places[option] for option in different), points)


def _limits(paper: Paper, type_: str) -> dict[str, str]:
    """How much one vote may say, in the format's own keys."""
    most = str(paper.most)
    if type_ == "cumulative":
        least = {"min_sum_points": most} if paper.kind is Kind.POINTS else {}
        return {"rule": "unknown", **least, "max_sum_points": most}
    scoring = {"scoring_fn": "Borda"} if paper.method is Method.BORDA else {}
    return {"rule": "unknown", "min_length": "1", "max_length": most, **scoring}
