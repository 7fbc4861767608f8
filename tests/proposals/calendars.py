"""A contest placed so that it is in a given phase now."""

from datetime import timedelta

from app.core import clock, ids
from app.forums.actions import open_contest
from app.forums.rules import PhaseKind, usual_calendar
from app.proposals import actions
from app.proposals.actions import Draft
from app.proposals.rules import ProposalState
from tests.world import World

DAYS_AGO = {
    PhaseKind.NOTICE: -3,
    PhaseKind.RECEIVE: 3,
    PhaseKind.SUPPORT: 16,
    PhaseKind.REVIEW: 23,
    PhaseKind.RESULT: 30,
}


def contest_in(world: World, phase: PhaseKind, dong: str = "창신1동") -> int:
    start = clock.now() - timedelta(days=DAYS_AGO[phase])
    return world.write(
        open_contest,
        world.actor("officer"),
        dong_id=world.dongs[dong],
        title="우리 골목 계단 이야기",
        theme="골목 계단",
        body="",
        spans=usual_calendar(start),
    )


def draft(title: str = "계단 손잡이를 양쪽에", key: str = "", **more: str) -> Draft:
    return Draft(title, more.pop("body", "내려올 때 손잡이가 없어요."), key or ids.token(), **more)  # type: ignore[arg-type]  # only names are passed


def proposed(
    world: World, *, contest_id: int | None = None, visitor: int = 1, title: str = "계단 손잡이를 양쪽에"
) -> int:
    """A waiting proposal of that resident."""
    dong_id = None if contest_id else world.dongs["창신2동"]
    return world.write(
        actions.propose,
        world.visitor(visitor),
        world.settings.secret,
        draft(title),
        contest_id=contest_id,
        dong_id=dong_id,
    )


def received(
    world: World, *, contest_id: int | None = None, visitor: int = 1, title: str = "계단 손잡이를 양쪽에"
) -> int:
    """A proposal everybody can see."""
    number = proposed(world, contest_id=contest_id, visitor=visitor, title=title)
    world.write(actions.decide, world.actor("officer"), number, ProposalState.RECEIVED)
    return number
