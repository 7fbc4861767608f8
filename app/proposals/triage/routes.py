"""Addresses of the officer's desk for proposals."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Invalid
from app.organisations import queries as organisations
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.rules import Role
from app.proposals import actions, queries
from app.proposals.access import proposal_to_decide
from app.proposals.forms import Decision, Selection
from app.proposals.rules import ANSWER_DAYS, ProposalState, receipt_number
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()

DESK = "/desk/proposals"
TABS: dict[str, tuple[ProposalState, ...]] = {
    "waiting": (ProposalState.WAITING,),
    "received": (ProposalState.RECEIVED,),
    "closed": (ProposalState.MERGED, ProposalState.COMPLAINT, ProposalState.DECLINED),
    "selected": (ProposalState.SELECTED,),
}
DONE = {
    ProposalState.RECEIVED: "%s번을 접수했습니다. 이제 누구나 볼 수 있습니다.",
    ProposalState.COMPLAINT: "%s번을 민원으로 옮긴다고 알렸습니다. 민원 창구에는 직접 넣어 주세요.",
    ProposalState.DECLINED: "%s번을 선정하지 않았습니다. ‘답한 것’에서 되돌릴 수 있습니다.",
    ProposalState.MERGED: "%s번을 합쳤습니다. ‘답한 것’에서 되돌릴 수 있습니다.",
}


def _tab(name: str) -> str:
    return name if name in TABS else "waiting"


async def _desk(
    request: Request,
    reader: Reader,
    tab: str,
    number: int = 1,
    *,
    failed: int = 0,
    form: Sent[Decision] | None = None,
    status: int = 200,
) -> Response:
    found = await reader(queries.state_counts)
    return page(
        request,
        "proposals/triage.html",
        status=status,
        tab=tab,
        counts={name: sum(found[state] for state in states) for name, states in TABS.items()},
        tabs=list(TABS),
        rows=await reader(queries.triage, TABS[tab], number),
        failed=failed,
        form=form or Sent(),
        answer_days=ANSWER_DAYS,
    )


@router.get(DESK)
async def show_triage(
    request: Request, reader: Reader, actor: CurrentStaff, tab: str = "waiting", page: int = 1
) -> Response:
    """Proposals by what is to be done with them; those nobody has read yet come first."""
    require(actor, Role.OFFICER)
    return await _desk(request, reader, _tab(tab), page)


@router.post(DESK + "/{proposal_id:int}/decision")
async def decide(
    request: Request, proposal_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """One decision; a missing reason brings the same page back with what was typed."""
    require(actor, Role.OFFICER)
    form, tab = await sent(request, Decision), _tab(request.query_params.get("tab", ""))
    try:
        given = form.ok
        await writer(
            actions.decide, actor, proposal_id, given.decision, reason=given.reason, into_id=given.into_id
        )
    except Invalid as refusal:
        return await _desk(request, reader, tab, failed=proposal_id, form=form.refused(refusal), status=422)
    done = DONE[given.decision] % receipt_number(proposal_id)
    return say(request, see_other(request, f"{DESK}?tab={tab}"), done)


async def _selection(
    request: Request,
    reader: Reader,
    actor: Actor,
    proposal_id: int,
    form: Sent[Selection] | None,
    status: int = 200,
) -> Response:
    proposal = await reader(proposal_to_decide, actor, proposal_id)
    view = await reader(queries.proposal_page, proposal, "", "")
    start = {"title": view.title, "summary": "", "field_id": proposal.field_id or ""}
    return page(
        request,
        "proposals/select.html",
        status=status,
        proposal=view,
        form=form or Sent(typed=start),
        field_options=[(one.id, one.name) for one in await reader(organisations.fields)],
    )


@router.get(DESK + "/{proposal_id:int}/selection")
async def show_selection(request: Request, proposal_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """What the agenda will be called."""
    return await _selection(request, reader, actor, proposal_id, None)


@router.post(DESK + "/{proposal_id:int}/selection")
async def select(
    request: Request, proposal_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """The proposal becomes an agenda."""
    require(actor, Role.OFFICER)
    form = await sent(request, Selection)
    try:
        given = form.ok
        agenda_id = await writer(
            actions.select,
            actor,
            proposal_id,
            title=given.title,
            summary=given.summary,
            field_id=given.field_id,
        )
    except Invalid as refusal:
        return await _selection(request, reader, actor, proposal_id, form.refused(refusal), 422)
    return say(
        request,
        see_other(request, f"/agendas/{agenda_id}"),
        "의제로 선정했습니다. 담당 분과를 정해 넘겨 주세요.",
    )
