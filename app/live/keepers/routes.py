"""Addresses of a ballot's key, its annulment and more time for it, for those who run the room."""

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from app.core.errors import Invalid
from app.live.ballots import actions as ballots
from app.live.ballots.rules import MOST_MINUTES
from app.live.counts.pabulib import Broken
from app.live.groups import actions as groups
from app.live.keepers.elections import Counted
from app.live.keepers.forms import AnnulmentForm, ElectionForm, MoreTimeForm, PiecesForm
from app.live.keepers.queries import annulment_page, kept, more_time_page, places, recounted
from app.organisations.actors import Actor, CurrentStaff
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page

router = APIRouter()


@router.get("/ballots/{ballot_id}/key")
async def show(request: Request, ballot_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """Is the key here? Make pieces of it, or put it together again."""
    found = await reader(kept, actor, ballot_id)
    return page(request, "live/keepers/show.html", kept=found, pieces=())


@router.post("/ballots/{ballot_id}/key/pieces")
async def split(
    request: Request, ballot_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """Three pieces, shown this once, to print and hand to different people."""
    pieces = await writer(ballots.split_key, actor, ballot_id)
    found = await reader(kept, actor, ballot_id)
    return page(request, "live/keepers/show.html", kept=found, pieces=pieces)


@router.post("/ballots/{ballot_id}/key")
async def restore(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The key from two pieces."""
    form = (await sent(request, PiecesForm)).ok
    meeting_id = await writer(ballots.restore_key, actor, ballot_id, (form.first, form.second))
    back = RedirectResponse(f"/meetings/{meeting_id}", 303)
    return say(request, back, "열쇠를 되살렸습니다. 이제 투표를 마칠 수 있습니다.")


@router.get("/ballots/{ballot_id}/annulment")
async def annulment(request: Request, ballot_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """무효: what it means, the proposal that waits, or the form to make one."""
    view = await reader(annulment_page, actor, ballot_id)
    return page(request, "live/keepers/annulment.html", view=view)


@router.post("/ballots/{ballot_id}/annulment")
async def propose(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """One host proposes, with a reason; nothing is annulled yet."""
    form = (await sent(request, AnnulmentForm)).ok
    await writer(ballots.propose_annulment, actor, ballot_id, reason=form.reason)
    back = RedirectResponse(f"/ballots/{ballot_id}/annulment", 303)
    return say(request, back, "무효를 제안했습니다. 다른 진행자나 담당자가 확인해야 무효가 됩니다.")


@router.post("/ballots/{ballot_id}/annulment/confirmation")
async def confirm(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The second person confirms: now the ballot is void."""
    meeting_id = await writer(ballots.confirm_annulment, actor, ballot_id)
    back = RedirectResponse(f"/meetings/{meeting_id}", 303)
    return say(request, back, "투표를 무효로 했습니다. 다음 차례로 갈 수 있습니다.")


@router.post("/ballots/{ballot_id}/annulment/refusal")
async def refuse(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The second person declines, or the first withdraws."""
    meeting_id = await writer(ballots.refuse_annulment, actor, ballot_id)
    back = RedirectResponse(f"/meetings/{meeting_id}", 303)
    return say(request, back, "무효 제안을 거두었습니다. 투표는 그대로입니다.")


@router.post("/ballots/{ballot_id}/again")
async def ask_again(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The question of an annulled ballot as the next item, with the same options."""
    meeting_id = await writer(groups.ask_again, actor, ballot_id)
    back = RedirectResponse(f"/meetings/{meeting_id}", 303)
    return say(request, back, "같은 질문의 새 투표를 다음 차례에 넣었습니다. 보기를 살핀 뒤 시작해 주세요.")


@router.get("/ballots/{ballot_id}/more-time")
async def more_time(request: Request, ballot_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """연장 while a ballot is open, 다시 열기 once it is closed: what it means, what waits, or the form to ask."""
    view = await reader(more_time_page, actor, ballot_id)
    return page(request, "live/keepers/more_time.html", view=view, most_minutes=MOST_MINUTES)


@router.post("/ballots/{ballot_id}/extension")
async def extend(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """One host asks for more time, with a reason; nothing changes yet."""
    form = (await sent(request, MoreTimeForm)).ok
    await writer(ballots.propose_extension, actor, ballot_id, reason=form.reason, minutes=form.minutes)
    back = RedirectResponse(f"/ballots/{ballot_id}/more-time", 303)
    return say(request, back, "연장을 제안했습니다. 다른 진행자나 담당자가 확인해야 늘어납니다.")


@router.post("/ballots/{ballot_id}/reopening")
async def reopen(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """One host asks that a closed named ballot take votes again; nothing changes yet."""
    form = (await sent(request, MoreTimeForm)).ok
    await writer(ballots.propose_reopening, actor, ballot_id, reason=form.reason, minutes=form.minutes)
    back = RedirectResponse(f"/ballots/{ballot_id}/more-time", 303)
    return say(request, back, "다시 열기를 제안했습니다. 다른 진행자나 담당자가 확인해야 열립니다.")


@router.post("/ballots/{ballot_id}/more-time/confirmation")
async def give_time(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The second person confirms: the end moves, or the ballot is open again."""
    meeting_id = await writer(ballots.confirm_more_time, actor, ballot_id)
    back = RedirectResponse(f"/meetings/{meeting_id}", 303)
    return say(request, back, "투표 시간을 더 주었습니다. 스크린과 휴대폰에 사유가 함께 나옵니다.")


@router.post("/ballots/{ballot_id}/more-time/refusal")
async def refuse_time(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The second person declines, or the first withdraws."""
    meeting_id = await writer(ballots.refuse_more_time, actor, ballot_id)
    back = RedirectResponse(f"/meetings/{meeting_id}", 303)
    return say(request, back, "제안을 거두었습니다. 투표는 그대로입니다.")


@router.get("/elections")
async def elections(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """공개된 선거 다시 세기: where a Pabulib file is uploaded."""
    await reader(places, actor)
    return page(request, "live/keepers/elections.html", counted=None, broken="", form=Sent(), places=())


@router.post("/elections")
async def recount(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """The file counted again. Nothing of it is kept: it is shown in the answer."""
    found, there = None, await reader(places, actor)
    try:
        file = (await request.form()).get("file")
        found = await reader(
            recounted, actor, await file.read() if isinstance(file, UploadFile) else str(file or "").encode()
        )
        broken = ""
    except Broken as problem:
        broken = str(problem)
    return page(
        request,
        "live/keepers/elections.html",
        status=422 if broken else 200,
        counted=found,
        broken=broken,
        form=Sent(typed=_typed(found)),
        places=there,
    )


def _typed(found: Counted | None) -> dict[str, object]:
    """What a ballot with the same options would start with."""
    if found is None:
        return {}
    return {
        "question": found.question,
        "kind": found.kind.value,
        "method": found.method.value,
        "most": found.most,
    }


@router.post("/elections/ballot")
async def from_election(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """이 보기로 투표 만들기: a draft in a meeting of one's own; what was picked stays when it is refused."""
    form = await sent(request, ElectionForm)
    try:
        ok = form.ok
        ballot = await writer(
            ballots.draft_with,
            actor,
            ok.item,
            question=ok.question,
            kind=ok.kind,
            method=ok.method,
            most=ok.most or None,
            texts=ok.texts,
        )
    except Invalid as refusal:
        return await _again(request, reader, actor, form.refused(refusal))
    back = RedirectResponse(f"/meetings/{ballot.meeting_id}", 303)
    return say(request, back, "고른 보기로 투표를 만들었습니다. 그 차례가 되면 고치거나 시작할 수 있습니다.")


async def _again(request: Request, reader: Reader, actor: Actor, form: Sent[ElectionForm]) -> Response:
    there = await reader(places, actor)
    return page(
        request, "live/keepers/elections.html", status=422, counted=None, broken="", form=form, places=there
    )
