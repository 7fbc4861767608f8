"""What can be watched, and by whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.core.errors import Refused
from app.realtime.regions import Region


@dataclass(frozen=True, slots=True)
class Topic:
    """What one page watches: a kind, which one of that kind, and a language."""

    kind: str
    key: str
    lang: str = "ko"

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}:{self.lang}"

    @classmethod
    def parse(cls, text: str) -> "Topic | None":
        """Read ``kind:key:lang``; None when it is not of that form."""
        parts = text.split(":")
        whole = len(parts) == 3 and all(part and len(part) <= 40 for part in parts)
        # One thing has one name: 007 and ７ would be rendered and kept beside 7, and would hear of nothing.
        return (
            cls(*parts) if whole and not (parts[1].isdecimal() and str(int(parts[1])) != parts[1]) else None
        )


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks to watch: the anonymous visit and the staff login, both as they came in the cookies."""

    visit: str
    login: str


Render = Callable[[Session, Topic], Mapping[str, Region]]
Admit = Callable[[Session, Viewer, str], None]
AdmitMany = Callable[[Session, Sequence[Viewer], str], Sequence[Refused | None]]


@dataclass(frozen=True)
class TopicKind:
    """render: the regions of one topic. admit: raises a refusal when this viewer may not watch it; asked again every
    ``recheck`` seconds, often where a login that ended must stop seeing at once. admit_many: the same for several viewers
    in one look, where a whole hall asks; its refusals come back as values, one answer for each. parts: what changes often
    while nothing else does, by name, as the regions of each part alone.
    """

    name: str
    render: Render
    admit: Admit
    languages: tuple[str, ...] = ("ko",)
    recheck: float = 60.0
    admit_many: AdmitMany | None = None
    parts: Mapping[str, Render] = field(default_factory=dict)
