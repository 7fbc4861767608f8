"""Addresses of an agenda's words: refining them, and for everybody how they changed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core.errors import NotFound
from app.organisations.actors import Actor, CurrentActor, CurrentStaff
from app.process import access
from app.process import queries as process
from app.subcommittees.pressing import pressed
from app.subcommittees.texts import actions, forms, queries
from app.subcommittees.texts.models import LONGEST
from app.web.doors import Reader, Writer
from app.web.forms import Sent
from app.web.render import page

router = APIRouter()
From = Annotated[int, Query(alias="from", ge=0, le=9999)]
To = Annotated[int | None, Query(ge=0, le=9999)]


async def _page(
    request: Request,
    reader: Reader,
    actor: Actor,
    matter_id: int,
    form: Sent[Any],
    status: int = 200,
    before: int = 0,
    after: int | None = None,
) -> Response:
    words = await reader(queries.words, matter_id)
    return page(
        request,
        "subcommittees/texts/show.html",
        status=status,
        words=words,
        compared=words.compared(before, after),
        longest=LONGEST,
        powers=await reader(access.powers, actor, matter_id),
        nav=await reader(process.waiting_for, actor),
        form=form,
    )


@router.get("/matters/{matter_id:int}/text")
async def show(
    request: Request,
    reader: Reader,
    actor: CurrentStaff,
    matter_id: int,
    before: From = 0,
    to: To = None,
) -> Response:
    """다듬은 글, beside the first or any other version."""
    return await _page(request, reader, actor, matter_id, Sent(), before=before, after=to)


@router.post("/matters/{matter_id:int}/text")
async def refine(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """글 다듬기."""
    return await pressed(
        request,
        writer,
        forms.Refining,
        lambda db, given: actions.refine(
            db, actor, matter_id, text=given.text, why=given.why, expect=given.expect
        ),
        lambda form, status: _page(request, reader, actor, matter_id, form, status),
        lambda done: f"다듬은 글 {done}판을 남겼습니다.",
        lambda done: f"/matters/{matter_id}/text",
    )


@router.get("/agendas/{agenda_id:int}/text")
async def show_public(
    request: Request,
    reader: Reader,
    actor: CurrentActor,
    agenda_id: int,
    before: From = 0,
    to: To = None,
) -> Response:
    """처음 글과 다듬은 글, for everybody."""
    words = await reader(queries.of_agenda, agenda_id)
    if words is None:
        raise NotFound("아직 다듬은 글이 없습니다.")
    return page(request, "subcommittees/texts/public.html", words=words, compared=words.compared(before, to))
