"""Reads of an agenda's words: the first ones, every refined version, and how two of them differ."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.process import queries as process
from app.process.comparisons.texts import Run, counted, differences
from app.process.models import Matter
from app.process.queries import basics
from app.proposals.models import Agenda, Proposal
from app.subcommittees.texts.models import RefinedText
from app.web.words import masked

FIRST = 0


@dataclass(frozen=True)
class Version:
    """One version of the words; number 0 are the first ones."""

    number: int
    text: str
    why: str
    who: str
    at: datetime

    @property
    def label(self) -> str:
        return "처음 글" if self.number == FIRST else f"다듬은 글 {self.number}판"


@dataclass(frozen=True)
class Compared:
    """Two versions side by side, and where they differ."""

    before: Version
    after: Version
    runs: tuple[Run, ...]

    @property
    def counts(self) -> tuple[int, int]:
        return counted(self.runs)

    @property
    def same(self) -> bool:
        return self.counts == (0, 0)


@dataclass(frozen=True)
class Words:
    """Everything about an agenda's words, the first version first."""

    matter_id: int
    agenda_id: int
    title: str
    open: bool
    subcommittee_id: int
    versions: tuple[Version, ...]

    @property
    def last(self) -> Version:
        return self.versions[-1]

    def compared(self, before: int, after: int | None = None) -> Compared:
        """Two versions by their numbers; the newest when none is named."""
        if not 0 <= before < len(self.versions) or not 0 <= (after or 0) < len(self.versions):
            raise NotFound("그런 판이 없습니다.")
        old, new = self.versions[before], self.versions[len(self.versions) - 1 if after is None else after]
        return Compared(old, new, differences(old.text, new.text))


def _first(db: Session, agenda: Agenda) -> Version:
    """The resident's own words where there are some, else how the agenda was put."""
    proposal = db.get(Proposal, agenda.proposal_id) if agenda.proposal_id else None
    text = proposal.body if proposal else agenda.origin_text or agenda.summary or agenda.title
    return Version(FIRST, text, "", agenda.origin_author, agenda.proposed_at)


def words(db: Session, matter_id: int) -> Words:
    """The words of one matter."""
    matter = process.matter(db, matter_id)
    agenda = db.get_one(Agenda, matter.agenda_id)
    rows = db.exec(
        select(RefinedText).where(RefinedText.matter_id == matter_id).order_by(col(RefinedText.number))
    ).all()
    names = basics.account_names(db, [row.account_id for row in rows])
    later = (
        Version(row.number, row.text, row.why, f"{row.seat} {masked(names[row.account_id])}", row.at)
        for row in rows
    )
    return Words(
        matter_id,
        matter.agenda_id,
        agenda.title,
        matter.state.value == "open",
        matter.subcommittee_id,
        (_first(db, agenda), *later),
    )


def of_agenda(db: Session, agenda_id: int) -> Words | None:
    """The same for the public; None until the words were refined."""
    found = db.exec(
        select(Matter.id)
        .join(RefinedText, col(RefinedText.matter_id) == col(Matter.id))
        .where(Matter.agenda_id == agenda_id)
    ).first()
    return words(db, found) if found is not None else None
