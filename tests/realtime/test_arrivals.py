"""A hall that comes at once, or comes back after the service was killed, is spread out by the server's own numbers."""

import json
import re
import subprocess
import time
from collections.abc import Mapping, Sequence

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient, WebSocketDenialResponse

from app.core.db import Database
from app.core.settings import PROJECT, Settings
from app.main import create_app
from app.realtime.arrivals import COMEBACK_MOST, COMEBACK_RATE, SOONEST, Arrivals
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from tests import loops
from tests.live.evening import prepare
from tests.realtime.test_care import again_of
from tests.realtime.watching import Ear
from tests.world import World

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LIVE = PROJECT / "static" / "js" / "behaviours" / "live.js"
HALL = 1500
AWAY = 3.0  # seconds until the service that was killed answers again
MOST_OVER_MEAN = 1.3


# -- the first connection ------------------------------------------------------------------------------------------


def test_a_quiet_room_waits_for_nothing_and_a_rush_is_spread_out(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    arrivals = Arrivals()
    for _ in range(40):
        arrivals.note()
    assert arrivals.spread == 0, "forty at once are no rush"
    for second in range(1, 21):
        now = 100.0 + second
        for _ in range(400):
            arrivals.note()
    assert 8 <= arrivals.spread <= COMEBACK_MOST, "twice as many in a second as may come"
    for _ in range(100_000):
        arrivals.note()
    assert arrivals.spread == COMEBACK_MOST
    now += 60
    assert arrivals.spread == 0, "and it is over when it is over"


def test_whoever_is_turned_away_is_given_a_time_of_its_own() -> None:
    arrivals = Arrivals()
    told = {arrivals.come_back() for _ in range(200)}
    assert len(told) > 8
    assert min(told) >= SOONEST
    assert max(told) <= SOONEST + COMEBACK_MOST


@only_sqlite
def test_a_page_carries_the_spread_of_its_moment_and_a_socket_turned_away_a_time(
    settings: Settings, world: World
) -> None:
    evening = prepare(world)
    app = create_app(settings.model_copy(update={"sockets": 0}), world.database)
    hub: Hub = app.state.hub
    with TestClient(app, headers={"origin": "http://testserver"}) as browser:

        def shown() -> str:
            found = re.findall(
                r'<meta name="spread" content="([^"]*)">', browser.get(f"/m/{evening.number}").text
            )
            assert len(found) == 1
            return str(found[0])

        assert shown() == "0"
        for _ in range(3 * COMEBACK_RATE):
            hub.arrivals.note()
        assert 2.5 < float(shown()) <= 3
        later = set()
        for _ in range(12):
            with (
                pytest.raises(WebSocketDenialResponse) as refused,
                browser.websocket_connect("/stream?topic=x:1:ko"),
            ):
                pytest.fail("taken")
            later.add(int(refused.value.headers["retry-after"]))
        assert len(later) > 1
    database: Database = world.database
    database.on_commit = lambda facts: None


# -- coming back ---------------------------------------------------------------------------------------------------


def pauses(spreads: Sequence[float], away: float) -> list[float]:
    """When each page is back, in seconds after the kill: the page's own script chooses, with a seeded chance."""
    source = LIVE.read_text("utf-8")
    found = re.search(r"  const pause = \(tries, spread\) => \{.*?\n  \};\n", source, re.DOTALL)
    assert found is not None
    script = """
        let seed = 7;
        Math.random = () => {
          seed = (seed + 0x6d2b79f5) | 0;
          let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
          t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
          return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
        };
        const [spreads, away] = JSON.parse(require("fs").readFileSync(0, "utf8"));
        PAUSE
        console.log(JSON.stringify(spreads.map((spread) => {
          let at = 0;
          for (let tries = 1; at === 0 || at < away; tries += 1) at += pause(tries, spread) / 1000;
          return at;
        })));
    """.replace("PAUSE", found[0])
    done = subprocess.run(
        ["node", "-e", script],
        input=json.dumps([list(spreads), away]),
        capture_output=True,
        text=True,
        check=True,
    )
    back: list[float] = json.loads(done.stdout)
    return back


def over_mean(back: Sequence[float], window: float) -> float:
    """The most that came in any second, against the mean over the window."""
    moments = sorted(back)
    busiest = max(sum(1 for one in moments if at <= one < at + 1) for at in moments[::5])
    return busiest / (len(moments) / window)


@only_sqlite
def test_after_a_kill_the_hall_comes_back_evenly_also_those_who_came_first(database_url: str) -> None:
    first: list[float] = []
    last: list[float] = []

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        return {"all": "x"}

    async def fill() -> float:
        database = Database(database_url)
        hub = Hub(database)
        hub.register(TopicKind("room", render, lambda db, viewer, key: None))
        hub.start()
        ears = []
        for n in range(HALL):
            ears.append(Ear())
            await hub.join(Topic("room", "1"), {}, Viewer(str(n), ""), ears[-1])
            if n % 50 == 0:
                await hub.care._spread_out()  # as twice a second while the hall fills
        await hub.care._spread_out()
        window = hub.again
        for ear in ears:
            told = again_of(ear)
            first.append(told[0])
            last.append(told[-1])
            assert len(told) < 25, "told when it grew notably, not at each newcomer"
        await hub.stop()
        database.close()
        return window

    window = loops.run(fill())
    assert window == HALL / COMEBACK_RATE
    assert over_mean(pauses(last, AWAY), window) <= MOST_OVER_MEAN
    assert over_mean(pauses(last, 0.0), window) <= MOST_OVER_MEAN
    assert max(pauses(last, AWAY)) <= AWAY + window, "and nobody waits for a second round"
    assert over_mean(pauses(first, AWAY), window) > MOST_OVER_MEAN, (
        "what was told at the door alone would not do"
    )
