"""Addresses of sittings, for those who run them."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core import clock
from app.council.items import queries as items
from app.council.items.actions import put
from app.council.items.forms import ItemForm
from app.council.items.rules import ItemKind
from app.council.pressing import press
from app.council.seats.forms import ReasonForm
from app.council.sittings import actions, queries
from app.council.sittings.forms import PresenceForm, SittingForm
from app.council.sittings.rules import SittingKind
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.rules import Role
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.forms import FormModel, Sent, sent
from app.web.render import done, is_htmx, page

router = APIRouter()
LIST = "/desk/council/sittings"
TOPIC = "sitting"


async def live(request: Request, sitting_id: int) -> dict[str, Any]:
    """What the page shows now, and where it hears of what comes."""
    hub: Hub = request.app.state.hub
    topic = Topic(TOPIC, str(sitting_id), "ko")
    snapshot = await hub.snapshot(topic)
    return {"topic": str(topic), "regions": snapshot.safe, "versions": snapshot.versions}


async def _list(
    request: Request, reader: Reader, actor: Actor, form: Sent[Any], at: str = "", status: int = 200
) -> Response:
    rows = await reader(queries.sittings)
    return page(
        request,
        "council/sittings/list.html",
        status=status,
        sittings=[(row, await reader(queries.title, row)) for row in rows],
        kinds=[(kind.value, kind.label) for kind in SittingKind],
        runs=actor.has(Role.OFFICER, Role.CO_CHAIR),
        form=form,
        now_at=clock.now(),
    )


@router.get(LIST)
async def show_list(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """Every sitting, and the form for the next one."""
    return await _list(request, reader, actor, Sent())


@router.post(LIST)
async def plan(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """소집하기"""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    return await press(
        request,
        SittingForm,
        lambda given: writer(
            actions.plan, actor, kind=given.kind, starts_at=given.starts_at, place=given.place
        ),
        lambda form, at, status: _list(request, reader, actor, form, at, status),
        where=LIST,
        done="회의를 소집했습니다. 안건을 올려 주세요.",
    )


async def _show(
    request: Request,
    reader: Reader,
    actor: Actor,
    sitting_id: int,
    form: Sent[Any],
    at: str = "",
    status: int = 200,
) -> Response:
    return page(
        request,
        "council/sittings/show.html",
        status=status,
        view=await reader(queries.view, sitting_id),
        items=await reader(items.choices),
        kinds=[(kind.value, kind.label) for kind in ItemKind],
        runs=actor.has(Role.OFFICER, Role.CO_CHAIR),
        form=form,
        at=at,
        **await live(request, sitting_id),
    )


@router.get("/desk/council/sittings/{sitting_id:int}")
async def show(request: Request, sitting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """One sitting: the light, who is there, what is on."""
    return await _show(request, reader, actor, sitting_id, Sent())


@router.post("/desk/council/sittings/{sitting_id:int}/items")
async def put_item(
    request: Request, sitting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """상정하기"""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    return await press(
        request,
        ItemForm,
        lambda given: writer(put, actor, sitting_id, given.new),
        lambda form, at, status: _show(request, reader, actor, sitting_id, form, at, status),
        where=f"{LIST}/{sitting_id}#items",
        done="안건을 올렸습니다.",
        at="item",
    )


@router.post("/desk/council/sittings/{sitting_id:int}/presences")
async def attend(
    request: Request, sitting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """출석, or gone. What changes comes over the socket."""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    if is_htmx(request):  # a refusal becomes a message; the page stays as it is
        given = (await sent(request, PresenceForm)).ok
        await writer(actions.attend, actor, sitting_id, given.member, here=given.here)
        return done(request, f"{LIST}/{sitting_id}")
    return await press(
        request,
        PresenceForm,
        lambda given: writer(actions.attend, actor, sitting_id, given.member, here=given.here),
        lambda form, at, status: _show(request, reader, actor, sitting_id, form, at, status),
        where=f"{LIST}/{sitting_id}#people",
        done="출석을 적었습니다.",
    )


@router.post("/desk/council/sittings/{sitting_id:int}/opening")
async def open_sitting(
    request: Request, sitting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """개의"""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    return await press(
        request,
        FormModel,
        lambda _: writer(actions.open_sitting, actor, sitting_id),
        lambda form, at, status: _show(request, reader, actor, sitting_id, form, at, status),
        where=f"{LIST}/{sitting_id}",
        done="개의했습니다.",
    )


@router.post("/desk/council/sittings/{sitting_id:int}/ending")
async def end(
    request: Request, sitting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """산회"""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    return await press(
        request,
        FormModel,
        lambda _: writer(actions.end, actor, sitting_id),
        lambda form, at, status: _show(request, reader, actor, sitting_id, form, at, status),
        where=f"{LIST}/{sitting_id}/minutes",
        done="산회했습니다. 회의록을 읽고 두 공동의장이 확인해 주세요.",
    )


@router.post("/desk/council/sittings/{sitting_id:int}/calling-off")
async def call_off(
    request: Request, sitting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """회의 취소"""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    return await press(
        request,
        ReasonForm,
        lambda given: writer(actions.call_off, actor, sitting_id, reason=given.reason),
        lambda form, at, status: _show(request, reader, actor, sitting_id, form, at, status),
        where=f"{LIST}/{sitting_id}",
        done="회의를 취소했습니다. 이유는 주민에게도 보입니다.",
        at="off",
    )
