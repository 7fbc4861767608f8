"""A table round that is on, and verbs in the words of the sorting team."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core import ids
from app.live.groups import actions, queries
from app.live.groups.actions import NEW, NOWHERE, Seen
from app.live.groups.models import OpinionGroup
from app.live.groups.queries import Board, Bundle
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.ledger import queries as ledger
from app.live.meetings import queries as meeting_queries
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind
from tests.live.tables.talk import Talk, talk_of
from tests.world import World


@dataclass
class Sorting(Talk):
    """The talk whose opinions are sorted. Who sorts is the facilitator unless told otherwise."""

    def item(self, kind: ItemKind) -> Item:
        """Of ballots the one that gets the groups: the first of the evening asks what everybody thinks beforehand."""
        items = self.world.read(meeting_queries.items, self.meeting_id)
        after = self.round(1).position if kind is ItemKind.BALLOT else 0
        return next(item for item in items if item.kind is kind and item.position > after)

    def says(self, text: str, *, by: int = 1, name: str = "", shown: bool = True) -> int:
        """A phone sends an opinion in the round that is on."""
        idea = self.world.write(
            ideas.send_idea,
            self.guest(by),
            self.number,
            self.on().id or 0,
            text=text,
            nickname=name,
            key=ids.token(),
        )
        if shown:
            self.world.write(ideas.moderate, self.world.actor("facilitator"), idea.id or 0, IdeaState.SHOWN)
        return idea.id or 0

    def table_says(self, table: int, text: str, **card: str) -> int:
        """A table writes it down and sends it."""
        key = f"r{len(self.notes(table)) + 1}"
        self.write(table, key, text, **card)  # type: ignore[arg-type]  # civil and official
        return self.send(table, key)[0]

    def like(self, idea: int, *people: int) -> None:
        for number in people:
            self.world.write(ideas.support, self.guest(number), self.number, idea)

    def where(self, idea: int) -> int:
        return self.world.read(queries.memberships, self.meeting_id).get(idea, 0)

    def bring(self, *ideas: int, to: int, who: str = "facilitator", name: str = "", key: str = "") -> int:
        """Move what is seen where it is now."""
        seen = [Seen(idea, self.where(idea)) for idea in ideas]
        return self.move_seen(*seen, to=to, who=who, name=name, key=key)

    def move_seen(self, *seen: Seen, to: int, who: str = "facilitator", name: str = "", key: str = "") -> int:
        actor = self.world.actor(who)
        return self.world.write(
            actions.move, actor, self.meeting_id, seen, to, name=name, key=key or ids.token()
        )

    def put(self, *ideas: int, name: str = "", who: str = "facilitator") -> int:
        """Into a new group."""
        return self.bring(*ideas, to=NEW, name=name, who=who)

    def take_out(self, *ideas: int, who: str = "facilitator") -> None:
        self.bring(*ideas, to=NOWHERE, who=who)

    def desk(self) -> Board:
        return self.world.read(queries.board, self.meeting)

    def group(self, number: int) -> Bundle:
        row = self.world.read(lambda db: db.get(OpinionGroup, number))
        assert row is not None
        return self.world.read(queries.bundle, row)

    def inside(self) -> dict[str, list[int]]:
        """name → the opinions in it."""
        return {one.name: [card.id for card in one.cards] for one in self.desk().groups}

    def words(self, group: int, *, rev: int = 1, who: str = "facilitator", **words: str) -> None:
        now = self.group(group)
        self.world.write(
            actions.write,
            self.world.actor(who),
            group,
            rev,
            name=words.get("name", now.name),
            civil=words.get("civil", now.civil),
            official=words.get("official", now.official),
        )

    def undo(self, who: str = "facilitator", step: int = 0) -> None:
        last = self.desk().last
        number = step or (last.id or 0 if last else 0)
        self.world.write(actions.undo, self.world.actor(who), self.meeting_id, number)

    def dissolve(self, group: int, who: str = "facilitator") -> None:
        self.world.write(actions.dissolve, self.world.actor(who), group, self.group(group).size)

    def offer(self, group: int, who: str = "facilitator") -> None:
        now = self.group(group)
        self.world.write(actions.offer, self.world.actor(who), group, now.rev, now.size)

    def told(self, kind: str) -> list[dict[str, object]]:
        """What the ledger says about this kind."""
        return [one["data"] for one in self.world.read(ledger.entries, self.meeting_id, kind)]


def _without_observers(db: Session, meeting_id: int) -> None:
    db.get_one(Meeting, meeting_id).observers = False


def sorting_of(world: World, tables: int = 4) -> Sorting:
    """The first table round is on, every table has its recorder. Nobody has to confirm a count."""
    talk = talk_of(world, tables)
    world.write(_without_observers, talk.meeting_id)
    sorting = Sorting(world, talk.meeting_id, talk.number, talk.wall_key)
    sorting.man(*range(1, tables + 1))
    sorting.begin()
    return sorting
