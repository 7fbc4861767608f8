"""Opening, closing and revealing a ballot; what is frozen and sealed at each."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session, SQLModel, col, select

from app.core import clock, ids
from app.core.columns import table_of
from app.core.errors import Conflict
from app.core.vault import Vault, vault_of
from app.live.ballots import access, queries
from app.live.ballots.actions import combining, comparing, pairing, requests
from app.live.ballots.actions.candidates import candidates_must_stand
from app.live.ballots.envelopes import (
    Opening,
    keys_of,
    new_keys,
    opening,
    pen_of,
)
from app.live.ballots.events import BallotMoved, BallotSealed
from app.live.ballots.models import Ballot, CastKey, Option, PublishedVote, SealedVote, Vote, VoterTag
from app.live.ballots.rules import BallotState, RequestKind, Secrecy, as_option, definition
from app.live.counts.channels import FEWEST_APART
from app.live.counts.rules import FEWEST_OPTIONS, most_for
from app.live.counts.rules import tally as counted
from app.live.counts.terms import from_data
from app.live.ideas.models import Idea
from app.live.ideas.rules import IdeaState
from app.live.ledger.actions import append
from app.live.ledger.rules import digest
from app.live.people import queries as people
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def open_ballot(db: Session, actor: Actor, ballot_id: int) -> None:
    """투표 시작. Needs at least two options; from here they, the question and the rules are frozen."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    if ballot.state is not BallotState.DRAFT:
        raise Conflict("이미 시작한 투표입니다.")
    options = queries.options(db, ballot_id)
    if len(options) < FEWEST_OPTIONS:
        raise Conflict(
            "보기가 %(least)d개 이상 있어야 투표를 시작할 수 있습니다.",
            fix="의견함에서 ‘투표 보기로’를 누르거나 보기를 직접 적어 주세요.",
            least=FEWEST_OPTIONS,
        )
    _must_not_say_what_was_hidden(db, options)
    candidates_must_stand(db, options)
    pairing.must_fit(db, ballot)
    ballot.max_choices = most_for(ballot.kind, ballot.max_choices, len(options))
    terms = from_data(ballot.terms)
    few = FEWEST_APART if ballot.secrecy is Secrecy.SECRET and not terms.is_plain else 0
    ballot.terms = replace(terms, apart=few).as_data()
    ballot.state, ballot.opened_at, ballot.key_id = BallotState.OPEN, clock.now(), ids.token()
    vault = vault_of(db)
    public = new_keys(vault, ballot.key_id)
    frozen = definition(
        ballot_id,
        ballot.meeting_id,
        ballot.question,
        [(option.id or 0, option.position, option.text) for option in options],
        ballot.max_choices,
        ballot.secrecy.value,
        ballot.level.value,
        ballot.opened_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        kind=ballot.kind.value,
        method=ballot.method.value,
        terms=ballot.terms,
    )
    ballot.poll = digest(frozen)
    ballot.opened_head = append(
        db,
        ballot.meeting_id,
        "ballot.opened",
        {
            "definition": frozen,
            "poll": ballot.poll,
            "present": people.present(db, ballot.meeting_id),
            "box": public if ballot.secrecy is Secrecy.SECRET else "",
            "signer": _verify_key(vault, ballot.key_id),
        },
    )
    db.add(ballot)
    comparing.at_opening(db, ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))


def _must_not_say_what_was_hidden(db: Session, options: Sequence[Option]) -> None:
    """The words of options are frozen and published for good: not those of an idea that was hidden since it was offered."""
    for option in options:
        idea = db.get(Idea, option.idea_id) if option.idea_id is not None else None
        if idea is not None and idea.state is IdeaState.HIDDEN and option.text == as_option(idea.text):
            raise Conflict(
                "%(n)d번 보기는 숨긴 의견의 글입니다. 시작하면 모두에게 공개되고 지울 수 없습니다.",
                fix="그 보기를 빼거나 글을 고쳐 주세요.",
                n=option.position,
            )


def _verify_key(vault: Vault, key_id: str) -> str:
    pen = pen_of(vault, key_id)
    assert pen is not None
    return bytes(pen.verify_key).hex()


