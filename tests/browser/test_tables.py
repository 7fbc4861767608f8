"""Tables in real browsers: a recorder who loses the network loses nothing, the wall lights up, everything is readable."""

import pytest
from playwright.sync_api import expect

from app.live.entrances.rules import in_groups
from app.live.stage import actions
from tests.browser.axe import Report, small
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import OFFLINE, come_in, on_sqlite
from tests.live.tables.talk import Talk, talk_of
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

LOST = (*OFFLINE, "Failed to fetch")


@pytest.fixture
def talk(world: World) -> Talk:
    return talk_of(world, tables=12)


def sit_down(hall: Hall, talk: Talk, table: int = 1, *, scripts: bool = True, code: str = "") -> Person:
    """A recorder's tablet that scanned the table's paper and pressed the one button."""
    tablet = hall.person(f"tablet-{table}", 820, 1180, touch=True, scripts=scripts)
    code = code or talk.code(table)
    tablet.go(f"/t/{talk.number}/{table}#{code}")
    if scripts:
        expect(tablet.page.locator("#code")).to_have_value(in_groups(code))
        assert code not in tablet.page.url, "the code leaves the address at once"
    else:
        tablet.page.fill("#code", code)
    tablet.page.tap("button[form=confirm]")
    tablet.sees("#work")
    return tablet


def rows(person: Person) -> list[str]:
    return [
        text
        for text in person.page.locator("[data-field=text]").evaluate_all("l => l.map(e => e.value)")
        if text
    ]


def test_a_recorder_loses_the_network_and_nothing_else(stage: Hall, talk: Talk) -> None:
    talk.begin()
    tablet, wall = sit_down(stage, talk, 3), stage.person("wall", 1920, 1080)
    wall.go(f"/wall/{talk.wall_key}")
    wall.reads("12모둠 가운데")
    tablet.page.fill("#text-r1", "긴 의자를 놓아 주세요")
    tablet.reads("저장됨")
    assert [note.text for note in talk.notes(3)] == ["긴 의자를 놓아 주세요"]
    wall.sees(".is-writing")
    with tablet.forgiving(*LOST):
        tablet.context.set_offline(True)
        tablet.page.fill("#text-r2", "작은 화장실이 있으면 좋겠어요")
        tablet.page.fill("#text-r3", "그늘이 없어 여름에 못 걷습니다")
        tablet.reads("오프라인: 이 기기에 보관했어요")
        tablet.page.fill("#text-r4", "밤에 어둡습니다")
        tablet.context.set_offline(False)
        expect(tablet.page.locator("#note-r4 [data-state]")).to_contain_text("저장됨", timeout=15_000)
    assert len(talk.notes(3)) == 4
    for key in ("r1", "r3", "r4"):
        tablet.page.check(f"#note-{key} [data-chosen]")
    assert tablet.page.is_disabled("#note-r2 [data-chosen]"), "three and no more"
    tablet.page.tap("[data-send]")
    tablet.reads("보냄 ✓")
    assert [card.author for card in talk.ideas()] == ["3모둠"] * 3
    wall.sees(".is-sent")
    wall.reads("보냄")
    tablet.page.locator(".sentlist button").first.tap()
    expect(tablet.page.locator(".sentlist li.card")).to_have_count(2)
    assert "긴 의자를 놓아 주세요" in rows(tablet)


def test_what_was_typed_offline_survives_a_closed_tab(stage: Hall, talk: Talk) -> None:
    talk.begin()
    tablet = sit_down(stage, talk)
    with tablet.forgiving(*LOST):
        tablet.context.set_offline(True)
        tablet.page.fill("#text-r1", "끊긴 동안 쓴 의견")
        tablet.reads("오프라인: 이 기기에 보관했어요")
    tablet.page.close()
    tablet.context.set_offline(False)
    again = stage.tab("again", tablet.context)
    again.go(f"/t/{talk.number}/1")
    again.reads("저장됨")
    assert rows(again) == ["끊긴 동안 쓴 의견"]
    assert [note.text for note in talk.notes(1)] == ["끊긴 동안 쓴 의견"]


