"""Addresses: reading a proposal, standing behind it; writing, contests and the officer's desk are beside it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import NotFound
from app.core.settings import Settings
from app.forums.access import contest_to_see
from app.forums.rules import ContestAct, allows
from app.organisations.actors import Actor, CurrentActor
from app.organisations.rules import Role
from app.proposals import access, actions, queries
from app.proposals.contests import routes as contests
from app.proposals.forms import Pressed
from app.proposals.listing import routes as listing
from app.proposals.models import Proposal
from app.proposals.rules import ANSWER_DAYS, PUBLIC, supportable
from app.proposals.triage import routes as triage
from app.proposals.writing import routes as writing
from app.realtime.hub import Hub, Topic
from app.web.addresses import within
from app.web.doors import Configured, Reader, Writer
from app.web.forms import sent
from app.web.i18n import of_request
from app.web.render import is_htmx, page, see_other

router = APIRouter()
router.include_router(contests.router)
router.include_router(listing.router)
router.include_router(triage.router)
router.include_router(writing.router)


async def _view(
    reader: Reader, settings: Settings, actor: Actor, proposal_id: int
) -> tuple[Proposal, queries.ProposalView]:
    proposal = await reader(access.proposal_to_see, actor, settings.secret, proposal_id)
    place = access.place_of(proposal.contest_id)
    return proposal, await reader(queries.proposal_page, proposal, place, actor.key(settings.secret, place))


@router.get("/proposals/{proposal_id:int}")
async def show_proposal(
    request: Request, proposal_id: int, reader: Reader, settings: Configured, actor: CurrentActor
) -> Response:
    """What was proposed, where it stands, and the button to stand behind it."""
    proposal, view = await _view(reader, settings, actor, proposal_id)
    contest = await reader(contest_to_see, proposal.contest_id) if proposal.contest_id is not None else None
    hub: Hub = request.app.state.hub
    watched = proposal.state in PUBLIC
    snapshot = await hub.snapshot(Topic("proposal", str(proposal_id))) if watched else None
    return page(
        request,
        "proposals/show.html",
        proposal=view,
        contest=contest,
        may_support=supportable(proposal.state)
        and (contest is None or allows(contest.spans, ContestAct.SUPPORT, contest.at)),
        supporting_opens=contest.opens(ContestAct.SUPPORT) if contest else None,
        answer_days=ANSWER_DAYS,
        may_decide=actor.has(Role.OFFICER),
        live=snapshot.safe if snapshot else {},
        versions=snapshot.versions if snapshot else {},
    )


@router.get("/proposals/{proposal_id:int}/receipt")
async def show_receipt(
    request: Request, proposal_id: int, reader: Reader, settings: Configured, actor: CurrentActor
) -> Response:
    """Thanks, the receipt number and how to find it again; for the browser that sent it."""
    _, view = await _view(reader, settings, actor, proposal_id)
    if not view.mine:
        raise NotFound(access.NO_PROPOSAL)
    lang = of_request(request)
    return page(request, "proposals/receipt.html", lang=lang, proposal=view, answer_days=ANSWER_DAYS)


@router.post("/proposals/{proposal_id:int}/support")
async def support(
    request: Request, proposal_id: int, writer: Writer, settings: Configured, actor: CurrentActor
) -> Response:
    """공감하기. Pressing again changes nothing."""
    supports = await writer(actions.support, actor, settings.secret, proposal_id)
    return await _pressed(request, proposal_id, supports, supported=True)


@router.post("/proposals/{proposal_id:int}/support/removal")
async def withdraw_support(
    request: Request, proposal_id: int, writer: Writer, settings: Configured, actor: CurrentActor
) -> Response:
    """공감 거두기."""
    supports = await writer(actions.withdraw_support, actor, settings.secret, proposal_id)
    return await _pressed(request, proposal_id, supports, supported=False)


async def _pressed(request: Request, proposal_id: int, supports: int, *, supported: bool) -> Response:
    back = within((await sent(request, Pressed)).ok.back, f"/proposals/{proposal_id}")
    if is_htmx(request):
        return page(
            request,
            "proposals/_support.html",
            number=proposal_id,
            supports=supports,
            supported=supported,
            back=back,
        )
    return see_other(request, back)
