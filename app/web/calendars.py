"""How each language writes days, hours, what has just been, and large numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


def _korean_hour(there: datetime) -> str:
    """오후 2시 30분"""
    if not there.minute and there.hour in (0, 12):
        return "낮 12시" if there.hour else "0시"  # 오전 12시 reads as either
    half = "오전" if there.hour < 12 else "오후"
    return f"{half} {there.hour % 12 or 12}시" + (f" {there.minute}분" if there.minute else "")


def _english_hour(there: datetime) -> str:
    return there.strftime("%-I:%M %p")


def _chinese_hour(there: datetime) -> str:
    """下午2点30分"""
    part = {0: "凌晨", 12: "中午"}.get(there.hour, "上午" if there.hour < 12 else "下午")
    hour = there.hour if there.hour <= 12 else there.hour - 12
    return f"{part}{hour}点" + (f"{there.minute}分" if there.minute else "")


def _vietnamese_hour(there: datetime) -> str:
    """14 giờ 30"""
    return f"{there.hour} giờ" + (f" {there.minute:02d}" if there.minute else "")


def _japanese_hour(there: datetime) -> str:
    """午後2時30分"""
    if there.hour == 12 and not there.minute:
        return "正午"
    half = "午前" if there.hour < 12 else "午後"
    return f"{half}{there.hour % 12}時" + (f"{there.minute}分" if there.minute else "")


@dataclass(frozen=True)
class Calendar:
    """Sentences are filled with ``y``, ``m``, ``d`` and ``w``, the weekday; ``n`` is how many."""

    weekdays: tuple[str, ...]  # from Monday
    day: str
    date: str
    date_time: str
    ago: tuple[str, str, str, str]  # just now, minutes, hours, days
    hour: Callable[[datetime], str]
    months: tuple[str, ...] = tuple(str(n) for n in range(1, 13))
    thousands: str = ","

    def write(self, sentence: str, there: datetime) -> str:
        return sentence.format(
            y=there.year, m=self.months[there.month - 1], d=there.day, w=self.weekdays[there.weekday()]
        )


CALENDARS = {
    "ko": Calendar(
        weekdays=tuple("월화수목금토일"),
        day="{m}월 {d}일 {w}요일",
        date="{y}. {m}. {d}.({w})",
        date_time="{day} {time}",
        ago=("방금", "{n}분 전", "{n}시간 전", "{n}일 전"),
        hour=_korean_hour,
    ),
    "en": Calendar(
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        day="{w}, {m} {d}",
        date="{w}, {m} {d}, {y}",
        date_time="{day} {time}",
        ago=("just now", "{n} min ago", "{n} h ago", "{n} d ago"),
        hour=_english_hour,
    ),
    "zh": Calendar(
        weekdays=tuple("一二三四五六日"),
        day="{m}月{d}日 星期{w}",
        date="{y}年{m}月{d}日 星期{w}",
        date_time="{day} {time}",
        ago=("刚刚", "{n}分钟前", "{n}小时前", "{n}天前"),
        hour=_chinese_hour,
    ),
    "vi": Calendar(
        weekdays=("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
        day="{w}, {d} tháng {m}",
        date="{w}, {d} tháng {m}, {y}",
        date_time="{time}, {day}",
        ago=("vừa xong", "{n} phút trước", "{n} giờ trước", "{n} ngày trước"),
        hour=_vietnamese_hour,
        thousands=".",
    ),
    "ja": Calendar(
        weekdays=tuple("月火水木金土日"),
        day="{m}月{d}日（{w}）",
        date="{y}年{m}月{d}日（{w}）",
        date_time="{day}{time}",
        ago=("たった今", "{n}分前", "{n}時間前", "{n}日前"),
        hour=_japanese_hour,
    ),
}
