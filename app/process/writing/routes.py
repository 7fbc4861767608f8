"""Addresses of one stage of a draft: every field in one form."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid, NotFound
from app.organisations.actors import Actor, CurrentStaff
from app.process.comparisons.rules import field_changes
from app.process.drafts import access, actions, forms, queries
from app.process.drafts.queries import DraftView
from app.process.drafts.rules import find, mark
from app.process.exits.rules import USUAL, SideExit
from app.process.roles.rules import ROLE_WORDS, SPEAKING
from app.process.shapes.rules import CLOCK, one_stage
from app.process.stages.rules import Check, CheckKind
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()
KINDS = (
    (CheckKind.RECORDED.value, "맡은 사람이 확인과 메모를 남김"),
    (CheckKind.DOCUMENT.value, "문서가 올라옴"),
    (CheckKind.GATHERINGS.value, "숙의 회의를 여러 번 엶"),
    (CheckKind.GROUP.value, "워킹그룹에 사람이 참"),
    (CheckKind.OPINIONS.value, "요청한 부서가 모두 답함"),
    (CheckKind.ACCEPTED.value, "분과장이 접수함"),
)


def _checked(text: str) -> dict[str, Any]:
    """A check as the form's fields; what cannot be read stays what it is."""
    kind, _, rest = text.partition(":")
    try:
        check = Check.parse(text)
    except ValueError:
        numbers = [*rest.split(":"), "", ""]
        return {"kind": kind, "civil": numbers[0], "official": numbers[1], "times": numbers[0], "paper": rest}
    civil, official = (*check.least, "", "")[:2]
    return {"kind": kind, "civil": civil, "official": official, "times": civil, "paper": check.name}


def _there(draft: DraftView, stage_id: str) -> int:
    at = find(draft.stages, stage_id)
    if at is None:
        raise NotFound(queries.NO_STAGE)
    return at


async def _page(
    request: Request,
    reader: Reader,
    actor: Actor,
    draft_id: int,
    stage_id: str,
    *,
    typed: dict[str, Any] | None = None,
    form: Sent[forms.StageForm] | None = None,
    status: int = 200,
) -> Response:
    """The stage, or what was ``typed`` for it with what is wrong."""
    access.may_revise(actor)
    draft = await reader(queries.draft, draft_id)
    at = _there(draft, stage_id)
    now, stage = draft.stages[at], typed or draft.stages[at]
    names = {each["id"]: each["name"] for each in draft.stages}
    overtaken = typed is not None and status == 409
    return page(
        request,
        "process/drafts/stage.html",
        status=status,
        draft=draft,
        at=at,
        stage=stage,
        form=form or Sent(),
        seen=mark(now),
        different=field_changes(now, stage, names) if overtaken and not one_stage(stage)[1] else (),
        overtaken=overtaken,
        checks=[_checked(each["check"]) for each in stage["exit"]],
        kinds=KINDS,
        roles=ROLE_WORDS,
        speaking=SPEAKING,
        clock=CLOCK,
        offs=[SideExit(each["kind"]) for each in stage["side_exits"] if each["kind"] in set(SideExit)],
        side_exits=tuple(SideExit),
        usual=USUAL,
    )


@router.get("/desk/drafts/{draft_id:int}/stages/{stage_id}")
async def show(
    request: Request, reader: Reader, actor: CurrentStaff, draft_id: int, stage_id: str
) -> Response:
    """단계 고치기."""
    return await _page(request, reader, actor, draft_id, stage_id)


@router.post("/desk/drafts/{draft_id:int}/stages/{stage_id}")
async def save(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, draft_id: int, stage_id: str
) -> Response:
    """Save it; with ``more`` pressed the form comes back with room for another row."""
    form = await sent(request, forms.StageForm)
    typed = forms.stage_of(form.ok, stage_id)
    try:
        await writer(lambda db: actions.save_stage(db, actor, draft_id, stage_id, typed, seen=form.ok.seen))
    except (Conflict, Invalid) as refusal:
        return await _page(
            request,
            reader,
            actor,
            draft_id,
            stage_id,
            typed=typed,
            form=form.refused(refusal),
            status=refusal.status,
        )
    more = "more" in await request.form()
    where = f"/stages/{stage_id}#exits" if more else f"#stage-{stage_id}"
    return say(request, see_other(request, f"/desk/drafts/{draft_id}{where}"), "단계를 저장했습니다.")
