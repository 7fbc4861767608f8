"""The minutes of a meeting that is over, and where its ledger ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.errors import NotFound
from app.forums.models import Forum
from app.live.ballots import queries as ballots
from app.live.ballots.queries import Linked, Paper
from app.live.ballots.rules import BallotState
from app.live.groups import queries as groups
from app.live.groups.queries import Bundle
from app.live.ideas import queries as ideas
from app.live.ideas.queries import Parked
from app.live.ideas.rules import HideReason
from app.live.ledger import queries as ledger
from app.live.ledger.models import Ledger
from app.live.ledger.rules import GENESIS
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import MeetingState
from app.live.people import queries as people
from app.live.people.rules import Crowd
from app.live.selections.queries import Chosen, chosen
from app.live.speakers import queries as speakers
from app.live.stage.rules import Deed

# What is done to a room: the ledger writes the deed, and after a colon to what.
DEEDS = frozenset({*(deed.label for deed in Deed), "다음", "차례 옮기기", "이전 화면", "되돌리기"})


def ending(db: Session, meeting_id: int) -> tuple[str, int]:
    """Where the meeting's ledger ends, and how many entries it has."""
    end = db.get(Ledger, meeting_id)
    return (end.head, end.seq) if end is not None else (GENESIS, 0)


@dataclass(frozen=True)
class Happened:
    """One line of the evening as the ledger has it: when, what, from which seat.

    ``deed``: one of ``DEEDS``, which are said in the reader's language; ``about``: the words it was done to, as written.
    """

    at: datetime
    deed: str
    about: str
    who: str


@dataclass(frozen=True)
class Minutes:
    """A meeting as the public may read it. ``behind``: option → the opinions that were put together for it."""

    meeting: Meeting
    forum: Forum
    crowd: Crowd
    items: tuple[Item, ...]
    happened: tuple[Happened, ...]
    papers: tuple[tuple[Item, Paper], ...]
    linked: dict[int, Linked]  # ballot → what it is linked to
    behind: dict[int, Bundle]
    chosen: tuple[Chosen, ...]
    floor: speakers.View
    parked: Parked
    hidden: dict[HideReason, int]
    head: str
    entries: int


def _happened(entry: dict[str, Any]) -> Happened:
    data = entry["data"]
    deed, _, about = data["deed"].partition(": ")
    if entry["kind"] == "stage.undone":
        deed = "되돌리기"
    if deed not in DEEDS:
        deed, about = "", data["deed"]
    return Happened(datetime.fromisoformat(entry["at"]), deed, about, data.get("who", ""))


def minutes(db: Session, number: str) -> Minutes:
    """The minutes of the meeting behind six digits; 404 until it has ended."""
    meeting = meetings.by_number(db, number) if number.isdigit() else None
    if meeting is None or meeting.id is None:
        raise NotFound("그 번호의 회의가 없어요. 앞 화면의 여섯 자리 숫자를 다시 봐 주세요.")
    if meeting.state is not MeetingState.ENDED:
        raise NotFound("회의 기록은 회의를 마친 뒤에 볼 수 있어요.")
    return told(db, meeting)


def told(db: Session, meeting: Meeting) -> Minutes:
    """What the record says of a meeting, over or not."""
    assert meeting.id is not None
    papers = ballots.papers(db, meeting.id)
    items = tuple(meetings.items(db, meeting.id))
    head, entries = ending(db, meeting.id)
    return Minutes(
        meeting=meeting,
        forum=meetings.forum_of(db, meeting),
        crowd=people.crowd(db, meeting),
        items=items,
        happened=tuple(
            _happened(entry) for entry in ledger.entries(db, meeting.id, "stage.moved", "stage.undone")
        ),
        papers=tuple(
            (item, papers[item.id or 0])
            for item in items
            if item.id in papers and papers[item.id].state is not BallotState.DRAFT
        ),
        linked=ballots.all_linked(db, meeting.id),
        behind=groups.behind_options(db, meeting.id),
        chosen=chosen(db, meeting.id),
        floor=speakers.view(db, meeting),
        parked=ideas.parked(db, meeting.id),
        hidden=ideas.hidden(db, meeting.id),
        head=head,
        entries=entries,
    )
