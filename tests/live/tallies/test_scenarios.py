"""Paper and online reconcile (P22): thirty evenings at the desk and at the counting table, each with the one right result.

A step is one deed. ``1>A`` phone 1 votes A · ``1#`` the desk marks the slip of phone 1 · ``1-`` takes that mark back ·
``#`` marks a slip nobody used · ``F 2 1 b1 v1`` the facilitator counts A 2, B 1, one blank, one void (``O`` officer, ``M`` and
``C`` two more members of staff) · ``again`` a host has the pile counted again · ``close`` · ``show``. A step that ends
with ``!`` must be refused.
"""

from typing import NamedTuple

import pytest

from app.accounts.rules import Level
from app.core.errors import Refused
from app.live.ballots.models import PaperMark
from app.live.counts.channels import Channel, Total
from app.live.counts.rules import Kind
from app.live.tallies import actions
from tests.live.evening import Evening
from tests.live.tallies.hall import PAPER, Hall
from tests.live.tallies.test_actions import verified

WHO = {"F": "facilitator", "O": "officer", "M": "member", "C": "chair"}
PHONES = 4


class Scenario(NamedTuple):
    """``votes``: what A and B have in the end. ``voters``: who is counted; ``paper``: how many papers were handed in."""

    steps: str
    votes: tuple[int, int]
    voters: int
    paper: int


SCENARIOS = {
    "phones alone": Scenario("1>A, 2>B, close, show", (1, 1), 2, 0),
    "paper alone": Scenario("#, #, F 1 1, O 1 1, close, show", (1, 1), 2, 2),
    "both": Scenario("1>A, #, F 0 1, O 0 1, close, show", (1, 1), 2, 1),
    "counted after closing": Scenario("1>A, #, close, F 0 1, O 0 1, show", (1, 1), 2, 1),
    "one before and one after closing": Scenario("1>A, #, F 0 1, close, O 0 1, show", (1, 1), 2, 1),
    "the result waits for both": Scenario("1>A, #, close, show!, F 1 0, show!, O 1 0, show", (2, 0), 2, 1),
    "the same person twice": Scenario("#, F 1 0, F 1 0!, O 1 0, close, show", (1, 0), 1, 1),
    "the same person twice after a mismatch": Scenario(
        "#, F 1 0, O 0 1, O 1 0!, F 0 1!, M 1 0, close, show", (1, 0), 1, 1
    ),
    "a third agrees with the first": Scenario("#, F 1 0, O 0 1, M 1 0, close, show", (1, 0), 1, 1),
    "a third agrees with the second": Scenario("#, F 1 0, O 0 1, M 0 1, close, show", (0, 1), 1, 1),
    "a mismatch keeps the result back": Scenario("#, F 1 0, O 0 1, close, show!, M 0 1, show", (0, 1), 1, 1),
    "three different counts begin anew": Scenario(
        "#, #, F 2 0, O 1 1, M 0 2, F 1 1, O 1 1, close, show", (1, 1), 2, 2
    ),
    "anew after closing": Scenario(
        "#, #, close, F 2 0, O 1 1, M 0 2, show!, C 0 2, M 0 2, show", (0, 2), 2, 2
    ),
    "nobody counts once two agreed": Scenario("#, F 1 0, O 1 0, M 0 1!, close, show", (1, 0), 1, 1),
    "already voted, then paper": Scenario("1>A, 1#, F 0 1, O 0 1, close, show", (0, 1), 1, 1),
    "paper, then a vote by phone": Scenario("1#, 1>A!, F 0 1, O 0 1, close, show", (0, 1), 1, 1),
    "marked twice is once": Scenario("1>A, 1#, 1#, F 0 1, O 0 1, close, show", (0, 1), 1, 1),
    "a mark taken back, voted anew": Scenario("1>A, 1#, 1-, 1>B, close, show", (0, 1), 1, 0),
    "a mark taken back, never voted again": Scenario("1>A, 1#, 1-, 2>B, close, show", (0, 1), 1, 0),
    "marked, taken back, marked": Scenario("1#, 1-, 1#, F 1 0, O 1 0, close, show", (1, 0), 1, 1),
    "a changed vote and a paper beside it": Scenario(
        "1>A, 1>B, 2>A, 2#, F 1 0, O 1 0, close, show", (1, 1), 2, 1
    ),
    "more papers than marked voters": Scenario("#, F 2 0!, F 1 0, O 1 0, close, show", (1, 0), 1, 1),
    "fewer papers than marked voters": Scenario("1>A, #, #, F 1 0, O 1 0, close, show", (2, 0), 2, 1),
    "blank and void are handed in": Scenario("#, #, #, F 1 0 b1 v1, O 1 0 b1 v1, close, show", (1, 0), 1, 3),
    "blank is not void": Scenario("#, #, F 1 0 b1, O 1 0 v1, M 1 0 v1, close, show", (1, 0), 1, 2),
    "no paper once the pile was counted": Scenario("#, F 1 0, O 1 0, #!, close, show", (1, 0), 1, 1),
    "counted again before closing": Scenario(
        "#, F 1 0, O 1 0, again, F 0 1, O 0 1, close, show", (0, 1), 1, 1
    ),
    "counted again, with one more paper": Scenario(
        "#, F 1 0, O 1 0, again, #, F 1 1, O 1 1, close, show", (1, 1), 2, 2
    ),
    "no correction once both sides are sealed": Scenario(
        "1>A, #, close, F 0 1, O 0 1, again!, show, again!, F 1 0!", (1, 1), 2, 1
    ),
    "the desk is shut after closing": Scenario(
        "1>A, 2#, close, 1#!, 2-!, 3>B!, F 0 1, O 0 1, show", (1, 1), 2, 1
    ),
}


