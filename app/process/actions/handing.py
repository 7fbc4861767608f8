"""Handing an agenda to a subcommittee: 이관, 접수, 분과 변경."""

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.organisations.actors import Actor, require
from app.organisations.models import Subcommittee
from app.organisations.rules import Role
from app.process import access, queries
from app.process.access import Held
from app.process.actions.telling import enter, note_move, tell, who
from app.process.deadlines.rules import spoken
from app.process.events import MatterReassigned
from app.process.gates.actions import both_agree
from app.process.models import Document, Matter
from app.process.queries import basics
from app.process.rules import MoveKind
from app.process.stages.rules import STANDARD, START
from app.proposals.models import Agenda
from app.proposals.rules import EntryKind
from app.realtime.outbox import announce


def hand_over(
    db: Session,
    actor: Actor,
    agenda_id: int,
    subcommittee_id: int,
    *,
    stage_id: str = START,
    reason: str = "",
) -> int:
    """A selected agenda becomes a matter of a subcommittee, on the latest standard process; returns its number.

    Both sides must have agreed that it was rightly chosen. Starting later than the hand-over (a project that is already
    being carried out) is possible and leaves its reason.
    """
    seat = require(actor, Role.OFFICER, Role.FACILITATOR)
    agenda = db.get(Agenda, agenda_id, with_for_update=True)
    if agenda is None:
        raise NotFound("그런 의제가 없습니다.")
    subcommittee = basics.subcommittee(db, subcommittee_id)
    _working(subcommittee)
    found = queries.matter_of_agenda(db, agenda_id)
    if found is not None:
        raise Conflict(
            "이미 %(name)s에 넘긴 의제입니다.",
            name=basics.subcommittee(db, found.subcommittee_id).name,
            fix_url=f"/matters/{found.id}",
        )
    template = queries.latest_template(db, STANDARD)
    if template is None or template.id is None:
        raise Conflict("표준 프로세스를 아직 펴내지 않았습니다.", fix="표준 프로세스를 먼저 펴내 주세요.")
    process = queries.process_of(db, template.id)
    if stage_id not in {stage.id for stage in process.stages}:
        raise Invalid("표준 프로세스에 없는 단계입니다.")
    if stage_id != START and not reason:
        raise Invalid(
            "단계를 건너뛰는 이유를 적어 주세요.", errors={"reason": "단계를 건너뛰는 이유를 적어 주세요."}
        )
    if stage_id == START:
        both_agree(db, actor, seat, agenda)
    now = clock.now()
    matter = Matter(
        agenda_id=agenda_id,
        template_id=template.id,
        subcommittee_id=subcommittee_id,
        stage_id=stage_id,
        handed_over_at=now,
        accepted_at=now if stage_id != START else None,
    )
    enter(db, matter, process.stage(stage_id), now)
    db.add(matter)
    db.flush()
    held = Held(matter, process, process.stage(stage_id), seat, frozenset())
    _tell_origin(db, actor, held, agenda)
    note_move(
        db,
        matter,
        actor,
        seat,
        MoveKind.HAND_OVER,
        from_stage="deliberate",
        to_stage=stage_id,
        reason=reason,
        at=now,
    )
    tell(
        db,
        actor,
        held,
        f"이 의제는 끝까지 ‘{template.name}’ {template.version}판대로 진행합니다.",
        kind=EntryKind.NOTE,
    )
    if stage_id == START:
        _write_papers(db, actor, held, agenda, subcommittee.name)
    tell(
        db,
        actor,
        held,
        f"{who(actor, seat)} 님이 이 의제를 {subcommittee.name}에 넘겼습니다.",
        evidence=reason,
        moved=True,
    )
    return held.id


def _working(subcommittee: Subcommittee) -> None:
    """A special subcommittee takes on nothing once its time has passed."""
    if subcommittee.is_over(clock.seoul(clock.now()).date()):
        raise Conflict(
            "활동 기간이 끝난 특별분과입니다.",
            fix="다른 분과를 골라 주세요.",
            fix_url=f"/subcommittees/{subcommittee.code}",
        )


def _level(agenda: Agenda) -> str:
    """How surely each voter was one person: it stands beside every count."""
    level = agenda.origin_level
    return f" (확인 수준 {level.value} {level.label})" if level is not None else ""


