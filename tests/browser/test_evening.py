"""The whole evening in real browsers: officer, facilitator, projector, two phones, chair, and a resident who follows it.

Nobody touches the database here except the forty neighbours, who come in and vote without a screen of their own.
"""

import re

import pytest

from app.core.labels import Side
from app.process.gates.actions import sign_selection
from tests.browser.people import Hall, Person
from tests.live.evening import Evening
from tests.process.walk import handed, walk_to
from tests.world import PASSWORD, World

pytestmark = pytest.mark.browser

TITLE = "북촌 골목, 함께 쉬는 길"
QUESTION = "골목에서 먼저 바꾸고 싶은 것은 무엇인가요?"
BENCH = "계동길 초입에 의자가 하나도 없어요. 장 보고 올라오다 쉴 곳이 있으면 좋겠어요."
TOILET = "A small public toilet near the hanok street, please."
FLAGGED = "○○게스트하우스 사장님 때문에 밤마다 시끄러워요."
WINNER = "나무 그늘과 긴 의자"
OPTIONS = (WINNER, "화장실을 갖춘 작은 쉼터", "주민만 쓰는 마을 마루", "지금 그대로 두기")
REPLY = "맞아요, 여름에는 그늘이 먼저예요."
WRITTEN = (REPLY, "종로공론장", "종로구민회관 대강당", "골목 쉼터", "한국어", "언어 · Language")
NEIGHBOURS = range(100, 140)
ON_THE_BOARD = {
    "창신 골목 계단에 손잡이 달기": "handover",
    "낙산 성곽길 가로등 밝히기": "refine",
    "봉제 골목 짐수레 쉬어 가는 곳": "refine",
    "동망봉 길 겨울 미끄럼 막기": "review",
    "창신시장 앞 건널목 신호 길게": "review",
    "숭인동 마을버스 정류소 그늘막": "plan",
    "돌산마을 앞마당 나눔 의자": "council",
}


# -- what people do -----------------------------------------------------------------------------------------------


def officer_prepares(hall: Hall) -> tuple[int, str]:
    """Signs in with a password and makes a zone forum from a preset; returns the meeting and where its console is."""
    officer = hall.person("officer", 1440, 900)
    page = officer.page
    officer.go("/sign-in")
    page.fill("#f-email", hall.world.email("officer"))
    page.fill("#f-password", PASSWORD)
    page.click("form[action='/sign-in'] button")
    officer.sees("text=서연")
    officer.go("/forums/new")
    page.select_option("#f-zone_id", label="청운효자·사직")
    page.fill("#f-title", TITLE)
    page.fill("#f-place", "종로구민회관 대강당")
    page.fill("#f-starts_at", "2030-11-22T19:00")
    page.fill("#f-ends_at", "2030-11-22T20:30")
    page.check("input[name=preset][value=evening_forum_60]")
    page.fill("#topic-1", "골목 쉼터")
    page.fill("#question-1", QUESTION)
    page.click("main button[type=submit]")
    officer.reads("공론장을 만들었습니다")
    return int(page.url.rsplit("/", 1)[1]), page.url


def press(console: Person, *, by: str = "key") -> None:
    """The one next thing, by clicker or by mouse, and wait until the console shows what comes after."""
    button = console.page.locator(".go__main button")
    turn = button.get_attribute("data-turn")
    if by == "key":
        console.page.wait_for_timeout(620)  # clickers: a second press within 600 ms is not meant
        console.page.keyboard.press("PageDown")
    else:
        button.click()
    console.page.locator(f".go__main button[data-turn='{turn}']").wait_for(state="detached")


def go_on_until(console: Person, kind: str) -> None:
    for _ in range(12):
        if kind in console.text(".run__b[aria-current=step]"):
            return
        press(console, by="mouse")
    raise AssertionError(f"the run sheet has no {kind}")


def send_idea(phone: Person, text: str) -> None:
    phone.page.fill("#text", text)
    phone.page.tap("form[id^=idea-] button[type=submit]")
    phone.sees(f"#sent >> text={text[:20]}")


def vote(phone: Person, position: int) -> None:
    phone.page.tap(f"label.choice >> nth={position - 1}")
    phone.page.tap(".paper button[type=submit]")
    phone.sees("[data-receipt]")


def shown(html: str) -> str:
    """The words of a piece of HTML, without its tags and their attributes."""
    return re.sub(r"<[^>]*>", " ", html)


