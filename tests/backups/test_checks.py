"""``verify`` sees what was changed behind the service's back, whoever changed it and however little."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlmodel import Session, select

from app.backups import checks
from app.backups.integrity import damage
from app.core import migrations
from app.core.errors import Conflict
from app.live.ballots import actions as ballots
from app.live.ballots import rules
from app.live.ballots.actions import counting
from app.live.ballots.models import Ballot, BallotWitness, VoterTag
from app.live.ballots.rules import Secrecy
from app.live.counts.rules import Kind, Method
from app.live.counts.terms import Terms
from tests.backups import old_house
from tests.live.evening import Evening
from tests.safety.rounds import Poll, draft, option_ids
from tests.servers import create_database, drop_database, plain


@pytest.fixture
def counted(evening: Evening) -> Evening:
    """An evening with a result everybody has seen."""
    paper = evening.open_vote()
    for number in range(1, 8):
        evening.vote(number, 1 + number % 3)
    host = evening.world.actor("facilitator")
    evening.world.write(ballots.close, host, paper.id)
    evening.world.write(ballots.reveal, host, paper.id)
    return evening


def test_an_untouched_evening_is_right(counted: Evening) -> None:
    database = counted.world.database
    found = checks.everything(database.url, database.vault.folder)
    assert (found.wrong, found.notes) == ([], [])
    assert any("공표한 결과 1개" in line for line in found.looked_at)


A_HASH = "a" * 64
FIRST = "tracker = (SELECT min(tracker) FROM publishedvote)"
CHANGES = {
    "an entry's words": (
        "UPDATE ledgerentry SET body = replace(body, 'meeting.opened', 'meeting.closed') WHERE kind = 'meeting.opened'",
        "지문과 다릅니다",
    ),
    "an entry's kind beside its words": (
        "UPDATE ledgerentry SET kind = 'idea.wall' WHERE kind = 'meeting.opened'",
        "정해진 꼴이 아닙니다",
    ),
    "an entry's form": (
        "UPDATE ledgerentry SET body = replace(body, '{\"at\"', '{ \"at\"') WHERE kind = 'meeting.opened'",
        "정해진 꼴이 아닙니다",
    ),
    "the last entry is gone": (
        "DELETE FROM ledgerentry WHERE kind = 'ballot.revealed'",
        "끝으로 적어 둔 지문",
    ),
    "an entry in the middle is gone": (
        "DELETE FROM ledgerentry WHERE kind = 'ballot.opened'",
        "차례 번호가 맞지 않습니다",
    ),
    "the noted head": (f"UPDATE ledger SET head = '{A_HASH}'", "끝으로 적어 둔 지문"),
    "a published choice": (
        f"UPDATE publishedvote SET choices = '[999]' WHERE {FIRST}",
        "공개한 표와 다릅니다",
    ),
    "a published vote is gone": (f"DELETE FROM publishedvote WHERE {FIRST}", "공개한 표와 다릅니다"),
    "a nonce": (
        f"UPDATE publishedvote SET nonce = '{A_HASH}' WHERE {FIRST}",
        "봉인한 표와 공개한 표가 다릅니다",
    ),
    "a receipt's number": (
        f"UPDATE publishedvote SET tracker = 'AAAA-AAAA-AAAA-AAAA' WHERE {FIRST}",
        "봉인한 표와 공개한 표가 다릅니다",
    ),
    "the frozen tally": ("""UPDATE ballot SET tally = '{"voters": 8, "rows": []}'""", "얼려 둔 집계"),
    "the poll": (f"UPDATE ballot SET poll = '{A_HASH}'", "정의가 원장에 적힌 것과 다릅니다"),
    "its rules": ("""UPDATE ballot SET terms = '{"quorum": 90}'""", "시작할 때 얼린 것과 다릅니다"),
    "how many were there": ("UPDATE ballot SET present_at_close = 99", "참석한 사람의 수가"),
    "the head at closing": (f"UPDATE ballot SET closed_head = '{A_HASH}'", "지문이 원장에 없습니다"),
    "the meeting's number": ("UPDATE meeting SET join_number = '000001'", "확인기가"),
}
SOME = ("an entry's words", "a published choice", "the frozen tally")


@contextmanager
def copied(url: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The same database once more, to be spoiled."""
    if url.startswith("sqlite"):
        file = folder / "copy.sqlite3"
        shutil.copyfile(url.removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        file.unlink()
        return
    server: str = request.getfixturevalue("postgres_url")
    copy = create_database(server, template=url)
    yield copy
    drop_database(server, copy)


def test_every_change_is_found(counted: Evening, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    database = counted.world.database
    database.close()
    wanted = (
        CHANGES if database.is_sqlite else SOME
    )  # copying is dear there, and what is looked at is the same
    for what in wanted:
        statement, sentence = CHANGES[what]
        with copied(database.url, request, tmp_path) as url:
            with migrations.alone(url) as connection:
                assert connection.exec_driver_sql(statement).rowcount == 1, what
            wrong = checks.everything(url, database.vault.folder).wrong
        assert any(sentence in line for line in wrong), (what, wrong)


def test_an_annulled_evening_is_right_and_a_vote_left_behind_is_found(evening: Evening) -> None:
    paper = evening.open_vote()
    evening.vote(1, 1)
    world = evening.world
    facilitator, officer = world.actor("facilitator"), world.actor("officer")
    world.write(ballots.propose_annulment, facilitator, paper.id, reason="보기가 잘못되었습니다")
    world.write(ballots.confirm_annulment, officer, paper.id)
    url, vault = world.database.url, world.database.vault.folder
    assert checks.everything(url, vault).wrong == []
    world.write(lambda db: db.add(VoterTag(ballot_id=paper.id, tag="a" * 64)))
    assert any("표가 남아 있습니다" in line for line in checks.everything(url, vault).wrong)


def test_a_watched_and_reopened_evening_is_right_and_a_lost_observer_is_found(evening: Evening) -> None:
    paper = evening.open_vote(secrecy=Secrecy.NAMED, terms=Terms(observers=True))
    evening.vote(1, 1, name="주민")
    world, host = evening.world, evening.world.actor("facilitator")
    evening.press()
    world.write(ballots.propose_reopening, host, paper.id, reason="줄이 깁니다", minutes=5)
    world.write(ballots.confirm_more_time, world.actor("officer"), paper.id)
    evening.vote(2, 2, name="주민 둘")
    evening.press()
    evening.press()
    for who in ("member", "reviewer"):
        world.write(ballots.confirm_count, world.actor(who), paper.id)
    evening.press()
    url, vault = world.database.url, world.database.vault.folder
    assert checks.everything(url, vault).wrong == []
    world.write(lambda db: db.delete(db.exec(select(BallotWitness)).first()))
    assert any("참관인" in line for line in checks.everything(url, vault).wrong)


def held(evening: Evening, kind: Kind, method: Method, votes: tuple[tuple[int, ...], ...]) -> int:
    """A ballot of this kind in the same meeting, from its draft to the reveal; votes are places from 0."""
    world, host = evening.world, evening.world.actor("facilitator")
    most = {Kind.POINTS: 3, Kind.DOTS: 3, Kind.RANK: 3, Kind.CHOICE: 2}.get(kind, 1)
    meeting = evening.meeting_id
    ballot = world.write(draft, meeting, kind=kind, method=method, most=most)
    world.write(ballots.open_ballot, host, ballot)
    poll = Poll(ballot, world.read(option_ids, ballot), evening.number)
    for number, places in enumerate(votes):
        slip = poll.slip(evening.guest(number + 1), f"key-{number}-of-somebody", *places)
        [answer] = world.write(ballots.cast_votes, [slip])
        assert isinstance(answer, ballots.Receipt), answer
    world.write(ballots.close, host, ballot)
    world.write(ballots.reveal, host, ballot)
    return ballot


def test_results_of_every_kind_are_counted_again(evening: Evening) -> None:
    ranks: tuple[tuple[int, ...], ...] = ((2, 0, 1), (1,), (2, 1))
    for kind in Kind:
        votes = {
            Kind.RANK: ranks,
            Kind.POINTS: ((0, 0, 2), (1, 1, 1)),
            Kind.DOTS: ((0, 0), (2,), (2, 1, 0)),
        }.get(kind, ((0,), (2,)))
        for method in (Method.BORDA, Method.SCHULZE) if kind is Kind.RANK else (Method.MARKS,):
            held(evening, kind, method, votes)
    url, vault = evening.world.database.url, evening.world.database.vault.folder
    found = checks.everything(url, vault)
    assert found.wrong == []
    assert any("공표한 결과 7개" in line for line in found.looked_at)

    def swap(db: Session) -> None:
        """The method of one ranking becomes the other's: the frozen tally says so."""
        ranking = db.exec(select(Ballot).where(Ballot.method == Method.BORDA)).one()
        ranking.method = Method.SCHULZE
        db.add(ranking)

    evening.world.write(swap)
    assert any("얼려 둔 집계" in line for line in checks.everything(url, vault).wrong)


def test_results_of_before_there_were_kinds_are_still_right(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their ledger holds a definition without kind, method and terms, for ever: it is hashed."""

    def of_before(*given: Any, kind: str, method: str, terms: object) -> dict[str, object]:
        assert (kind, method) == ("choice", "marks")
        words = rules.definition(*given, kind=kind, method=method, terms={})
        return {name: value for name, value in words.items() if name not in ("kind", "method", "terms")}

    monkeypatch.setattr(counting, "definition", of_before)
    held(evening, Kind.CHOICE, Method.MARKS, ((0, 1), (2,)))
    database = evening.world.database
    found = checks.everything(database.url, database.vault.folder)
    assert (found.wrong, found.notes) == ([], [])
    assert any("공표한 결과 1개" in line for line in found.looked_at)


def test_an_open_ballot_whose_key_is_not_here_is_named(evening: Evening, tmp_path: Path) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    url, elsewhere = evening.world.database.url, tmp_path / "other keys"
    there = checks.everything(url, elsewhere, restored=True)
    assert there.wrong == []
    assert [note for note in there.notes if "/annulment에서 두 사람이 무효로" in note]
    here = checks.everything(url, elsewhere)
    assert [line for line in here.wrong if "/key에서 되살리고" in line], "where keys should be, it is a loss"


# -- the database itself -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_page_is_found(counted: Evening) -> None:
    database = counted.world.database
    database.close()
    file = Path(database.url.removeprefix("sqlite:///"))
    connection = sqlite3.connect(file)
    page = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'uq_ledgerentry_hash' OR name = 'ix_vote_ballot_id'"
    ).fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with file.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(bytes(size))
    wrong = checks.everything(database.url, database.vault.folder).wrong
    assert wrong[0].startswith("데이터베이스"), wrong


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_that_points_nowhere_is_found_on_sqlite(counted: Evening) -> None:
    connection = sqlite3.connect(counted.world.database.url.removeprefix("sqlite:///"))
    connection.execute("DELETE FROM zone")  # foreign keys are off unless asked for
    connection.commit()
    connection.close()
    assert [line for line in damage(counted.world.database.url) if "zone 표에 없는 것을" in line]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_row_that_points_nowhere_is_found_on_postgresql(counted: Evening) -> None:
    with psycopg.connect(plain(counted.world.database.url)) as connection:
        connection.execute("SET session_replication_role = replica")  # as a careless copy would
        connection.execute("DELETE FROM zone")
    assert [line for line in damage(counted.world.database.url) if "zone 표에 없는 것을" in line]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_constraint_nobody_confirmed_is_found(counted: Evening) -> None:
    with psycopg.connect(plain(counted.world.database.url)) as connection:
        connection.execute("ALTER TABLE zone ADD CONSTRAINT loose CHECK (id > 0) NOT VALID")
    assert damage(counted.world.database.url) == ["제약 loose이(가) 확인되지 않았습니다."]


def test_another_version_is_not_judged(again: str) -> None:
    old_house.build(again)
    with pytest.raises(Conflict, match="이 판이 아닙니다"):
        checks.everything(again)
