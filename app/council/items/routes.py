"""Addresses of one item: its paper, who steps out, the vote and the decision."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.council.items import access, actions, forms, queries
from app.council.items.rules import MEANING, VOTED, OutKind
from app.council.pressing import press
from app.council.seats.forms import ReasonForm
from app.council.sittings.routes import live
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.rules import Role
from app.web.doors import Reader, Writer
from app.web.forms import FormModel, Sent
from app.web.render import page

router = APIRouter()


async def _show(
    request: Request,
    reader: Reader,
    actor: Actor,
    item_id: int,
    form: Sent[Any],
    at: str = "",
    status: int = 200,
) -> Response:
    view, whole = await reader(queries.view, item_id)
    return page(
        request,
        "council/items/show.html",
        status=status,
        one=view,
        view=whole,
        runs=actor.has(Role.OFFICER, Role.CO_CHAIR),
        writes=access.paper_seat(actor, view.item) is not None,
        outcomes=[(one.value, one.label, MEANING[one]) for one in VOTED],
        out_kinds=[(kind.value, kind.label) for kind in OutKind],
        form=form,
        at=at,
        **await live(request, whole.sitting.id or 0),
    )


@router.get("/desk/council/items/{item_id:int}")
async def show(request: Request, item_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """One item."""
    return await _show(request, reader, actor, item_id, Sent())


@router.post("/desk/council/items/{item_id:int}/papers")
async def hand_in(
    request: Request, item_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """자료 올리기"""
    await reader(access.may_hand_in, actor, item_id)
    return await press(
        request,
        forms.PaperForm,
        lambda given: writer(actions.hand_in, actor, item_id, body=given.body, expect=given.expect),
        lambda form, at, status: _show(request, reader, actor, item_id, form, at, status),
        where=f"/desk/council/items/{item_id}",
        done="자료를 올렸습니다.",
        at="paper",
    )


@router.post("/desk/council/items/{item_id:int}/outs")
async def step_out(
    request: Request, item_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """제척·기피·회피"""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    return await press(
        request,
        forms.StepOutForm,
        lambda given: writer(
            actions.step_out, actor, item_id, given.member, kind=given.out, reason=given.reason
        ),
        lambda form, at, status: _show(request, reader, actor, item_id, form, at, status),
        where=f"/desk/council/items/{item_id}#outs",
        done="이 안건에서 빠지는 위원을 적었습니다.",
        at="out",
    )


@router.post("/desk/council/items/{item_id:int}/outs/{member_id:int}/removal")
async def step_in(
    request: Request, item_id: int, member_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """It was a mistake."""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    return await press(
        request,
        FormModel,
        lambda _: writer(actions.step_in, actor, item_id, member_id),
        lambda form, at, status: _show(request, reader, actor, item_id, form, at, status),
        where=f"/desk/council/items/{item_id}#outs",
        done="다시 표결에 들어갑니다.",
    )


@router.post("/desk/council/items/{item_id:int}/decision")
async def decide(
    request: Request, item_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """결과 적기"""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    sitting_id = (await reader(access.item, item_id)).sitting_id
    return await press(
        request,
        forms.DecisionForm,
        lambda given: writer(actions.decide, actor, item_id, given.decision),
        lambda form, at, status: _show(request, reader, actor, item_id, form, at, status),
        where=f"/desk/council/sittings/{sitting_id}#items",
        done="결과를 적었습니다.",
        at="decision",
    )


@router.post("/desk/council/items/{item_id:int}/decision/removal")
async def reopen(
    request: Request, item_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """다시 적기"""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    return await press(
        request,
        ReasonForm,
        lambda given: writer(actions.reopen, actor, item_id, reason=given.reason),
        lambda form, at, status: _show(request, reader, actor, item_id, form, at, status),
        where=f"/desk/council/items/{item_id}",
        done="앞서 적은 결과를 거두었습니다. 다시 적어 주세요.",
        at="reopen",
    )
