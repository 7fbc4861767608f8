"""Where an idea may be moved, and what makes a facilitator look twice."""

from itertools import product

import pytest

from app.live.ideas.rules import IdeaState, may_become
from app.live.wording.words import flag

W, S, H, P = IdeaState.WAITING, IdeaState.SHOWN, IdeaState.HIDDEN, IdeaState.PARKED
ALLOWED = {(W, S), (W, H), (W, P), (S, H), (S, P), (H, S), (H, W), (P, S)}


def test_hiding_can_be_undone_and_nothing_shown_becomes_new_again() -> None:
    assert {pair for pair in product(IdeaState, IdeaState) if may_become(*pair)} == ALLOWED


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("연락처 010-1234-5678로 주세요", True),
        ("01012345678", True),
        ("hong@example.com 으로", True),
        ("https://example.com 보세요", True),
        ("WWW.example.com", True),
        ("저 가게 사장님이 문제예요", True),
        ("○○ 때문에", True),
        ("그늘에 긴 의자를 놓아 주세요", False),
        ("2026년 11월 22일에 다시 봐요", False),
        ("02-2148-0000은 구청 번호", False),
        ("엣 서명 @ 골목", False),
    ],
)
def test_addresses_links_and_people_are_flagged(text: str, flagged: bool) -> None:
    assert bool(flag(text)) == flagged
    if flagged:
        assert flag(text).endswith("요.")
