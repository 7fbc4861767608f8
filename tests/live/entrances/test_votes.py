"""A ballot takes whoever stands high enough, and an entrance is how one gets there."""

import pytest
from starlette.testclient import TestClient

from app.accounts.rules import Level
from app.core.errors import Forbidden
from app.live.levels.queries import standing
from tests.live.entrances.door import Door
from tests.world import post


def test_a_slip_opens_a_ballot_of_its_level(door: Door) -> None:
    evening = door.evening
    evening.open_vote(level=Level.SLIP)
    with pytest.raises(Forbidden) as refused:
        evening.vote(1, 1)
    assert refused.value.fix_url == f"/m/{evening.number}/level"
    assert door.redeem(door.guest(1), door.slips(1)[0]).is_good
    evening.vote(1, 1)
    assert evening.paper().voters == 1


def test_a_ballot_of_the_roll_takes_nobody_lower(door: Door) -> None:
    evening = door.evening
    evening.open_vote(level=Level.ROLL)
    door.redeem(door.inside(1), door.slips(1)[0])
    with pytest.raises(Forbidden):
        evening.vote(1, 1)
    door.redeem(door.inside(1), door.check_in(door.enrol(("김하나", ""))[0]))
    evening.vote(1, 1)


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Level.SLIP, "번호표를 받은 분이 해요"),
        (Level.CODE, "연락처나 명부로 확인한 분이 해요"),
        (Level.ROLL, "명부에서 확인한 분이 해요"),
    ],
)
def test_the_page_says_what_the_open_vote_needs(
    client: TestClient, door: Door, level: Level, words: str
) -> None:
    door.evening.open_vote(level=level)
    post(client, f"/m/{door.evening.number}/attendance", {"lang": "ko"})
    page = client.get(f"/m/{door.evening.number}/level").text
    assert words in page
    assert "확인된 휴대폰이에요" not in page


def test_a_level_that_is_not_enough_asks_for_more(client: TestClient, door: Door) -> None:
    door.evening.open_vote(level=Level.ROLL)
    address = f"/m/{door.evening.number}/level"
    post(client, f"{address}/slip", {"code": door.slips(1)[0]})
    page = client.get(address).text
    assert "확인했어요. 고맙습니다." in page
    assert "명부에서 확인한 분이 해요" in page, "there is one more step"


def test_without_a_level_nothing_is_asked(door: Door) -> None:
    shown = door.evening.world.read(standing, door.guest(1), door.evening.number)
    assert (shown.level, shown.need, shown.is_enough) == (None, Level.OPEN, False)
