"""Addresses of a ballot's key, for those who run the room."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.errors import NotFound
from app.core.vault import vault_of
from app.live.ballots import actions as ballots
from app.live.ballots.envelopes import keys_of
from app.live.ballots.models import Ballot
from app.live.keepers.forms import PiecesForm
from app.live.meetings import access
from app.live.meetings.models import Meeting
from app.organisations.actors import Actor, CurrentStaff
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import sent
from app.web.render import page

router = APIRouter()


def _kept(db: Session, actor: Actor, ballot_id: int) -> tuple[Meeting, Ballot, bool]:
    """The ballot, and whether its key is on this computer."""
    access.host(actor)
    ballot = db.get(Ballot, ballot_id)
    if ballot is None:
        raise NotFound()
    here = bool(ballot.key_id) and keys_of(vault_of(db), ballot.key_id) is not None
    return access.hosted_meeting(db, actor, ballot.meeting_id), ballot, here


@router.get("/ballots/{ballot_id}/key")
async def show(request: Request, ballot_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """Is the key here? Make pieces of it, or put it together again."""
    meeting, ballot, here = await reader(_kept, actor, ballot_id)
    return page(request, "live/keepers/show.html", meeting=meeting, ballot=ballot, here=here, pieces=())


@router.post("/ballots/{ballot_id}/key/pieces")
async def split(
    request: Request, ballot_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """Three pieces, shown this once, to print and hand to different people."""
    pieces = await writer(ballots.split_key, actor, ballot_id)
    meeting, ballot, here = await reader(_kept, actor, ballot_id)
    return page(request, "live/keepers/show.html", meeting=meeting, ballot=ballot, here=here, pieces=pieces)


@router.post("/ballots/{ballot_id}/key")
async def restore(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The key from two pieces."""
    form = (await sent(request, PiecesForm)).ok
    meeting_id = await writer(ballots.restore_key, actor, ballot_id, (form.first, form.second))
    back = RedirectResponse(f"/meetings/{meeting_id}", 303)
    return say(request, back, "열쇠를 되살렸습니다. 이제 투표를 마칠 수 있습니다.")
