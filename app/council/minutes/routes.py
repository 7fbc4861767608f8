"""Addresses of a sitting's minutes: read, correct, confirm with two keys, take along."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.labels import Side
from app.core.settings import Settings
from app.council.minutes import actions, queries
from app.council.minutes.forms import WordForm
from app.council.pressing import press
from app.live.records.forms import CorrectionForm
from app.live.records.rules import LONGEST_FIELD, as_markdown, as_text
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.rules import Role
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent
from app.web.render import is_htmx, page, see_other
from app.web.words import clock_time, date

router = APIRouter()
HERE = "/desk/council/sittings/{sitting_id:int}/minutes"


async def _draft(
    request: Request,
    reader: Reader,
    actor: Actor,
    settings: Settings,
    sitting_id: int,
    form: Sent[Any],
    at: str = "",
    status: int = 200,
    template: str = "draft",
) -> Response:
    return page(
        request,
        f"council/minutes/{template}.html",
        status=status,
        draft=await reader(queries.draft, sitting_id, settings.district_name),
        sides=list(Side),
        mine=[side for side in Side if actor.seat_on(side, Role.CO_CHAIR)],
        runs=actor.has(Role.OFFICER, Role.CO_CHAIR),
        longest=LONGEST_FIELD,
        saved=at if status == 200 else "",
        form=form,
        at=at,
    )


@router.get(HERE)
async def show(
    request: Request, sitting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured
) -> Response:
    """회의록: the nine fields as the record fills them."""
    return await _draft(request, reader, actor, settings, sitting_id, Sent())


@router.post(f"{HERE}/corrections")
async def correct(
    request: Request,
    sitting_id: int,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
) -> Response:
    """One field put differently."""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    said: list[CorrectionForm] = []

    async def deed(given: CorrectionForm) -> None:
        said.append(given)
        await writer(
            actions.correct,
            actor,
            settings.district_name,
            sitting_id,
            field=given.field,
            text=given.text,
            expect=given.expect,
        )

    answer = await press(
        request,
        CorrectionForm,
        deed,
        lambda form, at, status: _draft(request, reader, actor, settings, sitting_id, form, at, status),
        where=f"/desk/council/sittings/{sitting_id}/minutes",
        done="칸을 저장했습니다.",
    )
    if answer.status_code >= 400 or not said:
        return answer
    field = said[0].field
    if is_htmx(request):
        return await _draft(request, reader, actor, settings, sitting_id, Sent(), field.value)
    back = see_other(request, f"/desk/council/sittings/{sitting_id}/minutes#{field.value}")
    return say(request, back, f"‘{field.label}’ 칸을 저장했습니다.")


@router.post(f"{HERE}/words")
async def confirm(
    request: Request,
    sitting_id: int,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
) -> Response:
    """확인, or not and why: each side's co-chair."""
    require(actor, Role.CO_CHAIR)
    return await press(
        request,
        WordForm,
        lambda given: writer(
            actions.confirm,
            actor,
            settings.district_name,
            sitting_id,
            side=given.side,
            agreed=given.agreed,
            reason=given.reason,
            expect=given.expect,
        ),
        lambda form, at, status: _draft(request, reader, actor, settings, sitting_id, form, at, status),
        where=f"/desk/council/sittings/{sitting_id}/minutes",
        done="회의록에 대한 뜻을 남겼습니다.",
        at="word",
    )


@router.get(f"{HERE}/print")
async def print_draft(
    request: Request, sitting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured
) -> Response:
    """The nine fields on A4, as they stand."""
    return await _draft(request, reader, actor, settings, sitting_id, Sent(), template="paper")


@router.get("/desk/council/sittings/{sitting_id:int}/minutes.txt")
async def plain_file(sitting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured) -> Response:
    """The same as plain text, for the approval system."""
    return await _file(sitting_id, reader, settings, as_text, "txt", "text/plain")


@router.get("/desk/council/sittings/{sitting_id:int}/minutes.md")
async def markdown_file(
    sitting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured
) -> Response:
    """The same as Markdown."""
    return await _file(sitting_id, reader, settings, as_markdown, "md", "text/markdown")


async def _file(
    sitting_id: int,
    reader: Reader,
    settings: Settings,
    write: Callable[[str, Sequence[tuple[str, str]], str], str],
    ending: str,
    kind: str,
) -> Response:
    draft = await reader(queries.draft, sitting_id, settings.district_name)
    fields = [(one.field.label, one.text) for one in draft.fields]
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="council-{draft.whole.sitting.number}.{ending}"',
    }
    text = write(draft.whole.title, fields, _foot(draft))
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)


def _foot(draft: queries.Draft) -> str:
    if not draft.is_confirmed:
        return "초안입니다. 두 공동의장이 아직 확인하지 않았습니다."
    last = draft.editions[0]
    return (
        f"제{last.number}판 · {date(last.at)} {clock_time(last.at)} 민·관 공동의장 확인 · 지문 {last.digest}"
    )
