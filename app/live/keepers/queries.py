"""Reads for those who keep a ballot's key or want to annul the ballot."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.core.vault import vault_of
from app.live.ballots import queries as ballots
from app.live.ballots.envelopes import keys_of
from app.live.ballots.models import Ballot, BallotRequest
from app.live.ballots.queries import Paper
from app.live.ballots.rules import (
    MAY_BE_ANNULLED,
    BallotState,
    RequestKind,
    extension_problem,
    may_confirm,
    reopening_problem,
)
from app.live.keepers.elections import Counted, counted
from app.live.meetings import access
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.organisations.actors import Actor


@dataclass(frozen=True)
class Kept:
    """A ballot, and whether its key is on this computer."""

    meeting: Meeting
    ballot: Ballot
    here: bool


def kept(db: Session, actor: Actor, ballot_id: int) -> Kept:
    """For those who run the room; 404 for a ballot that is not there."""
    access.host(actor)
    ballot = db.get(Ballot, ballot_id)
    if ballot is None:
        raise NotFound()
    here = bool(ballot.key_id) and keys_of(vault_of(db), ballot.key_id) is not None
    return Kept(access.hosted_meeting(db, actor, ballot.meeting_id), ballot, here)


@dataclass(frozen=True)
class AnnulmentPage:
    """``may_be_annulled``: is it open, or closed and not announced? ``request``: the annulment that waits, ``mine`` when I
    asked it; ``other``: something else that waits and has to be answered first.
    """

    meeting: Meeting
    paper: Paper
    may_be_annulled: bool
    request: BallotRequest | None
    other: BallotRequest | None
    mine: bool


def annulment_page(db: Session, actor: Actor, ballot_id: int) -> AnnulmentPage:
    """Where a ballot is annulled, as this host sees it."""
    found = kept(db, actor, ballot_id)
    request, other = _waiting(db, ballot_id, (RequestKind.ANNUL,))
    return AnnulmentPage(
        found.meeting,
        ballots.paper(db, found.ballot),
        found.ballot.state in MAY_BE_ANNULLED,
        request,
        other,
        _is_mine(request, actor),
    )


@dataclass(frozen=True)
class MoreTimePage:
    """``kind``: what may be asked for, None when neither; then ``problem`` says why. The rest as for an annulment."""

    meeting: Meeting
    paper: Paper
    kind: RequestKind | None
    problem: str
    request: BallotRequest | None
    other: BallotRequest | None
    mine: bool


def more_time_page(db: Session, actor: Actor, ballot_id: int) -> MoreTimePage:
    """Where a ballot is extended or opened again, as this host sees it."""
    found = kept(db, actor, ballot_id)
    ballot = found.ballot
    kind, by_hand = RequestKind.EXTEND, ballots.counted_by_hand(db, ballot)
    problem = extension_problem(by_hand=by_hand)
    if ballot.state is not BallotState.OPEN:
        kind, counted = RequestKind.REOPEN, ballot.counted_at is not None
        problem = reopening_problem(ballot.state, ballot.secrecy, counted=counted, by_hand=by_hand)
        if not problem and not found.here:
            problem = "이 투표의 열쇠가 이 컴퓨터에 없어 표를 더 받을 수 없습니다."
    request, other = _waiting(db, ballot_id, (RequestKind.EXTEND, RequestKind.REOPEN))
    return MoreTimePage(
        found.meeting,
        ballots.paper(db, ballot),
        None if problem else kind,
        problem,
        request,
        other,
        _is_mine(request, actor),
    )


def _waiting(
    db: Session, ballot_id: int, kinds: Collection[RequestKind]
) -> tuple[BallotRequest | None, BallotRequest | None]:
    """What waits, if it is of these kinds; otherwise as the other thing that waits."""
    request = ballots.pending_request(db, ballot_id)
    return (request, None) if request is None or request.kind in kinds else (None, request)


def _is_mine(request: BallotRequest | None, actor: Actor) -> bool:
    return request is not None and not may_confirm(request.account_id, actor.account_id)


@dataclass(frozen=True)
class Place:
    """A ballot item that has not been opened, in a meeting that is not over."""

    item_id: int
    title: str


def places(db: Session, actor: Actor) -> tuple[Place, ...]:
    """Where a host may still write a ballot."""
    access.host(actor)
    rows = db.exec(
        select(Item, Meeting, Ballot)
        .join(Meeting, col(Meeting.id) == col(Item.meeting_id))
        .outerjoin(Ballot, col(Ballot.item_id) == col(Item.id))
        .where(Item.kind == ItemKind.BALLOT, Meeting.state != MeetingState.ENDED)
        .order_by(col(Meeting.id).desc(), col(Item.position))
    ).all()
    return tuple(
        Place(item.id or 0, f"{meeting.title} – {item.title}{_topic(item)}")
        for item, meeting, ballot in rows
        if ballot is None or ballot.state is BallotState.DRAFT
    )


def _topic(item: Item) -> str:
    return f" ({item.topic})" if item.topic and item.topic != item.title else ""


def recounted(db: Session, actor: Actor, raw: bytes) -> Counted:
    """An uploaded election counted again. It is read and forgotten: nothing of it is kept."""
    access.host(actor)
    return counted(raw)
