"""Form → deed → the page again; a refusal gives the form back with its reason and what was typed."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.web.flash import say
from app.web.forms import FormModel, Sent, sent
from app.web.render import see_other

M = TypeVar("M", bound=FormModel)
Show = Callable[[Sent[Any], str, int], Awaitable[Response]]


async def press(
    request: Request,
    model: type[M],
    deed: Callable[[M], Awaitable[object]],
    show: Show,
    *,
    where: str,
    done: str,
    at: str = "",
) -> Response:
    """``at``: which of the page's forms it was. ``where``: what is shown after it was done."""
    form = await sent(request, model)
    try:
        await deed(form.ok)
    except (Conflict, Invalid) as refusal:
        return await show(form.refused(refusal), at, refusal.status)
    return say(request, see_other(request, where), done)