def test_what_was_pressed_offline_is_sent_once_when_the_network_is_back(stage: Hall, talk: Talk) -> None:
    talk.begin()
    code = talk.code(2)
    tablet = sit_down(stage, talk, 2, code=code)
    tablet.page.tap("[data-send]")
    tablet.reads("보낼 줄의 ‘대표의견’에 먼저 표시해 주세요.")
    assert talk.come_in(2, code)
    talk.write(2, "r1", "옆 사람이 쓴 말", writer="other")
    expect(tablet.page.locator("#text-r1")).to_have_value("옆 사람이 쓴 말")
    tablet.reads("보낼 줄의 ‘대표의견’에 먼저 표시해 주세요.")  # news does not take it away
    tablet.page.fill("#text-r2", "긴")
    tablet.page.check("#note-r2 [data-chosen]")
    tablet.page.tap("[data-send]")
    tablet.reads("의견을 두 글자에서 백 글자까지 써 주세요.")
    assert tablet.page.evaluate("document.activeElement.id") == "text-r2", "where something is missing"
    tablet.forgiven.extend(LOST)  # until it is closed
    tablet.context.set_offline(True)
    tablet.page.fill("#text-r2", "긴 의자를 놓아 주세요")
    tablet.page.fill("#text-r3", "아직 안 보낼 말")
    tablet.page.check("#note-r3 [data-chosen]")
    tablet.page.tap("[data-send]")
    tablet.reads("인터넷이 이어지면 저절로 보내요.")
    tablet.page.uncheck("#note-r3 [data-chosen]")  # and thinks again
    tablet.page.close()  # the battery, too
    tablet.context.set_offline(False)
    again = stage.tab("again", tablet.context)
    again.go(f"/t/{talk.number}/2")
    again.reads("보냄 ✓", within=15_000)
    again.page.reload()
    again.sees(".sentlist li")
    assert [(note.text, note.sends) for note in talk.notes(2)] == [
        ("옆 사람이 쓴 말", 0),
        ("긴 의자를 놓아 주세요", 1),
        ("아직 안 보낼 말", 0),
    ]
    assert [card.text for card in talk.ideas()] == ["긴 의자를 놓아 주세요"]


def test_what_comes_after_the_meeting_is_shown_as_only_here(stage: Hall, talk: Talk, world: World) -> None:
    talk.begin()
    tablet = sit_down(stage, talk)
    with tablet.forgiving(*LOST, "409"):
        tablet.context.set_offline(True)
        tablet.page.fill("#text-r1", "끝난 뒤에 닿은 말")
        tablet.reads("오프라인: 이 기기에 보관했어요")
        world.write(actions.end_early, world.actor("facilitator"), talk.meeting_id, talk.meeting.turn)
        tablet.context.set_offline(False)
        tablet.reads("지금은 회의가 열려 있지 않아요", within=15_000)
        tablet.page.click("#next-bar button")
        tablet.reads("회의를 마쳤어요")
    tablet.reads("이 기기에만 있는 글")
    assert "끝난 뒤에 닿은 말" in tablet.text("#left")
    assert talk.notes(1, talk.round(1)) == []


def test_a_round_that_ends_while_one_is_typing_loses_nothing(stage: Hall, talk: Talk) -> None:
    first = talk.begin()
    tablet = sit_down(stage, talk)
    tablet.page.fill("#text-r1", "그늘")
    tablet.reads("저장됨")
    with tablet.forgiving(*LOST):
        tablet.context.set_offline(True)
        tablet.page.fill("#text-r1", "그늘막을 놓아 주세요")
        tablet.reads("오프라인: 이 기기에 보관했어요")
        talk.begin(2)
        tablet.context.set_offline(False)
        tablet.reads("저장됨", within=15_000)
    tablet.page.locator("h1").click()
    tablet.sees("#civil-card", within=15_000)
    assert [note.text for note in talk.notes(1, first)] == ["그늘막을 놓아 주세요"]


