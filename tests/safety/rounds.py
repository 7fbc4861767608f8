"""A ballot in one deed, for proofs that need hundreds of them in one evening, and phones that vote without a browser."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.accounts.rules import Level
from app.core.db import Database
from app.live.ballots import actions as ballots
from app.live.ballots.actions import Receipt, VoteSlip
from app.live.ballots.models import Ballot, Option, PublishedVote
from app.live.ballots.rules import Secrecy
from app.live.counts.rules import Kind, Method
from app.live.meetings.actions import enter
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind
from app.organisations.actors import Actor
from tests.live.evening import Evening

MANY_SECONDS = 180  # for a hall to come in on a busy machine


@dataclass(frozen=True)
class Poll:
    """An open ballot: its options in order, and the room it belongs to."""

    id: int
    options: tuple[int, ...]
    number: str

    def slip(self, guest: Guest, key: str, *places: int, name: str = "") -> VoteSlip:
        """A vote for the options at these places (from 0)."""
        return VoteSlip(
            guest, self.number, self.id, tuple(self.options[place] for place in places), key, name
        )


def draft(
    db: Session,
    meeting_id: int,
    *,
    secrecy: Secrecy = Secrecy.SECRET,
    options: int = 3,
    most: int = 1,
    level: Level = Level.OPEN,
    first_option: int | None = None,
    kind: Kind = Kind.CHOICE,
    method: Method = Method.MARKS,
) -> int:
    """A ballot with an item of its own at the end of the run sheet, before it is opened. ``first_option``: its id."""
    last = db.exec(select(func.max(Item.position)).where(Item.meeting_id == meeting_id)).one() or 0
    item = Item(
        meeting_id=meeting_id,
        position=last + 1,
        kind=ItemKind.BALLOT,
        title=f"{last + 1}번째 투표",
        topic_no=last + 1,
    )
    db.add(item)
    db.flush()
    ballot = Ballot(
        meeting_id=meeting_id,
        item_id=item.id or 0,
        question="무엇을 먼저 할까요?",
        max_choices=most,
        secrecy=secrecy,
        level=level,
        kind=kind,
        method=method,
    )
    db.add(ballot)
    db.flush()
    for position in range(1, options + 1):
        id_ = first_option + position - 1 if first_option is not None else None
        db.add(Option(id=id_, ballot_id=ballot.id or 0, position=position, text=f"보기 {position}"))
    db.flush()
    return ballot.id or 0


def open_poll(
    door: Database,
    host: Actor,
    meeting_id: int,
    number: str,
    *,
    secrecy: Secrecy = Secrecy.SECRET,
    options: int = 3,
    most: int = 1,
    level: Level = Level.OPEN,
    first_option: int | None = None,
) -> Poll:
    """Draft and open in one deed."""

    def both(db: Session) -> Poll:
        ballot_id = draft(
            db,
            meeting_id,
            secrecy=secrecy,
            options=options,
            most=most,
            level=level,
            first_option=first_option,
        )
        ballots.open_ballot(db, host, ballot_id)
        return Poll(ballot_id, option_ids(db, ballot_id), number)

    return door.write(both)


def option_ids(db: Session, ballot_id: int) -> tuple[int, ...]:
    query = select(Option.id).where(Option.ballot_id == ballot_id).order_by(col(Option.position))
    return tuple(id_ or 0 for id_ in db.exec(query).all())


def come_in(evening: Evening, people: int, first: int = 1000) -> list[Guest]:
    """So many residents come in, together."""
    world = evening.world
    guests = [
        Guest(f"visit of resident {n}".ljust(32, "."), world.settings.secret, "ko")
        for n in range(first, first + people)
    ]
    entering = [world.database.submit(enter, guest, evening.number) for guest in guests]
    for answer in entering:
        answer.result(MANY_SECONDS)
    return guests


def send(door: Database, slip: VoteSlip) -> "Future[Receipt]":
    """A vote as the service takes it: shared with its neighbours."""
    return door.submit_together(ballots.cast_votes, slip)


def published(db: Session, ballot_id: int) -> Sequence[PublishedVote]:
    return db.exec(select(PublishedVote).where(PublishedVote.ballot_id == ballot_id)).all()
