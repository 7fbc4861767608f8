"""Pure rules of budget ballots: what stands on the paper, and what keeps a ballot from dividing a budget."""

from collections.abc import Collection

from app.live.ballots.rules import LONGEST_OPTION
from app.live.counts.channels import TOTALLED, Channel
from app.live.counts.rules import Kind

BY_HAND = frozenset(TOTALLED)


def on_paper(name: str, cost: str) -> str:
    """A project as an option: its cost is never cut off."""
    room = LONGEST_OPTION - len(cost) - 3
    return f"{name if len(name) <= room else name[: room - 1] + '…'} · {cost}"


def why_not(
    kind: Kind, *, strange: int, weighted: bool, failed: str, by_shares: bool, channels: Collection[Channel]
) -> str:
    """Why this ballot does not divide a budget, as a sentence; empty when it does. ``strange``: options that are no projects."""
    if kind is not Kind.CHOICE:
        return "선택 투표가 아니어서 예산을 나눌 수 없습니다. 예산 투표를 다시 준비해 주세요."
    if strange:
        return f"사업이 아닌 보기가 {strange}개 있어 예산을 나눌 수 없습니다. 예산 투표를 다시 준비해 주세요."
    if weighted:
        return "온라인과 현장의 몫을 따로 둔 투표는 사람 수로 예산을 나눌 수 없습니다."
    if by_shares and BY_HAND & set(channels):
        return "종이나 손들기는 합계만 남아 ‘균등몫’으로 나눌 수 없습니다. 휴대폰·문자·전화로만 받거나 ‘득표순’으로 정해 주세요."
    if failed:
        return f"투표 규칙에 따른 결과가 ‘{failed}’여서 예산을 나누지 않습니다."
    return ""
