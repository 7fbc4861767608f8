"""axe-core finds nothing on any state of any page; phones stay narrow at 320 px with the largest letters."""

import pytest

from app.core import ids
from app.live.ballots import actions as ballots
from app.live.comments import actions as comments
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.meetings import actions as meetings
from app.live.meetings.rules import ItemKind
from app.live.selections import actions as selections
from tests.browser.axe import Report, small
from tests.browser.people import Hall
from tests.browser.test_trouble import OFFLINE, come_in, on_sqlite
from tests.live.evening import Evening
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

LONG = (
    "북촌로 초입에서 정독도서관까지 이어지는 골목에 나무 그늘과 긴 의자를 여섯 곳 두기",
    "관광버스 승하차장을 율곡로로 옮기고 골목 안 공회전을 함께 살피는 주민 약속 만들기",
    "지금 그대로 두기",
    "여러 나라 말로 된 조용히 걷기 표지판",
)


def test_every_state_of_the_phone(stage: Hall, tonight: Evening, world: World, report: Report) -> None:
    ko, en, tiny = stage.phone("ko"), stage.phone("en", lang="en-US"), small(stage)
    phones = (ko, en, tiny)
    for phone in phones:
        phone.go("/m")
    report.check("door", *phones, narrow=True)
    with ko.forgiving("422"):
        ko.page.fill("#number", "000 000")
        ko.page.tap(".dock button")
        ko.sees("#number-error")
        report.check("door with an error", ko, narrow=True)
    with ko.forgiving("404"):
        ko.go("/m/000000")
        report.check("no such meeting", ko, narrow=True)
    for phone in phones:
        phone.go(f"/{tonight.number}")
    report.check("join", *phones, narrow=True)
    for phone in phones:
        come_in(phone, tonight.number)
    report.check("before it begins", *phones, narrow=True)
    tonight.until(ItemKind.JOIN)
    for phone in phones:
        phone.sees("[data-step^=live]")
    report.check("waiting", *phones, narrow=True)

    tonight.until(ItemKind.IDEAS)
    for phone in phones:
        phone.sees("#text")
    report.check("no ideas yet", *phones, narrow=True)
    idea = tonight.idea("의자가 하나도 없어서 장 보고 올라올 때 쉴 곳이 없어요.")
    tonight.idea(
        "A sign in several languages asking people to keep quiet, at the corner of Bukchon-ro.", by=2
    )
    ideas_text = "조용한 아침을 지켜 주세요"
    ko.page.fill("#text", ideas_text)
    ko.page.tap("form[id^=idea-] button[type=submit]")
    ko.sees(".sent")
    for phone in phones:
        phone.sees(".thread li")
    report.check("ideas", *phones, narrow=True)
    for phone in phones:
        phone.go(f"/m/{tonight.number}/ideas/{idea}")
    report.check("empty talk", *phones, narrow=True)
    talk(world, tonight, idea)
    for phone in phones:
        phone.sees(".reply")
    report.check("talk", *phones, narrow=True)
    for phone in phones:
        phone.go(f"/m/{tonight.number}")

    ko.forgiven.extend(OFFLINE)
    ko.context.set_offline(True)
    ko.sees("#net")
    report.check("offline", ko)
    ko.context.set_offline(False)
    ko.misses("#net", within=15_000)

    ko.page.fill("#text", "쓰던 글")
    tonight.open_vote(*LONG)
    ko.sees("#next-bar")
    report.check("next bar", ko)
    ko.page.tap("#next-bar button")
    for phone in phones:
        phone.sees(".paper")
    report.check("paper", *phones, narrow=True)
    for phone in phones:
        phone.page.tap("label.choice >> nth=0")
    report.check("chosen", *phones, narrow=True)
    for phone in phones:
        phone.page.tap(".paper button[type=submit]")
        phone.sees("[data-receipt]")
    report.check("receipt", *phones, narrow=True)
    ko.page.reload()
    report.check("receipt after reload", ko, narrow=True)
    ko.page.tap("a[data-get]")
    ko.sees(".paper")
    report.check("changing", ko, narrow=True)
    tonight.vote(8, 1)
    tonight.vote(9, 2)
    tonight.press()
    for phone in phones:
        phone.sees(".calm")
    report.check("closed", *phones, narrow=True)
    tonight.press()
    for phone in phones:
        phone.sees(".outcome")
    report.check("result", *phones, narrow=True)
    world.write(
        selections.select_option,
        world.actor("facilitator"),
        tonight.paper().choices[0].id,
        title="나무 그늘과 긴 의자",
        field_id=world.fields["교통"],
    )
    tonight.until(ItemKind.THANKS)
    for phone in phones:
        phone.sees(".calm")
    report.check("thanks", *phones, narrow=True)
    tonight.press()
    late = stage.phone("late")
    late.go(f"/{tonight.number}")
    report.check("over", late, narrow=True)
    report.conclude(40)