def test_two_devices_of_one_table_see_each_other(stage: Hall, talk: Talk) -> None:
    talk.begin()
    tablet = sit_down(stage, talk)
    laptop = stage.person("laptop", 1280, 800)
    # The laptop's new code ends the tablet's: it is asked for it, and what it wrote meanwhile is not lost.
    with tablet.forgiving("403", *LOST):
        tablet.context.set_offline(True)
        tablet.page.fill("#text-r1", "태블릿에서 쓴 말")
        tablet.reads("오프라인: 이 기기에 보관했어요")
        code = talk.code(1)
        tablet.context.set_offline(False)
        tablet.sees("#code", within=15_000)
    laptop.go(f"/t/{talk.number}/1")
    for one in (tablet, laptop):
        one.page.fill("#code", code)
        one.page.click("button[form=confirm]")
        one.sees("#text-r1")
    tablet.reads("저장됨")
    expect(laptop.page.locator("#text-r1")).to_have_value("태블릿에서 쓴 말", timeout=10_000)
    laptop.page.fill("#text-r2", "노트북에서 쓴 말")
    laptop.reads("저장됨")
    tablet.page.locator("h1").click()
    expect(tablet.page.locator("#text-r2")).to_have_value("노트북에서 쓴 말", timeout=10_000)


def test_a_table_writes_and_sends_without_scripts_and_by_keyboard(stage: Hall, talk: Talk) -> None:
    talk.begin()
    plain = sit_down(stage, talk, 5, scripts=False)
    plain.page.fill("#text-r1", "그늘")
    plain.page.fill("#text-r2", "의자")
    plain.page.tap("noscript button, button:has-text('저장하기')")
    plain.sees("#text-r5")
    plain.page.check("#note-r2 [data-chosen]")
    plain.page.tap("[data-send]")
    plain.reads("보냄 ✓")
    assert [note.text for note in talk.notes(5) if note.sent_at] == ["의자"]

    keys = stage.person("keyboard", 1280, 800)
    keys.go(f"/t/{talk.number}/6")
    keys.page.focus("#code")
    keys.page.keyboard.type(talk.code(6))
    keys.page.keyboard.press("Enter")
    keys.sees("#text-r1")
    keys.page.focus("#text-r1")
    keys.page.keyboard.type("자판으로 쓴 의견")
    keys.reads("저장됨")
    keys.page.keyboard.press("Tab")
    keys.page.keyboard.press("Space")
    keys.page.focus("[data-send]")
    keys.page.keyboard.press("Enter")
    keys.reads("보냄 ✓")


