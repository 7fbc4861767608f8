"""Dates, numbers and names the way the district writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock
from app.web import words
from app.web.calendars import CALENDARS
from app.web.i18n import LANGUAGES

EVENING = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)  # 14:30 in Seoul
MIDNIGHT = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)  # New Year in Seoul


def test_dates_are_written_for_seoul() -> None:
    assert words.day(EVENING) == "11월 21일 토요일"
    assert words.day(EVENING, "en") == "Sat, Nov 21"
    assert words.day(EVENING, "zh") == "11月21日 星期六"
    assert words.day(EVENING, "vi") == "thứ Bảy, 21 tháng 11"
    assert words.day(EVENING, "ja") == "11月21日（土）"
    assert words.short_day(EVENING) == "11. 21."
    assert words.date(MIDNIGHT) == "2027. 1. 1.(금)"
    assert [words.date(MIDNIGHT, lang) for lang in ("en", "zh", "vi", "ja")] == [
        "Fri, Jan 1, 2027",
        "2027年1月1日 星期五",
        "thứ Sáu, 1 tháng 1, 2027",
        "2027年1月1日（金）",
    ]
    assert words.clock_time(EVENING) == "14:30"
    assert [words.date_time(EVENING, lang) for lang in LANGUAGES] == [
        "11월 21일 토요일 오후 2시 30분",
        "Sat, Nov 21 2:30 PM",
        "11月21日 星期六 下午2点30分",
        "14 giờ 30, thứ Bảy, 21 tháng 11",
        "11月21日（土）午後2時30分",
    ]


@pytest.mark.parametrize(
    ("hour", "spoken"),
    [(0, "0시"), (9, "오전 9시"), (12, "낮 12시"), (13, "오후 1시"), (23, "오후 11시")],
)
def test_hours_are_spoken_in_halves(hour: int, spoken: str) -> None:
    assert words.spoken_time(datetime(2026, 11, 21, hour, 0, tzinfo=clock.SEOUL)) == spoken


@pytest.mark.parametrize(
    ("hour", "minute", "chinese", "vietnamese", "japanese"),
    [
        (0, 0, "凌晨0点", "0 giờ", "午前0時"),
        (9, 5, "上午9点5分", "9 giờ 05", "午前9時5分"),
        (12, 0, "中午12点", "12 giờ", "正午"),
        (12, 30, "中午12点30分", "12 giờ 30", "午後0時30分"),
        (23, 0, "下午11点", "23 giờ", "午後11時"),
    ],
)
def test_hours_in_other_languages(
    hour: int, minute: int, chinese: str, vietnamese: str, japanese: str
) -> None:
    there = datetime(2026, 11, 21, hour, minute, tzinfo=clock.SEOUL)
    assert words.spoken_time(there, "zh") == chinese
    assert words.spoken_time(there, "vi") == vietnamese
    assert words.spoken_time(there, "ja") == japanese


def test_the_recent_past_is_told_in_words() -> None:
    now = clock.now()
    told = {
        timedelta(seconds=5): "방금",
        timedelta(minutes=8, seconds=5): "8분 전",
        timedelta(hours=3, seconds=5): "3시간 전",
        timedelta(days=2, seconds=5): "2일 전",
    }
    for passed, text in told.items():
        assert words.ago(now - passed) == text
    assert words.ago(now - timedelta(days=30)) == words.date(now - timedelta(days=30))
    eight = [words.ago(now - timedelta(minutes=8, seconds=5), lang) for lang in LANGUAGES]
    assert eight == ["8분 전", "8 min ago", "8分钟前", "8 phút trước", "8分前"]


def test_every_language_has_a_calendar() -> None:
    assert CALENDARS.keys() == LANGUAGES.keys()


def test_numbers_and_money() -> None:
    assert words.number(1234567) == words.number(1234567, "ja") == "1,234,567"
    assert words.number(1234567, "vi") == "1.234.567"
    assert words.won(250_000_000) == "250백만원"
    assert words.won(1_500_001) == "1,500,001원"
    assert words.percent(1, 3) == 33
    assert words.percent(1, 0) == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("이지안", "이○안"),
        ("김솔", "김○"),
        ("솔", "솔"),
        ("", ""),
        ("남궁은하", "남○○하"),
        (" 이지안 ", "이○안"),
        ("황보하늘별", "황○○○별"),
        ("이 지안", "이○안"),
        ("Maria Santos", "Maria S."),
        ("Ana de la Cruz", "Ana C."),
        ("Maria", "M○○○a"),
        ("이○안", "이○안"),
        ("Maria S.", "Maria S."),
    ],
)
def test_a_name_is_shown_with_its_middle_hidden(name: str, shown: str) -> None:
    assert words.masked(name) == shown


def test_days_left_are_calendar_days_in_seoul() -> None:
    today = clock.seoul(clock.now())
    assert words.days_left(today.replace(hour=0, minute=0)) == 0
    assert words.days_left(today.replace(hour=23, minute=59)) == 0
    assert words.days_left((today + timedelta(days=1)).replace(hour=0, minute=1)) == 1
    assert words.days_left(today - timedelta(days=2)) == -2


def test_what_a_calendar_field_shows_is_read_back_the_same() -> None:
    assert words.local_input(EVENING) == "2026-11-21T14:30"
    assert words.from_local_input("2026-11-21T14:30") == EVENING
    with pytest.raises(ValueError, match="isoformat"):
        words.from_local_input("내일")
