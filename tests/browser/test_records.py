"""Checking a result on one's own phone, and the minutes on paper."""

import base64
import json
import re

import pytest

from app.core.settings import PROJECT
from app.live.ballots.rules import Secrecy
from app.live.stage import actions as stage
from tests.browser.axe import Report, small
from tests.browser.people import Hall, Person
from tests.browser.test_accessibility import LONG
from tests.browser.test_trouble import on_sqlite
from tests.live.evening import Evening
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]
NEVER = "ABCD-EFGH-IJKL-MNOP"
# Every sentence of the verifier about a fault, in Korean and in English.
CHECKING = (PROJECT / "static" / "verify" / "verify.mjs").read_text("utf-8").partition("// -- The command")[0]
FAULTS = re.findall(r"""["`]([^"`\n]*[가-힣][^"`\n]*\.) ([A-Z][^"`\n]*)["`]""", CHECKING)
ENGLISH, KOREAN = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,}"), re.compile(r"[가-힣]")


def decided(tonight: Evening, secrecy: Secrecy = Secrecy.SECRET, voters: int = 12) -> tuple[int, list[str]]:
    paper = tonight.open_vote(*LONG, most=2, secrecy=secrecy)
    name = "이순자" if secrecy is Secrecy.NAMED else ""
    numbers = [tonight.vote(n, 1 + n % 4, 1 + (n + 1) % 4, name=name) for n in range(1, voters + 1)]
    tonight.press()
    tonight.press()
    return paper.id, numbers


def remembers(person: Person, stage: Hall, ballot_id: int, number: str) -> None:
    """This phone has the receipt of its vote."""
    content = json.dumps({"t": number, "c": [], "m": "0" * 64, "s": "0" * 128})
    value = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
    person.context.add_cookies([{"name": f"vote-{ballot_id}", "value": value, "url": stage.address}])


def over(tonight: Evening) -> None:
    host = tonight.world.actor("facilitator")
    tonight.world.write(stage.end_early, host, tonight.meeting_id, tonight.meeting.turn)


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, pytest.param(Secrecy.NAMED, marks=pytest.mark.nightly)])
def test_every_state_of_checking_ones_vote(
    stage: Hall, tonight: Evening, report: Report, secrecy: Secrecy
) -> None:
    ko, en, tiny = stage.phone("ko"), stage.phone("en", lang="en-US"), small(stage)
    wide = stage.person("wide", 1440, 900)
    people = (ko, en, tiny, wide)
    name = secrecy.value
    paper = tonight.open_vote(*LONG, secrecy=secrecy)
    for one in people:
        one.go(f"/ballots/{paper.id}/check")
    report.check(f"{name} not yet", *people, narrow=True)
    number = tonight.vote(1, 2, name="이순자")
    for n in range(2, 14):
        tonight.vote(n, 1 + n % 4, name="이순자")
    tonight.press()
    tonight.press()
    for one in (ko, tiny):
        remembers(one, stage, paper.id, number)
    for one in people:
        one.go(f"/ballots/{paper.id}/check")
    ko.sees(".records__own")
    report.check(f"{name} result", *people, narrow=True)
    for one in people:
        one.page.fill("#receipt", number.lower().replace("-", " "))
        one.page.press("#receipt", "Enter")
        one.sees("#answer .records__chosen")
        one.page.click(".records__all summary")
        for summary in one.page.locator(".head-of summary").all():
            summary.click()
    report.check(f"{name} found", *people, narrow=True)
    for one in people:
        one.page.click(".records__count button")
        one.sees(".records__outcome .band--success")
    report.check(f"{name} counted", *people, narrow=True)
    for one in people:
        one.go(f"/ballots/{paper.id}/check?receipt={NEVER}")
    report.check(f"{name} not found", *people, narrow=True)
    ko.go(f"/ballots/{paper.id}/check?receipt=x")
    report.check(f"{name} mistyped", ko, narrow=True)
    report.conclude(21)