def close(db: Session, actor: Actor, ballot_id: int) -> None:
    """투표 마감: open the envelopes in memory, count once, freeze tally, turnout and the number present.

    What stays of a secret ballot is sorted by receipt number, so that no order of arrival is left; the key that opens
    envelopes is destroyed after the commit. A named one keeps what it needs to be opened again, until it is revealed.
    The ledger gets the commitments now and the tally when it is revealed.
    """
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    if ballot.state is not BallotState.OPEN:
        raise Conflict("진행 중인 투표가 아닙니다.")
    requests.set_aside(db, actor, ballot, RequestKind.EXTEND)
    votes = _openings(db, ballot)
    ballot.parts = combining.by_channel(db, ballot, votes)
    options = [option.id or 0 for option in queries.options(db, ballot_id)]
    tally = counted(ballot.kind, ballot.method, options, [vote.choices for vote in votes])
    ballot.tally = {"voters": tally.voters, "rows": [[row.option_id, row.votes] for row in tally.rows]}
    # whoever got a paper by a seat number is here, also when no door has seen them
    voters = tally.voters + queries.marked(db, ballot)
    ballot.present_at_close = max(people.present(db, ballot.meeting_id), voters)
    ballot.state, ballot.closed_at = BallotState.CLOSED, clock.now()
    if ballot.secrecy is not Secrecy.UNSEALED:
        comparing.at_closing(db, ballot)
        _seal(db, ballot, votes)
        ballot.closed_head = append(
            db,
            ballot.meeting_id,
            "ballot.closed",
            {
                "ballot": ballot_id,
                "poll": ballot.poll,
                "voters": tally.voters,
                "present": ballot.present_at_close,
                "commitments": sorted(vote.commitment(ballot.poll) for vote in votes),
            },
        )
        if ballot.secrecy is Secrecy.SECRET:
            announce(db, BallotSealed(ballot.meeting_id, ballot.key_id))
    db.add(ballot)
    combining.combine(db, actor, ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))


def _openings(db: Session, ballot: Ballot) -> list[Opening]:
    if ballot.secrecy is not Secrecy.SECRET:
        votes = db.exec(select(Vote).where(Vote.ballot_id == ballot.id)).all()
        return [
            opening(ballot.poll, vote.choices, vote.key, vote.nonce, vote.name, vote.channel)
            for vote in votes
        ]
    keys = keys_of(vault_of(db), ballot.key_id)
    if keys is None:
        raise Conflict(
            "이 투표의 열쇠가 이 컴퓨터에 없어 표를 셀 수 없습니다.",
            fix="열쇠 조각 두 개로 되살리기",
            fix_url=f"/ballots/{ballot.id}/key",
        )
    boxes = db.exec(select(SealedVote.box).where(SealedVote.ballot_id == ballot.id)).all()
    return [keys.unseal(ballot.poll, box) for box in boxes]


def _seal(db: Session, ballot: Ballot, votes: Sequence[Opening]) -> None:
    """Publish the openings by receipt number; of a secret ballot nothing stays that stands in the order of arrival."""
    _insert(
        db,
        PublishedVote,
        [
            {
                "ballot_id": ballot.id,
                "tracker": vote.tracker,
                "choices": list(vote.choices),
                "nonce": vote.nonce,
                "key": vote.key,
                "name": vote.name,
                "channel": combining.told(ballot, vote.channel),
            }
            for vote in sorted(votes, key=lambda vote: vote.tracker)
        ],
    )
    tags = db.exec(select(SealedVote.tag).where(SealedVote.ballot_id == ballot.id)).all()
    _insert(db, VoterTag, [{"ballot_id": ballot.id, "tag": tag} for tag in sorted(tags)])
    db.execute(delete(SealedVote).where(col(SealedVote.ballot_id) == ballot.id))
    if ballot.secrecy is Secrecy.SECRET:
        _forget_keys(db, ballot)


def _forget_keys(db: Session, ballot: Ballot) -> None:
    """No vote will be sent again: which keys were answered is nothing to remember."""
    db.execute(delete(CastKey).where(col(CastKey.ballot_id) == ballot.id))


def _insert(db: Session, model: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(table_of(model)), list(rows))


def reveal(db: Session, actor: Actor, ballot_id: int) -> None:
    """결과 공표: wall and phones show the frozen tally together, and everyone may check it.

    Refused with 409 while an observer its terms ask for has not confirmed the count.
    """
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    if ballot.state is not BallotState.CLOSED:
        raise Conflict("마감한 투표만 결과를 공개할 수 있습니다.")
    watch = queries.watch(db, ballot)
    if watch.missing:
        raise Conflict(
            "참관인 확인을 기다립니다 (%(marks)s). 두 참관인이 확인하면 공표할 수 있습니다.",
            fix="개표 화면 열기",
            fix_url=f"/ballots/{ballot_id}/count",
            marks=watch.marks,
        )
    combining.must_be_combined(db, ballot)
    requests.set_aside(db, actor, ballot, RequestKind.REOPEN, last=True)
    ballot.state, ballot.revealed_at = BallotState.REVEALED, clock.now()
    if ballot.secrecy is not Secrecy.UNSEALED:
        append(
            db,
            ballot.meeting_id,
            "ballot.revealed",
            {
                "ballot": ballot_id,
                "poll": ballot.poll,
                "tally": ballot.tally,
                "openings": digest(queries.openings(db, ballot_id)),
                **combining.published(ballot),
            },
        )
    if ballot.secrecy is Secrecy.NAMED:
        helped = update(Vote).where(col(Vote.ballot_id) == ballot.id, col(Vote.helped))
        db.execute(helped.values(helped=False))  # counted: beside a name and a choice it stays no longer
        _forget_keys(db, ballot)
        announce(db, BallotSealed(ballot.meeting_id, ballot.key_id))
    db.add(ballot)
    comparing.at_revealing(db, ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))
