"""Deeds that race: each process has a writer of its own, and the database alone stands between them (PostgreSQL)."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlmodel import Session, col, func, select

from app.accounts.models import Account
from app.core import ids
from app.core.db import Database
from app.core.errors import Refused
from app.live.comments import actions as comments
from app.live.comments.models import Comment
from app.live.ideas import actions as ideas
from app.live.ideas.models import Idea
from app.live.ideas.rules import PER_PERSON
from app.live.meetings.rules import ItemKind
from app.live.tables import actions as tables
from app.live.tables.actions import Typed
from app.organisations import actions as organisations
from app.organisations import queries as organisation_queries
from app.organisations.rules import Role
from app.process.actions import hand_over, publish_standard
from app.process.models import Matter
from app.proposals import actions as proposals
from app.proposals.models import Agenda, Proposal
from app.proposals.rules import ProposalState
from tests.live.evening import Evening
from tests.live.tables.talk import talk_of
from tests.process.walk import agreed
from tests.proposals.calendars import draft, received
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

ROUNDS = 8


@pytest.fixture
def other(world: World) -> Iterator[Database]:
    """The writer of a second process."""
    with closing(Database(world.settings.database_url)) as second:
        yield second


def race(*deeds: Callable[[], object]) -> list[object]:
    """All at the same moment; what each was answered, a refusal as itself."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        start.wait(10)
        try:
            return deed()
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def count(world: World, table: type) -> int:
    found: int = world.read(lambda db: db.exec(select(func.count()).select_from(table)).one())
    return found


def state_of(db: Session, number: int) -> ProposalState:
    return db.get_one(Proposal, number).state


def test_a_proposal_is_selected_once(world: World, other: Database) -> None:
    officer = world.actor("officer")
    for n in range(1, ROUNDS + 1):
        number = received(world)
        answers = race(
            lambda number=number: world.write(proposals.select, officer, number),  # type: ignore[misc]
            lambda number=number: other.write(proposals.select, officer, number),  # type: ignore[misc]
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "int"]
        assert count(world, Agenda) == n


def test_two_proposals_are_not_merged_into_each_other(world: World, other: Database) -> None:
    officer = world.actor("officer")
    for _ in range(ROUNDS):
        one, two = received(world), received(world)
        race(
            lambda one=one, two=two: world.write(  # type: ignore[misc]
                proposals.decide, officer, one, ProposalState.MERGED, reason="같은 뜻입니다.", into_id=two
            ),
            lambda one=one, two=two: other.write(  # type: ignore[misc]
                proposals.decide, officer, two, ProposalState.MERGED, reason="같은 뜻입니다.", into_id=one
            ),
        )
        states = Counter(world.read(state_of, number) for number in (one, two))
        assert states == {ProposalState.MERGED: 1, ProposalState.RECEIVED: 1}


def test_the_same_form_is_one_proposal(world: World, other: Database) -> None:
    dong = world.dongs["사직동"]
    for n in range(1, ROUNDS + 1):
        sheet, someone, secret = draft(), world.visitor(n), world.settings.secret
        answers = race(
            lambda: world.write(proposals.propose, someone, secret, sheet, dong_id=dong),  # noqa: B023  in this round
            lambda: other.write(proposals.propose, someone, secret, sheet, dong_id=dong),  # noqa: B023
        )
        assert len(set(answers)) == 1
        assert isinstance(answers[0], int)
        assert count(world, Proposal) == n


def test_support_that_is_given_and_taken_back_twice_at_once_is_answered(
    world: World, other: Database
) -> None:
    number, secret = received(world), world.settings.secret
    for n in range(ROUNDS):
        someone = world.visitor(100 + n)
        for deed, left in ((proposals.support, 1), (proposals.withdraw_support, 0)):
            answers = race(
                lambda: world.write(deed, someone, secret, number),  # noqa: B023  in this round
                lambda: other.write(deed, someone, secret, number),  # noqa: B023
            )
            assert answers == [left, left]


def test_an_agenda_is_handed_over_once(world: World, other: Database) -> None:
    world.write(publish_standard)
    officer = world.actor("officer")
    urban, care = world.subcommittees.values()
    for n in range(1, ROUNDS + 1):
        agenda = agreed(world, world.write(proposals.select, officer, received(world)))
        answers = race(
            lambda: world.write(hand_over, officer, agenda, urban),  # noqa: B023  in this round
            lambda: other.write(hand_over, officer, agenda, care),  # noqa: B023
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "int"]
        assert count(world, Matter) == n


