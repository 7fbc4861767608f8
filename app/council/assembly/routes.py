"""Addresses of the talks with the district council."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.council.assembly import actions, forms, queries
from app.council.pressing import press
from app.council.seats.queries import today
from app.organisations.actors import Actor, CurrentActor, CurrentStaff, require
from app.organisations.rules import Role
from app.web.doors import Reader, Writer
from app.web.forms import FormModel, Sent
from app.web.render import page

router = APIRouter()
DESK = "/desk/council/assembly"


@router.get("/council/assembly")
async def show(request: Request, reader: Reader, actor: CurrentActor) -> Response:
    """For residents: was there a talk in every quarter, which pledges belong to which agendas."""
    return page(request, "council/assembly/show.html", view=await reader(queries.assembly))


async def _desk(
    request: Request, reader: Reader, actor: Actor, form: Sent[Any], at: str = "", status: int = 200
) -> Response:
    require(actor, Role.OFFICER)
    return page(
        request,
        "council/assembly/desk.html",
        status=status,
        view=await reader(queries.assembly),
        agendas=await reader(queries.agendas),
        today=today(),
        form=form,
        at=at,
    )


@router.get(DESK)
async def show_desk(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """간담회 and pledges, for the officer."""
    return await _desk(request, reader, actor, Sent())


@router.post(DESK)
async def plan_talk(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """간담회 잡기"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        forms.TalkForm,
        lambda given: writer(
            actions.plan_talk, actor, day=given.day, place=given.place, subject=given.subject
        ),
        lambda form, at, status: _desk(request, reader, actor, form, at, status),
        where=DESK,
        done="간담회를 적었습니다. 연 뒤에 오간 이야기를 적으면 그 분기에 연 것으로 셉니다.",
        at="talk",
    )


@router.post("/desk/council/assembly/talks/{talk_id:int}")
async def record_talk(
    request: Request, talk_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """오간 이야기 적기"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        forms.HeldForm,
        lambda given: writer(actions.record_talk, actor, talk_id, attendees=given.attendees, gist=given.gist),
        lambda form, at, status: _desk(request, reader, actor, form, at, status),
        where=DESK,
        done="간담회 결과를 적었습니다.",
        at=f"held-{talk_id}",
    )


@router.post("/desk/council/assembly/councillors")
async def add_councillor(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """구의원 더하기"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        forms.CouncillorForm,
        lambda given: writer(actions.add_councillor, actor, name=given.name, ward=given.ward),
        lambda form, at, status: _desk(request, reader, actor, form, at, status),
        where=f"{DESK}#pledges",
        done="구의원을 더했습니다.",
        at="councillor",
    )


@router.post("/desk/council/assembly/pledges")
async def add_pledge(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """공약 더하기"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        forms.PledgeForm,
        lambda given: writer(
            actions.add_pledge, actor, given.councillor, title=given.pledge, source=given.source
        ),
        lambda form, at, status: _desk(request, reader, actor, form, at, status),
        where=f"{DESK}#pledges",
        done="공약을 더했습니다.",
        at="pledge",
    )


@router.post("/desk/council/assembly/pledges/{pledge_id:int}/links")
async def link(
    request: Request, pledge_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """의제와 잇기"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        forms.LinkForm,
        lambda given: writer(actions.link, actor, pledge_id, given.agenda, note=given.note),
        lambda form, at, status: _desk(request, reader, actor, form, at, status),
        where=f"{DESK}#pledges",
        done="공약과 의제를 이었습니다. 의제 화면에도 적었습니다.",
        at=f"link-{pledge_id}",
    )


@router.post("/desk/council/assembly/links/{link_id:int}/removal")
async def unlink(
    request: Request, link_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """이음 풀기"""
    require(actor, Role.OFFICER)
    return await press(
        request,
        FormModel,
        lambda _: writer(actions.unlink, actor, link_id),
        lambda form, at, status: _desk(request, reader, actor, form, at, status),
        where=f"{DESK}#pledges",
        done="이음을 풀었습니다.",
    )
