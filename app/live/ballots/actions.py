"""Changes to ballots. The hot deed is ``cast_vote``: plain statements instead of objects, so that a hall can vote at once."""

from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from app.accounts.models import Participant
from app.core import clock, ids
from app.core.errors import Conflict, Invalid, NotFound
from app.live.ballots import access, queries
from app.live.ballots.events import BallotMoved, TurnoutChanged
from app.live.ballots.models import Ballot, Option, Vote, VoteKey
from app.live.ballots.rules import (
    FEWEST_OPTIONS,
    MOST_CHOICES,
    MOST_OPTIONS,
    BallotState,
    choice_problem,
    count,
    usual_choices,
)
from app.live.ideas.models import Idea
from app.live.ideas.rules import IdeaState
from app.live.meetings import access as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind
from app.organisations.actors import Actor
from app.realtime.outbox import announce


@dataclass(frozen=True)
class Receipt:
    """What was recorded. The same key and choice give the same receipt, now or after a restart."""

    ballot_id: int
    choices: tuple[int, ...]
    code: str


def cast_vote(
    db: Session, guest: Guest, number: str, ballot_id: int, *, choices: list[int], key: str
) -> Receipt:
    """Record one participant's vote, or replace it.

    ``choices``: option ids, 1 to ``max_choices`` of them. ``key``: made by the phone when the paper was shown; the same
    key with the same choices is answered with the same receipt, with other choices refused (409). A key that was
    answered before a later change is answered again but changes nothing. Refused with 409 unless the ballot is open.
    """
    ballot, someone = access.ballot_for_voter(db, guest, number, ballot_id)
    if db.get_bind().dialect.name == "postgresql":  # two processes, one phone: the second waits for the first
        db.exec(select(Participant.id).where(Participant.id == someone.id).with_for_update()).one()
    chosen = sorted(choices)
    body = ids.digest(",".join(map(str, chosen)))
    known = db.exec(
        select(VoteKey.body_digest, VoteKey.receipt).where(
            VoteKey.ballot_id == ballot_id, VoteKey.participant_id == someone.id, VoteKey.key == key
        )
    ).first()
    if known is not None:
        if known[0] != body:
            raise Conflict("같은 투표지로 다른 것을 고를 수 없어요. 화면을 새로 고친 뒤 바꿔 주세요.")
        return Receipt(ballot_id, tuple(chosen), known[1])
    if ballot.state is not BallotState.OPEN:
        raise Conflict("투표가 끝났어요. 지금 고른 것은 들어가지 않았어요.")
    options = db.exec(select(Option.id).where(Option.ballot_id == ballot_id)).all()
    problem = choice_problem(chosen, (option for option in options if option), ballot.max_choices)
    if problem:
        raise Invalid(problem, most=ballot.max_choices)
    now = clock.now()
    changed = db.execute(
        update(Vote)
        .where(col(Vote.ballot_id) == ballot_id, col(Vote.participant_id) == someone.id)
        .values(choices=chosen, cast_at=now)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]  # a cursor result has it
        db.execute(
            insert(Vote).values(ballot_id=ballot_id, participant_id=someone.id, choices=chosen, cast_at=now)
        )
    code = ids.short_code(guest.secret, "vote", ballot_id, someone.id, key, body)
    db.execute(
        insert(VoteKey).values(
            ballot_id=ballot_id, participant_id=someone.id, key=key, body_digest=body, receipt=code, at=now
        )
    )
    announce(db, TurnoutChanged(ballot.meeting_id, ballot_id))
    return Receipt(ballot_id, tuple(chosen), code)


def draft(db: Session, item: Item) -> Ballot:
    """The ballot of a ballot item, made when it is first needed."""
    if item.kind is not ItemKind.BALLOT:
        raise Conflict("이 차례는 투표가 아닙니다.")
    found = queries.of_item(db, item.id or 0)
    if found is not None:
        return found
    ballot = Ballot(meeting_id=item.meeting_id, item_id=item.id or 0, question=item.question or item.title)
    db.add(ballot)
    db.flush()
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return ballot


def _must_be_draft(ballot: Ballot) -> None:
    if ballot.state is not BallotState.DRAFT:
        raise Conflict("투표를 시작한 뒤에는 보기를 바꿀 수 없습니다.")


def offer_idea(db: Session, actor: Actor, idea_id: int) -> Option:
    """Make a shown idea an option of its topic's ballot; pressing twice is once. Its words are cut to fit the wall."""
    meetings.host(actor)
    idea = db.get(Idea, idea_id)
    if idea is None:
        raise NotFound()
    if idea.state is not IdeaState.SHOWN:
        raise Conflict("올린 의견만 투표 보기로 삼을 수 있습니다.", fix="먼저 ‘올리기’를 눌러 주세요.")
    ballot = draft(db, access.ballot_item_for(db, idea))
    known = db.exec(select(Option).where(Option.ballot_id == ballot.id, Option.idea_id == idea_id)).first()
    return known or _add(db, actor, ballot, idea.text, idea_id)


