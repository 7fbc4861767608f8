"""Addresses of subcommittees as bodies: for everybody, the inbox of hand-overs, members, the special ones."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.organisations import actions as organisations
from app.organisations.actions import NewSeat
from app.organisations.actors import Actor, CurrentActor, CurrentStaff, require
from app.organisations.queries import accounts
from app.organisations.rules import Role
from app.process import queries as process
from app.subcommittees.bodies import actions, forms, queries
from app.subcommittees.meetings import queries as meetings
from app.subcommittees.pressing import pressed
from app.web.doors import Reader, Writer
from app.web.forms import Sent
from app.web.render import page

router = APIRouter()
FORMERS = (Role.OFFICER, Role.CO_CHAIR)


@router.get("/subcommittees")
async def show_all(request: Request, reader: Reader, actor: CurrentActor) -> Response:
    """분과: who they are and when they meet next."""
    bodies = await reader(queries.bodies)
    coming = {body.id: await reader(meetings.coming, body.id) for body in bodies}
    may_form = actor.has(*FORMERS)
    return page(request, "subcommittees/bodies/list.html", bodies=bodies, coming=coming, may_form=may_form)


async def _new(request: Request, actor: Actor, form: Sent[Any], status: int = 200) -> Response:
    require(actor, *FORMERS)
    return page(request, "subcommittees/bodies/new.html", status=status, form=form)


@router.get("/subcommittees/new")
async def show_new(request: Request, actor: CurrentStaff) -> Response:
    """특별분과 꾸리기."""
    return await _new(request, actor, Sent())


@router.post("/subcommittees")
async def form_special(request: Request, writer: Writer, actor: CurrentStaff) -> Response:
    """The council decided it; from now it has a board of its own."""
    return await pressed(
        request,
        writer,
        forms.Forming,
        lambda db, given: actions.form_special(db, actor, name=given.name, charge=given.charge),
        lambda form, status: _new(request, actor, form, status),
        lambda code: "특별분과를 꾸렸습니다. 이어서 위원을 모셔 주세요.",
        lambda code: f"/board/{code}/members",
    )


@router.get("/subcommittees/{code}")
async def show(request: Request, reader: Reader, actor: CurrentActor, code: str) -> Response:
    """One subcommittee for everybody: members by side, matters, meetings with their minutes."""
    body = await reader(queries.body, code)
    return page(
        request,
        "subcommittees/bodies/show.html",
        body=body,
        cards=await reader(queries.at_work, body.id),
        meetings=await reader(meetings.of, body.id),
        confirmed=await reader(meetings.confirmed, body.id),
    )


@router.get("/board/{code}/inbox")
async def show_inbox(request: Request, reader: Reader, actor: CurrentStaff, code: str) -> Response:
    """받은 의제: take each on, or say why another subcommittee should."""
    body = await reader(queries.body, code)
    nav = await reader(process.waiting_for, actor)
    cards = await reader(queries.handed_over, body.id)
    return page(request, "subcommittees/bodies/inbox.html", body=body, cards=cards, nav=nav)


async def _members(
    request: Request,
    reader: Reader,
    actor: Actor,
    code: str,
    form: Sent[Any],
    at: str = "",
    status: int = 200,
) -> Response:
    body = await reader(queries.body, code)
    may_seat = actor.has(Role.OFFICER, Role.ADMIN)
    there = {one.account_id for one in body.members}
    people = await reader(accounts) if may_seat else []
    return page(
        request,
        "subcommittees/bodies/members.html",
        status=status,
        body=body,
        nav=await reader(process.waiting_for, actor),
        may_seat=may_seat,
        may_charge=actor.has(*FORMERS) and body.row.kind.value == "special",
        people=[(one.id, one.name) for one in people if one.active and one.id not in there],
        form=form,
        at=at,
    )


@router.get("/board/{code}/members")
async def show_members(request: Request, reader: Reader, actor: CurrentStaff, code: str) -> Response:
    """위원: who sits on which side, until when."""
    return await _members(request, reader, actor, code, Sent())


@router.post("/board/{code}/members")
async def seat(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, code: str) -> Response:
    """위원으로 모시기."""
    body = await reader(queries.body, code)
    return await pressed(
        request,
        writer,
        forms.Seating,
        lambda db, given: organisations.seat_in_subcommittee(
            db,
            actor,
            given.account_id,
            NewSeat(given.role, given.side, given.title, body.id, term_end=given.term_end),
        ),
        lambda form, status: _members(request, reader, actor, code, form, "seat", status),
        lambda done: "위원으로 모셨습니다.",
        lambda done: f"/board/{code}/members",
    )


@router.post("/board/{code}/members/{account_id:int}/ending")
async def end_seat(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, code: str, account_id: int
) -> Response:
    """임기 마치기."""
    body = await reader(queries.body, code)
    return await pressed(
        request,
        writer,
        forms.Ending,
        lambda db, given: organisations.end_seat_in_subcommittee(db, actor, body.id, account_id),
        lambda form, status: _members(request, reader, actor, code, form, "", status),
        lambda done: "오늘까지 하고 임기를 마칩니다.",
        lambda done: f"/board/{code}/members",
    )


@router.post("/board/{code}/charge")
async def charge(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, code: str
) -> Response:
    """특별분과의 목적과 기간 고치기."""
    body = await reader(queries.body, code)
    return await pressed(
        request,
        writer,
        forms.Charging,
        lambda db, given: actions.charge_special(db, actor, body.id, given.charge),
        lambda form, status: _members(request, reader, actor, code, form, "charge", status),
        lambda done: "목적과 기간을 고쳤습니다.",
        lambda done: f"/board/{code}/members#charge",
    )
