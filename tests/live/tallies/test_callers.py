"""Who calls and has no slip: six digits to their own contact, and then a slip code; one contact stays one person."""

import re

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core.errors import Conflict, TooMany
from app.core.messenger import Postbox
from app.live.counts.channels import Channel
from app.live.counts.terms import Terms
from app.live.entrances import actions as entrances
from app.live.entrances.rules import CodeAnswer, read_contact
from tests.live.entrances.door import Door
from tests.live.evening import Evening
from tests.live.tallies.hall import Hall
from tests.world import World, another, post

CALLS = Terms(channels=(Channel.PHONE, Channel.TELEPHONE))
HERS = "010-2222-3333"


@pytest.fixture
def hall(evening: Evening) -> Hall:
    Door(evening).take_codes()
    return Hall(evening)


def test_digits_make_a_slip_that_votes_once(hall: Hall) -> None:
    hall.open(CALLS, level=Level.CODE)
    digits = hall.ask_caller(HERS)
    wrong = "000000" if digits != "000000" else "111111"
    assert hall.answer_caller(HERS, wrong) == (CodeAnswer.WRONG, "")
    found, code = hall.answer_caller(HERS, digits)
    assert found is CodeAnswer.RAISED
    assert hall.answer_caller(HERS, digits)[0] is CodeAnswer.GONE, "digits work once"
    first = hall.vote_for(code, 1)
    _, again = hall.answer_caller(HERS, hall.ask_caller(HERS))
    assert again != code
    assert hall.vote_for(again, 2).tracker != first.tracker
    assert hall.evening.paper().voters == 1, "one contact is one person, and both codes are theirs"


def test_a_contact_proved_on_a_phone_is_that_phone(hall: Hall) -> None:
    contact = read_contact(HERS)
    assert contact is not None
    world, guest = hall.evening.world, hall.evening.guest(1)
    asked = world.write(entrances.ask, guest, hall.evening.number, contact)
    world.write(entrances.answer, guest, hall.evening.number, asked.code)
    hall.open(CALLS, level=Level.CODE)
    hall.evening.vote(1, 1)
    _, code = hall.answer_caller(HERS, hall.ask_caller(HERS))
    hall.vote_for(code, 2)
    assert hall.evening.paper().voters == 1
    assert len(world.read(lambda db: db.exec(select(Participant)).all())) == 1


def test_a_guesser_is_stopped_and_a_contact_is_not_rung_all_evening(hall: Hall) -> None:
    hall.open(CALLS)
    digits = hall.ask_caller(HERS)
    wrong = [f"{number:06}" for number in range(6) if f"{number:06}" != digits][:5]
    answers = [hall.answer_caller(HERS, one)[0] for one in wrong]
    assert answers == [CodeAnswer.WRONG] * 4 + [CodeAnswer.GONE]
    for _ in range(4):
        hall.ask_caller(HERS)
    with pytest.raises(TooMany, match="너무 여러 번"):
        hall.ask_caller(HERS)


def test_without_codes_the_desk_is_told_where_to_switch_them_on(evening: Evening) -> None:
    hall = Hall(evening)
    hall.open(CALLS)
    with pytest.raises(Conflict, match="입구 화면"):
        hall.ask_caller(HERS)


def test_the_page_of_the_desk_asks_hears_and_fills_the_slip_in(
    hall: Hall, client: TestClient, world: World
) -> None:
    application = client.app
    assert isinstance(application, FastAPI)
    application.state.messenger = postbox = Postbox()
    paper = hall.open(CALLS, level=Level.CODE)
    host = world.sign_in(another(client), "facilitator")
    here = f"/ballots/{paper.id}/callers"
    assert "그분의 연락처" in host.get(f"/ballots/{paper.id}/desk").text
    assert post(host, here, {"to": "<b>아무개"}).status_code == 422
    asked = post(host, here, {"to": HERS})
    assert asked.status_code == 200
    assert "그분이 부른 여섯 자리" in asked.text
    bad = post(host, f"{here}/digits", {"to": HERS, "digits": "12"})
    assert bad.status_code == 409
    assert f'value="{HERS}"' in bad.text
    digits = re.findall(r"[0-9]{6}", postbox.messages[-1][1])[0]
    told = post(host, f"{here}/digits", {"to": HERS, "digits": digits})
    assert told.status_code == 200
    code = re.search(r'class="readout">([0-9A-Z-]+)<', told.text)
    assert code is not None
    assert f'value="{code[1]}"' in told.text