def talk(world: World, tonight: Evening, idea: int) -> None:
    remark = world.write(
        comments.comment,
        tonight.guest(3),
        tonight.number,
        idea,
        text="여름에는 그늘도 함께 있으면 좋겠어요.",
        nickname="계동 사는 이",
        key=ids.token(),
        parent_id=None,
    )
    world.write(
        comments.answer,
        world.actor("officer"),
        idea,
        text="내년 봄 예산에서 의자 여섯 곳을 살펴보겠습니다.",
        key=ids.token(),
        parent_id=remark.id,
    )


def test_many_choices_and_their_limit(stage: Hall, tonight: Evening, report: Report) -> None:
    tonight.open_vote(*LONG, *(f"보기로 나온 {n}번째 생각" for n in range(5, 11)), most=3)
    phone, tiny = stage.phone("ko"), small(stage)
    wall = stage.person("wall", 1920, 1080)
    wall.go(f"/wall/{tonight.wall_key}")
    report.check("ten options", wall)
    for person in (phone, tiny):
        come_in(person, tonight.number)
        report.check("choose up to three", person, narrow=True)
        for position in (0, 1, 2):
            person.page.tap(f"label.choice >> nth={position}")
        assert person.page.is_disabled("input[name=choice] >> nth=3")
        report.check("limit reached", person, narrow=True)
        person.page.tap(".paper button[type=submit]")
        person.sees("[data-receipt]")
    for n in range(20):
        tonight.vote(200 + n, 1 + n % 2, 3 + n % 3)
    tonight.press()
    tonight.press()
    for person in (phone, tiny):
        person.sees(".outcome")
        report.check("many results", person, narrow=True)
    wall.sees(".scene--result")
    report.check("ten results", wall)
    report.conclude(8)


def test_every_scene_of_the_wall(stage: Hall, tonight: Evening, world: World, report: Report) -> None:
    dark, light, far = (stage.person(name, 1920, 1080) for name in ("dark", "light", "far"))
    walls = (dark, light, far)
    for wall in walls:
        wall.go(f"/wall/{tonight.wall_key}?theme={wall.name}&scale={wall.name}")
    report.check("wall join", *walls)
    tonight.until(ItemKind.TALK)
    for wall in walls:
        wall.sees(".scene--talk")
    report.check("wall talk", *walls)
    tonight.until(ItemKind.IDEAS)
    for wall in walls:
        wall.sees(".scene--ideas")
    report.check("wall no ideas", *walls)
    short = tonight.idea("의자가 하나도 없어요. 쉴 곳이 있으면 좋겠어요.")
    long = tonight.idea(
        "골목이 좁아서 소방차가 들어오지 못해요. 주말마다 관광객 차가 길을 막고, 우리 집 앞에서 돌아 나가느라 아이들이 놀라요. "
        "차 없는 시간을 정하면 어떨까요?",
        by=2,
    )
    for wall in walls:
        wall.sees(".opts li")
    report.check("wall ideas", *walls)
    facilitator = world.actor("facilitator")
    for idea, name in ((short, "short"), (long, "long")):
        world.write(ideas.put_on_wall, facilitator, idea)
        for wall in walls:
            wall.sees(f".scene--quote .big--{name}")
        report.check(f"wall {name} quote", *walls)
    tonight.until(ItemKind.BALLOT)
    for wall in walls:
        wall.sees(".scene--ballot_draft")
    report.check("wall draft", *walls)
    item = tonight.item(ItemKind.BALLOT).id or 0
    for text in (
        "나무 그늘과 긴 의자",
        "화장실을 갖춘 작은 쉼터",
        "주민만 쓰는 마을 마루",
        "지금 그대로 두기",
    ):
        world.write(
            ballots.revise,
            facilitator,
            item,
            question="북촌 골목에서 우리가 가장 먼저 바꾸고 싶은 것은 무엇인가요?",
            max_choices=1,
            texts={},
            new=text,
        )
    tonight.press()
    for wall in walls:
        wall.sees(".scene--ballot_open")
    report.check("wall open", *walls)
    for n in range(12):
        tonight.vote(300 + n, 1 + n % 2)
    tonight.press()
    for wall in walls:
        wall.sees(".scene--ballot_closed")
    report.check("wall closed", *walls)
    tonight.press()
    for wall in walls:
        wall.sees(".scene--result")
    report.check("wall tie", *walls)
    world.write(meetings.blank, facilitator, tonight.meeting_id, on=True)
    for wall in walls:
        wall.sees(".scene--blank")
    report.check("wall blank", *walls)
    world.write(meetings.blank, facilitator, tonight.meeting_id, on=False)
    world.write(
        selections.select_option,
        facilitator,
        tonight.paper().choices[0].id,
        title="나무 그늘과 긴 의자",
        field_id=world.fields["교통"],
    )
    tonight.until(ItemKind.THANKS)
    for wall in walls:
        wall.sees(".scene--thanks")
    report.check("wall thanks", *walls)
    report.conclude(36)


