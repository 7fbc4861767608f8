"""What access and actions decide on, and what every page of the process needs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.accounts.models import Account
from app.core.errors import NotFound
from app.core.labels import Side
from app.organisations.models import Department, Subcommittee
from app.process import rules
from app.process.models import (
    Consent,
    Document,
    Gathering,
    GroupMember,
    Mark,
    Matter,
    Move,
    Opinion,
    Template,
)
from app.process.stages.rules import STANDARD, Process, Stage, read


def latest_template(db: Session, code: str) -> Template | None:
    """The version published last."""
    return db.exec(
        select(Template)
        .where(Template.code == code)
        .order_by(col(Template.published_at).desc(), col(Template.id).desc())
    ).first()


def version(db: Session, code: str, number: str) -> Template | None:
    """One published version."""
    return db.exec(select(Template).where(Template.code == code, Template.version == number)).first()


def codes(db: Session) -> list[str]:
    """Of every procedure, the standard one first."""
    return sorted(db.exec(select(Template.code).distinct()).all(), key=lambda code: (code != STANDARD, code))


def _read(template: Template) -> Process:
    return read(template.code, template.version, template.name, template.stages)


def process_of(db: Session, template_id: int) -> Process:
    """The process a matter began with."""
    template = db.get(Template, template_id)
    if template is None:
        raise NotFound()
    return _read(template)


def standing_of(db: Session, process: Process) -> tuple[str, str, str, str]:
    """Code, name and version of a process, and the newest version there is."""
    newest = latest_template(db, process.code)
    return process.code, process.name, process.version, newest.version if newest else process.version


def processes(db: Session) -> dict[int, Process]:
    """Every published version by its id; there are few."""
    return {row.id: _read(row) for row in db.exec(select(Template)).all() if row.id is not None}


def matter(db: Session, matter_id: int, *, locked: bool = False) -> Matter:
    """One matter, or ``NotFound``. ``locked``: nobody else decides on it until this deed is stored."""
    found = db.get(Matter, matter_id, with_for_update=locked, populate_existing=locked)
    if found is None:
        raise NotFound()
    return found


def matter_of_agenda(db: Session, agenda_id: int) -> Matter | None:
    """The matter an agenda became, if it was handed over."""
    return db.exec(select(Matter).where(Matter.agenda_id == agenda_id)).first()


def subcommittee(db: Session, subcommittee_id: int) -> Subcommittee:
    """One subcommittee, or ``NotFound``."""
    found = db.get(Subcommittee, subcommittee_id)
    if found is None:
        raise NotFound("그런 분과가 없습니다.")
    return found


def account_names(db: Session, account_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of the people behind moves, marks and papers."""
    wanted = {each for each in account_ids if each is not None}
    rows = db.exec(select(Account.id, Account.name).where(col(Account.id).in_(wanted))).all()
    return {key: name for key, name in rows if key is not None}


def asked(db: Session, matter_id: int) -> Sequence[tuple[Opinion, Department]]:
    """Every opinion asked for, with its department, in the departments' order."""
    rows = db.exec(
        select(Opinion, Department)
        .join(Department, col(Department.id) == col(Opinion.department_id))
        .where(Opinion.matter_id == matter_id)
        .order_by(col(Department.position))
    ).all()
    return [(opinion, department) for opinion, department in rows]


def asked_departments(db: Session, matter_id: int) -> frozenset[int]:
    """Ids of the departments that were asked."""
    return frozenset(db.exec(select(Opinion.department_id).where(Opinion.matter_id == matter_id)).all())


def last_move(db: Session, matter_id: int) -> Move | None:
    """The newest step of a matter."""
    return db.exec(select(Move).where(Move.matter_id == matter_id).order_by(col(Move.id).desc())).first()


def group(db: Session, matter_id: int) -> Sequence[GroupMember]:
    """The working group."""
    return db.exec(
        select(GroupMember).where(GroupMember.matter_id == matter_id).order_by(col(GroupMember.id))
    ).all()


