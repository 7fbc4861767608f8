"""Addresses of a working group and its tasks."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.organisations.actors import Actor, CurrentStaff
from app.process import access
from app.process import actions as process_actions
from app.process import queries as process
from app.subcommittees.pressing import pressed
from app.subcommittees.teams import actions, forms, queries
from app.web.doors import Reader, Writer
from app.web.forms import FormModel, Sent
from app.web.render import page

router = APIRouter()
M = TypeVar("M", bound=FormModel)


async def _page(
    request: Request,
    reader: Reader,
    actor: Actor,
    matter_id: int,
    form: Sent[Any],
    at: str = "",
    status: int = 200,
) -> Response:
    return page(
        request,
        "subcommittees/teams/show.html",
        status=status,
        team=await reader(queries.team, matter_id),
        own=await reader(queries.own, actor, matter_id),
        powers=await reader(access.powers, actor, matter_id),
        nav=await reader(process.waiting_for, actor),
        form=form,
        at=at,
    )


@router.get("/matters/{matter_id:int}/team")
async def show(request: Request, reader: Reader, actor: CurrentStaff, matter_id: int) -> Response:
    """실무 TF: who is in it, what it lacks, what is to be done."""
    return await _page(request, reader, actor, matter_id, Sent())


async def _deed(
    request: Request,
    reader: Reader,
    writer: Writer,
    actor: Actor,
    matter_id: int,
    model: type[M],
    deed: Callable[[Session, M], object],
    said: str,
    at: str,
) -> Response:
    return await pressed(
        request,
        writer,
        model,
        deed,
        lambda form, status: _page(request, reader, actor, matter_id, form, at, status),
        lambda done: said,
        lambda done: f"/matters/{matter_id}/team#{at}",
    )


@router.post("/matters/{matter_id:int}/team")
async def join(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """워킹그룹에 넣기."""

    def deed(db: Session, given: forms.Joining) -> None:
        process_actions.add_group_member(
            db, actor, matter_id, name=given.name, seat=given.seat, side=given.side
        )

    said = "워킹그룹에 넣었습니다."
    return await _deed(request, reader, writer, actor, matter_id, forms.Joining, deed, said, "group")


@router.post("/matters/{matter_id:int}/team/{member_id:int}/removal")
async def leave(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int, member_id: int
) -> Response:
    """워킹그룹에서 빼기."""

    def deed(db: Session, given: forms.Leaving) -> None:
        actions.let_go(db, actor, matter_id, member_id)

    said = "워킹그룹에서 뺐습니다."
    return await _deed(request, reader, writer, actor, matter_id, forms.Leaving, deed, said, "group")


@router.post("/matters/{matter_id:int}/tasks")
async def set_task(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """할 일 더하기."""

    def deed(db: Session, given: forms.Setting) -> None:
        actions.set_task(
            db,
            actor,
            matter_id,
            member_id=given.member,
            text=given.text,
            due_on=given.due_on,
            key=given.key,
        )

    said = "할 일을 더했습니다."
    return await _deed(request, reader, writer, actor, matter_id, forms.Setting, deed, said, "tasks")


@router.post("/matters/{matter_id:int}/tasks/{task_id:int}/done")
async def mark_done(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int, task_id: int
) -> Response:
    """마침, or 다시 하기."""

    def deed(db: Session, given: forms.Doing) -> None:
        actions.mark_done(db, actor, matter_id, task_id, done=given.done)

    said = "할 일을 고쳤습니다."
    return await _deed(request, reader, writer, actor, matter_id, forms.Doing, deed, said, "tasks")


@router.post("/matters/{matter_id:int}/tasks/{task_id:int}/person")
async def hand_on(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int, task_id: int
) -> Response:
    """다른 사람에게, or until another day."""

    def deed(db: Session, given: forms.Giving) -> None:
        actions.hand_on(db, actor, matter_id, task_id, member_id=given.member, due_on=given.due_on)

    said, at = "누가 언제까지 할지 바꿨습니다.", f"task-{task_id}"
    return await _deed(request, reader, writer, actor, matter_id, forms.Giving, deed, said, at)
