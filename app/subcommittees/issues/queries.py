"""Reads of an issue sheet: every question as it stands, its versions, and what the published paper does not say yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.core import ids
from app.core.errors import NotFound
from app.process import queries as process
from app.process.comparisons.texts import Run, differences
from app.process.models import Document
from app.process.queries import basics
from app.process.rules import MatterState
from app.proposals.models import Agenda
from app.subcommittees.issues.models import IssueVersion, MatterIssue
from app.subcommittees.issues.rules import Issue, View, as_text
from app.web.words import masked

PAPER = "쟁점정리표"


@dataclass(frozen=True)
class Version:
    """One version of an issue. ``runs``: what differs from the one before."""

    number: int
    issue: Issue
    why: str
    who: str
    at: datetime
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True)
class IssueView:
    """One question with its versions, the newest first."""

    id: int
    no: int
    versions: tuple[Version, ...]

    @property
    def now(self) -> Version:
        return self.versions[0]


@dataclass(frozen=True)
class Sheet:
    """The whole sheet of a matter. ``published``: the paper in the matter's record, newest; empty before there is one."""

    matter_id: int
    agenda_id: int
    title: str
    open: bool
    issues: tuple[IssueView, ...]
    published: str
    published_at: datetime | None

    @property
    def text(self) -> str:
        return as_text([one.now.issue for one in self.issues])

    @property
    def is_published(self) -> bool:
        return bool(self.issues) and self.published == self.text

    @property
    def settled(self) -> int:
        return sum(one.now.issue.is_settled for one in self.issues)


def _issue(row: IssueVersion) -> Issue:
    return Issue(row.question, tuple(View(**view) for view in row.views), row.agreed, row.still_open)


def versions(db: Session, issue_id: int) -> tuple[Version, ...]:
    """Every version, the newest first."""
    rows = db.exec(
        select(IssueVersion).where(IssueVersion.issue_id == issue_id).order_by(col(IssueVersion.number))
    ).all()
    names = basics.account_names(db, [row.account_id for row in rows])
    found: list[Version] = []
    for row in rows:
        issue = _issue(row)
        runs = differences(as_text([found[-1].issue]), as_text([issue])) if found else ()
        who = f"{row.seat} {masked(names[row.account_id])}"
        found.append(Version(row.number, issue, row.why, who, row.at, runs))
    return tuple(reversed(found))


def sheet(db: Session, matter_id: int) -> Sheet:
    """The issue sheet of one matter."""
    matter = process.matter(db, matter_id)
    rows = db.exec(
        select(MatterIssue)
        .where(MatterIssue.matter_id == matter_id, col(MatterIssue.dropped_at).is_(None))
        .order_by(col(MatterIssue.position), col(MatterIssue.id))
    ).all()
    paper = db.exec(
        select(Document)
        .where(Document.matter_id == matter_id, Document.name == PAPER)
        .order_by(col(Document.id).desc())
    ).first()
    return Sheet(
        matter_id,
        matter.agenda_id,
        db.get_one(Agenda, matter.agenda_id).title,
        matter.state is MatterState.OPEN,
        tuple(IssueView(row.id or 0, no, versions(db, row.id or 0)) for no, row in enumerate(rows, 1)),
        paper.body if paper else "",
        paper.at if paper else None,
    )


def digest_of(found: Sheet) -> str:
    """By which a press says which text was read."""
    return ids.digest(found.text)


def one(found: Sheet, issue_id: int) -> IssueView:
    """One question of a sheet, or ``NotFound``."""
    view = next((each for each in found.issues if each.id == issue_id), None)
    if view is None:
        raise NotFound("그런 쟁점이 없습니다. 이미 뺐을 수 있습니다.")
    return view
