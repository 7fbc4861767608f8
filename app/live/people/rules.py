"""The four counts of people: what each is called and what it counts. Wherever a number of people stands, it is one of these.

A percentage names the count it is of; a count that nobody took is None and shown as a dash, never as 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.labels import Labelled


class Headcount(Labelled):
    """The word beside a number of people."""

    REGISTERED = "registered", "등록"
    PRESENT = "present", "참석"
    CONNECTED = "connected", "접속"
    VOTED = "voted", "투표"

    @property
    def means(self) -> str:
        """What is counted, in one sentence."""
        return MEANINGS[self]


MEANINGS = {
    Headcount.REGISTERED: "명부에 올랐거나 누리집에서 미리 신청한 사람입니다. 오지 않은 사람도 들어 있습니다.",
    Headcount.PRESENT: "휴대폰으로 들어왔거나 입구에서 확인한 사람입니다. 나간 사람을 빼지 않습니다.",
    Headcount.CONNECTED: "지금 회의 화면이 이어져 있는 휴대폰입니다. 화면을 끄면 줄고, 기록에 남기지 않습니다.",
    Headcount.VOTED: "지금 차례의 투표에 표를 낸 사람입니다. 투표마다 따로 셉니다.",
}


@dataclass(frozen=True)
class Crowd:
    """How many people, counted in four ways. ``connected`` None: not counted any more; ``voted`` None: no vote is on.

    ``unsure``: so many of those present may be counted twice, which nobody can know.
    """

    registered: int
    present: int
    connected: int | None = None
    voted: int | None = None
    unsure: int = 0

    def __iter__(self) -> Iterator[tuple[Headcount, int | None]]:
        """Each count with its number, always in the same order."""
        return iter(
            (
                (Headcount.REGISTERED, self.registered),
                (Headcount.PRESENT, self.present),
                (Headcount.CONNECTED, self.connected),
                (Headcount.VOTED, self.voted),
            )
        )
