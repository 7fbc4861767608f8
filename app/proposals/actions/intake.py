"""What residents send: proposals and support. Sending the same thing twice is sending it once."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.forums.access import contest_to_see, dong_named
from app.forums.rules import ContestAct
from app.organisations.actors import Actor, require
from app.organisations.models import PolicyField
from app.organisations.rules import Role
from app.proposals import access
from app.proposals.events import ProposalChanged
from app.proposals.models import Proposal, Support
from app.proposals.rules import ON_BEHALF, Channel, ProposalState, supportable
from app.realtime.outbox import announce


@dataclass(frozen=True)
class Draft:
    """A proposal as it was written. ``key`` is the form's idempotency key; an empty name means no name."""

    title: str
    body: str
    key: str
    field_id: int | None = None
    author_name: str = ""


def propose(
    db: Session,
    actor: Actor,
    secret: bytes,
    draft: Draft,
    *,
    contest_id: int | None = None,
    dong_id: int | None = None,
    lang: str = "ko",
) -> int:
    """A resident's proposal, in a contest (its phase must take proposals) or outside (always). Returns its number."""
    place = access.place_of(contest_id)
    # A repeated send is answered before the phase is looked at: the first one was in time.
    known = _sent_before(db, place, actor.key(secret, place), draft.key)
    if known is not None:
        return known
    if contest_id is not None:
        contest = contest_to_see(db, contest_id)
        access.require_open(contest, ContestAct.PROPOSE)
        dong_id = contest.dong_id
    participant = accounts.enter(db, place, actor.key(secret, place), lang)
    channel = Channel.WEB if contest_id is None else Channel.CONTEST
    return _store(db, draft, participant.id, _dong(dong_id), contest_id, channel, ProposalState.WAITING)


def enter_for(
    db: Session, actor: Actor, secret: bytes, draft: Draft, *, dong_id: int | None, channel: Channel
) -> int:
    """An officer types in what came on paper or in a consultation; it has been read, so it is received at once."""
    require(actor, Role.OFFICER)
    if channel not in ON_BEHALF:
        sentence = "종이와 대면상담 가운데 하나를 골라 주세요."
        raise Invalid(sentence, errors={"channel": sentence})
    place = access.place_of(None)
    known = _sent_before(db, place, actor.key(secret, place), draft.key)
    if known is not None:
        return known
    participant = accounts.enter(db, place, actor.key(secret, place))
    return _store(db, draft, participant.id, _dong(dong_id), None, channel, ProposalState.RECEIVED)


def _dong(dong_id: int | None) -> int:
    if dong_id is None:
        sentence = "어느 동의 이야기인지 골라 주세요."
        raise Invalid(sentence, errors={"dong_id": sentence})
    return dong_id


def _sent_before(db: Session, place: str, key: str, form_key: str) -> int | None:
    someone = account_queries.participant(db, place, key)
    if someone is None:
        return None
    return db.exec(
        select(Proposal.id).where(Proposal.participant_id == someone.id, Proposal.key == form_key)
    ).first()


def _store(
    db: Session,
    draft: Draft,
    participant_id: int | None,
    dong_id: int,
    contest_id: int | None,
    channel: Channel,
    state: ProposalState,
) -> int:
    dong = dong_named(db, dong_id)
    if draft.field_id is not None and db.get(PolicyField, draft.field_id) is None:
        sentence = "없는 분야예요. 다시 골라 주세요."
        raise Invalid(sentence, errors={"field_id": sentence})
    proposal = Proposal(
        contest_id=contest_id,
        dong_id=dong_id,
        field_id=draft.field_id,
        title=draft.title,
        body=draft.body,
        author_name=draft.author_name or f"{dong.name} 주민",
        participant_id=participant_id,
        key=draft.key,
        channel=channel,
        state=state,
        decided_at=None if state is ProposalState.WAITING else clock.now(),
    )
    db.add(proposal)
    db.flush()
    assert proposal.id is not None
    announce(db, ProposalChanged(proposal.id))
    return proposal.id


def support(db: Session, actor: Actor, secret: bytes, proposal_id: int) -> int:
    """Stand behind a proposal; pressing twice is once. Returns the number of supporters."""
    proposal = _to_support(db, actor, secret, proposal_id)
    place = access.place_of(proposal.contest_id)
    participant = accounts.enter(db, place, actor.key(secret, place))
    assert participant.id is not None
    if access.support_of(db, proposal_id, participant.id) is None:
        try:
            with db.begin_nested():
                db.add(Support(proposal_id=proposal_id, participant_id=participant.id))
                db.flush()
            announce(db, ProposalChanged(proposal_id))
        except IntegrityError:  # another process was faster with the same browser: it is supported either way
            pass
    return access.supporters(db, proposal_id)


def withdraw_support(db: Session, actor: Actor, secret: bytes, proposal_id: int) -> int:
    """Take one's support back; without any it changes nothing. Returns the number of supporters."""
    proposal = _to_support(db, actor, secret, proposal_id)
    place = access.place_of(proposal.contest_id)
    participant = account_queries.participant(db, place, actor.key(secret, place))
    if participant is not None and participant.id is not None:
        gone = db.exec(
            delete(Support)
            .where(col(Support.proposal_id) == proposal_id, col(Support.participant_id) == participant.id)
            .returning(col(Support.id))
        ).first()
        if gone is not None:
            announce(db, ProposalChanged(proposal_id))
    return access.supporters(db, proposal_id)


def _to_support(db: Session, actor: Actor, secret: bytes, proposal_id: int) -> Proposal:
    proposal = access.proposal_to_see(db, actor, secret, proposal_id)
    if proposal.contest_id is not None:
        access.require_open(contest_to_see(db, proposal.contest_id), ContestAct.SUPPORT)
    if not supportable(proposal.state):
        if proposal.state is ProposalState.WAITING:
            raise Conflict("아직 담당자가 읽고 있어요. 올라오면 공감할 수 있어요.")
        raise Conflict("이미 처리가 끝난 제안이라 공감을 더 받지 않아요.")
    return proposal
