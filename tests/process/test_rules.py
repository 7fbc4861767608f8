"""By-laws of the process: what lets a matter leave a stage, and how days are counted."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.core.labels import Side
from app.process.actions.publishing import DATA, STANDARD
from app.process.deadlines.holidays import public_holidays
from app.process.deadlines.queries import DaysOff
from app.process.deadlines.rules import due, example, is_working_day, last_day, spoken
from app.process.rules import Facts, is_met, unmet
from app.process.stages.rules import START, Check, CheckKind, Process, filled, named, read, with_particle


def standard(code: str = "std-gu") -> Process:
    data = json.loads((DATA / f"{code}.json").read_text("utf-8"))
    return read(data["id"], data["version"], data["name"], data["stages"])


OFF = DaysOff({})
GU = standard()
HANDOVER, REFINE, REVIEW, PLAN = (GU.stage(each) for each in ("handover", "refine", "review", "plan"))
READY = Facts(accepted=True, civil=2, official=1, marks=frozenset({"proposer_told"}))


def missing(stage_id: str, facts: Facts) -> list[str]:
    return [each.anchor.removeprefix("criterion-") for each in unmet(GU.stage(stage_id), facts)]


# -- leaving a stage ----------------------------------------------------------------------------------------------


def test_a_ready_matter_may_leave_the_hand_over() -> None:
    assert unmet(HANDOVER, READY) == ()


@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        (replace(READY, accepted=False), "accepted"),
        (replace(READY, civil=1), "working_group"),
        (replace(READY, official=0), "working_group"),
        (replace(READY, marks=frozenset()), "proposer_told"),
    ],
)
def test_each_thing_the_hand_over_asks_for_can_be_what_is_missing(facts: Facts, lacking: str) -> None:
    assert missing("handover", facts) == [lacking]


def test_everything_missing_is_listed_at_once_with_what_to_do() -> None:
    listed = unmet(HANDOVER, Facts(civil=1))
    assert [each.anchor for each in listed] == [
        "criterion-accepted",
        "criterion-working_group",
        "criterion-proposer_told",
    ]
    assert "민 1명, 관 0명" in listed[1].text
    assert all(each.fix.endswith("요.") for each in listed if each.anchor != "criterion-accepted")


def test_deliberation_needs_two_meetings_the_issue_sheet_and_the_proposers_word() -> None:
    facts = Facts(gatherings=2, documents=frozenset({"쟁점정리표"}), marks=frozenset({"proposer_heard"}))
    assert unmet(REFINE, facts) == ()
    assert missing("refine", replace(facts, gatherings=1)) == ["meetings"]
    assert missing("refine", replace(facts, documents=frozenset({"회의록"}))) == ["issue_sheet"]
    assert missing("refine", replace(facts, marks=frozenset())) == ["proposer_heard"]


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        Facts(asked=2, waiting=("도로과",)),
        Facts(asked=1, bare=("도로과",)),
    ],
)
def test_review_waits_for_every_department_and_for_grounds_with_an_alternative(facts: Facts) -> None:
    assert missing("review", facts) == ["opinions"], "two criteria of one cause are said once"


def test_review_is_over_when_all_have_answered() -> None:
    assert unmet(REVIEW, Facts(asked=2)) == ()
    assert "검토할 부서" in unmet(REVIEW, Facts())[0].fix


def test_a_two_key_stage_needs_both_sides() -> None:
    facts = Facts(documents=frozenset({"실행계획서"}), marks=frozenset({"indicators"}))
    assert missing("plan", facts) == ["consent-civil", "consent-official"]
    assert missing("plan", replace(facts, consents={Side.CIVIL: True})) == ["consent-official"]
    assert missing("plan", replace(facts, consents={Side.CIVIL: True, Side.OFFICIAL: False})) == [
        "consent-official"
    ]
    assert unmet(PLAN, replace(facts, consents={Side.CIVIL: True, Side.OFFICIAL: True})) == ()


def test_elsewhere_a_refusal_stops_but_silence_does_not() -> None:
    assert unmet(HANDOVER, READY) == ()
    assert missing("handover", replace(READY, consents={Side.OFFICIAL: False})) == ["consent-official"]


def test_the_two_key_stages_are_those_of_the_plan() -> None:
    assert [stage.id for stage in GU.stages if stage.keys] == [
        "deliberate",
        "plan",
        "council",
        "evaluate",
        "feedback",
    ]
    assert all(set(stage.keys) == set(Side) for stage in GU.stages if stage.keys)


def test_every_check_of_every_published_process_is_understood() -> None:
    met = Facts(True, 9, 9, 9, 1)
    kinds = set()
    for code in STANDARD:
        for stage in standard(code).stages:
            for criterion in stage.exits:
                full = replace(
                    met, documents=frozenset({criterion.check.name}), marks=frozenset({criterion.id})
                )
                assert is_met(criterion, full)
                assert not is_met(criterion, Facts())
                kinds.add(criterion.check.kind)
    assert kinds == set(CheckKind)


@pytest.mark.parametrize("text", ["nobody", "document:", "working_group:2", "meetings:two", "meetings"])
def test_a_check_nobody_understands_is_not_published(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the words differ by cause
        Check.parse(text)


# -- the way ------------------------------------------------------------------------------------------------------


def test_stages_follow_each_other_and_one_cannot_go_back_before_the_hand_over() -> None:
    after = GU.after("handover")
    assert after is not None
    assert after.id == "refine"
    assert GU.after("feedback") is None
    assert GU.before(START) is None
    back = GU.before("plan")
    assert back is not None
    assert back.id == "review"


def test_the_board_has_six_columns_and_none_for_what_happened_in_public() -> None:
    assert GU.columns == ("접수", "숙의", "부서 검토", "실행계획", "의결·예산", "실행·환류")


# -- sentences ----------------------------------------------------------------------------------------------------


def test_sentences_are_filled_with_who_and_when() -> None:
    assert (
        filled(REVIEW.resident_sentence, subcommittee="", departments=["도로과"], due="12월 24일")
        == "도로과의 답변을 기다리고 있습니다. 12월 24일까지 답해야 합니다."
    )
    assert named(["도로과", "교통과", "복지과"]) == "도로과 외 2개 부서"
    for stage in GU.stages:
        for sentence in (stage.resident_sentence, stage.late_sentence, stage.owes):
            said = filled(sentence, subcommittee="도시·교통 분과", departments=[], due="")
            assert "{" not in said


def test_particles_fit_the_last_syllable() -> None:
    assert with_particle("실행계획서", "을", "를") == "실행계획서를"
    assert with_particle("개표록’", "을", "를") == "개표록’을"


# -- days ---------------------------------------------------------------------------------------------------------


def test_calendar_days_run_through_holidays_to_the_end_of_the_day_in_seoul() -> None:
    start = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
    assert due(start, 20, working=False, off=OFF) == datetime(2026, 3, 2, 14, 59, 59, tzinfo=UTC)
    assert spoken(due(start, 20, working=False, off=OFF)) == "3월 2일"


def test_the_day_is_the_one_in_seoul() -> None:
    late_evening_utc = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # already the 23rd in Seoul
    assert spoken(due(late_evening_utc, 1, working=False, off=OFF)) == "11월 24일"


def test_working_days_skip_the_lunar_new_year() -> None:
    friday = date(2026, 2, 13)
    assert last_day(friday, 1, working=True, off=OFF) == date(2026, 2, 19)
    assert last_day(friday, 3, working=True, off=OFF) == date(2026, 2, 23)


def test_working_days_skip_chuseok_and_the_weekend_after_it() -> None:
    assert last_day(date(2026, 9, 23), 1, working=True, off=OFF) == date(2026, 9, 28)
    assert last_day(date(2027, 9, 13), 2, working=True, off=OFF) == date(2027, 9, 20)


def test_working_days_skip_substitute_holidays() -> None:
    assert not is_working_day(date(2026, 10, 5), OFF)
    assert last_day(date(2027, 2, 5), 1, working=True, off=OFF) == date(2027, 2, 10)
    assert last_day(date(2026, 10, 2), 5, working=True, off=OFF) == date(2026, 10, 13)


@pytest.mark.parametrize("year", range(2024, 2041))
def test_holidays_are_known_for_every_year(year: int) -> None:
    """Lunar feasts three days long, the fixed ones, and each substitute a weekday."""
    days = public_holidays(year)
    assert {date(year, 1, 1), date(year, 3, 1), date(year, 10, 3), date(year, 12, 25)} <= set(days)
    for feast in ("설날", "추석"):
        assert sum(feast in name.replace(" 대체 휴일", "") for name in days.values()) >= 3, feast
    substitutes = [day for day, name in days.items() if "대체" in name]
    assert all(day.weekday() < 5 for day in substitutes)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 1, 29), "설날"),
        (date(2025, 10, 8), "추석 대체 휴일"),
        (date(2026, 2, 17), "설날"),
        (date(2026, 5, 25), "부처님오신날 대체 휴일"),
        (date(2026, 6, 3), "지방선거일"),
        (date(2026, 9, 25), "추석"),
        (date(2027, 2, 9), "설날 대체 휴일"),
        (date(2028, 10, 5), "추석 대체 휴일"),
    ],
)
def test_lunar_substitute_and_election_days_are_off(day: date, name: str) -> None:
    assert public_holidays(day.year)[day] == name
    assert not is_working_day(day, OFF)


def test_the_districts_own_closed_days_are_off_too() -> None:
    closed = DaysOff({date(2026, 11, 30): "구민의 날"})
    assert last_day(date(2026, 11, 27), 1, working=True, off=OFF) == date(2026, 11, 30)
    assert last_day(date(2026, 11, 27), 1, working=True, off=closed) == date(2026, 12, 1)
    assert closed.name(date(2026, 11, 30)) == "구민의 날"


def test_an_example_of_working_days_passes_over_a_day_off() -> None:
    first, last, passed = example(date(2026, 12, 1), 5, working=True, off=OFF)
    assert passed == (date(2026, 12, 25),)
    assert first < date(2026, 12, 25) < last
    assert last_day(first, 5, working=True, off=OFF) == last
    assert example(date(2026, 12, 5), 7, working=False, off=OFF) == (
        date(2026, 12, 7),
        date(2026, 12, 14),
        (),
    )
