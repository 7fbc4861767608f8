"""What a browser may send about a draft. A stage is many lines: it comes back as data, whatever was typed."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from app.core.labels import Side
from app.process.drafts.rules import Way, new_id
from app.process.stages.rules import CheckKind
from app.web.forms import FormModel, Key, Line, Text

Name = Annotated[Line, Field(min_length=1, max_length=60)]
Mark = Annotated[Line, Field(max_length=40)]
StageId = Annotated[Line, Field(max_length=40, pattern=r"^[a-z0-9_-]*$")]
NAME = "이름을 60자 안으로 적어 주세요."


class Beginning(FormModel):
    code: Annotated[Line, Field(max_length=40)]
    sentences: ClassVar[dict[str, str]] = {"code": "고칠 절차를 골라 주세요."}


class Naming(FormModel):
    name: Annotated[Line, Field(min_length=1, max_length=80)]
    sentences: ClassVar[dict[str, str]] = {"name": "절차 이름을 80자 안으로 적어 주세요."}


class Adding(FormModel):
    """A new stage below ``after``."""

    name: Name
    after: StageId = ""
    order: Mark = ""
    sentences: ClassVar[dict[str, str]] = {"name": NAME}


class Moving(FormModel):
    way: Way
    order: Mark = ""
    sentences: ClassVar[dict[str, str]] = {"way": "위로 옮길지 아래로 옮길지 골라 주세요."}


class Removing(FormModel):
    order: Mark = ""
    seen: Mark = ""


class Splitting(FormModel):
    """The second stage's name, and which criteria go along."""

    name: Name
    order: Mark = ""
    criteria: list[Annotated[Line, Field(max_length=60)]] = Field(default_factory=list)
    sentences: ClassVar[dict[str, str]] = {"name": NAME}


class Undoing(FormModel):
    edit: int
    sentences: ClassVar[dict[str, str]] = {"edit": "화면을 새로 고친 뒤 다시 눌러 주세요."}


class Turned(FormModel):
    turn: int
    sentences: ClassVar[dict[str, str]] = {"turn": "화면을 새로 고친 뒤 다시 눌러 주세요."}


class Publishing(FormModel):
    version: Annotated[Line, Field(max_length=20)]
    reason: Annotated[Line, Field(max_length=400)] = ""
    turn: int
    key: Key
    sentences: ClassVar[dict[str, str]] = {
        "version": "판 번호를 적어 주세요. 예: 1.1",
        "reason": "이유는 400자까지 적을 수 있습니다.",
        "turn": "화면을 새로 고친 뒤 다시 눌러 주세요.",
        "key": "화면을 새로 고친 뒤 다시 눌러 주세요.",
    }


class StageForm(FormModel):
    """Every field of a stage. Rows of one table come as lists of the same length; an empty row is no row."""

    seen: Mark = ""
    name: Line = ""
    name_en: Line = ""
    purpose: Line = ""
    column: Line = ""
    path: Line = ""
    responsible: Line = ""
    participants: list[Line] = Field(default_factory=list)
    entry: Text = ""
    published: Text = ""
    outcomes: Text = ""
    exit_id: list[Line] = Field(default_factory=list)
    exit_text: list[Line] = Field(default_factory=list)
    exit_short: list[Line] = Field(default_factory=list)
    exit_kind: list[Line] = Field(default_factory=list)
    exit_civil: list[Line] = Field(default_factory=list)
    exit_official: list[Line] = Field(default_factory=list)
    exit_times: list[Line] = Field(default_factory=list)
    exit_paper: list[Line] = Field(default_factory=list)
    exit_fix: list[Line] = Field(default_factory=list)
    paper_name: list[Line] = Field(default_factory=list)
    paper_en: list[Line] = Field(default_factory=list)
    paper_needed: list[Line] = Field(default_factory=list)
    sla_kind: Line = ""
    sla_days: Line = ""
    sla_origin: Line = ""
    window: Line = ""
    cadence: Line = ""
    late_day: list[Line] = Field(default_factory=list)
    late_do: list[Line] = Field(default_factory=list)
    consent_civil: list[Line] = Field(default_factory=list)
    consent_official: list[Line] = Field(default_factory=list)
    two_key: Line = ""
    off: list[Line] = Field(default_factory=list)
    off_kind: list[Line] = Field(default_factory=list)
    off_when: list[Line] = Field(default_factory=list)
    next: Line = ""
    resident_sentence: Line = ""
    late_sentence: Line = ""
    owes: Line = ""
    move_label: Line = ""
    origin: Line = ""


def _number(text: str) -> int | str:
    """What was typed, as a number where it is one; the shape says what is wrong with the rest."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text


def _check(kind: str, civil: str, official: str, times: str, paper: str) -> str:
    match kind:
        case CheckKind.GROUP:
            return f"{kind}:{civil or 0}:{official or 0}"
        case CheckKind.GATHERINGS:
            return f"{kind}:{times or 1}"
        case CheckKind.DOCUMENT:
            return f"{kind}:{paper}"
        case _:
            return kind


def _ids(given: list[str]) -> list[str]:
    """New rows get an id nobody has."""
    ids = list(given)
    for n in range(len(ids)):
        ids[n] = ids[n] or new_id(ids, "check")
    return ids


def _criteria(form: StageForm) -> list[dict[str, Any]]:
    rows = zip(
        form.exit_id,
        form.exit_text,
        form.exit_short,
        form.exit_kind,
        form.exit_civil,
        form.exit_official,
        form.exit_times,
        form.exit_paper,
        form.exit_fix,
        strict=False,
    )
    written = [row for row in rows if row[1] or row[2] or row[8]]
    ids = _ids([row[0] for row in written])
    return [
        {
            "id": own,
            "text": text,
            "text_short": short or text[:60],
            "check": _check(kind, civil, official, times, paper),
            "fix": fix,
        }
        for own, (_, text, short, kind, civil, official, times, paper, fix) in zip(ids, written, strict=True)
    ]


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))


def stage_of(form: StageForm, stage_id: str) -> dict[str, Any]:
    """The stage as typed: ``shapes`` decides whether it may be so."""
    papers = zip(form.paper_name, form.paper_en, form.paper_needed, strict=False)
    late = zip(form.late_day, form.late_do, strict=False)
    offs = zip(form.off_kind, form.off_when, strict=False)
    sla = {"days": _number(form.sla_days), "kind": form.sla_kind, "origin": form.sla_origin}
    return {
        "id": stage_id,
        "name": form.name,
        "name_en": form.name_en,
        "purpose": form.purpose,
        "column": form.column,
        "path": _number(form.path),
        "responsible": form.responsible,
        "participants": list(form.participants),
        "entry": _lines(form.entry),
        "exit": _criteria(form),
        "required_documents": [
            {"name": name, "name_en": english, "required": needed == "yes"}
            for name, english, needed in papers
            if name
        ],
        "sla": sla if form.sla_kind or form.sla_days else None,
        "window": form.window,
        "cadence": form.cadence,
        "escalation": [{"day": _number(day), "do": do} for day, do in late if day or do],
        "consent": {
            Side.CIVIL.label: list(form.consent_civil),
            Side.OFFICIAL.label: list(form.consent_official),
        },
        "two_key": form.two_key == "yes",
        "published": _lines(form.published),
        "outcomes": _lines(form.outcomes),
        "side_exits": [{"kind": kind, "when": when} for kind, when in offs if kind in form.off],
        "next": form.next,
        "resident_sentence": form.resident_sentence,
        "late_sentence": form.late_sentence,
        "owes": form.owes,
        "move_label": form.move_label,
        "origin": form.origin,
    }
