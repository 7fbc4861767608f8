"""Addresses of budget ballots: preparing one, its page and comparison for everybody, its paper and its file."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.budgeting import queries as budgeting
from app.budgeting.sharing.rules import Rule
from app.budgeting.sharing.words import COMPLETION
from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.live.budgets import actions, queries
from app.live.budgets.actions import Plan
from app.live.budgets.forms import BallotForm
from app.live.budgets.imports import imported
from app.live.counts.pabulib import Broken
from app.live.keepers.queries import places
from app.live.meetings import access
from app.live.records.queries import election_file
from app.organisations.actors import Actor, CurrentActor, CurrentStaff
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


async def _index(
    request: Request,
    reader: Reader,
    actor: Actor,
    form: Sent[BallotForm],
    year: int,
    status: int = 200,
) -> Response:
    known = await reader(budgeting.years)
    chosen = year or (known[0] if known else clock.seoul(clock.now()).year)
    return page(
        request,
        "budgeting/ballots/list.html",
        status=status,
        form=form,
        ballots=await reader(queries.budget_ballots, drafts=True),
        budget=await reader(budgeting.of_year, chosen),
        years=known,
        places=await reader(places, actor),
        rules=list(Rule),
    )


@router.get("/desk/budget/ballots")
async def index(request: Request, reader: Reader, actor: CurrentStaff, year: int = 0) -> Response:
    """예산 투표: those there are, and preparing one from a year's projects."""
    access.host(actor)
    return await _index(request, reader, actor, Sent(), year)


@router.post("/desk/budget/ballots")
async def prepare(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """Projects onto the paper of a ballot that has not opened."""
    access.host(actor)
    form = await sent(request, BallotForm)
    year = str(form.typed.get("year", ""))
    shown = int(year) if year.isdecimal() and len(year) == 4 else 0
    if form.data is None:
        return await _index(request, reader, actor, form, shown, 422)
    given = form.data
    plan = Plan(
        given.year,
        given.question,
        given.budget,
        given.rule,
        given.most,
        tuple(given.project),
        given.paper,
    )
    try:
        ballot_id = await writer(actions.prepare, actor, given.item, plan)
    except (Invalid, Conflict, NotFound) as refusal:
        return await _index(request, reader, actor, form.refused(refusal), shown, refusal.status)
    return say(
        request,
        see_other(request, f"/budget/ballots/{ballot_id}"),
        "예산 투표를 준비했습니다. 그 차례가 되면 진행 화면에서 시작합니다.",
    )


@router.get("/budget/ballots/{ballot_id:int}")
async def show(request: Request, reader: Reader, actor: CurrentActor, ballot_id: int) -> Response:
    """One budget ballot: how the budget is divided; once announced, what was chosen and why."""
    paper = await reader(queries.budget_paper, ballot_id, actor)
    return page(request, "budgeting/ballots/show.html", paper=paper, completion=COMPLETION)


@router.get("/budget/ballots/{ballot_id:int}/comparison")
async def comparison(request: Request, reader: Reader, actor: CurrentActor, ballot_id: int) -> Response:
    """두 규칙 견주기: what would differ."""
    paper = await reader(queries.budget_paper, ballot_id, actor)
    if paper.comparison is None:
        raise NotFound("결과를 공표한 뒤에 견줄 수 있습니다.")
    return page(
        request,
        "budgeting/ballots/comparison.html",
        paper=paper,
        found=paper.comparison,
        completion=COMPLETION,
    )


@router.get("/budget/ballots/{ballot_id:int}/paper")
async def on_paper(request: Request, reader: Reader, actor: CurrentStaff, ballot_id: int) -> Response:
    """종이 투표용지, to print."""
    access.host(actor)
    paper = await reader(queries.budget_paper, ballot_id, actor)
    return page(request, "budgeting/ballots/paper.html", paper=paper)


@router.get("/budget/ballots/{ballot_id:int}/election.pb")
async def file(reader: Reader, actor: CurrentActor, settings: Configured, ballot_id: int) -> Response:
    """The votes with costs, budget and outcome, in the format of researchers."""
    paper = await reader(queries.budget_paper, ballot_id, actor)
    name, text = await reader(election_file, ballot_id, settings.district_name, queries.money_of(paper))
    headers = {"Cache-Control": "no-cache", "Content-Disposition": f'attachment; filename="budget-{name}"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@router.post("/budget/ballots/{ballot_id:int}/agendas/{option_id:int}")
async def to_agenda(
    request: Request, writer: Writer, actor: CurrentStaff, ballot_id: int, option_id: int
) -> Response:
    """의제로 만들기: a project that was chosen."""
    await writer(actions.make_agenda, actor, ballot_id, option_id)
    return say(
        request,
        see_other(request, f"/budget/ballots/{ballot_id}"),
        "의제로 만들었습니다. 이제 분과에 넘길 수 있습니다.",
    )


@router.get("/desk/budget/elections")
async def elections(request: Request, actor: CurrentStaff) -> Response:
    """공개된 예산 투표 나누어 보기: where a file with costs is uploaded."""
    access.host(actor)
    return page(request, "budgeting/ballots/elections.html", found=None, broken="", completion=COMPLETION)


@router.post("/desk/budget/elections")
async def divide(request: Request, actor: CurrentStaff) -> Response:
    """The file divided by both rules; nothing of it is kept."""
    access.host(actor)
    found, broken = None, ""
    file = (await request.form()).get("file")
    raw = await file.read() if isinstance(file, UploadFile) else str(file or "").encode()
    try:
        found = await run_in_threadpool(imported, raw)
    except Broken as problem:
        broken = str(problem)
    return page(
        request,
        "budgeting/ballots/elections.html",
        status=422 if broken else 200,
        found=found,
        broken=broken,
        completion=COMPLETION,
    )
