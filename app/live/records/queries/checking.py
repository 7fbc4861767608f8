"""A ballot's result file, a phone's own receipt, and finding one's own vote."""

import gzip
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.forums.models import Forum
from app.live.ballots import queries as ballots
from app.live.ballots.models import Ballot, PublishedVote
from app.live.ballots.queries import Linked, Paper
from app.live.ballots.rules import BallotState, Secrecy
from app.live.counts.channels import Channel
from app.live.counts.rules import Kind, told
from app.live.ledger import queries as ledger
from app.live.ledger.rules import FORMAT, canonical
from app.live.meetings import queries as meetings
from app.live.meetings.models import Meeting
from app.live.records.queries.minutes import ending
from app.live.records.rules import Kept, file_name
from app.web.paging import Page, window

PER_PAGE = 100
LARGEST = 2**31
KEPT = 4  # result files held in memory: a hall asks for the same one at once

NO_BALLOT = "이 투표는 없어졌어요. 화면을 새로 고쳐 주세요."


# -- the result file -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResultFile:
    """``raw`` is exactly the canonical form; ``small`` the same for browsers that unpack."""

    name: str
    head: str
    raw: bytes
    small: bytes


_kept: OrderedDict[tuple[int, str], ResultFile] = OrderedDict()
_lock = Lock()


def result_file(db: Session, ballot_id: int) -> ResultFile:
    """The file everyone may check a revealed ballot with. Made once per state of the meeting's ledger."""
    ballot, meeting = revealed(db, ballot_id)
    place = ballot_id, ledger.head(db, ballot.meeting_id)
    with _lock:
        known = _kept.get(place)
    if known is not None:
        return known
    made = fresh_result_file(db, ballot, meeting)
    with _lock:
        _kept[ballot_id, made.head] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def revealed(db: Session, ballot_id: int) -> tuple[Ballot, Meeting]:
    """A ballot whose votes are published, and its meeting."""
    ballot, meeting = _public(db, ballot_id)
    if ballot.state is BallotState.ANNULLED:
        raise NotFound("이 투표는 무효로 해서 결과 파일이 없어요.")
    if ballot.state is not BallotState.REVEALED or ballot.secrecy is Secrecy.UNSEALED:
        raise NotFound("결과를 공개한 뒤에 받을 수 있어요.")
    return ballot, meeting


def fresh_result_file(db: Session, ballot: Ballot, meeting: Meeting) -> ResultFile:
    """The same from what the database holds at this moment."""
    log = ledger.chain(db, ballot.meeting_id)
    content = {
        "format": FORMAT,
        "meeting": {"id": meeting.id, "number": meeting.join_number, "title": meeting.title},
        "ballot": ballot.id,
        "head": log[-1]["hash"],
        "log": log,
        "openings": ballots.openings(db, ballot.id or 0),
    }
    raw = canonical(content).encode()
    return ResultFile(
        file_name(meeting.join_number, ballot.id or 0), log[-1]["hash"], raw, gzip.compress(raw, 6, mtime=0)
    )


def _public(db: Session, ballot_id: int) -> tuple[Ballot, Meeting]:
    """A ballot that has been opened at least, and its meeting."""
    ballot = db.get(Ballot, ballot_id) if 0 < ballot_id < LARGEST else None
    if ballot is None or ballot.state is BallotState.DRAFT:
        raise NotFound(NO_BALLOT)
    meeting = db.get(Meeting, ballot.meeting_id)
    assert meeting is not None
    return ballot, meeting


def receipt_file(db: Session, ballot_id: int, kept: Kept) -> bytes:
    """A phone's own receipt as a signed file, for ``--receipt-file``. Evidence from the moment of the vote on."""
    ballot, _ = _public(db, ballot_id)
    if not kept.is_signed:
        raise NotFound("이 휴대폰에는 이 투표의 접수증이 없어요.")
    content = {
        "poll": ballot.poll,
        "tracker": kept.tracker,
        "commitment": kept.commitment,
        "head": ballot.opened_head,
        "signature": kept.signature,
    }
    return canonical(content).encode()


# -- finding one's own vote ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicVote:
    """One vote of the published list. ``lines``: what it says, as (mark, words); ``name`` only where the ballot was a named
    one.
    """

    tracker: str
    choices: tuple[int, ...]
    lines: tuple[tuple[str, str], ...]
    name: str
    channel: Channel = Channel.PHONE


@dataclass(frozen=True)
class CheckPage:
    """A ballot for whoever wants to check it. ``votes`` is None until there is something to check."""

    meeting: Meeting
    forum: Forum
    paper: Paper
    closed_at: datetime | None
    head: str
    entries: int
    votes: Page[PublicVote] | None
    mine: PublicVote | None
    is_folded: bool  # the receipt that was looked up is of a vote counted in one sum with the paper
    key_was_split: bool
    linked: Linked | None

    @property
    def is_revealed(self) -> bool:
        return self.paper.state is BallotState.REVEALED


def check_page(db: Session, ballot_id: int, *, tracker: str, number: int) -> CheckPage:
    """The ballot, one page of its votes, and the one vote under this receipt number."""
    ballot, meeting = _public(db, ballot_id)
    paper = ballots.paper(db, ballot)
    votes, mine = None, None
    if ballot.state is BallotState.REVEALED and ballot.secrecy is not Secrecy.UNSEALED:
        options = {choice.id: (choice.position, choice.text) for choice in paper.choices}
        votes = _votes(db, paper, options, number)
        found = db.get(PublishedVote, (ballot_id, tracker)) if tracker else None
        mine = _vote(found, paper.kind, options) if found is not None else None
    head, entries = ending(db, ballot.meeting_id)
    return CheckPage(
        meeting=meeting,
        forum=meetings.forum_of(db, meeting),
        paper=paper,
        closed_at=ballot.closed_at,
        head=head,
        entries=entries,
        votes=votes,
        mine=mine,
        is_folded=bool(tracker) and votes is not None and tracker in (ballot.parts or {}).get("folded", ()),
        key_was_split=any(
            entry["data"]["ballot"] == ballot_id
            for entry in ledger.entries(db, ballot.meeting_id, "ballot.key_split")
        ),
        linked=ballots.linked(db, ballot),
    )


def _votes(
    db: Session, paper: Paper, options: Mapping[int, tuple[int, str]], number: int
) -> Page[PublicVote]:
    sent = paper.voters if paper.parts is None else paper.parts.sent
    number = min(max(1, number), max(1, -(-sent // PER_PAGE)))
    offset, limit = window(number, PER_PAGE)
    some = db.exec(
        select(PublishedVote)
        .where(PublishedVote.ballot_id == paper.id)
        .order_by(col(PublishedVote.tracker))
        .offset(offset)
        .limit(limit)
    ).all()
    return Page([_vote(one, paper.kind, options) for one in some], sent, number, PER_PAGE)


def _vote(vote: PublishedVote, kind: Kind, options: Mapping[int, tuple[int, str]]) -> PublicVote:
    lines = told(kind, [options[id_] for id_ in vote.choices])
    return PublicVote(vote.tracker, tuple(vote.choices), lines, vote.name, vote.channel)
