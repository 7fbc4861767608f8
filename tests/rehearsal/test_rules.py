"""What a rehearsal's figures mean."""

import pytest

from app.rehearsal.rules import LIMITS, Figures, Said, Verdict, compare, judge, percentile, storm_seconds


def fine() -> Figures:
    return Figures(
        100,
        joins=[1.0] * 100,
        votes=[0.1] * 100,
        updates=[0.1] * 500,
        returns=[3.0] * 100,
        memory=120,
        acknowledged=100,
        counted=100,
        ballots=1,
        restarted=True,
    )


def test_an_evening_within_every_limit_may_begin() -> None:
    judged = judge(fine())
    assert judged.verdict is Verdict.GO
    assert judged.reasons == judged.advice == ()


@pytest.mark.parametrize("wrong", ["lost", "doubled", "stale", "failures"])
def test_one_untrue_thing_is_a_no_however_fast_it_was(wrong: str) -> None:
    figures = fine()
    setattr(figures, wrong, 1)
    judged = judge(figures)
    assert judged.verdict is Verdict.STOP
    assert judged.advice


@pytest.mark.parametrize(
    ("of", "name"), [("joins", "join"), ("votes", "vote"), ("updates", "update"), ("returns", "return")]
)
def test_slower_than_the_limit_is_a_no_that_says_what_to_change(of: str, name: str) -> None:
    figures = fine()
    setattr(figures, of, [LIMITS[name].most * 1.01] * 100)
    judged = judge(figures)
    assert judged.verdict is Verdict.STOP
    assert LIMITS[name].advice in judged.advice


def test_six_of_a_hundred_being_slow_is_a_no_five_are_not() -> None:
    figures = fine()
    figures.votes = [0.1] * 95 + [9.0] * 5
    assert judge(figures).verdict is Verdict.GO
    figures.votes = [0.1] * 94 + [9.0] * 6
    assert judge(figures).verdict is Verdict.STOP


def test_little_room_left_is_a_go_with_care() -> None:
    figures = fine()
    figures.memory = LIMITS["memory"].most * 0.9
    assert judge(figures).verdict is Verdict.CARE


@pytest.mark.parametrize(
    ("name", "value"),
    [("client_load", 0.95), ("others_load", 1.2), ("restarted", False), ("unchecked", 1), ("busy", 3)],
)
def test_what_was_not_seen_or_only_just_went_well_is_said(name: str, value: float) -> None:
    figures = fine()
    setattr(figures, name, value)
    judged = judge(figures)
    assert judged.verdict is Verdict.CARE
    assert judged.reasons


def test_on_a_busy_computer_measuring_again_comes_before_a_larger_server() -> None:
    figures = fine()
    figures.joins, figures.others_load = [LIMITS["join"].most * 2] * 100, 1.2
    judged = judge(figures)
    assert judged.verdict is Verdict.STOP
    assert "다시 재십시오" in judged.advice[0]
    assert LIMITS["join"].advice in judged.advice


def test_nobody_came_in_is_a_no() -> None:
    figures = fine()
    figures.joins = []
    assert judge(figures).verdict is Verdict.STOP


ONE, TWO, THREE = Said((1,)), Said((2,)), Said((2, 3))


def test_each_acknowledged_vote_is_counted_once_as_it_was_cast() -> None:
    acknowledged = {"a": ONE, "b": THREE}
    assert compare(acknowledged, {"a", "b"}, [("b", THREE), ("a", ONE)]) == (0, 0)
    assert compare(acknowledged, {"a", "b"}, [("b", Said((3, 2))), ("a", ONE)]) == (1, 0), "another ranking"
    assert compare(acknowledged, {"a", "b"}, [("a", ONE)]) == (1, 0)
    assert compare(acknowledged, {"a", "b"}, [("a", TWO), ("b", THREE)]) == (1, 0)
    assert compare(acknowledged, {"a", "b"}, [("a", ONE), ("b", THREE), ("a", ONE)]) == (0, 1)
    assert compare(acknowledged, {"a", "b"}, [("a", ONE), ("b", THREE), ("z", ONE)]) == (0, 1)


def test_a_named_vote_under_another_name_is_not_the_vote_that_was_cast() -> None:
    mine = Said((1,), "주민 1")
    assert compare({"a": mine}, {"a"}, [("a", mine)]) == (0, 0)
    assert compare({"a": mine}, {"a"}, [("a", Said((1,), "주민 2"))]) == (1, 0)


def test_a_vote_that_was_sent_but_never_answered_may_be_counted_or_not() -> None:
    assert compare({"a": ONE}, {"a", "c"}, [("a", ONE), ("c", TWO)]) == (0, 0)
    assert compare({"a": ONE}, {"a", "c"}, [("a", ONE)]) == (0, 0)


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([], 95) is None
    assert percentile([1.0], 95) == 1.0
    assert percentile([float(n) for n in range(1, 101)], 95) == 95.0


def test_a_larger_hall_takes_longer_to_scan() -> None:
    assert storm_seconds(10) == 3
    assert storm_seconds(300) == 5
