"""Publishing a version of a process. A version is frozen: what was published under its number stays."""

import json
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.core import ids
from app.core.errors import Conflict, Invalid
from app.process.models import Template
from app.process.queries import basics
from app.process.stages.rules import read

DATA = Path(__file__).resolve().parents[1] / "data"
STANDARD = ("std-gu", "std-contest", "std-budget")


def digest_of(stages: list[dict[str, Any]]) -> str:
    """SHA-256 of the stages as canonical JSON."""
    return ids.digest(json.dumps(stages, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def publish_template(
    db: Session, code: str, version: str, name: str, stages: list[dict[str, Any]]
) -> Template:
    """Load a version as data; the same content again changes nothing, other content under the same version is refused."""
    try:
        read(code, version, name, stages)
    except (KeyError, TypeError, ValueError) as problem:
        raise Invalid("절차 자료를 읽을 수 없습니다: %(problem)s", problem=str(problem)) from problem
    digest = digest_of(stages)
    found = basics.version(db, code, version)
    if found is not None:
        if found.digest != digest:
            raise Conflict(
                "‘%(name)s’ %(version)s판은 이미 다른 내용으로 펴냈습니다. 판 번호를 올려 주세요.",
                name=found.name,
                version=version,
            )
        return found
    template = Template(code=code, version=version, name=name, stages=stages, digest=digest)
    db.add(template)
    db.flush()
    return template


def publish_standard(db: Session) -> list[Template]:
    """The processes that come with the service."""
    published = []
    for code in STANDARD:
        data = json.loads((DATA / f"{code}.json").read_text("utf-8"))
        published.append(publish_template(db, data["id"], data["version"], data["name"], data["stages"]))
    return published
