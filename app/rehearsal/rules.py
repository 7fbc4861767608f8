"""Pure rules of a rehearsal: how the evening's time is divided, what was measured, and what that means."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.labels import Labelled

CARE = 0.7  # of a limit: within it, but with little to spare
OTHERS_BUSY = 0.5  # of each processor core, before anything began
CLIENT_FULL = 0.85  # of one processor core: then the phones' side is what was slow
FEWEST, MOST = 2, 2000
SHORTEST_STORM = 3.0
PEOPLE_PER_SECOND = 60


class Said(NamedTuple):
    """What a vote says: the options chosen, as they are written, and the name where the ballot is named."""

    choices: tuple[int, ...]
    name: str = ""


class Verdict(Labelled):
    """What to do tonight."""

    GO = "go", "진행해도 좋습니다"
    CARE = "care", "조심해서 진행해 주십시오"
    STOP = "stop", "지금 그대로는 진행하지 마십시오"


@dataclass(frozen=True)
class Limit:
    """A figure may not be above ``most``. ``advice``: what to change when it is."""

    name: str
    unit: str
    most: float
    advice: str


LIMITS: dict[str, Limit] = {
    "join": Limit(
        "QR을 찍고 들어오기",
        "초",
        5.0,
        "회의장에서: QR을 한꺼번에 찍지 않도록 들어오는 차례대로 안내하십시오."
        " 서비스 관리자에게: CPU가 더 많은 서버를 부탁하십시오.",
    ),
    "vote": Limit(
        "투표하고 ‘접수’ 답 받기",
        "초",
        1.0,
        "서비스 관리자에게: 서버의 다른 프로그램을 끄고, 그래도 느리면 저장 장치가 SSD인 더 빠른 서버로 옮겨 달라고"
        " 하십시오. 회의장에서: 표는 잃지 않으니 ‘보내는 중’이면 기다려 달라고 안내하십시오.",
    ),
    "update": Limit(
        "진행 단추를 누른 뒤 화면 바뀌기",
        "초",
        1.0,
        "서비스 관리자에게: 서버의 다른 프로그램을 끄고, 그래도 늦으면 더 빠른 서버를 부탁하십시오."
        " 회의장에서: 화면이 다 바뀔 때까지 잠깐 기다렸다가 말을 이으십시오.",
    ),
    "return": Limit(
        "서비스를 껐다 켠 뒤 돌아오기",
        "초",
        15.0,
        "서비스 관리자에게: 회의하는 동안 서비스를 다시 시작하거나 새 버전으로 바꾸지 말라고 하십시오.",
    ),
    "memory": Limit(
        "서비스가 쓴 메모리",
        "MB",
        700.0,
        "서비스 관리자에게: 메모리가 2 GB 넘게 비어 있는 서버를 부탁하십시오.",
    ),
}


@dataclass
class Figures:
    """What was measured and counted. Times in seconds."""

    people: int
    joins: list[float] = field(default_factory=list)
    votes: list[float] = field(default_factory=list)
    updates: list[float] = field(default_factory=list)
    returns: list[float] = field(default_factory=list)
    memory: float = 0.0  # MB, 0: not ours to look at
    ideas: int = 0
    supports: int = 0
    ballots: int = 0
    changed: int = 0
    over_socket: int = 0  # votes that were answered over the open socket
    over_post: int = 0  # and as a form
    acknowledged: int = 0
    counted: int = 0
    lost: int = 0  # acknowledged, but not in the count or with another choice or name
    doubled: int = 0  # counted twice, or counted though nobody sent it
    unchecked: int = 0  # ballots whose record could not be read
    failures: int = 0  # answers of 5xx other than 503, phones that never got in, refused votes
    busy: int = 0  # 503 with a time to come back, and then stored
    stale: int = 0  # phones that do not show what everybody else shows
    restarted: bool = False
    client_load: float = 0.0  # of one core, in the busiest part
    others_load: float = 0.0  # of each core, by other programs before anything began

    def measured(self) -> dict[str, float]:
        """The figures that have a limit and were measured."""
        found = {
            "join": percentile(self.joins, 95),
            "vote": percentile(self.votes, 95),
            "update": percentile(self.updates, 95),
            "return": percentile(self.returns, 95),
            "memory": self.memory or None,
        }
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True)
class Judgement:
    """The verdict, why, and what to change."""

    verdict: Verdict
    reasons: tuple[str, ...]
    advice: tuple[str, ...]


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The value that so many percent do not exceed; None when there is none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def judge(figures: Figures) -> Judgement:
    """Truth first: one lost vote is a no, however fast it was. Then the limits, then what is only near to them."""
    wrong, careful, advice = _untrue(figures)
    slow, near = _limits(figures)
    blurred = _blurred(figures)  # first among the advice: measure again before anybody buys a server
    wrong += [reason for reason, _ in slow]
    careful += [reason for reason, _ in (*near, *blurred)]
    advice += [what for _, what in (*blurred, *slow, *near)]
    if not figures.restarted:
        careful.append(
            "회의 가운데 서비스가 꺼졌다 켜지는 것은 해 보지 않았습니다(임시 사본으로 투표가 있을 때만 합니다)."
        )
    verdict = Verdict.STOP if wrong else Verdict.CARE if careful else Verdict.GO
    return Judgement(verdict, (*wrong, *careful), tuple(dict.fromkeys(advice)))


def _limits(figures: Figures) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(reason, advice) of what is above its limit, and of what is only near to it."""
    slow: list[tuple[str, str]] = []
    near: list[tuple[str, str]] = []
    for name, value in figures.measured().items():
        limit = LIMITS[name]
        if value > limit.most:
            told = (
                f"느린 편이 {value:.1f}{limit.unit}여서 기준 {limit.most:.0f}{limit.unit}보다 깁니다."
                if limit.unit == "초"
                else f"{value:.0f}{limit.unit}여서 기준 {limit.most:.0f}{limit.unit}보다 많습니다."
            )
            slow.append((f"{limit.name}: {told}", limit.advice))
        elif value > limit.most * CARE:
            near.append((f"{limit.name}: 기준 안이지만 여유가 적습니다.", limit.advice))
    return slow, near


