"""Addresses of a draft: the list of procedures on the officer's desk, the draft, its row of stages, publishing."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid, Refused
from app.organisations.actors import Actor, CurrentStaff
from app.process.drafts import access, actions, forms, queries
from app.process.drafts.rules import mark
from app.process.procedures.pictures import picture
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import FormModel, Sent, sent
from app.web.render import page, see_other

router = APIRouter()
M = TypeVar("M", bound=FormModel)


@router.get("/desk/procedures")
async def show_all(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """절차 고치기: every procedure, and the draft of whichever is being revised."""
    return await list_page(request, reader, actor)


async def list_page(
    request: Request, reader: Reader, actor: Actor, status: int = 200, **more: Any
) -> Response:
    """The list; ``more``: what an import said."""
    access.may_revise(actor)
    shown = {"complaints": (), "refusal": "", "code": "", "text": "", "more": 0, **more}
    lines = await reader(queries.lines)
    return page(request, "process/drafts/list.html", status=status, lines=lines, **shown)


@router.post("/desk/procedures/drafts")
async def begin(request: Request, writer: Writer, actor: CurrentStaff) -> Response:
    """개정 시작하기; whoever comes second joins the draft that is there."""
    form = await sent(request, forms.Beginning)
    draft_id = await writer(actions.begin, actor, form.ok.code)
    return see_other(request, f"/desk/drafts/{draft_id}")


async def draft_page(
    request: Request,
    reader: Reader,
    actor: Actor,
    draft_id: int,
    *,
    form: Sent[Any] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> Response:
    """The draft; ``form`` and ``refusal``: what was pressed last and why it did not happen."""
    access.may_revise(actor)
    draft = await reader(queries.draft, draft_id)
    return page(
        request,
        "process/drafts/show.html",
        status=status,
        draft=draft,
        picture=picture(draft.stages),
        form=form or Sent(),
        refusal=refusal,
        mark=mark,
    )


@router.get("/desk/drafts/{draft_id:int}")
async def show(request: Request, reader: Reader, actor: CurrentStaff, draft_id: int) -> Response:
    """개정안."""
    return await draft_page(request, reader, actor, draft_id)


async def pressed(
    request: Request,
    reader: Reader,
    writer: Writer,
    actor: Actor,
    draft_id: int,
    model: type[M],
    deed: Callable[[M], tuple[Any, ...]],
    said: Callable[[Any], str],
    where: Callable[[Any], str] = lambda done: "",
) -> Response:
    """A button on the draft's page: the deed, then the page with one sentence; a refusal shows the page with the reason."""
    form = await sent(request, model)
    if form.data is None:
        return await draft_page(request, reader, actor, draft_id, form=form, status=422)
    verb, *rest = deed(form.data)
    try:
        done = await writer(lambda db: verb(db, actor, draft_id, *rest))
    except (Conflict, Invalid) as refusal:
        form.refused(refusal)
        return await draft_page(
            request, reader, actor, draft_id, form=form, refusal=refusal, status=refusal.status
        )
    return say(request, see_other(request, where(done) or f"/desk/drafts/{draft_id}"), said(done))


def _bent(done: tuple[str, ...]) -> str:
    """What happened to jumps that no longer lead onward."""
    return f" ‘{', '.join(done)}’ 단계의 다음 단계는 바로 아래로 바꿨습니다." if done else ""


@router.post("/desk/drafts/{draft_id:int}/name")
async def rename(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, draft_id: int
) -> Response:
    """절차 이름."""
    return await pressed(
        request,
        reader,
        writer,
        actor,
        draft_id,
        forms.Naming,
        lambda given: (actions.rename, given.name),
        lambda done: "절차 이름을 저장했습니다.",
    )


@router.post("/desk/drafts/{draft_id:int}/stages")
async def add_stage(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, draft_id: int
) -> Response:
    """단계 더하기; the new stage opens."""
    return await pressed(
        request,
        reader,
        writer,
        actor,
        draft_id,
        forms.Adding,
        lambda given: (actions.add_stage, given.after, given.name, given.order),
        lambda done: "단계를 더했습니다. 이어서 내용을 채워 주세요.",
        lambda done: f"/desk/drafts/{draft_id}/stages/{done}",
    )


@router.post("/desk/drafts/{draft_id:int}/stages/{stage_id}/move")
async def move_stage(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, draft_id: int, stage_id: str
) -> Response:
    """위로 · 아래로."""
    return await pressed(
        request,
        reader,
        writer,
        actor,
        draft_id,
        forms.Moving,
        lambda given: (actions.move_stage, stage_id, given.way, given.order),
        lambda done: "단계를 옮겼습니다." + _bent(done),
        lambda done: f"/desk/drafts/{draft_id}#stage-{stage_id}",
    )


@router.post("/desk/drafts/{draft_id:int}/stages/{stage_id}/removal")
async def remove_stage(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, draft_id: int, stage_id: str
) -> Response:
    """단계 지우기."""
    return await pressed(
        request,
        reader,
        writer,
        actor,
        draft_id,
        forms.Removing,
        lambda given: (actions.remove_stage, stage_id, given.order, given.seen),
        lambda done: "단계를 지웠습니다. ‘되돌리기’로 다시 살릴 수 있습니다." + _bent(done),
    )


@router.post("/desk/drafts/{draft_id:int}/stages/{stage_id}/split")
async def split_stage(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, draft_id: int, stage_id: str
) -> Response:
    """단계 나누기; the second half opens."""
    return await pressed(
        request,
        reader,
        writer,
        actor,
        draft_id,
        forms.Splitting,
        lambda given: (actions.split_stage, stage_id, given.name, given.criteria, given.order),
        lambda done: "단계를 둘로 나눴습니다. 이어서 새 단계의 내용을 살펴 주세요.",
        lambda done: f"/desk/drafts/{draft_id}/stages/{done}",
    )


@router.post("/desk/drafts/{draft_id:int}/undo")
async def undo(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, draft_id: int
) -> Response:
    """되돌리기."""
    return await pressed(
        request,
        reader,
        writer,
        actor,
        draft_id,
        forms.Undoing,
        lambda given: (actions.undo, given.edit),
        lambda done: f"되돌렸습니다: {done}",
    )


@router.post("/desk/drafts/{draft_id:int}/removal")
async def give_up(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, draft_id: int
) -> Response:
    """개정 그만두기."""
    return await pressed(
        request,
        reader,
        writer,
        actor,
        draft_id,
        forms.Turned,
        lambda given: (actions.give_up, given.turn),
        lambda done: "개정안을 없앴습니다. 지금 쓰는 판은 그대로입니다.",
        lambda done: "/desk/procedures",
    )
