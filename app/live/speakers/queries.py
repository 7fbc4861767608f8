"""Reads about speaking: the floor of a meeting, and where one phone stands."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists
from sqlmodel import Session, col, func, select

from app.accounts.models import Participant
from app.core.columns import table_of
from app.live.ballots.models import Ballot, Option
from app.live.entrances import queries as entrances
from app.live.meetings import queries as meetings
from app.live.meetings.models import Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.speakers import rules
from app.live.speakers.models import Floor, Speaker
from app.live.speakers.rules import OPEN, OTHER, SpeakerState, Stance, Taking, Waiting
from app.organisations.queries import dongs
from app.proposals.agendas.rules import byline
from app.proposals.models import Proposal
from app.web.words import masked

Person = tuple[str, int | str]


@dataclass(frozen=True)
class Turn:
    """Somebody in the line, on the floor, or taken out of the line. ``masked``: what the room may read."""

    id: int
    name: str
    masked: str
    subject: str
    stance: Stance
    is_point: bool
    place: str
    by_hand: bool
    state: SpeakerState
    asked_at: datetime
    turns: int
    reasons: tuple[rules.Reason, ...]
    in_order: bool | None
    ends_at: datetime | None
    seconds: int


@dataclass(frozen=True)
class View:
    """The floor as all screens show it. ``sides``, ``places``: turns so far; points of order are in neither.
    ``candidates``: how many of a contest's final could still be lined up to be presented (for its hosts).
    """

    taking: Taking
    is_taking: bool
    seconds: int
    now: Turn | None
    line: tuple[Turn, ...]
    removed: tuple[Turn, ...]
    turns: int
    sides: dict[Stance, int]
    places: dict[str, int]
    points: int
    candidates: int = 0

    @property
    def now_id(self) -> int:
        """Who speaks, for presses that expect it; 0 for nobody."""
        return self.now.id if self.now else 0


@dataclass(frozen=True)
class Mine:
    """One phone's own open request. ``ahead``: how many wait before it; None while it speaks."""

    id: int
    ahead: int | None
    name: str


def settings(db: Session, meeting_id: int) -> Floor:
    """How requests are taken; the usual when nobody chose yet (that row is not stored)."""
    return db.get(Floor, meeting_id) or Floor(meeting_id=meeting_id)


def is_taking(db: Session, meeting: Meeting, floor: Floor) -> bool:
    """May the room ask to speak now?"""
    item = meetings.current(db, meeting)
    is_talk = item is not None and item.kind is ItemKind.TALK
    return rules.takes(floor.taking, live=meeting.state is MeetingState.LIVE, is_talk=is_talk)


def speaking(db: Session, meeting_id: int) -> Speaker | None:
    """Who has the floor."""
    return db.exec(
        select(Speaker).where(Speaker.meeting_id == meeting_id, Speaker.state == SpeakerState.SPEAKING)
    ).first()


def open_of(db: Session, participant_id: int) -> Speaker | None:
    """A participant's one open request."""
    return db.exec(
        select(Speaker).where(Speaker.participant_id == participant_id, col(Speaker.state).in_(OPEN))
    ).first()


def mark_of_asking() -> ColumnElement[bool]:
    """Whether there is one, inside a query that reads this participant's row, as a whole hall asks it at once; its place:
    ``meeting``.
    """
    speaker, participant = table_of(Speaker), table_of(Participant)
    return exists().where(
        speaker.c.meeting_id == bindparam("meeting"),
        speaker.c.participant_id == participant.c.id,
        speaker.c.state.in_(OPEN),
    )


def asked(db: Session, participant_id: int) -> int:
    """How often a participant asked in this meeting, whatever became of it."""
    query = select(func.count()).select_from(Speaker).where(Speaker.participant_id == participant_id)
    return db.exec(query).one()


def place_of_person(db: Session, participant_id: int) -> str:
    """The dong beside a participant's name on the roll; empty when there is none."""
    return place_named(db, entrances.roll_note(db, participant_id))


def place_named(db: Session, name: str) -> str:
    """A dong by its name; empty when there is none of that name."""
    return next((dong.name for dong in dongs(db) if dong.name == name.strip()), "") if name else ""


def _person(one: Speaker) -> Person:
    return ("phone", one.participant_id) if one.participant_id is not None else ("hall", one.name)


FLOOR_AND_ALL = (
    select(Floor, Speaker)
    .select_from(Meeting)
    .outerjoin(Floor, col(Floor.meeting_id) == col(Meeting.id))
    .outerjoin(Speaker, col(Speaker.meeting_id) == col(Meeting.id))
    .where(Meeting.id == bindparam("meeting"))
    .order_by(col(Speaker.id))
)


