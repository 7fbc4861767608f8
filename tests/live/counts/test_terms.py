"""What a count decides follows from terms that were said before."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.counts.rules import Kind, Method, Tally, mean, tally
from app.live.counts.terms import (
    AGES,
    Base,
    Check,
    Majority,
    Place,
    Ruling,
    Terms,
    from_data,
    mended,
    problem,
    verdict,
)

YES, NO, ABSTAIN = 1, 2, 3


def counted(yes: int, no: int, abstain: int = 0) -> Tally:
    votes = [(YES,)] * yes + [(NO,)] * no + [(ABSTAIN,)] * abstain
    return tally(Kind.YESNO, Method.MARKS, [YES, NO, ABSTAIN], votes)


def ruling(terms: Terms, yes: int, no: int, abstain: int = 0, present: int = 100) -> Ruling:
    return verdict(terms, Kind.YESNO, counted(yes, no, abstain), present, agree=YES, against=NO).ruling


terms_made = st.builds(
    Terms,
    base=st.sampled_from(list(Base)),
    majority=st.sampled_from(list(Majority)),
    quorum=st.integers(0, 100),
    floor=st.integers(0, 10_000),
    electors=st.integers(0, 20_000),
    electors_on=st.sampled_from(["", "2022-03-09"]),
    place=st.sampled_from(list(Place)),
    min_age=st.sampled_from(AGES),
    changeable=st.booleans(),
    shuffled=st.booleans(),
)


@given(terms_made)
def test_terms_come_back_as_they_were_stored(terms: Terms) -> None:
    assert from_data(json.loads(json.dumps(terms.as_data()))) == terms


def test_a_ballot_of_before_has_the_usual_terms() -> None:
    assert from_data(None) == from_data({}) == Terms()
    assert from_data({"quorum": 50}).quorum == 50


@pytest.mark.parametrize(
    ("majority", "yes", "no", "abstain", "present", "found"),
    [
        (Majority.LEAD, 3, 2, 9, 100, Ruling.ADOPTED),
        (Majority.HALF_VOTERS, 6, 4, 0, 100, Ruling.ADOPTED),
        (Majority.HALF_VOTERS, 5, 4, 1, 100, Ruling.REJECTED),
        (Majority.HALF_PRESENT, 50, 10, 0, 100, Ruling.REJECTED),
        (Majority.HALF_PRESENT, 51, 10, 0, 100, Ruling.ADOPTED),
        (Majority.TWO_THIRDS, 66, 34, 0, 100, Ruling.REJECTED),
        (Majority.TWO_THIRDS, 67, 33, 0, 100, Ruling.ADOPTED),
        (Majority.LEAD, 4, 4, 3, 100, Ruling.TIED),
        (Majority.LEAD, 0, 0, 0, 100, Ruling.NO_VOTES),
        (Majority.LEAD, 1, 2, 0, 100, Ruling.REJECTED),
    ],
)
def test_a_majority_is_what_was_said(
    majority: Majority, yes: int, no: int, abstain: int, present: int, found: Ruling
) -> None:
    assert ruling(Terms(majority=majority), yes, no, abstain, present) is found


def test_a_quorum_comes_before_any_result() -> None:
    terms = Terms(quorum=50)
    assert ruling(terms, 40, 9, present=100) is Ruling.NO_QUORUM
    assert ruling(terms, 40, 10, present=100) is Ruling.ADOPTED
    assert ruling(terms, 40, 10, present=101) is Ruling.NO_QUORUM, "half of 101 is 51"


def test_the_turnout_floor_of_a_dong_is_half_a_percent_of_its_electors_rounded_up() -> None:
    """rules.json: 삼청동 1,935 electors → 10; 청운효자동 8,706 → 44."""
    for electors, least in ((1935, 10), (8706, 44), (13796, 69)):
        terms = Terms(floor=50, electors=electors, electors_on="2022-03-09")
        assert problem(terms) is None
        assert ruling(terms, least - 1, 0) is Ruling.LOW_TURNOUT
        made = verdict(terms, Kind.YESNO, counted(least, 0), 100, agree=YES, against=NO)
        assert made.ruling is Ruling.ADOPTED
        assert made.checks == (Check("최소 참여", least, least),)


def test_a_tie_is_declared_with_everybody_in_it() -> None:
    level = tally(Kind.CHOICE, Method.MARKS, [1, 2, 3], [(1,), (2,), (3,), (1, 2)])
    made = verdict(Terms(), Kind.CHOICE, level, 4)
    assert (made.ruling, made.winners) == (Ruling.TIED, (1, 2))


@pytest.mark.parametrize(
    "terms",
    [
        Terms(quorum=101),
        Terms(floor=50),
        Terms(floor=50, electors=1000),
        Terms(floor=50, electors=1000, electors_on="작년"),
        Terms(min_age=15),
        Terms(base=Base.ELECTORS),
    ],
)
def test_terms_that_cannot_stand_are_refused_in_a_sentence(terms: Terms) -> None:
    assert problem(terms)


@given(terms_made, st.sampled_from(list(Kind)))
def test_a_kind_keeps_the_terms_that_mean_something_for_it(terms: Terms, kind: Kind) -> None:
    kept = mended(terms, kind)
    assert mended(kept, kind) == kept
    if kind not in (Kind.YESNO, Kind.CHOICE):
        assert kept.majority is Majority.LEAD, "nobody is elected by a majority of points"
    if kind in (Kind.RANK, Kind.POINTS, Kind.DOTS):
        assert kept.base is Base.VOTERS, "a share of marks is no share of people"
    if kind in (Kind.YESNO, Kind.SCALE):
        assert not kept.shuffled, "a scale in another order is none"
    if kind is Kind.CHOICE:
        assert kept == terms
    for name in ("quorum", "floor", "electors", "electors_on", "place", "min_age", "changeable"):
        assert getattr(kept, name) == getattr(terms, name)


def test_a_scale_is_measured_not_won() -> None:
    steps = tally(Kind.SCALE, Method.MARKS, [1, 2, 3, 4, 5], [(5,), (4,), (4,)])
    assert verdict(Terms(), Kind.SCALE, steps, 3).ruling is Ruling.MEASURED
    assert mean({1: 0, 2: 0, 3: 0, 4: 2, 5: 1}) == (433, 3)
    assert mean({}) == (0, 0)
