"""Attacks that once succeeded, each with what it must meet now."""

import asyncio
import json
import logging
import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session, func, select
from starlette.testclient import TestClient
from websockets.exceptions import ConnectionClosed

from app.__main__ import listening
from app.core import ids
from app.core.engines import make_engine
from app.core.logs import SOCKETS, set_up_logging
from app.core.settings import Settings
from app.forums.rules import PhaseKind
from app.live.meetings.rules import ItemKind
from app.organisations import actions as organisations
from app.proposals.models import Agenda, Proposal
from app.realtime.hub import Topic
from tests.live.evening import Evening
from tests.loops import run
from tests.proposals.calendars import contest_in
from tests.realtime.watching import Hall
from tests.world import World, csrf, post

BLANKS = ("\u200b\u200b", "\u202e", "\u3164\u3164", " \u2800 ", "\u200d")


def proposal(world: World, **changes: str) -> dict[str, str]:
    """What the last screen of the form sends."""
    sent = {
        "step": "send",
        "title": "골목 조명",
        "body": "밤길이 어두워요.",
        "dong_id": str(world.dongs["사직동"]),
        "agreed": "on",
        "key": ids.token(),
    }
    return {**sent, **changes}


def proposals(world: World) -> int:
    return world.read(lambda db: db.exec(select(func.count()).select_from(Proposal)).one())


@pytest.mark.parametrize("blank", BLANKS)
def test_a_proposal_of_invisible_characters_is_empty(client: TestClient, world: World, blank: str) -> None:
    assert post(client, "/proposals", proposal(world, title=blank)).status_code == 422
    assert post(client, "/proposals", proposal(world, body=blank)).status_code == 422
    assert proposals(world) == 0
    assert post(client, "/proposals", proposal(world, title=f"골목{blank}등")).status_code == 303


