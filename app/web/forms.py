"""Reading what a browser sent, without losing it: the typed text comes back with the Korean sentence beside it."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.core.errors import Invalid, Refused

INVISIBLE = "\u115f\u1160\u200d\u2800\u3164\uffa0"  # letters that show nothing


def _clean(text: str) -> str:
    """One kind of line end, no control characters (they hide text and forge log lines), no outer blanks.

    What shows nothing at all is nothing.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in text if char == "\n" or (char.isprintable() or char == "\u200d"))
    return kept.strip() if any(not char.isspace() and char not in INVISIBLE for char in kept) else ""


def one_line(text: str) -> str:
    """The same without line ends and double blanks."""
    return " ".join(_clean(text).split())


def _text(value: object) -> object:
    return _clean(value) if isinstance(value, str) else value


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


# Cleaned first and measured then: a title of nothing but invisible characters is an empty title.
Line = Annotated[str, BeforeValidator(_line)]
Text = Annotated[str, BeforeValidator(_text)]

Key = Annotated[
    str, Field(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
]  # made when a form is shown: the same again is the same deed


class FormModel(BaseModel):
    """What a browser may send to one address. ``sentences`` says, per field, what is expected of it."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)
    sentences: ClassVar[dict[str, str]] = {}


M = TypeVar("M", bound=FormModel)


@dataclass
class Sent(Generic[M]):
    """A submitted (or still empty) form: the checked ``data`` or the ``errors``, and always what was ``typed``."""

    data: M | None = None
    typed: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""

    @property
    def ok(self) -> M:
        """The checked data; raises ``Invalid`` (422) when there is none."""
        if self.data is None:
            raise Invalid(next(iter(self.errors.values()), "적은 내용을 확인해 주세요."), errors=self.errors)
        return self.data

    def refused(self, refusal: Refused) -> "Sent[M]":
        """The same form with the reason an action gave, and its field errors if it named any."""
        self.refusal = refusal.in_korean
        if isinstance(refusal, Invalid):
            self.errors.update(refusal.errors)
        return self


async def sent(request: Request, model: type[M]) -> Sent[M]:
    """Read and check a form. Fields annotated as lists collect repeated keys."""
    form = await request.form()
    typed: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if str(info.annotation).startswith("list["):
            typed[name] = [str(value) for value in form.getlist(name)]
        elif name in form:
            typed[name] = str(form[name])
    return check(model, typed)


def check(model: type[M], typed: dict[str, Any]) -> Sent[M]:
    """The same for values that came another way (a query string, a test)."""
    try:
        return Sent(model.model_validate(typed), typed)
    except ValidationError as problems:
        errors: dict[str, str] = {}
        for problem in problems.errors():
            name = str(problem["loc"][0]) if problem["loc"] else ""
            errors.setdefault(name, model.sentences.get(name, "적은 내용을 확인해 주세요."))
        return Sent(None, typed, errors)
