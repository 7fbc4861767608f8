"""Addresses of caps."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.budgeting.limits import actions, queries
from app.budgeting.limits.forms import LimitForm
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.rules import Role
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


async def _page(
    request: Request, reader: Reader, actor: Actor, form: Sent[LimitForm], status: int = 200
) -> Response:
    require(actor, Role.OFFICER)
    return page(
        request,
        "budgeting/desk/limits.html",
        status=status,
        caps=await reader(queries.in_force),
        history=await reader(queries.history),
        form=form,
    )


@router.get("/desk/budget/limits")
async def show(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """예산 한도: what holds, since when, from where."""
    return await _page(request, reader, actor, Sent())


@router.post("/desk/budget/limits")
async def set_one(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """한도 바꾸기."""
    form = await sent(request, LimitForm)
    if form.data is None:
        return await _page(request, reader, actor, form, 422)
    given = form.data
    await writer(
        actions.set_limit,
        actor,
        given.cap,
        amount=given.amount,
        source=given.source,
        since=given.since,
    )
    return say(request, see_other(request, "/desk/budget/limits"), f"‘{given.cap.label}’ 한도를 바꿨습니다.")
