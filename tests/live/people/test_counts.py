"""By-laws of the four counts: each has one name and one meaning, and no screen mixes them."""

import re

import pytest
from starlette.testclient import TestClient

from app.live.counts.channels import Channel
from app.live.counts.terms import Base, Terms
from app.live.meetings.rules import ItemKind
from app.live.people.connections import REPEAT_SECONDS, SILENCE_SECONDS, Connections
from app.live.people.events import PhonesCounted
from app.live.people.rules import Crowd, Headcount
from app.live.receptions.queries import desk as reception_of
from app.live.stage import actions as stage
from app.live.stage.queries import lobby as lobby_of
from app.live.stage.queries import room_by_id
from app.live.stage.rules import Screen
from tests.live.entrances.door import Door
from tests.live.evening import Evening
from tests.live.registrations.desk import RegistrationDesk
from tests.live.tallies.hall import Hall
from tests.world import another


@pytest.fixture
def desk(evening: Evening) -> RegistrationDesk:
    return RegistrationDesk(evening)


def test_each_count_has_its_own_word_and_meaning() -> None:
    assert [count.label for count in Headcount] == ["등록", "참석", "접속", "투표"]
    assert len({count.means for count in Headcount}) == len(Headcount)
    assert list(Crowd(4, 3, None, 0)) == [
        (Headcount.REGISTERED, 4),
        (Headcount.PRESENT, 3),
        (Headcount.CONNECTED, None),
        (Headcount.VOTED, 0),
    ]


def test_present_is_phones_and_the_door_each_person_once(desk: RegistrationDesk) -> None:
    door = Door(desk.evening)
    hana, duri = door.enrol(("김하나", ""), ("이두리", ""))
    desk.evening.guest(1)
    assert (desk.crowd.registered, desk.crowd.present) == (2, 1)
    code = door.check_in(hana)
    door.check_in(duri)
    desk.walk_in()
    assert desk.crowd.present == 4
    door.redeem(door.guest(2), code)
    assert desk.crowd.present == 4, "hana's phone is hana"
    door.redeem(door.inside(1), door.slips(1)[0])
    assert desk.crowd.present == 4
    desk.register(5)
    assert (desk.crowd.registered, desk.crowd.present) == (3, 4)


def test_a_ballot_counts_those_at_the_door_as_present(desk: RegistrationDesk) -> None:
    desk.walk_in()
    desk.evening.open_vote("그늘", "마루", terms=Terms(base=Base.PRESENT))
    there = desk.crowd.present
    desk.evening.vote(1, 1)
    for _ in range(2):
        desk.evening.press()
    paper = desk.evening.paper()
    assert paper.present_at_close == there
    assert paper.choices[0].share == round(100 / there)


def test_screens_say_which_count_and_of_what(client: TestClient, desk: RegistrationDesk) -> None:
    evening = desk.evening
    desk.register(7)
    desk.walk_in()
    evening.open_vote("그늘", "마루")
    evening.vote(1, 1)
    host = evening.world.sign_in(another(client), "facilitator")
    there = desk.crowd.present
    console = host.get(f"/meetings/{evening.meeting_id}").text
    for name, number in (("등록", 1), ("참석", there), ("접속", 0), ("투표", 1)):
        assert re.search(f'class="stat" title="[^"]+">{name} <b>{number}</b>', console), name
    wall = client.get(f"/wall/{evening.wall_key}").text
    assert f"참석 {there}명" in wall
    assert "등록" not in wall
    assert "접속" not in wall
    for _ in range(2):
        evening.press()
    assert "비율은 투표 1명 가운데" in client.get(f"/wall/{evening.wall_key}").text
    outcome = host.get(f"/meetings/{evening.meeting_id}/outcome").text
    assert f"참석 {there}명 가운데" in outcome
    assert "비율은 투표 1명 가운데" in outcome
    evening.until(ItemKind.THANKS)
    evening.press()
    minutes = client.get(f"/m/{evening.number}/record").text
    assert "비율은 투표 1명 가운데" in minutes
    for name, number in (("등록", 1), ("참석", there)):
        assert re.search(rf"<dt>{name}</dt><dd>{number}명", minutes), name
    assert "<dt>접속</dt>" not in minutes
    ended = host.get(f"/meetings/{evening.meeting_id}/outcome").text
    assert "<dt>접속</dt>" not in ended


# -- connected, over several processes -------------------------------------------------------------------------------


class Watching:
    """A socket's watcher, as far as counting goes."""

    def __init__(self, kind: str, key: str, visit: str) -> None:
        self.topic = type("Topic", (), {"kind": kind, "key": key})
        self.viewer = type("Viewer", (), {"visit": visit})


class OneHub:
    """What counting needs of a hub; ``bus``: everybody who hears."""

    def __init__(self, bus: list[Connections]) -> None:
        self.there: list[Watching] = []
        self.told: list[PhonesCounted] = []
        self.database = self
        self.bus = bus

    def every_look(self, count: object) -> None: ...

    @property
    def moves(self) -> int:
        """Another number whenever others are there."""
        return hash(tuple(map(id, self.there)))

    def watchers(self) -> list[Watching]:
        return self.there

    def on_commit(self, facts: list[PhonesCounted]) -> None:
        self.told += facts
        for ear in self.bus:
            for fact in facts:
                ear.hear(fact)


