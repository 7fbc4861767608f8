"""Addresses of helper mode (도움): somebody votes on their own phone for the person beside them, by that person's slip."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Conflict, Forbidden, Invalid, TooMany
from app.live.ballots import queries as ballots
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState
from app.live.counts.rules import told
from app.live.meetings import access
from app.live.meetings import queries as meetings
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.tallies import actions
from app.live.tallies.actions.behalf import Wish
from app.live.tallies.forms import WishForm
from app.web.doors import Configured, Reader, Writer
from app.web.forms import Sent, sent
from app.web.render import page

router = APIRouter()


def _open_paper(db: Session, guest: Guest, number: str) -> Paper | None:
    """The ballot that is open now, for somebody in the room."""
    meeting, _ = access.inside(db, guest, number)
    item = meetings.current(db, meeting)
    ballot = ballots.of_item(db, item.id or 0) if item is not None else None
    return ballots.paper(db, ballot) if ballot is not None and ballot.state is BallotState.OPEN else None


async def _page(
    request: Request,
    number: str,
    guest: Guest,
    reader: Reader,
    form: Sent[WishForm] | None = None,
    status: int = 200,
) -> Response:
    chosen = [int(one) for one in (form.typed.get("choice", ()) if form else ()) if str(one).isdecimal()]
    return page(
        request,
        "live/tallies/help.html",
        lang=guest.lang,
        status=status,
        number=number,
        paper=await reader(_open_paper, guest, number),
        form=form or Sent(),
        chosen=chosen,
    )


@router.get("/m/{number}/help")
async def show(request: Request, number: str, guest: CurrentGuest, reader: Reader) -> Response:
    """The slip of the person beside, and their paper."""
    return await _page(request, number, guest, reader)


@router.post("/m/{number}/ballots/{ballot_id}/help")
async def vote(
    request: Request,
    number: str,
    ballot_id: int,
    guest: CurrentGuest,
    reader: Reader,
    writer: Writer,
    settings: Configured,
) -> Response:
    """Their vote, marked as helped. The answer shows their receipt, and this phone keeps nothing of it."""
    await reader(access.inside, guest, number)
    form = await sent(request, WishForm)
    try:
        data = form.ok
        wish = Wish(data.slip, tuple(data.choice), data.key, name=data.name, declared=data.declared)
        receipt = await writer(actions.help_beside, guest, number, ballot_id, wish)
    except (Invalid, Conflict, Forbidden, TooMany) as refusal:
        form.refused(refusal)
        return await _page(request, number, guest, reader, form, refusal.status)
    return page(
        request,
        "live/tallies/helped.html",
        lang=guest.lang,
        number=number,
        receipt=receipt,
        lines=told(receipt.kind, receipt.chosen),
    )
