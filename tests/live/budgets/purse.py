"""An evening that divides money: the plan's six projects on its ballot."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.budgeting.actions import Asked, add_project
from app.budgeting.sharing.rules import Rule
from app.live.budgets import actions, queries
from app.live.budgets.actions import Plan
from app.live.budgets.queries import BudgetPaper
from app.live.meetings.rules import ItemKind
from tests.live.evening import Evening

MILLION = 1_000_000
SIX = (
    ("종로 마을형 지속가능발전 표준모델 개발", 100),
    ("우리동네에서 '일'을 찾다", 50),
    ("어르신을 위한 쉼 공간을 만들어주세요.", 50),
    ("생태도시농업 건강마을 만들기", 30),
    ("백세까지 건강하게~ 어르신 맞춤형 근력운동교실 운영", 10),
    ("함께하면 행복플러스, 종로 마을사랑 축제 개최", 10),
)
# Thirty residents, fixed by hand: twenty want the large projects, ten the small ones.
VOTES = [(1, 2)] * 12 + [(1, 3)] * 8 + [(4, 5)] * 6 + [(5, 6)] * 4


@dataclass
class Purse:
    """``ids``: the six projects by their place on the paper."""

    evening: Evening
    ids: list[int] = field(default_factory=list)

    @property
    def item_id(self) -> int:
        return self.evening.item(ItemKind.BALLOT).id or 0

    @property
    def plan(self) -> Plan:
        return Plan(2026, "어느 사업에 예산을 쓸까요?", 150 * MILLION, Rule.GREEDY, 2, tuple(self.ids))

    def fill(self) -> "Purse":
        world = self.evening.world
        self.ids = [
            world.write(
                add_project,
                world.actor("officer"),
                Asked(world.departments["도로과"], 2026, name, "계획의 사업", amount * MILLION),
            )
            for name, amount in SIX
        ]
        return self

    def prepare(self, who: str = "officer", plan: Plan | None = None, **changes: Any) -> int:
        world, plan = self.evening.world, replace(plan or self.plan, **changes)
        return world.write(actions.prepare, world.actor(who), self.item_id, plan)

    def hold(self, votes: Sequence[tuple[int, ...]] = VOTES, **changes: Any) -> int:
        """Prepare, open, vote, close, announce."""
        self.evening.until(ItemKind.BALLOT)
        ballot_id = self.prepare(**changes)
        self.evening.press()
        for by, positions in enumerate(votes, 1):
            self.evening.vote(by, *positions)
        self.evening.press()
        self.evening.press()
        return ballot_id

    def paper(self, ballot_id: int, who: str = "officer") -> BudgetPaper:
        return self.evening.world.read(queries.budget_paper, ballot_id, self.evening.world.actor(who))


def purse_of(evening: Evening) -> Purse:
    return Purse(evening).fill()