def gives_counts_away(html: str) -> bool:
    """Percentages, or the number of people behind one option (21, 11, 6 or 2 neighbours and the phones)."""
    words = re.sub(
        r"참석 \d+명 가운데 \d+%", " ", " ".join(shown(html).split())
    )  # the turnout, which all may know
    return bool(re.search(r"\d\s*%|(?<!\d)(2[123]|1[123]|[678]|[234])\s*명", words))


SPOKEN = """
() => {
  const words = [], names = ["aria-label", "placeholder", "title", "data-unsent", "data-again", "data-resend", "data-sending", "data-checking",
    "data-offline", "data-announce",
    "data-one", "data-none", "data-full", "data-left", "data-left-words", "data-over"];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) words.push(walk.currentNode.data);
  document.body.querySelectorAll("*").forEach((el) => names.forEach((name) => words.push(el.getAttribute(name) || "")));
  return words.map((one) => one.trim()).filter((one) => /[가-힣]/.test(one));
}
"""


def speaks_english(phone: Person) -> None:
    """Nothing on this page is in Korean but names and what people wrote."""
    written = (TITLE, QUESTION, BENCH, FLAGGED, *OPTIONS, *WRITTEN)
    left = [one for one in phone.page.evaluate(SPOKEN) if not any(text in one for text in written)]
    assert not left, f"{phone.page.url}: {left}"


def state_of(person: Person) -> str:
    """What the page says, clocks aside."""
    return re.sub(r"\d+:\d\d|\s+", " ", person.page.locator("main").first.inner_text())


# -- the evening --------------------------------------------------------------------------------------------------


