"""Is everything still true? Every ledger, every count, every published bundle by the verifier anyone can run."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from app.backups.actions import sqlite_file
from app.backups.integrity import damage, unreadable
from app.core import migrations
from app.core.db import Database
from app.core.engines import make_engine
from app.core.errors import Conflict
from app.core.settings import PROJECT
from app.core.vault import vault_of
from app.live.ballots.envelopes import Opening, keys_of
from app.live.ballots.models import (
    Ballot,
    BallotWitness,
    CastKey,
    Option,
    PairedVote,
    PaperMark,
    PublishedVote,
    SealedVote,
    TallyEntry,
    Vote,
    VoterTag,
)
from app.live.ballots.queries import counted_terms
from app.live.ballots.rules import BallotState, Secrecy
from app.live.counts.channels import counted_in, together
from app.live.counts.rules import Kind, Method
from app.live.counts.rules import tally as counted
from app.live.counts.terms import from_data
from app.live.ledger import queries as ledgers
from app.live.ledger.models import Ledger, LedgerEntry
from app.live.ledger.rules import GENESIS, broken, canonical, digest
from app.live.meetings.models import Meeting
from app.live.records import queries as records

VERIFIER = PROJECT / "static" / "verify" / "verify.py"
COUNTED = (BallotState.CLOSED, BallotState.REVEALED)


@dataclass
class Found:
    """What was looked at, what is worth knowing, what is wrong: each a Korean sentence."""

    looked_at: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def everything(url: str, vault: Path | None = None, *, restored: bool = False) -> Found:
    """Look through the whole service at this address. Where it was just restored, keys of open ballots cannot be there."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        raise Conflict("데이터베이스가 없습니다.")
    _of_this_version(url)
    found = Found(wrong=damage(url), looked_at=["데이터베이스를 살폈습니다."])
    locked: list[str] = found.notes if restored else found.wrong
    database = Database(url, vault=vault)
    try:
        database.read(_meetings, found, locked)
    except SQLAlchemyError as broken:
        found.wrong.append(unreadable(broken))
    finally:
        database.close()
    return found


def _of_this_version(url: str) -> None:
    engine = make_engine(url, read_only=True)
    try:
        with engine.connect() as connection:
            if migrations.revision(connection) != migrations.newest():
                raise Conflict("데이터베이스가 이 판이 아닙니다.", fix="먼저 migrate로 이 판에 맞춰 주세요.")
    finally:
        engine.dispose()


def _meetings(db: Session, found: Found, locked: list[str]) -> None:
    meetings = db.exec(select(Meeting).order_by(col(Meeting.id))).all()
    ballots = entries = bundles = 0
    for meeting in meetings:
        name = f"회의 {meeting.join_number} ‘{meeting.title}’"
        chain = ledgers.chain(db, meeting.id or 0)
        entries += len(chain)
        found.wrong += [f"{name}: {said}" for said in _ledger(db, meeting.id or 0, chain)]
        of_meeting = select(Ballot).where(Ballot.meeting_id == meeting.id).order_by(col(Ballot.id))
        for ballot in db.exec(of_meeting).all():
            ballots += ballot.state in COUNTED
            bundles += ballot.state is BallotState.REVEALED and ballot.secrecy is not Secrecy.UNSEALED
            named = f"{name}, 투표 {ballot.id}"
            found.wrong += [f"{named}: {said}" for said in _ballot(db, meeting, ballot, chain)]
            if ballot.state is BallotState.OPEN and _locked(db, ballot):
                locked.append(f"{named}: {_without_key(ballot)}")
    found.looked_at.append(
        f"회의 {len(meetings)}개의 원장 {entries:,}줄, 마감한 투표 {ballots}개, 공표한 결과 {bundles}개를 살폈습니다."
    )


def _locked(db: Session, ballot: Ballot) -> bool:
    return ballot.secrecy is not Secrecy.UNSEALED and keys_of(vault_of(db), ballot.key_id) is None


