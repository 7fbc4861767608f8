"""Addresses of open calls: the public page, and the officers' desk."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.core.errors import Refused
from app.council.calls import actions, queries
from app.council.calls.forms import ApplicationForm, CallForm, ChoiceForm
from app.council.calls.rules import LONGEST_MOTIVE, PER_BROWSER, CallState, Choice
from app.council.pressing import press
from app.council.seats import queries as seats
from app.live.meetings.guests import CurrentGuest, Guest
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.rules import Role
from app.web.doors import Reader, Writer
from app.web.forms import Sent, sent
from app.web.i18n import translate
from app.web.render import page, see_other

router = APIRouter()
DESK = "/desk/council/calls"


async def _counter(
    request: Request,
    guest: Guest,
    reader: Reader,
    call_id: int,
    form: Sent[ApplicationForm],
    status: int = 200,
) -> Response:
    return page(
        request,
        "council/calls/show.html",
        status=status,
        lang=guest.lang,
        view=await reader(queries.counter, guest, call_id),
        open=CallState.OPEN,
        most=PER_BROWSER,
        longest=LONGEST_MOTIVE,
        form=form,
    )


@router.get("/council/calls/{call_id:int}")
async def show(request: Request, call_id: int, guest: CurrentGuest, reader: Reader) -> Response:
    """공개모집: what it is about, the form, and what this browser sent."""
    return await _counter(request, guest, reader, call_id, Sent())


@router.post("/council/calls/{call_id:int}")
async def apply(
    request: Request, call_id: int, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """지원하기"""
    form = await sent(request, ApplicationForm)
    try:
        await writer(actions.apply, guest, call_id, form.ok.asked)
    except Refused as refusal:
        if refusal.status not in (409, 422, 429):
            raise
        form.refusal = translate(guest.lang, refusal.sentence, **refusal.places)
        return await _counter(request, guest, reader, call_id, form, refusal.status)
    return see_other(request, f"/council/calls/{call_id}#mine")


@router.post("/council/applications/{application_id:int}/removal")
async def withdraw(request: Request, application_id: int, guest: CurrentGuest, writer: Writer) -> Response:
    """지원 취소하기"""
    call_id = await writer(actions.withdraw, guest, application_id)
    return RedirectResponse(f"/council/calls/{call_id}", 303)


# -- the officers' desk ------------------------------------------------------------------------------------------


async def _list(
    request: Request, reader: Reader, actor: Actor, form: Sent[Any], at: str = "", status: int = 200
) -> Response:
    require(actor, Role.OFFICER)
    charter = await reader(seats.charter)
    return page(
        request,
        "council/calls/list.html",
        status=status,
        calls=await reader(queries.calls),
        titles=[(seat.title, seat.title) for seat in charter.seats],
        form=form,
    )


@router.get(DESK)
async def show_list(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """Every call, and the form for a new one."""
    return await _list(request, reader, actor, Sent())


@router.post(DESK)
async def open_call(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """모집 열기"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        CallForm,
        lambda given: writer(
            actions.open_call,
            actor,
            title=given.title,
            text=given.text,
            seat_title=given.seat_title,
            wanted=given.wanted,
            opens_at=given.opens_at,
            closes_at=given.closes_at,
        ),
        lambda form, at, status: _list(request, reader, actor, form, at, status),
        where=DESK,
        done="공개모집을 올렸습니다. 시작하는 때부터 누구나 지원할 수 있습니다.",
    )


async def _desk(
    request: Request,
    reader: Reader,
    actor: Actor,
    call_id: int,
    form: Sent[Any],
    at: str = "",
    status: int = 200,
) -> Response:
    require(actor, Role.OFFICER)
    return page(
        request,
        "council/calls/desk.html",
        status=status,
        view=await reader(queries.desk, call_id),
        choosing=CallState.CHOOSING,
        form=form,
        at=at,
    )


@router.get("/desk/council/calls/{call_id:int}")
async def show_desk(request: Request, call_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """Who applied, for those who choose."""
    return await _desk(request, reader, actor, call_id, Sent())


@router.post("/desk/council/applications/{application_id:int}/choice")
async def choose(
    request: Request, application_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """선정 or not"""
    require(actor, Role.OFFICER)
    call_id = await reader(queries.call_of, application_id)
    return await press(
        request,
        ChoiceForm,
        lambda given: writer(
            actions.choose, actor, application_id, choice=Choice(given.choice), reason=given.reason
        ),
        lambda form, at, status: _desk(request, reader, actor, call_id, form, at, status),
        where=f"{DESK}/{call_id}",
        done="정한 것을 적었습니다.",
        at=f"choice-{application_id}",
    )


@router.post("/desk/council/calls/{call_id:int}/settling")
async def settle(
    request: Request, call_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """결과 알리기"""
    await writer(actions.settle, actor, call_id)
    return see_other(request, f"{DESK}/{call_id}")
