"""Pure rules of proposals and agendas."""

from app.core.labels import Labelled

TITLE_LENGTH = 60
BODY_LENGTH = 1000


class Channel(Labelled):
    """How it came in."""

    WEB = "web", "누리집"
    CONTEST = "contest", "동 공모전"
    FORUM = "forum", "공론장"
    CONSULTATION = "consultation", "대면상담"
    PAPER = "paper", "종이"
    BUDGET = "budget", "주민참여예산"


class ProposalState(Labelled):
    """What became of a proposal."""

    WAITING = "waiting", "확인 중"
    RECEIVED = "received", "접수"
    MERGED = "merged", "병합"
    COMPLAINT = "complaint", "민원 이송"
    DECLINED = "declined", "미선정"
    SELECTED = "selected", "의제로 선정"


# Who may see it: a proposal nobody has read yet is shown only to its author and to officers.
PUBLIC = frozenset(ProposalState) - {ProposalState.WAITING}

NEXT: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.WAITING: frozenset(
        {ProposalState.RECEIVED, ProposalState.COMPLAINT, ProposalState.DECLINED}
    ),
    ProposalState.RECEIVED: frozenset(
        {ProposalState.MERGED, ProposalState.COMPLAINT, ProposalState.DECLINED, ProposalState.SELECTED}
    ),
    ProposalState.MERGED: frozenset({ProposalState.RECEIVED}),
    ProposalState.COMPLAINT: frozenset(),
    ProposalState.DECLINED: frozenset({ProposalState.RECEIVED}),
    ProposalState.SELECTED: frozenset(),
}

NEEDS_REASON = frozenset({ProposalState.COMPLAINT, ProposalState.DECLINED, ProposalState.MERGED})


# What an officer may type in for a resident.
ON_BEHALF = frozenset({Channel.PAPER, Channel.CONSULTATION})
# Support is taken while a proposal stands for itself: once it is decided, the agenda or the answer speaks.
SUPPORTABLE = frozenset({ProposalState.RECEIVED})
ANSWER_DAYS = 2
ALIKE = 0.4


def receipt_number(proposal_id: int) -> str:
    """접수번호: at least four digits, 0231."""
    return f"{proposal_id:04d}"


def supportable(state: ProposalState) -> bool:
    """Does a proposal in this state take support?"""
    return state in SUPPORTABLE


def may_become(state: ProposalState, wanted: ProposalState) -> bool:
    """Is this change of state possible?"""
    return wanted in NEXT[state]


class PathStep(Labelled):
    """The six steps a resident sees, in their order."""

    PROPOSE = "propose", "제안"
    DELIBERATE = "deliberate", "공론"
    SUBCOMMITTEE = "subcommittee", "분과"
    REVIEW = "review", "부서 검토"
    DECIDE = "decide", "의결"
    CARRY_OUT = "carry_out", "실행"


class Ending(Labelled):
    """How an agenda ended before it had walked the whole way."""

    MERGED = "merged", "병합"
    SPLIT = "split", "분할"
    COMPLAINT = "complaint", "민원 이송"
    WITHDRAWN = "withdrawn", "철회"
    CLOSED = "closed", "종결"


class EntryKind(Labelled):
    """Kinds of timeline entries."""

    ACT = "act", "처리"
    GATHERING = "gathering", "모임"
    VISIT = "visit", "현장 확인"
    DOCUMENT = "document", "문서"
    LATE = "late", "기한 지남"
    NOTE = "note", "알림"
