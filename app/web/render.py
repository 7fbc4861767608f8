"""Templates → answers. Shared fragments are rendered without a request, pages with one.

Whatever differs from person to person in an otherwise shared fragment (the CSRF token, a ballot's idempotency key) is
written as a placeholder and filled in when a page is sent; over the socket the page's own script fills it in.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any
from urllib.parse import quote

from babel.support import NullTranslations as BabelNull
from fastapi import Request
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.core import clock, ids
from app.core.settings import PROJECT, Settings
from app.web import words
from app.web.flash import take_flash
from app.web.guards import csrf_token, policy
from app.web.i18n import CATALOGUES, LANGUAGES, keep_tapped

TEMPLATES = PROJECT / "templates"
STATIC = PROJECT / "static"
ADDRESS_SIGNS = ":/%#?=@[]!$&'()*+,;"  # what a redirect leaves as it is


@cache
def _fingerprint(path: str) -> str:
    file = STATIC / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"


def static(path: str) -> str:
    """Address of a static file that changes when its content does, so browsers may keep it for ever."""
    return f"/static/{path}?v={_fingerprint(path)}"


class Compiled(BytecodeCache):
    """Templates that were compiled once serve every language: their words are looked up when they run."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


class Renderer:
    """One Jinja environment per language over the same templates."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # Constant for one secret, so a shared fragment is the same bytes before and after a restart.
        # Ends with a sign that is escaped in whatever people write, so that nobody can write a place and have it filled.
        self.csrf_place = Markup("csrf-{}'").format(ids.keyed(settings.secret, "place", "csrf")[:20])
        self.spread_place = Markup("spread-{}'").format(ids.keyed(settings.secret, "place", "spread")[:20])
        self.spread: Callable[[], float] = lambda: (
            0.0
        )  # seconds within which a page connects that was loaded now
        self.key_place = Markup("key-{}'").format(ids.keyed(settings.secret, "place", "key")[:20])
        self._environments = {lang: self._environment(lang) for lang in LANGUAGES}

    def _environment(self, lang: str) -> Environment:
        env = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            auto_reload=self.settings.is_development,
            bytecode_cache=COMPILED,
        )
        env.install_gettext_translations(CATALOGUES.get(lang, BabelNull()), newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
        env.filters.update(
            day=lambda moment: words.day(moment, lang),
            short_day=words.short_day,
            date=lambda moment: words.date(moment, lang),
            clock=words.clock_time,
            time=lambda moment: words.spoken_time(moment, lang),
            datetime=lambda moment: words.date_time(moment, lang),
            ago=lambda moment: words.ago(moment, lang),
            number=lambda value: words.number(value, lang),
            fingerprint=words.fingerprint,
            won=words.won,
            money=words.money,
            masked=words.masked,
            days_left=words.days_left,
            iso=words.iso,
            local_input=words.local_input,
        )
        env.globals.update(
            static=static,
            lang=lang,
            languages=LANGUAGES,
            service_name=self.settings.service_name,
            district_name=self.settings.district_name,
            contact=self.settings.contact,
            public_host=self.settings.public_host,
            demo=self.settings.demo,
            now=clock.now,
            percent=words.percent,
            korean=lambda text: Markup(' lang="ko"') if lang != "ko" and words.is_korean(text) else "",
            csrf=lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(self.csrf_place),
            new_key=lambda: self.key_place,
            actor=None,
            flash=[],
            request_path="",
            csrf_token="",
            spread=self.spread_place,
        )
        return env

    def fragment(self, template: str, lang: str = "ko", /, **context: Any) -> str:
        """HTML that is the same for everyone who sees it."""
        return self._environments[lang].get_template(template).render(**context)

    def personal(self, request: Request, html: str) -> str:
        """Fill in what belongs to this one visit."""
        if self.csrf_place in html:
            html = html.replace(self.csrf_place, csrf_token(request))
        html = html.replace(self.spread_place, f"{self.spread():g}", 1)
        while self.key_place in html:
            html = html.replace(self.key_place, ids.token(), 1)
        return html


def page(
    request: Request,
    template: str,
    /,
    *,
    lang: str = "ko",
    status: int = 200,
    framed: bool = False,
    frames: bool = False,
    **context: Any,
) -> Response:
    """A whole page or a private fragment for one request."""
    renderer: Renderer = request.app.state.renderer
    messages, clear = take_flash(request)
    html = renderer.fragment(
        template,
        lang,
        **{
            "actor": getattr(request.state, "actor", None),
            "flash": messages,
            "request_path": request.url.path,
            "csrf_token": renderer.csrf_place,
            **context,
        },
    )
    response = HTMLResponse(renderer.personal(request, html), status)
    if framed or frames:
        response.headers["Content-Security-Policy"] = policy(framed=framed, frames=frames)
    if clear:
        clear(response)
    keep_tapped(request, response)
    return response


def prepared(request: Request, html: str) -> Response:
    """A page that was rendered before; only what belongs to this visit is filled in."""
    renderer: Renderer = request.app.state.renderer
    response = HTMLResponse(renderer.personal(request, html))
    _, clear = take_flash(request)
    if clear:
        clear(response)
    keep_tapped(request, response)
    return response


def is_htmx(request: Request) -> bool:
    """Did our own page's script ask, so that a fragment is wanted rather than a page?"""
    return request.headers.get("hx-request") == "true"


def see_other(request: Request, address: str) -> Response:
    """After a deed: the browser shows another page with GET, with or without htmx."""
    if is_htmx(request):
        return Response(status_code=204, headers={"HX-Redirect": quote(address, safe=ADDRESS_SIGNS)})
    return RedirectResponse(address, 303)


def done(request: Request, address: str) -> Response:
    """After a deed whose outcome the socket brings: nothing for our own script, back to the page for a plain form."""
    return Response(status_code=204) if is_htmx(request) else RedirectResponse(address, 303)


def template_path(name: str) -> Path:
    """Where a template lies on disk."""
    return TEMPLATES / name
