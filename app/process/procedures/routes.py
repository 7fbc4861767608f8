"""Addresses of published procedures: for everybody, also on paper and as files."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.organisations.actors import CurrentActor
from app.organisations.rules import Role
from app.process.exchange.bpmn_writing import to_bpmn
from app.process.exchange.yaml_files import to_yaml
from app.process.procedures import queries
from app.web.doors import Reader
from app.web.render import page

router = APIRouter()


def attached(content: str | bytes, name: str, media_type: str) -> Response:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


@router.get("/procedures")
async def show_all(request: Request, reader: Reader, actor: CurrentActor) -> Response:
    """협치 절차: every procedure that is in force."""
    return page(request, "process/procedures/list.html", procedures=await reader(queries.procedures))


@router.get("/procedures/{code}")
async def show_newest(request: Request, reader: Reader, actor: CurrentActor, code: str) -> Response:
    """The version in force."""
    return await _show(request, reader, actor, code, "")


@router.get("/procedures/{code}/{version}")
async def show(request: Request, reader: Reader, actor: CurrentActor, code: str, version: str) -> Response:
    """One version."""
    return await _show(request, reader, actor, code, version)


async def _show(request: Request, reader: Reader, actor: CurrentActor, code: str, version: str) -> Response:
    found = await reader(queries.procedure, code, version)
    return page(request, "process/procedures/show.html", procedure=found, officer=actor.has(Role.OFFICER))


@router.get("/procedures/{code}/{version}/guidebook")
async def guidebook(
    request: Request, reader: Reader, actor: CurrentActor, code: str, version: str
) -> Response:
    """협치 실천 가이드북: made from the version itself, to read and to print."""
    found = await reader(queries.procedure, code, version)
    return page(request, "process/procedures/guidebook.html", procedure=found)


@router.get("/procedures/{code}/{version}/changes")
async def changes(request: Request, reader: Reader, actor: CurrentActor, code: str, version: str) -> Response:
    """What this version changed."""
    found, compared = await reader(queries.changes, code, version)
    return page(request, "process/procedures/changes.html", procedure=found, comparison=compared)


@router.get("/procedures/{code}/{version}/yaml")
async def as_yaml(reader: Reader, actor: CurrentActor, code: str, version: str) -> Response:
    """The version as YAML."""
    document = await reader(queries.document, code, version)
    return attached(to_yaml(document), f"{document['code']}-{document['version']}.yaml", "application/yaml")


@router.get("/procedures/{code}/{version}/bpmn")
async def as_bpmn(reader: Reader, actor: CurrentActor, code: str, version: str) -> Response:
    """The version as BPMN 2.0 XML."""
    document = await reader(queries.document, code, version)
    return attached(to_bpmn(document), f"{document['code']}-{document['version']}.bpmn", "application/xml")
