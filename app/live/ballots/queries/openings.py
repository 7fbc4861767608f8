"""What is published of every counted vote."""

from typing import Any

from sqlmodel import Session, col, select

from app.live.ballots.models import PublishedVote
from app.live.counts.channels import Channel


def openings(db: Session, ballot_id: int) -> list[dict[str, Any]]:
    """What is published of each counted vote, by receipt number."""
    rows = db.exec(
        select(PublishedVote).where(PublishedVote.ballot_id == ballot_id).order_by(col(PublishedVote.tracker))
    ).all()
    return sorted(
        map(_opened, rows),
        key=lambda one: str(one["tracker"]),  # the database may sort by another alphabet
    )


def _opened(row: PublishedVote) -> dict[str, Any]:
    """A phone is what is not said."""
    said = row.model_dump(include={"tracker", "choices", "nonce", "key", "name"})
    return said if row.channel is Channel.PHONE else {**said, "channel": row.channel.value}
