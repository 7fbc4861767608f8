"""Changes to items: put to a sitting, papers, stepping out, the decision."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.council.items import access, queries, rules
from app.council.items.models import SittingItem, SittingPaper, StepOut
from app.council.items.rules import NO_VOTES, ItemKind, Outcome, OutKind, Votes
from app.council.items.telling import tell_matter
from app.council.minutes.models import SittingWord
from app.council.sittings import access as sitting_access
from app.council.sittings import queries as sittings
from app.council.sittings.actions import note
from app.council.sittings.models import Sitting
from app.council.sittings.rules import SittingState
from app.organisations.access import signature
from app.organisations.actors import Actor
from app.organisations.models import Department, Subcommittee
from app.process.models import Matter

MOST_ITEMS = 30


@dataclass(frozen=True)
class NewItem:
    """``owner``: ``team``, or ``s`` or ``d`` and the number of a subcommittee or a department."""

    title: str
    kind: ItemKind = ItemKind.DECISION
    owner: str = "team"
    matter_id: int | None = None
    is_public: bool = True


def put(db: Session, actor: Actor, sitting_id: int, new: NewItem) -> int:
    """상정: one more item at the end. The same title again is the same item. Returns its number."""
    sitting, seat = sitting_access.run(db, actor, sitting_id, SittingState.PLANNED, SittingState.OPEN)
    for row in queries.of_sitting(db, sitting_id):
        if row.title == new.title:
            return row.id or 0
    last = db.exec(select(func.max(SittingItem.position)).where(SittingItem.sitting_id == sitting_id)).one()
    if (last or 0) >= MOST_ITEMS:
        raise Conflict("한 회의에 안건을 %(most)d건까지 올릴 수 있습니다.", most=MOST_ITEMS)
    owner, subcommittee_id, department_id = _owner(db, new.owner)
    if new.matter_id is not None and db.get(Matter, new.matter_id) is None:
        raise Invalid("없는 의제입니다.", errors={"matter": "의제를 다시 골라 주세요."})
    item = SittingItem(
        sitting_id=sitting_id,
        position=(last or 0) + 1,
        kind=new.kind,
        title=new.title,
        owner=owner,
        subcommittee_id=subcommittee_id,
        department_id=department_id,
        matter_id=new.matter_id,
        is_public=new.is_public,
    )
    db.add(item)
    db.flush()
    late = (
        "" if clock.seoul(clock.now()).date() <= sittings.due_day(db, sitting) else " (자료 기한이 지난 뒤)"
    )
    note(db, actor, seat, sitting, f"제{item.position}호 안건 상정: {new.title}{late}")
    assert item.id is not None
    return item.id


def _owner(db: Session, code: str) -> tuple[str, int | None, int | None]:
    number = int(code[1:]) if code[1:].isascii() and code[1:].isdigit() and len(code) < 10 else 0
    if code[:1] == "s" and (subcommittee := db.get(Subcommittee, number)) is not None:
        return subcommittee.name, number, None
    if code[:1] == "d" and (department := db.get(Department, number)) is not None:
        return department.name, None, number
    if code == "team":
        return queries.TEAM, None, None
    raise Invalid("자료를 낼 곳을 골라 주세요.", errors={"owner": "자료를 낼 곳을 골라 주세요."})


def hand_in(db: Session, actor: Actor, item_id: int, *, body: str, expect: int) -> None:
    """자료 올리기: a new version; the same words again are none. ``expect``: the version the form was made from."""
    row, sitting, seat = access.to_hand_in(db, actor, item_id)
    versions = queries.papers(db, item_id)
    if versions and versions[0].body == body:
        return
    if (versions[0].id if versions else 0) != expect:
        raise Conflict("그사이 다른 사람이 자료를 올렸습니다. 지금 자료를 보고 다시 고쳐 주세요.")
    if row.outcome is not None:
        raise Conflict("이미 결과를 적은 안건입니다.")
    assert actor.account_id is not None
    who = signature(actor, seat)[:80]
    db.add(SittingPaper(item_id=item_id, body=body, account_id=actor.account_id, who=who))
    db.flush()
    due = sittings.due_day(db, sitting)
    stand = rules.paper_stand(clock.now(), due, clock.seoul(clock.now()).date())
    late = f" (기한보다 {stand.days}일 늦음)" if stand.is_late else ""
    what = "고침" if versions else "올림"
    note(db, actor, seat, sitting, f"제{row.position}호 안건 자료 {what}: {row.owner}{late}")


def step_out(db: Session, actor: Actor, item_id: int, member_id: int, *, kind: OutKind, reason: str) -> str:
    """제척·기피·회피: this member does not count for this item. Returns the name."""
    row, sitting, seat = access.run_item(db, actor, item_id, SittingState.PLANNED, SittingState.OPEN)
    _undecided(row)
    member = next((one for one in sittings.roll(db, sitting) if one.id == member_id), None)
    if member is None:
        raise Invalid("이 회의의 위원이 아닙니다.", errors={"member": "위원을 골라 주세요."})
    if not reason:
        raise Invalid("빠지는 이유를 적어 주세요.", errors={"reason": "빠지는 이유를 적어 주세요."})
    assert actor.account_id is not None
    if db.get(StepOut, (item_id, member_id)) is not None:
        return member.name
    db.add(
        StepOut(item_id=item_id, member_id=member_id, kind=kind, reason=reason, account_id=actor.account_id)
    )
    db.flush()
    who = queries.voters(db, sitting, item_id)
    note(
        db,
        actor,
        seat,
        sitting,
        f"제{row.position}호 안건 {kind.label.partition('(')[0]}: {member.name} 위원 – {reason} (표결할 위원 {who.number}명)",
    )
    return member.name


def step_in(db: Session, actor: Actor, item_id: int, member_id: int) -> None:
    """It was written by mistake: the member counts again."""
    row, sitting, seat = access.run_item(db, actor, item_id, SittingState.PLANNED, SittingState.OPEN)
    _undecided(row)
    found = db.get(StepOut, (item_id, member_id))
    if found is None:
        raise NotFound("그 안건에서 빠진 위원이 아닙니다.")
    db.delete(found)
    db.flush()
    name = next((one.name for one in sittings.roll(db, sitting) if one.id == member_id), "")
    note(db, actor, seat, sitting, f"제{row.position}호 안건 제척·회피 취소: {name} 위원")


def _undecided(row: SittingItem) -> None:
    if row.outcome is not None:
        raise Conflict(
            "이미 ‘%(outcome)s’(으)로 적은 안건입니다.",
            outcome=row.outcome.label,
            fix_url=f"/desk/council/items/{row.id}",
        )


@dataclass(frozen=True)
class Decision:
    """What the sitting decided, as it was said aloud."""

    outcome: Outcome
    votes: Votes = NO_VOTES
    note: str = ""
    said: str = ""


def decide(db: Session, actor: Actor, item_id: int, given: Decision) -> None:
    """의결: only with a quorum, only by those who are there and did not step out, only what the numbers carry."""
    row, sitting, seat = access.run_item(db, actor, item_id, SittingState.OPEN)
    _undecided(row)
    if (given.outcome is Outcome.REPORTED) != (row.kind is ItemKind.REPORT):
        word = "보고 안건은 ‘보고받음’으로" if row.kind is ItemKind.REPORT else "의결할 안건은 표결 결과로"
        raise Invalid(f"{word} 적어 주세요.", errors={"outcome": "결과를 다시 골라 주세요."})
    light, who = sittings.quorum(db, sitting), queries.voters(db, sitting, item_id)
    if not light.is_met:
        raise Conflict(
            "지금은 성원이 아닙니다. 출석 %(present)s명, %(needed)s명이 있어야 정할 수 있습니다.",
            present=light.present,
            needed=light.needed,
            fix_url=f"/desk/council/sittings/{sitting.id}#people",
        )
    if given.outcome is not Outcome.REPORTED:
        share = sittings.charter_for(db, sitting).passing
        wrong = rules.problem(given.outcome, given.votes, who, share)
        if wrong:
            raise Invalid(wrong, errors={"votes": wrong})
        row.ayes, row.noes, row.abstains = given.votes.ayes, given.votes.noes, given.votes.abstains
    if given.outcome in rules.SAYS_WHY and not given.note:
        sentence = f"‘{given.outcome.label}’이면 무엇을 어떻게 고치거나 왜 미루는지 적어 주세요."
        raise Invalid(sentence, errors={"note": sentence})
    row.outcome, row.note, row.said = given.outcome, given.note, given.said
    row.present, row.out = who.present, who.out
    row.decided_by, row.decided_at = signature(actor, seat)[:80], clock.now()
    db.add(row)
    db.flush()
    note(db, actor, seat, sitting, f"제{row.position}호 안건 {result(row)}")
    tell_matter(db, actor, sitting, row)


def result(row: SittingItem) -> str:
    """원안의결 (찬성 9, 반대 1, 기권 0)"""
    assert row.outcome is not None
    if row.outcome is Outcome.REPORTED:
        return row.outcome.label
    return f"{row.outcome.label} (찬성 {row.ayes}, 반대 {row.noes}, 기권 {row.abstains})"


def reopen(db: Session, actor: Actor, item_id: int, *, reason: str) -> None:
    """It was written down wrongly, or is voted on again: with the reason, until a co-chair has confirmed."""
    row, sitting, seat = access.run_item(db, actor, item_id, SittingState.OPEN, SittingState.ENDED)
    if row.outcome is None:
        return
    if not reason:
        raise Invalid("다시 적는 이유를 적어 주세요.", errors={"reason": "다시 적는 이유를 적어 주세요."})
    if _is_confirmed(db, sitting):
        raise Conflict("공동의장이 확인한 뒤에는 결과를 고칠 수 없습니다. 다음 회의에서 다시 다뤄 주세요.")
    before = result(row)
    row.outcome, row.decided_at, row.decided_by = None, None, ""
    row.ayes = row.noes = row.abstains = row.present = row.out = 0
    db.add(row)
    if sitting.state is SittingState.ENDED:
        sitting.state, sitting.ended_at = SittingState.OPEN, None
        db.add(sitting)
    db.flush()
    note(db, actor, seat, sitting, f"제{row.position}호 안건 결과를 다시 적음: ‘{before}’ 지움 – {reason}")
    tell_matter(db, actor, sitting, row, taken_back=reason)


def _is_confirmed(db: Session, sitting: Sitting) -> bool:
    return (
        db.exec(
            select(SittingWord.id).where(SittingWord.sitting_id == sitting.id, col(SittingWord.agreed))
        ).first()
        is not None
    )
