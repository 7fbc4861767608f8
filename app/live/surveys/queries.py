"""Reads of the exit survey. What may be seen of the answers is decided in here, once."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.core import clock, ids
from app.live.meetings import access
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState, place_of
from app.live.surveys import rules
from app.live.surveys.models import Survey, SurveyMark
from app.live.surveys.rules import Counts, Told

CLOSING = (ItemKind.SURVEY, ItemKind.THANKS)


def mark_of(guest: Guest, meeting: Meeting) -> str:
    """What stands for this phone: not its participant, and not to be turned back into one."""
    return ids.keyed(guest.secret, "survey", guest.visit, place_of(meeting.id or 0))


def takes_answers(db: Session, meeting: Meeting) -> bool:
    """May phones answer now?"""
    began = db.exec(
        select(Item.id).where(
            Item.meeting_id == meeting.id,
            col(Item.kind).in_(CLOSING),
            col(Item.started_at).is_not(None),
        )
    ).first()
    return rules.takes_answers(
        closing_began=began is not None,
        is_live=meeting.state is MeetingState.LIVE,
        ended_at=meeting.ended_at,
        now=clock.now(),
    )


def takes_paper(meeting: Meeting) -> bool:
    """May the desk enter paper now?"""
    return rules.takes_paper(opened=meeting.opened_at is not None, ended_at=meeting.ended_at, now=clock.now())


@dataclass(frozen=True)
class Results:
    """The survey as it may be seen. ``phones`` and ``sheets``: how many took part; ``waiting`` and ``sheets_waiting``: phones
    and sheets whose answers are added when there are five of them.
    """

    questions: tuple[Told, ...]
    phones: int
    sheets: int
    waiting: int
    sheets_waiting: int

    @property
    def are_shown(self) -> bool:
        return any(one.answered for one in self.questions)


def results(db: Session, meeting_id: int) -> Results:
    """What people said when they left."""
    found = db.get(Survey, meeting_id) or Survey(meeting_id=meeting_id)
    return Results(
        rules.told(rules.together(found.shown, found.paper_shown)),
        found.phones,
        found.sheets,
        rules.behind(found.shown, found.phone),
        rules.behind(found.paper_shown, found.paper),
    )


@dataclass(frozen=True)
class Own:
    """The survey for one phone. ``answered``: it has; ``is_open``: it still may."""

    meeting: Meeting
    answered: bool
    is_open: bool


def own(db: Session, guest: Guest, number: str) -> Own:
    """The survey as this phone sees it; refuses those who never came in."""
    meeting, _ = access.inside(db, guest, number)
    mark = db.get(SurveyMark, (meeting.id, mark_of(guest, meeting)))
    return Own(meeting, mark is not None, takes_answers(db, meeting))


@dataclass(frozen=True)
class Desk:
    """What the desk has: the paper as entered so far, and the results."""

    results: Results
    sheets: int
    paper: Counts
    rev: int
    takes_paper: bool


def desk(db: Session, meeting: Meeting) -> Desk:
    """The survey for those who run the meeting."""
    found = db.get(Survey, meeting.id) or Survey(meeting_id=meeting.id or 0)
    return Desk(results(db, meeting.id or 0), found.sheets, found.paper, found.rev, takes_paper(meeting))
