"""A published election (Pabulib ``.pb``) as staff upload it: read, counted again by the rules of our ballots, said in words.

Pure. The file is a stranger's: what could make the count endless is refused, what is shown is cut and cleaned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.live.counts import pabulib
from app.live.counts.pabulib import Broken, Election, Line
from app.live.counts.rules import FIXED, MOST_MARKS, Kind, Method, fixed_texts
from app.web.forms import one_line

MOST_BYTES = 1_000_000
MOST_PROJECTS = 1_000
MOST_MARKS_IN_ALL = 2_000_000  # points, one by one
MOST_COMPARED = 20  # options of Schulze's method, which compares each with each
SHOWN = 100
META = (
    "description",
    "country",
    "unit",
    "subunit",
    "instance",
    "date_begin",
    "date_end",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
)


@dataclass(frozen=True)
class Project:
    """One line of the count. ``told``: what was published; ``differs``: in words, empty where it is the same."""

    id: str
    name: str
    cost: int
    people: int
    score: int
    told: tuple[int, ...]
    selected: bool | None
    by_votes: bool | None
    differs: str


@dataclass(frozen=True)
class Counted:
    """An election counted again. ``kind``, ``method``, ``most``: of a ballot that asks the same."""

    meta: tuple[tuple[str, str], ...]
    question: str
    kind: Kind
    method: Method
    most: int
    voters: int
    voters_told: str
    projects: tuple[Project, ...]
    compared: int
    is_same: bool
    chosen_by: str

    @property
    def differences(self) -> tuple[str, ...]:
        return tuple(f"{one.name}: {one.differs}" for one in self.projects if one.differs)

    @property
    def shown(self) -> tuple[Project, ...]:
        return self.projects[:SHOWN]


def counted(raw: bytes) -> Counted:
    """Read and count a file. Raises ``Broken`` with a sentence, and the line where it is one line's fault."""
    election = pabulib.read(text_of(raw))
    _must_end(election)
    found = pabulib.verify(election)
    by_votes = _within_budget(election, found.lines)
    wrong = set(found.wrong)
    projects = tuple(
        _project(line, line in wrong, by_votes)
        for line in sorted(found.lines, key=lambda line: (-line.score, line.project.id))
    )
    kind = _kind(election)
    told = election.meta.get("num_votes", "")
    return Counted(
        meta=tuple((key, one_line(election.meta[key])[:200]) for key in META if election.meta.get(key)),
        question=one_line(election.meta.get("description", ""))[:120],
        kind=kind,
        method=election.method,
        most=_most(election, kind),
        voters=found.voters,
        voters_told=told[:20] if found.voters_wrong else "",
        projects=projects,
        compared=found.compared,
        is_same=found.is_same,
        chosen_by=one_line(election.meta.get("rule", ""))[:40],
    )


def text_of(raw: bytes) -> str:
    """An uploaded file's letters; ``Broken`` where there are none, too many, or others than UTF-8."""
    if not raw.strip():
        raise Broken("빈 파일입니다. 공개된 선거의 .pb 파일을 골라 주세요.")
    if len(raw) > MOST_BYTES:
        raise Broken("파일이 너무 큽니다. 1MB까지 올릴 수 있습니다.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise Broken(
            f"{line}번째 줄의 글자를 읽을 수 없습니다. UTF-8로 저장한 파일을 올려 주세요."
        ) from problem


def _must_end(election: Election) -> None:
    """What would take too long to count for a page."""
    if len(election.projects) > MOST_PROJECTS:
        raise Broken(f"사업이 {MOST_PROJECTS}개를 넘어 이 화면에서 세지 않습니다.")
    if sum(sum(vote.points) for vote in election.votes) > MOST_MARKS_IN_ALL:
        raise Broken("점수를 모두 더한 것이 너무 커서 이 화면에서 세지 않습니다.")
    if election.method is Method.SCHULZE and len(election.projects) > MOST_COMPARED:
        raise Broken(f"맞대결(슐체)로 세는 파일은 사업이 {MOST_COMPARED}개까지입니다.")


def _within_budget(election: Election, lines: Sequence[Line]) -> frozenset[str] | None:
    """Ids of those who fit the budget when it is filled in the order of the count; None where the file has no budget, or
    was decided by another rule.
    """
    budget = election.meta.get("budget", "").split(".")[0]
    if election.meta.get("rule", "").lower() != "greedy" or not budget.isdecimal() or len(budget) > 18:
        return None
    left, found = int(budget), set()
    for line in sorted(lines, key=lambda line: -line.score):
        if line.score and line.project.cost <= left:
            left -= line.project.cost
            found.add(line.project.id)
    return frozenset(found)


def _project(line: Line, is_wrong: bool, by_votes: frozenset[str] | None) -> Project:
    project = line.project
    told = tuple(number for number in (project.votes, project.score) if number is not None)
    picked = None if by_votes is None else project.id in by_votes
    words = []
    if is_wrong:
        words.append(
            f"발표는 {' / '.join(map(str, told))}인데 다시 세면 {line.people}명, {line.score}점입니다."
        )
    if project.selected is not None and picked is not None and project.selected is not picked:
        words.append(
            "뽑혔다고 발표했지만, 많은 차례로 예산을 채우면 들어가지 않습니다."
            if project.selected
            else "뽑히지 않았다고 발표했지만, 많은 차례로 예산을 채우면 들어갑니다."
        )
    name = one_line(project.name)[:200] or one_line(project.id)[:60]
    return Project(
        one_line(project.id)[:60],
        name,
        project.cost,
        line.people,
        line.score,
        told,
        project.selected,
        picked,
        " ".join(words),
    )


def _kind(election: Election) -> Kind:
    """Our own files say what the ballot was; the options of a kind that brings its own have to be those."""
    own = election.meta.get("gongron_kind", "")
    if own in list(Kind):
        kind = Kind(own)
        texts = tuple(project.name for project in election.projects)
        if kind not in FIXED or texts == fixed_texts(kind, len(texts)):
            return kind
    return election.kind


def _most(election: Election, kind: Kind) -> int:
    """How many marks a vote had, as far as our ballots have as many; 0: the usual number."""
    text = election.meta.get("max_sum_points" if kind in (Kind.POINTS, Kind.DOTS) else "max_length", "")
    return int(text) if text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MOST_MARKS else 0