def test_two_administrators_cannot_close_each_other(world: World, other: Database) -> None:
    def second_admin(db: Session) -> int:
        seat = organisations.NewSeat(Role.ADMIN, world.actor("admin").seats[0].side, "시스템 관리자")
        return organisations.open_account(
            db, world.actor("admin"), email="second@jongno.example", name="한별", password_hash="x", seat=seat
        )

    first = world.accounts["admin"]
    second = world.write(second_admin)
    world.accounts["chair"] = second  # PEOPLE knows a name for it; only its seats matter here
    for _ in range(ROUNDS):
        race(
            lambda: world.write(organisations.deactivate, world.actor("admin"), second),
            lambda: other.write(organisations.deactivate, world.actor("chair"), first),
        )
        assert len(world.read(organisation_queries.active_holders, Role.ADMIN)) == 1

        def reopen(db: Session) -> None:
            for account in db.exec(select(Account).where(col(Account.id).in_([first, second]))).all():
                account.active = True
                db.add(account)

        world.write(reopen)


def test_nobody_sends_more_than_a_person_may_by_sending_to_two_processes(
    evening: Evening, other: Database
) -> None:
    evening.until(ItemKind.IDEAS)
    item, guest = evening.item(ItemKind.IDEAS).id or 0, evening.guest(1)

    def send(database: Database, n: int) -> Callable[[], object]:
        return lambda: database.write(
            ideas.send_idea, guest, evening.number, item, text=f"생각 {n}", nickname="", key=ids.token()
        )

    answers = race(*(send(each, n) for n in range(PER_PERSON) for each in (evening.world.database, other)))
    sent = [answer for answer in answers if not isinstance(answer, Refused)]
    assert len(sent) == count(evening.world, Idea) == PER_PERSON


def test_the_same_answer_of_an_officer_is_stored_once(evening: Evening, other: Database) -> None:
    evening.until(ItemKind.IDEAS)
    idea, officer = evening.idea("그늘이 있으면 좋겠어요"), evening.world.actor("officer")
    for n in range(1, ROUNDS + 1):
        key = ids.token()
        race(
            *(
                lambda database=database, key=key: database.write(
                    comments.answer, officer, idea, text="살펴보겠습니다.", key=key, parent_id=None
                )
                for database in (evening.world.database, other)
            )
        )
        assert count(evening.world, Comment) == n


def test_two_devices_that_type_in_one_row_at_once_lose_nothing(world: World, other: Database) -> None:
    talk = talk_of(world)
    talk.man(1)
    item = talk.begin().id or 0
    for n in range(1, ROUNDS + 1):
        one, two = (Typed(f"r{n}", f"{whose} {n}", writer=whose, seq=n) for whose in ("tablet", "laptop"))
        answers = race(
            lambda: world.write(tables.save, talk.recorder(1), talk.number, 1, item, one),  # noqa: B023  in this round
            lambda: other.write(tables.save, talk.recorder(1), talk.number, 1, item, two),  # noqa: B023
        )
        assert not any(isinstance(answer, Refused) for answer in answers)
    assert sorted(note.text for note in talk.notes(1)) == sorted(
        f"{whose} {n}" for n in range(1, ROUNDS + 1) for whose in ("tablet", "laptop")
    )


def test_a_table_sends_each_opinion_once_and_three_of_them(world: World, other: Database) -> None:
    talk = talk_of(world, tables=ROUNDS)
    talk.man(*range(1, ROUNDS + 1))
    item = talk.begin().id or 0
    for table in range(1, ROUNDS + 1):
        for row in range(1, 5):
            talk.write(table, f"r{row}", f"{table}모둠 의견 {row}")
        answers = race(
            lambda: world.write(tables.send, talk.recorder(table), talk.number, table, item, ["r1", "r2"]),  # noqa: B023
            lambda: other.write(tables.send, talk.recorder(table), talk.number, table, item, ["r1", "r2"]),  # noqa: B023
        )
        assert answers[0] == answers[1]
        answers = race(
            lambda: world.write(tables.send, talk.recorder(table), talk.number, table, item, ["r3"]),  # noqa: B023
            lambda: other.write(tables.send, talk.recorder(table), talk.number, table, item, ["r4"]),  # noqa: B023
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "list"]
        assert count(world, Idea) == 3 * table


def test_a_table_that_is_written_at_does_not_go_with_its_words(world: World, other: Database) -> None:
    host, first = world.actor("facilitator"), Typed("r1", "지워지면 안 되는 말")
    for _ in range(ROUNDS):
        talk = talk_of(world, tables=2)
        talk.man(2)
        item = talk.begin().id or 0
        taken, kept = race(
            lambda: world.write(tables.set_tables, host, talk.meeting_id, 1, 10),  # noqa: B023  in this round
            lambda: other.write(tables.save, talk.recorder(2), talk.number, 2, item, first),  # noqa: B023
        )
        assert isinstance(taken, Refused) != isinstance(kept, Refused)
        if not isinstance(kept, Refused):
            assert [note.text for note in talk.notes(2)] == [first.text]
