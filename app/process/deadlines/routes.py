"""Addresses of days off."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.rules import Role
from app.process.deadlines import actions, forms, queries
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


async def _page(
    request: Request, reader: Reader, actor: Actor, form: Sent[forms.Closing], status: int = 200
) -> Response:
    require(actor, Role.OFFICER)
    days = await reader(queries.calendar)
    return page(request, "process/deadlines/show.html", status=status, days=days, form=form)


@router.get("/desk/closed-days")
async def show(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """쉬는 날: public holidays and the district's own."""
    return await _page(request, reader, actor, Sent())


@router.post("/desk/closed-days")
async def add(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """쉬는 날 더하기."""
    form = await sent(request, forms.Closing)
    if form.data is None:
        return await _page(request, reader, actor, form, 422)
    try:
        await writer(actions.add_closed_day, actor, form.data.day, name=form.data.name)
    except Conflict as refusal:
        return await _page(request, reader, actor, form.refused(refusal), 409)
    return say(request, see_other(request, "/desk/closed-days"), "쉬는 날을 더했습니다.")


@router.post("/desk/closed-days/{closed_day_id:int}/removal")
async def remove(request: Request, writer: Writer, actor: CurrentStaff, closed_day_id: int) -> Response:
    """쉬는 날 지우기."""
    await writer(actions.remove_closed_day, actor, closed_day_id)
    return say(request, see_other(request, "/desk/closed-days"), "쉬는 날에서 뺐습니다.")
