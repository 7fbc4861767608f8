"""Addresses that lead into the room."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.live.doors.forms import NumberForm
from app.live.entrances import actions as entrances
from app.live.meetings import queries
from app.live.meetings.guests import CurrentGuest
from app.web.doors import Reader, Writer
from app.web.forms import Sent, sent
from app.web.i18n import DEFAULT, LANGUAGES, remember, translate
from app.web.render import page, see_other

router = APIRouter()


def _back(address: str) -> Response:
    return RedirectResponse(address, 303)


@router.get("/{number:int}")
async def short_address(number: int) -> Response:
    """What the QR carries: the shortest address that leads to the room."""
    return _back(f"/m/{number:06d}")


@router.get("/m")
async def door(request: Request, guest: CurrentGuest) -> Response:
    """Type the number from the wall."""
    return page(request, "live/doors/show.html", lang=guest.lang, form=Sent[NumberForm]())


@router.post("/m")
async def find(request: Request, guest: CurrentGuest, reader: Reader) -> Response:
    """Go to the room behind the number, or say that there is none."""
    form = await sent(request, NumberForm)
    if form.data is not None and await reader(queries.by_number, form.data.digits) is not None:
        return _back(f"/m/{form.data.digits}")
    missing = "그 번호의 회의가 없어요. 앞 화면의 여섯 자리 숫자를 다시 봐 주세요."
    form.errors.setdefault("number", translate(guest.lang, missing))
    return page(request, "live/doors/show.html", lang=guest.lang, status=422, form=form)


@router.post("/m/{number}/attendance")
async def attend(request: Request, number: str, guest: CurrentGuest, writer: Writer) -> Response:
    """참여하기: come in. Opening the address alone never does it, so link previews take no seat."""
    form = await request.form()
    lang = str(form.get("lang", guest.lang))
    lang = lang if lang in LANGUAGES else DEFAULT
    someone = await writer(entrances.enter, replace(guest, lang=lang), number)
    response = see_other(request, f"/m/{number}")
    remember(request, response, someone.lang)
    return response
