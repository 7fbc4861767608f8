"""Addresses of what is read of a draft or leaves it: comparison, preview, files, publishing, taking a file in."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor, CurrentStaff
from app.process.deadlines.queries import days_off
from app.process.drafts import access, actions, forms, publishing, queries
from app.process.drafts.routes import list_page
from app.process.exchange.bpmn_reading import from_bpmn
from app.process.exchange.bpmn_writing import to_bpmn
from app.process.exchange.files import MOST_SHOWN, Unreadable
from app.process.exchange.yaml_files import from_yaml, to_yaml
from app.process.procedures.pictures import picture
from app.process.procedures.queries import stage_pages
from app.process.procedures.routes import attached
from app.process.shapes.rules import as_document
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


@router.get("/desk/drafts/{draft_id:int}/comparison")
async def compare(request: Request, reader: Reader, actor: CurrentStaff, draft_id: int) -> Response:
    """지난 판과 견주기."""
    access.may_revise(actor)
    return page(request, "process/drafts/comparison.html", draft=await reader(queries.draft, draft_id))


@router.get("/desk/drafts/{draft_id:int}/preview")
async def preview(request: Request, reader: Reader, actor: CurrentStaff, draft_id: int) -> Response:
    """미리 보기: the picture, and what a resident will read at each stage."""
    access.may_revise(actor)
    draft, off = await reader(queries.draft, draft_id), await reader(days_off)
    return page(
        request,
        "process/drafts/preview.html",
        draft=draft,
        picture=picture(draft.stages),
        stages=stage_pages(draft.stages, off),
    )


@router.get("/desk/drafts/{draft_id:int}/yaml")
async def as_yaml(reader: Reader, actor: CurrentStaff, draft_id: int) -> Response:
    """The draft as YAML, to work on elsewhere."""
    access.may_revise(actor)
    draft = await reader(queries.draft, draft_id)
    document = as_document(draft.code, draft.next_version, draft.name, draft.stages)
    return attached(to_yaml(document), f"{draft.code}-draft.yaml", "application/yaml")


@router.get("/desk/drafts/{draft_id:int}/bpmn")
async def as_bpmn(reader: Reader, actor: CurrentStaff, draft_id: int) -> Response:
    """The draft as BPMN 2.0 XML."""
    access.may_revise(actor)
    draft = await reader(queries.draft, draft_id)
    document = as_document(draft.code, draft.next_version, draft.name, draft.stages)
    return attached(to_bpmn(document), f"{draft.code}-draft.bpmn", "application/xml")


# -- taking a file in ---------------------------------------------------------------------------------------------


@router.post("/desk/procedures/imports")
async def take_in(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """파일 불러오기: a YAML or BPMN file, chosen or pasted, becomes the draft."""
    access.may_revise(actor)
    form = await request.form()
    code, text, turn = (str(form.get(name) or "") for name in ("code", "text", "turn"))
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    content = content or text.encode()
    kept = {"code": code, "text": text or content.decode("utf-8", "replace")}
    in_use = await reader(queries.ids_in_use, code)
    read = (
        partial(from_bpmn, in_use=in_use) if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else from_yaml
    )
    try:
        document = await run_in_threadpool(read, content)
        draft_id = await writer(
            lambda db: actions.take_in(
                db, actor, code, document, turn=int(turn[:9]) if turn.isdecimal() else 0
            )
        )
    except Unreadable as broken:
        complaints = broken.complaints[:MOST_SHOWN]
        more = len(broken.complaints) - len(complaints)
        return await list_page(request, reader, actor, 422, complaints=complaints, more=more, **kept)
    except (Conflict, Invalid) as refusal:
        return await list_page(request, reader, actor, refusal.status, refusal=refusal.in_korean, **kept)
    return say(
        request,
        see_other(request, f"/desk/drafts/{draft_id}/comparison"),
        "파일을 개정안으로 불러왔습니다. 지난 판과 다른 곳을 살펴 주세요.",
    )


# -- publishing ---------------------------------------------------------------------------------------------------


async def _publication(
    request: Request,
    reader: Reader,
    actor: Actor,
    draft_id: int,
    form: Sent[forms.Publishing],
    status: int = 200,
) -> Response:
    access.may_revise(actor)
    draft = await reader(queries.draft, draft_id)
    return page(request, "process/drafts/publication.html", status=status, draft=draft, form=form)


@router.get("/desk/drafts/{draft_id:int}/publication")
async def show_publication(request: Request, reader: Reader, actor: CurrentStaff, draft_id: int) -> Response:
    """펴내기: what changes, what is wrong, the number and the reason."""
    return await _publication(request, reader, actor, draft_id, Sent())


@router.post("/desk/drafts/{draft_id:int}/publication")
async def publish(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, draft_id: int
) -> Response:
    """The draft becomes the version that new matters take."""
    form = await sent(request, forms.Publishing)
    given = form.data
    if given is None:
        return await _publication(request, reader, actor, draft_id, form, 422)
    try:
        template = await writer(
            lambda db: publishing.publish(
                db,
                actor,
                draft_id,
                version=given.version,
                reason=given.reason,
                turn=given.turn,
                key=given.key,
            ).model_copy()
        )
    except (Conflict, Invalid) as refusal:
        return await _publication(request, reader, actor, draft_id, form.refused(refusal), refusal.status)
    return say(
        request,
        see_other(request, f"/procedures/{template.code}/{template.version}"),
        f"{template.version}판을 펴냈습니다. 지금부터 넘기는 의제가 이 판을 따릅니다.",
    )
