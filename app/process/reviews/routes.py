"""Addresses of a department's inbox: opinions it is asked for."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor, CurrentStaff
from app.process import access, actions, forms, queries
from app.process.rules import MEANING
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


@router.get("/reviews")
async def show_inbox(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """부서 검토: what was asked of one's department."""
    rows, nav = await reader(queries.inbox, actor), await reader(queries.waiting_for, actor)
    return page(request, "process/reviews.html", rows=rows, nav=nav)


async def _opinion(
    request: Request,
    reader: Reader,
    actor: Actor,
    opinion_id: int,
    form: Sent[forms.Answer],
    status: int = 200,
) -> Response:
    may_answer = await reader(access.opinion_seen, actor, opinion_id)
    asked, nav = await reader(queries.opinion_page, opinion_id), await reader(queries.waiting_for, actor)
    return page(
        request,
        "process/review.html",
        status=status,
        asked=asked,
        nav=nav,
        form=form,
        may_answer=may_answer and not asked.closed,
        meanings=[(verdict.value, verdict.label, meaning) for verdict, meaning in MEANING.items()],
    )


@router.get("/reviews/{opinion_id}")
async def show_opinion(request: Request, reader: Reader, actor: CurrentStaff, opinion_id: int) -> Response:
    """The request on one page, with the form to answer it."""
    return await _opinion(request, reader, actor, opinion_id, Sent())


@router.post("/reviews/{opinion_id}")
async def answer(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, opinion_id: int
) -> Response:
    """검토의견 내기."""
    form = await sent(request, forms.Answer)
    given = form.data
    if given is None:
        await writer(access.to_answer, actor, opinion_id)
        return await _opinion(request, reader, actor, opinion_id, form, 422)
    try:
        await writer(
            actions.answer_opinion,
            actor,
            opinion_id,
            verdict=given.verdict,
            grounds=given.grounds,
            alternative=given.alternative,
        )
    except (Conflict, Invalid) as refusal:
        return await _opinion(request, reader, actor, opinion_id, form.refused(refusal), refusal.status)
    return say(
        request, see_other(request, "/reviews"), "검토의견을 냈습니다. 주민이 보는 의제 기록에도 올렸습니다."
    )
