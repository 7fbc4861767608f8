"""Addresses of a phone that is to be confirmed. Opening one changes nothing: only a press does."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.core.errors import Conflict, TooMany
from app.core.messenger import Messenger, Postbox, Undelivered
from app.live.entrances import actions as entrances
from app.live.entrances.actions.codes import Asked, contact_key
from app.live.entrances.rules import CODE_LIFE, CodeAnswer, SlipAnswer, read_contact
from app.live.levels.forms import ContactForm, DigitsForm, SlipForm
from app.live.levels.queries import Standing, standing
from app.live.meetings.guests import CurrentGuest, Guest
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.i18n import translate
from app.web.render import page

router = APIRouter()

UNSENT = "확인 번호를 보내지 못했어요. 연락처를 다시 보거나, 도우미에게 말해 주세요."
CANNOT = {
    "phone": "휴대폰 번호를 써 주세요. 예: 010-1234-5678",
    "email": "전자우편 주소를 써 주세요. 예: dong@example.kr",
    "both": "휴대폰 번호나 전자우편 주소를 써 주세요.",
}
CODE_TEXT = (
    "[%(service)s] 확인 번호 %(code)s. 5분 안에 회의 화면에 써 주세요. 다른 사람에게는 알려 주지 마세요."
)
KNOWN_TEXT = (
    "[%(service)s] 이 연락처로는 이 회의에서 이미 확인했어요. 직접 하지 않았다면 이 글을 지워 주세요."
)


def _messenger(request: Request) -> Messenger | None:
    messenger: Messenger | None = request.app.state.messenger
    return messenger


def _kind(messenger: Messenger | None) -> str:
    """What one may be confirmed with here: phone, email, both, or nothing."""
    kinds = messenger.kinds if messenger else frozenset()
    return "both" if len(kinds) > 1 else next(iter(kinds), "")


async def _page(
    request: Request,
    guest: Guest,
    number: str,
    reader: Reader,
    *,
    by: str = "",
    form: Sent[Any] | None = None,
    status: int = 200,
) -> Response:
    shown = await reader(standing, guest, number)
    messenger = _messenger(request)
    way = _kind(messenger) if shown.codes else ""
    return page(
        request,
        "live/levels/show.html",
        lang=guest.lang,
        status=status,
        number=number,
        standing=shown,
        way=way,
        by="message" if by in ("message", "again") and way else "slip",
        waiting=bool(shown.waiting) and by != "again",
        minutes=int(CODE_LIFE.total_seconds() // 60),
        form=form or Sent(),
        postbox=_in_the_postbox(messenger, guest, shown),
    )


def _in_the_postbox(messenger: Messenger | None, guest: Guest, shown: Standing) -> str:
    """In a demo the message lies on the page that waits for it."""
    if not isinstance(messenger, Postbox) or not shown.waiting:
        return ""
    for to, text in reversed(messenger.messages):
        contact = read_contact(to)
        if contact and contact_key(guest.secret, shown.meeting.id or 0, contact) == shown.waiting:
            return text
    return ""


def _confirmed(request: Request, guest: Guest, number: str, words: str) -> Response:
    """Said once, on the page that shows where this phone now stands."""
    return say(request, RedirectResponse(f"/m/{number}/level", 303), translate(guest.lang, words))


@router.get("/m/{number}/level")
async def show(request: Request, number: str, guest: CurrentGuest, reader: Reader, by: str = "") -> Response:
    """Where this phone stands, and the one step that raises it. ``by``: message, or again for another contact."""
    return await _page(request, guest, number, reader, by=by)


@router.post("/m/{number}/level/slip")
async def use_slip(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """A slip, or the paper of somebody on the roll. Whoever is not in the room yet comes in with it."""
    form = await sent(request, SlipForm)
    if form.data is None:
        return await _page(request, guest, number, reader, form=form, status=422)
    answer = await writer(entrances.redeem, guest, number, form.data.code)
    if answer.is_good:
        return _confirmed(request, guest, number, answer.label)
    form.errors["code"] = answer.label
    status = TooMany.status if answer is SlipAnswer.SLOW else 422
    return await _page(request, guest, number, reader, form=form, status=status)


@router.post("/m/{number}/level/message")
async def ask(
    request: Request,
    number: str,
    guest: CurrentGuest,
    reader: Reader,
    writer: Writer,
    settings: Configured,
) -> Response:
    """Send six digits. The answer is the same whether or not this contact was counted before."""
    messenger = _messenger(request)
    form = await sent(request, ContactForm)
    contact = read_contact(form.data.to) if form.data is not None else None
    if messenger is None or contact is None or contact.kind not in messenger.kinds:
        form.errors["to"] = CANNOT.get(_kind(messenger), UNSENT)
        return await _page(request, guest, number, reader, by="again", form=form, status=422)
    try:
        asked = await writer(entrances.ask, guest, number, contact)
    except TooMany as slowed:
        form.errors["to"] = slowed.sentence
        return await _page(request, guest, number, reader, by="again", form=form, status=slowed.status)
    try:
        await messenger.send(contact.to, _text(guest, settings.service_name, asked))
    except Undelivered:
        await writer(entrances.unsent, asked.id)
        form.errors["to"] = UNSENT
        return await _page(request, guest, number, reader, by="again", form=form, status=503)
    return RedirectResponse(f"/m/{number}/level?by=message", 303)


def _text(guest: Guest, service: str, asked: Asked) -> str:
    if asked.code:
        return translate(guest.lang, CODE_TEXT, service=service, code=asked.code)
    return translate(guest.lang, KNOWN_TEXT, service=service)


@router.post("/m/{number}/level/message/digits")
async def answer(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """The six digits, in the browser that asked for them."""
    form = await sent(request, DigitsForm)
    if form.data is None:
        return await _page(request, guest, number, reader, by="message", form=form, status=422)
    answer = await writer(entrances.answer, guest, number, form.data.digits)
    if answer is CodeAnswer.RAISED:
        return _confirmed(request, guest, number, answer.label)
    field = "digits" if answer in (CodeAnswer.WRONG, CodeAnswer.SLOW) else "to"
    form.errors[field] = answer.label
    status = TooMany.status if answer is CodeAnswer.SLOW else Conflict.status if field == "to" else 422
    return await _page(request, guest, number, reader, by="message", form=form, status=status)