def _tell_origin(db: Session, actor: Actor, held: Held, agenda: Agenda) -> None:
    """The two stages before the hand-over happened in public; the matter keeps when and with what count."""
    place = f"‘{agenda.origin_title}’" if agenda.origin_title else agenda.channel.label
    chosen = "의제로 선정했습니다."
    if agenda.origin_voters:
        rank = f" {agenda.origin_rank}위로" if agenda.origin_rank else ""
        chosen = f"{agenda.origin_voters}명 가운데 {agenda.origin_votes}명이 골라{rank} 선정했습니다.{_level(agenda)}"
    steps = (
        ("", "discover", agenda.proposed_at, f"{place}에서 나온 제안입니다."),
        ("discover", "deliberate", agenda.selected_at, chosen),
    )
    for before, after, at, reason in steps:
        note_move(
            db,
            held.matter,
            actor,
            held.seat,
            MoveKind.ADVANCE,
            from_stage=before,
            to_stage=after,
            reason=reason[:400],
            at=at,
        )


def _write_papers(db: Session, actor: Actor, held: Held, agenda: Agenda, subcommittee: str) -> None:
    """The agenda card and the hand-over sheet write themselves from what is known."""
    assert actor.account_id is not None
    count = (
        f"\n투표: {agenda.origin_voters}명 가운데 {agenda.origin_votes}명{_level(agenda)}"
        if agenda.origin_voters
        else ""
    )
    words = f"\n주민의 말: “{agenda.origin_text}”" if agenda.origin_text else ""
    card = f"의제: {agenda.title}\n내용: {agenda.summary}\n나온 곳: {agenda.origin_title or agenda.channel.label}{count}{words}"
    by = f"\n접수 기한: {spoken(held.matter.due_at)}" if held.matter.due_at else ""
    sheet = (
        f"의제: {agenda.title}\n받는 곳: {subcommittee}\n넘긴 사람: {who(actor, held.seat)}"
        f"\n넘긴 날: {spoken(held.matter.handed_over_at)}{by}"
    )
    for name, body in (("의제 카드", card), ("이관서", sheet)):
        db.add(
            Document(
                matter_id=held.id,
                stage_id=START,
                name=name,
                body=body[:8000],
                account_id=actor.account_id,
                seat=held.seat.title,
            )
        )


def _fresh(held: Held) -> None:
    if held.matter.stage_id != START or held.matter.accepted_at is not None:
        raise Conflict(
            "이미 접수한 의제입니다.",
            fix="의제를 열어 지금 단계를 확인해 주세요.",
            fix_url=f"/matters/{held.id}",
        )


def accept(db: Session, actor: Actor, matter_id: int) -> None:
    """The chair takes the matter on."""
    held = access.to_accept(db, actor, matter_id)
    _fresh(held)
    held.matter.accepted_at = clock.now()
    note_move(db, held.matter, actor, held.seat, MoveKind.ACCEPT, from_stage=START, to_stage=START)
    db.flush()
    tell(db, actor, held, f"{who(actor, held.seat)} 님이 이 의제를 접수했습니다.", moved=True)


def ask_other_subcommittee(db: Session, actor: Actor, matter_id: int, *, reason: str) -> None:
    """The chair says that another subcommittee should have it, and why; an officer decides."""
    held = access.to_accept(db, actor, matter_id)
    _fresh(held)
    if not reason:
        raise Invalid("다른 분과가 맡아야 하는 이유를 적어 주세요.", errors={"reason": "이유를 적어 주세요."})
    note_move(
        db, held.matter, actor, held.seat, MoveKind.ASK_OTHER, from_stage=START, to_stage=START, reason=reason
    )
    db.flush()
    tell(
        db,
        actor,
        held,
        f"{who(actor, held.seat)} 님이 다른 분과가 맡아 달라고 요청했습니다.",
        evidence=reason,
        moved=True,
    )


def reassign(db: Session, actor: Actor, matter_id: int, subcommittee_id: int, *, reason: str) -> None:
    """An officer gives the matter to another subcommittee, or keeps it where it is, with the reason."""
    held = access.to_assign(db, actor, matter_id)
    _fresh(held)
    if not reason:
        raise Invalid("그렇게 정한 이유를 적어 주세요.", errors={"reason": "이유를 적어 주세요."})
    before, after = held.matter.subcommittee_id, basics.subcommittee(db, subcommittee_id)
    _working(after)
    matter: Matter = held.matter
    matter.subcommittee_id = subcommittee_id
    enter(db, matter, held.process.stage(START), clock.now())
    note_move(
        db, matter, actor, held.seat, MoveKind.REASSIGN, from_stage=START, to_stage=START, reason=reason
    )
    db.flush()
    moved = "로 담당을 바꿨습니다" if before != subcommittee_id else "가 그대로 맡기로 했습니다"
    tell(db, actor, held, f"{who(actor, held.seat)} 님이 {after.name}{moved}.", evidence=reason, moved=True)
    announce(db, MatterReassigned(held.id, before, subcommittee_id))
