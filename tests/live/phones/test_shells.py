"""The door of a room: its page is made once for a hall that scans the QR, and never shows another step than the room is at."""

import asyncio

import pytest
from starlette.testclient import TestClient

from app.core.errors import NotFound
from app.live.meetings.rules import MeetingState
from app.live.phones import shells
from app.live.phones.shells import Shells
from app.realtime.hub import Topic
from app.realtime.regions import Snapshot
from tests import loops
from tests.live.evening import Evening

TOPIC = Topic("phone", "1", "ko")


class Painter:
    """Says how often it was asked, and takes its time."""

    def __init__(self, broken: int = 0) -> None:
        self.asked = 0
        self.broken = broken

    async def __call__(self) -> str:
        self.asked += 1
        mine = self.asked
        await asyncio.sleep(0.01)
        if mine <= self.broken:
            raise NotFound()
        return f"page {mine}"


def test_a_hall_at_the_door_has_its_page_made_once() -> None:
    async def story() -> None:
        kept, painter, now = Shells(), Painter(), Snapshot.of({"step": "one"})
        pages = await asyncio.gather(*(kept.door(TOPIC, now, painter) for _ in range(300)))
        assert set(pages) == {"page 1"}
        assert await kept.door(Topic("phone", "1", "en"), now, painter) == "page 2", "in her own language"
        assert await kept.door(TOPIC, Snapshot.of({"step": "two"}), painter) == "page 3", "the next step"

    loops.run(story())


def test_a_page_at_the_door_serves_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shells, "AT_THE_DOOR", 0.0)

    async def story() -> None:
        kept, painter, now = Shells(), Painter(), Snapshot.of({})
        assert await kept.door(TOPIC, now, painter) == "page 1"
        await asyncio.sleep(0.001)
        assert await kept.door(TOPIC, now, painter) == "page 2"

    loops.run(story())


def test_who_leaves_the_door_or_finds_it_broken_stops_nobody_else() -> None:
    async def story() -> None:
        kept, painter, now = Shells(), Painter(broken=1), Snapshot.of({})
        with pytest.raises(NotFound):
            await kept.door(TOPIC, now, painter)
        first = asyncio.create_task(kept.door(TOPIC, now, painter))
        second = asyncio.create_task(kept.door(TOPIC, now, painter))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == "page 2"

    loops.run(story())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_door_says_at_once_that_the_evening_is_over(evening: Evening, client: TestClient) -> None:
    attending = f'action="/m/{evening.number}/attendance"'
    assert attending in client.get(f"/m/{evening.number}").text
    evening.open_vote()
    while evening.meeting.state is not MeetingState.ENDED:
        evening.press()
    over = client.get(f"/m/{evening.number}").text
    assert "끝난 회의예요" in over
    assert attending not in over
