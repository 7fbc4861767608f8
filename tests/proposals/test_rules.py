"""By-laws of proposals, and how alike two texts are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.search import bigrams, contains, similarity
from app.proposals import rules
from app.proposals.rules import ProposalState as State
from app.web.addresses import within


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (State.WAITING, {State.RECEIVED, State.COMPLAINT, State.DECLINED}),
        (State.RECEIVED, {State.MERGED, State.COMPLAINT, State.DECLINED, State.SELECTED}),
        (State.MERGED, {State.RECEIVED}),
        (State.DECLINED, {State.RECEIVED}),
        (State.COMPLAINT, set()),
        (State.SELECTED, set()),
    ],
)
def test_a_proposal_moves_only_along_these_ways(state: State, wanted: set[State]) -> None:
    assert {other for other in State if rules.may_become(state, other)} == wanted


def test_whoever_is_turned_away_is_told_why() -> None:
    assert {State.COMPLAINT, State.DECLINED, State.MERGED} == rules.NEEDS_REASON


def test_an_unread_proposal_is_not_public() -> None:
    assert set(State) - rules.PUBLIC == {State.WAITING}


def test_only_a_received_proposal_takes_support() -> None:
    assert [state for state in State if rules.supportable(state)] == [State.RECEIVED]


def test_receipt_numbers_have_at_least_four_digits() -> None:
    assert (rules.receipt_number(231), rules.receipt_number(12345)) == ("0231", "12345")


def test_korean_endings_do_not_hide_that_two_titles_are_alike() -> None:
    assert similarity("골목 계단이 미끄러워요", "골목 계단을 미끄럽지 않게") > rules.ALIKE
    assert similarity("골목 계단이 미끄러워요", "도서관 문 여는 시간") < 0.1
    assert contains("창신동 골목 계단을 고쳐 주세요", "계단") == 1.0


@given(st.text(), st.text())
def test_likeness_is_fair(a: str, b: str) -> None:
    assert similarity(a, b) == similarity(b, a)
    assert 0.0 <= similarity(a, b) <= 1.0
    assert not bigrams(a) or similarity(a, a) == 1.0


@pytest.mark.parametrize(
    "path", ["", "https://x.example/", "//x.example", "/\\x", "/a\nb", "javascript:1", "/" + "a" * 400]
)
def test_addresses_elsewhere_are_not_followed(path: str) -> None:
    assert within(path, "/home") == "/home"
    assert within("/contests/3?sort=support#p1") == "/contests/3?sort=support#p1"
