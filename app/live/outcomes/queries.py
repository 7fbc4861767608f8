"""Reads for the outcome of a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.live.ballots import queries as ballots
from app.live.ballots.queries import Linked, Paper
from app.live.ideas import queries as ideas
from app.live.ideas.queries import Card
from app.live.ideas.rules import IdeaState
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.people import queries as people
from app.live.people.rules import Crowd
from app.live.selections.queries import Chosen, barred, chosen
from app.organisations.models import PolicyField
from app.organisations.queries import fields


@dataclass(frozen=True)
class Outcome:
    """Every ballot in the order of the evening (counts where they may be seen), and by option what was selected.
    ``barred``: ballot → option → why it cannot be.
    """

    papers: list[tuple[Item, Paper]]
    chosen: dict[int, Chosen]
    barred: dict[int, dict[int, str]]
    fields: Sequence[PolicyField]
    crowd: Crowd
    linked: dict[int, Linked]  # ballot → what it is linked to
    parked: list[Card]  # 주차장, oldest first


def outcome(db: Session, meeting: Meeting, connected: int) -> Outcome:
    """What one meeting decided, for those who run it. ``connected`` is known by the hub."""
    meeting_id = meeting.id or 0
    papers = ballots.papers(db, meeting_id, for_staff=True)
    return Outcome(
        papers=[(item, papers[item.id or 0]) for item in meetings.items(db, meeting_id) if item.id in papers],
        chosen={one.option_id: one for one in chosen(db, meeting_id)},
        barred={paper.id: barred(paper) for paper in papers.values()},
        fields=fields(db),
        crowd=people.crowd(db, meeting, connected=connected),
        linked=ballots.all_linked(db, meeting_id),
        parked=list(reversed(ideas.cards(db, meeting_id, state=IdeaState.PARKED))),
    )
