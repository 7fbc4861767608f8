"""Signing in and out, as staff and as somebody who should not get in."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import Session, func, select
from starlette.testclient import TestClient

from app.accounts import rules
from app.accounts.models import Login, SignInTry
from app.core import clock
from tests.world import PASSWORD, World, another, email, post

WRONG = "전자우편이나 비밀번호가 맞지 않습니다."


def sign_in(client: TestClient, name: str = "officer", password: str = PASSWORD, **more: str) -> Response:
    return post(client, "/sign-in", {"email": email(name), "password": password, **more})


def tries(db: Session) -> int:
    return db.exec(select(func.count()).select_from(SignInTry)).one()


def test_the_right_password_opens_the_desk(client: TestClient) -> None:
    assert client.get("/desk/proposals").headers["location"] == "/sign-in?next=/desk/proposals"
    answer = sign_in(client, next="/desk/proposals")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/proposals")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/desk/proposals").status_code == 200


def test_an_unknown_email_and_a_wrong_password_get_the_same_answer(client: TestClient) -> None:
    wrong = sign_in(client, password="틀린 비밀번호")
    unknown = sign_in(client, "nobody", password="틀린 비밀번호")
    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in wrong.text
    assert WRONG in unknown.text
    assert email("officer") in wrong.text, "the e-mail stays typed"
    assert "틀린 비밀번호" not in wrong.text, "the password is never given back"


def test_a_closed_account_is_like_an_unknown_one(client: TestClient, world: World) -> None:
    world.sign_in(client, "admin")
    assert post(client, f"/admin/accounts/{world.accounts['officer']}/closing").status_code == 303
    assert sign_in(another(client)).status_code == 422


def test_tries_are_counted_and_the_ninth_waits(client: TestClient, world: World) -> None:
    for _ in range(rules.TRIES_PER_ACCOUNT):
        assert sign_in(client, password="틀린 비밀번호").status_code == 422
    slowed = sign_in(client)
    assert slowed.status_code == 429
    assert "15분 뒤에" in slowed.text
    assert sign_in(another(client)).status_code == 429, "another browser does not help"
    assert sign_in(client, "chair").status_code == 303, "other people still get in"
    assert world.read(tries) == rules.TRIES_PER_ACCOUNT
    with clock.moved(rules.TRIES_WINDOW + timedelta(seconds=1)):
        assert sign_in(another(client)).status_code == 303


def test_the_address_is_counted_too(client: TestClient) -> None:
    for number in range(rules.TRIES_PER_ADDRESS):
        sign_in(client, f"guess{number}", password="틀린 비밀번호")
    assert sign_in(client).status_code == 429


def test_a_right_password_is_not_counted_against_anybody(client: TestClient, world: World) -> None:
    for _ in range(rules.TRIES_PER_ACCOUNT + 2):
        assert sign_in(another(client)).status_code == 303
    assert world.read(tries) == 0


def test_tries_hold_neither_email_nor_address_in_the_clear(client: TestClient, world: World) -> None:
    sign_in(client, password="틀린 비밀번호")
    row = world.read(lambda db: db.exec(select(SignInTry)).one())
    assert len(row.email_key) == len(row.address_key) == 64
    assert "officer" not in row.email_key


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "javascript:x"]
)
def test_only_our_own_pages_are_followed(client: TestClient, elsewhere: str) -> None:
    assert sign_in(client, next=elsewhere).headers["location"] == "/desk"


def test_each_sign_in_has_its_own_token_and_ends_the_one_it_replaces(
    client: TestClient, world: World
) -> None:
    sign_in(client)
    first = client.cookies["login"]
    sign_in(client)
    assert client.cookies["login"] != first
    stale = another(client)
    stale.cookies.set("login", first)
    assert stale.get("/desk/proposals").status_code == 303
    digests = world.read(lambda db: db.exec(select(Login.token_digest)).all())
    assert first not in digests
    assert len(digests) == 2


def test_a_signed_out_cookie_is_dead(client: TestClient) -> None:
    sign_in(client)
    kept = client.cookies["login"]
    assert post(client, "/sign-out").status_code == 303
    thief = another(client)
    thief.cookies.set("login", kept)
    assert thief.get("/desk/proposals").status_code == 303
    assert client.get("/desk/proposals").status_code == 303


def test_an_idle_login_has_run_out(client: TestClient) -> None:
    sign_in(client)
    with clock.moved(timedelta(minutes=61)):
        assert client.get("/desk/proposals").status_code == 303


def test_a_form_without_token_or_from_elsewhere_is_refused(client: TestClient) -> None:
    data = {"email": email("officer"), "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 403
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}
    assert post(client, "/sign-in", data, headers=foreign).status_code == 403
    assert post(client, "/sign-in", data, headers={"origin": "https://elsewhere.example"}).status_code == 403


def test_a_token_of_another_browser_is_refused(client: TestClient) -> None:
    from tests.world import csrf

    data = {"email": email("officer"), "password": PASSWORD, "csrf": csrf(another(client))}
    assert client.post("/sign-in", data=data).status_code == 403


def test_one_click_sign_in_exists_only_in_a_demonstration(client: TestClient, world: World) -> None:
    form = {"account_id": str(world.accounts["officer"])}
    assert post(client, "/demo-sign-in", form).status_code == 404
    assert "demo-sign-in" not in client.get("/sign-in").text


@pytest.fixture
def demonstration(client: TestClient) -> TestClient:
    from app.web.render import Renderer

    application = client.app
    assert isinstance(application, FastAPI)
    state = application.state
    state.settings = state.settings.model_copy(update={"demo": True})
    state.renderer = Renderer(state.settings)
    return client


def test_a_demonstration_says_so_and_offers_every_role(demonstration: TestClient, world: World) -> None:
    shown = demonstration.get("/sign-in").text
    assert shown.count('action="/demo-sign-in"') == 7
    assert "시연용 자료입니다" in shown
    answer = post(demonstration, "/demo-sign-in", {"account_id": str(world.accounts["chair"])})
    assert answer.status_code == 303
    assert demonstration.cookies["login"]
    assert post(another(demonstration), "/demo-sign-in", {"account_id": "999"}).status_code == 404
