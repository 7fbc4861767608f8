"""One handler for every refusal: the right status, a Korean (or the resident's) sentence, and what was typed."""

import re
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.core.errors import Busy, Refused, SignInNeeded
from app.core.settings import Settings
from app.web.guards import protect
from app.web.i18n import of_request, translate
from app.web.render import is_htmx, page

log = structlog.get_logger("gongron.web")

SENTENCES = {
    400: "요청을 읽을 수 없습니다. 화면을 새로 고친 뒤 다시 해 주세요.",
    403: "이 화면을 볼 권한이 없습니다.",
    404: "찾으시는 화면이 없습니다.",
    405: "이 주소에서는 할 수 없는 일입니다.",
    413: "보내신 내용이 너무 깁니다. 줄여서 다시 보내 주세요.",
    422: "적은 내용을 확인해 주세요.",
    500: "저희 쪽에 문제가 생겼습니다. 저장된 것은 그대로 있으니 잠시 뒤 다시 해 주세요.",
}
TITLES = {  # nouns, so that they stand above a sentence in either tone
    401: "로그인 필요",
    403: "할 수 없는 일",
    404: "없는 화면",
    409: "지금은 할 수 없는 일",
    422: "고칠 곳",
    429: "잠시 쉬었다가",
    503: "잠시 뒤에 다시",
}
NOT_GIVEN_BACK = {"csrf", "key", "password"}


async def _typed(request: Request) -> list[str]:
    """The texts of a refused form, so that nothing a person wrote is lost."""
    if request.method != "POST":
        return []
    try:
        form = await request.form()
    except Exception:  # the body itself was what could not be read
        return []
    return [
        str(value)
        for name, value in form.multi_items()
        if name not in NOT_GIVEN_BACK and _is_written(str(value))
    ]


def _is_written(value: str) -> bool:
    """Did a person write this? Numbers and code words come from lists and buttons."""
    return len(value) > 12 or " " in value or not value.isascii()


ROOM = re.compile(r"/m/\d{6}(?=/)")


async def show(request: Request, status: int, sentence: str, fix: str = "", fix_url: str = "") -> Response:
    """The refusal as a page, or as a message for the script that asked."""
    lang = _lang(request)
    words: dict[str, Any] = {
        "code": status,
        "title": translate(lang, TITLES.get(status, "마치지 못한 일")),
        "text": sentence if fix_url or not fix else f"{sentence} {fix}",
        "action": (fix_url, fix) if fix and fix_url else _onward(request, lang),
    }
    if is_htmx(request):
        response = page(request, "errors/_message.html", lang=lang, status=status, **words)
        response.headers["HX-Retarget"] = "#flash"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    return page(request, _look(request), lang=lang, status=status, typed=await _typed(request), **words)


def _onward(request: Request, lang: str) -> tuple[str, str] | None:
    """Where one can always go on from a page that is none; nowhere when one has just come from there."""
    room = ROOM.match(request.url.path)
    if is_htmx(request):
        return None
    if room is not None:
        there, words = room[0], "회의 화면으로"
    elif _look(request) == "errors/phone.html":
        there, words = "/m", "회의 번호로 들어가기"
    elif _look(request) == "errors/desk.html":
        there, words = "/desk", "내 할 일로"
    else:
        there, words = "/", "누리집 첫 화면으로"
    return (there, translate(lang, words)) if request.url.path != there else None


def _look(request: Request) -> str:
    """The refusal looks like the place it happened in: a phone in the room, a desk, or the public site."""
    if _on_a_phone(request):
        return "errors/phone.html"
    actor = getattr(request.state, "actor", None)
    return "errors/desk.html" if actor is not None and actor.is_staff else "errors/show.html"


def _on_a_phone(request: Request) -> bool:
    """In the room, or where a page has already chosen a resident's language."""
    path = request.url.path
    return path == "/m" or path.startswith("/m/") or hasattr(request.state, "lang")


def _lang(request: Request) -> str:
    """The resident's language on a phone, also when the refusal came before the page could ask; Korean elsewhere."""
    if not _on_a_phone(request):
        return "ko"
    chosen: str = getattr(request.state, "lang", "") or of_request(request)
    return chosen


def install_refusals(app: FastAPI) -> None:
    """Register the handlers."""

    @app.exception_handler(Refused)
    async def refused(request: Request, refusal: Refused) -> Response:
        if isinstance(refusal, SignInNeeded) and request.method == "GET" and not is_htmx(request):
            return RedirectResponse(f"/sign-in?next={request.url.path}", 303)
        lang = _lang(request)
        sentence = translate(lang, refusal.sentence, **refusal.places)
        response = await show(
            request, refusal.status, sentence, translate(lang, refusal.fix), refusal.fix_url
        )
        if isinstance(refusal, Busy):
            response.headers["Retry-After"] = str(refusal.retry_after)
        if refusal.status in (401, 403):
            actor = getattr(request.state, "actor", None)
            log.warning(
                "refused",
                status=refusal.status,
                path=request.url.path,
                account=getattr(actor, "account_id", None),
            )
        return response

    @app.exception_handler(HTTPException)
    async def http(request: Request, problem: HTTPException) -> Response:
        lang = _lang(request)
        sentence = SENTENCES.get(problem.status_code, SENTENCES[400])
        response = await show(request, problem.status_code, translate(lang, sentence))
        response.headers.update(problem.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, problem: RequestValidationError) -> Response:
        # Only paths and query strings are declared to FastAPI; a wrong one is an address that does not exist.
        return await show(request, 404, translate(_lang(request), SENTENCES[404]))

    @app.exception_handler(Exception)
    async def broken(request: Request, problem: Exception) -> Response:
        log.error("unexpected", path=request.url.path, error=type(problem).__name__)
        lang = _lang(request)
        response = await show(request, 500, translate(lang, SENTENCES[500]))
        settings: Settings = request.app.state.settings
        protect(response.headers, secure=settings.is_production)
        response.headers["Cache-Control"] = "no-store"
        return response
