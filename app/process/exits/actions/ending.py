"""병합, 민원 이송, 철회, 종결: the ways that end. What was written stays, and residents read why."""

from sqlmodel import Session

from app.core.errors import Invalid
from app.organisations.actors import Actor
from app.organisations.rules import Role
from app.process import access
from app.process.access import Held
from app.process.access.holding import GOING, stage_of
from app.process.actions.telling import tell, who
from app.process.exits.actions.taking import end, must_say, step, take
from app.process.exits.rules import SideExit
from app.process.models import Matter
from app.process.queries import turns
from app.process.rules import MoveKind
from app.process.stages.rules import with_particle
from app.proposals.models import Agenda

WHY = "이유를 적어 주세요. 주민이 그대로 읽습니다."


def merge(
    db: Session,
    actor: Actor,
    matter_id: int,
    into_id: int | None,
    *,
    reason: str,
    signed: str,
    expect: int,
    key: str | None = None,
) -> None:
    """It goes on as part of another matter. Both keep their histories; whoever follows this one is led to the other.

    ``signed``: how the proposer agreed. A chair merges within the own subcommittee, an officer across them.
    """
    if turns.sent_before(db, actor, matter_id, key, MoveKind.MERGE, reason=reason) is not None:
        return
    for each in sorted(
        {matter_id, into_id or matter_id}
    ):  # always in this order, so that two cannot wait for each other
        db.get(Matter, each, with_for_update=True, populate_existing=True)
    held = access.to_leave(db, actor, matter_id, SideExit.MERGE, expect)
    must_say(
        reason=(reason, WHY),
        signed=(signed, "제안한 분이 언제 어떻게 동의했는지 적어 주세요."),
        into=("있음" if into_id is not None else "", "합칠 의제의 번호를 적어 주세요."),
    )
    into = _target(db, actor, held, into_id or 0)
    own, other = (db.get_one(Agenda, each.matter.agenda_id) for each in (held, into))
    take(db, actor, held, SideExit.MERGE, reason=reason, key=key, signed=signed, into_id=into_id)
    end(held, SideExit.MERGE)
    step(db, actor, into, MoveKind.JOINED, reason=reason)
    said = f"이유: {reason}\n제안한 분의 동의: {signed}"
    by = who(actor, held.seat)
    named = with_particle(f"의제 {other.id:04d}번 ‘{other.title}’", "과", "와")
    tell(db, actor, held, f"{by} 님이 이 의제를 {named} 합쳤습니다.", evidence=said, moved=True)
    joined = with_particle(f"의제 {own.id:04d}번 ‘{own.title}’", "을", "를")
    tell(db, actor, into, f"{by} 님이 {joined} 이 의제에 합쳤습니다.", evidence=said, moved=True)


def _target(db: Session, actor: Actor, held: Held, into_id: int) -> Held:
    sentence = ""
    matter = db.get(Matter, into_id)
    if matter is None:
        sentence = "분과에 넘긴 의제 가운데 그런 번호가 없습니다. 번호를 확인해 주세요."
    elif matter.id == held.id:
        sentence = "같은 의제에는 합칠 수 없습니다. 다른 의제의 번호를 적어 주세요."
    elif matter.state not in GOING:
        sentence = "이미 마친 의제에는 합칠 수 없습니다. 진행 중인 의제의 번호를 적어 주세요."
    elif matter.subcommittee_id != held.matter.subcommittee_id and not actor.has(Role.OFFICER):
        sentence = "다른 분과의 의제와는 협치추진단이 합칩니다. 같은 분과의 의제 번호를 적어 주세요."
    if sentence or matter is None:
        raise Invalid(sentence, errors={"into": sentence})
    process, stage, asked = stage_of(db, matter)
    return Held(matter, process, stage, held.seat, asked)


def send_as_complaint(
    db: Session, actor: Actor, matter_id: int, *, reason: str, asked: str, expect: int, key: str | None = None
) -> None:
    """It is dealt with as a complaint elsewhere (``asked``)."""
    _leave(
        db,
        actor,
        matter_id,
        SideExit.COMPLAINT,
        "님이 이 의제를 민원으로 다루도록 {asked}에 보냈습니다.",
        reason=reason,
        expect=expect,
        key=key,
        asked=(asked, "어디로 보내는지 적어 주세요."),
    )


def withdraw(
    db: Session,
    actor: Actor,
    matter_id: int,
    *,
    reason: str,
    signed: str,
    expect: int,
    key: str | None = None,
) -> None:
    """The proposer takes it back; ``signed``: how they said so."""
    _leave(
        db,
        actor,
        matter_id,
        SideExit.WITHDRAW,
        "님이 제안한 분의 뜻에 따라 이 의제를 거두어들였습니다.",
        reason=reason,
        expect=expect,
        key=key,
        signed=(signed, "제안한 분이 언제 어떻게 밝혔는지 적어 주세요."),
    )


def close(
    db: Session, actor: Actor, matter_id: int, *, reason: str, expect: int, key: str | None = None
) -> None:
    """It goes no further, for a reason that is published."""
    _leave(
        db,
        actor,
        matter_id,
        SideExit.CLOSE,
        "님이 이 의제를 종결했습니다.",
        reason=reason,
        expect=expect,
        key=key,
    )


def _leave(
    db: Session,
    actor: Actor,
    matter_id: int,
    kind: SideExit,
    sentence: str,
    *,
    reason: str,
    expect: int,
    key: str | None,
    **given: tuple[str, str],
) -> None:
    if turns.sent_before(db, actor, matter_id, key, MoveKind(kind.value), reason=reason) is not None:
        return
    held = access.to_leave(db, actor, matter_id, kind, expect)
    must_say(reason=(reason, WHY), **given)
    said = {name: text for name, (text, _) in given.items()}
    take(db, actor, held, kind, reason=reason, key=key, **said)
    end(held, kind)
    lines = [f"이유: {reason}", *([f"제안한 분의 뜻: {said['signed']}"] if "signed" in said else [])]
    told = f"{who(actor, held.seat)} {sentence.format(**said)}"
    tell(db, actor, held, told, evidence="\n".join(lines), moved=True)
