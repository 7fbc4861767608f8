"""Pure rules of items: is the paper in time, who counts, does the vote carry the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.core.labels import Labelled
from app.council.seats.rules import Share
from app.council.sittings.rules import SEOUL
from app.process.stages.rules import Check, CheckKind, Stage

MOST_VOTES = 999
DECISION = "의결서"


def asks(stage: Stage) -> bool:
    """Does this stage of a procedure wait for the council: may it be left only with a decision sheet?"""
    return any(each.check == Check(CheckKind.DOCUMENT, name=DECISION) for each in stage.exits)


class ItemKind(Labelled):
    """Is it decided by vote, or told?"""

    DECISION = "decision", "심의·의결"
    REPORT = "report", "보고"


class Outcome(Labelled):
    """What became of an item."""

    AS_PROPOSED = "as_proposed", "원안의결"
    AMENDED = "amended", "수정의결"
    HELD = "held", "보류"
    REJECTED = "rejected", "부결"
    AGAIN = "again", "재심의"
    REPORTED = "reported", "보고받음"


VOTED = tuple(outcome for outcome in Outcome if outcome is not Outcome.REPORTED)
PASSED = frozenset({Outcome.AS_PROPOSED, Outcome.AMENDED})  # what lets a matter go on
SAYS_WHY = frozenset(
    {Outcome.AMENDED, Outcome.HELD, Outcome.AGAIN}
)  # what cannot be decided without saying what or why

MEANING: dict[Outcome, str] = {
    Outcome.AS_PROPOSED: "올린 안건 그대로 정했습니다",
    Outcome.AMENDED: "고쳐서 정했습니다",
    Outcome.HELD: "지금 정하지 않고 미뤘습니다",
    Outcome.REJECTED: "찬성이 모자라 정하지 않았습니다",
    Outcome.AGAIN: "다시 살펴 다음 회의에 올리기로 했습니다",
    Outcome.REPORTED: "보고를 들었습니다",
}


class OutKind(Labelled):
    """Why a member steps out of an item."""

    EXCLUDED = "excluded", "제척(규칙에 따라 빠짐)"
    CHALLENGED = "challenged", "기피(다른 사람이 요청해 빠짐)"
    WITHDREW = "withdrew", "회피(스스로 빠짐)"


class PaperState(Labelled):
    """Is the paper there, and did it come in time?"""

    IN_TIME = "in_time", "기한 안에 옴"
    LATE = "late", "늦게 옴"
    AWAITED = "awaited", "기다리는 중"
    OVERDUE = "overdue", "아직 안 옴"


@dataclass(frozen=True)
class PaperStand:
    """``days``: how many days late it came, or is by now; until it is due while it is awaited."""

    state: PaperState
    days: int = 0

    @property
    def is_late(self) -> bool:
        return self.state in (PaperState.LATE, PaperState.OVERDUE)


def paper_stand(first: datetime | None, due: date, today: date) -> PaperStand:
    """Of the first paper of an item; a later version does not make a late one timely, nor a timely one late."""
    day = first.astimezone(SEOUL).date() if first else today
    if day <= due:
        if first:
            return PaperStand(PaperState.IN_TIME)
        return PaperStand(PaperState.AWAITED, (due - day).days)
    return PaperStand(PaperState.LATE if first else PaperState.OVERDUE, (day - due).days)


@dataclass(frozen=True)
class Votes:
    """Numbers as they were counted aloud."""

    ayes: int
    noes: int
    abstains: int

    @property
    def all(self) -> int:
        return self.ayes + self.noes + self.abstains


NO_VOTES = Votes(0, 0, 0)


@dataclass(frozen=True)
class Voters:
    """Who counts for one item: of those present, some stepped out."""

    present: int
    out: int

    @property
    def number(self) -> int:
        return self.present - self.out


def voters(present: Sequence[int], out: Sequence[int]) -> Voters:
    """By the members' numbers; somebody who steps out but is not there changes nothing."""
    here = set(present)
    return Voters(len(here), len(here & set(out)))


def problem(outcome: Outcome, votes: Votes, who: Voters, share: Share) -> str:
    """Why this cannot be the decision; empty when it can. A tie carries nothing."""
    if min(votes.ayes, votes.noes, votes.abstains) < 0:
        return "표의 수는 0보다 작을 수 없습니다."
    if who.number < 1:
        return "표결할 수 있는 위원이 없습니다. 출석과 제척·회피를 확인해 주세요."
    if votes.all != who.number:
        stepped = f" 가운데 빠진 {who.out}명을 뺀 {who.number}명" if who.out else f" {who.number}명"
        return f"찬성·반대·기권을 더하면 {votes.all}명입니다. 출석{'' if who.out == 0 else f' {who.present}명'}{stepped}과 같아야 합니다."
    needed = share.of(who.number)
    carried = votes.ayes >= needed
    if outcome is Outcome.REJECTED and carried:
        return f"찬성 {votes.ayes}명은 {share.label}({needed}명)에 이르므로 부결이 아닙니다."
    if outcome is not Outcome.REJECTED and not carried:
        return f"찬성 {votes.ayes}명은 {share.label}({needed}명)에 모자라므로 ‘{outcome.label}’이 될 수 없습니다. 부결로 적거나 수를 확인해 주세요."
    return ""
