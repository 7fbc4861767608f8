"""May they watch? A hall that comes at once is a few readings, and one odd question spoils no other."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.core.db import Database
from app.core.errors import Forbidden, NotFound, Refused
from app.realtime.admission import AT_ONCE, Admission
from app.realtime.regions import Region
from app.realtime.topics import Topic, TopicKind, Viewer
from tests.loops import run


def render(db: Session, topic: Topic) -> Mapping[str, Region]:
    return {}


class Doors:
    """Notes in which session each question was asked."""

    def __init__(self) -> None:
        self.sessions: list[int] = []
        self.asked = 0

    def admit(self, db: Session, viewer: Viewer, key: str) -> None:
        self.asked += 1
        if db.info.setdefault("number", len(self.sessions)) == len(self.sessions):
            self.sessions.append(0)
        self.sessions[db.info["number"]] += 1
        if key == "shut":
            raise Forbidden("그만")
        if key == "odd":
            db.connection().execute(text("SELECT CAST(:n AS BIGINT) + 1"), {"n": 2**70})
        if key == "broken":
            db.connection().execute(text("SELECT * FROM nothing_of_that_name"))

    def admit_many(self, db: Session, viewers: Sequence[Viewer], key: str) -> list[Refused | None]:
        self.asked += 1
        if key == "odd":
            db.connection().execute(text("SELECT CAST(:n AS BIGINT) + 1"), {"n": 2**70})
        return [Forbidden("그만") if int(who.visit) % 7 == 0 else None for who in viewers]


def viewer(n: int) -> Viewer:
    return Viewer(f"{n:032}", "")


async def answers(ask: Admission, questions: list[tuple[Viewer, Topic]]) -> list[object]:
    async def one(who: Viewer, topic: Topic) -> object:
        try:
            await ask(who, topic)
        except Refused as refusal:
            return type(refusal)
        except Exception as broken:
            return type(broken)
        return None

    return list(await asyncio.gather(*(one(*question) for question in questions)))


@pytest.fixture
def doors() -> Doors:
    return Doors()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def ask(database: Database, doors: Doors) -> Admission:
    return Admission(database, {"room": TopicKind("room", render, doors.admit)})


def test_a_hall_that_comes_at_once_is_a_few_readings(ask: Admission, doors: Doors) -> None:
    hall = [(viewer(n), Topic("room", "open" if n % 7 else "shut")) for n in range(500)]
    found = run(answers(ask, hall))
    assert found == [None if n % 7 else Forbidden for n in range(500)]
    assert doors.asked == 500
    assert len(doors.sessions) <= 500 / AT_ONCE + 2


def test_a_kind_that_answers_several_at_once_is_asked_once_a_reading_and_each_gets_its_own_answer(
    database: Database, doors: Doors
) -> None:
    kind = TopicKind("room", render, doors.admit, admit_many=doors.admit_many)
    ask = Admission(database, {"room": kind, "wall": TopicKind("wall", render, doors.admit)})
    hall = [(viewer(n), Topic("room", "open")) for n in range(300)]
    hall[150:150] = [(viewer(1), Topic("room", "odd")), (viewer(1), Topic("wall", "shut"))]
    found = run(answers(ask, hall))
    assert found[150:152] == [NotFound, Forbidden], (
        "an odd key is not there, a single kind answers for itself"
    )
    del found[150:152]
    assert found == [None if n % 7 else Forbidden for n in range(300)]
    assert doors.asked <= 300 / AT_ONCE + 6


def test_the_same_question_is_asked_once(ask: Admission, doors: Doors) -> None:
    assert run(answers(ask, [(viewer(1), Topic("room", "open"))] * 40)) == [None] * 40
    assert doors.asked == 1


def test_a_key_no_column_can_hold_is_not_there_and_spoils_no_other(ask: Admission) -> None:
    keys = ["open", "odd", "shut", "open", "odd", "open"]
    found = run(answers(ask, [(viewer(n), Topic("room", key)) for n, key in enumerate(keys)]))
    assert found == [None, NotFound, Forbidden, None, NotFound, None]


def test_when_the_database_cannot_say_nobody_is_let_in(ask: Admission) -> None:
    async def story() -> None:
        found = await answers(ask, [(viewer(1), Topic("room", "open")), (viewer(2), Topic("room", "broken"))])
        assert found[1] not in (None, Forbidden, NotFound)
        assert (await answers(ask, [(viewer(1), Topic("room", "open"))])) == [None], (
            "and the next is asked again"
        )

    run(story())


def test_whoever_leaves_before_the_answer_disturbs_nobody(ask: Admission) -> None:
    async def story() -> None:
        question = (viewer(1), Topic("room", "open"))
        first, second = (asyncio.create_task(answers(ask, [question])) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == [None]

    run(story())
