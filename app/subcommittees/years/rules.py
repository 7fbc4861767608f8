"""Pure rules of the year: what a subcommittee does in which month, by the plan."""

from calendar import monthrange
from datetime import date

from app.core.labels import Labelled

# 분과의 한 해: what the governance plan and its practice expect, month by month.
PLAN: dict[int, tuple[str, ...]] = {
    1: ("한 해 계획 세우기", "새 위원 교육"),
    2: ("의제 모으기", "첫 협치회"),
    3: ("권역 공론장", "동 공모전", "주민참여예산 공모"),
    4: ("의제 넘겨받기", "워킹그룹 꾸리기", "한 달에 두 번 회의"),
    5: ("숙의", "부서 검토"),
    6: ("보완", "상반기 중간평가회", "구의회 간담회"),
    7: ("중공론장", "실행계획 쓰기", "대공론장 투표"),
    8: ("민·관 합의", "협치회 심의"),
    9: ("예산 요구", "구의회 간담회"),
    10: ("참여예산위원회", "사업 점검"),
    11: ("구의회 예산 심의", "자체점검", "만족도 조사"),
    12: ("최종평가회", "성과보고회", "연차보고서", "환류"),
}


class EntryKind(Labelled):
    """What kind of day it is."""

    MEETING = "meeting", "분과 회의"
    DEADLINE = "deadline", "의제 기한"
    FORUM = "forum", "공론장"
    FIXED = "fixed", "정한 날"
    TASK = "task", "할 일"


def last_day(year: int, month: int) -> date:
    """Of that month."""
    return date(year, month, monthrange(year, month)[1])


def readable(year: int) -> bool:
    """A year one may look at."""
    return 2000 <= year <= 2100
