"""Addresses of counting paper and hands."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.live.counts.channels import Channel
from app.live.meetings.access import HOSTS
from app.live.tallies import access, actions, queries
from app.live.tallies.broadcasts import KIND
from app.live.tallies.forms import NUMBER, HandsForm, TallyForm, rows_in
from app.live.tallies.rules import Turn
from app.organisations.actors import Actor, CurrentStaff
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()

SAID = {
    Turn.SECOND: "세어 적었습니다. 다른 사람이 보지 않고 한 번 더 셉니다.",
    Turn.THIRD: "두 사람이 센 수가 다릅니다. 세 번째 사람이 세어 주세요.",
    Turn.AGAIN: "세 사람이 센 수가 모두 다릅니다. 처음부터 다시 세어 주세요.",
    Turn.DONE: "두 사람이 센 수가 같아 확정했습니다.",
}


async def _page(
    request: Request,
    ballot_id: int,
    reader: Reader,
    actor: Actor,
    form: Sent[TallyForm] | Sent[HandsForm] | None = None,
    channel: Channel | None = None,
    status: int = 200,
) -> Response:
    _, ballot = await reader(access.counted_ballot, actor, ballot_id)
    hub: Hub = request.app.state.hub
    topic = Topic(KIND, str(ballot_id))
    shown = await hub.snapshot(topic)
    view = await reader(queries.tally_page, ballot_id)
    counted = {
        pile.channel: await reader(queries.has_counted, ballot, pile.channel, actor.account_id)
        for pile in view.piles
    }
    return page(
        request,
        "live/tallies/show.html",
        status=status,
        view=view,
        counted=counted,
        hosts=actor.has(*HOSTS),
        form=form or Sent(),
        sent_for=channel,
        topic=topic,
        versions=shown.versions,
        regions=shown.safe,
    )


@router.get("/ballots/{ballot_id}/tallies")
async def show(request: Request, ballot_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """Where the counting stands, and the form for whoever counts next."""
    return await _page(request, ballot_id, reader, actor)


@router.post("/ballots/{ballot_id}/tallies/{channel}")
async def enter(
    request: Request, ballot_id: int, channel: Channel, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """What this account counted. Numbers that cannot be come back as they were typed."""
    await reader(access.counted_ballot, actor, ballot_id)
    form: Sent[TallyForm] | Sent[HandsForm]
    form = await (sent(request, HandsForm) if channel is Channel.HANDS else sent(request, TallyForm))
    typed = {name: str(value) for name, value in (await request.form()).items()}
    form.typed.update({name: value for name, value in typed.items() if name.startswith("option-")})
    options = [choice.id for choice in (await reader(queries.tally_page, ballot_id)).paper.choices]
    rows = rows_in(typed, options)
    try:
        data = form.ok
        if rows is None:
            raise Invalid(NUMBER)
        turn = await writer(actions.enter, actor, ballot_id, channel, data.total(rows), data.key)
    except (Invalid, Conflict) as refusal:
        form.refused(refusal)
        return await _page(request, ballot_id, reader, actor, form, channel, refusal.status)
    return say(request, see_other(request, f"/ballots/{ballot_id}/tallies"), SAID[turn])


@router.post("/ballots/{ballot_id}/tallies/{channel}/removal")
async def again(
    request: Request, ballot_id: int, channel: Channel, writer: Writer, actor: CurrentStaff
) -> Response:
    """A host has it counted anew."""
    await writer(actions.count_again, actor, ballot_id, channel)
    back = see_other(request, f"/ballots/{ballot_id}/tallies")
    return say(request, back, "처음부터 다시 셉니다. 먼저 적은 수는 쓰지 않습니다.")
