"""Reads for those who keep a ballot's key or want to annul the ballot."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import NotFound
from app.core.vault import vault_of
from app.live.ballots import queries as ballots
from app.live.ballots.envelopes import keys_of
from app.live.ballots.models import Ballot, BallotRequest
from app.live.ballots.queries import Paper
from app.live.ballots.rules import MAY_BE_ANNULLED, may_confirm
from app.live.meetings import access
from app.live.meetings.models import Meeting
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
    """``may_be_annulled``: is it open, or closed and not announced? ``request``: what waits, ``mine`` when I asked it."""

    meeting: Meeting
    paper: Paper
    may_be_annulled: bool
    request: BallotRequest | None
    mine: bool


def annulment_page(db: Session, actor: Actor, ballot_id: int) -> AnnulmentPage:
    """Where a ballot is annulled, as this host sees it."""
    found = kept(db, actor, ballot_id)
    request = ballots.pending_request(db, ballot_id)
    return AnnulmentPage(
        found.meeting,
        ballots.paper(db, found.ballot),
        found.ballot.state in MAY_BE_ANNULLED,
        request,
        request is not None and not may_confirm(request.account_id, actor.account_id),
    )
