"""A zone forum with two table rounds, and verbs in the words of its tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from app.forums.rules import ForumKind
from app.live.entrances import actions as entrances
from app.live.entrances import queries as rolls
from app.live.ideas import queries as ideas
from app.live.ideas.queries import Card
from app.live.meetings import actions as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item, Meeting
from app.live.meetings.presets import Topic
from app.live.meetings.rules import ItemKind
from app.live.tables import actions, queries
from app.live.tables.actions import Typed
from app.live.tables.actions.writing import Saved
from app.live.tables.models import RoundTable, TableNote
from app.live.tables.queries import Board
from app.live.tables.rules import Entry
from tests.live.evening import QUESTION, Evening
from tests.world import World

DONGS = ("사직동", "삼청동", "부암동")


@dataclass
class Talk(Evening):
    """The evening whose tables talk. A recorder's browser has the number of its table plus 100."""

    def recorder(self, table: int) -> Guest:
        return Guest(self.world.visitor(100 + table).visit, self.world.settings.secret, "ko")

    def table(self, number: int) -> RoundTable:
        found = self.world.read(queries.tables, self.meeting_id)
        return next(table for table in found if table.number == number)

    def round(self, number: int) -> Item:
        """The first or second table round of the run sheet."""
        return self.world.read(queries.rounds, self.meeting_id)[number - 1][0]

    def set(self, tables: int, seats: int = 10, *, who: str = "facilitator") -> None:
        self.world.write(actions.set_tables, self.world.actor(who), self.meeting_id, tables, seats)

    def code(self, table: int) -> str:
        """A fresh code for one table."""
        _, codes = self.world.write(
            actions.issue_one,
            self.world.actor("facilitator"),
            self.world.settings.secret,
            self.table(table).id or 0,
        )
        return codes[0][1]

    def come_in(self, table: int, code: str, guest: Guest | None = None) -> bool:
        entry = self.world.write(actions.come_in, guest or self.recorder(table), self.number, table, code)
        return entry is Entry.IN

    def man(self, *tables: int) -> None:
        """Each of these tables has its recorder."""
        for table in tables:
            assert self.come_in(table, self.code(table))

    def begin(self, number: int = 1) -> Item:
        """Press on until this table round is on."""
        item = self.round(number)
        while self.meeting.current_id != item.id:
            self.press()
        return item

    def write(
        self,
        table: int,
        key: str,
        text: str,
        *,
        by: Guest | None = None,
        base: int = 0,
        writer: str = "tablet",
        seq: int = 1,
        civil: str = "",
        official: str = "",
        item: Item | None = None,
    ) -> Saved:
        return self.world.write(
            actions.save,
            by or self.recorder(table),
            self.number,
            table,
            (item or self.on()).id or 0,
            Typed(key, text, civil, official, base, writer, seq),
        )

    def send(
        self,
        table: int,
        *keys: str,
        by: Guest | None = None,
        typed: Sequence[Typed] = (),
        item: Item | None = None,
    ) -> list[int]:
        return self.world.write(
            actions.send,
            by or self.recorder(table),
            self.number,
            table,
            (item or self.on()).id or 0,
            keys,
            typed,
        )

    def take_back(self, table: int, note: TableNote) -> None:
        self.world.write(actions.take_back, self.recorder(table), self.number, table, note.id or 0)

    def on(self) -> Item:
        item = self.world.read(meeting_queries.current, self.meeting)
        assert item is not None
        return item

    def notes(self, table: int, item: Item | None = None) -> list[TableNote]:
        return list(self.world.read(queries.notes, (item or self.on()).id or 0, self.table(table).id))

    def ideas(self) -> list[Card]:
        """Every idea of the round that is on, oldest first."""
        return self.world.read(ideas.cards, self.meeting_id, item_id=self.on().id)[::-1]

    def board(self) -> Board:
        return self.world.read(queries.board, self.meeting, self.on())

    def board_before(self) -> Board:
        """The board while no round is on."""
        return self.world.read(queries.board, self.meeting, None)

    def enrol(self, people: int, *, here: bool = False) -> None:
        """So many on the roll, of three dongs in turn; ``here``: checked in at the door."""
        known = len(self.world.read(rolls.roll, self.meeting_id))
        names = [(f"참가{known + n:03d}", DONGS[n % len(DONGS)]) for n in range(people)]
        self.world.write(entrances.add_people, self.world.actor("officer"), self.meeting_id, names)
        if here:
            host, secret = self.world.actor("facilitator"), self.world.settings.secret
            for one in self.world.read(rolls.roll, self.meeting_id):
                if one.checked_at is None and (one.name, one.note) in names:
                    self.world.write(entrances.check_in, host, secret, one.id)

    def seat(self, *, seed: int | None = None, here: bool = False) -> int:
        host = self.world.actor("facilitator")
        return self.world.write(actions.seat_everyone, host, self.meeting_id, here=here, seed=seed)

    def move(self) -> int:
        return self.world.write(actions.move, self.world.actor("facilitator"), self.meeting_id)

    def seats(self) -> dict[int, list[str]]:
        """table → the names of who sits there now."""

        def read(db: Session) -> dict[int, list[str]]:
            how = queries.plan(db, self.meeting_id)
            placed = queries.placed(db, self.meeting_id, how.round if how else 0)
            return {table: [one.name for one in people] for table, people in placed.items()}

        return self.world.read(read)


def talk_of(world: World, tables: int = 4) -> Talk:
    """A zone forum of two hours with one topic and so many tables."""
    start = clock.now() + timedelta(hours=1)
    meeting_id = world.write(
        meetings.plan_forum,
        world.actor("officer"),
        kind=ForumKind.ZONE,
        zone_id=world.zones["청운효자·사직"],
        dong_id=None,
        title="골목 공론장",
        summary="",
        place="종로구민회관 대강당",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        preset_id="zone_forum_2h",
        topics=[Topic("골목 쉼터", QUESTION)],
    )
    meeting = world.read(lambda db: db.get(Meeting, meeting_id))
    assert meeting is not None
    talk = Talk(world, meeting_id, meeting.join_number, meeting.wall_key)
    if tables:
        talk.set(tables)
    assert talk.round(1).kind is ItemKind.TABLES
    return talk
