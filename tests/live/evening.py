"""One prepared evening for the tests of the room."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import clock, ids
from app.core.db import Database
from app.core.vault import vault_of
from app.forums.rules import ForumKind
from app.live.ballots import actions as ballots
from app.live.ballots import queries as ballot_queries
from app.live.ballots.envelopes import keys_of
from app.live.ballots.models import Ballot, PublishedVote, SealedVote
from app.live.ballots.queries import Paper
from app.live.ballots.rules import Secrecy
from app.live.counts.rules import FIXED, REPEATING, Kind, Method
from app.live.counts.terms import Terms
from app.live.groups import actions as groups
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.meetings import actions as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item, Meeting, Step
from app.live.meetings.presets import Topic
from app.live.meetings.rules import ItemKind
from app.live.sheets import actions as sheets
from app.live.stage import actions as stage
from app.live.stage.rules import Deed
from tests.world import World

QUESTION = "골목에서 먼저 바꾸고 싶은 것은 무엇인가요?"


@dataclass
class Evening:
    """A meeting with one topic (join → ideas → ballot → result → thanks) and verbs in the words of the room."""

    world: World
    meeting_id: int
    number: str
    wall_key: str

    @property
    def meeting(self) -> Meeting:
        return self.world.read(lambda db: meeting_queries.by_number(db, self.number))  # type: ignore[return-value]

    def guest(self, number: int = 1, lang: str = "ko") -> Guest:
        """A resident's browser that has come in."""
        guest = Guest(self.world.visitor(number).visit, self.world.settings.secret, lang)
        self.world.write(meetings.enter, guest, self.number)
        return guest

    def stranger(self) -> Guest:
        """A browser that has not pressed 참여하기."""
        return Guest("stranger".ljust(32, "."), self.world.settings.secret, "ko")

    def item(self, kind: ItemKind) -> Item:
        items = self.world.read(meeting_queries.items, self.meeting_id)
        return next(item for item in items if item.kind is kind)

    def press(self, who: str = "facilitator") -> Deed:
        """The facilitator presses the one big button."""
        return self.world.write(stage.advance, self.world.actor(who), self.meeting_id, self.meeting.turn)

    def undo(self, who: str = "facilitator") -> None:
        """되돌리기: the last step."""
        number = self.world.read(lambda db: db.get_one(Step, self.meeting_id)).number
        self.world.write(groups.undo_step, self.world.actor(who), self.meeting_id, self.meeting.turn, number)

    def change_the_sheet(self) -> None:
        """One more item before the thanks, named anew, moved and taken off again."""
        host = self.world.actor("facilitator")
        after = self.item(ItemKind.THANKS).id or 0

        def turn() -> int:
            return self.meeting.turn

        self.world.write(
            sheets.add,
            host,
            self.meeting_id,
            turn(),
            kind=ItemKind.TALK,
            title="한마디씩",
            minutes=3,
            after=after,
        )
        item = self.world.read(meeting_queries.items, self.meeting_id)[-1].id or 0
        self.world.write(
            sheets.edit, host, item, turn(), title="돌아가며 한마디", minutes=4, lead="사회자", note=""
        )
        self.world.write(sheets.shift, host, item, turn(), up=True)
        self.world.write(sheets.remove, host, item, turn())

    def until(self, kind: ItemKind) -> None:
        """Press on until an item of this kind is on."""
        for _ in range(20):
            now = self.world.read(meeting_queries.current, self.meeting)
            if now is not None and now.kind is kind:
                return
            self.press()
        raise AssertionError(f"no {kind} in the run sheet")

    def idea(self, text: str, *, by: int = 1, shown: bool = True) -> int:
        """A resident sends a thought; the facilitator shows it unless told otherwise."""
        idea = self.world.write(
            ideas.send_idea,
            self.guest(by),
            self.number,
            self.item(ItemKind.IDEAS).id or 0,
            text=text,
            nickname="",
            key=ids.token(),
        )
        assert idea.id is not None
        if shown:
            self.world.write(ideas.moderate, self.world.actor("facilitator"), idea.id, IdeaState.SHOWN)
        return idea.id

    def open_vote(
        self,
        *texts: str,
        most: int = 0,
        secrecy: Secrecy = Secrecy.SECRET,
        level: Level = Level.OPEN,
        kind: Kind = Kind.CHOICE,
        method: Method = Method.MARKS,
        terms: Terms | None = None,
    ) -> Paper:
        """Collect the texts as ideas, make them options unless the kind brings its own, open the vote."""
        self.until(ItemKind.IDEAS)
        for text in texts or ("그늘과 긴 의자", "작은 화장실", "마을 마루") if kind not in FIXED else ():
            self.world.write(ballots.offer_idea, self.world.actor("facilitator"), self.idea(text))
        self.until(ItemKind.BALLOT)
        item_id = self.item(ItemKind.BALLOT).id or 0
        assert item_id is not None
        facilitator = self.world.actor("facilitator")
        self.world.write(
            ballots.revise,
            facilitator,
            item_id,
            question=QUESTION,
            max_choices=most or None,
            texts={},
            new="",
            secrecy=secrecy,
            level=level,
            kind=kind,
            method=method,
            terms=terms,
        )
        assert self.press() is Deed.OPEN_BALLOT
        return self.paper()

    def paper(self, *, for_staff: bool = False) -> Paper:
        def read(db):  # type: ignore[no-untyped-def]
            return ballot_queries.papers(db, self.meeting_id, for_staff=for_staff)[
                self.item(ItemKind.BALLOT).id or 0
            ]

        return self.world.read(read)  # type: ignore[no-any-return]

    def vote(self, by: int, *positions: int, key: str = "", name: str = "", declared: bool = False) -> str:
        """A resident votes for the options at these places, the first first in a ranking; returns the receipt."""
        paper = self.paper()
        there = {choice.position: choice.id for choice in paper.choices}
        chosen = [there[position] for position in positions]
        if paper.kind not in REPEATING:
            chosen = list(dict.fromkeys(chosen))
        receipt = self.world.write(
            ballots.cast_vote,
            self.guest(by),
            self.number,
            paper.id,
            choices=chosen,
            key=key or ids.token(),
            name=name,
            declared=declared,
        )
        return receipt.tracker


