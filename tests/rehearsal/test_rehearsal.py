"""A rehearsal from the shell's side: it plays the next meeting, touches nothing real, and leaves real services alone."""

import argparse
import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import Session, SQLModel, select

from app.core.db import Database
from app.core.settings import Settings
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import Secrecy
from app.live.counts.rules import Kind, Method, fixed_texts
from app.live.counts.terms import Terms
from app.live.meetings import queries
from app.live.meetings.models import Meeting
from app.live.meetings.rules import ItemKind, Moderation
from app.rehearsal import command, copies
from app.rehearsal.desks import NotRehearsable
from app.rehearsal.places import SAME_KIND, SAME_SERVER
from app.rehearsal.rules import Figures
from app.rehearsal.telling import Progress
from tests.live.evening import QUESTION, Evening
from tests.loops import apart
from tests.servers import Servers, free_port

pytestmark = pytest.mark.xdist_group("rehearsals")  # all look at the same server's throw-away databases

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONES = 12
T = TypeVar("T")


def true(figures: Figures) -> None:
    """Speed is not asked here; truth is."""
    assert len(figures.joins) == PHONES
    assert figures.acknowledged == figures.counted == PHONES * figures.ballots
    assert (figures.lost, figures.doubled, figures.unchecked, figures.failures, figures.stale) == (
        0,
        0,
        0,
        0,
        0,
    )
    assert figures.ballots >= 1
    assert figures.ideas


def prepared(evening: Evening, secrecy: Secrecy = Secrecy.SECRET) -> None:
    """The officer has already written a question and three options."""
    item = evening.item(ItemKind.BALLOT).id or 0
    officer = evening.world.actor("officer")
    for text in ("그늘", "긴 의자", "화장실"):
        evening.world.write(
            ballots.revise,
            officer,
            item,
            question=QUESTION,
            max_choices=2,
            texts={},
            new=text,
            secrecy=secrecy,
        )


def test_the_next_meeting_is_copied_and_the_real_one_stays_as_it_is(evening: Evening, tmp_path: Path) -> None:
    prepared(evening)
    settings = evening.world.settings
    before = evening.world.read(
        lambda db: [item.model_dump() for item in queries.items(db, evening.meeting_id)]
    )
    given = copies.coming(settings)
    assert given.real
    assert given.title == evening.meeting.title
    assert [item.kind for item in given.items] == [ItemKind(item["kind"]) for item in before]
    [paper] = given.papers
    assert (paper.options, paper.most) == (("그늘", "긴 의자", "화장실"), 2)
    copy = copies.make(given, settings, f"sqlite:///{tmp_path / 'copy.sqlite3'}", tmp_path, 1)
    assert copy.settings.database_url != settings.database_url
    assert copy.number != evening.number or copy.meeting != evening.meeting_id
    after = evening.world.read(
        lambda db: [item.model_dump() for item in queries.items(db, evening.meeting_id)]
    )
    assert after == before


def test_without_a_next_meeting_a_usual_evening_is_played(settings: Settings, tmp_path: Path) -> None:
    given = copies.coming(settings)
    assert not given.real
    assert ItemKind.BALLOT in {item.kind for item in given.items}


def test_a_database_that_is_not_there_is_not_made(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "nothing.sqlite3"
    given = copies.coming(settings.model_copy(update={"database_url": f"sqlite:///{file}"}))
    assert not given.real
    assert not file.exists()


def opened(copy: copies.Copy, read: Callable[[Session], T]) -> T:
    """Look into the copy."""
    database = Database.of(copy.settings)
    try:
        return database.read(read)
    finally:
        database.close()


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])
@pytest.mark.parametrize("moderation", Moderation)
def test_the_copy_votes_and_moderates_as_the_real_meeting_will(
    evening: Evening, tmp_path: Path, secrecy: Secrecy, moderation: Moderation
) -> None:
    prepared(evening, secrecy)

    def agree(db: Session) -> None:
        meeting = db.get_one(Meeting, evening.meeting_id)
        meeting.moderation = moderation
        db.add(meeting)

    evening.world.write(agree)
    settings = evening.world.settings
    copy = copies.make(
        copies.coming(settings), settings, f"sqlite:///{tmp_path / 'copy.sqlite3'}", tmp_path, 1
    )
    assert opened(copy, lambda db: db.get_one(Meeting, copy.meeting).moderation) is moderation
    [ballot] = opened(copy, lambda db: db.exec(select(Ballot)).all())
    assert (ballot.secrecy, ballot.question, ballot.max_choices) == (secrecy, QUESTION, 2)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_copy_counts_as_the_real_meeting_will(evening: Evening, tmp_path: Path, kind: Kind) -> None:
    terms, method = Terms(quorum=20, min_age=16), Method.SCHULZE if kind is Kind.RANK else Method.MARKS
    for new in ("그늘", "긴 의자", "화장실"):
        evening.world.write(
            ballots.revise,
            evening.world.actor("officer"),
            evening.item(ItemKind.BALLOT).id or 0,
            question=QUESTION,
            max_choices=2,
            texts={},
            new=new,
            kind=kind,
            method=method,
            terms=terms,
        )
    settings = evening.world.settings
    copy = copies.make(
        copies.coming(settings), settings, f"sqlite:///{tmp_path / 'copy.sqlite3'}", tmp_path, 1
    )
    [real] = evening.world.read(lambda db: db.exec(select(Ballot)).all())
    [ballot] = opened(copy, lambda db: db.exec(select(Ballot)).all())
    for name in ("kind", "method", "terms", "max_choices"):
        assert getattr(ballot, name) == getattr(real, name), name
    texts = opened(copy, lambda db: [option.text for option in db.exec(select(Option)).all()])
    assert tuple(texts) == (fixed_texts(kind) or ("그늘", "긴 의자", "화장실"))


