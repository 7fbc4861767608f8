"""Pure rules of side exits: which there are, when each is meant, who may press it, what it asks for, what residents read."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from app.core.labels import Labelled


class SideExit(Labelled):
    """A way off the row of stages."""

    SUPPLEMENT = "supplement", "보완요청"
    HOLD = "hold", "보류"
    MERGE = "merge", "병합"
    SPLIT = "split", "분할"
    COMPLAINT = "complaint", "민원 이송"
    WITHDRAW = "withdraw", "철회"
    CLOSE = "close", "종결"


USUAL: dict[SideExit, str] = {
    SideExit.SUPPLEMENT: "내용이 모자라 제안자나 담당자가 더 채워야 할 때",
    SideExit.HOLD: "지금 정할 수 없어 다시 살필 날을 정해 둘 때",
    SideExit.MERGE: "같은 의제가 이미 있고 제안자가 합치는 데 동의할 때",
    SideExit.SPLIT: "한 의제에 서로 다른 일이 들어 있어 나누어야 할 때",
    SideExit.COMPLAINT: "정책 의제가 아니라 민원으로 처리해야 할 때",
    SideExit.WITHDRAW: "제안자가 거두어들일 때",
    SideExit.CLOSE: "더 나아갈 수 없어 이유를 밝히고 마칠 때",
}

# What a version says that was published before versions told their side exits: all of them, at any stage.
AT_ANY_STAGE = tuple((kind, USUAL[kind]) for kind in SideExit)

# Those that lead back: the clock of the stage stands still until then. All others end the way.
PAUSING = frozenset({SideExit.SUPPLEMENT, SideExit.HOLD})

# Seats that may press, wherever a matter stands; a department only where it was asked.
SEATS: Mapping[SideExit, tuple[str, ...]] = {
    SideExit.SUPPLEMENT: ("sub_chair", "officer", "reviewer"),
    SideExit.HOLD: ("sub_chair", "officer"),
    SideExit.MERGE: ("sub_chair", "officer"),
    SideExit.SPLIT: ("sub_chair", "officer"),
    SideExit.COMPLAINT: ("officer",),
    SideExit.WITHDRAW: ("sub_chair", "officer"),
    SideExit.CLOSE: ("sub_chair", "officer"),
}
RESUMING = ("sub_chair", "officer")
# The council decides 보류 and 부결, so its chairs press those where a stage is theirs.
CO_CHAIRS = ("co_chair_civil", "co_chair_official")
OF_CO_CHAIRS = frozenset({SideExit.HOLD, SideExit.CLOSE})

# What each asks for besides the reason.
NEEDS: Mapping[SideExit, tuple[str, ...]] = {
    SideExit.SUPPLEMENT: ("asked", "until"),
    SideExit.HOLD: ("until",),
    SideExit.MERGE: ("into", "signed"),
    SideExit.SPLIT: ("titles",),
    SideExit.COMPLAINT: ("asked",),
    SideExit.WITHDRAW: ("signed",),
    SideExit.CLOSE: (),
}
LONGEST_PAUSE = timedelta(days=366)
FEWEST_PARTS, MOST_PARTS = 2, 5

# What residents read first. Places: ``asked``, ``until``, ``number``, ``title``, ``count``.
SENTENCES: Mapping[SideExit, str] = {
    SideExit.SUPPLEMENT: "{asked}에 내용을 더 채워 달라고 요청했습니다. {until}까지 기다리며, 그동안 이 단계의 기한은 멈춥니다.",
    SideExit.HOLD: "지금은 정할 수 없어 보류했습니다. {until}에 다시 살펴보며, 그동안 이 단계의 기한은 멈춥니다.",
    SideExit.MERGE: "의제 {number}번 ‘{title}’에 합쳐 함께 진행합니다.",
    SideExit.SPLIT: "서로 다른 일이 들어 있어 의제 {count}개로 나누었습니다.",
    SideExit.COMPLAINT: "정책 의제가 아니라 민원으로 다루도록 {asked}에 보냈습니다.",
    SideExit.WITHDRAW: "제안한 분의 뜻에 따라 거두어들였습니다.",
    SideExit.CLOSE: "더 나아갈 수 없어 여기에서 마쳤습니다. 이유는 아래 기록에 있습니다.",
}


def roles_for(kind: SideExit, named: Collection[str]) -> tuple[str, ...]:
    """Seats that may press it where a stage names these seats."""
    chairs = tuple(role for role in CO_CHAIRS if kind in OF_CO_CHAIRS and role in named)
    return (*SEATS[kind], *chairs)
