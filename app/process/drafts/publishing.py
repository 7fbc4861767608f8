"""A draft becomes a version: frozen, with who published it, when and why. Matters that began before keep theirs."""

from sqlmodel import Session, select

from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor
from app.process.actions.publishing import digest_of
from app.process.comparisons.rules import compare
from app.process.drafts import access
from app.process.drafts.access import Held
from app.process.drafts.keeping import unchanged
from app.process.drafts.rules import is_newer
from app.process.faults.rules import faults
from app.process.models import Template
from app.process.queries import basics
from app.process.shapes.rules import of_stored, to_store


def publish(
    db: Session, actor: Actor, draft_id: int, *, version: str, reason: str, turn: int, key: str
) -> Template:
    """펴내기. ``turn``: of the draft as it was read before pressing; ``key``: the same press again is the same version."""
    seat = access.may_revise(actor)
    done = db.exec(select(Template).where(Template.key == key)).first()
    if done is not None:
        return done
    held = access.held(db, actor, draft_id)
    unchanged(db, held, turn)
    if not reason:
        raise Invalid("왜 고쳤는지 적어 주세요.", errors={"reason": "왜 고쳤는지 적어 주세요."})
    _ready(db, held, version)
    draft, stages = held.draft, to_store(held.stages)
    template = Template(
        code=draft.code,
        version=version,
        name=draft.name,
        stages=stages,
        digest=digest_of(stages),
        base=draft.base,
        reason=reason,
        account_id=held.account_id,
        seat=seat.title,
        key=key,
    )
    db.add(template)
    db.delete(draft)
    db.flush()
    return template


def _ready(db: Session, held: Held, version: str) -> None:
    """Nothing grave is wrong, something differs, and the number comes after the newest."""
    draft, newest = held.draft, basics.latest_template(db, held.draft.code)
    assert newest is not None
    if newest.version != draft.base:
        raise Conflict(
            "이 개정안은 %(base)s판에서 시작했는데 그사이 %(newest)s판이 나왔습니다. 개정안을 파일로 내려받고 그만둔 뒤, 새로 시작해서 그 파일을 불러와 주세요.",
            base=draft.base,
            newest=newest.version,
            fix_url=f"/desk/drafts/{held.id}",
        )
    base = basics.version(db, draft.code, draft.base)
    before = of_stored(base.stages) if base else []
    grave = [fault for fault in faults(draft.code, held.stages, before) if fault.grave]
    if grave:
        raise Conflict(
            "고쳐야 펴낼 수 있는 것이 %(n)s가지 있습니다. 먼저: %(first)s",
            n=len(grave),
            first=grave[0].sentence,
            fix_url=f"/desk/drafts/{held.id}",
        )
    if compare(before, held.stages, was_called=base.name if base else "", is_called=draft.name).same:
        raise Conflict("지난 판과 달라진 것이 없어 펴내지 않았습니다.", fix_url=f"/desk/drafts/{held.id}")
    if not is_newer(version, newest.version):
        wrong = f"{newest.version}보다 큰 번호를 적어 주세요. 예: 1.1"
        raise Invalid(wrong, errors={"version": wrong})
