"""Addresses where proposals are written: one question a screen, and the officer's sheet."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Refused
from app.core.settings import Settings
from app.forums.access import contest_to_see
from app.forums.queries import ContestView
from app.forums.rules import ContestAct
from app.organisations import queries as organisations
from app.organisations.actors import Actor, CurrentActor
from app.organisations.rules import Role
from app.proposals import access, actions
from app.proposals.forms import SCREENS, ForSomebody, NewProposal, Walk
from app.proposals.rules import ON_BEHALF, Channel
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, check, sent
from app.web.i18n import of_request
from app.web.render import page, see_other

router = APIRouter()

ASKED_ON = {"dong_id": "dong", "title": "title", "body": "body"}


def _steps(contest: ContestView | None) -> list[str]:
    return [step for step in SCREENS if contest is None or step != "dong"]


async def _screen(
    request: Request,
    reader: Reader,
    contest: ContestView | None,
    step: str,
    form: Sent[Any],
    status: int = 200,
) -> Response:
    steps = _steps(contest)
    return page(
        request,
        "proposals/write.html",
        lang=of_request(request),
        status=status,
        step=step,
        place=steps.index(step) + 1,
        places=len(steps),
        before=steps[steps.index(step) - 1] if step != steps[0] else "",
        contest=contest,
        form=form,
        dong_options=[(one.id, one.name) for one in await reader(organisations.dongs)],
        field_options=[(one.id, one.name) for one in await reader(organisations.fields)],
    )


@router.get("/contests/{contest_id:int}/proposals/new")
async def write_in_contest(
    request: Request, contest_id: int, reader: Reader, settings: Configured
) -> Response:
    """The first question, while the contest takes proposals."""
    contest = await reader(contest_to_see, contest_id)
    of_request(request)
    access.require_open(contest, ContestAct.PROPOSE)
    return await _screen(request, reader, contest, "title", Sent())


@router.post("/contests/{contest_id:int}/proposals")
async def propose_in_contest(
    request: Request,
    contest_id: int,
    reader: Reader,
    writer: Writer,
    settings: Configured,
    actor: CurrentActor,
) -> Response:
    """The next question, or the proposal itself after the last one."""
    contest = await reader(contest_to_see, contest_id)
    return await _walk(request, reader, writer, settings, actor, contest)


@router.get("/proposals/new")
async def write(request: Request, reader: Reader, settings: Configured, actor: CurrentActor) -> Response:
    """The first question outside contests; an officer gets the form for what came on paper or face to face,
    filled with a draft where the address brings one.
    """
    if actor.has(Role.OFFICER):
        draft = {
            name: request.query_params[name] for name in ("title", "body") if name in request.query_params
        }
        return await _for_somebody(request, reader, Sent(typed=draft))
    dong = request.query_params.get("dong", "")
    return await _screen(request, reader, None, "dong", Sent(typed={"dong_id": dong}))


@router.post("/proposals")
async def propose(
    request: Request, reader: Reader, writer: Writer, settings: Configured, actor: CurrentActor
) -> Response:
    """The same outside contests."""
    if actor.has(Role.OFFICER) and "channel" in await request.form():
        return await _enter_for(request, reader, writer, settings, actor)
    return await _walk(request, reader, writer, settings, actor, None)


async def _walk(
    request: Request,
    reader: Reader,
    writer: Writer,
    settings: Settings,
    actor: Actor,
    contest: ContestView | None,
) -> Response:
    walk = (await sent(request, Walk)).ok
    steps, typed = _steps(contest), walk.model_dump()
    if walk.back in steps:
        return await _screen(request, reader, contest, walk.back, Sent(typed=typed))
    step = walk.step if walk.step in steps else steps[0]
    form: Sent[Any] = check(SCREENS[step], typed)
    form.typed = typed
    if form.data is None:
        asked = next((ASKED_ON.get(name, "send") for name in form.errors), step)
        return await _screen(request, reader, contest, asked, form, 422)
    if not isinstance(form.data, NewProposal):
        following = steps[steps.index(step) + 1]
        return await _screen(request, reader, contest, following, Sent(typed=typed))
    try:
        number = await writer(
            actions.propose,
            actor,
            settings.secret,
            form.data.draft,
            contest_id=contest.id if contest else None,
            dong_id=form.data.dong_id,
            lang=of_request(request),
        )
    except Refused as refusal:
        asked = next((ASKED_ON.get(name, "send") for name in form.refused(refusal).errors), "send")
        return await _screen(request, reader, contest, asked, form, refusal.status)
    return see_other(request, f"/proposals/{number}/receipt")


async def _for_somebody(
    request: Request, reader: Reader, form: Sent[ForSomebody], status: int = 200
) -> Response:
    return page(
        request,
        "proposals/new_for.html",
        status=status,
        form=form,
        channel_options=[(one.value, one.label) for one in Channel if one in ON_BEHALF],
        dong_options=[(one.id, one.name) for one in await reader(organisations.dongs)],
        field_options=[(one.id, one.name) for one in await reader(organisations.fields)],
    )


async def _enter_for(
    request: Request, reader: Reader, writer: Writer, settings: Settings, actor: Actor
) -> Response:
    form = await sent(request, ForSomebody)
    try:
        given = form.ok
        number = await writer(
            actions.enter_for,
            actor,
            settings.secret,
            given.draft,
            dong_id=given.dong_id,
            channel=given.channel,
        )
    except Refused as refusal:
        return await _for_somebody(request, reader, form.refused(refusal), refusal.status)
    return say(
        request,
        see_other(request, f"/proposals/{number}"),
        "제안을 접수했습니다. 접수번호를 제안한 분께 알려 주세요.",
    )
