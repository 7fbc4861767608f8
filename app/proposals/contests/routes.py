"""Addresses of the contests, with their proposals."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.forums import queries as forums
from app.forums.access import contest_to_see
from app.forums.rules import ContestAct, PhaseKind, allows
from app.organisations.actors import CurrentActor
from app.organisations.rules import Role
from app.proposals import queries
from app.proposals.access import place_of
from app.web.doors import Configured, Reader
from app.web.render import page as show

router = APIRouter()


@router.get("/contests")
async def contests(request: Request, reader: Reader, actor: CurrentActor) -> Response:
    """Every contest, those that take something now first."""
    found = await reader(forums.contests)
    counts = await reader(queries.counts_of_contests, [one.id for one in found])
    may_open = actor.has(Role.OFFICER)
    return show(request, "forums/contests.html", contests=found, counts=counts, may_open=may_open)


@router.get("/contests/{contest_id:int}")
async def contest(
    request: Request,
    contest_id: int,
    reader: Reader,
    settings: Configured,
    actor: CurrentActor,
    sort: str = "new",
    page: int = 1,
) -> Response:
    """One contest: theme, calendar, what is possible now, and its proposals."""
    found = await reader(contest_to_see, contest_id)
    place = place_of(contest_id)
    most_supported = sort == "support"
    proposals = await reader(
        queries.proposals_of_contest,
        contest_id,
        place,
        actor.key(settings.secret, place),
        most_supported=most_supported,
        number=page,
    )
    return show(
        request,
        "forums/contest.html",
        contest=found,
        finals=await reader(forums.finals, contest_id),
        plans_finals=actor.has(Role.OFFICER),
        mine=await reader(queries.mine, place, actor.key(settings.secret, place)),
        phases=list(PhaseKind),
        proposals=proposals,
        most_supported=most_supported,
        may_propose=allows(found.spans, ContestAct.PROPOSE, found.at),
        may_support=allows(found.spans, ContestAct.SUPPORT, found.at),
        proposing_opens=found.opens(ContestAct.PROPOSE),
        supporting_opens=found.opens(ContestAct.SUPPORT),
    )
