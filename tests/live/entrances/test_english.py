"""Whoever reads English is confirmed in English."""

import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core.messenger import Postbox
from tests.conventions.english import Phone
from tests.live.entrances.door import Door, wrong
from tests.world import World


@pytest.fixture
def phone(client: TestClient, world: World, door: Door) -> Phone:
    return Phone(client, {world.settings.service_name, door.evening.meeting.title, "종로구민회관 대강당"})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_english_phone_is_confirmed_in_english(client: TestClient, door: Door, phone: Phone) -> None:
    application = client.app
    assert isinstance(application, FastAPI)
    application.state.messenger = postbox = Postbox()
    room, level = f"/m/{door.evening.number}", f"/m/{door.evening.number}/level"
    assert "Type the code on your paper" in phone.get(level)
    assert "not the right code" in phone.send(f"{level}/slip", {"code": "x"}, 422)
    assert "type the code" in phone.send(f"{level}/slip", {"code": ""}, 422)
    assert "“Join” first" in phone.send(f"{level}/message", {"to": "010-1234-5678"}, 403)
    phone.send(f"{room}/attendance", {"lang": "en"})
    assert "does not confirm people by message" in phone.send(
        f"{level}/message", {"to": "010-1234-5678"}, 409
    )
    door.take_codes()
    assert "Where shall we send it?" in phone.get(f"{level}?by=message")
    assert "mobile number or an email" in phone.send(f"{level}/message", {"to": "x"}, 422)
    phone.send(f"{level}/message", {"to": "010-1234-5678"})
    text = postbox.messages[-1][1]
    assert "Your code is" in text
    found = re.search(r"\d{6}", text)
    assert found is not None
    assert "Type the digits" in phone.get(f"{level}?by=message")
    assert "all six digits" in phone.send(f"{level}/message/digits", {"digits": "1"}, 422)
    assert "not the right digits" in phone.send(f"{level}/message/digits", {"digits": wrong(found[0])}, 422)
    phone.send(f"{level}/message/digits", {"digits": found[0]})
    page = phone.get(level)
    assert "You are confirmed" in page
    assert "This phone is confirmed" in page
    assert "confirmed already" in phone.send(f"{level}/message", {"to": "010-1234-5678"}, 409)
    used = door.slips(1)[0]
    door.redeem(door.inside(9), used)
    assert "used already" in phone.send(f"{level}/slip", {"code": used}, 422)
    phone.send(f"{level}/slip", {"code": door.slips(1)[0]})
    assert "someone else can use it" in phone.get(level)
    door.end()
    assert "nothing left to confirm" in phone.get(level)
    assert "meeting is over" in phone.send(f"{level}/slip", {"code": used}, 409)
