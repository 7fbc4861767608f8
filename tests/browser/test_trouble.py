"""What may go wrong in a hall: the service dies, a phone loses its network, two tabs, no scripts, no sockets."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route
from sqlmodel import func, select

from app.live.ballots.models import SealedVote
from app.live.ideas.models import Idea
from app.live.meetings.rules import ItemKind
from tests.browser.conftest import House
from tests.browser.people import Hall, Person
from tests.live.evening import Evening, sealed_votes
from tests.world import World

pytestmark = pytest.mark.browser

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BACK_WITHIN = 15_000
GONE = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "WebSocket connection to")
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection to")


def come_in(phone: Person, number: str) -> None:
    phone.go(f"/{number}")
    phone.page.locator("form[action$='/attendance'] button").click()
    phone.sees("[data-region=step] section")


def votes(world: World) -> int:
    return int(world.read(lambda db: db.exec(select(func.count()).select_from(SealedVote)).one()))


def ideas(world: World, text: str) -> int:
    return int(
        world.read(lambda db: db.exec(select(func.count()).select_from(Idea).where(Idea.text == text)).one())
    )


def test_the_service_dies_in_the_middle_of_a_vote_and_every_page_comes_back_by_itself(
    house: House, hall_of: Callable[[str], Hall], tonight: Evening, world: World
) -> None:
    """Killed without a word and started again: same state everywhere, the receipt stays, nothing is asked of anybody."""
    hall = hall_of(house.address)
    tonight.open_vote()
    tonight.vote(7, 1)
    wall, console = (
        hall.person("projector", 1920, 1080),
        hall.person("facilitator", 1440, 900, signed_in="facilitator"),
    )
    voted, choosing = hall.phone("a phone that voted"), hall.phone("a phone that is choosing")
    wall.go(f"/wall/{tonight.wall_key}")
    console.go(f"/meetings/{tonight.meeting_id}")
    come_in(voted, tonight.number)
    come_in(choosing, tonight.number)
    voted.page.tap("label.choice >> nth=1")
    voted.page.tap(".paper button")
    voted.sees("[data-receipt]")
    receipt = voted.text(".card")
    choosing.page.tap("label.choice >> nth=2")
    wall.sees(".turn__n:has-text('2')")
    everybody = (wall, console, voted, choosing)
    for person in everybody:
        person.forgiven.extend(GONE)

    house.kill()
    choosing.page.tap(".paper button")
    choosing.sees(".unsent >> text=받았는지 확인하고 있어요")
    wall.sees("#net", within=BACK_WITHIN)
    assert wall.page.locator(".opts li").count() == 3, "the last good picture stays on the wall"
    house.start()
    for person in everybody:
        person.misses("#net", within=BACK_WITHIN)
    assert voted.text(".card") == receipt
    choosing.sees("[data-receipt]", within=BACK_WITHIN)  # sent by itself, as it was pressed
    wall.sees(".turn__n:has-text('3')")
    assert votes(world) == 3
    console.page.locator("h1").first.click()
    console.page.keyboard.press("PageDown")
    wall.sees(".scene--ballot_closed")
    for phone in (voted, choosing):
        phone.reads("투표가 끝났어요")


@on_sqlite
def test_half_typed_words_outlive_a_restart_and_a_new_item(
    house: House, hall_of: Callable[[str], Hall], tonight: Evening
) -> None:
    hall = hall_of(house.address)
    tonight.until(ItemKind.IDEAS)
    phone, console = hall.phone(), hall.person("facilitator", 1440, 900, signed_in="facilitator")
    come_in(phone, tonight.number)
    console.go(f"/meetings/{tonight.meeting_id}")
    phone.page.fill("#text", "계단마다 손잡이가 있으면")
    for person in (phone, console):
        person.forgiven.extend(GONE)
    house.kill()
    phone.sees("#net >> text=인터넷이 끊겼어요", within=BACK_WITHIN)
    console.sees("#net >> text=그동안 누른 것은 들어가지 않습니다", within=BACK_WITHIN)
    house.start()
    phone.misses("#net", within=BACK_WITHIN)
    assert phone.page.input_value("#text") == "계단마다 손잡이가 있으면"

    console.misses("#net", within=BACK_WITHIN)
    console.page.locator("h1").first.click()
    console.page.keyboard.press("PageDown")
    phone.sees("#next-bar >> text=곧 투표를 시작해요")
    assert phone.page.input_value("#text") == "계단마다 손잡이가 있으면", (
        "nothing is swapped under one's hands"
    )
    phone.page.tap(".head__t")  # the finger leaves the field: what waits is looked at again, and still waits
    phone.page.wait_for_timeout(300)
    assert phone.page.evaluate("1 + 1") == 2, "the page still answers"
    assert phone.page.input_value("#text") == "계단마다 손잡이가 있으면"
    phone.page.tap("#next-bar button")
    phone.reads("곧 투표를 시작해요")
    phone.misses("#next-bar")


@on_sqlite
def test_without_a_network_an_idea_and_a_vote_are_kept_and_sent_once_when_it_is_back(
    stage: Hall, tonight: Evening, world: World
) -> None:
    tonight.until(ItemKind.IDEAS)
    phone = stage.phone()
    come_in(phone, tonight.number)
    phone.forgiven.extend(OFFLINE)
    phone.context.set_offline(True)
    phone.page.fill("#text", "가로등이 어두워요")
    phone.page.tap("form[id^=idea-] button[type=submit]")
    phone.sees("#net >> text=휴대폰에 보관했어요")
    assert phone.page.input_value("#text") == ""
    assert ideas(world, "가로등이 어두워요") == 0
    phone.context.set_offline(False)
    phone.misses("#net", within=BACK_WITHIN)
    assert ideas(world, "가로등이 어두워요") == 1
    phone.page.reload()
    phone.sees("#sent >> text=가로등이 어두워요")
    assert ideas(world, "가로등이 어두워요") == 1

    tonight.open_vote()
    phone.sees(".paper")
    phone.context.set_offline(True)
    phone.page.tap("label.choice >> nth=0")
    phone.page.tap(".paper button[type=submit]")
    phone.sees(".unsent >> text=아직 보내지 못했어요")
    assert phone.page.is_checked("input[name=choice] >> nth=0"), "what was chosen stays chosen"
    phone.reads("인터넷이 이어지면 저절로 보내요")
    phone.context.set_offline(False)
    phone.sees("[data-receipt]", within=BACK_WITHIN)
    assert votes(world) == 1


def press_vote_offline(phone: Person, choice: int) -> None:
    """Choose and press without a network: it is kept, and the page says so."""
    phone.forgiven.extend(OFFLINE)
    phone.context.set_offline(True)
    phone.page.tap(f"label.choice >> nth={choice}")
    phone.page.tap(".paper button[type=submit]")
    phone.sees(".unsent >> text=저절로 보내요")


@on_sqlite
def test_what_was_changed_after_pressing_is_not_sent_before_it_is_pressed(
    stage: Hall, tonight: Evening, world: World
) -> None:
    """Only what somebody pressed is sent by itself: another choice is a new vote."""
    tonight.open_vote()
    phone = stage.phone()
    come_in(phone, tonight.number)
    press_vote_offline(phone, 0)
    phone.page.tap("label.choice >> nth=1")
    phone.misses(".unsent >> text=저절로 보내요")
    phone.context.set_offline(False)
    phone.page.evaluate("() => new Promise((done) => document.addEventListener('live:back', done))")
    phone.page.wait_for_timeout(500)
    assert votes(world) == 0
    phone.page.tap(".paper button[type=submit]")
    phone.sees("[data-receipt]")
    assert list(sealed_votes(tonight).values()) == [[tonight.paper().choices[1].id]]


@on_sqlite
def test_what_was_changed_while_it_was_on_its_way_is_not_sent_by_itself(
    stage: Hall, tonight: Evening, world: World
) -> None:
    """The first choice was pressed and got lost; the second was only touched."""
    tonight.open_vote()
    phone = stage.phone()
    come_in(phone, tonight.number)
    phone.forgiven.extend(("ERR_FAILED", "WebSocket connection to"))
    phone.page.route_web_socket("**/stream*", lambda socket: socket.close(code=1011))
    phone.page.reload()  # its votes go by the form now
    held: list[Route] = []
    phone.page.route("**/my-vote", lambda route: route.continue_() if held else held.append(route))
    phone.page.tap("label.choice >> nth=0")
    with phone.page.expect_request("**/my-vote"):
        phone.page.tap(".paper button[type=submit]")
    phone.page.tap("label.choice >> nth=1")
    held[0].abort()
    phone.sees(".unsent")
    phone.page.wait_for_timeout(6_000)  # by itself it would have gone after three to five seconds
    assert votes(world) == 0
    phone.sees(".unsent >> text=아직 보내지 못했어요")
    phone.page.tap(".unsent button")
    phone.sees("[data-receipt]")
    assert list(sealed_votes(tonight).values()) == [[tonight.paper().choices[1].id]]


@on_sqlite
def test_words_that_are_still_typed_are_not_promised_to_go_by_themselves(
    stage: Hall, tonight: Evening
) -> None:
    tonight.until(ItemKind.TALK)
    phone = stage.phone()
    come_in(phone, tonight.number)
    phone.go(f"/m/{tonight.number}/speaking")
    phone.forgiven.extend(OFFLINE)
    phone.page.fill("#speaker-name", "이주")
    phone.context.set_offline(True)
    phone.page.tap("#speaking button[type=submit]")
    phone.sees(".unsent >> text=저절로 보내요")
    phone.page.locator("#speaker-name").press("End")
    phone.page.keyboard.type("민")
    phone.context.set_offline(False)
    phone.misses(".unsent >> text=저절로 보내요")
    phone.sees(".unsent >> text=아직 보내지 못했어요")


@on_sqlite
def test_a_vote_that_comes_back_after_the_end_is_refused_in_words(
    stage: Hall, tonight: Evening, world: World
) -> None:
    tonight.open_vote()
    tonight.vote(7, 1)
    phone = stage.phone()
    come_in(phone, tonight.number)
    press_vote_offline(phone, 0)
    tonight.press()
    phone.forgiven.append("409")
    phone.context.set_offline(False)
    phone.sees("#flash [role=alert]", within=BACK_WITHIN)
    phone.misses(".unsent")
    assert phone.page.is_checked("input[name=choice] >> nth=0"), "nothing vanishes from under the eyes"
    assert tonight.paper().voters == 1


@on_sqlite
def test_a_vote_whose_answer_was_lost_is_asked_for_again_and_counted_once(
    stage: Hall, tonight: Evening, world: World
) -> None:
    """It arrived, the answer did not: the page says that it is checking, and finds the receipt under the same key."""
    tonight.open_vote()
    phone = stage.phone()
    come_in(phone, tonight.number)
    phone.forgiven.extend(("ERR_FAILED", "WebSocket connection to"))
    phone.page.route_web_socket("**/stream*", lambda socket: socket.close(code=1011))
    phone.page.reload()  # its votes go by the form now
    bodies: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        if len(bodies) > 1:
            route.continue_()
            return
        route.fetch()
        route.abort()

    phone.page.route("**/my-vote", lose_the_first_answer)
    phone.page.tap("label.choice >> nth=0")
    phone.page.tap(".paper button[type=submit]")
    phone.sees(".unsent >> text=받았는지 확인하고 있어요")
    assert votes(world) == 1
    phone.sees("[data-receipt]", within=BACK_WITHIN)
    assert len(bodies) > 1
    assert len(set(bodies)) == 1, "the same vote under the same key"
    assert votes(world) == 1


@on_sqlite
def test_two_tabs_of_one_phone_are_one_vote(stage: Hall, tonight: Evening, world: World) -> None:
    tonight.open_vote()
    first = stage.phone("first tab")
    come_in(first, tonight.number)
    second = stage.tab("second tab", first.context)
    second.go(f"/m/{tonight.number}")
    for tab, choice in ((first, 0), (second, 1)):
        tab.page.bring_to_front()
        tab.page.tap(f"label.choice >> nth={choice}")
        tab.page.tap(".paper button[type=submit]")
        tab.sees("[data-receipt]")
    assert votes(world) == 1
    assert list(sealed_votes(tonight).values()) == [[tonight.paper().choices[1].id]]


@on_sqlite
def test_everything_a_resident_needs_works_without_scripts(
    stage: Hall, tonight: Evening, world: World
) -> None:
    tonight.until(ItemKind.IDEAS)
    phone = stage.phone(scripts=False)
    come_in(phone, tonight.number)
    phone.page.fill("#text", "쉬어 갈 의자가 있으면 좋겠어요")
    phone.page.click("form[id^=idea-] button[type=submit]")
    phone.sees("#sent >> text=쉬어 갈 의자가 있으면 좋겠어요")
    tonight.open_vote()
    phone.page.reload()
    phone.page.check("input[name=choice] >> nth=1", force=True)
    phone.page.click(".paper button[type=submit]")
    phone.reads("투표했어요")
    assert votes(world) == 1
    tonight.press()
    tonight.press()
    phone.page.reload()
    phone.sees(".outcome .is-top")


@on_sqlite
def test_where_sockets_are_blocked_asking_again_keeps_the_page_true(stage: Hall, tonight: Evening) -> None:
    phone = stage.phone()
    phone.forgiven.append("WebSocket connection to")
    phone.page.route_web_socket("**/stream*", lambda socket: socket.close(code=1011))
    come_in(phone, tonight.number)
    tonight.open_vote()
    phone.sees(".paper", within=BACK_WITHIN)
    tonight.press()
    phone.page.get_by_text("투표가 끝났어요").first.wait_for(timeout=BACK_WITHIN)


@on_sqlite
def test_a_service_that_answers_with_trouble_keeps_what_was_chosen(stage: Hall, tonight: Evening) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=503, body="")

    tonight.open_vote()
    phone = stage.phone()
    come_in(phone, tonight.number)
    phone.forgiven.extend(("503", "WebSocket connection to"))
    phone.page.route_web_socket("**/stream*", lambda socket: socket.close(code=1011))
    phone.page.reload()  # its votes go by the form now
    phone.page.route("**/my-vote", fail)
    phone.page.tap("label.choice >> nth=0")
    phone.page.tap(".paper button[type=submit]")
    phone.sees(".unsent")
    assert phone.page.is_checked("input[name=choice] >> nth=0")
    phone.page.unroute("**/my-vote")
    phone.sees("[data-receipt]", within=BACK_WITHIN)
