"""Reading a file."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.live.counts.rules import Kind, Method

SECTIONS = ("META", "PROJECTS", "VOTES")
TYPES = {
    "approval": Kind.CHOICE,
    "ordinal": Kind.RANK,
    "cumulative": Kind.POINTS,
    "scoring": Kind.POINTS,
}
MOST_POINTS = 1_000_000  # of one vote


class Broken(ValueError):
    """The file cannot be counted; the sentence says why."""


@dataclass(frozen=True)
class Project:
    """An option. ``votes``, ``score``, ``selected``: as published, None where the file does not say."""

    id: str
    name: str
    votes: int | None = None
    score: int | None = None
    cost: int = 0
    selected: bool | None = None


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
    chosen = cells.get("selected", "")
    return Project(
        cells["project_id"],
        cells.get("name", ""),
        votes,
        score,
        _cost(cells.get("cost", "")),
        None if chosen == "" else chosen.removesuffix(".0") != "0",
    )


def _cost(text: str) -> int:
    """What a project costs, as far as it can be read: nothing is counted with it."""
    return int(float(text)) if re.fullmatch(r"\d{1,15}(\.\d{1,6})?", text) else 0


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