def _add(db: Session, actor: Actor, ballot: Ballot, text: str, idea_id: int | None = None) -> Option:
    _, ballot = access.hosted_ballot(db, actor, ballot.id or 0)
    _must_be_draft(ballot)
    known = queries.options(db, ballot.id or 0)
    if len(known) >= MOST_OPTIONS:
        raise Conflict("보기는 %(most)d개까지입니다.", most=MOST_OPTIONS)
    option = Option(
        ballot_id=ballot.id or 0,
        position=(known[-1].position if known else 0) + 1,
        text=text if len(text) <= 60 else text[:59] + "…",
        idea_id=idea_id,
    )
    db.add(option)
    db.flush()
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return option


def remove_option(db: Session, actor: Actor, option_id: int) -> int:
    """Take an option off a ballot that has not opened. Returns the meeting."""
    option = db.get(Option, option_id)
    if option is None:
        meetings.host(actor)
        raise NotFound()
    _, ballot = access.hosted_ballot(db, actor, option.ballot_id)
    _must_be_draft(ballot)
    db.delete(option)
    db.flush()
    for position, left in enumerate(queries.options(db, ballot.id or 0), 1):
        left.position = position
        db.add(left)
        db.flush()
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return ballot.meeting_id


def revise(
    db: Session,
    actor: Actor,
    item_id: int,
    *,
    question: str,
    max_choices: int | None,
    texts: dict[int, str],
    new: str,
) -> Ballot:
    """Before it opens: the question, how many may be chosen (None: the usual third), option texts, one new option."""
    meetings.host(actor)
    item = db.get(Item, item_id)
    if item is None:
        raise NotFound()
    _, ballot = access.hosted_ballot(db, actor, draft(db, item).id or 0)
    _must_be_draft(ballot)
    ballot.question = question
    for option in queries.options(db, ballot.id or 0):
        option.text = texts.get(option.id or 0) or option.text
        db.add(option)
    if new:
        _add(db, actor, ballot, new)
    options = len(queries.options(db, ballot.id or 0))
    wanted = max_choices or usual_choices(options)
    if not 1 <= wanted <= MOST_CHOICES:
        raise Invalid("한 사람이 고를 수 있는 수는 1에서 %(most)d까지입니다.", most=MOST_CHOICES)
    ballot.max_choices = wanted
    db.add(ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return ballot


def open_ballot(db: Session, actor: Actor, ballot_id: int) -> None:
    """투표 시작. Needs at least two options; from here they are frozen."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    if ballot.state is not BallotState.DRAFT:
        raise Conflict("이미 시작한 투표입니다.")
    options = len(queries.options(db, ballot_id))
    if options < FEWEST_OPTIONS:
        raise Conflict(
            "보기가 %(least)d개 이상 있어야 투표를 시작할 수 있습니다.",
            fix="의견함에서 ‘투표 보기로’를 누르거나 보기를 직접 적어 주세요.",
            least=FEWEST_OPTIONS,
        )
    if ballot.max_choices >= options:
        ballot.max_choices = max(1, options - 1)
    ballot.state, ballot.opened_at = BallotState.OPEN, clock.now()
    db.add(ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))


def close(db: Session, actor: Actor, ballot_id: int) -> None:
    """투표 마감: count once and freeze tally, turnout and the number present."""
    meeting, ballot = access.hosted_ballot(db, actor, ballot_id)
    if ballot.state is not BallotState.OPEN:
        raise Conflict("진행 중인 투표가 아닙니다.")
    votes = db.exec(select(Vote.choices).where(Vote.ballot_id == ballot_id)).all()
    tally = count([option.id or 0 for option in queries.options(db, ballot_id)], votes)
    ballot.tally = {"voters": tally.voters, "rows": [[row.option_id, row.votes] for row in tally.rows]}
    ballot.present_at_close = meeting_queries.present(db, meeting.id or 0)
    ballot.state, ballot.closed_at = BallotState.CLOSED, clock.now()
    db.add(ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))


def reveal(db: Session, actor: Actor, ballot_id: int) -> None:
    """결과 공표: wall and phones show the frozen tally together."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    if ballot.state is not BallotState.CLOSED:
        raise Conflict("마감한 투표만 결과를 공개할 수 있습니다.")
    ballot.state, ballot.revealed_at = BallotState.REVEALED, clock.now()
    db.add(ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))
