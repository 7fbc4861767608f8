"""Words in other languages. Message ids are the Korean sentences themselves, so Korean is always complete.

Catalogues are read from ``app/locales/<lang>/LC_MESSAGES/messages.po`` when the service starts; nothing is compiled.
"""

import io
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import HTTPConnection
from starlette.responses import Response

LOCALES = Path(__file__).resolve().parents[1] / "locales"
LANGUAGES = {"ko": "한국어", "en": "English", "zh": "简体中文", "vi": "Tiếng Việt", "ja": "日本語"}
DEFAULT = "ko"


def load(lang: str) -> NullTranslations:
    """The catalogue of a language; Korean needs none."""
    source = LOCALES / lang / "LC_MESSAGES" / "messages.po"
    if lang == DEFAULT or not source.exists():
        return NullTranslations()
    with source.open("rb") as file:
        catalogue = read_po(file, locale=lang)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


CATALOGUES: dict[str, NullTranslations] = {lang: load(lang) for lang in LANGUAGES}


def translate(lang: str, sentence: str, **places: object) -> str:
    """One sentence in one language, with its places filled."""
    words = CATALOGUES.get(lang, CATALOGUES[DEFAULT]).gettext(sentence) if sentence else ""
    return words % places if places else words


def choose(asked: str | None, remembered: str | None, accepted: str | None) -> str:
    """The language of a resident's page: what they tapped, else what they tapped before, else the browser's first."""
    for wish in (asked, remembered):
        if wish in LANGUAGES:
            return wish
    for part in (accepted or "").split(","):
        tag = part.split(";")[0].strip().split("-")[0].lower()
        if tag in LANGUAGES:
            return tag
    return DEFAULT


def remember(connection: HTTPConnection, response: Response, lang: str) -> None:
    """This browser's next pages are in this language too."""
    settings = connection.app.state.settings
    response.set_cookie(
        settings.cookie("lang"),
        lang,
        max_age=86_400 * 90,
        httponly=True,
        samesite="lax",
        secure=settings.is_production,
    )


def keep_tapped(connection: HTTPConnection, response: Response) -> None:
    """Whoever tapped a language on a resident's page need not tap it again."""
    asked = connection.query_params.get("lang")
    if asked is not None and asked == getattr(connection.state, "lang", None):
        remember(connection, response, asked)


def of_request(connection: HTTPConnection) -> str:
    """The language for a resident's page; kept for this request so that a refusal speaks it too."""
    cookie = connection.app.state.settings.cookie("lang")
    lang = choose(
        connection.query_params.get("lang"),
        connection.cookies.get(cookie),
        connection.headers.get("accept-language"),
    )
    connection.state.lang = lang
    return lang
