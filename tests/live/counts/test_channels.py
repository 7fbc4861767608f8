"""Channels come together by their own rule: added up, or weighted by side, rounded once."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.live.counts.channels import (
    FULL,
    Channel,
    Total,
    channel_problem,
    mixed,
    sums,
    together,
    told_apart,
    total_from,
    total_problem,
)
from app.live.counts.rules import Kind, Method, tally
from app.live.counts.terms import Terms, from_data, mended

A, B, C = 11, 12, 13
OPTIONS = [A, B, C]
votes_made = st.lists(st.sampled_from(OPTIONS).map(lambda one: (one,)), max_size=40)


def pile(*rows: int, blank: int = 0, void: int = 0) -> Total:
    return Total(tuple(zip(OPTIONS, rows, strict=True)), sum(rows), blank, void, sum(rows) + blank + void)


totals_made = st.builds(
    pile,
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(0, 60),
    blank=st.integers(0, 3),
    void=st.integers(0, 3),
)


def rows(data: dict[str, object]) -> dict[int, int]:
    found = data["rows"]
    assert isinstance(found, list)
    return dict(found)


@given(votes_made, st.lists(totals_made, max_size=2))
def test_a_simple_sum_is_every_vote_once(votes: list[tuple[int, ...]], totals: list[Total]) -> None:
    found = together(Kind.CHOICE, Method.MARKS, OPTIONS, votes, totals)
    counted, valid = sums(OPTIONS, totals)
    as_votes = [*votes, *((option,) for option, many in counted.items() for _ in range(many))]
    plain = tally(Kind.CHOICE, Method.MARKS, OPTIONS, as_votes)
    assert rows(found) == {row.option_id: row.votes for row in plain.rows}
    assert found["voters"] == len(votes) + valid == plain.voters


@given(votes_made, totals_made, st.integers(1, 99))
def test_weighted_sides_are_rounded_once_and_a_half_goes_up(
    votes: list[tuple[int, ...]], total: Total, online: int
) -> None:
    found = rows(together(Kind.CHOICE, Method.MARKS, OPTIONS, votes, [total], online))
    hall = dict(total.rows)
    for option in OPTIONS:
        exact = Fraction(0)
        if votes:
            exact += Fraction(100 * online * votes.count((option,)), len(votes))
        if total.valid:
            exact += Fraction((100 - online) * 100 * hall[option], total.valid)
        assert found[option] == (exact + Fraction(1, 2)).__floor__()
    given_out = 100 * ((online if votes else 0) + (100 - online if total.valid else 0))
    assert abs(sum(found.values()) - given_out) <= len(OPTIONS), (
        "a side without votes gives its weight to nobody"
    )
    assert sum(found.values()) <= FULL + len(OPTIONS)


@given(votes_made, totals_made, st.integers(1, 99), st.integers(2, 9))
def test_a_side_is_as_heavy_however_many_voted_on_it(
    votes: list[tuple[int, ...]], total: Total, online: int, times: int
) -> None:
    once = together(Kind.CHOICE, Method.MARKS, OPTIONS, votes, [total], online)
    often = together(Kind.CHOICE, Method.MARKS, OPTIONS, votes * times, [total], online)
    assert once["rows"] == often["rows"]


def test_nobody_at_all_is_nothing_and_no_error() -> None:
    assert rows(together(Kind.YESNO, Method.MARKS, OPTIONS, [], [pile(0, 0, 0)], 50)) == {A: 0, B: 0, C: 0}
    assert mixed([(50, {A: 3}, 4), (50, {A: 0}, 0)], [A]) == {A: 3750}


def test_what_cannot_be_on_a_pile_is_said_plainly() -> None:
    good = pile(3, 2, 0, blank=1, void=1)
    assert total_problem(Kind.YESNO, good, OPTIONS, 1) is None
    assert total_from(good.as_data()) == good
    wrong_sum = Total(good.rows, 5, 1, 1, 8)
    assert "낸 표의 수" in (total_problem(Kind.YESNO, wrong_sum, OPTIONS, 1) or "")
    too_few = Total(((A, 1), (B, 2), (C, 0)), 5, 0, 0, 5)
    assert "유효표의 수와 같아야" in (total_problem(Kind.YESNO, too_few, OPTIONS, 1) or "")
    assert total_problem(Kind.CHOICE, Total(((A, 4), (B, 4), (C, 0)), 5, 0, 0, 5), OPTIONS, 2) is None
    assert total_problem(Kind.CHOICE, Total(((A, 5), (B, 5), (C, 1)), 5, 0, 0, 5), OPTIONS, 2) is not None
    assert "많이 받은" in (
        total_problem(Kind.CHOICE, Total(((A, 6), (B, 0), (C, 0)), 5, 0, 0, 5), OPTIONS, 2) or ""
    )
    assert total_problem(Kind.YESNO, pile(1, 1, 1), [A, B], 1) is not None
    assert total_problem(Kind.YESNO, Total(((A, -1), (B, 1), (C, 0)), 0, 0, 0, 0), OPTIONS, 1) is not None


def test_channels_are_terms_and_come_back_as_they_were_stored() -> None:
    terms = Terms(channels=(Channel.PHONE, Channel.PAPER), online=40)
    assert from_data(terms.as_data()) == terms
    assert (terms.is_plain, Terms().is_plain) == (False, True)
    assert mended(Terms(channels=(Channel.PAPER,)), Kind.YESNO).channels == (Channel.PHONE, Channel.PAPER)
    assert mended(terms, Kind.SCALE).online == 0
    assert "현장 표" in (channel_problem((Channel.PHONE,), 50, Kind.YESNO, named=True) or "")
    assert channel_problem(terms.channels, 100, Kind.YESNO, named=True) is not None
    assert channel_problem(terms.channels, 40, Kind.YESNO, named=False) is None
    for kind in (Kind.RANK, Kind.POINTS, Kind.DOTS):
        assert channel_problem(terms.channels, 0, kind, named=False) is not None
    hands = Terms(channels=(Channel.PHONE, Channel.HANDS))
    assert "무기명" in (channel_problem(hands.channels, 0, Kind.YESNO, named=False) or "")
    assert channel_problem(hands.channels, 0, Kind.YESNO, named=True) is None


def test_very_few_votes_of_a_secret_ballot_are_not_told_apart() -> None:
    phone, text, telephone = Channel.PHONE, Channel.TEXT, Channel.TELEPHONE
    assert told_apart({phone: 90, telephone: 4}, secret=True) == set()
    assert told_apart({phone: 90, telephone: 5}, secret=True) == {telephone}
    assert told_apart({phone: 90, text: 1, telephone: 5}, secret=True) == {telephone}
    assert told_apart({phone: 9, telephone: 1}, secret=False) == {text, telephone}


def test_very_few_are_not_told_apart_by_being_what_is_left() -> None:
    phone, text, telephone = Channel.PHONE, Channel.TEXT, Channel.TELEPHONE
    assert told_apart({phone: 0, text: 10, telephone: 1}, secret=True) == set()
    assert told_apart({phone: 3, text: 10, telephone: 10}, secret=True) == set()
    assert told_apart({phone: 4, text: 1, telephone: 10}, secret=True) == {telephone}
    assert told_apart({phone: 0, text: 10, telephone: 10}, secret=True) == {text, telephone}
