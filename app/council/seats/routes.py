"""Addresses of the roster and the charter."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.council.pressing import press
from app.council.seats import actions, forms, queries
from app.council.seats.rules import MOST_KINDS, Base, Charter, Share
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.rules import Role
from app.web.doors import Reader, Writer
from app.web.forms import Sent
from app.web.render import page

router = APIRouter()
MEMBERS, CHARTER = "/desk/council/members", "/desk/council/charter"


async def _members(
    request: Request, reader: Reader, actor: Actor, form: Sent[Any], at: str = "", status: int = 200
) -> Response:
    return page(
        request,
        "council/seats/members.html",
        status=status,
        roster=await reader(queries.roster),
        accounts=await reader(queries.accounts) if actor.has(Role.OFFICER) else [],
        titles=[
            (one.seat.title, f"{one.seat.title} (빈자리 {one.empty}석)")
            for one in (await reader(queries.roster)).vacancies
        ],
        today=queries.today(),
        form=form,
        at=at,
    )


@router.get(MEMBERS)
async def show_members(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """위원: who is in office, the rules that are kept and broken, the empty seats."""
    return await _members(request, reader, actor, Sent())


@router.post(MEMBERS)
async def appoint(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """위촉하기"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        forms.AppointForm,
        lambda given: writer(
            actions.appoint,
            actor,
            name=given.name,
            title=given.title,
            start=given.start,
            account_id=given.account_id,
        ),
        lambda form, at, status: _members(request, reader, actor, form, at, status),
        where=MEMBERS,
        done="위원을 위촉했습니다.",
        at="appoint",
    )


@router.post("/desk/council/members/{member_id:int}/renewal")
async def renew(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, member_id: int
) -> Response:
    """연임"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        forms.ReasonForm,
        lambda _: writer(actions.renew, actor, member_id),
        lambda form, at, status: _members(request, reader, actor, form, at, status),
        where=MEMBERS,
        done="연임을 적었습니다. 지금 임기가 끝난 다음 날부터 이어집니다.",
    )


@router.post("/desk/council/members/{member_id:int}/departure")
async def let_go(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, member_id: int
) -> Response:
    """해촉·사임"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        forms.ReasonForm,
        lambda given: writer(actions.let_go, actor, member_id, reason=given.reason),
        lambda form, at, status: _members(request, reader, actor, form, at, status),
        where=MEMBERS,
        done="물러난 것을 적었습니다. 그 자리는 오늘부터 비어 있습니다.",
        at=f"leave-{member_id}",
    )


async def _charter(
    request: Request, reader: Reader, actor: Actor, form: Sent[Any], at: str = "", status: int = 200
) -> Response:
    charter = await reader(queries.charter)
    return page(
        request,
        "council/seats/charter.html",
        status=status,
        charter=charter,
        planned=await reader(queries.plan),
        versions=await reader(queries.versions),
        turn=await reader(queries.charter_turn),
        rows=_rows(form, charter),
        shares=[(one.value, one.label) for one in Share],
        bases=[(one.value, one.label) for one in Base],
        form=form,
    )


def _rows(form: Sent[Any], charter: Charter) -> list[tuple[str, str, str, str]]:
    """The seats of the form: as they were typed, else as they are; and room for more."""
    if form.typed:
        columns = [
            form.typed.get(name, []) for name in ("seat_title", "seat_side", "seat_count", "seat_kind")
        ]
        return list(zip(*columns, strict=False))[:MOST_KINDS]
    rows = [(seat.title, seat.side.value, str(seat.count), seat.kind) for seat in charter.seats]
    return (rows + [("", "civil", "0", "")] * 2)[:MOST_KINDS]


@router.get(CHARTER)
async def show_charter(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """운영 규칙: seats, terms, quorum, and every change with its reason."""
    return await _charter(request, reader, actor, Sent())


@router.post(CHARTER)
async def change_charter(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """규칙 고치기"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        forms.CharterForm,
        lambda given: writer(
            actions.change_charter, actor, given.charter, reason=given.reason, expect=given.expect
        ),
        lambda form, at, status: _charter(request, reader, actor, form, at, status),
        where=CHARTER,
        done="규칙을 고쳤습니다. 지금부터 여는 회의는 새 규칙을 따릅니다.",
    )