def test_every_state_of_the_tables_is_accessible(
    stage: Hall, talk: Talk, world: World, report: Report
) -> None:
    desk = stage.person("desk", 1440, 900, signed_in="facilitator")
    wall, light = stage.person("wall", 1920, 1080), stage.person("wall light", 1920, 1080)
    phone, tiny = stage.phone("phone"), small(stage)
    desk.go(f"/meetings/{talk.meeting_id}/tables")
    report.check("tables set", desk)
    talk.enrol(100)
    talk.seat(seed=7)
    tablet = sit_down(stage, talk, 1)
    report.check("recorder waits", tablet, narrow=True)
    for one in (phone, tiny):
        come_in(one, talk.number)
        one.go(f"/t/{talk.number}/2")
        report.check("recorder's door", one, narrow=True)
        with one.forgiving("422"):
            one.page.fill("#code", "틀림")
            one.page.tap("button[form=confirm]")
            one.sees("#code-error")
            report.check("recorder's door with an error", one, narrow=True)
    english = stage.phone("english", lang="en-US")
    english.go(f"/t/{talk.number}/2")
    report.check("recorder's door in English", english, narrow=True)
    talk.begin()
    wall.go(f"/wall/{talk.wall_key}")
    light.go(f"/wall/{talk.wall_key}?theme=light&scale=far")
    console = stage.person("console", 1440, 900, signed_in="facilitator")
    console.go(f"/meetings/{talk.meeting_id}")
    tablet.sees("#text-r1")
    report.check("round begins", tablet, wall, light, console, narrow=True)
    talk.man(*range(2, 12))
    for table in range(2, 12):
        talk.write(table, "r1", f"{table}모둠에서 나온 긴 이야기를 한 문장으로 적으면 이쯤 됩니다")
        if table < 9:
            talk.write(table, "r2", "밤에 골목이 어두워서 아이들이 돌아올 때 걱정됩니다")
            talk.send(table, "r1", "r2")
    tablet.page.fill(
        "#text-r1", "북촌로 초입에서 정독도서관까지 나무 그늘과 긴 의자를 여섯 곳 두면 좋겠습니다"
    )
    expect(tablet.page.locator("#note-r1 [data-state]")).to_contain_text("저장됨", timeout=15_000)
    tablet.page.tap("[data-send]")
    tablet.reads("먼저 표시해 주세요")
    report.check("nothing marked yet", tablet, narrow=True)
    tablet.page.check("#note-r1 [data-chosen]")
    report.check("writing", tablet, narrow=True)
    tablet.page.tap("[data-send]")
    tablet.reads("보냄 ✓")
    wall.reads("8모둠")
    console.reads("12모둠 가운데 8모둠 보냄")
    desk.go(f"/meetings/{talk.meeting_id}/tables")
    for one in (phone, tiny):
        one.go(f"/m/{talk.number}")
        one.reads("모둠에서 이야기하고 있어요")
    report.check("tables send", tablet, wall, light, console, desk, phone, tiny, narrow=True)
    talk.move()
    wall.reads("자리를 옮깁니다")
    tablet.reads("자리를 옮겨요")
    desk.go(f"/meetings/{talk.meeting_id}/tables")
    report.check("moving", tablet, wall, light, desk)
    talk.begin(2)
    tablet.sees("#civil-card")
    tablet.page.fill("#text-card", "골목마다 쉬어 갈 긴 의자 놓기")
    tablet.reads("저장됨")
    tablet.page.tap("[data-send]")
    tablet.reads("모두 써 주세요")
    report.check("card refused", tablet, narrow=True)
    tablet.page.fill("#civil-card", "의자 둘레를 돌아가며 쓸고 화분에 물을 줍니다")
    tablet.page.fill("#official-card", "쉴 곳을 다섯 군데 정하고 의자를 놓습니다")
    tablet.reads("저장됨")
    tablet.page.tap("[data-send]")
    tablet.reads("의제 카드를 보냈어요")
    report.check("card sent", tablet, console, narrow=True)
    printer = stage.person("printer", 1280, 900, signed_in="facilitator")
    printer.go(f"/meetings/{talk.meeting_id}/tables")
    printer.page.click("text=기록자 종이 모두 다시 만들기")
    report.check("papers again", printer)
    with tablet.forgiving("403"):
        printer.page.click("button:has-text('모두 다시 만들기')")
        printer.reads("지금 인쇄해 주세요.")
        tablet.sees("#code", within=15_000)
    report.check("papers", printer)
    late = sit_down(stage, talk, 12)
    with late.forgiving(*LOST):
        late.context.set_offline(True)
        late.page.fill("#text-card", "밝은 골목")
        late.page.fill("#civil-card", "가게마다 등을 켭니다")
        late.page.fill("#official-card", "전기요금을 보탭니다")
        late.page.tap("[data-send]")
        late.reads("인터넷이 이어지면 저절로 보내요.")
        report.check("pressed offline", late, narrow=True)
        late.context.set_offline(False)
        late.reads("보냄 ✓", within=15_000)
    world.write(actions.end_early, world.actor("facilitator"), talk.meeting_id, talk.meeting.turn)
    late.reads("회의를 마쳤어요")
    report.check("the meeting is over", late, narrow=True)
    report.conclude(30)
