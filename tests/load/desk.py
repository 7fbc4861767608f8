"""The hall behind the service under load: a line says a deed, which is done through the service's own writer, so that
pages hear of it as they would in a meeting."""

from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.accounts.models import Participant
from app.core import ids
from app.core.db import Database
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import BallotState
from app.live.ideas import actions as ideas
from app.live.ideas.rules import PER_PERSON, IdeaState
from app.live.meetings import actions as meetings
from app.live.meetings import queries
from app.live.meetings.models import Meeting
from app.live.meetings.presets import Topic
from app.live.meetings.rules import ItemKind, place_of
from app.live.stage import actions as stage
from app.live.stage.rules import Deed
from app.organisations.models import Dong
from app.proposals.models import Proposal
from app.proposals.rules import Channel, ProposalState
from tests.live.evening import planned
from tests.load.people import guest
from tests.load.raw import Loaded, Raw
from tests.world import World

OPTIONS = 3
THINKER = 900_000  # whoever sends the ideas comes from here on
QUESTION = "골목에서 먼저 바꾸고 싶은 것은 무엇인가요?"


class Desk:
    """What a line does."""

    def __init__(self, world: World, app: Any, meeting: int) -> None:
        self.world, self.app = world, app
        self.meeting = meeting
        self.ideas = 0
        self.turn: int | None = None  # what the page with the button says; None: not looked yet
        self.raw = Raw(self.app.state.hub)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    @property
    def number(self) -> str:
        return self.database.read(lambda db: db.get_one(Meeting, self.meeting).join_number)

    # -- a meeting ---------------------------------------------------------------------------------------------

    def do_evening(self, topics: str = "1", thoughts: str = "3") -> dict[str, Any]:
        """A new meeting whose first vote is open; so many ideas are shown for each topic."""
        self.ideas = int(thoughts)
        self.turn = None
        self.meeting = planned(self.world, [Topic(f"안건 {n}", QUESTION) for n in range(int(topics))])
        return self.do_next()

    def do_next(self) -> dict[str, Any]:
        """Press on until a vote is open; on the way collect ideas and make options of the first."""
        for _ in range(20):
            item = self.world.read(lambda db: queries.current(db, db.get_one(Meeting, self.meeting)))
            if item is not None and item.kind is ItemKind.IDEAS:
                self._collect(item.id or 0)
            if self.do_press() == Deed.OPEN_BALLOT.value:
                return self.where()
        raise AssertionError("no vote in the run sheet")

    def _collect(self, item: int) -> None:
        host = self.world.actor("facilitator")
        self.world.write(meetings.enter, guest(THINKER), self.number)
        for n in range(self.ideas):
            text = f"{n + 1}번째 생각: 골목마다 그늘과 긴 의자를 놓아요"
            thinker = guest(THINKER + n // PER_PERSON)
            self.world.write(meetings.enter, thinker, self.number)
            idea = self.world.write(
                ideas.send_idea, thinker, self.number, item, text=text, nickname="", key=ids.token()
            )
            self.world.write(ideas.moderate, host, idea.id or 0, IdeaState.SHOWN)
            if n < OPTIONS:
                self.world.write(ballots.offer_idea, host, idea.id or 0)

    def do_press(self) -> str:
        """The facilitator's button, whose form carries the turn; says what it did."""
        host, turn = self.world.actor("facilitator"), self.turn
        if turn is None:
            turn = self.world.read(lambda db: db.get_one(Meeting, self.meeting).turn)
        self.turn = turn + 1
        return self.world.write(stage.advance, host, self.meeting, turn).value

    def where(self) -> dict[str, Any]:
        def find(db: Session) -> dict[str, Any]:
            ballot = db.exec(
                select(Ballot).where(Ballot.meeting_id == self.meeting, Ballot.state == BallotState.OPEN)
            ).one()
            options = db.exec(
                select(Option.id).where(Option.ballot_id == ballot.id).order_by(col(Option.position))
            )
            return {
                "meeting": self.meeting,
                "number": self.number,
                "ballot": ballot.id,
                "choices": list(options),
            }

        return self.database.read(find)

    # -- people --------------------------------------------------------------------------------------------------

    def do_seat(self, many: str, start: str = "0") -> int:
        """So many residents come in; not what is measured, so all at once."""
        place, numbers = place_of(self.meeting), range(int(start), int(start) + int(many))

        def enter(db: Session) -> int:
            rows = [
                Participant(place=place, key=guest(n).key(place), lang="ko").model_dump(exclude={"id"})
                for n in numbers
            ]
            if rows:
                db.execute(insert(Participant), rows)
            return len(rows)

        return self.database.write(enter)

    def do_vote(self, number: str) -> str:
        """One resident votes: the turnout changes for everyone."""
        at = self.where()
        voter, choice, key = guest(int(number)), at["choices"][:1], ids.token()
        self.database.write(ballots.cast_vote, voter, at["number"], at["ballot"], choices=choice, key=key)
        return "voted"

    def do_close(self) -> int:
        """Close the open vote; returns how many votes it counted."""
        ballot_id = self.where()["ballot"]
        self.do_press()
        tally = self.database.read(lambda db: db.get_one(Ballot, ballot_id).tally)
        return int(tally["voters"]) if tally else 0

    def do_reveal(self) -> str:
        return self.do_press()

    # -- without a meeting ---------------------------------------------------------------------------------------

    def do_frame(self, size: str) -> str:
        """A frame of about this many bytes to every phone, through all of the hub but without rendering a template."""
        self.raw.size = int(size)
        self.raw.count += 1
        self.raw.hub.publish([Loaded(self.meeting)])
        return "sent"

    def do_proposals(self, many: str) -> int:
        """Fill the list of proposals up to so many."""
        return self.database.write(_proposals, int(many))


def _proposals(db: Session, many: int) -> int:
    have = len(db.exec(select(Proposal.id)).all())
    dongs = db.exec(select(Dong.id)).all()
    for n in range(have, many):
        db.add(
            Proposal(
                dong_id=dongs[n % len(dongs)] or 0,
                title=f"{n}번째 제안: 골목에 그늘과 긴 의자",
                body="어르신이 쉬어 가실 곳이 없습니다. 정류장과 시장 사이에 그늘과 긴 의자를 놓아 주세요.",
                author_name="이웃",
                channel=Channel.WEB,
                state=ProposalState.RECEIVED,
            )
        )
    return many
