"""A rehearsal from the shell's side: it plays the next meeting, touches nothing real, and leaves real services alone."""

import argparse
import hashlib
import tempfile
from pathlib import Path

import pytest

from app.core.settings import Settings
from app.live.ballots import actions as ballots
from app.live.meetings import queries
from app.live.meetings.rules import ItemKind
from app.rehearsal import command, copies
from app.rehearsal.desks import NotRehearsable
from app.rehearsal.rules import Figures
from app.rehearsal.telling import Progress
from tests.live.evening import QUESTION, Evening
from tests.loops import apart, run
from tests.servers import Servers, free_port

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONES = 12


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


def prepared(evening: Evening) -> None:
    """The officer has already written a question and three options."""
    item = evening.item(ItemKind.BALLOT).id or 0
    officer = evening.world.actor("officer")
    for text in ("그늘", "긴 의자", "화장실"):
        evening.world.write(
            ballots.revise, officer, item, question=QUESTION, max_choices=2, texts={}, new=text
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
    copy = copies.make(given, settings, tmp_path, 1)
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


@SQLITE
def test_a_whole_evening_is_played_with_a_restart_in_the_middle(evening: Evening) -> None:
    prepared(evening)
    file = Path(evening.world.settings.database_url.removeprefix("sqlite:///"))
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    given = copies.coming(evening.world.settings)
    figures = run(command._copy(given, evening.world.settings, PHONES, 0.1, Progress()))
    true(figures)
    assert figures.restarted
    assert len(figures.returns) == PHONES
    assert figures.memory > 10
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


@SQLITE
def test_a_real_service_elsewhere_is_left_alone(evening: Evening, serve: Servers) -> None:
    address = serve(evening.world.settings)
    with pytest.raises(NotRehearsable, match="시연용이 아닙니다"):
        run(command._elsewhere(address, PHONES, 0.1, Progress()))
    assert len(evening.world.read(queries.evenings)) == 1


@SQLITE
def test_a_demonstration_elsewhere_gets_a_meeting_of_its_own(evening: Evening, serve: Servers) -> None:
    address = serve(evening.world.settings.model_copy(update={"demo": True}))
    title, figures = run(command._elsewhere(address, PHONES, 0.1, Progress()))
    true(figures)
    assert title.startswith("예행연습")
    assert not figures.restarted
    assert evening.meeting.state.value == "prepared", "the demonstration's own meeting was not used"


def test_nothing_that_answers_is_said_in_a_sentence(settings: Settings) -> None:
    args = argparse.Namespace(people=5, minutes=0.1, url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(SystemExit, match="이어지지 않아"):
        apart(command.rehearse, settings, args)


def test_the_throw_away_copy_is_thrown_away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []

    def broken(given: copies.Plan, settings: Settings, folder: Path, port: int) -> copies.Copy:
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
