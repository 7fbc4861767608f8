"""How many sockets there may be, so that nobody takes the places of others."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from websockets.exceptions import InvalidStatus

from app.realtime.places import PER_VIEWER, Places
from app.realtime.topics import Topic, Viewer
from tests.loops import run
from tests.realtime.watching import Hall, until

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def viewer(name: str) -> Viewer:
    return Viewer(name * 32, "")


def test_each_count_has_its_own_limit() -> None:
    places = Places(process=6, per_address=4, per_viewer=2)
    taken = [places.take(viewer(name), "10.0.0.1") for name in "aabb"]
    assert all(taken)
    assert places.take(viewer("c"), "10.0.0.1") is None, "the address has enough"
    assert places.take(viewer("a"), "10.0.0.2") is None, "this person has enough"
    assert places.take(viewer("c"), "10.0.0.2")
    assert places.take(viewer("d"), "10.0.0.2")
    assert places.take(viewer("e"), "10.0.0.3") is None, "the process has enough"
    assert len(places) == 6


def test_a_place_is_given_back_once() -> None:
    places = Places(process=2, per_address=2, per_viewer=1)
    one = places.take(viewer("a"), "10.0.0.1")
    two = places.take(viewer("b"), "10.0.0.1")
    assert one
    assert two
    one.leave()
    one.leave()
    assert len(places) == 1
    assert places.take(viewer("a"), "10.0.0.1")
    assert places.take(viewer("c"), "10.0.0.1") is None


async def refused(hall: Hall, cookie: str) -> int:
    with pytest.raises(InvalidStatus) as answer:
        async with hall.plain(hall.phone, cookie):
            pytest.fail("accepted")
    assert answer.value.response.headers["Retry-After"]
    return answer.value.response.status_code


@only_sqlite
def test_one_person_has_eight_and_the_ninth_is_told_to_come_back(hall: Hall) -> None:
    greedy, other = hall.resident(1), hall.resident(2)

    async def open_many() -> None:
        async with AsyncExitStack() as open_pages:
            pages = [
                await open_pages.enter_async_context(hall.watch(hall.phone, greedy))
                for _ in range(PER_VIEWER)
            ]
            await asyncio.gather(*(page.hear() for page in pages))
            assert await refused(hall, greedy) == 429
            async with hall.watch(hall.phone, other) as page:
                assert await page.hear(), "others come in as before"
            await pages[0].socket.close()
            await until(lambda: len(hall.hub.places) < PER_VIEWER)
            async with hall.watch(hall.phone, greedy) as page:
                assert await page.hear()

    run(open_many())


@only_sqlite
@pytest.mark.parametrize("limit", ["process", "per_address"])
def test_a_full_house_lets_in_again_when_somebody_leaves(
    hall: Hall, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hall.hub.places, limit, 2)
    cookies = [hall.resident(n) for n in range(3)]

    async def come() -> None:
        async with hall.watch(hall.phone, cookies[0]) as one, hall.watch(hall.phone, cookies[1]) as two:
            await asyncio.gather(one.hear(), two.hear())
            assert await refused(hall, cookies[2]) == 429
        await until(lambda: not len(hall.hub.places))
        async with hall.watch(hall.phone, cookies[2]) as page:
            assert await page.hear()

    run(come())


@only_sqlite
def test_whoever_is_turned_away_or_breaks_off_keeps_no_place(hall: Hall) -> None:
    inside, stranger = hall.resident(), hall.stranger()

    async def try_everything() -> None:
        for topic, cookie in ((hall.phone, stranger), (Topic("weather", "1"), inside), (hall.phone, "")):
            with pytest.raises(InvalidStatus):
                async with hall.plain(topic, cookie):
                    pass
        for words in ("hello", '{"have": 7}', b"\x00"):
            async with hall.plain(hall.phone, inside) as socket:
                await socket.send(words)
                await socket.wait_closed()
        async with hall.plain(hall.phone, inside):
            pass
        async with hall.watch(hall.phone, inside) as page:
            page.socket.transport.abort()
        await until(lambda: not len(hall.hub.places))

    run(try_everything())
    assert hall.hub.count("phone", hall.phone.key) == 0