def consents(db: Session, matter: Matter) -> Sequence[Consent]:
    """What the sides said since the matter entered its present stage; older words no longer count.

    Nor does a yes to a paper that was replaced since: it was said about another text.
    """
    said = db.exec(
        select(Consent).where(
            Consent.matter_id == matter.id,
            Consent.stage_id == matter.stage_id,
            Consent.at >= matter.stage_since,
        )
    ).all()
    if not said:
        return said
    papers = [paper.name for paper in process_of(db, matter.template_id).stage(matter.stage_id).papers]
    newest = db.exec(
        select(func.max(Document.at)).where(
            Document.matter_id == matter.id,
            Document.stage_id == matter.stage_id,
            col(Document.name).in_(papers),
        )
    ).one()
    return _standing(said, newest)


def _standing(said: Sequence[Consent], newest: datetime | None) -> list[Consent]:
    return [each for each in said if not each.agreed or newest is None or each.at >= newest]


class Gathered:
    """Of many matters at once: the departments that were asked, the working group, which sides have spoken."""

    def __init__(self, db: Session, matters: Sequence[Matter]) -> None:
        ids = [matter.id for matter in matters if matter.id is not None]
        self.asked: dict[int, set[int]] = {key: set() for key in ids}
        self.groups: dict[int, list[GroupMember]] = {key: [] for key in ids}
        self.said: dict[int, list[Consent]] = {key: [] for key in ids}
        for key, department in db.exec(
            select(Opinion.matter_id, Opinion.department_id).where(col(Opinion.matter_id).in_(ids))
        ).all():
            self.asked[key].add(department)
        for member in db.exec(
            select(GroupMember).where(col(GroupMember.matter_id).in_(ids)).order_by(col(GroupMember.id))
        ).all():
            self.groups[member.matter_id].append(member)
        for word in db.exec(select(Consent).where(col(Consent.matter_id).in_(ids))).all():
            self.said[word.matter_id].append(word)
        self.papers: dict[tuple[int, str, str], datetime] = {
            (key, stage, name): at
            for key, stage, name, at in db.exec(
                select(Document.matter_id, Document.stage_id, Document.name, func.max(Document.at))
                .where(col(Document.matter_id).in_(ids))
                .group_by(col(Document.matter_id), col(Document.stage_id), col(Document.name))
            ).all()
        }

    def of(self, matter: Matter, stage: Stage) -> tuple[frozenset[int], Sequence[GroupMember], set[Side]]:
        """One of them, at the stage it is in."""
        assert matter.id is not None
        said = [
            word
            for word in self.said[matter.id]
            if word.stage_id == matter.stage_id and word.at >= matter.stage_since
        ]
        there = [self.papers.get((matter.id, matter.stage_id, paper.name)) for paper in stage.papers]
        newest = max((at for at in there if at is not None), default=None)
        spoken = {word.side for word in _standing(said, newest)}
        return frozenset(self.asked[matter.id]), self.groups[matter.id], spoken


def facts(db: Session, matter: Matter) -> rules.Facts:
    """What has been done so far, as the present stage sees it."""
    assert matter.id is not None
    sides = [side for side, _ in {(member.side, member.name) for member in group(db, matter.id)}]
    opinions = asked(db, matter.id)
    here = (matter.id, matter.stage_id)
    return rules.Facts(
        accepted=matter.accepted_at is not None,
        civil=sides.count(Side.CIVIL),
        official=sides.count(Side.OFFICIAL),
        gatherings=db.exec(
            select(func.count(func.distinct(Gathering.held_on))).where(Gathering.matter_id == matter.id)
        ).one(),
        asked=len(opinions),
        waiting=tuple(department.name for opinion, department in opinions if opinion.verdict is None),
        bare=tuple(
            department.name
            for opinion, department in opinions
            if opinion.verdict is rules.Verdict.UNFIT and not (opinion.grounds and opinion.alternative)
        ),
        documents=frozenset(
            db.exec(
                select(Document.name).where(Document.matter_id == here[0], Document.stage_id == here[1])
            ).all()
        ),
        marks=frozenset(
            db.exec(
                select(Mark.criterion_id).where(Mark.matter_id == here[0], Mark.stage_id == here[1])
            ).all()
        ),
        consents={each.side: each.agreed for each in consents(db, matter)},
    )


def unmet(db: Session, matter_id: int) -> tuple[rules.Unmet, ...]:
    """What is still missing before the matter may leave its stage."""
    found = matter(db, matter_id)
    stage = process_of(db, found.template_id).stage(found.stage_id)
    return rules.unmet(stage, facts(db, found))