def _blurred(figures: Figures) -> list[tuple[str, str]]:
    """(reason, advice) of what made the measuring itself doubtful."""
    found: list[tuple[str, str]] = []
    if figures.others_load > OTHERS_BUSY:
        found.append(
            (
                "시작할 때 다른 프로그램이 이 컴퓨터를 많이 쓰고 있었습니다. 실제 회의는 잰 값보다 빠를 수 있습니다.",
                "먼저 이 컴퓨터의 다른 프로그램을 끄고 다시 재십시오.",
            )
        )
    if figures.client_load > CLIENT_FULL:
        found.append(
            (
                "이 컴퓨터가 모의 휴대폰을 돌리기에도 벅찼습니다. 실제 회의는 잰 값보다 빠를 수 있습니다.",
                "휴대폰 수(--people)를 줄여 다시 재거나, 시연 서비스가 있으면 다른 컴퓨터에서 --url로 재십시오.",
            )
        )
    return found


def _untrue(figures: Figures) -> tuple[list[str], list[str], list[str]]:
    wrong: list[str] = []
    careful: list[str] = []
    advice: list[str] = []
    if figures.lost or figures.doubled:
        wrong.append(
            f"접수했다고 답한 표 가운데 {figures.lost}장이 집계와 다르고, {figures.doubled}장이 더 세어졌습니다."
        )
        advice.append(
            "이 버전으로는 투표하지 말고 손을 들거나 종이로 하십시오. 서비스 관리자에게 이 결과를 그대로 보내 주십시오."
        )
    if figures.unchecked:
        careful.append(f"투표 {figures.unchecked}건은 공개 기록을 읽지 못해 한 장씩 맞추어 보지 못했습니다.")
    if figures.stale:
        wrong.append(f"휴대폰 {figures.stale}대가 끝까지 다른 화면을 보았습니다.")
        advice.append(
            "회의장에서: 화면이 남과 다르면 새로 고침을 누르라고 안내하십시오. 서비스 관리자에게 이 결과를 보내 주십시오."
        )
    if figures.failures:
        wrong.append(f"서비스가 오류로 답했거나 답하지 않은 것이 {figures.failures}건 있습니다.")
        advice.append(
            "서비스 관리자에게: 이 결과를 보내고, 서버의 기록(log)에서 error 줄을 찾아 고쳐 달라고 하십시오."
        )
    if figures.busy:
        careful.append(f"‘잠시 뒤 다시’라는 답이 {figures.busy}번 있었고, 다시 보내 모두 저장했습니다.")
        advice.append(
            "서비스 관리자에게: 더 빠른 저장 장치를 쓰거나 GONGRON_WRITE_QUEUE 값을 키워 달라고 하십시오."
        )
    if not figures.joins:
        wrong.append("아무도 들어오지 못했습니다.")
        advice.append("서비스 관리자에게: 서비스가 열려 있는지, 주소가 맞는지 먼저 확인해 달라고 하십시오.")
    return wrong, careful, advice


def storm_seconds(people: int) -> float:
    """How long it takes until everybody has scanned the QR."""
    return max(SHORTEST_STORM, people / PEOPLE_PER_SECOND)


def compare(
    acknowledged: dict[str, Said], sent: set[str], counted: Sequence[tuple[str, Said]]
) -> tuple[int, int]:
    """(lost, doubled). Both sides name a vote by its idempotency key.

    ``acknowledged``: each voter's vote that was answered last; ``sent``: keys of everything anybody sent last, answered
    or not; ``counted``: what the public record says.
    """
    found: dict[str, Said] = {}
    doubled = 0
    for key, said in counted:
        if key in found or key not in sent:
            doubled += 1
        found.setdefault(key, said)
    lost = sum(said != found.get(key) for key, said in acknowledged.items())
    return lost, doubled
