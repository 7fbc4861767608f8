"""A resident at the door: the browser's visit, the secret that turns it into a key per place, the language."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.core import ids
from app.web.doors import Configured
from app.web.i18n import choose


@dataclass(frozen=True)
class Guest:
    """A random visit and a language. ``address``: the network address, for counting; it is never stored as it is."""

    visit: str
    secret: bytes
    lang: str
    address: str = ""

    def key(self, place: str) -> str:
        """This browser's participant key in a place; without the secret two places cannot be linked."""
        return ids.keyed(self.secret, "participant", self.visit, place)


async def current_guest(request: Request, settings: Configured) -> Guest:
    """The guest behind this request; remembers the language for refusals."""
    lang = choose(
        request.query_params.get("lang"),
        request.cookies.get(settings.cookie("lang")),
        request.headers.get("accept-language"),
    )
    request.state.lang = lang
    return Guest(request.state.visit, settings.secret, lang, request.client.host if request.client else "")


CurrentGuest = Annotated[Guest, Depends(current_guest)]
