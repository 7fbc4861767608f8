"""A vote over the open socket is the same deed as the paper's post: same key, same receipt, same refusals."""

import json
import re
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection

from app.core import ids
from tests.live.evening import sealed_votes
from tests.loops import run
from tests.realtime.watching import Hall, hall

__all__ = ["hall"]
TRACKER = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


async def ask(socket: ClientConnection, **message: Any) -> dict[str, Any]:
    """One deed and its answer; frames that come in between are for the page."""
    await socket.send(json.dumps({"id": 7, **message}))
    while True:
        answer: dict[str, Any] = json.loads(await socket.recv())
        if answer.get("re") == 7:
            return answer


def vote(hall: Hall, cookie: str, **message: Any) -> dict[str, Any]:
    async def story() -> dict[str, Any]:
        async with hall.watch(hall.phone, cookie) as page:
            return await ask(page.socket, do="vote", **message)

    return run(story())


def test_socket_and_post_give_the_same_receipt_for_the_same_key(hall: Hall) -> None:
    paper = hall.evening.open_vote()
    cookie, key, choice = hall.resident(1), ids.token(), paper.choices[1].id
    over = vote(hall, cookie, ballot=paper.id, choice=[choice], key=key)
    assert over["status"] == 200
    assert over["cookie"].startswith(f"vote-{paper.id}=")
    with httpx2.Client(
        base_url=hall.address, headers={"cookie": cookie, "sec-fetch-site": "same-origin"}
    ) as browser:
        html = browser.get(f"/m/{hall.evening.number}").text
        token = re.search(r'name="csrf-token" content="([0-9a-f]{64})"', html)
        assert token
        posted = browser.post(
            f"/m/{hall.evening.number}/ballots/{paper.id}/my-vote",
            data={"choice": str(choice), "key": key},
            headers={"x-csrf-token": token[1], "hx-request": "true"},
        )
    assert posted.status_code == 200
    assert TRACKER.findall(posted.text) == TRACKER.findall(over["html"])
    assert posted.headers["set-cookie"] == over["cookie"]
    assert list(sealed_votes(hall.evening).values()) == [[choice]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_socket_refuses_what_the_post_refuses(hall: Hall) -> None:
    paper = hall.evening.open_vote()
    cookie, key = hall.resident(1), ids.token()
    first, second = (choice.id for choice in paper.choices[:2])
    good = {"ballot": paper.id, "choice": [first], "key": key}
    for wrong, status in (
        ({"choice": []}, 422),
        ({"choice": [first, second]}, 422),
        ({"choice": [10**9]}, 422),
        ({"choice": "none"}, 422),
        ({"choice": [[first]]}, 422),
        ({"key": "short"}, 422),
        ({"key": 7}, 422),
        ({"ballot": 10**12}, 404),
        ({"ballot": "1"}, 404),
        ({"ballot": None}, 404),
    ):
        answer = vote(hall, cookie, **{**good, **wrong})
        assert (answer["status"], "html" in answer) == (status, False), wrong
        assert re.search("[가-힣]", answer["say"])
    assert sealed_votes(hall.evening) == {}
    assert vote(hall, cookie, **good)["status"] == 200
    assert vote(hall, cookie, **{**good, "choice": [second]})["status"] == 409
    hall.evening.press()
    late = vote(hall, hall.resident(2), **{**good, "key": ids.token()})
    assert late["status"] == 409
    assert "끝났어요" in late["say"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_english_phone_is_answered_in_english(hall: Hall) -> None:
    paper = hall.evening.open_vote()
    cookie = hall.resident(1, "en")

    async def story() -> dict[str, Any]:
        from app.realtime.hub import Topic

        async with hall.watch(Topic("phone", str(hall.evening.meeting_id), "en"), cookie) as page:
            return await ask(page.socket, do="vote", ballot=paper.id, choice=[], key=ids.token())

    assert not re.search("[가-힣]", run(story())["say"])
