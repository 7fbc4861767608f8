"""Changes to selections."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, func, select

from app.core import clock
from app.core.errors import Conflict, NotFound
from app.live.ballots import access, queries
from app.live.ballots.events import BallotMoved
from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import BallotState
from app.live.counts.rules import Kind, Row, fixed_texts
from app.live.ideas.models import Idea, IdeaSupport
from app.live.ideas.rules import IdeaState
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.models import Meeting
from app.live.selections.models import Selection
from app.live.selections.rules import allowed, why_not, won_with
from app.organisations.access import signature
from app.organisations.actors import Actor, Seat, require
from app.proposals.access import contest_title, supporters
from app.proposals.actions import Happening, Origin, choose, open_agenda, record
from app.proposals.models import Agenda, Proposal
from app.proposals.rules import Channel, EntryKind, receipt_number
from app.realtime.outbox import announce


def select_option(
    db: Session, actor: Actor, option_id: int, *, title: str, field_id: int | None
) -> tuple[Agenda, int]:
    """A chosen option becomes an agenda (의제) with its origin: forum → idea → votes. Pressing twice is once.

    Refused where the ballot's own terms say that nothing was decided. Of 찬반 the question becomes the agenda. ``votes`` of
    the origin are people, whatever the kind counts. Returns the agenda and the meeting.
    """
    option = db.get(Option, option_id)
    if option is None:
        meetings.host(actor)
        raise NotFound()
    meeting, ballot = access.hosted_ballot(db, actor, option.ballot_id)
    if ballot.state is not BallotState.REVEALED or ballot.tally is None:
        raise Conflict("결과를 공표한 뒤에 의제로 선정할 수 있습니다.")
    known = db.exec(select(Selection).where(Selection.option_id == option_id)).first()
    if known is not None:
        return db.exec(select(Agenda).where(Agenda.id == known.agenda_id)).one(), ballot.meeting_id
    decided = queries.decided(ballot, queries.options(db, ballot.id or 0))
    if barred := why_not(ballot.kind, decided, option_id):
        raise Conflict(barred, ruling=decided.ruling.label)
    row = next(row for row in queries.frozen(ballot).rows if row.option_id == option_id)
    source = _source(db, meeting, ballot, option, title)
    forum = meeting_queries.forum_of(db, meeting)
    seat = require(actor, *meetings.HOSTS)
    agenda = open_agenda(
        db,
        title=title,
        summary=f"{forum.title}에서 ‘{ballot.question}’에 대해 투표로 고른 의제입니다.",
        zone_id=forum.zone_id,
        dong_id=forum.dong_id,
        field_id=field_id,
        origin=Origin(
            channel=source.channel,
            title=forum.title,
            text=source.text,
            proposed_at=source.at,
            author=source.author,
            votes=queries.backers(db, ballot, option_id),
            voters=ballot.tally["voters"],
            rank=row.rank,
            level=ballot.level,
            forum_id=forum.id,
            proposal_id=option.proposal_id,
        ),
    )
    assert agenda.id is not None
    if source.said is not None:
        record(db, agenda.id, source.said)
    _tell_vote(db, agenda.id, ballot, row, actor, seat)
    assert actor.account_id is not None
    db.add(Selection(option_id=option_id, agenda_id=agenda.id, selected_by=actor.account_id))
    db.flush()
    append(
        db,
        ballot.meeting_id,
        "agenda.selected",
        {"option": option_id, "agenda": agenda.id, "who": meetings.seat_title(actor)},
    )
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return agenda, ballot.meeting_id


@dataclass(frozen=True)
class Source:
    """Where the words of an option come from. ``said``: the line of the agenda's record about it."""

    channel: Channel
    text: str
    at: datetime
    author: str = ""
    said: Happening | None = None


def _source(db: Session, meeting: Meeting, ballot: Ballot, option: Option, title: str) -> Source:
    """A proposal that came into a contest's final, a thought of the evening, or words the room agreed on. The proposal is
    chosen by this.
    """
    if option.proposal_id is not None:
        return _of_proposal(db, choose(db, option.proposal_id))
    words = ballot.question if ballot.kind is Kind.YESNO else option.text
    idea = db.get(Idea, option.idea_id) if option.idea_id is not None else None
    if idea is not None and idea.merged_into is not None:  # merged before a void vote was asked again
        idea = db.get(Idea, idea.merged_into)
    if idea is not None and idea.state is IdeaState.SHOWN:
        said = Happening(
            f"‘{meeting.title}’에서 나온 생각입니다.",
            EntryKind.GATHERING,
            evidence=f"“{idea.text}” 공감 {_supports(db, idea)}",
        )
        return Source(Channel.FORUM, idea.text, idea.sent_at, idea.author_name, said)
    if idea is not None:  # hidden since: its words are not published again
        words = title
    return Source(Channel.FORUM, words, ballot.opened_at or clock.now())


def _of_proposal(db: Session, proposal: Proposal) -> Source:
    number = receipt_number(proposal.id or 0)
    contest = contest_title(db, proposal.contest_id)
    said = Happening(
        f"‘{contest}’에 제안 {number}번으로 들어와 발표회 후보가 되었습니다.",
        EntryKind.GATHERING,
        evidence=f"공감 {supporters(db, proposal.id or 0)}",
    )
    return Source(proposal.channel, proposal.body, proposal.submitted_at, proposal.author_name, said)


def _supports(db: Session, idea: Idea) -> int:
    query = select(func.count()).select_from(IdeaSupport).where(IdeaSupport.idea_id == idea.id)
    return db.exec(query).one()


def _tell_vote(db: Session, agenda_id: int, ballot: Ballot, row: Row, actor: Actor, seat: Seat) -> None:
    assert ballot.tally is not None
    rows = queries.frozen(ballot).rows
    tied = sum(other.rank == row.rank for other in rows) > 1
    place = f"공동 {row.rank}위" if tied else f"{row.rank}위"
    online = queries.counted_terms(ballot).online
    how = won_with(ballot.kind, ballot.method, row.votes, place, weighted=bool(online))
    kind = "" if ballot.kind is Kind.CHOICE else f"{ballot.kind.label} 투표로 "
    asked = f"{ballot.question} {kind}{allowed(ballot.kind, ballot.max_choices)}, {ballot.secrecy.label} 투표이고 확인 수준은 {ballot.level.value}({ballot.level.label})입니다."
    if online:
        asked += f"\n온라인 {online} : 현장 {100 - online}의 몫으로 100점을 나누었습니다."
    elif ballot.kind is Kind.YESNO:  # a line the agenda's page draws as a chart
        voices = zip(fixed_texts(Kind.YESNO), rows, strict=True)
        asked += "\n" + " · ".join(f"{name} {one.votes}" for name, one in voices)
    record(
        db,
        agenda_id,
        Happening(
            f"참여자 {ballot.tally['voters']}명이 투표해 {how} 의제로 선정했습니다.",
            EntryKind.ACT,
            side=seat.side,
            who=signature(actor, seat),
            evidence=asked,
        ),
    )
