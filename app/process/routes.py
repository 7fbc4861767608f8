"""Addresses: the board, its list, handing over; the matter's own page and the inboxes have theirs beside."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.queries import working_subcommittees
from app.organisations.rules import Role
from app.process import access, actions, forms, queries
from app.process.deadlines.routes import router as deadlines
from app.process.drafts.routes import router as drafts
from app.process.exits.routes import router as exits
from app.process.gates.routes import router as gates
from app.process.gates.waiting import selections
from app.process.matters.routes import regions_of
from app.process.matters.routes import router as matters
from app.process.procedures.routes import router as procedures
from app.process.releases.routes import router as draft_pages
from app.process.reviews.routes import router as reviews
from app.process.steps.routes import router as steps
from app.process.writing.routes import router as draft_stages
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


# -- the board ----------------------------------------------------------------------------------------------------


@router.get("/board")
async def own_board(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """To the board one works on."""
    return see_other(request, f"/board/{await reader(queries.home_board, actor)}")


@router.get("/board/{code}")
async def show_board(
    request: Request,
    reader: Reader,
    actor: CurrentStaff,
    code: str,
    q: str = "",
    dong: str = "",
    due: str = "",
) -> Response:
    """판: every matter of a subcommittee in the columns of the process."""
    whole = await reader(queries.board, code)
    board, nav = whole.narrowed(q, dong, due), await reader(queries.waiting_for, actor)
    live: dict[str, Any] = {"topic": "", "regions": {}, "versions": {}}
    if not board.filtered:
        live = await regions_of(request, "board", board.subcommittee_id)
    asked = {"q": q, "dong": dong, "due": due}
    return page(request, "process/board.html", board=board, nav=nav, asked=asked, view="board", **live)


@router.get("/board/{code}/list")
async def show_list(
    request: Request,
    reader: Reader,
    actor: CurrentStaff,
    code: str,
    q: str = "",
    dong: str = "",
    due: str = "",
    matter: int | None = None,
) -> Response:
    """목록: the same by deadline, with one matter open beside it."""
    board = (await reader(queries.board, code)).narrowed(q, dong, due)
    nav = await reader(queries.waiting_for, actor)
    chosen = next((card.id for card in board.cards if card.id == matter), None)
    sheet = await reader(queries.sheet, chosen) if chosen else None
    powers = await reader(access.powers, actor, chosen) if chosen else access.Powers()
    asked = {"q": q, "dong": dong, "due": due}
    return page(
        request,
        "process/list.html",
        board=board,
        nav=nav,
        asked=asked,
        view="list",
        sheet=sheet,
        powers=powers,
    )


# -- handing over -------------------------------------------------------------------------------------------------


async def _hand_over_page(
    request: Request, reader: Reader, actor: Actor, form: Sent[forms.HandOver], status: int = 200
) -> Response:
    require(actor, Role.OFFICER, Role.FACILITATOR)
    rows, bodies = await reader(selections, actor), await reader(working_subcommittees)
    nav = await reader(queries.waiting_for, actor)
    return page(
        request, "process/hand_over.html", status=status, rows=rows, subcommittees=bodies, nav=nav, form=form
    )


@router.get("/matters/new")
async def show_hand_over(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """Selected agendas that wait for a subcommittee."""
    return await _hand_over_page(request, reader, actor, Sent())


@router.post("/matters")
async def hand_over(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """Hand one over."""
    form = await sent(request, forms.HandOver)
    if form.data is None:
        return await _hand_over_page(request, reader, actor, form, 422)
    try:
        matter_id = await writer(actions.hand_over, actor, form.data.agenda, form.data.subcommittee)
    except (Conflict, Invalid) as refusal:
        return await _hand_over_page(request, reader, actor, form.refused(refusal), refusal.status)
    return say(request, see_other(request, f"/matters/{matter_id}"), "분과에 넘겼습니다.")


router.include_router(matters)  # after /matters/new, which would read as a number
router.include_router(steps)
router.include_router(exits)
router.include_router(gates)
router.include_router(reviews)
router.include_router(procedures)
router.include_router(drafts)
router.include_router(draft_stages)
router.include_router(draft_pages)
router.include_router(deadlines)
