"""For the chair and the officers: planning a meeting, its items, the agenda paper."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.organisations.actors import Actor, CurrentStaff
from app.process import queries as process
from app.subcommittees.bodies import queries as bodies
from app.subcommittees.issues import queries as issues
from app.subcommittees.meetings import access, actions, forms, queries
from app.subcommittees.pressing import pressed
from app.web.doors import Reader, Writer
from app.web.forms import FormModel, Sent
from app.web.render import page

router = APIRouter()
M = TypeVar("M", bound=FormModel)


async def _list(
    request: Request, reader: Reader, actor: Actor, code: str, form: Sent[Any], status: int = 200
) -> Response:
    body = await reader(bodies.body, code)
    return page(
        request,
        "subcommittees/meetings/list.html",
        status=status,
        body=body,
        meetings=await reader(queries.of, body.id),
        confirmed=await reader(queries.confirmed, body.id),
        nav=await reader(process.waiting_for, actor),
        keeps=access.keeping_seat(actor, body.id) is not None,
        form=form,
    )


@router.get("/board/{code}/meetings")
async def show_list(request: Request, reader: Reader, actor: CurrentStaff, code: str) -> Response:
    """분과 회의: what comes and what was."""
    return await _list(request, reader, actor, code, Sent())


@router.post("/board/{code}/meetings")
async def plan(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, code: str) -> Response:
    """회의 잡기."""
    return await pressed(
        request,
        writer,
        forms.Planning,
        lambda db, given: actions.plan(
            db, actor, code, starts_at=given.starts_at, place=given.place, key=given.key
        ),
        lambda form, status: _list(request, reader, actor, code, form, status),
        lambda done: "회의를 잡았습니다. 이어서 안건을 올려 주세요.",
        lambda done: f"/submeetings/{done}",
    )


async def _show(
    request: Request,
    reader: Reader,
    actor: Actor,
    meeting_id: int,
    form: Sent[Any],
    at: str = "",
    status: int = 200,
) -> Response:
    found = await reader(queries.sitting, meeting_id)
    keeps = access.keeping_seat(actor, found.row.subcommittee_id) is not None
    return page(
        request,
        "subcommittees/meetings/show.html",
        status=status,
        found=found,
        choosable=await reader(queries.choosable, found) if keeps else [],
        nav=await reader(process.waiting_for, actor),
        keeps=keeps,
        form=form,
        at=at,
    )


@router.get("/submeetings/{meeting_id:int}")
async def show(request: Request, reader: Reader, actor: CurrentStaff, meeting_id: int) -> Response:
    """One meeting with everything recorded."""
    return await _show(request, reader, actor, meeting_id, Sent())


@router.get("/submeetings/{meeting_id:int}/paper")
async def paper(request: Request, reader: Reader, actor: CurrentStaff, meeting_id: int) -> Response:
    """안건지 on A4: each item with where its matter stands and what is in dispute."""
    found = await reader(queries.sitting, meeting_id)
    ids = [item.row.matter_id for item in found.items if item.row.matter_id is not None]
    return page(
        request,
        "subcommittees/meetings/paper.html",
        found=found,
        sheets={key: await reader(process.sheet, key) for key in ids},
        issues={key: await reader(issues.sheet, key) for key in ids},
    )


async def deed_on(
    request: Request,
    reader: Reader,
    writer: Writer,
    actor: Actor,
    meeting_id: int,
    model: type[M],
    deed: Callable[[Session, M], None],
    said: str,
    at: str,
) -> Response:
    return await pressed(
        request,
        writer,
        model,
        deed,
        lambda form, status: _show(request, reader, actor, meeting_id, form, at, status),
        lambda done: said,
        lambda done: f"/submeetings/{meeting_id}#{at}",
    )


@router.post("/submeetings/{meeting_id:int}/time")
async def replan(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int
) -> Response:
    """때와 곳 바꾸기."""

    def deed(db: Session, given: forms.Replanning) -> None:
        actions.replan(
            db, actor, meeting_id, starts_at=given.starts_at, place=given.place, expect=given.expect
        )

    said = "때와 곳을 바꿨습니다."
    return await deed_on(request, reader, writer, actor, meeting_id, forms.Replanning, deed, said, "time")


@router.post("/submeetings/{meeting_id:int}/calling-off")
async def call_off(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int
) -> Response:
    """회의 취소."""

    def deed(db: Session, given: forms.CallingOff) -> None:
        actions.call_off(db, actor, meeting_id, reason=given.reason, expect=given.expect)

    said = "회의를 취소했습니다."
    return await deed_on(
        request, reader, writer, actor, meeting_id, forms.CallingOff, deed, said, "calling-off"
    )


@router.post("/submeetings/{meeting_id:int}/items")
async def add_item(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int
) -> Response:
    """안건 올리기."""

    def deed(db: Session, given: forms.Putting) -> None:
        actions.add_item(db, actor, meeting_id, matter_id=given.matter, title=given.title, about=given.about)

    said = "안건을 올렸습니다."
    return await deed_on(request, reader, writer, actor, meeting_id, forms.Putting, deed, said, "items")


@router.post("/submeetings/{meeting_id:int}/items/{item_id:int}/removal")
async def remove_item(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int, item_id: int
) -> Response:
    """안건 내리기."""

    def deed(db: Session, given: forms.Pressing) -> None:
        actions.remove_item(db, actor, meeting_id, item_id)

    said = "안건을 내렸습니다."
    return await deed_on(request, reader, writer, actor, meeting_id, forms.Pressing, deed, said, "items")


@router.post("/submeetings/{meeting_id:int}/items/{item_id:int}/up")
async def lift_item(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int, item_id: int
) -> Response:
    """위로."""

    def deed(db: Session, given: forms.Pressing) -> None:
        actions.lift_item(db, actor, meeting_id, item_id)

    said = "차례를 바꿨습니다."
    return await deed_on(request, reader, writer, actor, meeting_id, forms.Pressing, deed, said, "items")
