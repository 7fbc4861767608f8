"""The rules of the vote hold in any order: chance makes the story, a dictionary remembers what must be true (P06)."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, func, select

from app.core.db import Database, vault_folder
from app.core.errors import Conflict, Forbidden, Refused, TooMany
from app.live.ballots import actions as ballots
from app.live.ballots import queries
from app.live.ballots.actions import Receipt
from app.live.ballots.envelopes import Keys
from app.live.ballots.models import Ballot, CastKey, PublishedVote, SealedVote, Vote, VoterTag
from app.live.ballots.rules import MAY_BE_ANNULLED, MOST_CHANGES, BallotState, Secrecy
from app.live.counts.rules import Kind, Method, tally, written
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken
from app.live.meetings.guests import Guest
from app.organisations.actors import Actor
from tests.conftest import settings_for
from tests.live.evening import clock_comes_round, prepare
from tests.safety.rounds import Poll, come_in, draft, option_ids, send
from tests.servers import create_database, drop_database
from tests.world import World, settle

VOTERS = 5
KINDS = (
    Kind.CHOICE,
    Kind.RANK,
    Kind.CHOICE,
)  # in a ranking the same options in another order are another vote
BALLOTS = len(KINDS)
OPTIONS = 4
METHODS = {Kind.CHOICE: Method.MARKS, Kind.RANK: Method.BORDA}
KEYS = 6


@dataclass(frozen=True)
class Stage:
    """A prepared evening that can be copied: drafted ballots, people who came in."""

    copy: Callable[[], Any]
    meeting_id: int
    number: str
    host: Actor
    second: Actor
    guests: tuple[Guest, ...]
    ballots: tuple[int, ...]


@dataclass
class Remembered:
    """What the model knows of one ballot. ``answers``: (voter, key) → (body, receipt); ``live``: voter → key."""

    id: int
    secrecy: Secrecy
    kind: Kind = Kind.CHOICE
    options: tuple[int, ...] = ()
    state: BallotState = BallotState.DRAFT
    answers: dict[tuple[int, int], tuple[tuple[int, ...], Receipt]] = field(default_factory=dict)
    live: dict[int, int] = field(default_factory=dict)
    changes: dict[int, int] = field(default_factory=dict)
    tally: dict[str, Any] | None = None
    asked: Actor | None = None

    @property
    def choices(self) -> list[tuple[int, ...]]:
        """What each live vote chose, as option numbers: a body names places on the paper."""
        return [
            tuple(self.options[place] for place in self.answers[voter, key][0])
            for voter, key in self.live.items()
        ]


which = st.integers(0, BALLOTS - 1)
who = st.integers(0, VOTERS - 1)
keys = st.integers(0, KEYS - 1)
bodies = st.lists(st.integers(0, OPTIONS - 1), min_size=1, max_size=2, unique=True).map(tuple)


def machine(stage: Stage) -> type[RuleBasedStateMachine]:
    """The machine that plays on a copy of this stage."""

    class Evening(RuleBasedStateMachine):
        @initialize()
        def arrive(self) -> None:
            self.place = stage.copy()
            self.url: str = self.place.__enter__()
            self.door = self.enter()
            self.heads: list[str] = []
            self.known = {
                n: Remembered(id_, Secrecy.NAMED if n == BALLOTS - 1 else Secrecy.SECRET, KINDS[n])
                for n, id_ in enumerate(stage.ballots)
            }

        def enter(self) -> Database:
            door = Database(self.url)
            door.listen(ballots.destroyer(door.vault))
            return door

        def teardown(self) -> None:
            if hasattr(self, "door"):
                self.door.close()
                self.place.__exit__(None, None, None)

        def attempt(
            self, ballot: Remembered, voter: int, key: int, body: tuple[int, ...]
        ) -> Receipt | Refused:
            poll = Poll(ballot.id, ballot.options or (0,) * OPTIONS, stage.number)
            named = f"주민 {voter}" if ballot.secrecy is Secrecy.NAMED else ""
            slip = poll.slip(stage.guests[voter], f"key {key} of somebody", *body, name=named)
            try:
                return send(self.door, slip).result(60)
            except Refused as refusal:
                return refusal

        # -- deeds -------------------------------------------------------------------------------------------------

        @rule(n=which)
        def open(self, n: int) -> None:
            ballot = self.known[n]
            if self.moved(ballots.open_ballot, ballot, BallotState.DRAFT, BallotState.OPEN):
                ballot.options = self.door.read(option_ids, ballot.id)

        @rule(n=which)
        def close(self, n: int) -> None:
            ballot = self.known[n]
            if self.moved(ballots.close, ballot, BallotState.OPEN, BallotState.CLOSED):
                found = tally(ballot.kind, METHODS[ballot.kind], ballot.options, ballot.choices)
                ballot.tally = {
                    "voters": found.voters,
                    "rows": [[row.option_id, row.votes] for row in found.rows],
                }

        @rule(n=which)
        def reveal(self, n: int) -> None:
            if self.moved(ballots.reveal, self.known[n], BallotState.CLOSED, BallotState.REVEALED):
                self.known[n].asked = None

        @rule(n=which, civil=st.booleans(), refuse=st.booleans())
        def annul(self, n: int, civil: bool, refuse: bool) -> None:
            """Propose, or answer what was proposed: only the other of the two may confirm, either may refuse."""
            ballot, by = self.known[n], stage.host if civil else stage.second
            if ballot.asked is None:
                possible = ballot.state in MAY_BE_ANNULLED
                self.answered(False, ballots.confirm_annulment, by, ballot.id)
                if self.answered(possible, ballots.propose_annulment, by, ballot.id, reason="잘못되었습니다"):
                    ballot.asked = by
            elif refuse:
                self.answered(True, ballots.refuse_annulment, by, ballot.id)
                ballot.asked = None
            elif self.answered(ballot.asked is not by, ballots.confirm_annulment, by, ballot.id):
                ballot.state, ballot.asked, ballot.tally = BallotState.ANNULLED, None, None

        def answered(self, possible: bool, deed: Callable[..., object], *given: Any, **more: Any) -> bool:
            """The deed is done exactly when it is possible."""
            if not possible:
                with pytest.raises((Conflict, Forbidden)):
                    self.door.write(deed, *given, **more)
                return False
            self.door.write(deed, *given, **more)
            return True

        def moved(
            self,
            deed: Callable[[Session, Actor, int], None],
            ballot: Remembered,
            before: BallotState,
            after: BallotState,
        ) -> bool:
            """The deed is done exactly when it is its turn."""
            if ballot.state is not before:
                with pytest.raises(Conflict):
                    self.door.write(deed, stage.host, ballot.id)
                return False
            self.door.write(deed, stage.host, ballot.id)
            ballot.state = after
            return True

        @rule(n=which, voter=who, key=keys, body=bodies)
        def cast(self, n: int, voter: int, key: int, body: tuple[int, ...]) -> None:
            """A first vote, a change, a retry, or a key used for something else, whichever chance made of it."""
            ballot = self.known[n]
            answer = self.attempt(ballot, voter, key, body)
            body = written(ballot.kind, body)
            known = ballot.answers.get((voter, key))
            if ballot.state is BallotState.DRAFT:
                assert isinstance(answer, Conflict)
            elif ballot.state is BallotState.ANNULLED:
                assert isinstance(answer, Conflict), "no vote and no receipt after the annulment"
            elif ballot.state is not BallotState.OPEN:
                self.late(ballot, voter, key, body, answer)
            elif known is not None:
                if known[0] == body:
                    assert answer == known[1]
                else:
                    assert isinstance(answer, Conflict)
            elif ballot.changes.get(voter, 0) > MOST_CHANGES:
                assert isinstance(answer, TooMany)
            else:
                assert isinstance(answer, Receipt), answer
                assert answer.choices == tuple(ballot.options[place] for place in body)
                ballot.answers[voter, key] = (body, answer)
                ballot.live[voter] = key
                ballot.changes[voter] = ballot.changes.get(voter, 0) + 1
            if known is None and isinstance(answer, Receipt):
                ballot.answers[voter, key] = (body, answer)

        def late(
            self, ballot: Remembered, voter: int, key: int, body: tuple[int, ...], answer: Receipt | Refused
        ) -> None:
            """After closing: only whoever lost an answer gets it again."""
            known = ballot.answers.get((voter, key))
            if known is not None and ballot.live.get(voter) == key and known[0] == body:
                published = {
                    ballot.answers[one, key][1].tracker
                    for one, live in ballot.live.items()
                    if live == key and ballot.answers[one, key][0] == body
                }
                assert isinstance(answer, Receipt)
                if published == {known[1].tracker}:
                    assert answer == known[1]
                else:  # two phones with one key and one choice: who is who cannot be told any more
                    assert answer.tracker in published
            elif isinstance(answer, Receipt):  # another's key and choice: only what is published anyway
                assert key in ballot.live.values()
            else:
                assert isinstance(answer, Conflict)

        @rule(n=which, voter=who)
        def retry(self, n: int, voter: int) -> None:
            """The same key and body once more, of a vote that stands."""
            ballot = self.known[n]
            if ballot.state is BallotState.OPEN and voter in ballot.live:
                body, receipt = ballot.answers[voter, ballot.live[voter]]
                assert self.attempt(ballot, voter, ballot.live[voter], body) == receipt

        @rule(n=which, voter=who, body=bodies)
        def retry_with_another_body(self, n: int, voter: int, body: tuple[int, ...]) -> None:
            ballot = self.known[n]
            if ballot.state is BallotState.OPEN and voter in ballot.live:
                key = ballot.live[voter]
                if ballot.answers[voter, key][0] != written(ballot.kind, body):
                    assert isinstance(self.attempt(ballot, voter, key, body), Conflict)

        @rule()
        def restart(self) -> None:
            self.door.close()
            self.door = self.enter()

        @rule()
        def clean(self) -> None:
            """The hourly destruction of what is no longer needed comes at any time and hurts nothing."""
            clock_comes_round(self.door)

        # -- what must always be true ------------------------------------------------------------------------------

        @invariant()
        def everything_holds(self) -> None:
            if hasattr(self, "door"):
                self.door.read(self.look)

        def look(self, db: Session) -> None:
            for ballot in self.known.values():
                self.look_at(db, ballot)
            chain = ledger.chain(db, stage.meeting_id)
            assert broken(chain) == ""
            hashes = [entry["hash"] for entry in chain]
            assert [head for head in self.heads if head not in set(hashes)] == []
            head = ledger.head(db, stage.meeting_id)
            assert hashes[-1] == head
            self.heads.append(head)

        def look_at(self, db: Session, known: Remembered) -> None:
            ballot = db.get(Ballot, known.id)
            assert ballot is not None
            assert ballot.state is known.state
            assert ballot.tally == known.tally

            def rows(model: Any) -> int:
                return db.exec(
                    select(func.count()).select_from(model).where(model.ballot_id == known.id)
                ).one()

            kept = Vote if known.secrecy is Secrecy.NAMED else SealedVote
            over, void = (
                known.state in (BallotState.CLOSED, BallotState.REVEALED),
                known.state is BallotState.ANNULLED,
            )
            sealed = void or (over and known.secrecy is Secrecy.SECRET)
            assert rows(kept) == (0 if sealed else len(known.live)), "one live vote for each voter"
            again = (
                known.state is BallotState.CLOSED and known.secrecy is Secrecy.NAMED
            )  # it may be opened again
            assert rows(CastKey) == (0 if void or (over and not again) else len(known.answers))
            assert not void or rows(VoterTag) == 0
            assert ballot.received == (len(known.live) if void else None)
            assert rows(PublishedVote) == (len(known.live) if over else 0)
            if over:
                right = {known.answers[voter, key][1].tracker for voter, key in known.live.items()}
                assert {one["tracker"] for one in queries.openings(db, known.id)} == right
            seen = known.state is BallotState.REVEALED  # nobody opens a count here
            for for_staff in (False, True):
                paper = queries.paper(db, ballot, for_staff=for_staff)
                assert paper.voters == len(known.live)
                assert all((choice.votes is not None) == seen for choice in paper.choices)
                assert seen or not any(choice.leads or choice.share is not None for choice in paper.choices)
            box = self.door.vault.folder / f"{ballot.key_id}.box"
            assert box.exists() == (known.state is BallotState.OPEN or again), (
                "the key lives as long as a vote may come in"
            )

    return Evening


# -- where it plays ----------------------------------------------------------------------------------------------------


def built(url: str) -> Stage:
    """Fill an empty database with an evening; the caller says how it is copied."""
    with closing(Database(url)) as database:
        world = World(database=database, settings=settings_for(url), **database.write(settle))
        evening = prepare(world)
        evening.press()
        guests = tuple(come_in(evening, VOTERS))

        def drafts(db: Session) -> tuple[int, ...]:
            return tuple(
                draft(
                    db,
                    evening.meeting_id,
                    secrecy=Secrecy.NAMED if n == BALLOTS - 1 else Secrecy.SECRET,
                    options=OPTIONS,
                    most=2,
                    kind=KINDS[n],
                    method=METHODS[KINDS[n]],
                )
                for n in range(BALLOTS)
            )

        return Stage(
            lambda: None,
            evening.meeting_id,
            evening.number,
            world.actor("facilitator"),
            world.actor("officer"),
            guests,
            database.write(drafts),
        )


def play(stage: Stage, examples: int, steps: int, **more: Any) -> None:
    run_state_machine_as_test(
        machine(stage),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


SIZES = [
    pytest.param(25, 30, id="25x30"),
    pytest.param(400, 80, id="400x80", marks=pytest.mark.nightly),
]


@pytest.mark.parametrize(("examples", "steps"), SIZES)
def test_the_rules_hold_in_any_order(sqlite_url: str, tmp_path: Path, examples: int, steps: int) -> None:
    """On SQLite."""
    play(on_sqlite(sqlite_url, tmp_path), examples, steps)


def on_sqlite(url: str, tmp_path: Path) -> Stage:
    stage = built(url)
    template = Path(url.removeprefix("sqlite:///"))

    @contextmanager
    def copy() -> Iterator[str]:
        folder = tmp_path / "played"
        folder.mkdir()
        shutil.copyfile(template, folder / "evening.sqlite3")
        yield f"sqlite:///{folder / 'evening.sqlite3'}"
        shutil.rmtree(folder)

    return replace(stage, copy=copy)


@pytest.mark.parametrize(
    ("examples", "steps"),
    [pytest.param(4, 30, id="4x30"), pytest.param(100, 60, id="100x60", marks=pytest.mark.nightly)],
)
def test_the_rules_hold_in_any_order_on_postgresql(
    postgres_url: str, postgresql_url: str, examples: int, steps: int
) -> None:
    stage = built(postgresql_url)

    @contextmanager
    def copy() -> Iterator[str]:
        url = create_database(postgres_url, template=postgresql_url)
        yield url
        drop_database(postgres_url, url)
        shutil.rmtree(vault_folder(url), ignore_errors=True)

    play(replace(stage, copy=copy), examples, steps)


@pytest.mark.parametrize("fault", ["another body is taken", "the key is kept"])
def test_a_service_with_a_fault_would_be_found(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """The machine itself: two faults, each found within a few stories."""
    if fault == "another body is taken":
        monkeypatch.setattr(Keys, "body_mac", lambda self, tag, key, body: "b" * 64)
    else:
        monkeypatch.setattr(ballots, "destroyer", lambda vault: lambda facts: None)
    stage = on_sqlite(sqlite_url, tmp_path)
    with pytest.raises((AssertionError, Flaky, ExceptionGroup)):
        play(stage, 60, 30, phases=[Phase.generate], derandomize=True, report_multiple_bugs=False)
