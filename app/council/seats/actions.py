"""Changes to the charter and the roster."""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.core.errors import Conflict, Invalid
from app.council.events import SittingChanged
from app.council.seats import queries, rules
from app.council.seats.models import CharterVersion, CouncilMember
from app.council.seats.rules import Charter, term_end
from app.council.sittings.models import Sitting
from app.council.sittings.rules import SittingState
from app.organisations.actors import Actor, require
from app.organisations.models import Council
from app.organisations.rules import Role
from app.realtime.outbox import announce


def _held(db: Session) -> None:
    """Two officers change the council one after the other."""
    db.exec(select(Council.id).order_by(col(Council.id)).with_for_update()).first()


def _told(db: Session) -> None:
    """Sittings that are to come go by the rules and the roster of their moment: their pages hear of it."""
    coming = select(Sitting.id).where(Sitting.state == SittingState.PLANNED)
    for sitting_id in db.exec(coming).all():
        if sitting_id is not None:
            announce(db, SittingChanged(sitting_id))


def change_charter(db: Session, actor: Actor, charter: Charter, *, reason: str, expect: int) -> None:
    """The rules are others from now; sittings that were opened before keep theirs. The same again changes nothing."""
    seat = require(actor, Role.OFFICER)
    _held(db)
    if charter == queries.charter(db):
        return
    if queries.charter_turn(db) != expect:
        raise Conflict("그사이 다른 사람이 규칙을 고쳤습니다. 지금 규칙을 보고 다시 고쳐 주세요.")
    if not reason:
        raise Invalid("고친 이유를 적어 주세요.", errors={"reason": "고친 이유를 적어 주세요."})
    titles = [kind.title for kind in charter.seats]
    if not charter.size or len(set(titles)) != len(titles):
        sentence = "자리 이름은 서로 달라야 하고, 한 석은 있어야 합니다."
        raise Invalid(sentence, errors={"seats": sentence})
    assert actor.account_id is not None
    db.add(
        CharterVersion(rules=charter.stored, reason=reason, account_id=actor.account_id, seat=seat.title[:80])
    )
    db.flush()
    _told(db)


def appoint(
    db: Session, actor: Actor, *, name: str, title: str, start: date, account_id: int | None = None
) -> int:
    """위촉: somebody takes an empty seat for a first term. Returns the number of the term."""
    seat = require(actor, Role.OFFICER)
    _held(db)
    charter = queries.charter(db)
    kind = charter.seat(title)
    if kind is None:
        raise Invalid("규칙에 없는 자리입니다.", errors={"title": "자리를 골라 주세요."})
    if account_id is not None and db.get(Account, account_id) is None:
        raise Invalid("없는 계정입니다.", errors={"account_id": "계정을 다시 골라 주세요."})
    end = term_end(start, charter.term_years)
    rows = queries.members(db)
    overlapping = [
        row
        for row in rows
        if row.term_start <= end and start <= row.term_end and (row.left_on is None or row.left_on > start)
    ]
    if any(row.name == name and row.title == title for row in overlapping):
        raise Conflict("%(name)s 님은 이미 그 자리의 위원입니다.", name=name)
    if sum(row.title == title for row in overlapping) >= kind.count:
        raise Conflict(
            "‘%(title)s’ 자리는 %(count)s석이 모두 차 있습니다. 먼저 해촉하거나 규칙을 고쳐 주세요.",
            title=title,
            count=kind.count,
            fix_url="/desk/council/charter",
        )
    row = CouncilMember(
        name=name,
        title=title,
        side=kind.side,
        term_start=start,
        term_end=end,
        account_id=account_id,
        appointed_by=seat.title[:80],
    )
    db.add(row)
    db.flush()
    _told(db)
    assert row.id is not None
    return row.id


def renew(db: Session, actor: Actor, member_id: int) -> str:
    """연임: another term right after this one, as often as the charter allows. Returns the name."""
    seat = require(actor, Role.OFFICER)
    _held(db)
    row, charter = queries.member(db, member_id), queries.charter(db)
    if row.left_on is not None:
        raise Conflict("임기 중에 물러난 위원은 연임할 수 없습니다. 새로 위촉해 주세요.")
    if db.exec(select(CouncilMember.id).where(CouncilMember.before_id == member_id)).first() is not None:
        raise Conflict("%(name)s 님의 연임은 이미 적었습니다.", name=row.name)
    if row.term >= charter.max_terms:
        raise Conflict(
            "연임은 %(most)s번까지 할 수 있습니다. %(name)s 님은 이미 %(term)s번째 임기입니다.",
            most=charter.max_terms - 1,
            name=row.name,
            term=row.term,
        )
    start = row.term_end + timedelta(days=1)
    db.add(
        CouncilMember(
            name=row.name,
            title=row.title,
            side=row.side,
            term=row.term + 1,
            term_start=start,
            term_end=term_end(start, charter.term_years),
            before_id=member_id,
            account_id=row.account_id,
            appointed_by=seat.title[:80],
        )
    )
    db.flush()
    _told(db)
    return row.name


def let_go(db: Session, actor: Actor, member_id: int, *, reason: str) -> str:
    """해촉·사임: the seat is empty from today on. Returns the name."""
    require(actor, Role.OFFICER)
    _held(db)
    row = queries.member(db, member_id)
    if not reason:
        raise Invalid("물러나는 이유를 적어 주세요.", errors={"reason": "물러나는 이유를 적어 주세요."})
    if not rules.Holder.holds(queries.holder(row), queries.today()):
        raise Conflict("지금 임기 중인 위원이 아닙니다.")
    row.left_on, row.left_why = queries.today(), reason
    db.add(row)
    for after in db.exec(select(CouncilMember).where(CouncilMember.before_id == member_id)).all():
        db.delete(after)  # a renewal that will not begin
    db.flush()
    _told(db)
    return row.name
