"""The terms a run sheet has for a ballot, before anybody looked at them."""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from app.live.ballots.models import Ballot
from app.live.counts.channels import Channel
from app.live.counts.terms import Place, Terms
from app.live.meetings.models import Meeting
from app.live.meetings.queries import forum_of
from app.organisations.models import Dong


def planned_terms(db: Session, ballot: Ballot, planned: dict[str, Any]) -> Terms:
    """What the preset has. A least turnout is a share of the dong's electors, with the day they were counted; where the forum
    is no dong's there is nothing to take it of.
    """
    meeting = db.get_one(Meeting, ballot.meeting_id)
    terms = Terms(
        shuffled=planned.get("shuffled", False),
        observers=meeting.observers and not ballot.held,  # confirmed with what it is shown beside
        place=Place(planned.get("place", Place.ANYONE.value)),
        channels=tuple(Channel(one) for one in planned.get("channels", ())),
    )
    dong_id = forum_of(db, meeting).dong_id if "floor" in planned else None
    if dong_id is None:
        return terms
    dong = db.get_one(Dong, dong_id)
    return replace(
        terms, floor=planned["floor"], electors=dong.voters, electors_on=dong.voters_on.isoformat()
    )
