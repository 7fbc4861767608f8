"""Changes to selections."""

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
from app.proposals.actions import Happening, Origin, open_agenda, record
from app.proposals.models import Agenda
from app.proposals.rules import Channel, EntryKind
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
    words = ballot.question if ballot.kind is Kind.YESNO else option.text
    idea = db.get(Idea, option.idea_id) if option.idea_id is not None else None
    if idea is not None and idea.merged_into is not None:  # merged before a void vote was asked again
        idea = db.get(Idea, idea.merged_into)
    if (
        idea is not None and idea.state is not IdeaState.SHOWN
    ):  # hidden since: its words are not published again
        idea, words = None, title
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
            channel=Channel.FORUM,
            title=forum.title,
            text=idea.text if idea is not None else words,
            proposed_at=idea.sent_at if idea is not None else ballot.opened_at or clock.now(),
            author=idea.author_name if idea is not None else "",
            votes=queries.backers(db, ballot, option_id),
            voters=ballot.tally["voters"],
            rank=row.rank,
            level=ballot.level,
            forum_id=forum.id,
        ),
    )
    assert agenda.id is not None
    _tell_origin(db, agenda.id, meeting, ballot, row, idea, actor, seat)
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


def _tell_origin(
    db: Session,
    agenda_id: int,
    meeting: Meeting,
    ballot: Ballot,
    row: Row,
    idea: Idea | None,
    actor: Actor,
    seat: Seat,
) -> None:
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
    if idea is not None:
        supports = db.exec(
            select(func.count()).select_from(IdeaSupport).where(IdeaSupport.idea_id == idea.id)
        ).one()
        record(
            db,
            agenda_id,
            Happening(
                f"‘{meeting.title}’에서 나온 생각입니다.",
                EntryKind.GATHERING,
                evidence=f"“{idea.text}” 공감 {supports}",
            ),
        )
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
