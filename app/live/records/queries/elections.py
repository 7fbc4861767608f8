"""A revealed ballot with its votes as a Pabulib file."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.core import clock
from app.live.ballots import queries as ballots
from app.live.ballots.models import Ballot, PublishedVote
from app.live.counts import pabulib
from app.live.counts.channels import Total, total_from
from app.live.records.queries.checking import revealed
from app.live.records.rules import file_name


def election_file(
    db: Session, ballot_id: int, district: str, money: pabulib.Money | None = None
) -> tuple[str, str]:
    """Its name and text. A vote stands under its receipt number, as in the published list, and without a name. ``money``: where
    it divided a budget.
    """
    ballot, meeting = revealed(db, ballot_id)
    votes = db.exec(
        select(PublishedVote).where(PublishedVote.ballot_id == ballot_id).order_by(col(PublishedVote.tracker))
    ).all()
    on_paper = _one_by_one(ballot)
    opened, closed = (clock.seoul(at) if at else None for at in (ballot.opened_at, ballot.closed_at))
    text = pabulib.write(
        pabulib.Paper(
            question=ballot.question,
            kind=ballot.kind,
            method=ballot.method,
            most=ballot.max_choices,
            options=[(option.id or 0, option.text) for option in ballots.options(db, ballot_id)],
            votes=[*((vote.tracker, vote.choices) for vote in votes), *on_paper],
            by=_ways(ballot, votes, on_paper),
            money=money,
            meta={
                "country": "South Korea",
                "unit": district,
                "subunit": meeting.title,
                "instance": f"{opened:%Y}" if opened else "",
                "date_begin": f"{opened:%d.%m.%Y}" if opened else "",
                "date_end": f"{closed:%d.%m.%Y}" if closed else "",
                "language": "korean",
                **_totals(ballot),
            },
        )
    )
    return file_name(meeting.join_number, ballot_id).replace(".json", ".pb"), text


def _one_by_one(ballot: Ballot) -> list[tuple[str, list[int]]]:
    """Paper and hands as votes of one mark, where a total tells that much: without a receipt, numbered. So are votes that
    were counted in one sum with the paper (``together``).
    """
    if ballot.max_choices > 1:
        return []
    return [
        (f"{name}-{option}-{number}", [option])
        for name, total in _every(ballot).items()
        for option, many in total.rows
        for number in range(1, many + 1)
    ]


def _every(ballot: Ballot) -> dict[str, Total]:
    return {name: total_from(one) for name, one in (ballot.parts or {}).get("totals", {}).items()}


def _ways(
    ballot: Ballot, votes: Sequence[PublishedVote], on_paper: Sequence[tuple[str, list[int]]]
) -> dict[str, str]:
    if ballot.parts is None:
        return {}
    sent = {vote.tracker: vote.channel.value for vote in votes}
    return {**sent, **{voter: voter.partition("-")[0] for voter, _ in on_paper}}


def _totals(ballot: Ballot) -> dict[str, str]:
    """What no vote of the file can hold."""
    if ballot.parts is None:
        return {}
    found = {"gongron_helped": str(ballot.parts["helped"])}
    if online := ballots.counted_terms(ballot).online:
        found["gongron_online_weight"] = str(online)
    for name, total in _every(ballot).items():
        rows = " ".join(f"{option}:{many}" for option, many in total.rows)
        found[f"gongron_{name}"] = (
            f"{rows} valid:{total.valid} blank:{total.blank} void:{total.void} handed:{total.handed}"
        )
    return found
