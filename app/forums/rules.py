"""Pure rules of forums and contests: what a phase allows, which phase it is, whether a calendar makes sense."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from app.core.labels import Labelled


class ForumKind(Labelled):
    """권역별 공론장 for a zone; 소·중 공론장 for a dong."""

    ZONE = "zone", "권역별 공론장"
    DONG = "dong", "동 공론장"


class PhaseKind(Labelled):
    """The phases of a dong idea contest, in their order."""

    NOTICE = "notice", "알림"
    RECEIVE = "receive", "제안 받는 중"
    SUPPORT = "support", "공감 받는 중"
    REVIEW = "review", "묶기·검토 중"
    RESULT = "result", "결과 발표"


class ContestAct(Labelled):
    """What a resident can do in a contest."""

    PROPOSE = "propose", "제안하기"
    SUPPORT = "support", "공감하기"


ALLOWED: dict[PhaseKind, frozenset[ContestAct]] = {
    PhaseKind.NOTICE: frozenset(),
    PhaseKind.RECEIVE: frozenset({ContestAct.PROPOSE, ContestAct.SUPPORT}),
    PhaseKind.SUPPORT: frozenset({ContestAct.SUPPORT}),
    PhaseKind.REVIEW: frozenset(),
    PhaseKind.RESULT: frozenset(),
}


@dataclass(frozen=True)
class Span:
    """One phase on the calendar: from ``opens`` up to but not including ``closes``."""

    kind: PhaseKind
    opens: datetime
    closes: datetime


def phase_at(spans: Sequence[Span], moment: datetime) -> Span | None:
    """The phase in force at a moment, if any."""
    return next((span for span in spans if span.opens <= moment < span.closes), None)


def allows(spans: Sequence[Span], act: ContestAct, moment: datetime) -> bool:
    """May a resident do this now?"""
    span = phase_at(spans, moment)
    return span is not None and act in ALLOWED[span.kind]


def next_opening(spans: Sequence[Span], act: ContestAct, moment: datetime) -> datetime | None:
    """When this becomes possible, if it ever will."""
    return min(
        (span.opens for span in spans if span.opens > moment and act in ALLOWED[span.kind]), default=None
    )


def calendar_problem(spans: Sequence[Span]) -> str | None:
    """A sentence saying what is wrong with the calendar, or None: each phase runs forward, in order, without overlap."""
    order = list(PhaseKind)
    for span in spans:
        if span.closes <= span.opens:
            return f"‘{span.kind.label}’ 기간의 마치는 때가 여는 때보다 늦어야 합니다."
    for before, after in pairwise(spans):
        if order.index(before.kind) >= order.index(after.kind) or after.opens < before.closes:
            return f"‘{after.kind.label}’ 기간이 ‘{before.kind.label}’ 기간 뒤에 와야 합니다."
    return None


def usual_calendar(start: datetime) -> list[Span]:
    """Four weeks from the first day of receiving (domain.md 7.2): 14 days receive, 7 support, 6 review, 30 result."""
    lengths = [
        (PhaseKind.NOTICE, -14, 0),
        (PhaseKind.RECEIVE, 0, 14),
        (PhaseKind.SUPPORT, 14, 21),
        (PhaseKind.REVIEW, 21, 27),
        (PhaseKind.RESULT, 27, 57),
    ]
    return [Span(kind, start + timedelta(days=a), start + timedelta(days=b)) for kind, a, b in lengths]


LONGEST_FORUM = timedelta(hours=12)


def forum_problems(
    kind: ForumKind, has_dong: bool, starts_at: datetime, ends_at: datetime, now: datetime
) -> dict[str, str]:
    """What is wrong with a planned forum, as a sentence per field; empty when nothing is."""
    errors: dict[str, str] = {}
    if kind is ForumKind.DONG and not has_dong:
        errors["dong_id"] = "동 공론장은 어느 동인지 골라 주세요."
    if starts_at <= now:
        errors["starts_at"] = "시작하는 때는 지금보다 뒤여야 합니다."
    if ends_at <= starts_at:
        errors["ends_at"] = "마치는 때는 시작하는 때보다 늦어야 합니다."
    elif ends_at - starts_at > LONGEST_FORUM:
        errors["ends_at"] = "하루 안에 마치도록 때를 다시 적어 주세요."
    return errors


def calendar_from(opens: Sequence[datetime], end: datetime) -> list[Span]:
    """Phases that follow each other without a gap: each closes when the next one opens, the last at ``end``."""
    return [
        Span(kind, start, stop) for kind, start, stop in zip(PhaseKind, opens, [*opens[1:], end], strict=True)
    ]
