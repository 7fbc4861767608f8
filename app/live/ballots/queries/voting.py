"""Whether somebody has voted: never what."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists
from sqlmodel import Session, select

from app.accounts.models import Participant
from app.core.columns import table_of
from app.core.vault import vault_of
from app.live.ballots.envelopes import tag_of
from app.live.ballots.models import PaperMark, SealedVote, Vote, VoterTag
from app.live.ballots.queries.papers import Paper
from app.live.ballots.rules import BallotState, Secrecy
from app.live.counts.channels import Channel


def has_voted(db: Session, paper: Paper, participant_id: int, participant_key: str) -> bool:
    """Has this participant voted? Says nothing about what (a secret ballot could not)."""
    if paper.secrecy is not Secrecy.SECRET:
        mine = (Vote.ballot_id == paper.id, Vote.participant_id == participant_id)
        return db.exec(select(Vote.id).where(*mine)).first() is not None
    tag = tag_of(vault_of(db), paper.key_id, participant_key) if paper.key_id else None
    if tag is None:
        return False
    kept = SealedVote if paper.state is BallotState.OPEN else VoterTag
    return db.exec(select(kept.tag).where(kept.ballot_id == paper.id, kept.tag == tag)).first() is not None


def is_on_paper(db: Session, paper: Paper, participant_id: int) -> bool:
    """Is this participant marked as voting on paper in an open ballot? Asked only where it takes paper."""
    if paper.state is not BallotState.OPEN or Channel.PAPER not in paper.terms.channels:
        return False
    mine = (PaperMark.ballot_id == paper.id, PaperMark.participant_id == participant_id)
    return db.exec(select(PaperMark.id).where(*mine)).first() is not None


def mark_of_voting(secrecy: Secrecy) -> ColumnElement[bool]:
    """The same for an open ballot, inside a query that reads this participant's row; its places: ``ballot``, ``tag``."""
    secret = secrecy is Secrecy.SECRET
    kept, person = table_of(SealedVote if secret else Vote), table_of(Participant)
    whose = kept.c.tag == bindparam("tag") if secret else kept.c.participant_id == person.c.id
    return exists().where(kept.c.ballot_id == bindparam("ballot"), whose)


def voting_as(db: Session, paper: Paper, participant_key: str) -> dict[str, Any]:
    """What belongs into those places."""
    tag = tag_of(vault_of(db), paper.key_id, participant_key) if paper.key_id else None
    return {"ballot": paper.id, "tag": tag or ""}
