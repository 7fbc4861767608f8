"""One matter with everything on it."""

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.core.labels import Side
from app.organisations import queries as organisations
from app.process import rules
from app.process.models import Document, Gathering, Mark, Matter, Move
from app.process.queries import basics
from app.process.queries import views as look
from app.process.queries.steps import move_views, signed, step_views
from app.process.queries.vacancies import is_vacant
from app.process.roles.rules import spoken_roles
from app.process.rules import MatterState, MoveKind
from app.process.stages.rules import Stage
from app.proposals.models import Agenda
from app.web.words import days_left, masked


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
            signed(names, opinion.account_id, opinion.seat, Side.OFFICIAL, opinion.answered_at)
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
            views.append(look.KeyView(side, roles, needed, vacant=is_vacant(db, matter, stage, side)))
        else:
            by = signed(names, word.account_id, word.seat, word.side, word.at)
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
    views = move_views(moves, process, names)
    steps = step_views(db, matter, process, facts, moves, views, marks, documents, names)
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
        ended_by=matter.ended_by,
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
