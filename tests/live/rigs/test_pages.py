"""The page of the device check: what the server sees of this room now, for hosts only."""

import re
import time

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core import clock
from app.core.lastly import note_backup
from app.live.people.connections import connections_of
from app.live.people.events import PhonesCounted
from app.realtime.hub import Hub
from tests.live.evening import Evening
from tests.world import World, another

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def lines(text: str) -> dict[str, bool]:
    """name → is it good?"""
    found = re.findall(r'<li class="rig__l is-(good|bad)".*?<h3>(.*?)</h3>', text, re.DOTALL)
    return {name: state == "good" for state, name in found}


def test_the_lines_are_what_is_so(world: World, evening: Evening, client: TestClient) -> None:
    host = world.sign_in(client, "facilitator")
    address = f"/meetings/{evening.meeting_id}/rig"
    seen = lines(host.get(address).text)
    assert seen == {
        "소리": True,
        "스크린": False,
        "시험 휴대폰": False,
        "QR 주소": seen["QR 주소"],
        "서버 디스크": seen["서버 디스크"],
        "마지막 백업": False,
    }
    note_backup(world.database.vault.folder, clock.now())
    assert lines(host.get(f"{address}/server").text)["마지막 백업"]


def test_a_wall_that_watches_this_room_is_seen(world: World, evening: Evening, client: TestClient) -> None:
    other = Evening(world, evening.meeting_id, evening.number, evening.wall_key)
    host = world.sign_in(client, "facilitator")
    address = f"/meetings/{evening.meeting_id}/rig/server"
    with another(client).websocket_connect(f"/stream?topic=wall:{other.wall_key}:ko") as wall:
        wall.send_json({"have": {}})
        wall.receive_json()
        assert lines(host.get(address).text)["스크린"]
    for _ in range(50):
        if not lines(host.get(address).text)["스크린"]:
            break
        time.sleep(0.05)
    assert not lines(host.get(address).text)["스크린"], "it is gone"


def test_phones_of_another_process_are_counted(world: World, evening: Evening, client: TestClient) -> None:
    host = world.sign_in(client, "facilitator")
    address = f"/meetings/{evening.meeting_id}/rig/server"
    assert not lines(host.get(address).text)["시험 휴대폰"]
    assert isinstance(client.app, FastAPI)
    hub: Hub = client.app.state.hub
    connections_of(hub).hear(PhonesCounted(process_id=77, meeting_id=evening.meeting_id, phones=3, looks=1))
    seen = host.get(address).text
    assert lines(seen)["시험 휴대폰"]
    assert "이어진 휴대폰 3대" in seen


def test_the_time_is_the_server_s(world: World, evening: Evening, client: TestClient) -> None:
    host = world.sign_in(client, "officer")
    answer = host.get(f"/meetings/{evening.meeting_id}/rig/time")
    assert abs(answer.json()["now"] / 1000 - clock.now().timestamp()) < 60
    assert answer.headers["cache-control"] == "no-store"


def test_only_hosts_see_it(world: World, evening: Evening, client: TestClient) -> None:
    for path in ("rig", "rig/server", "rig/time"):
        address = f"/meetings/{evening.meeting_id}/{path}"
        assert client.get(address).status_code in (303, 401)
        assert world.sign_in(another(client), "chair").get(address).status_code == 403
        assert world.sign_in(another(client), "officer").get("/meetings/999/rig").status_code == 404
