"""Changes to the talks and pledges."""

from datetime import date

from sqlmodel import Session, select

from app.core.errors import Conflict, Invalid, NotFound
from app.council.assembly.models import AssemblyTalk, Councillor, Pledge, PledgeLink
from app.council.seats.queries import today
from app.organisations.access import signature
from app.organisations.actors import Actor, require
from app.organisations.rules import Role
from app.proposals import actions as proposals
from app.proposals.actions import Happening
from app.proposals.models import Agenda
from app.proposals.rules import EntryKind

LARGEST = 2**31


def plan_talk(db: Session, actor: Actor, *, day: date, place: str, subject: str) -> int:
    """간담회 일정: the same again is the same one."""
    seat = require(actor, Role.OFFICER)
    known = db.exec(
        select(AssemblyTalk.id).where(AssemblyTalk.day == day, AssemblyTalk.subject == subject)
    ).first()
    if known is not None:
        return known
    assert actor.account_id is not None
    row = AssemblyTalk(
        day=day, place=place, subject=subject, account_id=actor.account_id, seat=seat.title[:80]
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def record_talk(db: Session, actor: Actor, talk_id: int, *, attendees: int, gist: str) -> None:
    """It was held: who came and what was said. Only then the quarter counts."""
    require(actor, Role.OFFICER)
    row = db.get(AssemblyTalk, talk_id, with_for_update=True) if 0 < talk_id < LARGEST else None
    if row is None:
        raise NotFound("그런 간담회가 없습니다.")
    if row.day > today():
        raise Conflict("아직 열지 않은 간담회입니다. 연 뒤에 적어 주세요.")
    row.attendees, row.gist = attendees, gist
    db.add(row)
    db.flush()


def add_councillor(db: Session, actor: Actor, *, name: str, ward: str) -> int:
    """구의원: the same again is the same person."""
    require(actor, Role.OFFICER)
    known = db.exec(select(Councillor.id).where(Councillor.name == name, Councillor.ward == ward)).first()
    if known is not None:
        return known
    row = Councillor(name=name, ward=ward)
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def add_pledge(db: Session, actor: Actor, councillor_id: int, *, title: str, source: str) -> int:
    """공약, and where it was published."""
    require(actor, Role.OFFICER)
    if not 0 < councillor_id < LARGEST or db.get(Councillor, councillor_id) is None:
        raise Invalid("없는 구의원입니다.", errors={"councillor": "구의원을 골라 주세요."})
    known = db.exec(
        select(Pledge.id).where(Pledge.councillor_id == councillor_id, Pledge.title == title)
    ).first()
    if known is not None:
        return known
    row = Pledge(councillor_id=councillor_id, title=title, source=source)
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def link(db: Session, actor: Actor, pledge_id: int, agenda_id: int, *, note: str) -> None:
    """An agenda and a pledge belong together: said on the agenda's public page."""
    seat = require(actor, Role.OFFICER)
    pledge = db.get(Pledge, pledge_id) if 0 < pledge_id < LARGEST else None
    agenda = db.get(Agenda, agenda_id) if 0 < agenda_id < LARGEST else None
    if pledge is None or agenda is None:
        raise Invalid("공약과 의제를 다시 골라 주세요.", errors={"agenda": "의제를 골라 주세요."})
    if not note:
        raise Invalid("무엇이 같은지 적어 주세요.", errors={"note": "무엇이 같은지 적어 주세요."})
    same = select(PledgeLink.id).where(PledgeLink.pledge_id == pledge_id, PledgeLink.agenda_id == agenda_id)
    if db.exec(same).first() is not None:
        raise Conflict("이미 이어 둔 공약과 의제입니다.")
    assert actor.account_id is not None
    db.add(
        PledgeLink(
            pledge_id=pledge_id,
            agenda_id=agenda_id,
            note=note,
            account_id=actor.account_id,
            seat=seat.title[:80],
        )
    )
    db.flush()
    councillor = db.get_one(Councillor, pledge.councillor_id)
    sentence = f"이 의제를 {councillor.name} 구의원의 공약 ‘{pledge.title}’과 이었습니다."
    proposals.record(
        db, agenda_id, Happening(sentence, EntryKind.NOTE, seat.side, signature(actor, seat)[:80], note)
    )


def unlink(db: Session, actor: Actor, link_id: int) -> None:
    """They do not belong together after all."""
    seat = require(actor, Role.OFFICER)
    row = db.get(PledgeLink, link_id) if 0 < link_id < LARGEST else None
    if row is None:
        raise NotFound("그런 이음이 없습니다. 이미 지웠을 수 있습니다.")
    pledge, agenda_id = db.get_one(Pledge, row.pledge_id), row.agenda_id
    db.delete(row)
    db.flush()
    sentence = f"이 의제와 공약 ‘{pledge.title}’의 이음을 풀었습니다."
    proposals.record(
        db, agenda_id, Happening(sentence, EntryKind.NOTE, seat.side, signature(actor, seat)[:80])
    )
