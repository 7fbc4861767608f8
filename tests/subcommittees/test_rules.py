"""Pure rules of meetings, issue sheets, working groups and the year; two texts word by word; the calendar file."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.labels import Side
from app.process.comparisons.texts import Part, differences
from app.subcommittees.issues import rules as issues
from app.subcommittees.issues.rules import Issue, View
from app.subcommittees.meetings import rules as meetings
from app.subcommittees.teams import rules as teams
from app.subcommittees.teams.rules import TaskState
from app.subcommittees.years.rules import PLAN, last_day
from app.web.icalendar import Event, escaped, folded, icalendar

NOW = datetime(2026, 4, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize(("present", "members", "enough"), [(5, 10, False), (6, 10, True), (0, 0, False)])
def test_more_than_half_make_a_quorum(present: int, members: int, enough: bool) -> None:
    assert meetings.is_quorate(present, members) is enough


def test_a_meeting_ends_after_it_began_and_not_in_the_future() -> None:
    hour = timedelta(hours=1)
    assert meetings.ran_well(NOW - hour, NOW, NOW)
    assert not meetings.ran_well(NOW, NOW, NOW)
    assert not meetings.ran_well(NOW - hour, NOW + hour, NOW)


@pytest.mark.parametrize(
    ("counts", "fit"),
    [
        ((None, None, None), True),
        ((3, 1, 0), True),
        ((3, 2, 0), False),
        ((0, 0, 0), False),
        ((3, None, None), False),
    ],
)
def test_a_vote_is_whole_and_of_people_who_were_there(
    counts: tuple[int | None, int | None, int | None], fit: bool
) -> None:
    assert meetings.votes_fit(counts, present=4) is fit


def test_a_group_needs_two_civilians_and_one_official_and_says_what_it_lacks() -> None:
    assert teams.spoken(teams.lacking({Side.CIVIL: 1})) == "민 1명과 관 1명을 더 넣어야 합니다."
    assert teams.spoken(teams.lacking({Side.CIVIL: 5})) == "관 1명을 더 넣어야 합니다."
    assert teams.lacking({Side.CIVIL: 2, Side.OFFICIAL: 1}) == {}
    assert teams.spoken({}) == ""


def test_a_task_is_late_from_the_day_after() -> None:
    day = date(2026, 4, 14)
    assert teams.state(day, done=False, today=day) is TaskState.RUNNING
    assert teams.state(day, done=False, today=day + timedelta(days=1)) is TaskState.LATE
    assert teams.state(day, done=True, today=day + timedelta(days=9)) is TaskState.DONE


def test_rows_without_words_are_no_views() -> None:
    assert issues.views_of(["민", "", "관"], ["달자", "", "말자"], ["", "", "돈"], []) == (
        View("민", "달자"),
        View("관", "말자", "돈"),
    )


@pytest.mark.parametrize(
    "views",
    [
        (View("민", "달자"),),
        (View("민", "달자"), View("", "말자")),
        (View("민", "달자"), View("관", "")),
        (View("민", "달자"), View("민", "말자")),
    ],
)
def test_an_issue_has_two_sides_with_words(views: tuple[View, ...]) -> None:
    assert issues.faults(views)


def test_a_sheet_reads_as_a_paper() -> None:
    text = issues.as_text(
        [Issue("먼저?", (View("민", "달자", "조사", "주민"), View("관", "말자")), "", "돈")]
    )
    assert text.splitlines() == [
        "쟁점 1. 먼저?",
        "  - 민 (주민): 달자",
        "    근거: 조사",
        "  - 관: 말자",
        "  합의한 것: 없음",
        "  남은 것: 돈",
    ]
    assert not Issue("?", (), "함께", "돈").is_settled
    assert Issue("?", (), "함께", "").is_settled


# -- two texts ------------------------------------------------------------------------------------------------------


def test_words_that_changed_are_shown_once_as_gone_and_once_as_come() -> None:
    runs = differences("계단에 손잡이를 달아 주세요", "학교 앞 계단에 손잡이를 달아 주십시오")
    assert [(run.part, run.text) for run in runs] == [
        (Part.COME, "학교 앞"),
        (Part.KEPT, "계단에 손잡이를 달아"),
        (Part.GONE, "주세요"),
        (Part.COME, "주십시오"),
    ]


WORDS = st.text(alphabet="가나다 \n", max_size=60)


@given(WORDS, WORDS)
def test_nothing_of_either_text_is_lost(before: str, after: str) -> None:
    runs = differences(before, after)

    def told(other: Part) -> list[str]:
        return " ".join(run.text for run in runs if run.part is not other).split()

    assert told(Part.COME) == before.split()
    assert told(Part.GONE) == after.split()
    assert any(run.part is not Part.KEPT for run in runs) or before.split() == after.split()


# -- the calendar file ------------------------------------------------------------------------------------------------


def test_every_month_has_a_plan_and_a_last_day() -> None:
    assert sorted(PLAN) == list(range(1, 13))
    assert [last_day(2028, month).day for month in (1, 2, 4, 12)] == [31, 29, 30, 31]


def unfolded(file: str) -> list[str]:
    return file.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


@given(st.text(alphabet="가a;,\\\n", max_size=200))
def test_long_lines_are_folded_between_letters_and_come_back_whole(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert folded(line).replace("\r\n ", "") == line


def test_moments_are_in_universal_time_and_days_end_on_the_next() -> None:
    korea = datetime(2026, 4, 14, 19, tzinfo=UTC) + timedelta(hours=0)
    file = icalendar(
        "달력",
        [
            Event(
                "a@b",
                "회의; 1차, 둘째\n줄",
                korea,
                korea + timedelta(hours=2),
                place="주민센터",
                cancelled=True,
            ),
            Event("c@d", "심의 주간", date(2026, 12, 30), date(2026, 12, 31), url="https://a.kr/b"),
        ],
        NOW,
    )
    lines = unfolded(file)
    assert file.endswith("END:VCALENDAR\r\n")
    assert "\n" not in file.replace("\r\n", "")
    for line in (
        "DTSTAMP:20260414T100000Z",
        "DTSTART:20260414T190000Z",
        "DTEND:20260414T210000Z",
        "SUMMARY:회의\\; 1차\\, 둘째\\n줄",
        "STATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20261230",
        "DTEND;VALUE=DATE:20270101",
        "URL:https://a.kr/b",
    ):
        assert line in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
