"""Addresses of the desk: who votes on paper, and votes that come by text, telephone or with help."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Forbidden, Invalid, TooMany
from app.live.ballots import actions as ballots
from app.live.counts.channels import BY_DESK, Channel
from app.live.counts.rules import told
from app.live.entrances.queries import takes_codes
from app.live.tallies import access, actions, queries
from app.live.tallies.actions.behalf import Wish
from app.live.tallies.forms import CallerForm, MarkForm, WishForm
from app.organisations.actors import Actor, CurrentStaff
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()
REFUSALS = (Invalid, Conflict, Forbidden, TooMany)


async def desk_page(
    request: Request,
    ballot_id: int,
    reader: Reader,
    actor: Actor,
    *,
    mark: Sent[MarkForm] | None = None,
    wish: Sent[WishForm] | None = None,
    caller: Sent[CallerForm] | None = None,
    waiting: bool = False,
    postbox: str = "",
    code: str = "",
    status: int = 200,
) -> Response:
    """The desk of one ballot. ``waiting``: a caller has been sent digits; ``code``: the slip code made for them."""
    await reader(access.desk_ballot, actor, ballot_id)
    view = await reader(queries.tally_page, ballot_id)
    chosen = [int(one) for one in (wish.typed.get("choice", ()) if wish else ()) if str(one).isdecimal()]
    return page(
        request,
        "live/tallies/desk.html",
        status=status,
        view=view,
        paper=view.paper,
        ways=[one for one in BY_DESK if one in view.paper.terms.channels],
        mark=mark or Sent(),
        wish=wish or Sent(),
        chosen=chosen,
        caller=caller or Sent(),
        waiting=waiting,
        postbox=postbox,
        code=code,
        takes_codes=await reader(takes_codes, view.meeting.id or 0),
    )


@router.get("/ballots/{ballot_id}/desk")
async def show(request: Request, ballot_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """The desk of one ballot."""
    return await desk_page(request, ballot_id, reader, actor)


@router.post("/ballots/{ballot_id}/marks")
async def mark(
    request: Request,
    ballot_id: int,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
) -> Response:
    """This person gets a paper."""
    form = await sent(request, MarkForm)
    try:
        data = form.ok
        await writer(ballots.mark_on_paper, actor, settings.secret, ballot_id, slip=data.slip, seat=data.seat)
    except REFUSALS as refusal:
        form.refused(refusal)
        return await desk_page(request, ballot_id, reader, actor, mark=form, status=refusal.status)
    back = see_other(request, f"/ballots/{ballot_id}/desk")
    return say(request, back, "표시했습니다. 이제 투표용지를 드리세요. 먼저 보낸 표가 있었다면 지웠습니다.")


@router.post("/ballots/{ballot_id}/marks/{mark_id}/removal")
async def unmark(
    request: Request, ballot_id: int, mark_id: int, writer: Writer, actor: CurrentStaff
) -> Response:
    """They did not hand in a paper after all."""
    await writer(ballots.unmark, actor, ballot_id, mark_id)
    back = see_other(request, f"/ballots/{ballot_id}/desk")
    return say(request, back, "표시를 되돌렸습니다. 이제 다른 방법으로 투표할 수 있습니다.")


@router.post("/ballots/{ballot_id}/wishes")
async def vote_for(
    request: Request,
    ballot_id: int,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
) -> Response:
    """A vote for somebody else; the answer is what to read out to them, and is shown once."""
    form = await sent(request, WishForm)
    try:
        data = form.ok
        wish = Wish(data.slip, tuple(data.choice), data.key, data.channel, data.name, data.declared)
        receipt = await writer(actions.vote_for, actor, settings.secret, ballot_id, wish)
    except REFUSALS as refusal:
        form.refused(refusal)
        return await desk_page(request, ballot_id, reader, actor, wish=form, status=refusal.status)
    view = await reader(queries.tally_page, ballot_id)
    return page(
        request,
        "live/tallies/said.html",
        view=view,
        receipt=receipt,
        lines=told(receipt.kind, receipt.chosen),
        helped=data.channel is Channel.PHONE,
        channel=data.channel,
    )
