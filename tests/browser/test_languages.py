"""An evening on phones that read Chinese, Vietnamese and Japanese: nothing on them is Korean but what people wrote."""

import pytest

from app.live.meetings import queries as meeting_queries
from app.live.meetings.rules import ItemKind
from app.web.i18n import LANGUAGES, translate
from tests.browser.axe import Report, small
from tests.browser.people import Hall, Person
from tests.browser.test_accessibility import LONG
from tests.browser.test_trouble import on_sqlite
from tests.conventions.english import strangers
from tests.live.evening import Evening
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

IDEA = "장 보고 올라올 때 쉴 곳이 없어요."


class Room:
    """Phones by language, and what people wrote."""

    def __init__(self, phones: dict[str, Person], said: set[str], report: Report) -> None:
        self.phones, self.said, self.report = phones, said, report

    def each(self, state: str, selector: str, sentence: str) -> None:
        """Every phone has come to this state, says so in its language, is accessible and fits."""
        for lang, phone in self.phones.items():
            phone.sees(selector)
            assert phone.page.locator("html").get_attribute("lang") == lang
            assert translate(lang, sentence) in phone.text("body"), (lang, state)
            assert strangers(phone.page.content(), self.said) == [], (lang, state)
            self.report.check(f"{state} {lang}", phone, narrow=True)


def test_phones_in_chinese_vietnamese_and_japanese_play_the_evening(
    stage: Hall, tonight: Evening, world: World, report: Report
) -> None:
    zh = stage.phone("zh", lang="zh-TW")
    vi = small(stage, "vi-VN")
    ja = stage.phone("ja")  # a Korean browser, in which Japanese is chosen by keyboard
    items = world.read(meeting_queries.items, tonight.meeting_id)
    topics = {words for item in items for words in (item.title, item.question, item.topic) if words}
    said = {world.settings.service_name, tonight.meeting.title, "종로구민회관 대강당", IDEA, *LONG, *topics}
    room = Room({"zh": zh, "vi": vi, "ja": ja}, said, report)
    for phone in room.phones.values():
        phone.go(f"/{tonight.number}")
    ja.page.focus("a.chip[hreflang=ja]")
    ja.page.keyboard.press("Enter")
    ja.sees("a.chip[aria-current]:lang(ja)")
    assert [chip.inner_text().strip() for chip in vi.page.locator(".chip").all()] == list(LANGUAGES.values())
    room.each("join", "form[action$='/attendance'] button", "참여하기")
    for phone in room.phones.values():
        phone.page.click("form[action$='/attendance'] button")
    room.each("before it begins", "[data-region=step] section", "들어오셨어요")

    tonight.until(ItemKind.IDEAS)
    for phone in room.phones.values():
        phone.page.fill("#text", IDEA)
        phone.page.click("form[id^=idea-] button[type=submit]")
    room.each("idea", ".sent", "보냈어요. 진행자가 본 뒤에 보여요")

    tonight.open_vote(*LONG)
    for phone in room.phones.values():
        phone.sees(".paper")
        phone.page.click("label.choice >> nth=1")
    room.each("paper", ".paper", "무기명 투표예요. 누가 무엇을 골랐는지 남지 않아요.")
    for phone in room.phones.values():
        phone.page.click(".paper button[type=submit]")
    room.each("receipt", "[data-receipt]", "접수 확인 번호")
    tonight.press()
    tonight.press()
    room.each("result", ".outcome", "가장 많음")
    vi.page.focus(".langs summary")  # also in the room, and it stays
    vi.page.keyboard.press("Enter")
    report.check("languages in the room", vi, narrow=True)
    vi.page.click("a.chip[hreflang=zh]")
    vi.sees("html:lang(zh) .paper, html:lang(zh) .outcome")
    vi.go(f"/m/{tonight.number}")
    assert vi.page.locator("html").get_attribute("lang") == "zh"
    report.conclude(19)