def rows_of(evening: Evening) -> str:
    """One digest over every row of every table of the real database."""

    def read(db: Session) -> str:
        told = hashlib.sha256()
        for table in SQLModel.metadata.sorted_tables:
            rows = sorted(repr(tuple(row)) for row in db.connection().execute(table.select()))
            told.update(f"{table.name}{rows}".encode())
        return told.hexdigest()

    return evening.world.read(read)


def test_a_whole_evening_is_played_with_a_restart_in_the_middle(evening: Evening) -> None:
    """A named ballot on one kind of database, a secret one on the other."""
    settings = evening.world.settings
    prepared(evening, Secrecy.NAMED if settings.is_sqlite else Secrecy.SECRET)
    before = rows_of(evening)
    how, figures = apart(command._copy, copies.coming(settings), settings, PHONES, 0.1, Progress())
    true(figures)
    assert figures.restarted
    assert len(figures.returns) == PHONES - 1, "the one without a socket only asks now and then"
    assert figures.memory > 10
    assert figures.over_socket > figures.over_post, "real phones vote over their socket first"
    assert figures.over_post, "and one in twenty has none"
    assert (SAME_KIND if settings.is_sqlite else SAME_SERVER) in how
    assert rows_of(evening) == before


def test_what_differs_from_the_real_evening_is_said() -> None:
    usual = copies.usual()
    assert command.told(usual, several=False) == [command.FROM_PRESET]
    real = replace(usual, real=True, lowered=True)
    assert command.told(real, several=True) == [command.FROM_REAL, command.LOWERED, command.ONE_PROCESS]


@SQLITE
def test_a_real_service_elsewhere_is_left_alone(evening: Evening, serve: Servers) -> None:
    address = serve(evening.world.settings)
    with pytest.raises(NotRehearsable, match="시연용이 아닙니다"):
        apart(command._elsewhere, address, PHONES, 0.1, Progress())
    assert len(evening.world.read(queries.evenings)) == 1


@SQLITE
def test_a_demonstration_elsewhere_gets_a_meeting_of_its_own(evening: Evening, serve: Servers) -> None:
    address = serve(evening.world.settings.model_copy(update={"demo": True}))
    title, how, figures = apart(command._elsewhere, address, PHONES, 0.1, Progress())
    true(figures)
    assert title.startswith("예행연습")
    assert address in how[0]
    assert not figures.restarted
    assert evening.meeting.state.value == "prepared", "the demonstration's own meeting was not used"


def test_nothing_that_answers_is_said_in_a_sentence(settings: Settings) -> None:
    args = argparse.Namespace(people=5, minutes=0.1, url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(SystemExit, match="이어지지 않아"):
        apart(command.rehearse, settings, args)


def test_the_throw_away_copy_is_thrown_away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []

    def broken(given: copies.Plan, settings: Settings, url: str, folder: Path, port: int) -> copies.Copy:
        folders.append(folder)
        (folder / "rehearsal.sqlite3").write_text("")
        raise RuntimeError("nothing works today")

    monkeypatch.setattr(copies, "make", broken)
    args = argparse.Namespace(people=5, minutes=0.1, url="")
    with pytest.raises(SystemExit, match="nothing works today"):
        apart(command.rehearse, settings, args)
    [folder] = folders
    assert folder.is_relative_to(tempfile.gettempdir())
    assert not folder.exists()
