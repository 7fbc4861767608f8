"""Without a mouse: Tab comes everywhere, and the focus is always to be seen."""

import pytest

from app.live.ballots import actions as ballots
from app.live.meetings.rules import ItemKind
from tests.browser.keyboard import walk
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

OPTIONS = tuple(f"{n}번째로 나온 조금 긴 보기의 이름" for n in range(1, 9))


def walked(person: Person, state: str, *words: str) -> None:
    """Everything is reached, ``words`` among it, and nothing is reached unseen."""
    stops, wrong = walk(person)
    assert not wrong, f"{state}: " + "\n".join(wrong)
    for word in words:
        assert any(word in stop for stop in stops), f"{state}: Tab never comes to {word}: {stops}"


def test_the_facilitator_needs_no_mouse(stage: Hall, tonight: Evening, world: World) -> None:
    console = stage.person("console", 1280, 720, signed_in="facilitator")
    tonight.until(ItemKind.IDEAS)
    shown = [tonight.idea(text) for text in OPTIONS]
    for n in range(6):
        tonight.idea(f"아직 읽지 않은 {n}번째 생각이에요", by=n + 2, shown=False)
    console.go(f"/meetings/{tonight.meeting_id}")
    walked(console, "ideas", "다음: 투표", "올리기", "숨기기", "되돌리기")
    console.go(f"/meetings/{tonight.meeting_id}?inbox=shown")
    walked(console, "shown", "투표에 넣기")
    console.go(f"/meetings/{tonight.meeting_id}?aside=speakers")
    walked(console, "speakers", "줄에 넣기")
    console.go(f"/meetings/{tonight.meeting_id}/groups")
    walked(console, "sorting", "새 묶음으로", "묶음에서 빼기")
    tonight.until(ItemKind.BALLOT)
    for option in shown:
        world.write(ballots.offer_idea, world.actor("facilitator"), option)
    console.go(f"/meetings/{tonight.meeting_id}")
    walked(console, "draft", "투표 시작", "고친 것 저장")
    tonight.press()
    tonight.vote(3, 1)
    console.go(f"/meetings/{tonight.meeting_id}")
    walked(console, "open", "투표 마치기", "연장")
    tonight.press()
    tonight.press()
    console.go(f"/meetings/{tonight.meeting_id}/outcome")
    walked(console, "outcome", "의제로 선정")


def test_a_resident_needs_no_finger(stage: Hall, tonight: Evening) -> None:
    phone = stage.person("keyboard", 390, 844)
    tonight.until(ItemKind.IDEAS)
    idea = tonight.idea("의자가 하나도 없어서 쉴 곳이 없어요.")
    come_in(phone, tonight.number)
    phone.sees(".thread li")
    walked(phone, "ideas", "생각 보내기", "공감")
    phone.go(f"/m/{tonight.number}/ideas/{idea}")
    walked(phone, "talk", "공감", "신고")
    tonight.open_vote(*OPTIONS, most=2)
    phone.go(f"/m/{tonight.number}")
    phone.sees(".paper")
    walked(phone, "paper", "골라 주세요", "투표 규칙")
    tonight.vote(3, 1)
    tonight.press()
    tonight.press()
    phone.sees(".outcome")
    walked(phone, "result", "언어")
