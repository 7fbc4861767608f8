"""By-laws of helpers without an account: the code lets them sort, and do nothing else."""

from dataclasses import dataclass

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.core import ids
from app.core.errors import Conflict, Forbidden, NotFound
from app.live.entrances.rules import WRONG_SLIPS
from app.live.groups import access, actions, queries
from app.live.groups.access import Helper
from app.live.groups.actions import NEW, Seen
from app.live.groups.models import SortingCode
from app.live.meetings.guests import Guest
from app.live.stage import actions as stage
from app.live.tables.rules import Entry
from tests.live.evening import prepare
from tests.live.groups.sorting import Sorting, sorting_of
from tests.world import World, post


@dataclass
class Help:
    """The sorting of an evening, and a browser that helps."""

    sorting: Sorting

    def guest(self, number: int = 1) -> Guest:
        return Guest(self.sorting.world.visitor(200 + number).visit, self.sorting.world.settings.secret, "ko")

    def code(self) -> str:
        world = self.sorting.world
        host = world.actor("facilitator")
        return world.write(actions.issue_code, host, world.settings.secret, self.sorting.meeting_id)[1]

    def gives(self, code: str, number: int = 1) -> Entry:
        return self.sorting.world.write(actions.come_in, self.guest(number), self.sorting.number, code)

    def who(self, number: int = 1, room: str = "") -> Helper:
        return Helper(self.guest(number), room or self.sorting.number)

    def puts(self, *ideas: int, number: int = 1) -> int:
        seen = [Seen(idea, self.sorting.where(idea)) for idea in ideas]
        return self.sorting.world.write(
            actions.move, self.who(number), self.sorting.meeting_id, seen, NEW, key=ids.token()
        )


@pytest.fixture
def team(world: World) -> Help:
    return Help(sorting_of(world, tables=2))


def test_who_gave_the_code_sorts_and_is_named_as_a_helper(team: Help) -> None:
    sorting, code = team.sorting, team.code()
    assert team.gives(code) is Entry.IN
    assert team.gives(code.lower()) is Entry.IN, "the code works again"
    assert team.gives(code, 2) is Entry.IN
    bench, seat = sorting.says("벤치"), sorting.says("긴 의자")
    group = team.puts(bench, seat)
    assert sorting.desk().steps[0].who == "의견 묶기 도우미 1"
    assert sorting.told("groups.made")[-1]["who"] == "의견 묶기 도우미"
    sorting.world.write(actions.write, team.who(2), group, 1, name="쉬는 골목", civil="", official="")
    last = sorting.desk().last
    assert last is not None
    sorting.world.write(actions.undo, team.who(), sorting.meeting_id, last.id or 0)
    assert sorting.desk().steps[0].undone_by == "의견 묶기 도우미 1"
    sorting.world.write(actions.dissolve, team.who(), group, 2)
    assert sorting.desk().groups == ()


def test_another_code_ends_the_former_one(team: Help) -> None:
    sorting, first = team.sorting, team.code()
    team.gives(first)
    bench = sorting.says("벤치")
    second = team.code()
    assert second != first
    assert team.gives(first, 2) is Entry.WRONG
    with pytest.raises(Forbidden, match="도우미 코드"):
        team.puts(bench)
    assert team.gives(second) is Entry.IN
    assert team.puts(bench)


def test_wrong_codes_are_counted_and_a_right_one_still_works(team: Help) -> None:
    code = team.code()
    wrong = [team.gives("ABCDE-FGHJK") for _ in range(WRONG_SLIPS.browser + 2)]
    assert wrong[0] is Entry.WRONG
    assert wrong[-1] is Entry.SLOW
    assert team.gives(code) is Entry.IN


def test_without_a_code_of_this_meeting_nothing_can_be_done(team: Help) -> None:
    sorting = team.sorting
    bench = sorting.says("벤치")
    with pytest.raises(Forbidden):
        team.puts(bench)
    team.gives(team.code())
    elsewhere = prepare(sorting.world)
    with pytest.raises(Forbidden):
        sorting.world.write(
            actions.move,
            team.who(room=elsewhere.number),
            elsewhere.meeting_id,
            [Seen(bench, 0)],
            NEW,
            key=ids.token(),
        )
    other = sorting_of(sorting.world, tables=2)
    strange = other.put(other.says("남의 의견"))
    with pytest.raises(NotFound):
        sorting.world.read(access.seen_group, team.who(), strange)
    with pytest.raises(NotFound):
        sorting.world.write(actions.undo, team.who(), other.meeting_id, 1)
    with pytest.raises(Forbidden):
        sorting.world.write(
            actions.issue_code,
            sorting.world.actor("chair"),
            sorting.world.settings.secret,
            sorting.meeting_id,
        )


def test_no_code_is_stored_and_none_works_when_the_meeting_is_over(team: Help) -> None:
    sorting, code = team.sorting, team.code()
    team.gives(code)

    def stored(db: Session) -> list[str]:
        return [one.code_digest for one in db.exec(select(SortingCode)).all()]

    assert all(code not in digest for digest in sorting.world.read(stored))
    bench, host = sorting.says("벤치"), sorting.world.actor("facilitator")
    sorting.world.write(stage.end_early, host, sorting.meeting_id, sorting.meeting.turn)
    with pytest.raises(Conflict, match="이미 마친"):
        team.puts(bench)
    with pytest.raises(Conflict, match="이미 마친"):
        team.gives(code, 3)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_board_of_a_helper_offers_sorting_alone(team: Help, client: TestClient) -> None:
    sorting = team.sorting
    bench, seat = sorting.says("벤치"), sorting.says("긴 의자")
    group, door = sorting.put(bench), f"/s/{sorting.number}"
    assert 'name="code"' in client.get(door).text
    refused = post(client, f"{door}/sorter", {"code": "ABCDE-FGHJK"})
    assert refused.status_code == 422
    assert "ABCDE-FGHJK" in refused.text, "what was typed is there to be mended"
    assert post(client, f"{door}/sorter", {"code": team.code()}).status_code == 303
    board = client.get(door).text
    assert f'action="{door}/moves"' in board
    assert f'href="{door}/groups/{group}"' in board
    for elsewhere in ("/option", "/wall", "/meetings/", "/groups/code", f'"/groups/{group}'):
        assert elsewhere not in board, elsewhere
    moved = {"ideas": f"{seat}-0", "to": str(group), "key": ids.token()}
    assert post(client, f"{door}/moves", moved).status_code == 303
    assert sorting.where(seat) == group
    card = f"{door}/groups/{group}"
    assert f'action="{card}"' in client.get(card).text
    late = post(client, card, {"name": "늦은 이름", "rev": "7"})
    assert late.status_code == 409
    assert "늦은 이름" in late.text
    assert post(client, card, {"name": "쉬는 골목", "rev": "1"}).status_code == 303
    assert sorting.world.read(queries.bundles, sorting.meeting_id)[0].name == "쉬는 골목"
    for closed in (f"/meetings/{sorting.meeting_id}/groups", f"/groups/{group}"):
        assert client.get(closed).status_code in (303, 401, 403)
