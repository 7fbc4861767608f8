"""Pure rules of caps: which there are, and what stands against a sum."""

from collections.abc import Mapping

from app.core.labels import Labelled


class Cap(Labelled):
    """What a cap is on. The names of those on one project are those of its kind."""

    TOTAL = "total", "한 해 모두"
    GENERAL = "general", "구정참여형(일반) 한 건"
    PROGRAMME = "programme", "구정참여형(프로그램) 한 건"
    DONG = "dong", "지역참여형 한 동"


def over(cap: Cap, amount: int, caps: Mapping[Cap, int]) -> int:
    """Won above the cap; 0 when it is kept, or when there is none."""
    return max(0, amount - caps[cap]) if cap in caps else 0
