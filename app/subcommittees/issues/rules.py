"""Pure rules of an issue sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_VIEWS = 6
NOTHING = "없음"


@dataclass(frozen=True)
class View:
    """One side of a question: what it says, what shows it, who said so."""

    side: str
    claim: str
    evidence: str = ""
    who: str = ""


@dataclass(frozen=True)
class Issue:
    """쟁점: one question as a version of it has it."""

    question: str
    views: tuple[View, ...]
    agreed: str = ""
    still_open: str = ""

    @property
    def is_settled(self) -> bool:
        """Something is agreed and nothing is left open."""
        return bool(self.agreed) and not self.still_open


def views_of(*columns: Sequence[str]) -> tuple[View, ...]:
    """Rows of a form as it sends them, column by column; rows in which nothing is written are none."""
    rows = [tuple(column[n] if n < len(column) else "" for column in columns) for n in range(MOST_VIEWS)]
    return tuple(View(*row) for row in rows if any(row))


def faults(views: Iterable[View]) -> str:
    """What is wrong with the sides, as a sentence; empty when nothing is."""
    found = list(views)
    if len(found) < 2:
        return "서로 다른 생각을 둘 이상 적어 주세요."
    if any(not view.side or not view.claim for view in found):
        return "생각마다 ‘어느 쪽’과 ‘무엇이라고 하나’를 함께 적어 주세요."
    if len({view.side for view in found}) < len(found):
        return "‘어느 쪽’을 서로 다르게 적어 주세요. 한쪽의 말은 한 칸에 모읍니다."
    return ""


def _view(view: View) -> str:
    shown = f"\n    근거: {view.evidence}" if view.evidence else ""
    return f"  - {view.side}{f' ({view.who})' if view.who else ''}: {view.claim}{shown}"


def as_text(issues: Sequence[Issue]) -> str:
    """The whole sheet as a paper."""
    return "\n\n".join(
        "\n".join(
            (
                f"쟁점 {n}. {issue.question}",
                *map(_view, issue.views),
                f"  합의한 것: {issue.agreed or NOTHING}",
                f"  남은 것: {issue.still_open or NOTHING}",
            )
        )
        for n, issue in enumerate(issues, 1)
    )