def test_a_phone_counts_again_by_itself_and_says_when_something_is_wrong(
    stage: Hall, tonight: Evening
) -> None:
    ballot_id, numbers = decided(tonight)
    phone = stage.phone()
    phone.go(f"/ballots/{ballot_id}/check")
    phone.page.click(".records__count button")
    phone.reads("모두 맞아요. 표 12장을 다시 세었더니")
    assert f"{LONG[0]}: 6명" in phone.text(".records__outcome")
    abroad = stage.phone("abroad", lang="en-US")
    abroad.go(f"/ballots/{ballot_id}/check")
    phones = (phone, abroad)
    phone.page.fill("#noted", tonight.paper().opened_head[:19])
    phone.page.press("#noted", "Enter")
    phone.reads("적어 둔 기록 지문도 이 기록 안에 있어요.")
    phone.page.fill("#noted", "0123 4567 89ab cdef")
    phone.page.press("#noted", "Enter")
    phone.reads("맞지 않는 곳이 있어요.")
    phone.page.fill("#noted", "")

    def forge(what: str, other: str) -> None:
        file = f"**/ballots/{ballot_id}/bundle.json"

        def answer(route) -> None:  # type: ignore[no-untyped-def]
            honest = route.fetch()
            assert what in honest.text()
            route.fulfill(response=honest, body=honest.text().replace(what, other, 1))

        for one in phones:
            one.page.unroute_all()
            one.page.route(file, answer)

    def tells(korean: str, english: str) -> None:
        """Each phone tells what is wrong in its own language and in no other."""
        for one, said, other in ((phone, korean, ENGLISH), (abroad, english, KOREAN)):
            one.page.evaluate("document.querySelector('.records__outcome').replaceChildren()")
            one.page.press("#noted", "Enter")
            one.sees(".records__outcome .band--error")
            outcome = one.text(".records__outcome")
            assert said in outcome
            assert not other.search(outcome), outcome
            one.misses(".records__outcome .band--success")

    forge(numbers[0], NEVER)
    tells(
        f"접수 확인 번호가 그 표의 것이 아닙니다. ({NEVER})",
        f"A receipt number that is not its vote's ({NEVER})",
    )
    forge('"kind":"ballot.opened"', '"kind":"ballot.closed"')
    tells("째 줄: 앞줄과 이어지지 않습니다.", "of the record: It does not follow from the line before.")
    forge("{", "{ ")
    tells(
        "결과 파일이나 접수증의 꼴이 정해진 대로가 아닙니다.",
        "A file does not have its exact canonical form.",
    )
    for one in phones:
        one.page.unroute_all()
        one.page.fill("#noted", "0123 4567 8901 2345")
    tells(
        "이 기록에 없습니다. (0123 4567 8901 2345)", "does not hold the head you noted (0123 4567 8901 2345)"
    )
    phone.page.fill("#noted", "")
    with phone.forgiving("ERR_", "Failed to load"):
        phone.page.unroute_all()
        phone.page.route("**/bundle.json", lambda route: route.abort())
        phone.page.press("#noted", "Enter")
        phone.reads("결과 파일을 받지 못했어요.")
    phone.page.unroute_all()
    phone.page.press("#noted", "Enter")
    phone.reads("모두 맞아요.")


def test_every_fault_is_told_in_either_language(stage: Hall, tonight: Evening) -> None:
    """The screen takes one language out of the verifier's sentences: each must have both, in the form it reads."""
    ballot_id, _ = decided(tonight, voters=2)
    assert len(FAULTS) >= 20
    for person, own, other in ((stage.phone("ko"), 0, ENGLISH), (stage.phone("en", lang="en-US"), 1, KOREAN)):
        person.go(f"/ballots/{ballot_id}/check")
        person.page.route(
            "**/verify.mjs*",
            lambda route: route.fulfill(
                content_type="text/javascript",
                body="export const verify = async () => ({ok: false, faults: [globalThis.fault]});",
            ),
        )
        for both in FAULTS:
            for before in ("", "기록 7 log line 7: "):
                told = before + " ".join(both).replace("${tracker}", NEVER).replace(
                    "${typed}", "0123"
                ).replace("${receipt}", NEVER)
                person.page.evaluate(
                    "(fault) => { globalThis.fault = fault; document.querySelector('.records__outcome').replaceChildren(); }",
                    told,
                )
                person.page.press("#noted", "Enter")
                person.sees(".records__outcome .band--error")
                outcome = person.text(".records__outcome")
                assert both[own].split(":")[0].removesuffix(".") in outcome, outcome
                assert not other.search(outcome), outcome
                assert (" 7" in outcome) is bool(before), outcome


def test_a_vote_is_found_without_scripts_and_with_the_keyboard_alone(stage: Hall, tonight: Evening) -> None:
    ballot_id, numbers = decided(tonight)
    plain = stage.phone(scripts=False)
    remembers(plain, stage, ballot_id, numbers[3])
    plain.go(f"/ballots/{ballot_id}/check")
    assert plain.page.input_value("#receipt") == numbers[3]
    plain.page.press("#receipt", "Enter")
    plain.reads("이 번호의 표는 여기에 들어 있어요.")
    plain.reads("이 휴대폰이 기억하는 것과 달라요.")
    plain.sees("noscript .band")

    keys = stage.person("keys", 1440, 900)
    keys.go(f"/ballots/{ballot_id}/check")
    reached = []
    for _ in range(40):
        keys.page.keyboard.press("Tab")
        reached.append(
            str(keys.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        )
    assert {"receipt", "내 표 찾기", "noted", "다시 세기"} <= set(reached), reached
    assert any("bundle.json" in one for one in reached)
    assert any("12장 보기" in one for one in reached)


def test_the_minutes_are_accessible_and_fit_on_a4(
    stage: Hall, tonight: Evening, report: Report, world: World
) -> None:
    decided(tonight)
    over(tonight)
    people = (
        stage.person("wide", 1440, 900),
        stage.phone("phone"),
        small(stage),
        stage.person("abroad", 1100, 900, lang="en-US"),
        small(stage, lang="en-US"),
    )
    for one in people:
        one.go(f"/m/{tonight.number}/record")
    report.check("minutes", *people, narrow=True)
    for one in people:
        one.page.click(".minutes__log summary")
    report.check("minutes with log", *people, narrow=True)
    paper = people[0].page
    paper.emulate_media(media="print")
    paper.set_viewport_size({"width": 673, "height": 1000})  # what A4 leaves inside its margins, at 96 dpi
    report.check("minutes on paper", people[0], narrow=True)
    pdf = paper.pdf(format="A4", prefer_css_page_size=True)
    assert 1 <= pdf.count(b"/Type /Page\n") <= 4
    report.conclude(11)
