"""Addresses of the telephone: six digits to the caller's own contact, said to the desk, stand for their slip."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid, TooMany
from app.core.messenger import Messenger, Postbox, Undelivered
from app.live.entrances import actions as entrances
from app.live.entrances.rules import Contact, read_contact
from app.live.tallies import access
from app.live.tallies.forms import CallerForm, WishForm
from app.live.tallies.routes.desk import desk_page
from app.organisations.actors import CurrentStaff
from app.web.doors import Configured, Reader, Writer
from app.web.forms import Sent, sent

router = APIRouter()
UNSENT = "확인 번호를 보내지 못했습니다. 연락처를 다시 봐 주세요."


def _contact(request: Request, form: Sent[CallerForm]) -> tuple[Messenger, Contact]:
    messenger: Messenger | None = request.app.state.messenger
    contact = read_contact(form.ok.to)
    if messenger is None:
        raise Conflict("보낼 곳이 아직 정해지지 않아 연락처로 확인할 수 없습니다. 번호표로 확인해 주세요.")
    if contact is None or contact.kind not in messenger.kinds:
        raise Invalid(UNSENT)
    return messenger, contact


@router.post("/ballots/{ballot_id}/callers")
async def ask(
    request: Request,
    ballot_id: int,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
) -> Response:
    """Send six digits to the caller."""
    ballot = await reader(access.desk_ballot, actor, ballot_id)
    form = await sent(request, CallerForm)
    try:
        messenger, contact = _contact(request, form)
        asked = await writer(entrances.ask_caller, actor, settings.secret, ballot.meeting_id, contact)
    except (Invalid, Conflict, TooMany) as refusal:
        form.refused(refusal)
        return await desk_page(request, ballot_id, reader, actor, caller=form, status=refusal.status)
    text = f"[{settings.service_name}] 확인 번호 {asked.code} – 투표 접수대에 불러 주세요. 5분 동안 쓸 수 있습니다."
    try:
        await messenger.send(contact.to, text)
    except Undelivered:
        await writer(entrances.unsent, asked.id)
        form.refused(Invalid(UNSENT))
        return await desk_page(request, ballot_id, reader, actor, caller=form, status=503)
    shown = text if isinstance(messenger, Postbox) else ""
    return await desk_page(request, ballot_id, reader, actor, caller=form, waiting=True, postbox=shown)


@router.post("/ballots/{ballot_id}/callers/digits")
async def answer(
    request: Request,
    ballot_id: int,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
) -> Response:
    """What the caller said: right, and the desk has a slip code of theirs."""
    ballot = await reader(access.desk_ballot, actor, ballot_id)
    form = await sent(request, CallerForm)
    try:
        _, contact = _contact(request, form)
        digits = form.ok.digits
        found, code = await writer(
            entrances.answer_caller, actor, settings.secret, ballot.meeting_id, contact, digits
        )
        if not code:
            raise Conflict(found.label)
    except (Invalid, Conflict) as refusal:
        form.refused(refusal)
        return await desk_page(
            request, ballot_id, reader, actor, caller=form, waiting=True, status=refusal.status
        )
    wish: Sent[WishForm] = Sent(None, {"slip": code, "channel": "telephone"})
    return await desk_page(request, ballot_id, reader, actor, wish=wish, code=code)
