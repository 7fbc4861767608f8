"""Who was faster: a matter that is no longer where the pressed page showed it, and a form that was sent twice."""

from sqlmodel import Session, select

from app.core.errors import Conflict
from app.organisations.actors import Actor
from app.process.models import Matter, Move
from app.process.queries import basics
from app.process.rules import MoveKind
from app.process.stages.rules import Process
from app.web.words import date_time, masked

DEED: dict[MoveKind, str] = {
    MoveKind.HAND_OVER: "그사이 %(who)s 님이 %(when)s에 이 의제를 ‘%(stage)s’ 단계로 넘겼습니다.",
    MoveKind.ACCEPT: "그사이 %(who)s 님이 %(when)s에 이 의제를 접수했습니다.",
    MoveKind.ASK_OTHER: "그사이 %(who)s 님이 %(when)s에 분과 변경을 요청했습니다.",
    MoveKind.REASSIGN: "그사이 %(who)s 님이 %(when)s에 담당 분과를 정했습니다.",
    MoveKind.ADVANCE: "그사이 %(who)s 님이 %(when)s에 이 의제를 ‘%(stage)s’ 단계로 옮겼습니다.",
    MoveKind.BACK: "그사이 %(who)s 님이 %(when)s에 이 의제를 ‘%(stage)s’ 단계로 되돌렸습니다.",
    MoveKind.FINISH: "그사이 %(who)s 님이 %(when)s에 이 의제를 마쳤습니다.",
    MoveKind.SKIP: "그사이 %(who)s 님이 %(when)s에 이유를 적고 이 의제를 ‘%(stage)s’ 단계로 옮겼습니다.",
    MoveKind.SUPPLEMENT: "그사이 %(who)s 님이 %(when)s에 보완을 요청했습니다.",
    MoveKind.HOLD: "그사이 %(who)s 님이 %(when)s에 이 의제를 보류했습니다.",
    MoveKind.RESUME: "그사이 %(who)s 님이 %(when)s에 이 의제를 다시 시작했습니다.",
    MoveKind.MERGE: "그사이 %(who)s 님이 %(when)s에 이 의제를 다른 의제와 합쳤습니다.",
    MoveKind.JOINED: "그사이 %(who)s 님이 %(when)s에 다른 의제를 이 의제에 합쳤습니다.",
    MoveKind.SPLIT: "그사이 %(who)s 님이 %(when)s에 이 의제를 나누었습니다.",
    MoveKind.BORN: "그사이 %(who)s 님이 %(when)s에 이 의제를 나누어 만들었습니다.",
    MoveKind.COMPLAINT: "그사이 %(who)s 님이 %(when)s에 이 의제를 민원으로 보냈습니다.",
    MoveKind.WITHDRAW: "그사이 %(who)s 님이 %(when)s에 이 의제를 거두어들였습니다.",
    MoveKind.CLOSE: "그사이 %(who)s 님이 %(when)s에 이 의제를 종결했습니다.",
}


def overtaken(db: Session, matter: Matter, process: Process) -> Conflict:
    """The refusal that names who did what while somebody else was about to press."""
    move = basics.last_move(db, matter.id or 0)
    assert move is not None
    name = basics.account_names(db, [move.account_id]).get(move.account_id, "")
    return Conflict(
        DEED[move.kind],
        who=f"{move.seat} {masked(name)}",
        when=date_time(move.at),
        stage=process.stage(move.to_stage).name,
        fix="바뀐 모습을 확인하고 다시 눌러 주세요.",
        fix_url=f"/matters/{matter.id}",
    )


def sent_before(
    db: Session, actor: Actor, matter_id: int, key: str | None, *kinds: MoveKind, reason: str = ""
) -> Move | None:
    """The step this very form made already. Refused when the same key comes with something else."""
    if key is None:
        return None
    move = db.exec(select(Move).where(Move.matter_id == matter_id, Move.key == key)).first()
    if move is None:
        return None
    if move.account_id != actor.account_id or move.kind not in kinds or move.reason != reason:
        raise Conflict(
            "같은 요청으로 이미 다른 일을 했습니다. 화면을 새로 고친 뒤 다시 눌러 주세요.",
            fix_url=f"/matters/{matter_id}",
        )
    return move
