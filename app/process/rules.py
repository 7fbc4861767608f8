"""Pure rules of the process: its states, and what is still missing before a stage may be left."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.labels import Labelled, Side
from app.process.stages.rules import CheckKind, Criterion, Stage

OPINION_DAYS = 20
SOON_DAYS = 2
WEEK_DAYS = 7


class MatterState(Labelled):
    """Open on the board, put on hold, or over."""

    OPEN = "open", "진행 중"
    HELD = "held", "보류"
    SUPPLEMENT = "supplement", "보완 중"
    CLOSED = "closed", "종결"


class MoveKind(Labelled):
    """What kind of step was made."""

    HAND_OVER = "hand_over", "이관"
    ACCEPT = "accept", "접수"
    ASK_OTHER = "ask_other", "분과 변경 요청"
    REASSIGN = "reassign", "담당 분과 정함"
    ADVANCE = "advance", "다음 단계로"
    BACK = "back", "앞 단계로"
    FINISH = "finish", "마침"
    SKIP = "skip", "건너뜀"
    SUPPLEMENT = "supplement", "보완요청"
    HOLD = "hold", "보류"
    RESUME = "resume", "다시 시작"
    MERGE = "merge", "병합"
    JOINED = "joined", "합쳐 받음"
    SPLIT = "split", "분할"
    BORN = "born", "나누어 시작"
    COMPLAINT = "complaint", "민원 이송"
    WITHDRAW = "withdraw", "철회"
    CLOSE = "close", "종결"


# What can be done without saying why: it went the way the procedure names. Everything else leaves its reason.
WITHOUT_REASON = frozenset({MoveKind.HAND_OVER, MoveKind.ACCEPT, MoveKind.ADVANCE, MoveKind.FINISH})


class Verdict(Labelled):
    """A department's opinion (검토의견)."""

    FIT = "fit", "적정"
    CONDITIONAL = "conditional", "조건부 적정"
    SUPPLEMENT = "supplement", "보완"
    UNFIT = "unfit", "부적정"
    ELSEWHERE = "elsewhere", "타기관 소관"


MEANING: dict[Verdict, str] = {
    Verdict.FIT: "그대로 할 수 있습니다",
    Verdict.CONDITIONAL: "조건을 지키면 할 수 있습니다",
    Verdict.SUPPLEMENT: "내용을 더 채워야 답할 수 있습니다",
    Verdict.UNFIT: "이대로는 할 수 없습니다. 근거와 대안을 함께 적습니다",
    Verdict.ELSEWHERE: "다른 기관이 맡은 일입니다",
}


@dataclass(frozen=True)
class Facts:
    """What has been done so far for one matter, as its present stage sees it.

    ``waiting``: departments that have not answered. ``bare``: departments whose 부적정 lacks grounds or an alternative.
    ``consents``: what each side said since the matter entered this stage.
    """

    accepted: bool = False
    civil: int = 0
    official: int = 0
    gatherings: int = 0
    asked: int = 0
    waiting: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    documents: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    consents: Mapping[Side, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Unmet:
    """Something missing: in a word, what to do about it, and the spot on the matter's page where it is done."""

    text: str
    fix: str
    anchor: str


def is_met(criterion: Criterion, facts: Facts) -> bool:
    """Is this exit criterion fulfilled?"""
    check = criterion.check
    match check.kind:
        case CheckKind.ACCEPTED:
            return facts.accepted
        case CheckKind.GROUP:
            return facts.civil >= check.least[0] and facts.official >= check.least[1]
        case CheckKind.GATHERINGS:
            return facts.gatherings >= check.least[0]
        case CheckKind.OPINIONS:
            return facts.asked > 0 and not facts.waiting and not facts.bare
        case CheckKind.DOCUMENT:
            return check.name in facts.documents
        case CheckKind.RECORDED:
            return criterion.id in facts.marks


def progress(criterion: Criterion, facts: Facts) -> str:
    """How far it is, where that can be counted; empty otherwise."""
    match criterion.check.kind:
        case CheckKind.GROUP:
            return f"민 {facts.civil}명, 관 {facts.official}명"
        case CheckKind.GATHERINGS:
            return f"{facts.gatherings}회"
        case CheckKind.OPINIONS:
            if not facts.asked:
                return "요청한 부서 없음"
            return f"{facts.asked}곳 가운데 {facts.asked - len(facts.waiting)}곳 답함"
        case _:
            return ""


def _missing(criterion: Criterion, facts: Facts) -> Unmet:
    so_far, fix = progress(criterion, facts), criterion.fix
    if criterion.check.kind is CheckKind.OPINIONS and not facts.asked:
        fix = "검토할 부서를 골라 검토를 요청해 주세요."
    text = f"{criterion.short}(지금 {so_far})" if so_far else criterion.short
    return Unmet(text, fix, f"criterion-{criterion.id}")


def unmet(stage: Stage, facts: Facts) -> tuple[Unmet, ...]:
    """Everything still missing before the stage may be left, in the order of its checklist; empty when it may."""
    missing: list[Unmet] = []
    seen: set[object] = set()
    for criterion in stage.exits:
        shared = criterion.check if criterion.check.kind is not CheckKind.RECORDED else criterion.id
        if not is_met(criterion, facts) and shared not in seen:
            missing.append(_missing(criterion, facts))
            seen.add(shared)
    return (*missing, *keys_missing(stage, facts.consents))


def keys_missing(stage: Stage, consents: Mapping[Side, bool]) -> tuple[Unmet, ...]:
    """Sides that have not agreed where they must, and those that refused."""
    missing: list[Unmet] = []
    for side in stage.sides:
        said = consents.get(side)
        if said is False:
            fix = f"{side.label} 쪽이 거절한 이유를 풀고 다시 합의를 구해 주세요."
            missing.append(Unmet(f"{side.label} 쪽이 합의하지 않음", fix, f"consent-{side.value}"))
        elif said is None and side in stage.keys:
            fix = f"{side.label} 쪽 담당자가 합의 확인을 눌러야 합니다."
            missing.append(Unmet(f"{side.label} 쪽 합의 확인", fix, f"consent-{side.value}"))
    return tuple(missing)


def refusal_returns(stage: Stage) -> bool:
    """At a two-key stage a refusal sends the matter back one stage, with its reason."""
    return stage.two_key
