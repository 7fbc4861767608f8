"""Addresses of a phone where residents write and talk: ideas, the talk under one, and what became of one's own words."""

from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.core.db import ReaderDoor
from app.live.comments import actions as comments
from app.live.comments import queries as comment_queries
from app.live.comments import rules as comment_rules
from app.live.ideas import actions as ideas
from app.live.ideas import queries as idea_queries
from app.live.ideas import rules as idea_rules
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.talks import queries
from app.live.talks.broadcasts import THREAD
from app.live.talks.forms import CommentForm, CommentRevisionForm, IdeaForm, IdeaRevisionForm, UnfinishedForm
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.forms import sent
from app.web.render import is_htmx, page, see_other

router = APIRouter()


def _back(address: str) -> Response:
    return RedirectResponse(address, 303)


def _same_order(request: Request, address: str) -> Response:
    """Back to a list that keeps the order it was read in (without scripts; the page's own script stays where it is)."""
    asked = parse_qs(urlsplit(request.headers.get("referer", "")).query).get("sort", [""])[0]
    path, _, place = address.partition("#")
    known = {*idea_rules.Order, *comment_rules.Order}
    return _back(f"{path}{f'?sort={asked}' if asked in known else ''}{f'#{place}' if place else ''}")


@router.post("/m/{number}/items/{item_id}/ideas")
async def send_idea(
    request: Request, number: str, item_id: int, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """A thought for the item that collects them. Who has no scripts is shown similar ones first."""
    form = (await sent(request, IdeaForm)).ok
    if form.ask and not is_htmx(request):
        alike = await reader(queries.alike, guest, number, item_id, form.text, form.key)
        if alike.cards:
            address = request.url.path
            return page(
                request,
                "live/phones/alike.html",
                lang=guest.lang,
                alike=alike,
                form=form,
                number=number,
                address=address,
            )
    idea = await writer(
        ideas.send_idea, guest, number, item_id, text=form.text, nickname=form.nickname, key=form.key
    )
    if not is_htmx(request):
        return _same_order(request, f"/m/{number}#sent")
    card = await reader(idea_queries.one, idea.id or 0)
    return page(request, "live/phones/_sent.html", lang=guest.lang, card=card, number=number)


@router.post("/m/{number}/items/{item_id}/similar")
async def similar(
    request: Request, number: str, item_id: int, guest: CurrentGuest, reader: Reader
) -> Response:
    """While somebody writes: what is like it. A post, so that no log holds the words; nothing is kept of them."""
    form = (await sent(request, UnfinishedForm)).ok
    alike = await reader(queries.alike, guest, number, item_id, form.text)
    return page(request, "live/phones/_alike.html", lang=guest.lang, alike=alike, number=number)


@router.get("/m/{number}/mine")
async def mine(request: Request, number: str, guest: CurrentGuest, reader: Reader) -> Response:
    """What this phone sent for the item that is on, as the room's page shows it: asked for when a host moved some of it."""
    cards = await reader(queries.my_ideas, guest, number)
    if not is_htmx(request):
        return _back(f"/m/{number}#sent")
    return page(request, "live/phones/_mine.html", lang=guest.lang, cards=cards, number=number)


@router.get("/m/{number}/ideas/{idea_id}/revision")
async def reread_idea(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, reader: Reader
) -> Response:
    """What one sent, to change it while it waits."""
    card = await reader(queries.own_idea, guest, number, idea_id)
    return _revision(request, guest, f"/m/{number}", f"/m/{number}/ideas/{idea_id}", card, idea_rules.LONGEST)


def _revision(
    request: Request,
    guest: Guest,
    back: str,
    address: str,
    card: idea_queries.Card | comment_queries.Remark,
    longest: int,
) -> Response:
    return page(
        request,
        "live/phones/revision.html",
        lang=guest.lang,
        back=back,
        address=address,
        card=card,
        longest=longest,
    )


@router.post("/m/{number}/ideas/{idea_id}/revision")
async def revise_idea(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """Other words."""
    form = (await sent(request, IdeaRevisionForm)).ok
    await writer(ideas.revise, guest, number, idea_id, text=form.text, edits=form.edits)
    return see_other(request, f"/m/{number}#sent")


@router.post("/m/{number}/ideas/{idea_id}/support")
async def support_idea(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """공감 on an idea."""
    await writer(ideas.support, guest, number, idea_id)
    return _supported(request, number, idea_id)


@router.post("/m/{number}/ideas/{idea_id}/support/removal")
async def withdraw_support(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """Take the 공감 back."""
    await writer(ideas.withdraw_support, guest, number, idea_id)
    return _supported(request, number, idea_id)


def _supported(request: Request, number: str, idea_id: int) -> Response:
    if is_htmx(request):
        return Response(status_code=204)
    return _same_order(request, f"/m/{number}#idea-{idea_id}")


@router.get("/m/{number}/ideas/{idea_id}")
async def thread(
    request: Request,
    number: str,
    idea_id: int,
    guest: CurrentGuest,
    reader: Reader,
    answer: int = 0,
    sort: str = "",
) -> Response:
    """One idea and the talk under it. ``answer``: the remark one is answering; ``sort``: in which order remarks stand."""
    order = comment_rules.Order(sort) if sort in set(comment_rules.Order) else comment_rules.Order.NEWEST
    own = await reader(queries.own_thread, guest, number, idea_id, order)
    if own.idea != idea_id:
        return _back(f"/m/{number}/ideas/{own.idea}")
    hub: Hub = request.app.state.hub
    topic = Topic(THREAD, str(idea_id), guest.lang)
    snapshot = await hub.snapshot(topic)
    return page(
        request,
        "live/phones/thread.html",
        lang=guest.lang,
        topic=topic,
        number=number,
        idea_id=idea_id,
        answer=answer,
        regions={**snapshot.safe, "remarks": snapshot.in_order("remarks", own.keys)},
        versions=snapshot.versions,
        own=own,
        order=order,
        orders=[comment_rules.Order.NEWEST, comment_rules.Order.MOST, comment_rules.Order.SIDES],
        sides=list(comment_rules.CommentSide),
    )


@router.get("/m/{number}/ideas/{idea_id}/mine")
async def my_remarks(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, reader: Reader
) -> Response:
    """What this phone said under an idea and the room does not see: asked for when a host moved some of it."""
    answer = await _mine_answer(request, number, idea_id, guest, reader)
    return answer if is_htmx(request) else _back(f"/m/{number}/ideas/{idea_id}#mine")


async def _mine_answer(
    request: Request, number: str, idea_id: int, guest: Guest, reader: ReaderDoor
) -> Response:
    mine = await reader(queries.my_remarks, guest, number, idea_id)
    return page(request, "live/phones/_my_remarks.html", lang=guest.lang, mine=mine, number=number)


@router.post("/m/{number}/ideas/{idea_id}/comments")
async def comment(
    request: Request, number: str, idea_id: int, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """Say something about an idea, or answer a remark."""
    form = (await sent(request, CommentForm)).ok
    await writer(
        comments.comment,
        guest,
        number,
        idea_id,
        text=form.text,
        nickname=form.nickname,
        key=form.key,
        parent_id=form.parent,
        side=form.side,
    )
    if is_htmx(request):
        return await _mine_answer(request, number, idea_id, guest, reader)
    return _same_order(request, f"/m/{number}/ideas/{idea_id}#mine")


@router.get("/m/{number}/comments/{comment_id}/revision")
async def reread_comment(
    request: Request, number: str, comment_id: int, guest: CurrentGuest, reader: Reader
) -> Response:
    """What one said, to change it while it waits."""
    remark = await reader(queries.own_comment, guest, number, comment_id)
    back, address = f"/m/{number}/ideas/{remark.idea_id}", f"/m/{number}/comments/{comment_id}"
    return _revision(request, guest, back, address, remark, comment_rules.LONGEST)


@router.post("/m/{number}/comments/{comment_id}/revision")
async def revise_comment(
    request: Request, number: str, comment_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """Other words."""
    form = (await sent(request, CommentRevisionForm)).ok
    remark = await writer(comments.revise, guest, number, comment_id, text=form.text, edits=form.edits)
    return see_other(request, f"/m/{number}/ideas/{remark.idea_id}#mine")


@router.post("/m/{number}/comments/{comment_id}/support")
async def support_comment(
    request: Request, number: str, comment_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """공감 on a remark."""
    idea_id = await writer(comments.support, guest, number, comment_id)
    if is_htmx(request):
        return Response(status_code=204)
    return _same_order(request, f"/m/{number}/ideas/{idea_id}#remark-{comment_id}")
