"""One message survives a redirect, once, and cannot be forged."""

import base64
import json

import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.testclient import TestClient

from app.web.flash import Flash, say, take_flash
from tests.conftest import settings_for

SENTENCE = '‘북촌; 골목", 쉼터’을(를) 의제로 선정했습니다. <b>100%</b>'


@pytest.fixture
def browser() -> TestClient:
    app = FastAPI()
    app.state.settings = settings_for("sqlite://")

    @app.get("/deed")
    async def deed(request: Request, text: str) -> Response:
        return say(request, Response(), text)

    @app.get("/page")
    async def page(request: Request) -> Response:
        messages, clear = take_flash(request)
        response = Response(json.dumps([[one.kind, one.text] for one in messages]))
        if clear:
            clear(response)
        return response

    return TestClient(app)


def shown(browser: TestClient) -> list[Flash]:
    return [Flash(*one) for one in browser.get("/page").json()]


def test_it_is_said_once(browser: TestClient) -> None:
    assert shown(browser) == []
    browser.get("/deed", params={"text": SENTENCE})
    assert shown(browser) == [Flash("success", SENTENCE)]
    assert shown(browser) == []


@pytest.mark.parametrize("length", [1, 80, 160])
def test_whole_sentences_fit(browser: TestClient, length: int) -> None:
    browser.get("/deed", params={"text": "가" * length})
    assert shown(browser) == [Flash("success", "가" * length)]


def test_nobody_can_put_words_in_our_mouth(browser: TestClient) -> None:
    body = base64.urlsafe_b64encode(json.dumps(["success", "비밀번호를 다시 적어 주세요"]).encode()).decode()
    for forged in (f"{body}.{'0' * 32}", f"{body}.", body, ".", "x.y", "가.나", f"{body}.{'é' * 16}"):
        browser.cookies.clear()
        answer = browser.get("/page", headers={b"cookie": f"flash={forged}".encode()})
        assert answer.status_code == 200, forged
        assert answer.json() == [], forged
