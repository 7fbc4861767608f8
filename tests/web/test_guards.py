"""What stands at the door: host, origin, token, size, and the headers every answer carries."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from httpx2 import Response
from pydantic import SecretStr
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from app.core import ids
from app.core.settings import Environment, Settings
from app.live.meetings.guests import CurrentGuest
from app.live.meetings.rules import ItemKind
from app.live.people import queries as people
from app.main import create_app
from app.organisations.actors import CurrentActor
from app.web.guards import csrf_token, policy, read_cookie
from app.web.i18n import translate
from app.web.refusals import SENTENCES
from tests.live.evening import Evening
from tests.world import World, another, csrf, post

HANGUL = re.compile(r"[가-힣]")


def bare(client: TestClient) -> TestClient:
    """The same browser, but it says nothing by itself about where a request comes from."""
    application = client.app
    assert isinstance(application, FastAPI)
    browser = TestClient(
        application, base_url="http://testserver", follow_redirects=False, raise_server_exceptions=False
    )
    browser.portal = client.portal
    browser.cookies.update(client.cookies)
    return browser


def without_token(client: TestClient, url: str, data: dict[str, str], token: str | None = None) -> Response:
    return client.post(url, data=data if token is None else {**data, "csrf": token})


def present(evening: Evening) -> int:
    return evening.world.read(people.present, evening.meeting_id)


# -- where a request comes from ------------------------------------------------------------------------------------

OWN = "http://testserver"
FROM = [
    ({}, False),
    ({"origin": OWN}, True),
    ({"sec-fetch-site": "same-origin"}, True),
    ({"origin": OWN, "sec-fetch-site": "same-origin"}, True),
    ({"origin": "https://testserver"}, True),  # behind a proxy that ends TLS
    ({"origin": "null"}, False),
    ({"origin": ""}, False),
    ({"origin": "http://evil.example"}, False),
    ({"origin": "http://testserver.evil.example"}, False),
    ({"origin": "http://eviltestserver"}, False),
    ({"origin": "http://testserver:81"}, False),
    ({"origin": "http://testserver@evil.example"}, False),
    ({"origin": "file://testserver"}, False),
    ({"origin": OWN, "sec-fetch-site": "cross-site"}, False),
    ({"origin": OWN, "sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "none"}, False),
    ({"origin": "http://evil.example", "sec-fetch-site": "same-origin"}, False),
]


def test_only_our_own_pages_may_send_deeds(evening: Evening, client: TestClient) -> None:
    browser = bare(client)
    address = f"/m/{evening.number}/attendance"
    for headers, fine in FROM:
        answer = browser.post(address, data={"csrf": csrf(client), "lang": "ko"}, headers=headers)
        assert answer.status_code == (303 if fine else 403), headers
        if not fine:
            assert HANGUL.search(answer.text), headers
    for headers, _ in FROM:
        assert browser.get(f"/m/{evening.number}", headers=headers).status_code == 200, "reading is free"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_method_goes_around_the_door(evening: Evening, client: TestClient, method: str) -> None:
    address = f"/m/{evening.number}/attendance"
    assert bare(client).request(method, address, headers={"origin": "http://evil.example"}).status_code == 403
    other = bare(client).get(address, headers={"x-http-method-override": "POST"})
    assert other.status_code in (404, 405)
    assert present(evening) == 0


def test_a_deed_needs_the_token_of_this_very_visit(evening: Evening, client: TestClient) -> None:
    address = f"/m/{evening.number}/attendance"
    mine, foreign = csrf(client), csrf(another(client))
    wrong = [
        "", "0" * 64, mine[:-1], mine + "0", mine[:32], mine.replace("0", "z"), foreign, "csrf", "가" * 64,
        mine[32:] * 2, " " * 64, "\ud7ff" * 64, f"{mine[:63]}g",
    ]  # fmt: skip
    for token in wrong:
        answer = without_token(client, address, {"lang": "ko"}, token)
        assert answer.status_code == 403, token
        assert "새로 고친 뒤" in answer.text
        headers = {"x-csrf-token": token.encode(), "hx-request": "true"}
        assert client.post(address, data={}, headers=headers).status_code == 403, token  # type: ignore[arg-type]
    assert without_token(client, address, {"lang": "ko"}).status_code == 403
    assert client.post(address, json={"csrf": mine}).status_code == 403, "JSON carries no token of a form"
    assert (
        client.post(address, content=f"csrf={mine}", headers={"content-type": "text/plain"}).status_code
        == 403
    )
    assert client.get(f"{address}?csrf={mine}").status_code in (404, 405)
    assert present(evening) == 0
    assert post(client, address).status_code == 303
    assert post(another(client), address, htmx=True).status_code == 204
    assert present(evening) == 2


def test_signing_in_changes_the_token(world: World, client: TestClient) -> None:
    before = csrf(client)
    world.sign_in(client, "officer")
    assert without_token(client, "/sign-out", {}, before).status_code == 403
    assert csrf(client) != before


def test_tokens_are_masked(client: TestClient) -> None:
    connection = HTTPConnection(
        {"type": "http", "headers": [], "app": client.app, "state": {"visit": "v" * 32}}
    )
    made = {csrf_token(connection) for _ in range(20)}
    assert len(made) == 20
    assert len({int(token[:32], 16) ^ int(token[32:], 16) for token in made}) == 1


# -- how large -----------------------------------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(
    evening: Evening, client: TestClient
) -> None:
    limit = 64 * 1024
    address = f"/m/{evening.number}/attendance"
    form = {"content-type": "application/x-www-form-urlencoded"}

    def in_pieces(size: int) -> Iterator[bytes]:
        yield f"csrf={csrf(client)}&lang=ko&more=".encode()
        for _ in range(size // 1024):
            yield b"x" * 1024

    declared = client.post(address, content=b"x" * (limit + 1), headers=form)
    chunked = client.post(address, content=in_pieces(2 * limit), headers=form)
    multipart = client.post(
        address, content=in_pieces(2 * limit), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    for answer in (declared, chunked, multipart):
        assert answer.status_code == 413
        assert "너무 깁니다" in answer.text
        assert answer.headers["content-security-policy"]
    assert bare(client).post(address, headers={"content-length": "many", "origin": OWN}).status_code == 413
    assert present(evening) == 0
    assert client.post(address, content=in_pieces(limit // 2), headers=form).status_code == 303


@pytest.mark.parametrize(
    "body",
    [b"\x00\xff\xfe", b"csrf", b"%", b"=&=&=", b"a=" * 3000, b"--x\r\n\r\n", "글".encode("euc-kr")],
)
def test_a_body_nobody_can_read_is_refused_calmly(evening: Evening, client: TestClient, body: bytes) -> None:
    for kind in (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "x",
    ):
        answer = bare(client).post(
            f"/m/{evening.number}/attendance", content=body, headers={"content-type": kind, "origin": OWN}
        )
        assert answer.status_code in (400, 403), (kind, answer.status_code)
    assert present(evening) == 0


# -- the visit -----------------------------------------------------------------------------------------------------


def test_a_neighbours_odd_cookie_does_not_lose_the_visit(evening: Evening, client: TestClient) -> None:
    """Other services of the district set cookies for the whole domain; some are no proper cookies at all."""
    visit = ids.token()
    browser = bare(client)
    browser.cookies.clear()
    secret = ids.keyed(evening.world.settings.secret, "csrf", visit, "")[:32]
    for number, odd in enumerate(
        (
            "",
            'stats={"a":1, "b":[2]}',
            "이름=값",
            "broken",
            "a=b=c",
            '"',
            "x;;y",
            "a,b=c d e",
            "=1",
            "a\\b=c",
        ),
        1,
    ):
        headers = {"cookie": f"{odd}; visit={visit}".encode(), "origin": OWN}
        answer = browser.post(
            f"/m/{evening.number}/attendance",
            data={"csrf": "0" * 32 + secret, "lang": "ko"},
            headers=headers,  # type: ignore[arg-type]  # bytes, as they come over the wire
        )
        assert answer.status_code == 303, odd
        assert present(evening) == 1, f"the same person still, {number} times"


def test_a_visit_is_given_once_and_only_with_a_page(client: TestClient) -> None:
    browser = bare(client)
    browser.cookies.clear()
    assert "set-cookie" not in browser.get("/healthz").headers
    assert "set-cookie" not in browser.get("/static/css/base.css").headers
    given = browser.get("/m").headers["set-cookie"]
    assert re.fullmatch(r"visit=[\w-]{32}; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax", given)
    assert "set-cookie" not in browser.get("/m").headers


def test_a_made_up_visit_is_replaced(client: TestClient) -> None:
    browser = bare(client)
    for made_up in ("", "short", "x" * 33, "x" * 5000):
        browser.cookies.clear()
        browser.cookies.set("visit", made_up)
        assert "visit=" in browser.get("/m").headers["set-cookie"], made_up[:40]


def test_one_cookie_is_read_among_many() -> None:
    from starlette.datastructures import Headers

    assert read_cookie(Headers({"cookie": "a=1; visit=me; b=2"}), "visit") == "me"
    assert read_cookie(Headers({"cookie": "visitor=you"}), "visit") == ""
    assert read_cookie(Headers({}), "visit") == ""


def test_a_link_preview_takes_no_seat(evening: Evening, client: TestClient) -> None:
    for address in (f"/{evening.number}", f"/m/{evening.number}", f"/m/{evening.number}?lang=en"):
        for method in ("GET", "HEAD"):
            bare(client).request(method, address, headers={"user-agent": "kakaotalk-scrap/1.0"})
    assert present(evening) == 0


# -- headers -------------------------------------------------------------------------------------------------------


@pytest.fixture
def slips(application: FastAPI) -> FastAPI:
    """The service with three places where we slip."""

    async def public() -> None:
        raise RuntimeError("a slip of ours")

    async def desk(actor: CurrentActor) -> None:
        raise RuntimeError("a slip of ours")

    async def phone(guest: CurrentGuest) -> None:
        raise RuntimeError("a slip of ours")

    application.add_api_route("/slip", public)
    application.add_api_route("/desk-slip", desk)
    application.add_api_route("/m/here/slip", phone)
    return application


def every_kind_of_answer(client: TestClient, evening: Evening) -> dict[str, Response]:
    browser = bare(client)
    origin = {"origin": OWN}
    return {
        "page": browser.get("/m"),
        "room": browser.get(f"/m/{evening.number}"),
        "wall": browser.get(f"/wall/{evening.wall_key}"),
        "redirect": browser.get(f"/{evening.number}"),
        "sign-in": browser.get("/meetings"),
        "json": browser.get("/healthz"),
        "ready": browser.get("/readyz"),
        "snapshot": browser.get(f"/snapshot?topic=wall:{evening.wall_key}:ko"),
        "static": browser.get("/static/css/base.css"),
        "static for ever": browser.get("/static/css/base.css?v=1"),
        "static missing": browser.get("/static/none.css"),
        "static outside": browser.get("/static/..%2f..%2fpyproject.toml"),
        "missing": browser.get("/nowhere"),
        "wrong method": browser.delete("/m", headers=origin),
        "not ours": browser.post("/m", headers={"origin": "http://evil.example"}),
        "no token": browser.post("/m", headers=origin),
        "too large": browser.post("/m", content=b"x" * 70_000, headers=origin),
        "typed wrong": post(client, "/m", {"number": "12"}),
        "head": browser.head("/m"),
        "options": browser.options("/m"),
        "slip": browser.get("/slip"),
    }


EXPECTED = {
    "page": 200, "room": 200, "wall": 200, "redirect": 303, "sign-in": 303, "json": 200, "ready": 200,
    "snapshot": 200, "static": 200, "static for ever": 200, "static missing": 404, "static outside": 404,
    "missing": 404, "wrong method": 405, "not ours": 403, "no token": 403, "too large": 413, "typed wrong": 422,
    "head": 405, "options": 405, "slip": 500,
}  # fmt: skip


def test_every_kind_of_answer_carries_the_same_protection(
    evening: Evening, slips: FastAPI, client: TestClient
) -> None:
    for kind, answer in every_kind_of_answer(client, evening).items():
        assert answer.status_code == EXPECTED[kind], kind
        wanted = policy(framed=True) if kind == "wall" else policy()
        assert answer.headers["content-security-policy"] == wanted, kind
        assert answer.headers["x-content-type-options"] == "nosniff", kind
        assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin"), kind
        assert answer.headers["cross-origin-opener-policy"] == "same-origin", kind
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", kind
        assert "server" not in answer.headers, kind
        assert "strict-transport-security" not in answer.headers, "plain http in development"
        if kind.startswith("static") and answer.status_code == 200:
            assert answer.headers["cache-control"].startswith("public"), kind
        elif not kind.startswith("static"):
            assert answer.headers["cache-control"] == "no-store", kind


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    for text in (policy(), policy(framed=True), policy(frames=True)):
        assert "unsafe" not in text
        assert "http" not in text
        assert "*" not in text
        assert text.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy()
    assert "frame-ancestors 'self'" in policy(framed=True)
    assert "frame-src 'self'" in policy(frames=True)


def test_only_the_wall_may_be_framed_and_only_by_us(
    world: World, evening: Evening, client: TestClient
) -> None:
    world.sign_in(client, "facilitator")
    console = client.get(f"/meetings/{evening.meeting_id}")
    item = evening.item(ItemKind.IDEAS).id
    preview = client.get(f"/meetings/{evening.meeting_id}/preview/{item}")
    assert "frame-ancestors 'none'" in console.headers["content-security-policy"]
    assert "frame-src 'self'" in console.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in preview.headers["content-security-policy"]


# -- production ----------------------------------------------------------------------------------------------------


@pytest.fixture
def production(world: World) -> Iterator[TestClient]:
    settings = Settings(
        environment=Environment.PRODUCTION,
        database_url=world.settings.database_url,
        secret_key=SecretStr("0123456789abcdef0123456789abcdef"),
        public_url="https://talk.example",
        log_level="ERROR",
    )
    with TestClient(
        create_app(settings, world.database), base_url="https://talk.example", follow_redirects=False
    ) as browser:
        yield browser


def test_production_cookies_are_bound_to_the_host_and_to_tls(production: TestClient) -> None:
    page = production.get("/m")
    cookie = page.headers["set-cookie"]
    assert re.fullmatch(
        r"__Host-visit=[\w-]{32}; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax; Secure", cookie
    )
    assert page.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


def test_every_cookie_of_production_is_secure(production: TestClient, evening: Evening) -> None:
    token = re.search(r'name="csrf" value="(\w{64})"', production.get(f"/m/{evening.number}").text)
    assert token
    entered = production.post(
        f"/m/{evening.number}/attendance",
        data={"csrf": token[1], "lang": "en"},
        headers={"origin": "https://talk.example"},
    )
    assert entered.status_code == 303
    for cookie in entered.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-")
        for part in ("HttpOnly", "Path=/", "Secure"):
            assert part in cookie, cookie
        assert "samesite=lax" in cookie.lower()
        assert "domain" not in cookie.lower()


def test_production_answers_to_its_own_name_only(production: TestClient) -> None:
    for host in ("evil.example", "talk.example.evil.example", "talk.example:8443", "10.0.0.5", ""):
        answer = production.get("/m", headers={"host": host})
        assert answer.status_code == 421, host
        assert answer.headers["strict-transport-security"]
    assert production.get("/healthz", headers={"host": "127.0.0.1:8000"}).status_code == 200
    for origin in ("http://talk.example", "https://talk.example:8443", "https://127.0.0.1"):
        assert production.post("/m", headers={"origin": origin}).status_code == 403, origin


def test_production_shows_no_inside(production: TestClient) -> None:
    for address in ("/docs", "/redoc", "/openapi.json", "/metrics", "/.git/config", "/.env"):
        assert production.get(address).status_code == 404, address


# -- error pages ---------------------------------------------------------------------------------------------------


def test_errors_speak_korean_wherever_they_happen(
    world: World, evening: Evening, slips: FastAPI, client: TestClient
) -> None:
    desk = world.sign_in(another(client), "chair")
    host = world.sign_in(another(client), "facilitator")
    paper = evening.open_vote()
    public, phone, staff = bare(client), bare(client), bare(desk)
    entered = another(client)
    post(entered, f"/m/{evening.number}/attendance", {"lang": "ko"})
    answers = [
        (404, public.get("/nowhere")),
        (404, phone.get("/m/000000")),
        (404, staff.get("/agendas/999999")),
        (404, entered.get(f"/m/{evening.number}/ideas/999999")),
        (404, entered.get(f"/m/{evening.number}/ideas/{'9' * 40}")),
        (403, staff.get(f"/meetings/{evening.meeting_id}")),
        (404, host.get(f"/meetings/{'9' * 40}")),
        (404, host.get("/meetings/abc")),
        (404, host.get(f"/meetings/{evening.meeting_id}?inbox=burnt")),
        (404, public.get("/wall/nothing")),
        (404, public.get("/wall/%00")),
        (
            403,
            post(client, f"/m/{evening.number}/ballots/{paper.id}/my-vote", {"choice": "1", "key": "k" * 32}),
        ),
        (403, without_token(client, "/m", {"number": "111111"})),
        (409, post(host, f"/meetings/{evening.meeting_id}/turn", {"expect": "-1"})),
        (422, post(host, f"/meetings/{evening.meeting_id}/turn", {"expect": "many"})),
        (422, post(client, "/m", {"number": "1"})),
        (422, post(entered, f"/m/{evening.number}/ballots/{paper.id}/my-vote", {"key": "k" * 32})),
        (405, public.delete("/m", headers={"origin": OWN})),
        (500, public.get("/slip")),
        (500, phone.get("/m/here/slip")),
        (500, staff.get("/desk-slip")),
    ]
    for status, answer in answers:
        assert answer.status_code == status, answer.request.url
        assert answer.headers["content-type"] == "text/html; charset=utf-8", answer.request.url
        assert '<html lang="ko"' in answer.text, answer.request.url
        main = answer.text[answer.text.index('id="main"') :]
        assert len(HANGUL.findall(main)) > 10, answer.request.url
        for inside in ("Traceback", "RuntimeError", "a slip of ours", "sqlalchemy", '{"detail"'):
            assert inside not in answer.text, answer.request.url


def test_an_error_on_an_english_phone_is_english(
    evening: Evening, slips: FastAPI, client: TestClient
) -> None:
    browser = bare(client)
    for address, status, sentence in (
        ("/m/000000?lang=en", 404, "그 번호의 회의가 없어요. 앞 화면의 여섯 자리 숫자를 다시 봐 주세요."),
        ("/m/here/slip?lang=en", 500, SENTENCES[500]),
    ):
        answer = browser.get(address)
        assert answer.status_code == status
        assert '<html lang="en"' in answer.text
        assert translate("en", sentence) in answer.text


def test_a_slip_of_ours_is_logged_without_what_was_sent(slips: FastAPI, client: TestClient) -> None:
    with capture_logs() as told:
        answer = bare(client).get("/slip?phone=010-1234-5678", headers={"cookie": "visit=" + "s" * 32})
    assert answer.status_code == 500
    assert [(line["event"], line["path"], line["error"]) for line in told] == [
        ("unexpected", "/slip", "RuntimeError")
    ]
    assert "010-1234-5678" not in str(told)
    assert "ssss" not in str(told)
