"""Changes to an issue sheet: a question and its versions; putting the sheet into the matter's record."""

from dataclasses import asdict

from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor
from app.process import access
from app.process import actions as process
from app.process.access import Held
from app.subcommittees.issues import queries
from app.subcommittees.issues.models import IssueVersion, MatterIssue
from app.subcommittees.issues.rules import Issue, faults

MOST_ISSUES = 12
LONGEST_PAPER = 8000


def _checked(issue: Issue) -> None:
    if not issue.question:
        raise Invalid("무엇이 쟁점인지 적어 주세요.", errors={"question": "무엇이 쟁점인지 적어 주세요."})
    said = faults(issue.views)
    if said:
        raise Invalid(said, errors={"views": said})
    if not issue.agreed and not issue.still_open:
        sentence = "합의한 것이나 남은 것 가운데 하나는 적어 주세요."
        raise Invalid(sentence, errors={"still_open": sentence})


def _write(db: Session, actor: Actor, held: Held, issue_id: int, number: int, issue: Issue, why: str) -> None:
    db.add(
        IssueVersion(
            issue_id=issue_id,
            number=number,
            question=issue.question,
            views=[asdict(view) for view in issue.views],
            agreed=issue.agreed,
            still_open=issue.still_open,
            why=why,
            account_id=actor.account_id or 0,
            seat=held.seat.title,
        )
    )
    db.flush()


def raise_issue(db: Session, actor: Actor, matter_id: int, issue: Issue, *, key: str) -> int:
    """쟁점 더하기; returns its number. The same form again is the same issue."""
    held = access.to_fill(db, actor, matter_id)
    same = db.exec(select(MatterIssue).where(MatterIssue.key == key)).first()
    if same is not None and same.id is not None:
        return same.id
    _checked(issue)
    count, last = db.exec(
        select(func.count(), func.max(MatterIssue.position)).where(
            MatterIssue.matter_id == matter_id, col(MatterIssue.dropped_at).is_(None)
        )
    ).one()
    if count >= MOST_ISSUES:
        raise Conflict("쟁점은 %(n)s개까지 적을 수 있습니다. 비슷한 것을 하나로 모아 주세요.", n=MOST_ISSUES)
    row = MatterIssue(matter_id=matter_id, position=(last or 0) + 1, key=key)
    db.add(row)
    db.flush()
    assert row.id is not None
    _write(db, actor, held, row.id, 1, issue, "")
    return row.id


def change_issue(
    db: Session, actor: Actor, matter_id: int, issue_id: int, issue: Issue, *, why: str, expect: int
) -> int:
    """Another version, with the reason; returns its number. ``expect``: the version it was made from."""
    held = access.to_fill(db, actor, matter_id)
    now = queries.one(queries.sheet(db, matter_id), issue_id).now
    _checked(issue)
    if issue == now.issue:
        return now.number
    if now.number != expect:
        raise Conflict("그사이 다른 사람이 이 쟁점을 고쳤습니다. 지금 글을 보고 다시 고쳐 주세요.")
    if not why:
        raise Invalid("왜 고치는지 적어 주세요.", errors={"why": "왜 고치는지 적어 주세요."})
    _write(db, actor, held, issue_id, now.number + 1, issue, why)
    return now.number + 1


def drop_issue(db: Session, actor: Actor, matter_id: int, issue_id: int) -> None:
    """It is no issue any more; its versions are kept."""
    access.to_fill(db, actor, matter_id)
    view = queries.one(queries.sheet(db, matter_id), issue_id)
    row = db.get_one(MatterIssue, view.id)
    row.dropped_at = clock.now()
    db.add(row)
    db.flush()


def publish(db: Session, actor: Actor, matter_id: int, *, expect: str) -> None:
    """쟁점정리표 올리기: the sheet as it was read becomes a paper in the matter's record. ``expect``: the text that was read."""
    access.to_fill(db, actor, matter_id)
    found = queries.sheet(db, matter_id)
    if not found.issues:
        raise Conflict("쟁점을 하나 이상 적은 뒤에 올릴 수 있습니다.", fix_url=f"/matters/{matter_id}/issues")
    if queries.digest_of(found) != expect:
        raise Conflict("그사이 쟁점정리표가 달라졌습니다. 지금 글을 읽고 다시 올려 주세요.")
    if found.is_published:
        return
    if len(found.text) > LONGEST_PAPER:
        raise Conflict("쟁점정리표가 너무 깁니다. %(n)s자 안으로 줄여 주세요.", n=LONGEST_PAPER)
    process.add_document(db, actor, matter_id, name=queries.PAPER, body=found.text)
