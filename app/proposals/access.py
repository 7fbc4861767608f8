"""Who may see, support and decide a proposal. What nobody has read yet is seen by its author and by officers only."""

from collections.abc import Collection

from sqlmodel import Session, col, func, or_, select

from app.accounts import queries as accounts
from app.core.errors import Conflict, Invalid, NotFound
from app.forums.models import Contest
from app.forums.queries import ContestView
from app.forums.rules import ContestAct, allows
from app.organisations.actors import Actor, require
from app.organisations.rules import Role
from app.proposals.models import Proposal, Support
from app.proposals.rules import PUBLIC, ProposalState
from app.web.words import date_time

NO_PROPOSAL = "찾으시는 제안이 없어요. 접수번호를 다시 확인해 주세요."


def place_of(contest_id: int | None) -> str:
    """Where a participant of a proposal stands: in its contest, or among the proposals outside contests."""
    return "proposals" if contest_id is None else f"contest:{contest_id}"


def is_author(db: Session, actor: Actor, secret: bytes, proposal: Proposal) -> bool:
    """Was it sent from this browser?"""
    if proposal.participant_id is None:
        return False
    place = place_of(proposal.contest_id)
    someone = accounts.participant(db, place, actor.key(secret, place))
    return someone is not None and someone.id == proposal.participant_id


def proposal_to_see(db: Session, actor: Actor, secret: bytes, proposal_id: int) -> Proposal:
    """A proposal this person may read; one they may not looks like one that does not exist."""
    proposal = db.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound(NO_PROPOSAL)
    if proposal.state in PUBLIC or actor.has(Role.OFFICER) or is_author(db, actor, secret, proposal):
        return proposal
    raise NotFound(NO_PROPOSAL)


def proposal_to_decide(
    db: Session, actor: Actor, proposal_id: int, *, lock: bool = False, also: int | None = None
) -> Proposal:
    """A proposal in the hands of an officer. ``lock``: its row is held, and ``also`` the one it is merged into."""
    require(actor, Role.OFFICER)
    for held in sorted({proposal_id, also or proposal_id}) if lock else ():
        db.get(Proposal, held, with_for_update=True, populate_existing=True)
    proposal = db.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound(NO_PROPOSAL)
    return proposal


def finalists(db: Session, contest_id: int, ids: Collection[int]) -> list[Proposal]:
    """These proposals of a contest in the order they came in; refuses any that is not received (any more)."""
    query = select(Proposal).where(
        Proposal.contest_id == contest_id,
        Proposal.state == ProposalState.RECEIVED,
        col(Proposal.id).in_(ids),
    )
    found = list(db.exec(query.order_by(col(Proposal.id))).all())
    if len(found) < len(set(ids)):
        sentence = "그사이 접수 상태가 바뀐 제안이 있습니다. 후보를 다시 골라 주세요."
        raise Invalid(sentence, errors={"candidate": sentence})
    return found


def require_open(contest: ContestView, act: ContestAct) -> None:
    """The contest's calendar allows this now; otherwise a refusal that says when it opens, or that it is over."""
    if allows(contest.spans, act, contest.at):
        return
    opens = contest.opens(act)
    asking = act is ContestAct.PROPOSE
    if opens is not None:
        sentence = (
            "아직 제안을 받기 전이에요. %(when)s부터 받아요."
            if asking
            else "아직 공감을 받기 전이에요. %(when)s부터 받아요."
        )
        raise Conflict(sentence, fix="공모전 보기", fix_url=f"/contests/{contest.id}", when=date_time(opens))
    sentence = (
        "이 공모전은 제안 받기를 마쳤어요. 쓰신 이야기는 공모전 밖에서 제안할 수 있어요."
        if asking
        else "이 공모전은 공감 받기를 마쳤어요."
    )
    if asking:
        raise Conflict(sentence, fix="공모전 밖에서 제안하기", fix_url="/proposals/new")
    raise Conflict(sentence, fix="공모전 보기", fix_url=f"/contests/{contest.id}")


def support_of(db: Session, proposal_id: int, participant_id: int) -> Support | None:
    """This participant's support of this proposal."""
    return db.exec(
        select(Support).where(Support.proposal_id == proposal_id, Support.participant_id == participant_id)
    ).first()


def supporters(db: Session, proposal_id: int) -> int:
    """How many stand behind a proposal and those merged into it, each participant once."""
    return db.exec(
        select(func.count(func.distinct(Support.participant_id)))
        .join(Proposal, col(Proposal.id) == col(Support.proposal_id))
        .where(or_(col(Proposal.id) == proposal_id, col(Proposal.merged_into_id) == proposal_id))
    ).one()


def contest_title(db: Session, contest_id: int | None) -> str:
    """The contest a proposal came in, empty outside contests."""
    contest = db.get(Contest, contest_id) if contest_id is not None else None
    return contest.title if contest is not None else ""
