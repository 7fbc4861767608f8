"""A Korean syllable that is still being composed survives everything a room pushes: 100 pushes a minute change what is around
the field, never the field: its words, the composition, the caret, the selection, the focus.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession, Locator, expect

from app.live.ballots import actions as ballots
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.meetings.rules import ItemKind
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening
from tests.live.tables.talk import talk_of
from tests.live.talks.talker import Talker
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]
WATCH = """
(field) => {
  window.seen = {ended: 0, left: 0, moved: 0};
  const at = () => [field.selectionStart, field.selectionEnd].join();
  const before = at(), words = field.value;
  field.addEventListener("compositionend", () => { window.seen.ended += 1; });
  field.addEventListener("blur", () => { window.seen.left += 1; });
  document.addEventListener("selectionchange", () => { if (at() !== before) window.seen.moved += 1; });
  window.field = field;
  window.look = () => ({...window.seen, same: window.field.isConnected && document.activeElement === window.field,
    caret: at() === before, words: window.field.value === words});
}
"""
UNTOUCHED = {"ended": 0, "left": 0, "moved": 0, "same": True, "caret": True, "words": True}
PACES = pytest.mark.parametrize(
    ("pushes", "seconds"),
    [
        pytest.param(50, 10, id="50 in 10 s"),
        pytest.param(100, 60, id="100 in a minute", marks=pytest.mark.nightly),
    ],
)


@dataclass
class Composer:
    """Somebody who is in the middle of a syllable: ``말을 걷`` with the caret inside what is composed, before ``요``."""

    person: Person
    field: Locator
    ime: CDPSession

    @classmethod
    def at(cls, person: Person, field: str) -> "Composer":
        there = person.page.locator(field)
        there.focus()
        there.press("Control+End")
        ime = person.context.new_cdp_session(person.page)
        person.page.keyboard.insert_text("말을 요")
        person.page.keyboard.press("ArrowLeft")
        ime.send("Input.imeSetComposition", {"text": "걷", "selectionStart": 1, "selectionEnd": 1})
        there.evaluate(WATCH)
        return cls(person, there, ime)

    def is_untouched(self) -> None:
        assert self.person.page.evaluate("window.look()") == UNTOUCHED

    def goes_on(self) -> None:
        """The syllable changes while it is composed, is finished, and the next words follow it where the caret was."""
        self.ime.send("Input.imeSetComposition", {"text": "걸", "selectionStart": 1, "selectionEnd": 1})
        self.ime.send("Input.insertText", {"text": "걸"})
        self.person.page.keyboard.insert_text("어")
        expect(self.field).to_have_value("말을 걸어요")


def pushed(composer: Composer, push: Callable[[int], object], pushes: int, seconds: float) -> None:
    """So many pushes at an even pace, and one look at the field after each tenth."""
    began = time.monotonic()
    for number in range(1, pushes + 1):
        push(number)
        if number % 10 == 0:
            composer.is_untouched()
        late = began + number * seconds / pushes - time.monotonic()
        composer.person.page.wait_for_timeout(max(0.0, late) * 1000)
    assert time.monotonic() - began < seconds * 3, "too slow to be so many in that time"


@PACES
def test_an_idea(stage: Hall, tonight: Evening, pushes: int, seconds: float) -> None:
    tonight.until(ItemKind.IDEAS)
    phone = stage.phone()
    come_in(phone, tonight.number)
    phone.sees("#text")
    composer = Composer.at(phone, "#text")
    pushed(composer, lambda n: tonight.idea(f"{n}째 골목 이야기", by=10 + n % 40), pushes, seconds)
    phone.reads(f"{pushes}째 골목 이야기")
    composer.is_untouched()
    composer.goes_on()


@PACES
def test_a_comment(stage: Hall, tonight: Evening, pushes: int, seconds: float) -> None:
    tonight.until(ItemKind.IDEAS)
    idea, talker = tonight.idea("골목에 긴 의자를 놓아 주세요"), Talker(tonight)
    phone = stage.phone()
    come_in(phone, tonight.number)
    phone.go(f"/m/{tonight.number}/ideas/{idea}")
    phone.sees("#say input[name=text]")
    composer = Composer.at(phone, "#say input[name=text]")
    pushed(composer, lambda n: talker.say(idea, f"{n}째 이야기", by=10 + n % 40), pushes, seconds)
    phone.reads(f"{pushes}째 이야기")
    composer.is_untouched()
    composer.goes_on()


@PACES
def test_a_line_of_the_recorder(stage: Hall, world: World, pushes: int, seconds: float) -> None:
    """The other tablet of the same table sends lines and takes them back: what was sent is shown, this line is left alone."""
    talk = talk_of(world, tables=3)
    talk.begin()
    code, tablet = talk.code(1), stage.person("tablet", 820, 1180, touch=True)
    tablet.go(f"/t/{talk.number}/1")
    tablet.page.fill("#code", code)
    tablet.page.tap("button[form=confirm]")
    tablet.sees("#text-r1")
    assert talk.come_in(1, code)
    composer = Composer.at(tablet, "#text-r1")

    def push(number: int) -> None:
        if number % 2:
            line = number % 40  # a round has room for so many: later the same ones are sent again
            if number == line:
                talk.write(1, f"other{line}", f"{line}째 골목 이야기", writer="other")
            talk.send(1, f"other{line}")
        else:
            talk.take_back(1, next(note for note in talk.notes(1) if note.sent_at))

    pushed(composer, push, pushes, seconds)
    push(pushes + 1)
    tablet.sees(f".sentlist >> text={(pushes + 1) % 40}째 골목 이야기")
    composer.is_untouched()
    composer.goes_on()
    expect(tablet.page.locator("#note-r1 [data-state]")).to_contain_text("저장됨")
    tablet.page.locator("h1").click()
    tablet.sees("#note-other1")
    assert "말을 걸어요" in [note.text for note in talk.notes(1)]


@PACES
def test_a_question_on_the_console(stage: Hall, tonight: Evening, pushes: int, seconds: float) -> None:
    """A second facilitator parks opinions and changes the paper itself: the list follows, the form in use waits."""
    world, host = tonight.world, tonight.world.actor("officer")
    tonight.until(ItemKind.IDEAS)
    bench, lamp = tonight.idea("긴 의자"), tonight.idea("밝은 가로등")
    tonight.until(ItemKind.BALLOT)
    console = stage.person("facilitator", 1440, 900, signed_in="facilitator")
    console.go(f"/meetings/{tonight.meeting_id}?inbox=shown")
    console.page.fill("#question", "")
    composer = Composer.at(console, "#question")
    parked = console.page.locator(f".c[data-key=idea-{lamp}]")

    def push(number: int) -> None:
        if number % 5 == 0:
            on_paper = tonight.paper(for_staff=True).choices
            if on_paper:
                world.write(ballots.remove_option, host, on_paper[0].id)
            else:
                world.write(ballots.offer_idea, host, bench)
        else:
            world.write(ideas.moderate, host, lamp, IdeaState.PARKED if number % 2 else IdeaState.SHOWN)

    pushed(composer, push, pushes, seconds)
    world.write(ideas.moderate, host, lamp, IdeaState.PARKED)
    expect(parked).to_have_count(0)
    world.write(ideas.moderate, host, lamp, IdeaState.SHOWN)
    expect(parked).to_have_count(1)
    composer.is_untouched()
    composer.goes_on()
    with console.page.expect_response("**/ballot"):
        console.page.get_by_role("button", name="고친 것 저장").click()
    assert tonight.paper(for_staff=True).question == "말을 걸어요"
