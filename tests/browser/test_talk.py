"""Writing, waiting, being hidden and told why, taking sides and sorting, in real browsers; every state read by axe."""

import pytest

from app.live.comments.rules import CommentSide, CommentState
from app.live.ideas import queries
from app.live.ideas.rules import HideReason
from app.live.meetings.rules import Moderation
from tests.browser.axe import Report, small
from tests.browser.people import Hall
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening
from tests.live.talks.talker import Talker

pytestmark = [pytest.mark.browser, on_sqlite]
SWEAR = "이런 시 발 골목"


@pytest.fixture
def talker(tonight: Evening) -> Talker:
    return Talker(tonight).begin()


def test_an_author_sees_live_what_became_of_their_words(
    stage: Hall, tonight: Evening, talker: Talker, report: Report
) -> None:
    """Told before writing, flagged, changed, shown; then hidden from the console by keyboard alone, with the reason."""
    phone, other, tiny = stage.phone("author"), stage.phone("other"), small(stage)
    for one in (phone, other, tiny):
        come_in(one, tonight.number)
        one.go(f"/m/{tonight.number}")
    phone.reads("진행자가 본 뒤에 보여요.")
    phone.page.fill("#text", SWEAR)
    phone.page.click("form[id^=idea-] button[type=submit]")
    phone.reads("욕설로 보이는 말이 있어요.")
    report.check("talk flagged", phone, narrow=True)
    phone.page.click(".sent a")
    phone.sees("#revision")
    report.check("talk revision", phone, narrow=True)
    phone.page.fill("#text", "이런 골목에 의자를")
    phone.page.click("#revision button[type=submit]")
    phone.reads("보냈어요. 진행자가 본 뒤에 보여요")

    host = stage.person("host", 1440, 900, signed_in="facilitator")
    host.go(f"/meetings/{tonight.meeting_id}")
    host.sees(".c >> text=이런 골목에 의자를")
    host.page.focus(".c form[action$='/publication'] button")
    host.page.keyboard.press("Enter")
    phone.reads("올렸어요")
    other.sees(".thread >> text=이런 골목에 의자를")

    host.page.click(".tabs a[href='?inbox=shown']")
    host.page.focus(".c summary")
    host.page.keyboard.press("Enter")
    host.sees(".hide__f")
    host.page.fill(".hide__f input[name=note]", "가게 이름을 빼 주세요")
    # somebody supports it meanwhile: what is open and half written stays
    idea = tonight.world.read(queries.cards, tonight.meeting_id)[0].id
    other.page.click(f"#idea-{idea} [data-support] button")
    host.sees(".c >> text=공감 1")
    assert host.page.input_value(".hide__f input[name=note]") == "가게 이름을 빼 주세요"
    assert host.page.locator(".hide__f").is_visible()
    report.check("talk hiding", host)
    host.page.focus(".hide__f button[value=somebody]")
    host.page.keyboard.press("Enter")
    phone.reads("까닭: 특정한 사람이나 가게를 가리킴 – 가게 이름을 빼 주세요")
    other.reads("가린 의견 1개: 특정한 사람이나 가게를 가리킴 1")
    other.misses(f"#idea-{idea}")
    tiny.reads("가린 의견 1개")
    report.check("talk hidden", phone, other, tiny, narrow=True)
    host.page.click(".tabs a[href='?inbox=hidden']")
    host.page.click(".c >> text=되돌리기")
    phone.reads("올렸어요")
    other.sees(f"#idea-{idea}")
    report.conclude(6)


def test_sides_and_orders_on_a_phone(stage: Hall, tonight: Evening, talker: Talker, report: Report) -> None:
    talker.ways(ideas=Moderation.AFTER)
    ideas = [
        talker.send(text, by=3).id or 0
        for text in ("그늘막을 놓아요", "긴 의자를 놓아요", "작은 화장실을 놓아요")
    ]
    phone, plain, tiny = stage.phone(), stage.phone("plain", scripts=False), small(stage)
    for one in (phone, tiny):
        come_in(one, tonight.number)
    plain.go(f"/m/{tonight.number}")
    plain.page.click("form[action$='/attendance'] button")
    phone.go(f"/m/{tonight.number}")
    phone.sees(".sorts")
    phone.page.click(".sorts >> text=공감 많은 차례")
    phone.page.wait_for_url("**?sort=most")
    first = ".thread[data-region=ideas] > li >> nth=0"
    assert "작은 화장실" in phone.text(first)
    phone.page.click(f"#idea-{ideas[0]} [data-support] button")
    phone.page.wait_for_function(
        "() => document.querySelector('.thread > li').textContent.includes('그늘막')"
    )
    report.check("talk most", phone, narrow=True)
    plain.go(f"/m/{tonight.number}?sort=most")
    assert "그늘막" in plain.text(first)
    plain.page.click(f"#idea-{ideas[1]} [data-support] button")
    assert "sort=most" in plain.page.url, "without scripts the order is kept, too"

    thread = f"/m/{tonight.number}/ideas/{ideas[0]}"
    for text, side in (("좋아요", "for"), ("저도 좋아요", "for"), ("길이 좁아져요", "against")):
        talker.say(ideas[0], text, by=4, side=CommentSide(side))
    for one in (phone, tiny):
        one.go(f"{thread}?sort=sides")
    texts = "Array.from(document.querySelectorAll('.thread > li'), (li) => li.dataset.side || '')"
    assert phone.page.evaluate(texts) == ["for", "against", "for"]
    phone.page.check("input[name=side][value=against]")
    phone.page.fill("#say input[name=text]", "차가 못 다녀요")
    phone.page.click("#say button[type=submit]")
    phone.reads("차가 못 다녀요")
    assert phone.page.evaluate(texts) == ["for", "against", "for", "against"]
    phone.page.fill("#say input[name=text]", SWEAR)
    phone.page.click("#say button[type=submit]")
    phone.sees("#mine .sent")
    report.check("talk sides", phone, tiny, narrow=True)
    remark = talker.say(ideas[0], "가릴 말", by=5)
    talker.move(remark.id, CommentState.HIDDEN, reason=HideReason.ABUSE)
    phone.reads("가린 이야기 1개: 욕설이나 깎아내리는 말 1")
    report.check("talk hidden remark", phone, narrow=True)
    report.conclude(4)