def clock_comes_round(database: Database) -> int:
    """The hourly deed about keys, as the service does it: what is due goes after the commit. Returns how many went."""
    destroy = ballots.destroyer(database.vault)
    database.listen(destroy)
    try:
        return database.write(ballots.destroy_due_keys)
    finally:
        database._listeners.remove(destroy)


def sealed_votes(evening: Evening) -> dict[int, list[int]]:
    """participant → choices of the open ballot, read as only the one who holds its keys can."""

    def read(db: Session) -> dict[int, list[int]]:
        ballot = db.exec(select(Ballot).where(Ballot.meeting_id == evening.meeting_id)).first()
        if ballot is None:
            return {}
        people = db.exec(select(Participant)).all()
        keys = keys_of(vault_of(db), ballot.key_id) if ballot.key_id else None
        if keys is None:
            return {}
        by_tag = {keys.tag(one.key): one.id or 0 for one in people}
        rows = db.exec(select(SealedVote).where(SealedVote.ballot_id == ballot.id)).all()
        return {by_tag[row.tag]: list(keys.unseal(ballot.poll, row.box).choices) for row in rows}

    return evening.world.read(read)


def published_votes(evening: Evening) -> list[list[int]]:
    """The choices of every vote as they were published at closing."""
    rows = evening.world.read(lambda db: db.exec(select(PublishedVote)).all())
    return [row.choices for row in rows]


def planned(world: World, topics: list[Topic]) -> int:
    """An officer makes a zone forum with these topics from the shortest preset; returns the meeting's id."""
    start = clock.now() + timedelta(hours=1)
    return world.write(
        meetings.plan_forum,
        world.actor("officer"),
        kind=ForumKind.ZONE,
        zone_id=world.zones["청운효자·사직"],
        dong_id=None,
        title="북촌 골목, 함께 쉬는 길",
        summary="",
        place="종로구민회관 대강당",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        preset_id="evening_forum_60",
        topics=topics,
    )


def prepare(world: World) -> Evening:
    """Such a forum with one topic."""
    meeting_id = planned(world, [Topic("골목 쉼터", QUESTION)])
    meeting = world.read(lambda db: db.get(Meeting, meeting_id))
    assert meeting is not None
    return Evening(world, meeting_id, meeting.join_number, meeting.wall_key)


@pytest.fixture
def evening(world: World) -> Evening:
    """A prepared evening."""
    return prepare(world)
