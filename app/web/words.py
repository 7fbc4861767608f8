"""Template filters: dates, numbers and names the way the district writes them."""

from datetime import datetime, timedelta

from app.core import clock
from app.web.calendars import CALENDARS


def day(moment: datetime, lang: str = "ko") -> str:
    """11월 22일 토요일"""
    calendar = CALENDARS[lang]
    return calendar.write(calendar.day, clock.seoul(moment))


def short_day(moment: datetime) -> str:
    """11. 22."""
    there = clock.seoul(moment)
    return f"{there.month}. {there.day}."


def date(moment: datetime, lang: str = "ko") -> str:
    """2026. 11. 22.(일)"""
    calendar = CALENDARS[lang]
    return calendar.write(calendar.date, clock.seoul(moment))


def clock_time(moment: datetime) -> str:
    """14:00"""
    return clock.seoul(moment).strftime("%H:%M")


def spoken_time(moment: datetime, lang: str = "ko") -> str:
    """오후 2시 30분"""
    return CALENDARS[lang].hour(clock.seoul(moment))


def date_time(moment: datetime, lang: str = "ko") -> str:
    """11월 22일 토요일 오후 2시"""
    return CALENDARS[lang].date_time.format(day=day(moment, lang), time=spoken_time(moment, lang))


def ago(moment: datetime, lang: str = "ko") -> str:
    """방금, 8분 전, 3시간 전, 2일 전, then the date"""
    passed = clock.now() - moment
    minutes, hours, days = int(passed.total_seconds() // 60), int(passed.total_seconds() // 3600), passed.days
    just_now, some_minutes, some_hours, some_days = CALENDARS[lang].ago
    if minutes < 1:
        return just_now
    if hours < 1:
        return some_minutes.format(n=minutes)
    if days < 1:
        return some_hours.format(n=hours)
    if days < 7:
        return some_days.format(n=days)
    return date(moment) if lang == "ko" else day(moment, lang)


def number(value: int, lang: str = "ko") -> str:
    """1,234"""
    return f"{value:,}".replace(",", CALENDARS[lang].thousands)


def won(value: int) -> str:
    """250백만원, or 1,500,000원 when it is not a round million"""
    million, rest = divmod(value, 1_000_000)
    return f"{million:,}백만원" if not rest else f"{value:,}원"


def money(value: int) -> str:
    """1억 2,000만원, as people say it; to the won where it is not round."""
    large, rest = divmod(value, 100_000_000)
    small, won_left = divmod(rest, 10_000)
    parts = [
        f"{large:,}억" if large else "",
        f"{small:,}만" if small else "",
        f"{won_left:,}" if won_left else "",
    ]
    return " ".join(part for part in parts if part) + "원" if value else "0원"


def masked(name: str) -> str:
    """이○자: the middle of a personal name hidden; one- and two-letter names keep only the first. Maria S.: of a name in
    other letters with several parts, the first part and the initial of the last.
    """
    parts = name.split()
    if len(parts) > 1 and not is_korean(name):
        return f"{parts[0]} {parts[-1][0]}."
    name = "".join(parts)
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "○"
    return name[0] + "○" * (len(name) - 2) + name[-1]


def is_korean(text: str) -> bool:
    """Does this hold Korean letters? For screen readers and line breaks on a page in another language."""
    return any("가" <= letter <= "힣" for letter in text)


def days_left(until: datetime) -> int:
    """Whole calendar days in Seoul from today to the deadline; negative when it has passed."""
    return (clock.seoul(until).date() - clock.seoul(clock.now()).date()).days


def iso(moment: datetime) -> str:
    """For <time datetime> and for scripts."""
    return moment.isoformat()


def local_input(moment: datetime) -> str:
    """The value of an <input type="datetime-local"> in Seoul."""
    return clock.seoul(moment).strftime("%Y-%m-%dT%H:%M")


def from_local_input(text: str) -> datetime:
    """Back from <input type="datetime-local">; raises ``ValueError`` on anything else."""
    moment = datetime.fromisoformat(text).replace(tzinfo=clock.SEOUL)
    if not 1900 <= moment.year <= 2200:  # the ends of the calendar have no moment in UTC
        raise ValueError("not a date of ours")
    return moment


def percent(part: int, whole: int) -> int:
    """A share as a whole percentage, 0 when there is nothing to share."""
    return round(100 * part / whole) if whole else 0


def fingerprint(head: str) -> str:
    """The first sixteen digits of a hash in fours, for people to compare: ``1f0c 88ab 20d4 e1c7``."""
    return " ".join(head[i : i + 4] for i in range(0, 16, 4))


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from start to end."""
    return int((end - start) / timedelta(minutes=1))
