"""Addresses of a matter's issue sheet."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.organisations.actors import Actor, CurrentStaff
from app.process import access
from app.process import queries as process
from app.subcommittees.issues import actions, forms, queries
from app.subcommittees.issues.rules import MOST_VIEWS
from app.subcommittees.pressing import pressed
from app.web.doors import Reader, Writer
from app.web.forms import Sent
from app.web.render import page

router = APIRouter()


async def _sheet(
    request: Request, reader: Reader, actor: Actor, matter_id: int, form: Sent[Any], status: int = 200
) -> Response:
    found = await reader(queries.sheet, matter_id)
    return page(
        request,
        "subcommittees/issues/sheet.html",
        status=status,
        found=found,
        digest=queries.digest_of(found),
        powers=await reader(access.powers, actor, matter_id),
        nav=await reader(process.waiting_for, actor),
        form=form,
    )


@router.get("/matters/{matter_id:int}/issues")
async def show(request: Request, reader: Reader, actor: CurrentStaff, matter_id: int) -> Response:
    """쟁점정리표: every question as it stands, with its versions."""
    return await _sheet(request, reader, actor, matter_id, Sent())


@router.get("/matters/{matter_id:int}/issues/print")
async def show_print(request: Request, reader: Reader, actor: CurrentStaff, matter_id: int) -> Response:
    """The sheet on A4."""
    found = await reader(queries.sheet, matter_id)
    return page(request, "subcommittees/issues/print.html", found=found)


async def _form(
    request: Request,
    reader: Reader,
    actor: Actor,
    matter_id: int,
    issue_id: int | None,
    form: Sent[Any],
    status: int = 200,
) -> Response:
    found = await reader(queries.sheet, matter_id)
    view = queries.one(found, issue_id) if issue_id else None
    return page(
        request,
        "subcommittees/issues/form.html",
        status=status,
        found=found,
        view=view,
        rows=MOST_VIEWS,
        nav=await reader(process.waiting_for, actor),
        form=form,
    )


@router.get("/matters/{matter_id:int}/issues/new")
async def show_new(request: Request, reader: Reader, actor: CurrentStaff, matter_id: int) -> Response:
    """쟁점 더하기."""
    return await _form(request, reader, actor, matter_id, None, Sent())


@router.post("/matters/{matter_id:int}/issues")
async def raise_issue(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """A new question."""
    return await pressed(
        request,
        writer,
        forms.Raising,
        lambda db, given: actions.raise_issue(db, actor, matter_id, given.issue, key=given.key),
        lambda form, status: _form(request, reader, actor, matter_id, None, form, status),
        lambda done: "쟁점을 더했습니다.",
        lambda done: f"/matters/{matter_id}/issues#issue-{done}",
    )


@router.get("/matters/{matter_id:int}/issues/{issue_id:int}")
async def show_issue(
    request: Request, reader: Reader, actor: CurrentStaff, matter_id: int, issue_id: int
) -> Response:
    """쟁점 고치기."""
    return await _form(request, reader, actor, matter_id, issue_id, Sent())


@router.post("/matters/{matter_id:int}/issues/{issue_id:int}")
async def change_issue(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int, issue_id: int
) -> Response:
    """Another version."""
    return await pressed(
        request,
        writer,
        forms.Changing,
        lambda db, given: actions.change_issue(
            db, actor, matter_id, issue_id, given.issue, why=given.why, expect=given.expect
        ),
        lambda form, status: _form(request, reader, actor, matter_id, issue_id, form, status),
        lambda done: f"쟁점을 고쳤습니다. ({done}판)",
        lambda done: f"/matters/{matter_id}/issues#issue-{issue_id}",
    )


@router.post("/matters/{matter_id:int}/issues/{issue_id:int}/removal")
async def drop_issue(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int, issue_id: int
) -> Response:
    """쟁점에서 빼기."""
    return await pressed(
        request,
        writer,
        forms.Dropping,
        lambda db, given: actions.drop_issue(db, actor, matter_id, issue_id),
        lambda form, status: _sheet(request, reader, actor, matter_id, form, status),
        lambda done: "쟁점에서 뺐습니다.",
        lambda done: f"/matters/{matter_id}/issues",
    )


@router.post("/matters/{matter_id:int}/issue-sheet")
async def publish(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """쟁점정리표 올리기."""
    return await pressed(
        request,
        writer,
        forms.Publishing,
        lambda db, given: actions.publish(db, actor, matter_id, expect=given.expect),
        lambda form, status: _sheet(request, reader, actor, matter_id, form, status),
        lambda done: "쟁점정리표를 의제의 문서로 올렸습니다.",
        lambda done: f"/matters/{matter_id}/issues",
    )