def _without_key(ballot: Ballot) -> str:
    """What an open ballot whose key is not here still can do, and where."""
    if ballot.secrecy is Secrecy.NAMED:
        return "열려 있지만 열쇠가 이곳에 없어 표를 더 받지 못합니다. 기명 투표라서 받은 표는 마치면 셀 수 있습니다."
    return (
        "열려 있지만 열쇠가 이곳에 없어 지금은 봉투를 열 수 없습니다. "
        f"세 조각 가운데 두 조각이 있으면 /ballots/{ballot.id}/key에서 되살리고, "
        f"없으면 /ballots/{ballot.id}/annulment에서 두 사람이 무효로 합니다."
    )


# -- the ledger --------------------------------------------------------------------------------------------------------


def _ledger(db: Session, meeting_id: int, chain: list[dict[str, Any]]) -> Iterator[str]:
    if said := broken(chain):
        yield f"원장: {said}"
    end = db.get(Ledger, meeting_id)
    noted = (end.seq, end.head) if end is not None else (0, GENESIS)
    if noted != (len(chain), chain[-1]["hash"] if chain else GENESIS):
        yield "원장: 끝으로 적어 둔 지문과 마지막 기록이 다릅니다."
    rows = db.exec(select(LedgerEntry).where(LedgerEntry.meeting_id == meeting_id)).all()
    for row in rows:
        body = json.loads(row.body)
        if row.body != canonical(body) or (row.seq, row.kind) != (body.get("seq"), body.get("kind")):
            yield f"원장: {row.seq}번째 기록의 본문이 정해진 꼴이 아닙니다."


# -- the counts --------------------------------------------------------------------------------------------------------


def _ballot(db: Session, meeting: Meeting, ballot: Ballot, chain: list[dict[str, Any]]) -> Iterator[str]:
    """What is frozen, what was published and what the ledger says must be one and the same."""
    if ballot.state is BallotState.ANNULLED:
        yield from _annulled(db, ballot, chain)
    if ballot.state not in COUNTED:
        return
    assert ballot.tally is not None
    options = [
        option.id or 0
        for option in db.exec(
            select(Option).where(Option.ballot_id == ballot.id).order_by(col(Option.position))
        ).all()
    ]
    if ballot.secrecy is Secrecy.UNSEALED:
        votes = db.exec(select(Vote.choices).where(Vote.ballot_id == ballot.id)).all()
        # they are forgotten in time, the count is not
        if votes and _frozen(ballot, options, votes) != ballot.tally:
            yield "얼려 둔 집계가 표와 다릅니다."
        return
    said = {one["kind"]: one["data"] for one in chain if one["data"].get("ballot") == ballot.id}
    opened = [one for one in chain if one["kind"] == "ballot.opened" and one["data"]["poll"] == ballot.poll]
    if len(opened) != 1 or digest(opened[0]["data"]["definition"]) != ballot.poll:
        yield "투표의 정의가 원장에 적힌 것과 다릅니다."
    elif not _keeps(ballot, opened[0]["data"]["definition"]):
        yield "투표의 종류나 규칙이 시작할 때 얼린 것과 다릅니다."
    heads = {one["hash"] for one in chain}
    if not {ballot.opened_head, ballot.closed_head} <= heads:
        yield "시작과 마감의 지문이 원장에 없습니다."
    published = db.exec(
        select(PublishedVote).where(PublishedVote.ballot_id == ballot.id).order_by(col(PublishedVote.tracker))
    ).all()
    combined = _combined(ballot, options, [one.choices for one in published])
    if combined != ballot.tally:
        yield "얼려 둔 집계가 공개한 표와 다릅니다."
    commitments = sorted(
        Opening(one.tracker, tuple(one.choices), one.nonce, one.key, one.name).commitment(ballot.poll)
        for one in published
    )
    parts, noted = ballot.parts or {}, said.get("ballot.closed", {}).get("commitments", [])
    if not set(commitments) <= set(noted) or len(noted) != len(commitments) + len(parts.get("folded", [])):
        yield "원장에 봉인한 표와 공개한 표가 다릅니다."
    if said.get("ballot.closed", {}).get("present") != ballot.present_at_close:
        yield "마감할 때 참석한 사람의 수가 원장에 적힌 것과 다릅니다."
    if parts.get("seal") and said.get("ballot.tallied", {}).get("seal") != parts["seal"]:
        yield "투표 방법마다의 집계가 원장에 봉인한 것과 다릅니다."
    told = {(one["data"]["side"], one["data"]["who"]) for one in chain if _is_witness_of(ballot, one)}
    kept = db.exec(select(BallotWitness).where(BallotWitness.ballot_id == ballot.id)).all()
    if told != {(one.side.value, one.seat) for one in kept}:
        yield "개표를 확인한 참관인이 원장에 적힌 것과 다릅니다."
    if ballot.state is BallotState.REVEALED:
        if said.get("ballot.revealed", {}).get("tally") != ballot.tally:
            yield "원장에 공표한 집계가 얼려 둔 집계와 다릅니다."
        yield from _bundle(records.fresh_result_file(db, ballot, meeting).raw)


