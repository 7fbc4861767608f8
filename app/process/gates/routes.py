"""Addresses of what waits for one's word: stages of matters, and selections before the hand-over."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid, Refused
from app.organisations.actors import Actor, CurrentStaff
from app.process import queries
from app.process.gates import actions, forms
from app.process.gates.waiting import awaiting_word
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


async def show_consents(
    request: Request,
    reader: Reader,
    actor: Actor,
    *,
    form: Sent[Any] | None = None,
    at: str = "",
    refusal: Refused | None = None,
) -> Response:
    """합의 확인: what waits for one's word; after a refusal with the reason, and with what was typed."""
    rows, nav = await reader(queries.awaiting_consent, actor), await reader(queries.waiting_for, actor)
    return page(
        request,
        "process/consents.html",
        status=refusal.status if refusal else 200,
        rows=rows,
        chosen=await reader(awaiting_word, actor),
        nav=nav,
        form=form,
        at=at,
        refusal=refusal,
        refused=refusal.in_korean if refusal else "",
    )


@router.get("/consents")
async def consents(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """합의 확인: stages and selections that wait for one's word."""
    return await show_consents(request, reader, actor)


@router.post("/selections/{agenda_id:int}/words")
async def sign(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, agenda_id: int
) -> Response:
    """One side's word about a selection."""
    form = await sent(request, forms.SelectionSaid)
    given = form.ok
    at = f"selection-{agenda_id}-{given.side.value}"
    try:
        await writer(
            actions.sign_selection,
            actor,
            agenda_id,
            given.side,
            agreed=given.agreed,
            reason=given.reason,
            key=given.key,
        )
    except (Conflict, Invalid) as refusal:
        form.refused(refusal)
        return await show_consents(request, reader, actor, form=form, at=at, refusal=refusal)
    done = "합의를 확인했습니다." if given.agreed else "합의하지 않는다는 뜻과 이유를 남겼습니다."
    return say(request, see_other(request, "/consents"), done)
