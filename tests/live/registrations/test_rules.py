"""By-laws of needs: what is read, and how it is added up."""

from hypothesis import given
from hypothesis import strategies as st

from app.live.registrations.rules import Need, in_words, read_needs, totals

values = st.sampled_from([need.value for need in Need])


@given(st.lists(st.one_of(values, st.text(max_size=8))))
def test_only_known_needs_are_read_once_and_in_order(sent: list[str]) -> None:
    read = read_needs(sent)
    assert read == [need.value for need in Need if need.value in sent]


@given(st.lists(st.lists(values)))
def test_a_person_counts_once_per_need(people: list[list[str]]) -> None:
    counted = totals(people)
    for need in Need:
        assert counted.get(need, 0) == sum(need.value in some for some in people)
    assert 0 not in counted.values()


def test_totals_are_said_briefly() -> None:
    assert in_words(totals([["captions"], ["sign"], ["sign", "captions"], []])) == "수어 2 · 자막 2"
    assert in_words({}) == ""
