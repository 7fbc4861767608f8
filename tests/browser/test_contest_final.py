"""The final of a dong contest (발표회), whole, in real browsers: the officer of the dong plans it from the contest's page, the
door gives number slips, candidates present with the clock running, phones and paper vote, two count the paper, two observers
confirm, everybody sees the result together, the chosen proposal becomes an agenda, and the evening leaves its sheet and
minutes. The database is touched for the contest of the weeks before and by neighbours without a screen of their own.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from app.core import ids
from app.forums.rules import PhaseKind
from app.live.ballots import actions as ballots
from app.live.ballots import queries as papers
from app.live.entrances import actions as entrances
from app.live.meetings import actions as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import ItemKind
from app.proposals import actions as proposals
from app.proposals.models import Proposal
from app.proposals.rules import ProposalState
from tests.browser.axe import Report, small
from tests.browser.people import Hall, Person
from tests.browser.test_evening import press
from tests.browser.test_leaving import press as press_button
from tests.browser.test_tallies import count, fill
from tests.browser.test_trouble import come_in, on_sqlite
from tests.proposals.calendars import contest_in, draft
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]
TITLES = ("계단 손잡이를 양쪽에", "골목 끝 긴 의자", "밤길 센서등", "빗물받이 덮개", "어린이 그림 담장")
RAIL, BENCH, LIGHT = TITLES[:3]
NAMES = ("김순이", "박철호", "", "이영", "최하나")
DONG = "창신1동"
NEIGHBOURS = range(100, 131)
LEAST = 35  # 0.5 % of the 7,000 electors of this world's dongs


@dataclass
class Final:
    """The meeting the officer made, for those who have no screen here."""

    world: World
    meeting_id: int
    number: str

    def guest(self, neighbour: int) -> Guest:
        guest = Guest(self.world.visitor(neighbour).visit, self.world.settings.secret, "ko")
        self.world.write(meetings.enter, guest, self.number)
        return guest

    def paper(self) -> papers.Paper:
        def read(db: Session) -> papers.Paper:
            item = next(
                one for one in meeting_queries.items(db, self.meeting_id) if one.kind is ItemKind.BALLOT
            )
            return papers.papers(db, self.meeting_id)[item.id or 0]

        return self.world.read(read)

    def neighbours_come(self) -> list[Guest]:
        codes = self.world.write(
            entrances.issue,
            self.world.actor("officer"),
            self.world.settings.secret,
            self.meeting_id,
            len(NEIGHBOURS),
            ids.token(),
        )
        guests = [self.guest(neighbour) for neighbour in NEIGHBOURS]
        for guest, code in zip(guests, codes, strict=True):
            self.world.write(entrances.redeem, guest, self.number, code)
        return guests

    def neighbours_vote(self, guests: list[Guest]) -> None:
        """The handrail gets most, then the bench."""
        paper = self.paper()
        choices = [choice.id for choice in paper.choices]
        for n, guest in enumerate(guests):
            chosen = [choices[0 if n < 20 else 1]]
            self.world.write(
                ballots.cast_vote,
                guest,
                self.number,
                paper.id,
                choices=chosen,
                key=ids.token(),
                declared=True,
            )


@pytest.fixture
def contest(world: World) -> int:
    """Weeks before: five proposals were received, the first has most behind it, one waits and one was passed on."""
    contest_id = contest_in(world, PhaseKind.RECEIVE, DONG)
    officer, secret = world.actor("officer"), world.settings.secret
    for n, (title, name) in enumerate(zip(TITLES, NAMES, strict=True), 1):
        number = world.write(
            proposals.propose,
            world.visitor(n),
            secret,
            draft(title, author_name=name),
            contest_id=contest_id,
        )
        world.write(proposals.decide, officer, number, ProposalState.RECEIVED)
        for supporter in range(10, 16 - n):
            world.write(proposals.support, world.visitor(supporter), secret, number)
    world.write(
        proposals.propose, world.visitor(9), secret, draft("아직 읽지 않은 제안"), contest_id=contest_id
    )
    return contest_id


def go_on_to(console: Person, title: str) -> None:
    """Press the one button until this item is on."""
    for _ in range(12):
        if console.page.locator(f".run__b[aria-current=step]:has-text('{title}')").count():
            return
        press(console, by="mouse")
    raise AssertionError(f"the run sheet has no {title}")


def officer_plans(hall: Hall, contest: int, report: Report) -> Person:
    """From the contest's page, by keyboard where it is words: the form knows dong, run sheet, day and candidates."""
    officer = hall.person("officer", 1440, 900, signed_in="officer")
    officer.go(f"/contests/{contest}")
    press_link(officer, "발표회 만들기")
    officer.reads("공모전의 발표회입니다")
    report.check("planning", officer)
    page = officer.page
    assert page.locator("input[name=candidate]:checked").count() == len(TITLES)
    assert page.locator("input[name=candidate]").count() == len(TITLES), (
        "what nobody has read is no candidate"
    )
    assert page.input_value("#f-starts_at"), "the day its result is due"
    page.get_by_label(TITLES[4]).uncheck()
    with officer.forgiving("422"):
        page.eval_on_selector("#f-place", "(field) => field.removeAttribute('required')")
        page.get_by_role("button", name="공론장 만들기").click()
        officer.reads("장소를 여든 글자까지 적어 주세요.")
    assert page.locator("input[name=candidate]:checked").count() == len(TITLES) - 1, "what was chosen is kept"
    report.check("planning refused", officer)
    page.focus("#f-place")
    page.keyboard.type("창신1동 주민센터 3층")
    page.keyboard.press("Enter")
    officer.reads("공론장을 만들었습니다", within=30_000)
    return officer


