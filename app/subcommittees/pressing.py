"""What every form of a subcommittee does: read it, do the deed, say what was done; a refusal shows the page again as typed."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Request
from pydantic import BeforeValidator
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.web.doors import Writer
from app.web.flash import say
from app.web.forms import FormModel, Sent, sent
from app.web.render import see_other
from app.web.words import from_local_input

M = TypeVar("M", bound=FormModel)
D = TypeVar("D")
Show = Callable[[Sent[Any], int], Awaitable[Response]]


def none_when_empty(value: object) -> object:
    """An optional number or day that was left empty."""
    return None if value == "" else value


def _moment(value: object) -> object:
    return from_local_input(value) if isinstance(value, str) else value


Local = BeforeValidator(_moment)  # of an <input type="datetime-local">
Number = Annotated[int | None, BeforeValidator(none_when_empty)]


async def pressed(
    request: Request,
    writer: Writer,
    model: type[M],
    deed: Callable[[Session, M], D],
    show: Show,
    said: Callable[[D], str],
    where: Callable[[D], str],
) -> Response:
    """``show``: the page with the form as it was typed; ``said`` and ``where``: the sentence and the page after the deed."""
    form = await sent(request, model)
    if form.data is None:
        return await show(form, 422)
    try:
        done = await writer(deed, form.data)
    except (Conflict, Invalid) as refusal:
        return await show(form.refused(refusal), refusal.status)
    return say(request, see_other(request, where(done)), said(done))
