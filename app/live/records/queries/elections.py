"""A revealed ballot with its votes as a Pabulib file."""

from sqlmodel import Session, col, select

from app.core import clock
from app.live.ballots import queries as ballots
from app.live.ballots.models import PublishedVote
from app.live.counts import pabulib
from app.live.records.queries.checking import revealed
from app.live.records.rules import file_name


def election_file(db: Session, ballot_id: int, district: str) -> tuple[str, str]:
    """Its name and text. A vote stands under its receipt number, as in the published list, and without a name."""
    ballot, meeting = revealed(db, ballot_id)
    votes = db.exec(
        select(PublishedVote).where(PublishedVote.ballot_id == ballot_id).order_by(col(PublishedVote.tracker))
    ).all()
    opened, closed = (clock.seoul(at) if at else None for at in (ballot.opened_at, ballot.closed_at))
    text = pabulib.write(
        pabulib.Paper(
            question=ballot.question,
            kind=ballot.kind,
            method=ballot.method,
            most=ballot.max_choices,
            options=[(option.id or 0, option.text) for option in ballots.options(db, ballot_id)],
            votes=[(vote.tracker, vote.choices) for vote in votes],
            meta={
                "country": "South Korea",
                "unit": district,
                "subunit": meeting.title,
                "instance": f"{opened:%Y}" if opened else "",
                "date_begin": f"{opened:%d.%m.%Y}" if opened else "",
                "date_end": f"{closed:%d.%m.%Y}" if closed else "",
                "language": "korean",
            },
        )
    )
    return file_name(meeting.join_number, ballot_id).replace(".json", ".pb"), text
