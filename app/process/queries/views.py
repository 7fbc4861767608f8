"""The parts of a matter's page."""

from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.rules import Level
from app.core.labels import Side
from app.process.exits.rules import SideExit
from app.process.rules import MatterState, MoveKind, Unmet, Verdict
from app.process.stages.rules import Stage


@dataclass(frozen=True)
class Signed:
    """Who did it: seat and masked name, which side, when."""

    who: str
    side: Side | None
    at: datetime


@dataclass(frozen=True)
class CriterionView:
    """``kind``: which form fulfils it. ``document``: the name of the paper it asks for."""

    id: str
    text: str
    short: str
    kind: str
    document: str
    fix: str
    met: bool
    progress: str
    note: str = ""
    by: Signed | None = None


@dataclass(frozen=True)
class PaperView:
    """A paper of a stage: written (``body``) or still missing (``by`` is None)."""

    name: str
    required: bool
    stage: str
    body: str = ""
    by: Signed | None = None


@dataclass(frozen=True)
class MemberView:
    name: str
    seat: str
    side: Side


@dataclass(frozen=True)
class GatheringView:
    no: int
    held_on: date
    place: str
    attendees: int
    gist: str


@dataclass(frozen=True)
class OpinionView:
    """``days``: until the answer is due, None once it is there."""

    id: int
    department: str
    question: str
    requested_at: datetime
    due_at: datetime
    days: int | None
    verdict: Verdict | None
    grounds: str
    alternative: str
    by: Signed | None


@dataclass(frozen=True)
class KeyView:
    """One side's consent at the present stage. ``agreed`` None: nothing said yet. ``vacant``: nobody holds the seat."""

    side: Side
    roles: str
    needed: bool
    agreed: bool | None = None
    reason: str = ""
    by: Signed | None = None
    vacant: bool = False


@dataclass(frozen=True)
class MoveView:
    kind: MoveKind
    from_stage: str
    to_stage: str
    reason: str
    by: Signed

    @property
    def label(self) -> str:
        """What kind of step; those before the hand-over were made in public."""
        if self.kind is MoveKind.ADVANCE and not self.from_stage:
            return "제안"
        return self.kind.label

    @property
    def moved(self) -> bool:
        return self.to_stage != self.from_stage


@dataclass(frozen=True)
class StepView:
    """A stage on the matter's way. state: done, now, next, or left by a side exit."""

    stage: Stage
    state: str
    criteria: tuple[CriterionView, ...]
    papers: tuple[PaperView, ...]
    entered: MoveView | None = None
    left: MoveView | None = None


@dataclass(frozen=True)
class OriginView:
    channel: str
    title: str
    text: str
    author: str
    votes: int
    voters: int
    rank: int | None
    level: Level | None
    forum_id: int | None
    proposal_id: int | None
    proposed_at: datetime
    selected_at: datetime


@dataclass(frozen=True)
class ProcedureView:
    """The version a matter follows, and the newest there is."""

    code: str
    name: str
    version: str
    newest: str


@dataclass(frozen=True)
class Sheet:
    """Everything about one matter."""

    id: int
    turn: int
    number: str
    title: str
    summary: str
    agenda_id: int
    place: str
    subcommittee_id: int
    subcommittee_code: str
    subcommittee: str
    state: MatterState
    ended_by: SideExit | None
    status: str
    owed_by: str
    due_at: datetime | None
    days: int | None
    stage_since: datetime
    handed_over_at: datetime
    accepted_at: datetime | None
    stage: Stage
    next: Stage | None
    back: Stage | None
    total: int
    steps: tuple[StepView, ...]
    unmet: tuple[Unmet, ...]
    documents: tuple[PaperView, ...]
    group: tuple[MemberView, ...]
    gatherings: tuple[GatheringView, ...]
    opinions: tuple[OpinionView, ...]
    keys: tuple[KeyView, ...]
    moves: tuple[MoveView, ...]
    wish: MoveView | None
    origin: OriginView
    unasked: tuple[tuple[int, str], ...]
    subcommittees: tuple[tuple[int, str], ...]
    procedure: ProcedureView

    @property
    def now(self) -> StepView:
        return next(step for step in self.steps if step.stage.id == self.stage.id)

    @property
    def closed(self) -> bool:
        return self.state is MatterState.CLOSED
