"""Everyone sees the same meeting (P07): whatever a deed changes on a page, that page is told to look again.

The deeds are those of the matrix, so a new address without an example is noticed there; the pages are phone, wall, console,
run sheet, door, tables, sorting, recorder, counts, talks, boards and agendas. A page that is told renders itself
anew and sends the difference (``tests/realtime``), so all that could go wrong is that it is not told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.core import clock
from app.core.errors import NotFound
from app.live.meetings.models import Meeting
from app.realtime.hub import Hub, Topic
from app.realtime.regions import Snapshot
from tests.conventions.matrix import ROLES, Line
from tests.conventions.prepared import Prepared
from tests.conventions.test_matrix import TOPICS, UNSAFE, ask, place

__all__ = ["place"]

ROOM = ("phone", "console", "sheet", "entrance")
Shown = dict[Topic, Mapping[str, str]]


class Stage:
    """Every page somebody could have open, as it was before; and the facts that were told since."""

    def __init__(self, place: Prepared) -> None:
        application = place.browsers["visitor"].app
        assert isinstance(application, FastAPI)
        self.place, self.hub = place, application.state.hub
        assert isinstance(self.hub, Hub)
        self.facts: list[object] = []
        place.world.database.listen(self.facts.extend)
        rooms = place.world.read(lambda db: db.exec(select(Meeting.id, Meeting.wall_key)).all())
        named = [place.filled(topic).split(":") for topic, who in TOPICS.items() if who]
        self.rooms = {Topic(kind, str(meeting)): meeting for meeting, _ in rooms for kind in ROOM}
        self.rooms |= {Topic("wall", key): meeting for meeting, key in rooms}
        wanted = [*self.rooms, *(Topic(*words) for words in named if words[-1] == "ko")]
        self.before = self.shown(dict.fromkeys(wanted))

    def shown(self, topics: Iterable[Topic]) -> Shown:
        """What each page shows now, read past every cache."""
        found: Shown = {}
        for topic in topics:
            try:
                regions = self.place.world.read(self.hub.kinds[topic.kind].render, topic)
            except NotFound:
                found[topic] = {}
            else:
                found[topic] = Snapshot.of(regions).versions
        return found

    def told(self) -> dict[tuple[str, str], set[str]]:
        """The pages that the facts so far are about, and in which parts; the part without a name is all of a page."""
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for fact in self.facts:
            for spread, part in self.hub._spreads.get(type(fact), ()):
                for kind, key in spread(fact):
                    found[kind, str(key)].add(part)
        return found

    def untold(self) -> list[Topic]:
        """The other pages that may be concerned, those told in part among them: of rooms a fact is about, or all."""
        told, about = self.told(), {getattr(fact, "meeting_id", None) for fact in self.facts} - {None}
        near = [topic for topic in self.before if self.rooms.get(topic) in {None, *about} or not about]
        return [topic for topic in near if "" not in told.get((topic.kind, topic.key), ())]

    def looked_at(self, topic: Topic) -> set[str]:
        """Regions of a page that are read again because a part was told."""
        parts = self.told().get((topic.kind, topic.key), set())
        render = self.hub.kinds[topic.kind].parts
        return {region for part in parts for region in self.place.world.read(render[part], topic)}

    def missed(self, line: Line) -> list[str]:
        """Do it as somebody who may: the regions that show something else afterwards on pages that were not told."""
        role = next(role for role in ROLES if role in line.who)
        self.facts.clear()
        with self.place.unharmed() as changed:
            answer = ask(self.place, role, line)
            assert answer.status_code < 500
            after = self.shown(self.untold()) if changed() else {}
        return [
            f"{topic} {region}"
            for topic, versions in after.items()
            for region in sorted({*versions, *self.before[topic]} - self.looked_at(topic))
            if versions.get(region) != self.before[topic].get(region)
        ]


@pytest.fixture(scope="module")
def stage(place: Prepared) -> Iterator[Stage]:
    """The clock stands still: minutes that pass are no deed."""
    at = clock.now()

    class Still(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Still":
            return cls.fromtimestamp(at.timestamp(), tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Still)
        stage = Stage(place)
        yield stage
    place.world.database._listeners.remove(stage.facts.extend)


DEEDS = list({line.path: line for line in reversed(UNSAFE)}.values())


@pytest.mark.parametrize("line", DEEDS, ids=str)
def test_no_page_is_left_behind(stage: Stage, line: Line) -> None:
    assert stage.missed(line) == [], f"{line} changes these pages and no fact says so"


def test_a_page_that_is_not_told_would_be_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    deed = next(line for line in UNSAFE if line.path == "/meetings/{meeting_id}/turn")
    assert stage.missed(deed) == []
    monkeypatch.setattr(stage, "told", dict[tuple[str, str], set[str]])
    assert {where.split(":")[0] for where in stage.missed(deed)} >= {"phone", "wall", "console"}