class Desk:
    """Everybody who does something in a scenario. Phone ``n`` came in with the n-th slip."""

    def __init__(self, evening: Evening) -> None:
        self.hall = Hall(evening)
        self.codes = self.hall.slips(PHONES + 4)
        for by, code in enumerate(self.codes[:PHONES], 1):
            self.hall.use(code, by)
        self.spare = iter(self.codes[PHONES:])
        self.marks: dict[str, PaperMark] = {}
        self.hall.open(PAPER, level=Level.SLIP, kind=Kind.CHOICE, most=1)

    def do(self, step: str) -> None:
        evening, hall = self.hall.evening, self.hall
        who, _, rest = step.partition(" ")
        if step in ("close", "show"):
            evening.press()
        elif step == "again":
            world = evening.world
            world.write(actions.count_again, world.actor("facilitator"), evening.paper().id, Channel.PAPER)
        elif step == "#":
            hall.mark(slip=next(self.spare))
        elif step.endswith("#"):
            self.marks[step[0]] = hall.mark(slip=self.codes[int(step[0]) - 1])
        elif step.endswith("-"):
            hall.unmark(self.marks[step[0]])
        elif ">" in step:
            evening.vote(int(step[0]), "AB".index(step[2]) + 1)
        else:
            hall.count(WHO[who], self.pile(rest.split()))

    def pile(self, words: list[str]) -> Total:
        blank, void = (sum(int(one[1:]) for one in words if one[0] == sort) for sort in "bv")
        return self.hall.total(int(words[0]), int(words[1]), 0, blank=blank, void=void)


def test_there_are_thirty() -> None:
    assert len(SCENARIOS) == 30


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_person_is_counted_once(evening: Evening, name: str) -> None:
    scenario, desk = SCENARIOS[name], Desk(evening)
    for step in scenario.steps.split(", "):
        if step.endswith("!"):
            with pytest.raises(Refused):
                desk.do(step[:-1])
        else:
            desk.do(step)
    paper = evening.paper()
    assert tuple(choice.votes for choice in paper.choices) == (*scenario.votes, 0)
    assert paper.voters == scenario.voters
    total = desk.hall.page.piles[0].total if scenario.paper else None
    assert (total.handed if total else 0) == scenario.paper
    assert total is None or total.valid + total.blank + total.void == total.handed
    verified(desk.hall)
