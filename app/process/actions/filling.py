"""Writing down what a stage asks for: marks, documents, the working group, deliberation meetings."""

from datetime import date, datetime

from sqlmodel import Session, select

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.core.labels import Side
from app.organisations.actors import Actor
from app.process import access
from app.process.actions.telling import tell, who
from app.process.models import Document, Gathering, GroupMember, Mark
from app.process.stages.rules import CheckKind, with_particle
from app.proposals.rules import EntryKind
from app.web.words import masked


def mark(db: Session, actor: Actor, matter_id: int, criterion_id: str, *, note: str) -> None:
    """Record that an exit criterion of the present stage is met, with what shows it; a second note replaces the first."""
    held = access.to_fill(db, actor, matter_id)
    criterion = held.stage.criterion(criterion_id)
    if criterion is None or criterion.check.kind is not CheckKind.RECORDED:
        raise Conflict("지금 단계에서 확인을 남길 항목이 아닙니다.", fix_url=f"/matters/{matter_id}")
    if not note:
        raise Invalid("무엇으로 확인했는지 적어 주세요.", errors={"note": "무엇으로 확인했는지 적어 주세요."})
    row = db.exec(
        select(Mark).where(
            Mark.matter_id == matter_id, Mark.stage_id == held.stage.id, Mark.criterion_id == criterion_id
        )
    ).first()
    assert actor.account_id is not None
    if row is None:
        row = Mark(
            matter_id=matter_id,
            stage_id=held.stage.id,
            criterion_id=criterion_id,
            note=note,
            account_id=actor.account_id,
            seat=held.seat.title,
            side=held.seat.side,
        )
    row.note, row.account_id, row.at = note, actor.account_id, clock.now()
    row.seat, row.side = held.seat.title, held.seat.side
    db.add(row)
    db.flush()
    sentence = (
        f"{who(actor, held.seat)} 님이 ‘{with_particle(criterion.short + '’', '을', '를')} 확인했습니다."
    )
    tell(db, actor, held, sentence, kind=EntryKind.NOTE, evidence=note)


def add_document(
    db: Session, actor: Actor, matter_id: int, *, name: str, body: str, at: datetime | None = None
) -> int:
    """A paper of the present stage goes into the record; returns its number. ``at``: as in ``hear``."""
    held = access.to_fill(db, actor, matter_id)
    if not name or not body:
        raise Invalid(
            "문서 이름과 내용을 적어 주세요.",
            errors={key: "적어 주세요." for key, value in (("name", name), ("body", body)) if not value},
        )
    assert actor.account_id is not None
    row = Document(
        matter_id=matter_id,
        stage_id=held.stage.id,
        name=name,
        body=body,
        account_id=actor.account_id,
        seat=held.seat.title,
        at=at or clock.now(),
    )
    db.add(row)
    db.flush()
    sentence = f"{who(actor, held.seat)} 님이 ‘{with_particle(name + '’', '을', '를')} 올렸습니다."
    tell(db, actor, held, sentence, kind=EntryKind.DOCUMENT, evidence=body)
    assert row.id is not None
    return row.id


def add_group_member(db: Session, actor: Actor, matter_id: int, *, name: str, seat: str, side: Side) -> None:
    """One more member of the working group."""
    held = access.to_fill(db, actor, matter_id)
    found = db.exec(
        select(GroupMember).where(
            GroupMember.matter_id == matter_id, GroupMember.name == name, GroupMember.seat == seat
        )
    ).first()
    if found is not None:
        raise Conflict("이미 워킹그룹에 있는 사람입니다.", fix_url=f"/matters/{matter_id}#group")
    db.add(GroupMember(matter_id=matter_id, name=name, seat=seat, side=side))
    db.flush()
    sentence = f"{seat} {masked(name)} 님이 {side.label} 쪽 워킹그룹에 들어왔습니다."
    tell(db, actor, held, sentence, kind=EntryKind.NOTE)


def remove_group_member(db: Session, actor: Actor, matter_id: int, member_id: int) -> None:
    """Somebody leaves the working group; the record of what they said stays."""
    held = access.to_fill(db, actor, matter_id)
    found = db.get(GroupMember, member_id)
    if found is None or found.matter_id != matter_id:
        raise NotFound("워킹그룹에 없는 사람입니다. 이미 뺐을 수 있습니다.")
    sentence = f"{found.seat} {masked(found.name)} 님이 {found.side.label} 쪽 워킹그룹에서 나갔습니다."
    db.delete(found)
    db.flush()
    tell(db, actor, held, sentence, kind=EntryKind.NOTE)


def add_gathering(
    db: Session, actor: Actor, matter_id: int, *, held_on: date, place: str, attendees: int, gist: str
) -> None:
    """A deliberation meeting that was held, with the gist of what was said."""
    held = access.to_fill(db, actor, matter_id)
    if held_on > clock.seoul(clock.now()).date():
        raise Invalid("아직 열지 않은 회의입니다.", errors={"held_on": "오늘이나 지난 날을 골라 주세요."})
    assert actor.account_id is not None
    db.add(
        Gathering(
            matter_id=matter_id,
            held_on=held_on,
            place=place,
            attendees=attendees,
            gist=gist,
            account_id=actor.account_id,
        )
    )
    db.flush()
    sentence = (
        f"{held_on.month}월 {held_on.day}일 {place}에서 숙의 회의를 열었고 {attendees}명이 함께했습니다."
    )
    tell(db, actor, held, sentence, kind=EntryKind.GATHERING, evidence=gist)
