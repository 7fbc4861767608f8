"""Addresses of what a stage asks for: each a form on the matter's page."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor, CurrentStaff
from app.process import access, actions, forms
from app.process.matters.routes import show
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import FormModel, sent
from app.web.render import see_other

router = APIRouter()
M = TypeVar("M", bound=FormModel)


async def deed(
    request: Request,
    reader: Reader,
    writer: Writer,
    actor: Actor,
    matter_id: int,
    model: type[M],
    gate: Callable[[Session, Actor, int], object],
    deed: Callable[[Session, Actor, int, M], object],
    done: str,
    anchor: str,
) -> Response:
    """Form → deed → the page at the spot that changed; a refusal gives the form back with the reason."""
    form = await sent(request, model)
    at = f"{anchor}-{form.typed['criterion']}" if "criterion" in form.typed else anchor
    if form.data is None:
        await writer(gate, actor, matter_id)
        return await show(request, reader, actor, matter_id, form=form, at=at, status=422)
    try:
        await writer(deed, actor, matter_id, form.data)
    except (Conflict, Invalid) as refusal:
        form.refused(refusal)
        shown = refusal if isinstance(refusal, Conflict) else None
        return await show(
            request, reader, actor, matter_id, form=form, at=at, refusal=shown, status=refusal.status
        )
    return say(request, see_other(request, f"/matters/{matter_id}#{at}"), done)


@router.post("/matters/{matter_id}/other-subcommittee")
async def ask_other(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """분과 변경 요청."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Wish,
        access.to_accept,
        lambda db, who, key, given: actions.ask_other_subcommittee(db, who, key, reason=given.reason),
        "분과 변경을 요청했습니다. 협치추진단이 정하면 이 화면에 보입니다.",
        "wish",
    )


@router.post("/matters/{matter_id}/subcommittee")
async def reassign(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """담당 분과 정하기."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Assignment,
        access.to_assign,
        lambda db, who, key, given: actions.reassign(db, who, key, given.subcommittee, reason=given.reason),
        "담당 분과를 정했습니다.",
        "assign",
    )


@router.post("/matters/{matter_id}/marks")
async def mark(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """확인 남기기."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Marking,
        access.to_fill,
        lambda db, who, key, given: actions.mark(db, who, key, given.criterion, note=given.note),
        "확인을 남겼습니다.",
        "criterion",
    )


@router.post("/matters/{matter_id}/documents")
async def add_document(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """문서 올리기."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Writing,
        access.to_fill,
        lambda db, who, key, given: actions.add_document(db, who, key, name=given.name, body=given.body),
        "문서를 올렸습니다.",
        "documents",
    )


@router.post("/matters/{matter_id}/group")
async def add_group_member(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """워킹그룹에 넣기."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Joining,
        access.to_fill,
        lambda db, who, key, given: actions.add_group_member(
            db, who, key, name=given.name, seat=given.seat, side=given.side
        ),
        "워킹그룹에 넣었습니다.",
        "group",
    )


@router.post("/matters/{matter_id}/gatherings")
async def add_gathering(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """숙의 회의 적기."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Gathered,
        access.to_fill,
        lambda db, who, key, given: actions.add_gathering(
            db, who, key, held_on=given.held_on, place=given.place, attendees=given.attendees, gist=given.gist
        ),
        "숙의 회의를 적었습니다.",
        "gatherings",
    )


@router.post("/matters/{matter_id}/opinions")
async def request_opinions(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """부서 검토 요청."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Asking,
        access.to_ask,
        lambda db, who, key, given: actions.request_opinions(
            db, who, key, given.departments, question=given.question
        ),
        "부서에 검토를 요청했습니다.",
        "opinions",
    )


@router.post("/matters/{matter_id}/return")
async def go_back(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """앞 단계로 되돌리기."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.GoingBack,
        access.to_move,
        lambda db, who, key, given: actions.go_back(
            db, who, key, reason=given.reason, expect=given.expect, to=given.to, key=given.key
        ),
        "앞 단계로 되돌렸습니다.",
        "back",
    )