def test_an_evening_from_the_officers_form_to_the_residents_timeline(hall: Hall, world: World) -> None:
    for title, stage in ON_THE_BOARD.items():
        walk_to(world, handed(world, title), stage)

    # The officer prepares; the facilitator opens the console; the projector shows how to join.
    meeting_id, address = officer_prepares(hall)
    console = hall.person("facilitator", 1440, 900, signed_in="facilitator")
    console.go(address)
    wall = hall.person("projector", 1920, 1080)
    wall.go(console.page.get_attribute("a[target=wall]", "href") or "")
    number = re.sub(r"\D", "", wall.text(".join__card .code"))
    assert len(number) == 6
    evening = Evening(world, meeting_id, number, "")  # for the neighbours

    # Phone A comes by the address of the QR code, phone B types the number; one tap each.
    a, b = hall.phone("phone A", scale=2), hall.phone("phone B", lang="en-US")
    a.go(f"/{number}")
    a.page.tap("text=참여하기")
    a.reads("들어오셨어요")
    b.go("/m")
    b.reads("Type the number")
    speaks_english(b)
    b.page.fill("#number", f"{number[:3]} {number[3:]}")
    b.page.tap(".dock button")
    b.sees("form[action$='/attendance'] button")
    b.reads("We do not publish who chose what")
    speaks_english(b)
    b.page.tap("form[action$='/attendance'] button")
    b.sees("[data-region=step] section")
    wall.sees(".foot >> text=/2\\s*명/")

    # A clicker pressed twice within 600 ms is one press.
    console.page.keyboard.press("PageDown")
    console.page.keyboard.press("PageDown")
    console.sees(".live")
    console.page.wait_for_timeout(400)
    assert "들어오기" in console.text(".run__b[aria-current=step]")

    # Ideas: both send; one has a word the facilitator should look at.
    go_on_until(console, "생각 모으기")
    wall.sees(".scene--ideas")
    a.sees("#text")
    b.sees("#text")
    for neighbour in NEIGHBOURS:
        evening.guest(neighbour)
    send_idea(a, BENCH)
    send_idea(a, FLAGGED)
    send_idea(b, TOILET)
    console.sees(f".inbox >> text={TOILET}")
    flagged = console.page.locator(".c", has_text=FLAGGED)
    assert "사람이나 가게를 가리키는 말" in flagged.inner_text()
    assert not b.page.locator(f"text={BENCH}").count(), "nothing is shown before the facilitator has read it"

    # Approve one, hide one and undo it, put one on the wall and take it down.
    console.page.locator(".c", has_text=BENCH).get_by_role("button", name="올리기").click()
    b.sees(f".thread >> text={BENCH}")
    flagged.locator("summary", has_text="숨기기").click()
    flagged.get_by_role("button", name="특정한 사람이나 가게를 가리킴").click()
    flagged.wait_for(state="detached")
    console.page.get_by_role("link", name="숨긴 것").click()
    console.page.locator(".c", has_text=FLAGGED).get_by_role("button", name="되돌리기").click()
    console.page.get_by_role("link", name="새 의견").click()
    flagged.get_by_role("button", name="올리기").click()
    a.sees(f".thread >> text={FLAGGED}")
    console.page.get_by_role("link", name="올린 것").click()
    flagged.locator("summary", has_text="숨기기").click()
    flagged.get_by_role("button", name="특정한 사람이나 가게를 가리킴").click()
    a.misses(f".thread >> text={FLAGGED}")
    console.page.get_by_role("link", name="새 의견").click()
    console.page.locator(".c", has_text=TOILET).get_by_role("button", name="올리기").click()
    a.sees(f".thread >> text={TOILET}")
    console.page.get_by_role("link", name="올린 것").click()
    console.page.locator(".c", has_text=BENCH).get_by_role("button", name="스크린에").click()
    wall.sees(f".scene--quote >> text={BENCH}")
    console.page.click("text=의견을 내리고 차례 화면으로")
    wall.sees(".scene--ideas")

    # 공감 and a talk under the idea, both ways.
    idea = b.page.locator(".thread > li", has_text=BENCH)
    idea.locator("form[data-support] button").tap()
    a.sees(f".thread > li:has-text('{BENCH[:12]}') >> text=공감 1")
    idea.locator("a.tool").tap()
    b.page.fill("#say input[name=text]", "Shade in summer would help too.")
    b.page.tap("#say button")
    b.sees(".thread >> text=Shade in summer")
    a.page.locator(".thread > li", has_text=BENCH).locator("a.tool").tap()
    a.sees(".thread >> text=Shade in summer")
    a.page.locator(".thread > li", has_text="Shade").locator("a.tool[href*='answer=']").tap()
    a.page.fill("#say input[name=text]", REPLY)
    a.page.tap("#say button")
    b.sees(".reply >> text=여름에는 그늘이 먼저예요")
    speaks_english(b)
    for phone in (a, b):
        phone.page.locator(".head a.tool").tap()
        phone.sees("#text")
    speaks_english(b)

    # Options: from ideas and written by hand; the console keeps what is being typed.
    for text in (BENCH, TOILET):
        card = console.page.locator(".c", has_text=text)
        card.get_by_role("button", name="투표에 넣기").click()
        card.get_by_text("투표에 넣음", exact=True).wait_for()
    press(console)
    console.sees("#question")
    wall.sees(".scene--ballot_draft")
    console.page.fill(".rows--edit li:nth-child(1) input", WINNER)
    console.page.fill(".rows--edit li:nth-child(2) input", OPTIONS[1])
    console.page.select_option("#most", "1")
    for already, text in enumerate(OPTIONS[2:], 2):
        console.page.fill("input[name=new]", text)
        console.page.press("input[name=new]", "Enter")
        console.page.locator(".rows--edit li").nth(already + 1).wait_for()
        assert console.page.input_value("input[name=new]") == ""
    console.page.locator("h1").click()  # out of the fields: the clicker is dead while one types
    for person in (console, wall, a, b):
        person.frames.clear()
    press(console)

    # The vote: turnout moves on the wall, nothing tells what anybody chose, a vote can be changed.
    for phone in (a, b):
        phone.sees(".paper")
    wall.sees(".scene--ballot_open")
    for n, neighbour in enumerate(NEIGHBOURS):
        evening.vote(neighbour, 1 if n < 21 else 2 if n < 32 else 3 if n < 38 else 4)
    speaks_english(b)
    vote(b, 1)
    b.reads("Your vote is in")
    speaks_english(b)
    wall.sees(".turn__n:has-text('41')", within=2000)
    a.page.tap("label.choice >> nth=1")
    assert "2" in a.text(".paper button[type=submit]")
    a.sees(".turnout >> text=41")
    a.page.wait_for_timeout(500)  # until the mark of the finger has gone
    hall.picture(a, "phone")
    vote(a, 2)
    wall.sees(".turn__n:has-text('42')", within=2000)
    b.page.tap("a[data-get]")
    b.sees(".paper")
    vote(b, 2)
    wall.page.wait_for_timeout(400)
    assert "42" in wall.text(".turn__n"), "a changed vote is still one vote"
    assert set(console.page.locator(".rows b").all_inner_texts()) == {"–"}

    # Reloading shows the same.
    for person in (wall, console, a, b):
        before = state_of(person)
        person.page.reload()
        assert state_of(person) == before, person.name
    for person in (wall, console, a, b):
        pieces = [frame.content() for frame in person.page.frames] + person.frames
        assert not any(gives_counts_away(piece) for piece in pieces), person.name

    # It closes, then the result is everywhere after one press.
    press(console)
    wall.sees(".scene--ballot_closed")
    a.reads("투표가 끝났어요")
    b.reads("The vote is over")
    speaks_english(b)
    assert not any(gives_counts_away(frame.content()) for p in (wall, a, b) for frame in p.page.frames)
    console.page.wait_for_timeout(620)
    wall.expects(".scene--result .is-top")
    a.expects(".outcome .is-top")
    b.expects(".outcome .is-top")
    console.page.keyboard.press("PageDown")
    for person in (wall, a, b):
        person.noticed()
    speaks_english(b)
    assert gives_counts_away(wall.page.content())
    assert WINNER in wall.text(".bars .is-top")
    assert "21명" in wall.text(".bars .is-top")
    assert "21" in a.text(".outcome .is-top")
    wall.page.wait_for_timeout(300)
    hall.picture(wall, "projector")

    # The winner becomes an agenda with its field; it is handed over.
    console.page.get_by_role("link", name="의제로 선정하기").click()
    row = console.page.locator(".outcome__l li", has_text=WINNER)
    row.locator("select").select_option(label="교통")
    row.get_by_role("button", name="의제로 선정").click()
    console.reads("의제로 선정했습니다")
    agenda = console.page.get_attribute(".outcome__d a", "href") or ""
    resident = hall.phone("resident")
    resident.go(agenda)
    assert "의제로 선정" in resident.text("[data-region=timeline]")
    assert BENCH in resident.page.content(), "its origin is kept"
    # The other side agrees that it was rightly chosen: the facilitator speaks for the civil one by handing over.
    chosen = int(agenda.rsplit("/", 1)[1])
    world.write(sign_selection, world.actor("officer"), chosen, Side.OFFICIAL, agreed=True)
    console.page.get_by_role("link", name="분과에 넘기기").click()
    console.page.locator(".hand", has_text=WINNER).get_by_role("button", name="넘기기").click()
    console.reads("분과에 넘겼습니다")
    resident.sees("[data-region=status] >> text=도시·교통 분과에 넘겼고")

    follow_on_the_board(hall, resident)

    # The evening ends; the phones lead to what became of it.
    console.go(address)
    console.page.locator("h1").click()
    go_on_until(console, "고맙습니다")
    a.sees(f"a[href='{agenda}']")
    b.sees(f"a[href='{agenda}']")
    b.reads("Thank you for taking part")
    speaks_english(b)
    assert WINNER in wall.text(".opts")


