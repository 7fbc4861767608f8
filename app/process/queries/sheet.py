"""One matter with everything on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.core.labels import Side
from app.organisations import queries as organisations
from app.process import rules
from app.process.models import Document, Gathering, Mark, Matter, Move
from app.process.queries import basics
from app.process.queries import views as look
from app.process.roles.rules import spoken_roles
from app.process.rules import MatterState, MoveKind
from app.process.stages.rules import Process, Stage
from app.proposals.models import Agenda
from app.web.words import days_left, masked

Names = Mapping[int, str]


def _signed(names: Names, account_id: int | None, seat: str, side: Side | None, at: datetime) -> look.Signed:
    name = masked(names.get(account_id or 0, ""))
    return look.Signed(f"{seat} {name}".strip(), side, at)


def _moves(rows: Sequence[Move], process: Process, names: Names) -> list[look.MoveView]:
    def word(stage_id: str) -> str:
        return process.stage(stage_id).name if stage_id else ""

    return [
        look.MoveView(
            row.kind,
            word(row.from_stage),
            word(row.to_stage),
            row.reason,
            _signed(names, row.account_id, row.seat, row.side, row.at),
        )
        for row in rows
    ]


def _criteria(
    stage: Stage, facts: rules.Facts | None, marks: Sequence[Mark], met: bool, names: Names
) -> tuple[look.CriterionView, ...]:
    noted = {mark.criterion_id: mark for mark in marks if mark.stage_id == stage.id}
    views = []
    for each in stage.exits:
        mark = noted.get(each.id)
        views.append(
            look.CriterionView(
                each.id,
                each.text,
                each.short,
                each.check.kind.value,
                each.check.name,
                each.fix,
                rules.is_met(each, facts) if facts else met,
                rules.progress(each, facts) if facts else "",
                mark.note if mark else "",
                _signed(names, mark.account_id, mark.seat, mark.side, mark.at) if mark else None,
            )
        )
    return tuple(views)


def _papers(stage: Stage, documents: Sequence[Document], names: Names) -> tuple[look.PaperView, ...]:
    written = [
        look.PaperView(
            row.name,
            any(paper.name == row.name and paper.required for paper in stage.papers),
            stage.name,
            row.body,
            _signed(names, row.account_id, row.seat, None, row.at),
        )
        for row in documents
        if row.stage_id == stage.id
    ]
    have = {paper.name for paper in written}
    return (
        *written,
        *(look.PaperView(p.name, p.required, stage.name) for p in stage.papers if p.name not in have),
    )


def _steps(
    matter: Matter,
    process: Process,
    facts: rules.Facts,
    moves: Sequence[Move],
    views: Sequence[look.MoveView],
    marks: Sequence[Mark],
    documents: Sequence[Document],
    names: Names,
) -> tuple[look.StepView, ...]:
    at = process.stages.index(process.stage(matter.stage_id))
    closed = matter.state is MatterState.CLOSED
    passed = [
        (move, view) for move, view in zip(moves, views, strict=True) if move.from_stage != move.to_stage
    ]
    steps = []
    for n, stage in enumerate(process.stages):
        state = "done" if n < at or closed else "now" if n == at else "next"
        entered = next((view for move, view in reversed(passed) if move.to_stage == stage.id), None)
        left = next((view for move, view in reversed(passed) if move.from_stage == stage.id), None)
        steps.append(
            look.StepView(
                stage,
                state,
                _criteria(stage, facts if n == at else None, marks, state == "done", names),
                _papers(stage, documents, names),
                entered if state != "next" else None,
                left if state == "done" else None,
            )
        )
    return tuple(steps)


def opinions(db: Session, matter_id: int) -> tuple[look.OpinionView, ...]:
    """Every opinion asked for, with its answer."""
    rows = basics.asked(db, matter_id)
    names = basics.account_names(db, [opinion.account_id for opinion, _ in rows])
    return tuple(
        look.OpinionView(
            opinion.id or 0,
            department.name,
            opinion.question,
            opinion.requested_at,
            opinion.due_at,
            days_left(opinion.due_at) if opinion.verdict is None else None,
            opinion.verdict,
            opinion.grounds,
            opinion.alternative,
            _signed(names, opinion.account_id, opinion.seat, Side.OFFICIAL, opinion.answered_at)
            if opinion.answered_at
            else None,
        )
        for opinion, department in rows
    )


def keys(db: Session, matter: Matter, stage: Stage) -> tuple[look.KeyView, ...]:
    """What each side said since the matter entered its stage."""
    said = {each.side: each for each in basics.consents(db, matter)}
    names = basics.account_names(db, [each.account_id for each in said.values()])
    views = []
    for side in stage.sides:
        roles, needed, word = spoken_roles(stage.consent[side]), side in stage.keys, said.get(side)
        if word is None:
            views.append(look.KeyView(side, roles, needed))
        else:
            by = _signed(names, word.account_id, word.seat, word.side, word.at)
            views.append(look.KeyView(side, roles, needed, word.agreed, word.reason, by))
    return tuple(views)


def origin(agenda: Agenda) -> look.OriginView:
    """Where an agenda comes from."""
    return look.OriginView(
        agenda.channel.label,
        agenda.origin_title,
        agenda.origin_text,
        agenda.origin_author,
        agenda.origin_votes,
        agenda.origin_voters,
        agenda.origin_rank,
        agenda.origin_level,
        agenda.forum_id,
        agenda.proposal_id,
        agenda.proposed_at,
        agenda.selected_at,
    )


def place(db: Session, agenda: Agenda) -> str:
    """The dong's or the zone's name."""
    dong = next((row.name for row in organisations.dongs(db) if row.id == agenda.dong_id), "")
    return dong or next((row.name for row in organisations.zones(db) if row.id == agenda.zone_id), "구 전체")


def sheet(db: Session, matter_id: int) -> look.Sheet:
    """One matter's page, or ``NotFound``."""
    matter = basics.matter(db, matter_id)
    agenda = db.get(Agenda, matter.agenda_id)
    if agenda is None:
        raise NotFound()
    process = basics.process_of(db, matter.template_id)
    stage, facts = process.stage(matter.stage_id), basics.facts(db, matter)
    subcommittee = basics.subcommittee(db, matter.subcommittee_id)
    moves = db.exec(select(Move).where(Move.matter_id == matter_id).order_by(col(Move.id))).all()
    marks = db.exec(select(Mark).where(Mark.matter_id == matter_id)).all()
    documents = db.exec(
        select(Document).where(Document.matter_id == matter_id).order_by(col(Document.id))
    ).all()
    gatherings = db.exec(
        select(Gathering)
        .where(Gathering.matter_id == matter_id)
        .order_by(col(Gathering.held_on), col(Gathering.id))
    ).all()
    names = basics.account_names(db, [row.account_id for rows in (moves, marks, documents) for row in rows])
    views = _moves(moves, process, names)
    steps = _steps(matter, process, facts, moves, views, marks, documents, names)
    closed = matter.state is MatterState.CLOSED
    answers = basics.asked_departments(db, matter_id)
    return look.Sheet(
        id=matter_id,
        turn=matter.turn,
        number=f"{agenda.id:04d}",
        title=agenda.title,
        summary=agenda.summary,
        agenda_id=matter.agenda_id,
        place=place(db, agenda),
        subcommittee_id=matter.subcommittee_id,
        subcommittee_code=subcommittee.code,
        subcommittee=subcommittee.name,
        state=matter.state,
        status=agenda.status,
        owed_by=agenda.owed_by,
        due_at=None if closed else matter.due_at,
        days=days_left(matter.due_at) if matter.due_at and not closed else None,
        stage_since=matter.stage_since,
        handed_over_at=matter.handed_over_at,
        accepted_at=matter.accepted_at,
        stage=stage,
        next=process.after(stage.id),
        back=process.before(stage.id),
        total=len(process.stages),
        steps=steps,
        unmet=() if closed else rules.unmet(stage, facts),
        documents=tuple(paper for step in steps for paper in step.papers if paper.by),
        group=tuple(look.MemberView(masked(m.name), m.seat, m.side) for m in basics.group(db, matter_id)),
        gatherings=tuple(
            look.GatheringView(n, g.held_on, g.place, g.attendees, g.gist)
            for n, g in enumerate(gatherings, 1)
        ),
        opinions=opinions(db, matter_id),
        keys=() if closed else keys(db, matter, stage),
        moves=tuple(reversed(views)),
        wish=views[-1] if views and views[-1].kind is MoveKind.ASK_OTHER else None,
        origin=origin(agenda),
        unasked=tuple((d.id, d.name) for d in organisations.departments(db) if d.id and d.id not in answers),
        subcommittees=tuple((s.id, s.name) for s in organisations.working_subcommittees(db) if s.id),
        procedure=look.ProcedureView(*basics.standing_of(db, process)),
    )