def test_an_idea_of_invisible_letters_is_empty(client: TestClient, evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    post(client, f"/m/{evening.number}/attendance")
    address = f"/m/{evening.number}/items/{evening.item(ItemKind.IDEAS).id}/ideas"
    for blank in BLANKS:
        assert post(client, address, {"text": blank, "key": ids.token()}).status_code == 422
    assert post(client, address, {"text": "그늘", "key": ids.token()}).status_code == 303


@pytest.mark.parametrize("place", ["/", "/proposals/", "/contests/", "/agendas/", "/forums/"])
def test_a_number_of_thousands_of_digits_is_an_address_that_does_not_exist(
    client: TestClient, place: str
) -> None:
    assert client.get(f"{place}{'9' * 5000}").status_code == 404
    assert client.get(f"{place}{'9' * 400}").status_code in (303, 404)


@pytest.mark.parametrize("origin", ["http://[::1", "http://[", "http://a]b"])
def test_an_origin_that_is_no_address_is_refused(client: TestClient, origin: str) -> None:
    answer = client.post(
        "/sign-out", data={"csrf": csrf(client)}, headers={"origin": origin, "sec-fetch-site": "same-origin"}
    )
    assert answer.status_code == 403


def test_a_korean_address_after_a_deed_by_script_is_followed(client: TestClient, world: World) -> None:
    world.sign_in(client, "officer")
    answer = client.get("/sign-in?next=/길", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/%EA%B8%B8")


def test_nobody_can_write_a_place_that_is_filled_with_the_readers_token(
    client: TestClient, evening: Evening
) -> None:
    evening.until(ItemKind.IDEAS)
    post(client, f"/m/{evening.number}/attendance")
    told = client.get(f"/snapshot?topic=phone:{evening.meeting_id}:ko").json()["regions"]
    places = re.findall(r"""(?:csrf|key)-[0-9a-f]{20}'?""", json.dumps(told))
    assert len(set(places)) == 2
    for place in set(places):
        idea = evening.idea(f"여기 {place} 끝", by=2)
        page = client.get(f"/m/{evening.number}/ideas/{idea}").text
        assert f"여기 {place.rstrip(chr(39))}" in page, "the words stand as they were written"
    page = client.get(f"/m/{evening.number}").text
    # ours are filled in
    assert not re.search(r"""value="(?:csrf|key)-""", page)
    assert not re.search(r"""content="csrf-""", page)


def test_a_contest_asks_no_dong_even_when_the_form_says_so(client: TestClient, world: World) -> None:
    contest_id = contest_in(world, PhaseKind.RECEIVE)
    form = {"step": "dong", "dong_id": "1", "title": "제목", "body": "글"}
    assert post(client, f"/contests/{contest_id}/proposals", form).status_code == 200


def test_a_field_that_does_not_exist_is_refused_beside_the_form(client: TestClient, world: World) -> None:
    post(client, "/proposals", proposal(world))
    world.sign_in(client, "officer")
    number = world.read(lambda db: db.exec(select(func.max(Proposal.id))).one())
    post(client, f"/desk/proposals/{number}/decision", {"decision": "received"})
    answer = post(client, f"/desk/proposals/{number}/selection", {"title": "제목", "field_id": "99999"})
    assert answer.status_code == 422
    assert world.read(lambda db: db.exec(select(func.count()).select_from(Agenda)).one()) == 0


@pytest.mark.parametrize("name", ["option-²", "option-" + "9" * 5000, "option-"])
def test_an_option_number_that_is_none_changes_nothing(
    client: TestClient, evening: Evening, name: str
) -> None:
    evening.world.sign_in(client, "facilitator")
    address = f"/items/{evening.item(ItemKind.BALLOT).id}/ballot"
    assert post(client, address, {"question": "무엇을 먼저 할까요?", name: "다른 말"}).status_code == 303


def test_an_option_holds_no_hidden_characters(client: TestClient, evening: Evening) -> None:
    evening.world.sign_in(client, "facilitator")
    address = f"/items/{evening.item(ItemKind.BALLOT).id}/ballot"
    post(client, address, {"question": "무엇을 먼저 할까요?", "new": "그늘"})
    choice = evening.paper(for_staff=True).choices[0]
    post(
        client, address, {"question": "무엇을 먼저 할까요?", f"option-{choice.id}": "\u202e\x00긴\u200b 의자"}
    )
    assert evening.paper(for_staff=True).choices[0].text == "긴 의자"
    post(client, address, {"question": "무엇을 먼저 할까요?", f"option-{choice.id}": "\u200b"})
    assert evening.paper(for_staff=True).choices[0].text == "긴 의자"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_ends_of_the_calendar_are_refused_beside_the_field(
    client: TestClient, world: World, moment: str
) -> None:
    world.sign_in(client, "officer")
    days = {name: f"2030-01-0{n}T10:00" for n, name in enumerate(
        ("notice", "receive", "support", "review", "result", "end"), 1
    )}  # fmt: skip
    form = {"dong_id": str(world.dongs["사직동"]), "title": "공모", "theme": "주제", **days}
    assert post(client, "/contests", {**form, "notice": moment}).status_code == 422
    assert post(client, "/contests", {**form, "end": moment}).status_code == 422


@pytest.mark.parametrize("alias", ["07", "007", "７", "٧", "0"])
def test_a_topic_has_one_name(alias: str) -> None:
    wanted = Topic("phone", alias) if alias == "0" else None
    assert Topic.parse(f"phone:{alias}:ko") == wanted


def test_an_error_of_the_database_names_no_value(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with Session(engine) as db, pytest.raises(IntegrityError) as broken:
        db.connection().execute(
            text(
                "insert into participant (place, key, level, lang, joined_at) values (:a, null, 'L0', 'ko', 0)"
            ),
            {"a": "내가 고른 것"},
        )
    engine.dispose()
    assert "내가 고른 것" not in str(broken.value)


@pytest.mark.parametrize("name", ["uvicorn.error", SOCKETS])
def test_uvicorn_writes_no_address_of_a_wall_no_cookie_and_no_frame(
    caplog: pytest.LogCaptureFixture, name: str
) -> None:
    set_up_logging("DEBUG")
    log = logging.getLogger(name)
    with caplog.at_level(logging.DEBUG, name):
        log.info('%s - "WebSocket %s" [accepted]', "127.0.0.1", "/stream?topic=wall:secret:ko")
        log.info('%s - "WebSocket %s" %d', "127.0.0.1", "/stream?topic=wall:secret:ko", 403)
        log.debug("< %s: %s", "cookie", "login=secret")
        log.warning("something else")
    assert [record.getMessage() for record in caplog.records] == ["something else"]


def test_what_breaks_in_a_socket_is_written_without_the_values_a_database_quotes(
    caplog: pytest.LogCaptureFixture, settings: Settings, request: pytest.FixtureRequest
) -> None:
    listening(settings)
    log = logging.getLogger(SOCKETS)
    log.addHandler(caplog.handler)  # uvicorn's own lines go no further up
    request.addfinalizer(lambda: log.removeHandler(caplog.handler))
    assert log.getEffectiveLevel() == logging.WARNING, "who comes and goes is no line"
    for broken in (ValueError("a plain one"), DataError("SELECT :a", {"a": "secret"}, Exception("secret"))):
        try:
            raise broken
        except Exception:
            log.exception("Exception in ASGI application")
    first, second = caplog.records
    assert first.exc_info is not None
    assert second.getMessage() == "database refused: DataError"
    assert not second.exc_info


def test_a_closed_account_hears_nothing_more_from_the_room(hall: Hall) -> None:
    world, cookie = hall.world, hall.staff("facilitator")

    async def talk() -> None:
        async with hall.watch(hall.console, cookie) as page:
            await page.hear()
            await asyncio.to_thread(
                world.write, organisations.deactivate, world.actor("admin"), world.accounts["facilitator"]
            )
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(page.socket.recv(), 10)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4403

    run(talk())
