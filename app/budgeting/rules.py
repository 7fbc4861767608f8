"""Pure rules of participatory-budget projects: which kind they are, what was given of what was asked."""

from app.core.labels import Labelled

MOST_WON = 2_000_000_000  # what a column of whole won holds


class ProjectKind(Labelled):
    """Which part of the call a project belongs to; each has a cap of its own."""

    GENERAL = "general", "구정참여형(일반)"
    PROGRAMME = "programme", "구정참여형(프로그램)"
    DONG = "dong", "지역참여형(동)"


class Grant(Labelled):
    """What was given of what was asked."""

    WAITING = "waiting", "정하는 중"
    FULL = "full", "반영"
    PART = "part", "일부 반영"
    MORE = "more", "늘려 반영"
    NONE = "none", "미반영"
    FREE = "free", "비예산 추진"


def grant(asked: int, given: int | None, *, free: bool) -> Grant:
    """In one word. ``free``: nothing is given, and it is done without money."""
    if given is None:
        return Grant.WAITING
    if given == 0:
        return Grant.FREE if free else Grant.NONE
    if given == asked:
        return Grant.FULL
    return Grant.PART if given < asked else Grant.MORE


def needs_why(asked: int, given: int) -> bool:
    """A difference is never left without a reason."""
    return asked != given