def two_processes() -> tuple[OneHub, OneHub, Connections, Connections]:
    bus: list[Connections] = []
    hubs = OneHub(bus), OneHub(bus)
    bus += [Connections(hub) for hub in hubs]  # type: ignore[arg-type]  # as much of a hub as counting needs
    for one in bus:
        one.watch("phone", int)
    return *hubs, bus[0], bus[1]


def test_phones_of_all_processes_are_connected_and_two_pages_are_one_phone() -> None:
    here, there, mine, theirs = two_processes()
    here.there = [Watching("phone", "3", "a"), Watching("phone", "3", "a"), Watching("wall", "3", "w")]
    there.there = [Watching("phone", "3", "b"), Watching("phone", "4", "c")]
    mine.look()
    theirs.look()
    assert mine.connected(3) == theirs.connected(3) == 2
    assert mine.connected(4) == 1
    here.there = []
    mine.look()
    mine.look()
    assert theirs.connected(3) == 1
    assert [fact.phones for fact in here.told] == [1, 0], "what did not change is not told again at once"


def test_a_number_is_told_again_and_a_silent_process_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("app.live.people.connections.time.monotonic", lambda: now[0])
    here, _, mine, theirs = two_processes()
    here.there = [Watching("phone", "3", "a")]
    mine.look()
    now[0] += REPEAT_SECONDS + 1
    mine.look()
    assert len(here.told) == 2
    now[0] += SILENCE_SECONDS + 1
    assert theirs.connected(3) == 0


def test_the_end_says_how_many_there_were(desk: RegistrationDesk) -> None:
    desk.walk_in()
    desk.evening.until(ItemKind.JOIN)
    world, meeting = desk.evening.world, desk.evening.meeting
    world.write(stage.end_early, world.actor("facilitator"), desk.evening.meeting_id, meeting.turn)
    assert desk.crowd == Crowd(registered=0, present=1)


def test_who_may_be_counted_twice_is_said_with_the_number(client: TestClient, desk: RegistrationDesk) -> None:
    """Checked at the door, then in by the QR on the wall: nobody knows whose phone it is until it uses the code."""
    evening, door = desk.evening, Door(desk.evening)
    (hana,) = door.enrol(("김하나", ""))
    code = door.check_in(hana)
    assert desk.crowd.unsure == 0, "no phone is here"
    door.inside(1)
    desk.walk_in()
    assert (desk.crowd.present, desk.crowd.unsure) == (3, 1)
    host = evening.world.sign_in(client, "facilitator")
    reception = host.get(f"/meetings/{evening.meeting_id}/entrances")
    for page in (reception, host.get(f"/meetings/{evening.meeting_id}/outcome")):
        assert "참석 가운데 1명까지는 두 번 셌을 수 있어요" in page.text
    assert "최대 1명 겹쳐 셈" in host.get(f"/meetings/{evening.meeting_id}").text
    door.redeem(door.guest(1), code)
    assert (desk.crowd.present, desk.crowd.unsure) == (2, 0), "the same phone is one person, by whichever QR"


def test_no_more_vote_than_are_present_when_paper_goes_to_seats(desk: RegistrationDesk) -> None:
    evening, world = desk.evening, desk.evening.world
    hall = Hall(evening)
    hall.open(Terms(channels=(Channel.PHONE, Channel.PAPER), base=Base.PRESENT))
    evening.vote(1, 1)
    for seat in range(6):
        hall.mark(seat=f"A-{seat}")
    console = world.read(lambda db: room_by_id(db, evening.meeting_id, Screen.CONSOLE))
    assert (console.paper.voters if console.paper else 0) == 7
    assert console.present >= 7, "whoever got a paper is here"
    hall.count_twice(hall.total(6, 0, 0))
    evening.press()
    evening.press()
    paper = evening.paper()
    assert paper.present_at_close == paper.voters == 7
    assert [choice.share for choice in paper.choices] == [100, 0, 0]
    world.write(stage.end_early, world.actor("facilitator"), evening.meeting_id, evening.meeting.turn)
    assert desk.crowd.present >= 7


def test_whoever_was_counted_with_a_vote_stays_present_when_it_is_closed(desk: RegistrationDesk) -> None:
    """The number on the wall does not fall back under those who have voted, and everybody reads the same one."""
    evening, world = desk.evening, desk.evening.world
    hall = Hall(evening)
    hall.open(Terms(channels=(Channel.PHONE, Channel.PAPER), base=Base.PRESENT))
    evening.vote(1, 1)
    for seat in range(6):
        hall.mark(seat=f"A-{seat}")
    evening.press()
    hall.count_twice(hall.total(6, 0, 0))

    def everywhere() -> list[int]:
        rooms = [
            world.read(room_by_id, evening.meeting_id, screen).present
            for screen in (Screen.WALL, Screen.CONSOLE)
        ]
        lobby = world.read(lobby_of, evening.number).present
        return [*rooms, lobby, world.read(reception_of, evening.meeting_id, 0).people.present]

    assert everywhere() == [7] * 4, "closed"
    evening.press()
    assert everywhere() == [7] * 4, "counted"
    evening.until(ItemKind.THANKS)
    assert everywhere() == [7] * 4, "what comes after it"