def press_link(person: Person, words: str) -> None:
    link = person.page.get_by_role("link", name=words).first
    link.focus()
    person.page.keyboard.press("Enter")


def slips_from_the_door(door: Person, meeting_id: int, count: int) -> list[str]:
    door.go(f"/meetings/{meeting_id}/entrances")
    door.page.fill("#f-count", str(count))
    door.page.press("#f-count", "Enter")
    door.sees(".slip")
    codes = ["".join(slip.split()) for slip in door.page.locator(".slip .slip__c").all_inner_texts()]
    assert len(codes) == count
    return codes


def use_slip(phone: Person, number: str, code: str) -> None:
    """With the keyboard alone."""
    phone.go(f"/m/{number}/level")
    fill(phone, ("#code", code))
    phone.reads("확인")
    phone.go(f"/m/{number}")


def test_a_contest_ends_with_its_final(stage: Hall, world: World, contest: int, report: Report) -> None:
    officer = officer_plans(stage, contest, report)
    meeting_id = int(officer.page.url.rsplit("/", 1)[1])
    room = world.read(lambda db: db.get(Meeting, meeting_id))
    assert room is not None
    final = Final(world, meeting_id, room.join_number)
    at = f"/m/{final.number}"
    console = stage.person("facilitator", 1440, 900, signed_in="facilitator")
    wall = stage.person("projector", 1920, 1080)
    console.go(f"/meetings/{meeting_id}")
    wall.go(f"/wall/{room.wall_key}")
    report.check("before", console, wall)

    # The door: number slips for three phones, two voters on paper and one who is helped.
    codes = slips_from_the_door(officer, meeting_id, 6)
    touch, keys, tiny = stage.phone("touch"), stage.person("keys", 390, 844), small(stage)
    plain = stage.phone("plain", scripts=False)
    plain.go(f"/{final.number}")
    plain.page.get_by_role("button", name="참여하기").click()
    plain.page.wait_for_load_state()
    for phone in (touch, keys, tiny):
        come_in(phone, final.number)
    for phone, code in zip((touch, keys, plain), codes, strict=False):
        use_slip(phone, final.number, code)
    guests = final.neighbours_come()
    wall.sees(".foot >> text=/3\\d\\s*명/")
    go_on_to(console, "진행 방식과 오늘의 약속")
    touch.sees("#practice")
    report.check("promises", wall, touch)

    # Each candidate presents, in the order of the paper, with the clock running.
    go_on_to(console, "후보 발표")
    press_link(console, "발언과 발표 순서")
    candidates = console.page.get_by_role("button", name="후보 4명을 발표 순서에 넣기")
    candidates.focus()
    console.page.keyboard.press("Enter")
    console.sees(".line li >> nth=3")
    console.misses("#floor-candidates")
    assert [RAIL in one for one in console.page.locator(".line li").all_inner_texts()] == [True, *[False] * 3]
    for subject, masked in ((RAIL, "김○이 님"), (BENCH, "박○호 님"), (LIGHT, "창신1동 주민 님")):
        console.page.locator("#floor-next button").focus()
        console.page.keyboard.press("Enter")
        for screen, card in ((console, ".floor__now"), (wall, ".speak__name")):
            screen.sees(f"{card}:has-text('{subject}')")
        wall.reads(masked)
        for phone in (touch, keys):
            phone.sees(f".presents:has-text('{subject}')")
    assert wall.text(".speak .ring b").startswith(("2:00", "1:5"))
    report.check("presenting", console, wall)
    report.check("presenting", touch, tiny, narrow=True)
    console.page.locator("#floor-more button").click()
    wall.page.wait_for_function(
        "() => document.querySelector('.speak .ring b').textContent.startsWith('2:2')"
    )
    console.page.locator("#floor-end button").click()
    wall.misses(".speak__name")

    # A question from the hall.
    go_on_to(console, "묻고 답하기")
    keys.page.locator(".speak-ask a").focus()
    keys.page.keyboard.press("Enter")
    keys.sees("#speaker-name")
    fill(keys, ("#speaker-name", "이주민"))
    keys.sees(".my-turn--big")
    keys.go(at)

    # The vote: its rules with the floor and the day its electors were counted, phones, paper and help in one count.
    go_on_to(console, "현장 투표")
    wall.sees(".scene--ballot_draft")
    console.reads("투표 규칙")
    report.check("paper prepared", console, wall)
    press(console, by="mouse")
    wall.sees(".scene--ballot_open")
    wall.reads("최소 35명(선거인 7,000명의 0.5%, 2022-03-09 기준)")
    for phone in (touch, keys):
        phone.sees(".paper")
        phone.reads("선거인 7,000명(2022-03-09 기준)의 0.5% 이상이 투표해야 결과가 서요")
    tiny.reads("현장 번호표")
    report.check("vote", wall, console)
    report.check("vote", touch, tiny, narrow=True)
    touch.page.locator(".paper summary", has_text="후보 제안 읽기").tap()
    assert touch.page.get_by_role("link", name=BENCH).get_attribute("href", timeout=2000)
    report.check("candidates", touch, narrow=True)
    vote_by_touch(touch, RAIL)
    vote_by_keyboard(keys, BENCH)
    vote_without_scripts(plain, at, LIGHT)
    report.check("receipt", touch, keys, narrow=True)
    final.neighbours_vote(guests)
    console.reads("최소 참여 35명 가운데 34명이 투표했습니다")
    paper = final.paper()
    desk = stage.person("door", 1280, 800, signed_in="officer")
    desk.go(f"/ballots/{paper.id}/desk")
    for marked, code in enumerate(codes[3:5], 1):
        fill(desk, ("#mark-slip", code))
        desk.reads(f"표시한 사람 {marked}명")
    desk.page.fill("#wish-slip", codes[5])
    desk.page.locator(".behalf label.choice", has_text=RAIL).locator("input").check(force=True)
    desk.page.locator(".behalf input[name=declared]").check()
    desk.page.locator(".behalf button[type=submit]").click()
    desk.sees(".readout")
    report.check("voting desk", desk)
    console.reads("최소 참여 35명 가운데 37명이 투표했습니다")

    # Paper is counted by two who do not see each other's count; only then it is opened, confirmed and shown.
    press(console, by="mouse")
    touch.reads("투표가 끝났어요")
    console.reads("아직 세지 않은 표가 있습니다")
    report.check("closed", wall, console)
    report.check("closed", touch, narrow=True)
    second = stage.person("second", 1280, 800, signed_in="facilitator")
    for counter in (desk, second):
        count(counter, paper.id, 1, 0, 0, 0, handed=2, valid=1)
    second.reads("두 사람이 센 수가 같아 확정")
    report.check("counted alike", second)
    console.sees(".go__main button:has-text('개표하기')")
    press(console, by="mouse")
    observe(stage, paper.id, report)
    console.sees(".go__main button:has-text('결과 함께 보기')")
    for phone in (touch, keys):
        assert not phone.page.locator(".outcome .is-top").count()
    press(console, by="mouse")
    for screen in (wall, touch, keys):
        screen.sees(f".is-top:has-text('{RAIL}')")
        screen.reads("최소 참여 36, 35 이상 필요 ✓")
    wall.reads("참관: 민 도시·교통 분과위원, 관 도로과 담당자")
    wall.reads("종이 1")
    report.check("result", wall, console)
    report.check("result", touch, keys, tiny, narrow=True)

    # The chosen proposal becomes an agenda in its author's words; the others are answered from the same page.
    officer.go(f"/meetings/{meeting_id}/outcome")
    report.check("outcome", officer)
    officer.page.locator(f".outcome__l li:has-text('{RAIL}')").get_by_role(
        "button", name="의제로 선정"
    ).click()
    officer.reads("의제로 선정했습니다")
    report.check("selected", officer)
    officer.page.locator(".outcome__d a").click()
    officer.reads("발표회 후보가 되었습니다")
    officer.reads("내려올 때 손잡이가 없어요.")
    report.check("agenda", officer)
    chosen, other = (world.read(Session.get_one, Proposal, number).state for number in (1, 2))
    assert (chosen, other) == (ProposalState.SELECTED, ProposalState.RECEIVED)
    touch.go("/proposals/1")
    touch.reads("의제로 선정")
    touch.go(f"/contests/{contest}")
    touch.reads("발표회와 현장 투표")
    report.check("contest page", touch, narrow=True)

    # People leave: three questions, the sheet of the evening, the minutes.
    go_on_to(console, "고맙습니다")
    wall.reads(RAIL)
    keys.reads("함께해 주셔서 고마워요")
    press(console, by="mouse")
    touch.go(f"{at}/result")
    for words in (RAIL, "참관", "선거인 7,000명"):
        touch.reads(words)
    report.check("sheet", touch, narrow=True)
    officer.go(f"/meetings/{meeting_id}/record")
    officer.reads(RAIL)
    press_button(officer, "회의록 확정하기")
    officer.reads("제1판으로 확정했습니다")
    report.check("minutes", officer)
    report.conclude(least=30)


