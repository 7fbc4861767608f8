"""Each of the six kinds with real hands: made on the console, voted by touch, by keyboard alone and without scripts, changed
where it may be, shown on the projector; axe-core finds nothing on any of it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.live.counts.rules import FIXED, Kind, Method
from app.live.counts.terms import Majority, Place, Terms
from app.live.meetings.rules import ItemKind
from tests.browser.axe import Report, small
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening

pytestmark = [pytest.mark.browser, on_sqlite]
OPTIONS = ("긴 의자", "작은 화장실", "마을 마루")
INSIDE = "() => { const at = document.activeElement; return at && at.closest('.paper') ? at.matches(':focus-visible') : null; }"
NAME = "() => document.activeElement.name || document.activeElement.type || document.activeElement.tagName"


@dataclass(frozen=True)
class Case:
    """``vote``: what each person means in the end, as numbers on the paper; ``first``: what they sent before they thought again,
    nothing where a vote may not be changed; ``told``: their receipt; ``result``: of three alike, on the projector.
    """

    kind: Kind
    vote: tuple[int, ...]
    told: tuple[str, ...]
    result: str
    most: int = 0
    first: tuple[int, ...] = ()
    method: Method = Method.MARKS


CASES = (
    Case(Kind.YESNO, (1,), ("찬성",), "가결", first=(2,)),
    Case(Kind.CHOICE, (1, 3), ("긴 의자", "마을 마루"), "100%", most=2, first=(2,)),
    Case(Kind.RANK, (3, 1), ("마을 마루", "긴 의자"), "6점", first=(1, 2), method=Method.BORDA),
    Case(Kind.RANK, (3, 1), ("마을 마루", "긴 의자"), "2번 이김", first=(1, 2), method=Method.SCHULZE),
    Case(Kind.SCALE, (4,), ("4",), "평균 4.00", first=(1,)),
    Case(Kind.POINTS, (1, 1, 3), ("긴 의자", "마을 마루"), "6점", most=3, first=(2, 2, 2)),
    Case(Kind.DOTS, (2, 2), ("작은 화장실",), "6장", most=3, first=(1,)),
    Case(Kind.CHOICE, (2,), ("작은 화장실",), "100%", most=1),
)
BY_DAY = (Kind.YESNO, Kind.RANK, Kind.POINTS)  # a row of buttons, an order, a sum; the others at night
EVERY = pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case.kind} {case.method}" + ("" if case.first else " once"),
            marks=() if case.kind in BY_DAY and case.method is not Method.SCHULZE else pytest.mark.nightly,
        )
        for case in CASES
    ],
)


def make(host: Person, tonight: Evening, case: Case) -> None:
    """On the console, by its form: the kind, its options, its marks, a rule."""
    page = host.page
    host.go(f"/meetings/{tonight.meeting_id}")
    if case.kind is not Kind.CHOICE:
        page.select_option("#kind", case.kind.value)
        with page.expect_response("**/ballot"):  # the new paper may be there before the answer is
            page.get_by_role("button", name="종류 바꾸기").click()
        page.locator(f"input[name=was][value={case.kind.value}]").wait_for(state="attached")
    for at, text in enumerate(OPTIONS if case.kind not in FIXED else (), 1):
        page.fill("input[name=new]", text)
        page.press("input[name=new]", "Enter")
        page.locator(".rows--edit li").nth(at).wait_for()
    if case.most:
        page.select_option("#most", str(case.most))
    if case.kind is Kind.RANK:
        page.select_option("#method", case.method.value)
    page.click(".ballotform__t summary")
    page.fill("#quorum", "1")
    page.select_option("#min_age", "16")
    page.locator("input[name=once]").set_checked(not case.first)
    with page.expect_response("**/ballot"):
        page.get_by_role("button", name="고친 것 저장").click()
    host.go(f"/meetings/{tonight.meeting_id}")
    assert page.input_value("#quorum") == "1"
    assert page.input_value("#min_age") == "16"
    if case.most:
        assert page.input_value("#most") == str(case.most)


def tab_to(phone: Person, name: str) -> None:
    """Press Tab until a control of the paper with this name has the focus, and can be seen to have it."""
    for _ in range(40):
        phone.page.keyboard.press("Tab")
        seen = phone.page.evaluate(INSIDE)
        if seen is not None and phone.page.evaluate(NAME) == name:
            assert seen, "whoever has no mouse sees where they are"
            return
    raise AssertionError(f"the keyboard never comes to {name}")


def vote_by_keyboard(phone: Person, case: Case, vote: tuple[int, ...]) -> None:
    """Nothing but Tab, arrows, Space, digits and Enter, also on a paper that shows an earlier vote."""
    keys, boxes = phone.page.keyboard, phone.page.locator(".paper input[name=choice]")
    if case.kind in FIXED or case.most == 1:  # one group: arrows go through it
        tab_to(phone, "choice")
        keys.press("Space")
        for _ in range(boxes.count()):
            if boxes.nth(vote[0] - 1).is_checked():
                break
            keys.press("ArrowDown")
    elif case.kind is Kind.CHOICE:
        for at in range(1, len(OPTIONS) + 1):
            tab_to(phone, "choice")
            if boxes.nth(at - 1).is_checked() != (at in vote):
                keys.press("Space")
    elif case.kind is Kind.RANK:
        for place in vote:
            tab_to(phone, "choice")
            keys.type(str(place))
    else:  # what is given must first be taken away again: no more can be given than there is
        for _ in OPTIONS:
            tab_to(phone, "choice")
            keys.type("0")
        for _ in OPTIONS[1:]:
            keys.press("Shift+Tab")
        for at in range(1, len(OPTIONS) + 1):
            if at > 1:
                tab_to(phone, "choice")
            keys.type(str(vote.count(at)))
    tab_to(phone, "declared")
    keys.press("Space")
    tab_to(phone, "submit")
    keys.press("Enter")
    phone.sees("[data-receipt]")


def vote_by_touch(phone: Person, case: Case, vote: tuple[int, ...]) -> None:
    page, boxes = phone.page, phone.page.locator(".paper input[name=choice]")
    selects = page.locator(".paper select[name=choice]")
    if case.kind in FIXED:
        page.locator(".paper label.choice").nth(vote[0] - 1).tap()
    elif case.kind is Kind.CHOICE:
        for at in range(1, len(OPTIONS) + 1):
            if boxes.nth(at - 1).is_checked() != (at in vote):
                page.locator(".paper label.choice").nth(at - 1).tap()
    elif case.kind is Kind.RANK:
        for at, place in enumerate(vote):
            selects.nth(at).select_option(label=f"{place}. {OPTIONS[place - 1]}")
    else:
        for marks in ([0] * len(OPTIONS), [vote.count(at) for at in range(1, len(OPTIONS) + 1)]):
            for at, many in enumerate(marks):
                selects.nth(at).select_option(label=str(many))
    page.tap(".paper input[name=declared]")
    page.tap(".paper button[type=submit]")
    phone.sees("[data-receipt]")


def vote_and_change_it(
    phone: Person, case: Case, by: Callable[[Person, Case, tuple[int, ...]], None]
) -> None:
    """First something else; then, with what was chosen still on the paper, what they mean. Once where it may not change."""
    if case.first:
        by(phone, case, case.first)
        before = phone.text("[data-receipt] .card__r b")
        change = phone.page.get_by_role("link", name="다른 것으로 바꾸기")
        change.focus()
        phone.page.keyboard.press("Enter")
        phone.sees(".paper")
    by(phone, case, case.vote)
    for words in case.told:
        assert words in phone.text("[data-receipt] .card")
    if case.first:
        assert phone.text("[data-receipt] .card__r b") != before, "another vote, another receipt"
    else:
        assert not phone.page.get_by_role("link", name="다른 것으로 바꾸기").count()


@EVERY
def test_a_kind_with_real_hands(stage: Hall, tonight: Evening, report: Report, case: Case) -> None:
    tonight.until(ItemKind.BALLOT)
    host = stage.person("facilitator", 1440, 900, signed_in="facilitator")
    make(host, tonight, case)
    report.check(f"console {case.kind}", host)
    modern, plain = stage.person("keyboard", 800, 900), stage.person("plain", 800, 900, scripts=False)
    tiny, wall, touch = small(stage), stage.person("wall", 1280, 720), stage.phone("touch")
    wall.go(f"/wall/{tonight.wall_key}")
    for phone in (modern, tiny, touch):
        come_in(phone, tonight.number)
    plain.go(f"/m/{tonight.number}")
    plain.page.get_by_role("button", name="참여하기").click()
    plain.page.wait_for_load_state()
    tonight.press()
    wall.reads(case.kind.label)
    for phone in (modern, tiny, touch):
        phone.sees(".paper")
    plain.go(f"/m/{tonight.number}")
    plain.reads("만 16세부터 투표해요")
    report.check(f"paper {case.kind}", modern)
    report.check(f"paper {case.kind}", tiny, narrow=True)
    report.check(f"wall {case.kind}", wall)
    report.check(f"paper {case.kind}", touch, narrow=True)
    vote_and_change_it(modern, case, vote_by_keyboard)
    vote_and_change_it(plain, case, vote_by_keyboard)
    vote_and_change_it(touch, case, vote_by_touch)
    report.check(f"receipt {case.kind}", modern)
    report.check(f"receipt {case.kind}", touch, narrow=True)
    assert case.result not in wall.text("body")
    tonight.press()
    tonight.press()
    for one in (wall, tiny, host):
        one.reads(case.result)
    report.check(f"result {case.kind}", wall, host)
    report.check(f"result {case.kind}", tiny, narrow=True)
    assert tonight.paper().voters == 3
    report.conclude(10)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(CASES[1], id="choice"),
        pytest.param(CASES[2], id="rank"),
        pytest.param(CASES[5], marks=pytest.mark.nightly, id="points"),
    ],
)
def test_a_shuffled_paper_means_the_same(stage: Hall, tonight: Evening, case: Case) -> None:
    """Whatever order a phone shows, the numbers are those of the projector and the vote is what was chosen."""
    tonight.open_vote(
        *OPTIONS, most=case.most, kind=case.kind, method=case.method, terms=Terms(shuffled=True, min_age=16)
    )
    orders = set()
    for number in range(8):
        phone = stage.person(f"phone {number}", 800, 900)
        come_in(phone, tonight.number)
        phone.sees(".paper")
        shown = phone.page.locator(".choices").inner_text()
        if case.kind is Kind.RANK:
            shown = phone.page.locator(".choices select >> nth=0").inner_text()
        orders.add(tuple(sorted(OPTIONS, key=shown.index)))
        if number == 0:
            for place in case.vote if case.kind is Kind.RANK else ():
                at = case.vote.index(place)
                phone.page.select_option(
                    f".choices select >> nth={at}", label=f"{place}. {OPTIONS[place - 1]}"
                )
            for at in sorted(set(case.vote)) if case.kind is Kind.CHOICE else ():
                phone.page.locator("label.choice", has_text=OPTIONS[at - 1]).click()
            for at in sorted(set(case.vote)) if case.kind is Kind.POINTS else ():
                row = phone.page.locator("label.place", has_text=OPTIONS[at - 1])
                row.locator("select").select_option(label=str(case.vote.count(at)))
            if case.kind is Kind.CHOICE:
                numbers = "·".join(str(at) for at in sorted(set(case.vote)))
                assert phone.text("[data-label]") == f"{numbers}번에 투표하기", "the numbers of the projector"
            phone.page.check("input[name=declared]")
            phone.page.click(".paper button[type=submit]")
            phone.sees("[data-receipt]")
            for words in case.told:
                assert words in phone.text("[data-receipt] .card")
    assert len(orders) > 1, "eight phones and one order: nothing was shuffled"


HIDDEN = """
async () => {
  await document.fonts.ready;
  const end = document.querySelector(".foot").getBoundingClientRect().top, wide = innerWidth;
  return [...document.querySelectorAll("main .q, main .opts li, main .bars li, main .hint, main .small, main .decided, main .res__note")]
    .filter((one) => { const box = one.getBoundingClientRect(); return box.bottom > end + 1 || box.right > wide + 1; })
    .map((one) => Math.round(one.getBoundingClientRect().bottom - end) + " px of " + one.className + ": " + one.textContent.trim().slice(0, 40));
}
"""
ALL = Terms(
    quorum=50,
    floor=50,
    electors=8706,
    electors_on="2022-03-09",
    place=Place.DAILY,
    min_age=16,
    changeable=False,
    majority=Majority.HALF_VOTERS,
)


def hidden(wall: Person) -> list[str]:
    """What of the scene is below the fold, once it has settled."""
    found: list[str] = []
    for _ in range(20):
        found = wall.page.evaluate(HIDDEN)
        if not found:
            break
        wall.page.wait_for_timeout(100)
    return found


@pytest.mark.parametrize(
    ("kind", "options"),
    [(Kind.YESNO, 3), (Kind.CHOICE, 4), (Kind.RANK, 6), (Kind.DOTS, 10), (Kind.SCALE, 5), (Kind.POINTS, 5)],
)
def test_the_projector_shows_all_of_it_also_to_the_last_row(
    stage: Hall, tonight: Evening, kind: Kind, options: int
) -> None:
    walls = [stage.person(name, 1920, 1080) for name in ("dark", "far")]
    for wall in walls:
        wall.go(f"/wall/{tonight.wall_key}?scale={wall.name}")
    texts = [f"{number}째 골목의 긴 의자와 나무 그늘" for number in range(1, options + 1)]
    tonight.open_vote(*texts, most=5, kind=kind, method=Method.SCHULZE, terms=ALL)
    for wall in walls:
        wall.sees(".scene--ballot_open")
        assert hidden(wall) == [], f"{wall.name}, while it is open"
    for person in range(1, 4):
        tonight.vote(person, *((1,) * 5 if kind is Kind.POINTS else (1,)), declared=True)
    tonight.press()
    tonight.press()
    for wall in walls:
        wall.sees(".scene--result")
        assert wall.page.locator(".decided").count() == 1
        assert hidden(wall) == [], f"{wall.name}, with its result"