@pytest.mark.parametrize("options", [2, 6])
def test_the_wall_with_few_and_some_options_and_nobody_voting(
    stage: Hall, tonight: Evening, report: Report, options: int
) -> None:
    texts = (LONG[1], "지금 그대로 두기", "주민만 쓰는 마을 마루", "작은 화장실", "긴 의자", "조용히 표지판")
    tonight.open_vote(*texts[:options])
    walls = [stage.person(f"{options} {name}", 1920, 1080) for name in ("dark", "light")]
    walls.append(stage.person(f"{options} old", 1024, 768))
    for wall in walls:
        wall.go(f"/wall/{tonight.wall_key}?theme={wall.name.split()[1]}")
    report.check("wall open", *walls)
    tonight.press()
    tonight.press()
    for wall in walls:
        wall.sees(".scene--result")
    report.check("wall nobody", *walls)
    report.conclude(6)


def test_every_state_of_the_console(stage: Hall, tonight: Evening, world: World, report: Report) -> None:
    wide = stage.person("console", 1440, 900, signed_in="facilitator")
    low = stage.person("console low", 1280, 720, signed_in="facilitator")
    consoles = (wide, low)

    def look(state: str) -> None:
        for console in consoles:
            console.page.wait_for_timeout(350)
        report.check(state, *consoles, narrow=True)

    for console in consoles:
        console.go(f"/meetings/{tonight.meeting_id}")
    look("console prepared")
    wide.page.click("details.menu summary")
    report.check("console shortcuts", wide)
    wide.page.click("details.menu summary")
    tonight.until(ItemKind.IDEAS)
    look("console no ideas")
    shown = tonight.idea("의자가 하나도 없어요. 쉴 곳이 있으면 좋겠어요.")
    hidden = tonight.idea("여기 사장님 때문에 못 살겠어요.", by=2, shown=False)
    tonight.idea("전화 주세요 010-1234-5678", by=3, shown=False)
    tonight.idea("A small public toilet, please.", by=4, shown=False)
    world.write(ideas.moderate, world.actor("facilitator"), hidden, IdeaState.HIDDEN)
    world.write(ideas.put_on_wall, world.actor("facilitator"), shown)
    look("console new ideas")
    for drawer in ("shown", "hidden"):
        for console in consoles:
            console.go(f"/meetings/{tonight.meeting_id}?inbox={drawer}")
        look(f"console {drawer}")
    options = [tonight.idea(text) for text in LONG]
    tonight.until(ItemKind.BALLOT)
    look("console draft empty")
    for option in options:
        world.write(ballots.offer_idea, world.actor("facilitator"), option)
    look("console draft")
    tonight.press()
    for n in range(9):
        tonight.vote(20 + n, 1 + n % 3)
    look("console open")
    tonight.press()
    look("console closed")
    tonight.press()
    look("console result")
    for console in consoles:
        console.go(f"/meetings/{tonight.meeting_id}/outcome")
    report.check("outcome", *consoles, narrow=True)
    world.write(
        selections.select_option,
        world.actor("facilitator"),
        tonight.paper().choices[0].id,
        title="나무 그늘과 긴 의자",
        field_id=world.fields["교통"],
    )
    talk(world, tonight, shown)
    wide.page.reload()
    report.check("outcome chosen", wide)
    wide.go(f"/ideas/{shown}/talk")
    report.check("talk on the desk", wide)
    wide.go("/meetings")
    report.check("meetings", wide)
    for console in consoles:
        console.go(f"/meetings/{tonight.meeting_id}")
    tonight.until(ItemKind.THANKS)
    tonight.press()
    look("console over")
    report.conclude(26)
