"""Addresses of one matter: its page, and every deed on it."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.budgeting import queries as budgeting
from app.core import clock
from app.core.errors import Conflict, Invalid, Refused
from app.organisations.actors import Actor, CurrentStaff
from app.process import access, actions, forms, queries
from app.process.exits.ways import ways
from app.process.gates.routes import show_consents
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import is_htmx, page, see_other

router = APIRouter()
BLANK: dict[str, Any] = {"topic": "", "regions": {}, "versions": {}}


async def regions_of(request: Request, kind: str, key: int) -> dict[str, Any]:
    """What the page shows now, and where it hears of what comes."""
    hub: Hub = request.app.state.hub
    topic = Topic(kind, str(key), "ko")
    snapshot = await hub.snapshot(topic)
    return {
        "topic": str(topic),
        "regions": snapshot.safe,
        "versions": snapshot.versions,
    }


async def show(
    request: Request,
    reader: Reader,
    actor: Actor,
    matter_id: int,
    *,
    form: Sent[Any] | None = None,
    at: str = "",
    refusal: Refused | None = None,
    status: int = 200,
) -> Response:
    """The matter's page; with what was typed and why it was refused, when it was."""
    powers = await reader(access.powers, actor, matter_id)
    sheet, nav = await reader(queries.sheet, matter_id), await reader(queries.waiting_for, actor)
    others = await reader(ways, matter_id)
    live = await regions_of(request, "matter", matter_id) if status == 200 else BLANK
    return page(
        request,
        "process/matter.html",
        status=status,
        sheet=sheet,
        money=await reader(budgeting.project_of, sheet.agenda_id),
        ways=others,
        tomorrow=clock.seoul(clock.now()).date() + timedelta(days=1),
        powers=powers,
        nav=nav,
        form=form,
        at=at,
        refusal=refusal,
        refused=refusal.in_korean if refusal else "",
        **live,
    )


@router.get("/matters/{matter_id}")
async def show_matter(request: Request, reader: Reader, actor: CurrentStaff, matter_id: int) -> Response:
    """One matter with everything on it."""
    return await show(request, reader, actor, matter_id)


@router.post("/matters/{matter_id}/acceptance")
async def accept(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """접수."""
    form = await sent(request, forms.Pressed)
    try:
        await writer(actions.accept, actor, matter_id)
    except Conflict as refusal:
        return await show(request, reader, actor, matter_id, refusal=refusal, status=409)
    board = form.data.board if form.data else ""
    return say(
        request,
        see_other(request, f"/board/{board}" if board else f"/matters/{matter_id}"),
        "의제를 접수했습니다.",
    )


@router.post("/matters/{matter_id}/consents")
async def consent(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """합의 확인, or a refusal with its reason."""
    form = await sent(request, forms.Word)
    at = f"consent-{form.typed.get('side', '')}"
    if form.data is None:
        return await show(request, reader, actor, matter_id, form=form, at=at, status=422)
    given = form.data
    try:
        await writer(
            actions.consent,
            actor,
            matter_id,
            given.side,
            agreed=given.agreed,
            reason=given.reason,
            expect=given.expect,
            key=given.key,
        )
    except (Conflict, Invalid) as refusal:
        form.refused(refusal)
        if given.here:
            at = f"consent-{matter_id}-{given.side.value}"
            return await show_consents(request, reader, actor, form=form, at=at, refusal=refusal)
        shown = refusal if isinstance(refusal, Conflict) else None
        return await show(
            request, reader, actor, matter_id, form=form, at=at, refusal=shown, status=refusal.status
        )
    done = "합의를 확인했습니다." if given.agreed else "합의하지 않는다는 뜻과 이유를 남겼습니다."
    return say(request, see_other(request, "/consents" if given.here else f"/matters/{matter_id}#{at}"), done)


@router.post("/matters/{matter_id}/advance")
async def advance(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """다음 단계로. Pressed on a board it answers with the card, else with the matter's page."""
    form = await sent(request, forms.Expecting)
    given = form.data
    if given is None:
        return await show(request, reader, actor, matter_id, form=form, at="advance", status=422)
    try:
        stage = await writer(actions.advance, actor, matter_id, expect=given.expect, key=given.key)
    except Conflict as refusal:
        if is_htmx(request) and given.board:
            return await _card(request, reader, matter_id, given.board, refusal)
        return await show(request, reader, actor, matter_id, refusal=refusal, status=409)
    where = f"/board/{given.board}" if given.board else f"/matters/{matter_id}"
    return say(
        request,
        see_other(request, where),
        f"‘{stage}’ 단계로 옮겼습니다." if stage != "마침" else "모든 단계를 마쳤습니다.",
    )


async def _card(request: Request, reader: Reader, matter_id: int, board: str, refusal: Refused) -> Response:
    """The pressed card with the reason and the fix in it."""
    card, missing = await reader(queries.card, matter_id), await reader(queries.unmet, matter_id)
    return page(
        request,
        "process/_card.html",
        status=409,
        card=card,
        code=board,
        refusal=refusal,
        refused=refusal.in_korean,
        missing=missing if refusal.fix_url.find("#") > 0 else (),
    )