def follow_on_the_board(hall: Hall, resident: Person) -> None:
    """The chair accepts, is refused a move, does what is missing, moves it; the resident's page says so at once."""
    chair = hall.person("chair", 1440, 900, signed_in="chair")
    page = chair.page
    chair.go("/board")
    card = page.locator(".k", has_text=WINNER)
    card.get_by_role("button", name="접수").click()
    chair.reads("접수")
    resident.sees("[data-region=timeline] >> text=접수")
    card.locator("form[action$='/acceptance']").wait_for(state="detached")
    chair.page.reload()
    hall.picture(chair, "board")

    with chair.forgiving("409"):
        card.locator("form[action$='/advance'] button").click()
        card.locator(".block").wait_for()
    assert chair.got[-1].status == 409
    assert "워킹그룹" in card.locator(".block").inner_text()
    assert card.locator(".block a").count(), "the fix is one press away"

    card.locator("h3 a").click()
    for name, seat, side in (
        ("김영희", "사직동 주민", "civil"),
        ("박철수", "분과위원", "civil"),
        ("이도로", "도로과 주무관", "official"),
    ):
        page.fill("#group-name", name)
        page.fill("#group-seat", seat)
        page.check(f"form[action$='/group'] input[value={side}]")
        page.locator("form[action$='/group'] button").click()
        chair.sees(f".people >> text={seat}")
    page.fill("#note-proposer_told", "11월 22일에 전화로 알렸습니다.")
    page.locator("form[action$='/marks'] button").click()
    chair.reads("모두 갖추었습니다")
    resident.expects("[data-region=status]", "의제를 다듬고 있습니다")
    page.locator(".now__m button").click()
    resident.noticed()
    resident.sees("[data-region=timeline] >> text=숙의")
    before = resident.text("[data-region=status]")
    resident.page.reload()
    assert resident.text("[data-region=status]") == before
