"""Addresses of the lists."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from app.organisations.actors import CurrentActor
from app.proposals.listing import agendas, queries
from app.proposals.listing.rules import Sort, Standing, Wanted
from app.proposals.rules import Channel, PathStep
from app.web.doors import Reader
from app.web.render import page

router = APIRouter()


def _number(text: str) -> int:
    """A page number as it came in the address; anything else is the first page."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@router.get("/proposals")
async def show_proposals(
    request: Request,
    reader: Reader,
    actor: CurrentActor,
    q: str = "",
    dong: str = "",
    zone: str = "",
    field: str = "",
    state: str = "",
    channel: str = "",
    sort: str = "",
    number: Annotated[str, Query(alias="page")] = "",
) -> Response:
    """제안 찾기: search and filters as a plain form; a filter nobody knows asks for nothing in particular.

    Six digits are the number of a meeting, typed where everything else is looked for.
    """
    if re.fullmatch(r"\d{3} ?\d{3}", q.strip(), re.ASCII):
        return RedirectResponse(f"/m/{q.replace(' ', '')}", 303)
    wanted = Wanted(
        q.strip(), dong, zone, field, state, channel, Sort(sort) if sort in set(Sort) else Sort.NEWEST
    )
    found = await reader(queries.listed, wanted, _number(number))
    return page(request, "proposals/list.html", listed=found, channels=list(Channel), states=list(Standing))


@router.get("/agendas")
async def show_agendas(
    request: Request,
    reader: Reader,
    actor: CurrentActor,
    step: str = "",
    number: Annotated[str, Query(alias="page")] = "",
) -> Response:
    """All agendas, by the step of the path they are on."""
    return page(
        request,
        "proposals/agendas/list.html",
        found=await reader(agendas.agendas, step, _number(number)),
        steps=list(PathStep),
    )
