"""axe-core finds nothing on the pages around the room, on a desk, a phone, and a small phone with the largest letters."""

from urllib.parse import urlencode

import pytest
from sqlmodel import col, select

from app.forums.rules import PhaseKind
from app.process import actions as process
from app.process.models import Opinion
from tests.browser.axe import Report, small
from tests.browser.people import Hall
from tests.browser.test_trouble import on_sqlite
from tests.home import deeds
from tests.live.evening import Evening
from tests.process import walk
from tests.proposals.calendars import contest_in
from tests.proposals.calendars import received as received_in
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]


def test_the_public_pages(stage: Hall, tonight: Evening, world: World, report: Report) -> None:
    people = (stage.person("desk", 1440, 900), stage.phone("phone"), small(stage))

    def look(state: str, *addresses: str) -> None:
        for address in addresses:
            for person in people:
                person.go(address)
            report.check(f"{state} {address}", *people[:2], narrow=True)
            report.narrow(f"{state} {address}", people[2])

    look("empty", "/", "/proposals", "/agendas", "/contests")
    tonight.open_vote()
    open_now = contest_in(world, PhaseKind.RECEIVE)
    voting = contest_in(world, PhaseKind.SUPPORT, "창신2동")
    received_in(world, contest_id=open_now)
    waiting = deeds.propose(world, "창신 골목에 손잡이를 달아 주세요", by=3)
    proposal = deeds.received(world, "동망봉 길에 가로등을 더 놓아 주세요")
    agenda = deeds.agenda(world, "창신 골목 계단 손잡이 설치")
    matter = walk.handed(world)
    walk.walk_to(world, matter, "review")
    followed = walk.sheet(world, matter).agenda_id
    look(
        "full",
        "/",
        "/zones",
        "/zones/changsin-sungin",
        "/dongs/1111067000",
        "/forums/1",
        "/proposals",
        "/proposals?" + urlencode({"q": "없는 말"}),
        f"/proposals/{proposal}",
        "/contests",
        f"/contests/{open_now}",
        f"/contests/{voting}",
        f"/contests/{open_now}/proposals/new",
        "/proposals/new",
        "/agendas",
        f"/agendas/{agenda}",
        f"/agendas/{followed}",
        f"/agendas/{followed}?order=oldest",
        "/sign-in",
    )
    for person in people:
        with person.forgiving("422", "404", "401", "403"):
            person.go(f"/contests/{open_now}/proposals/new")
            person.page.evaluate(
                "() => document.querySelectorAll('form').forEach((f) => { f.noValidate = true; })"
            )
            person.page.locator("button[form=write]").first.click()
            person.sees("[aria-invalid=true]")
            report.check("propose with errors", person, narrow=True)
            person.go(f"/proposals/{waiting}")
            report.check("not to be seen", person, narrow=True)
            person.go("/nowhere/at/all")
            report.check("not found", person, narrow=True)
            person.go("/sign-in")
            person.page.fill("#f-email", "nobody@jongno.example")
            person.page.fill("#f-password", "틀린 비밀번호")
            person.page.locator("form[action='/sign-in'] button").click()
            person.sees("[role=alert]")
            report.check("sign-in refused", person, narrow=True)
    report.conclude(50)


def test_the_desks(stage: Hall, tonight: Evening, world: World, report: Report) -> None:
    waiting = deeds.propose(world, "창신 골목에 손잡이를 달아 주세요", by=3)
    received = deeds.received(world, "동망봉 길에 가로등을 더 놓아 주세요")
    matters = {
        stage_id: walk.handed(world, title)
        for stage_id, title in {
            "handover": "옥류동천길에 앉을 자리 두기",
            "refine": "자하문로 건널목 신호 길게 하기",
            "review": "누상동 계단에 손잡이 달기",
            "plan": "통인시장 짐수레 쉬어 가는 곳",
            "implement": "사직로 버스 정류소 그늘막",
        }.items()
    }
    for stage_id, matter in matters.items():
        walk.walk_to(world, matter, stage_id)
    world.write(
        process.request_opinions,
        world.actor("chair"),
        matters["review"],
        [world.departments["도로과"]],
        question="도로 폭이 되는지 알려 주세요.",
    )
    opinion = world.read(lambda db: db.exec(select(Opinion.id).where(col(Opinion.verdict).is_(None))).one())
    deeds.agenda(world, "창신 골목 계단 손잡이 설치")
    wide = {
        name: stage.person(name, 1440, 900, signed_in=name)
        for name in ("officer", "chair", "reviewer", "co_chair", "admin")
    }
    low = stage.person("chair low", 1280, 720, signed_in="chair")

    def look(name: str, *addresses: str) -> None:
        for address in addresses:
            answer = wide[name].go(address)
            assert answer.status == 200, f"{name} {address}: {answer.status}"
            report.check(f"{name} {address}", wide[name], narrow=True)

    look("officer", "/desk", "/forums/new", "/contests/new", "/meetings", "/matters/new", "/desk/proposals",
         f"/desk/proposals/{received}/selection", "/board/care", "/board/care/list")  # fmt: skip
    look(
        "chair", "/desk", "/board/urban", "/board/urban/list", f"/board/urban/list?matter={matters['refine']}"
    )
    look("chair", *(f"/matters/{matter}" for matter in matters.values()))
    look("reviewer", "/desk", "/reviews", f"/reviews/{opinion}")
    look("co_chair", "/desk", "/consents")
    look("admin", "/desk", "/admin/accounts")
    for address in ("/board/urban", f"/matters/{matters['refine']}"):
        low.go(address)
        report.check(f"low {address}", low, narrow=True)

    chair, officer = wide["chair"], wide["officer"]
    with chair.forgiving("409", "403", "404"):
        chair.go("/board/urban")
        chair.page.locator(f"#matter-{matters['refine']} form[action$='/advance'] button").click()
        chair.sees(".block")
        report.check("a move refused on the board", chair)
        chair.go(f"/matters/{matters['refine']}")
        chair.page.locator(".now__m button").click()
        chair.sees("#refusal")
        report.check("a move refused on the matter", chair)
        chair.go("/admin/accounts")
        report.check("not mine to do", chair)
        chair.go("/matters/99999")
        report.check("no such matter", chair)
    with officer.forgiving("422"):
        officer.go("/forums/new")
        officer.page.evaluate(
            "() => document.querySelectorAll('form').forEach((f) => { f.noValidate = true; })"
        )
        officer.page.fill("#f-title", "가")
        officer.page.locator("main button[type=submit]").click()
        officer.sees("[aria-invalid=true]")
        assert officer.page.input_value("#f-title") == "가", "what was typed is kept"
        report.check("forum with errors", officer, narrow=True)
        officer.go("/contests/new")
        officer.page.evaluate(
            "() => document.querySelectorAll('form').forEach((f) => { f.noValidate = true; })"
        )
        officer.page.locator("main button[type=submit]").last.click()
        officer.sees("[aria-invalid=true], [role=alert]")
        report.check("contest with errors", officer)
    assert waiting
    report.conclude(28)