def _is_witness_of(ballot: Ballot, entry: dict[str, Any]) -> bool:
    return bool(entry["kind"] == "ballot.witnessed" and entry["data"]["ballot"] == ballot.id)


def _annulled(db: Session, ballot: Ballot, chain: list[dict[str, Any]]) -> Iterator[str]:
    """Of an annulled ballot nothing is left but what the ledger says as well."""
    kept = (SealedVote, Vote, CastKey, PublishedVote, VoterTag, PaperMark, TallyEntry, PairedVote)
    if any(db.exec(select(table).where(table.ballot_id == ballot.id).limit(1)).first() for table in kept):
        yield "무효로 했는데 표가 남아 있습니다."
    said = [one["data"] for one in chain if one["kind"] == "ballot.annulled"]
    told = [(one["voters"], one["who"]) for one in said if one["ballot"] == ballot.id]
    # once closed, the ledger says the votes that were sent; who voted on paper was marked, one line each
    papers = [one["data"] for one in chain if one["kind"] in ("paper.marked", "paper.unmarked")]
    marked = next((one["marked"] for one in reversed(papers) if one["ballot"] == ballot.id), 0)
    if told not in ([((ballot.received or 0) - few, ballot.annulled_agreed)] for few in (0, marked)):
        yield "무효로 한 일이 원장에 적힌 것과 다릅니다."


def _keeps(ballot: Ballot, definition: dict[str, Any]) -> bool:
    """Is the ballot counted and judged by what was frozen? Before there were kinds, no definition named one."""
    frozen = {"kind": Kind.CHOICE, "method": Method.MARKS, "terms": None, **definition}
    now = (ballot.kind, ballot.method, ballot.max_choices, from_data(ballot.terms))
    return now == (frozen["kind"], frozen["method"], frozen["max_choices"], from_data(frozen["terms"]))


def _frozen(ballot: Ballot, options: Sequence[int], votes: Iterable[Sequence[int]]) -> dict[str, Any]:
    tally = counted(ballot.kind, ballot.method, options, votes)
    return {"voters": tally.voters, "rows": [[row.option_id, row.votes] for row in tally.rows]}


def _combined(ballot: Ballot, options: Sequence[int], votes: Iterable[Sequence[int]]) -> dict[str, Any]:
    """Votes and what people counted on paper or hands, once all of it is in."""
    parts = ballot.parts or {}
    if not parts.get("seal"):
        return _frozen(ballot, options, votes)
    online = counted_terms(ballot).online
    return together(ballot.kind, ballot.method, options, votes, counted_in(parts), online)


def _bundle(raw: bytes) -> Iterator[str]:
    """What the verifier that anyone can run says about the published file."""
    with tempfile.TemporaryDirectory(prefix="gongron-") as folder:
        file = Path(folder) / "bundle.json"
        file.write_bytes(raw)
        words = [sys.executable, "-I", str(VERIFIER), str(file)]
        answer = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    if answer.returncode != 0:
        yield "확인기가 결과 파일을 받아들이지 않았습니다: " + " ".join(
            (answer.stdout + answer.stderr).split()
        )
