"""종이 투표 표시: whoever votes on paper is marked first. That cancels a vote they sent and refuses a later one.

Marks and votes take turns at the ballot's row, so one person never counts twice.
"""

import re

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.vault import vault_of
from app.live.ballots import access, queries
from app.live.ballots.envelopes import keys_of, opening
from app.live.ballots.events import TurnoutChanged
from app.live.ballots.models import Ballot, PaperMark, SealedVote, Vote
from app.live.ballots.rules import BallotState, Secrecy
from app.live.counts.channels import Channel
from app.live.counts.terms import from_data
from app.live.entrances.actions.slips import holder_of
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.organisations.actors import Actor
from app.realtime.outbox import announce

SEAT = re.compile(r"[0-9A-Z가-힣-]{1,12}")


def mark_on_paper(
    db: Session, actor: Actor, secret: bytes, ballot_id: int, *, slip: str = "", seat: str = ""
) -> PaperMark:
    """This person gets a paper. By the code of a number slip, or where anybody may vote by a seat number.

    Marking somebody twice is once. Refused with 409 unless the ballot is open and takes paper.
    """
    meeting, ballot = access.hosted_ballot(db, actor, ballot_id)
    _must_take_paper(ballot)
    holder = holder_of(db, secret, meeting, slip) if slip else None
    if holder is None:
        mark = PaperMark(ballot_id=ballot_id, seat=_seat(ballot, seat))
        same = PaperMark.seat == mark.seat
    else:
        if holder.level.value < ballot.level.value:
            raise Forbidden(
                "이 투표는 ‘%(level)s’ 단계까지 확인한 사람만 할 수 있습니다.", level=ballot.level.label
            )
        mark = PaperMark(ballot_id=ballot_id, participant_id=holder.id)
        same = PaperMark.participant_id == holder.id
    known = db.exec(select(PaperMark).where(PaperMark.ballot_id == ballot_id, same)).first()
    if known is not None:
        return known
    if Channel.PAPER.value in (
        ballot.totals or {}
    ):  # a paper given out now would be in no pile, and its vote in no count
        raise _counted(
            ballot_id, "종이를 이미 세어 확정했습니다. 종이를 더 드리려면 먼저 종이를 다시 세게 해 주세요."
        )
    db.add(mark)
    db.flush()
    if holder is not None:
        _cancel_vote(db, ballot, holder)
    _written(db, actor, ballot, "paper.marked")
    return mark


def unmark(db: Session, actor: Actor, ballot_id: int, mark_id: int) -> None:
    """They did not hand in a paper after all: they may vote otherwise again. What was cancelled stays cancelled."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    mark = db.get(PaperMark, mark_id)
    if mark is None or mark.ballot_id != ballot_id:
        raise NotFound("이 표시는 이미 되돌렸습니다.")
    if ballot.state is not BallotState.OPEN:
        raise Conflict("투표를 마친 뒤에는 표시를 되돌릴 수 없습니다.")
    if Channel.PAPER.value in (ballot.totals or {}):
        raise _counted(
            ballot_id, "종이를 이미 세어 확정했습니다. 표시를 되돌리려면 먼저 종이를 다시 세게 해 주세요."
        )
    db.delete(mark)
    db.flush()
    _written(db, actor, ballot, "paper.unmarked")


def _counted(ballot_id: int, sentence: str) -> Conflict:
    return Conflict(sentence, fix="집계 화면 열기", fix_url=f"/ballots/{ballot_id}/tallies")


def _must_take_paper(ballot: Ballot) -> None:
    if Channel.PAPER not in from_data(ballot.terms).channels:
        raise Conflict("이 투표는 ‘%(channel)s’ 표를 받지 않습니다.", channel=Channel.PAPER.label)
    if ballot.state is not BallotState.OPEN:
        raise Conflict("투표하는 동안에만 표시할 수 있습니다.")


def _seat(ballot: Ballot, typed: str) -> str:
    if ballot.level is not Level.OPEN:
        raise Conflict(
            "이 투표는 ‘%(level)s’ 단계까지 확인한 사람만 할 수 있습니다. 번호표의 글자로 표시해 주세요.",
            level=ballot.level.label,
        )
    seat = "".join(typed.split()).upper()
    if not SEAT.fullmatch(seat):
        raise Invalid("자리 번호를 열두 글자까지, 숫자와 글자로 적어 주세요. 예: 3-12")
    return seat


def _cancel_vote(db: Session, ballot: Ballot, holder: Participant) -> None:
    """A vote they sent before no longer counts."""
    if ballot.secrecy is Secrecy.SECRET:
        keys = keys_of(vault_of(db), ballot.key_id)
        if keys is None:
            raise Conflict("이 투표의 열쇠가 이 컴퓨터에 없어 보낸 표를 지울 수 없습니다.")
        tag = keys.tag(holder.key)
        db.execute(
            delete(SealedVote).where(col(SealedVote.ballot_id) == ballot.id, col(SealedVote.tag) == tag)
        )
        return
    mine = (Vote.ballot_id == ballot.id, Vote.participant_id == holder.id)
    vote = db.exec(select(Vote).where(*mine)).first()
    if vote is None:
        return
    said = opening(ballot.poll, vote.choices, vote.key, vote.nonce, vote.name)
    gone = {"ballot": ballot.id, "commitment": None, "replaces": said.commitment(ballot.poll)}
    append(db, ballot.meeting_id, "ballot.vote", gone)
    db.delete(vote)
    db.flush()


def _written(db: Session, actor: Actor, ballot: Ballot, kind: str) -> None:
    what = {"ballot": ballot.id, "marked": queries.marked(db, ballot), "who": meetings.seat_title(actor)}
    append(db, ballot.meeting_id, kind, what)
    announce(db, TurnoutChanged(ballot.meeting_id, ballot.id or 0))
