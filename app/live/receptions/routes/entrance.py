"""Addresses of the entrance desk: slips, codes, the roll."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Invalid
from app.live.entrances import access as entrance_access
from app.live.entrances import actions, queries
from app.live.entrances.rules import MOST_SLIPS, read_roll
from app.live.meetings import access
from app.live.people.rules import Headcount
from app.live.receptions import sheets
from app.live.receptions.broadcasts import KIND
from app.live.receptions.forms import RollForm, SlipsForm, SwitchForm
from app.live.registrations import queries as registered
from app.organisations.actors import Actor, CurrentStaff
from app.organisations.rules import Role
from app.realtime.hub import Hub, Topic
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


async def _desk(
    request: Request,
    meeting_id: int,
    reader: Reader,
    actor: Actor,
    form: Sent[SlipsForm],
    status: int = 200,
) -> Response:
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    hub: Hub = request.app.state.hub
    topic = Topic(KIND, str(meeting_id))
    shown = await hub.snapshot(topic)
    return page(
        request,
        "live/receptions/show.html",
        status=status,
        meeting=meeting,
        view=await reader(queries.overview, meeting_id),
        asked=await reader(registered.overview, meeting_id),
        counts=list(Headcount),
        topic=topic,
        versions=shown.versions,
        regions=shown.safe,
        messenger=request.app.state.messenger,
        most=MOST_SLIPS,
        form=form,
    )


@router.get("/meetings/{meeting_id}/entrances")
async def show(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """Slips, the roll, codes by message, and who stands at which level."""
    return await _desk(request, meeting_id, reader, actor, Sent())


@router.post("/meetings/{meeting_id}/slips")
async def issue(
    request: Request,
    meeting_id: int,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
) -> Response:
    """Make slips: the sheet to print is this answer, and no other page ever shows these codes again."""
    form = await sent(request, SlipsForm)
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    if form.data is None:
        return await _desk(request, meeting_id, reader, actor, form, 422)
    codes = await writer(actions.issue, actor, settings.secret, meeting_id, form.data.count, form.data.key)
    papers = await sheets.papers(settings, meeting, codes)
    return page(request, "live/receptions/slips.html", meeting=meeting, papers=papers)


@router.post("/meetings/{meeting_id}/slips/voiding")
async def void(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Slips nobody used yet stop working."""
    count = await writer(actions.void_open, actor, meeting_id)
    back = see_other(request, f"/meetings/{meeting_id}/entrances")
    return say(request, back, f"안 쓴 번호표 {count}장을 못 쓰게 했습니다.")


@router.post("/meetings/{meeting_id}/codes")
async def switch(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Take codes by message, or no longer."""
    form = (await sent(request, SwitchForm)).ok
    await writer(actions.switch_codes, actor, meeting_id, on=form.on)
    words = "이제 연락처로도 확인합니다." if form.on else "연락처로는 더 확인하지 않습니다."
    return say(request, see_other(request, f"/meetings/{meeting_id}/entrances"), words)


# -- the roll ----------------------------------------------------------------------------------------------------


async def _roll(
    request: Request,
    meeting_id: int,
    reader: Reader,
    actor: Actor,
    form: Sent[RollForm],
    status: int = 200,
) -> Response:
    return page(
        request,
        "live/receptions/roll.html",
        status=status,
        meeting=await reader(access.hosted_meeting, actor, meeting_id),
        people=await reader(queries.roll, meeting_id),
        keeps=actor.has(Role.OFFICER),
        form=form,
    )


@router.get("/meetings/{meeting_id}/roll")
async def roll(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """The door: find the person, press 확인."""
    await reader(access.hosted_meeting, actor, meeting_id)
    return await _roll(request, meeting_id, reader, actor, Sent())


@router.post("/meetings/{meeting_id}/roll")
async def add(
    request: Request, meeting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """Put a pasted list on the roll."""
    entrance_access.keeper(actor)
    await reader(access.hosted_meeting, actor, meeting_id)
    form = await sent(request, RollForm)
    try:
        people = read_roll(form.ok.people)
        added = await writer(actions.add_people, actor, meeting_id, people)
    except Invalid as refusal:
        return await _roll(request, meeting_id, reader, actor, form.refused(refusal), refusal.status)
    words = f"명부에 {added.new}명을 올렸습니다."
    if added.known:
        words += f" 이미 있는 {added.known}명은 그대로 두었습니다."
    return say(request, see_other(request, f"/meetings/{meeting_id}/roll"), words)


@router.post("/roll/{entry_id}/removal")
async def remove(request: Request, entry_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Take somebody off the roll."""
    meeting_id = await writer(actions.remove_person, actor, entry_id)
    return say(request, see_other(request, f"/meetings/{meeting_id}/roll"), "명부에서 뺐습니다.")


@router.post("/roll/{entry_id}/check-in")
async def check_in(
    request: Request, entry_id: int, writer: Writer, actor: CurrentStaff, settings: Configured
) -> Response:
    """This person is here: the code for their phone is this answer."""
    checked = await writer(actions.check_in, actor, settings.secret, entry_id)
    paper = sheets.paper(settings, checked.meeting, checked.code)
    return page(request, "live/receptions/paper.html", meeting=checked.meeting, checked=checked, paper=paper)


@router.post("/roll/{entry_id}/check-in/removal")
async def undo(request: Request, entry_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Undo a check-in whose code was not used."""
    meeting_id = await writer(actions.undo_check_in, actor, entry_id)
    back = see_other(request, f"/meetings/{meeting_id}/roll")
    return say(request, back, "확인을 되돌렸습니다. 앞서 준 번호는 이제 통하지 않습니다.")
