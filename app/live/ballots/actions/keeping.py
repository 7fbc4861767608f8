"""Pieces of an open ballot's key for two officials, and the key put together again from them."""

from sqlmodel import Session

from app.core.errors import Conflict, Invalid
from app.core.vault import vault_of
from app.live.ballots import access
from app.live.ballots.envelopes import new_keys, public_of, seed_of
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState, Secrecy
from app.live.ballots.shares import joined, split
from app.live.ledger import queries as ledger
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.organisations.actors import Actor


def _open_and_secret(ballot: Ballot) -> None:
    if ballot.state is not BallotState.OPEN or ballot.secrecy is not Secrecy.SECRET:
        raise Conflict("열쇠 조각은 진행 중인 무기명 투표에만 있습니다.")


def split_key(db: Session, actor: Actor, ballot_id: int) -> list[str]:
    """Three pieces to hand to different people, any two of which restore the key. The ledger notes that they were made."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    _open_and_secret(ballot)
    seed = seed_of(vault_of(db), ballot.key_id)
    if seed is None:
        raise Conflict("이 투표의 열쇠가 이 컴퓨터에 없습니다.")
    what = {"ballot": ballot_id, "who": meetings.seat_title(actor)}
    append(db, ballot.meeting_id, "ballot.key_split", what)
    return split(seed)


def restore_key(db: Session, actor: Actor, ballot_id: int, pieces: tuple[str, str]) -> int:
    """Put a lost key together from two pieces; refused unless it opens this ballot's envelopes. Returns the meeting."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    _open_and_secret(ballot)
    seed = joined(pieces)
    opened = [
        entry["data"]
        for entry in ledger.entries(db, ballot.meeting_id, "ballot.opened")
        if entry["data"]["poll"] == ballot.poll
    ]
    if seed is None or not opened or public_of(seed) != opened[-1]["box"]:
        raise Invalid(
            "두 조각이 이 투표의 열쇠가 되지 않습니다. 서로 다른 두 조각을 그대로 옮겨 적어 주세요."
        )
    new_keys(vault_of(db), ballot.key_id, seed)
    what = {"ballot": ballot_id, "who": meetings.seat_title(actor)}
    append(db, ballot.meeting_id, "ballot.key_restored", what)
    return ballot.meeting_id