def test_the_console_looks_after_words(stage: Hall, tonight: Evening, talker: Talker, report: Report) -> None:
    idea = tonight.idea("이야기할 생각")
    host = stage.person("host", 1440, 900, signed_in="facilitator")
    laptop = stage.person("laptop", 1366, 768, signed_in="officer")
    for one in (host, laptop):
        one.go(f"/meetings/{tonight.meeting_id}?aside=care")
        one.sees(".modes")
    host.page.focus("button[name=comments][value=before]")
    host.page.keyboard.press("Enter")
    laptop.sees("button[name=comments][value=before][aria-pressed=true]")
    talker.say(idea, SWEAR)
    for one in (host, laptop):
        one.reads("욕설로 보이는 말이 있어요.")
    report.check("talk care", host, laptop)
    host.page.click(".care .c form[action$='/publication'] button")
    host.reads("기다리는 이야기가 없습니다.")
    host.go(f"/ideas/{idea}/talk?sort=sides")
    host.sees("text=이런 시 발 골목")
    report.check("talk thread", host)
    host.go(f"/meetings/{tonight.meeting_id}?inbox=shown&sort=most")
    report.check("talk inbox", host)
    report.conclude(4)


def test_reports_parking_and_the_districts_answer(
    stage: Hall, tonight: Evening, talker: Talker, report: Report
) -> None:
    """A resident reports by keyboard; the facilitator parks with one tap; a department answers and stands on top."""
    idea, parked = tonight.idea("가로등이 어두워요", by=3), tonight.idea("도서관을 늦게까지 열어요", by=4)
    talker.say(idea, "정말 어두워요", by=5)
    phone, tiny = stage.phone(), small(stage)
    for one in (phone, tiny):
        come_in(one, tonight.number)
        one.go(f"/m/{tonight.number}/ideas/{idea}/report")
        one.sees("#report")
    report.check("talk report", phone, tiny, narrow=True)
    phone.page.focus("input[value=somebody]")
    phone.page.keyboard.press("Space")
    phone.page.focus("#report button[type=submit]")
    phone.page.keyboard.press("Enter")
    phone.reads("신고를 받았어요.")

    host = stage.person("host", 1440, 900, signed_in="facilitator")
    host.go(f"/meetings/{tonight.meeting_id}?aside=care")
    host.reads("신고 1건")
    report.check("talk reported", host)
    host.page.click("form[action$='/reports/seen'] button")
    host.reads("신고가 없습니다.")
    host.page.click(".tabs a[href='?inbox=shown']")
    host.page.click(f".c[data-key=idea-{parked}] >> text=주차장에")
    phone.misses(f"#idea-{parked}")
    host.page.click(".tabs a[href='?inbox=parked']")
    host.sees(f".c[data-key=idea-{parked}] >> text=되돌리기")
    report.check("talk parked", host)
    host.go(f"/meetings/{tonight.meeting_id}/outcome")
    host.reads("도서관을 늦게까지 열어요")
    report.check("talk outcome", host)

    phone.go(f"/m/{tonight.number}/ideas/{idea}")
    phone.sees(".thread > li")
    department = stage.person("department", 1440, 900, signed_in="reviewer")
    department.go("/desk")
    report.check("talk desk", department)
    department.page.click("#d-ans >> xpath=../.. >> a")
    department.page.click("text=가로등이 어두워요")
    department.page.fill("#text", "다음 달에 밝은 등으로 바꿉니다")
    report.check("talk answering", department)
    department.page.click("text=답변 올리기")
    phone.sees(".thread > li.is-pinned >> text=다음 달에 밝은 등으로 바꿉니다")
    assert "도로과" in phone.text(".thread > li >> nth=0")
    report.check("talk pinned", phone, narrow=True)
    report.conclude(8)