def _floor_and_all(db: Session, meeting_id: int) -> tuple[Floor, list[Speaker]]:
    """How requests are taken and every one of them, in one question: a hall waits for the answer."""
    rows = db.exec(FLOOR_AND_ALL, params={"meeting": meeting_id}).all()
    floor: Floor | None = next((floor for floor, _ in rows), None)
    return floor or Floor(meeting_id=meeting_id), [one for _, one in rows if one is not None]


def view(db: Session, meeting: Meeting) -> View:
    """Everything about the floor of a meeting at this moment."""
    assert meeting.id is not None
    floor, everyone = _floor_and_all(db, meeting.id)
    called = sorted(
        (one for one in everyone if one.started_at is not None), key=lambda one: (one.started_at, one.id)
    )
    speeches = [one for one in called if not one.is_point]
    turns = Counter(_person(one) for one in speeches)
    places = Counter(one.place for one in speeches)
    last = next((one.stance for one in reversed(speeches) if one.stance in OTHER), Stance.NONE)
    waiting = {one.id or 0: one for one in everyone if one.state is SpeakerState.WAITING}
    line = rules.fair_order(
        [
            Waiting(
                id=id_,
                arrival=id_,
                turns=turns[_person(one)],
                stance=one.stance,
                is_point=one.is_point,
                place=one.place,
                held=one.held_until > floor.turns,
                presents=bool(one.subject),
            )
            for id_, one in waiting.items()
        ],
        last=last,
        spoken=places,
    )
    now = next((one for one in called if one.state is SpeakerState.SPEAKING), None)
    is_over = meeting.state is MeetingState.ENDED
    return View(
        taking=floor.taking,
        is_taking=is_taking(db, meeting, floor),
        seconds=floor.seconds,
        now=_turn(now, turns) if now and not is_over else None,
        line=() if is_over else tuple(_turn(waiting[one.id], turns, one.reasons) for one in line),
        removed=tuple(_turn(one, turns) for one in everyone if one.state is SpeakerState.REMOVED),
        turns=len(speeches),
        sides={side: sum(one.stance is side for one in speeches) for side in Stance},
        places={place: n for place, n in places.most_common() if place},
        points=len(called) - len(speeches),
    )


def to_line_up(db: Session, meeting_id: int) -> list[tuple[str, str, str]]:
    """(key, words, author) of the candidates of a contest's final that are not in the line yet, in the order of the paper.

    A candidate is its proposal: also on the paper of a vote whose opening was taken back, or that is asked again.
    """
    wanted = (
        select(Proposal.id, Option.text, Proposal.author_name)
        .join(Ballot, col(Ballot.id) == col(Option.ballot_id))
        .join(Proposal, col(Proposal.id) == col(Option.proposal_id))
        .where(Ballot.meeting_id == meeting_id)
        .order_by(col(Ballot.id), col(Option.position))
    )
    by_hand = (Speaker.meeting_id == meeting_id, col(Speaker.participant_id).is_(None))
    there = set(db.exec(select(Speaker.key).where(*by_hand)).all())
    found = {f"candidate-{proposal}": (text, author) for proposal, text, author in db.exec(wanted).all()}
    return [(key, *said) for key, said in found.items() if key not in there]


def _turn(one: Speaker, turns: Counter[Person], reasons: tuple[rules.Reason, ...] = ()) -> Turn:
    return Turn(
        id=one.id or 0,
        name=one.name,
        masked=byline(one.name) if one.subject else masked(one.name),
        subject=one.subject,
        stance=one.stance,
        is_point=one.is_point,
        place=one.place,
        by_hand=one.participant_id is None,
        state=one.state,
        asked_at=one.asked_at,
        turns=turns[_person(one)],
        reasons=reasons,
        in_order=one.in_order,
        ends_at=one.ends_at,
        seconds=one.time,
    )


def mine(db: Session, meeting: Meeting, participant_id: int) -> Mine | None:
    """Where this participant's open request stands; None without one, or when the meeting is not live."""
    own = open_of(db, participant_id)
    if own is None or meeting.state is not MeetingState.LIVE:
        return None
    if own.state is SpeakerState.SPEAKING:
        return Mine(own.id or 0, None, own.name)
    line = [one.id for one in view(db, meeting).line]
    if own.id not in line:  # called or taken out while we were reading
        return None
    return Mine(own.id or 0, line.index(own.id or 0), own.name)
