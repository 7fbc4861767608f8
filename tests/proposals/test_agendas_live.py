"""A resident watches the page of an agenda while a chair moves it."""

from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from app.proposals import actions
from app.proposals.actions import Happening, Standing
from app.proposals.rules import PathStep
from tests.home.deeds import agenda, stand
from tests.home.test_live_script import wait
from tests.servers import Servers
from tests.world import World

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/zones",
    "/zones/changsin-sungin",
    "/dongs/1111067000",
    "/proposals",
    "/proposals?q=없는말",
    "/agendas",
)


def service_at(serve: Servers, address: str) -> FastAPI:
    """The application behind an address, without what the server has wrapped around it."""
    application: Any = serve.running[address].server.config.loaded_app
    while not isinstance(application, FastAPI):
        application = application.app
    return application


def test_the_page_follows_without_a_reload_and_says_it_aloud(
    world: World, serve: Servers, chromium: Browser
) -> None:
    number = agenda(world, "계동길 쉼터 만들기")
    stand(world, number, PathStep.SUBCOMMITTEE, "분과가 살피고 있습니다.", owed_by="도시·교통 분과")
    address = serve(world.settings)
    service = service_at(serve, address)
    with chromium.new_context(locale="ko-KR") as context:
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/agendas/{number}")
        wait(lambda: service.state.hub.count("agenda", number))
        page.evaluate("() => { window.kept = true; }")
        standing = Standing(PathStep.REVIEW, "도로과의 답변을 기다리고 있습니다.", "도로과")
        service.state.database.write(
            actions.record, number, Happening("도로과에 보냈습니다."), standing=standing
        )
        expect(page.locator(".now__t")).to_contain_text("도로과의 답변을 기다리고 있습니다.", timeout=1000)
        expect(page.locator(".path [aria-current=step]")).to_contain_text("부서 검토")
        expect(page.locator(".tl > li").first).to_contain_text("도로과에 보냈습니다.")
        expect(page.locator("#announce")).to_have_text("도로과의 답변을 기다리고 있습니다.")
        assert page.evaluate("() => window.kept")
        assert [one for one in problems if "favicon" not in one] == []


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_public_page_scrolls_sideways(world: World, serve: Servers, chromium: Browser, width: int) -> None:
    number = agenda(world, "아주아주긴이름을가진의제" * 5)
    stand(world, number, PathStep.REVIEW, "긴말" * 60, owed_by="도로과", evidence="찬성 9 · 반대 1 · 기권 1")
    address = serve(world.settings)
    with chromium.new_context(locale="ko-KR", viewport={"width": width, "height": 844}) as context:
        page = context.new_page()
        for path in (*PAGES, f"/agendas/{number}"):
            page.goto(address + path)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, path