def vote_by_touch(phone: Person, words: str) -> None:
    phone.page.locator(".paper label.choice", has_text=words).tap()
    phone.page.locator(".paper input[name=declared]").tap()
    phone.page.tap(".paper button[type=submit]")
    phone.sees("[data-receipt]")
    assert words in phone.text("[data-receipt] .card")


def vote_by_keyboard(phone: Person, words: str) -> None:
    """Tab to the group, arrows to what is meant (each phone has an order of its own), Tab to the declaration, Enter."""
    keys, wanted = phone.page.keyboard, phone.page.locator(f".paper label:has-text('{words}') input")
    for name in ("choice", "declared"):
        for _ in range(40):
            keys.press("Tab")
            if phone.page.evaluate("(name) => document.activeElement.name === name", name):
                break
        keys.press("Space")
        for _ in range(4 if name == "choice" else 0):
            if wanted.is_checked():
                break
            keys.press("ArrowDown")
    expect(wanted).to_be_checked()
    phone.page.locator(".paper button[type=submit]").focus()
    keys.press("Enter")
    phone.sees("[data-receipt]")
    assert words in phone.text("[data-receipt] .card")


def vote_without_scripts(phone: Person, at: str, words: str) -> None:
    phone.go(at)
    phone.page.locator(".paper label.choice", has_text=words).locator("input").check(force=True)
    phone.page.locator(".paper input[name=declared]").check(force=True)
    phone.page.click(".paper button[type=submit]")
    phone.sees("[data-receipt]")
    assert words in phone.text("[data-receipt] .card")


def observe(hall: Hall, ballot: int, report: Report) -> None:
    """One of each side opens the count at their own desk and confirms it."""
    for who in ("member", "reviewer"):
        observer = hall.person(who, 390, 844, signed_in=who)
        observer.go("/desk")
        observer.page.locator(f"a[href='/ballots/{ballot}/count']").first.click()
        observer.reads("최소 참여 36, 35 이상 필요 ✓")
        report.check("count", observer, narrow=True)
        press_button(observer, "개표가 맞음을 확인")
        observer.reads("확인했습니다")
