"""Moves, consents, side exits, second sendings and lost seats in any order: the rules of a way hold after every one."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db import Database, vault_folder
from app.core.errors import Refused
from app.core.labels import Side
from app.organisations.models import Membership
from app.process import actions, queries
from app.process.exits import actions as exits
from app.process.exits.models import Exit
from app.process.exits.rules import PAUSING, SideExit
from app.process.models import Consent, Matter, Move
from app.process.rules import WITHOUT_REASON, MatterState, MoveKind, Verdict
from app.process.stages.rules import CheckKind, Process
from app.proposals.models import Agenda
from tests.conftest import settings_for
from tests.process import walk
from tests.process.ways.going import SIGNED
from tests.servers import create_database, drop_database
from tests.world import PEOPLE, World, settle

STAFF = sorted(set(PEOPLE) - {"admin", "facilitator"})
Copy = Callable[[], AbstractContextManager[str]]


@dataclass(frozen=True)
class Stage:
    """A database with two matters in it, to be copied for every play."""

    copy: Copy
    ids: dict[str, Any]


def prepare(url: str) -> dict[str, Any]:
    database = Database(url)
    try:
        ids = database.write(settle)
        world = World(database=database, settings=settings_for(url), **ids)
        for title in ("하나", "둘"):
            number = walk.handed(world, title)
            world.write(actions.accept, world.actor("chair"), number)
        return ids
    finally:
        database.close()


class Play(RuleBasedStateMachine):
    """People press what they like; most of it is refused."""

    stage: Stage

    @initialize()
    def begin(self) -> None:
        self.copied = self.stage.copy()
        url = self.copied.__enter__()
        self.database = Database(url)
        self.world = World(database=self.database, settings=settings_for(url), **self.stage.ids)
        self.keys: list[tuple[Callable[..., object], str, int, dict[str, Any], object]] = []
        self.seen: dict[int, int] = {}
        self.process: Process = self.world.read(
            queries.process_of, self.world.read(queries.matter, 1).template_id
        )
        self.pressed = 0
        self.said: list[str] = []

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.copied.__exit__(None, None, None)

    def press(self, deed: Callable[..., object], who: str, number: int, *args: object, **given: Any) -> None:
        """Try it with a key of its own; what worked may be sent again later."""
        self.pressed += 1
        given["key"] = f"{self.pressed:020d}"
        try:
            answer = self.world.write(deed, self.world.actor(who), number, *args, **given)
        except Refused as refusal:
            self.said.append(refusal.in_korean)
        else:
            self.keys.append((deed, who, number, {"args": args, **given}, answer))

    def turn(self, number: int, off: int = 0) -> int:
        return self.world.read(queries.matter, number).turn - off

    def numbers(self) -> list[int]:
        return sorted(each for each in self.world.read(lambda db: db.exec(select(Matter.id)).all()) if each)

    # -- what people do ----------------------------------------------------------------------------------------------

    @rule(pick=st.integers(0, 9), who=st.sampled_from(STAFF), off=st.sampled_from([0, 0, 0, 1]))
    def advances(self, pick: int, who: str, off: int) -> None:
        number = self.one(pick)
        self.press(actions.advance, who, number, expect=self.turn(number, off))

    @rule(
        pick=st.integers(0, 9),
        who=st.sampled_from(STAFF),
        to=st.sampled_from(["", "refine", "review", "plan", "council", "feedback"]),
        reason=st.sampled_from(["", "그럴 까닭"]),
        back=st.booleans(),
    )
    def skips_or_goes_back(self, pick: int, who: str, to: str, reason: str, back: bool) -> None:
        number = self.one(pick)
        deed = actions.go_back if back else actions.skip
        self.press(deed, who, number, to=to, reason=reason, expect=self.turn(number))

    @rule(pick=st.integers(0, 9))
    def the_chair_does_what_is_missing(self, pick: int) -> None:
        number = self.one(pick)
        for each in self.world.read(queries.sheet, number).now.criteria:
            criterion = self.world.read(queries.sheet, number).stage.criterion(each.id)
            if each.met or criterion is None or criterion.check.kind is CheckKind.OPINIONS:
                continue
            try:
                walk.meet(self.world, number, criterion)
            except Refused:
                return

    @rule(pick=st.integers(0, 9))
    def the_department_is_asked_and_answers(self, pick: int) -> None:
        number = self.one(pick)
        try:
            road = [self.world.departments["도로과"]]
            self.world.write(actions.request_opinions, self.world.actor("chair"), number, road)
        except Refused:
            pass
        for opinion in self.world.read(queries.sheet, number).opinions:
            if opinion.verdict is None:
                try:
                    self.world.write(
                        actions.answer_opinion,
                        self.world.actor("reviewer"),
                        opinion.id,
                        verdict=Verdict.FIT,
                        grounds="됩니다.",
                    )
                except Refused:
                    return

    @rule(
        pick=st.integers(0, 9),
        who=st.sampled_from(STAFF),
        side=st.sampled_from(list(Side)),
        agreed=st.sampled_from([True, True, False]),
        off=st.sampled_from([0, 0, 1]),
    )
    def says(self, pick: int, who: str, side: Side, agreed: bool, off: int) -> None:
        number = self.one(pick)
        reason = "" if agreed else "아직입니다."
        self.press(
            actions.consent, who, number, side, agreed=agreed, reason=reason, expect=self.turn(number, off)
        )

    @rule(pick=st.integers(0, 9))
    def both_sides_agree(self, pick: int) -> None:
        number = self.one(pick)
        stage = self.world.read(queries.sheet, number).stage
        for side in stage.keys:
            who = walk.speaker(stage.consent[side], side)
            self.press(actions.consent, who, number, side, agreed=True, reason="", expect=self.turn(number))

    @rule(pick=st.integers(0, 9), who=st.sampled_from(STAFF), kind=st.sampled_from(sorted(PAUSING)))
    def pauses(self, pick: int, who: str, kind: SideExit) -> None:
        number = self.one(pick)
        until = clock.seoul(clock.now()).date() + timedelta(days=9)
        self.press(
            exits.pause,
            who,
            number,
            kind,
            until=until,
            asked="제안한 분",
            reason="잠시",
            expect=self.turn(number),
        )

    @rule(pick=st.integers(0, 9), who=st.sampled_from(["chair", "officer", "member"]))
    def resumes(self, pick: int, who: str) -> None:
        number = self.one(pick)
        self.press(exits.resume, who, number, reason="다시", expect=self.turn(number))

    @rule(pick=st.integers(0, 9), into=st.integers(0, 9), who=st.sampled_from(STAFF))
    def merges(self, pick: int, into: int, who: str) -> None:
        number = self.one(pick)
        given = {"reason": "같은 일", "signed": SIGNED, "expect": self.turn(number)}
        self.press(exits.merge, who, number, self.one(into), **given)

    @rule(pick=st.integers(0, 9), who=st.sampled_from(STAFF))
    def splits(self, pick: int, who: str) -> None:
        number = self.one(pick)
        if len(self.numbers()) < 8:
            self.press(
                exits.split, who, number, ["하나", "둘"], reason="두 가지 일", expect=self.turn(number)
            )

    @rule(pick=st.integers(0, 9), who=st.sampled_from(STAFF), which=st.integers(0, 2))
    def ends(self, pick: int, who: str, which: int) -> None:
        number = self.one(pick)
        given: dict[str, Any] = {"reason": "더 못 함", "expect": self.turn(number)}
        if which == 0:
            self.press(exits.close, who, number, **given)
        elif which == 1:
            self.press(exits.withdraw, who, number, signed=SIGNED, **given)
        else:
            self.press(exits.send_as_complaint, who, number, asked="도로과", **given)

    @rule(pick=st.integers(0, 99))
    def something_is_sent_again(self, pick: int) -> None:
        """What worked once is answered as then, and changes nothing."""
        if not self.keys:
            return
        deed, who, number, given, answer = self.keys[pick % len(self.keys)]
        before = self.moves()
        more = {name: value for name, value in given.items() if name != "args"}
        assert self.world.write(deed, self.world.actor(who), number, *given["args"], **more) == answer
        assert self.moves() == before

    @rule(who=st.sampled_from(STAFF), over=st.booleans())
    def somebody_loses_or_gets_back_the_seat(self, who: str, over: bool) -> None:
        yesterday = clock.seoul(clock.now()).date() - timedelta(days=1)

        def change(db: Session) -> None:
            account = self.world.accounts[who]
            for row in db.exec(select(Membership).where(Membership.account_id == account)):
                row.term_end = yesterday if over else None
                db.add(row)

        self.world.write(change)

    def one(self, pick: int) -> int:
        numbers = self.numbers()
        return numbers[pick % len(numbers)]

    def moves(self) -> int:
        return self.world.read(lambda db: len(db.exec(select(Move.id)).all()))

    # -- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def the_rules_hold(self) -> None:
        if not hasattr(self, "world"):
            return
        for number in self.numbers():
            self.world.read(self.look_at, number)
        assert [said for said in self.said if not said.endswith(".")] == [], "a refusal is a sentence"

    def look_at(self, db: Session, number: int) -> None:
        matter = db.get_one(Matter, number)
        moves = db.exec(select(Move).where(Move.matter_id == number).order_by(col(Move.id))).all()
        taken = db.exec(select(Exit).where(Exit.matter_id == number).order_by(col(Exit.id))).all()
        assert matter.turn == len(moves), "every turn is one step"
        assert matter.turn >= self.seen.get(number, 0), "no step is ever taken back"
        self.seen[number] = matter.turn
        assert moves[-1].to_stage == matter.stage_id
        assert all(move.reason for move in moves if move.kind not in WITHOUT_REASON)
        self.steps_follow(db, number, moves)
        self.state_fits(db, matter, taken)

    def steps_follow(self, db: Session, number: int, moves: Any) -> None:
        """From stage to stage, never over a gate; no gate is left without both words or a way back."""
        consents = db.exec(select(Consent).where(Consent.matter_id == number)).all()
        order = [stage.id for stage in self.process.stages]
        for before, move in pairwise(moves):
            assert move.from_stage == before.to_stage
            gone = order.index(move.to_stage) - order.index(move.from_stage)
            if move.kind in (MoveKind.ADVANCE, MoveKind.SKIP) and number in (1, 2):
                assert gone >= 1
                over = order[order.index(move.from_stage) + 1 : order.index(move.to_stage)]
                assert not any(self.process.stage(each).two_key for each in over), "over a gate"
                stage = self.process.stage(move.from_stage)
                if stage.two_key and stage.id != "deliberate":
                    said = {each.side for each in consents if each.stage_id == stage.id}
                    assert said == set(Side), "a gate was left without a word of each side"
            elif move.kind is MoveKind.BACK:
                assert gone < 0
        for stage_id in {each.stage_id for each in consents}:
            yes = [each for each in consents if each.stage_id == stage_id and each.agreed]
            assert len({each.account_id for each in yes}) == len(yes), "nobody is both sides"

    def state_fits(self, db: Session, matter: Matter, taken: Any) -> None:
        agenda = db.get_one(Agenda, matter.agenda_id)
        open_pauses = [each for each in taken if each.kind in PAUSING and each.over_at is None]
        endings = [each for each in taken if each.kind not in PAUSING]
        assert len(endings) == (matter.ended_by is not None)
        if matter.state is MatterState.CLOSED:
            assert matter.due_at is None
            assert agenda.finished_at is not None
            assert (agenda.ending is None) == (matter.ended_by is None)
        else:
            assert matter.ended_by is None
            assert agenda.finished_at is None
            assert len(open_pauses) == (matter.state is not MatterState.OPEN)
            assert agenda.due_at == matter.due_at, "residents read the same day"
        if matter.ended_by is SideExit.MERGE:
            assert agenda.into_id is not None
            assert endings[0].into_id != matter.id
        if matter.ended_by is SideExit.SPLIT:
            assert len(db.exec(select(Matter).where(Matter.parent_id == matter.id)).all()) == 2


def play(stage: Stage, examples: int, steps: int) -> None:
    kind = type("OnThisStage", (Play,), {"stage": stage})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


SIZES = [
    pytest.param(6, 25, id="6x25"),
    pytest.param(200, 60, id="200x60", marks=pytest.mark.nightly),
]


@pytest.mark.parametrize(("examples", "steps"), SIZES)
def test_the_way_holds_in_any_order(sqlite_url: str, tmp_path: Path, examples: int, steps: int) -> None:
    """On SQLite."""
    ids, template = prepare(sqlite_url), Path(sqlite_url.removeprefix("sqlite:///"))

    @contextmanager
    def copy() -> Iterator[str]:
        folder = tmp_path / "played"
        folder.mkdir()
        shutil.copyfile(template, folder / "way.sqlite3")
        yield f"sqlite:///{folder / 'way.sqlite3'}"
        shutil.rmtree(folder)

    play(Stage(copy, ids), examples, steps)


@pytest.mark.parametrize(
    ("examples", "steps"),
    [pytest.param(2, 20, id="2x20"), pytest.param(50, 50, id="50x50", marks=pytest.mark.nightly)],
)
def test_the_way_holds_in_any_order_on_postgresql(
    postgres_url: str, postgresql_url: str, examples: int, steps: int
) -> None:
    ids = prepare(postgresql_url)

    @contextmanager
    def copy() -> Iterator[str]:
        url = create_database(postgres_url, template=postgresql_url)
        yield url
        drop_database(postgres_url, url)
        shutil.rmtree(vault_folder(url), ignore_errors=True)

    play(Stage(copy, ids), examples, steps)
