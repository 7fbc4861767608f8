"""A year's projects as tables for a spreadsheet: the plan's four columns as the plan prints them, and what became of them."""

import csv
import io
from collections.abc import Iterable, Sequence

from app.budgeting.queries import Budget
from app.core import clock

PLAN = ("사업명", "사업내용", "사업비", "검토부서")  # 사업비: 백만원, as in the plan
FATE = (
    "번호",
    "사업명",
    "구분",
    "동",
    "요청(원)",
    "반영(원)",
    "결과",
    "이유",
    "정한 날",
    "의제 번호",
    "어디까지 왔나",
)
MILLION = 1_000_000


def in_millions(amount: int) -> str:
    """백만원, with as many decimals as it needs."""
    return f"{amount / MILLION:.6f}".rstrip("0").rstrip(".")


def plan_rows(budget: Budget) -> list[tuple[str, str, str, str]]:
    """The rows of the plan's table with its sum."""
    rows = [(one.name, one.content, in_millions(one.amount), one.department) for one in budget.projects]
    return [*rows, ("합계", "", in_millions(budget.total), "")]


def plan_table(budget: Budget) -> str:
    """The plan's table as a file."""
    return _file([PLAN, *plan_rows(budget)])


def fate_table(budget: Budget) -> str:
    """What was asked, given and why, and where each stands."""
    return _file(
        [
            FATE,
            *(
                (
                    str(one.id),
                    one.name,
                    one.kind.label,
                    one.dong,
                    str(one.amount),
                    "" if one.given is None else str(one.given),
                    one.grant.label,
                    one.why,
                    f"{clock.seoul(one.decided_at):%Y-%m-%d}" if one.decided_at else "",
                    str(one.agenda_id or ""),
                    one.standing.label if one.standing else "",
                )
                for one in budget.projects
            ),
        ]
    )


def _file(rows: Iterable[Sequence[str]]) -> str:
    """With a mark at the start by which spreadsheets know the letters."""
    out = io.StringIO()
    csv.writer(out).writerows([_inert(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _inert(text: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
