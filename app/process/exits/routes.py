"""Addresses of the other ways: skipping, side exits and the way back, each a form on the matter's page."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.organisations.actors import Actor, CurrentStaff
from app.process import access, actions, queries
from app.process.exits import actions as exits
from app.process.exits import forms
from app.process.exits.rules import SideExit
from app.process.steps.routes import deed
from app.web.doors import Reader, Writer

router = APIRouter()


def _may(kind: SideExit) -> Callable[[Session, Actor, int], object]:
    return lambda db, actor, matter_id: access.to_leave(db, actor, matter_id, kind)


def _with(given: forms.Leaving) -> dict[str, Any]:
    """What every one of these is told."""
    return {"reason": given.reason, "expect": given.expect, "key": given.key}


def _numbered(db: Session, number: int | None) -> int | None:
    """The matter of an agenda's number; 0 when there is none, None when no number was given."""
    if number is None:
        return None
    found = queries.matter_of_agenda(db, number)
    return found.id if found is not None else 0


@router.post("/matters/{matter_id}/skip")
async def skip(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """건너뛰기."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Skipping,
        access.to_move,
        lambda db, who, key, given: actions.skip(db, who, key, to=given.to, **_with(given)),
        "이유를 적고 옮겼습니다. 주민이 보는 기록에도 그 이유가 올라갔습니다.",
        "skip",
    )


@router.post("/matters/{matter_id}/pause")
async def pause(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """보완요청, 보류."""
    kind = str((await request.form()).get("kind", ""))
    named = SideExit.SUPPLEMENT if kind == SideExit.SUPPLEMENT else SideExit.HOLD
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Pausing,
        _may(named),
        lambda db, who, key, given: exits.pause(
            db, who, key, given.kind, until=given.until, asked=given.asked, **_with(given)
        ),
        "멈추었습니다. 그동안 이 단계의 기한은 가지 않습니다.",
        f"exit-{named.value}",
    )


@router.post("/matters/{matter_id}/resumption")
async def resume(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """다시 시작."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Leaving,
        access.to_resume,
        lambda db, who, key, given: exits.resume(db, who, key, **_with(given)),
        "다시 시작했습니다. 남아 있던 날수만큼 기한이 이어집니다.",
        "resume",
    )


@router.post("/matters/{matter_id}/merge")
async def merge(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """병합."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Merging,
        _may(SideExit.MERGE),
        lambda db, who, key, given: exits.merge(
            db, who, key, _numbered(db, given.into), signed=given.signed, **_with(given)
        ),
        "두 의제를 합쳤습니다. 기록은 둘 다 남고, 이 의제를 보러 온 사람은 합친 의제로 안내합니다.",
        "exit-merge",
    )


@router.post("/matters/{matter_id}/split")
async def split(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """분할."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Splitting,
        _may(SideExit.SPLIT),
        lambda db, who, key, given: exits.split(db, who, key, given.lines, **_with(given)),
        "의제를 나누었습니다. 나눈 의제는 이 단계에서 이어 갑니다.",
        "exit-split",
    )


@router.post("/matters/{matter_id}/complaint")
async def send_as_complaint(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """민원 이송."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Passing,
        _may(SideExit.COMPLAINT),
        lambda db, who, key, given: exits.send_as_complaint(db, who, key, asked=given.asked, **_with(given)),
        "민원으로 보냈습니다.",
        "exit-complaint",
    )


@router.post("/matters/{matter_id}/withdrawal")
async def withdraw(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """철회."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Withdrawing,
        _may(SideExit.WITHDRAW),
        lambda db, who, key, given: exits.withdraw(db, who, key, signed=given.signed, **_with(given)),
        "제안한 분의 뜻대로 거두어들였습니다.",
        "exit-withdraw",
    )


@router.post("/matters/{matter_id}/closing")
async def close(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, matter_id: int
) -> Response:
    """종결."""
    return await deed(
        request,
        reader,
        writer,
        actor,
        matter_id,
        forms.Leaving,
        _may(SideExit.CLOSE),
        lambda db, who, key, given: exits.close(db, who, key, **_with(given)),
        "종결했습니다. 주민이 보는 기록에 이유가 올라갔습니다.",
        "exit-close",
    )
