"""What a decision tells the matter it is about: a paper and a sentence at once, the criteria and consents when it is confirmed."""

from sqlmodel import Session

from app.core.labels import Side
from app.council.items.models import SittingItem
from app.council.items.rules import DECISION, MEANING, PASSED, Outcome, asks
from app.council.sittings import queries as sittings
from app.council.sittings.models import Sitting
from app.organisations.actors import Actor
from app.process import access
from app.process import actions as process
from app.process import queries as matters
from app.process.models import Matter
from app.process.queries import basics
from app.process.rules import MatterState
from app.process.stages.rules import CheckKind, Stage

RECORD = "회의록"
BEFORE = "협치회 결과(공동의장 확인 전)"
# The criteria of the standard procedure that the record of a sitting fulfils, by their ids.
QUORUM, MAJORITY = "quorum", "majority"


def counted(row: SittingItem) -> str:
    """출석 11명(제척·회피 1명을 뺀 10명): 찬성 9, 반대 1, 기권 0"""
    out = f"(제척·회피 {row.out}명을 뺀 {row.present - row.out}명)" if row.out else ""
    return f"출석 {row.present}명{out}: 찬성 {row.ayes}, 반대 {row.noes}, 기권 {row.abstains}"


def decision_sheet(db: Session, sitting: Sitting, row: SittingItem) -> str:
    """의결서: what was put, how it was voted on, what came of it."""
    assert row.outcome is not None
    lines = [
        f"회의: {sittings.title(db, sitting)}",
        f"안건: 제{row.position}호 {row.title}",
        f"결과: {row.outcome.label} – {MEANING[row.outcome]}",
    ]
    if row.outcome is not Outcome.REPORTED:
        lines.append(f"표결: {counted(row)}")
    if row.note:
        lines.append(f"내용: {row.note}")
    return "\n".join(lines)


def tell_matter(
    db: Session, actor: Actor, sitting: Sitting, row: SittingItem, *, taken_back: str = ""
) -> None:
    """At once, whatever stage the matter is at: its page and the agenda's page say what the council said."""
    if row.matter_id is None:
        return
    name = sittings.title(db, sitting)
    if taken_back:
        sentence = f"{name}가 이 의제의 결과를 다시 적습니다. 앞서 알린 결과는 거둡니다."
        process.hear(
            db, actor, row.matter_id, name=BEFORE, body=f"거둔 이유: {taken_back}", sentence=sentence
        )
        return
    assert row.outcome is not None
    votes = "" if row.outcome is Outcome.REPORTED else f" {counted(row)}."
    sentence = (
        f"{name}가 이 의제를 ‘{row.outcome.label}’했습니다.{votes} 공동의장이 회의록을 확인하면 확정됩니다."
    )
    if row.outcome is Outcome.REPORTED:
        sentence = f"{name}가 이 의제의 보고를 들었습니다."
    process.hear(
        db, actor, row.matter_id, name=BEFORE, body=decision_sheet(db, sitting, row), sentence=sentence
    )


def _waiting(db: Session, row: SittingItem) -> tuple[Matter, Stage] | None:
    """The matter, when it is open at a stage that asks for the council's decision sheet."""
    if row.matter_id is None:
        return None
    matter = matters.matter(db, row.matter_id)
    stage = matters.process_of(db, matter.template_id).stage(matter.stage_id)
    return (matter, stage) if asks(stage) and matter.state is MatterState.OPEN else None


def consent(db: Session, actor: Actor, side: Side, row: SittingItem) -> None:
    """A co-chair who confirms a decision that lets a matter go on consents to it for that side."""
    found = _waiting(db, row)
    if found is None or row.outcome not in PASSED:
        return
    if side not in access.powers(db, actor, found[0].id or 0).speaks_for:
        return
    if any(each.side is side and each.agreed for each in basics.consents(db, found[0])):
        return
    process.consent(db, actor, found[0].id or 0, side, agreed=True)


def serve(db: Session, actor: Actor, sitting: Sitting, row: SittingItem, minutes: str) -> None:
    """Both have confirmed: the decision sheet goes to the matter; quorum and majority are proven where it waits for them."""
    if row.matter_id is None or row.outcome in (None, Outcome.REPORTED):
        return
    name = sittings.title(db, sitting)
    sentence = f"{name}의 의결서가 확정되었습니다: ‘{row.outcome.label if row.outcome else ''}’."
    sheet = decision_sheet(db, sitting, row)
    process.hear(db, actor, row.matter_id, name=DECISION, body=sheet, sentence=sentence, at=sitting.ended_at)
    found = _waiting(db, row)
    if found is None or row.outcome not in PASSED or not access.powers(db, actor, row.matter_id).fill:
        return
    matter, stage = found
    for criterion_id, shown in (
        (QUORUM, f"{name}, {sittings.quorum(db, sitting).whole}명 가운데 {row.present}명 출석"),
        (MAJORITY, f"{name}, {counted(row)}"),
    ):
        criterion = stage.criterion(criterion_id)
        if criterion is not None and criterion.check.kind is CheckKind.RECORDED:
            process.mark(db, actor, matter.id or 0, criterion_id, note=shown)
    process.add_document(db, actor, matter.id or 0, name=RECORD, body=minutes, at=sitting.ended_at)
