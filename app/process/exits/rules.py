"""Pure rules of side exits: which there are, and when each is meant to be used."""

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
