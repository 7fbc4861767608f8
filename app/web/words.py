"""Template filters: dates, numbers and names the way the district writes them."""

from datetime import datetime, timedelta

from app.core import clock

WEEKDAYS = "월화수목금토일"
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day(moment: datetime, lang: str = "ko") -> str:
    """11월 22일 토요일"""
    there = clock.seoul(moment)
    if lang != "ko":
        return f"{DAYS_EN[there.weekday()]}, {MONTHS_EN[there.month - 1]} {there.day}"
    return f"{there.month}월 {there.day}일 {WEEKDAYS[there.weekday()]}요일"


def short_day(moment: datetime) -> str:
    """11. 22."""
    there = clock.seoul(moment)
    return f"{there.month}. {there.day}."


def date(moment: datetime, lang: str = "ko") -> str:
    """2026. 11. 22.(일)"""
    there = clock.seoul(moment)
    if lang != "ko":
        return f"{day(moment, lang)}, {there.year}"
    return f"{there.year}. {there.month}. {there.day}.({WEEKDAYS[there.weekday()]})"


def clock_time(moment: datetime) -> str:
    """14:00"""
    return clock.seoul(moment).strftime("%H:%M")


def spoken_time(moment: datetime, lang: str = "ko") -> str:
    """오후 2시 30분"""
    there = clock.seoul(moment)
    if lang != "ko":
        return there.strftime("%-I:%M %p")
    if not there.minute and there.hour in (0, 12):
        return "낮 12시" if there.hour else "0시"  # 오전 12시 reads as either
    half = "오전" if there.hour < 12 else "오후"
    hour = there.hour % 12 or 12
    return f"{half} {hour}시" + (f" {there.minute}분" if there.minute else "")


def date_time(moment: datetime, lang: str = "ko") -> str:
    """11월 22일 토요일 오후 2시"""
    return f"{day(moment, lang)} {spoken_time(moment, lang)}"


def ago(moment: datetime, lang: str = "ko") -> str:
    """방금, 8분 전, 3시간 전, 2일 전, then the date"""
    passed = clock.now() - moment
    minutes, hours, days = int(passed.total_seconds() // 60), int(passed.total_seconds() // 3600), passed.days
    if minutes < 1:
        return "방금" if lang == "ko" else "just now"
    if hours < 1:
        return f"{minutes}분 전" if lang == "ko" else f"{minutes} min ago"
    if days < 1:
        return f"{hours}시간 전" if lang == "ko" else f"{hours} h ago"
    if days < 7:
        return f"{days}일 전" if lang == "ko" else f"{days} d ago"
    return date(moment) if lang == "ko" else day(moment, lang)


def number(value: int) -> str:
    """1,234"""
    return f"{value:,}"


def won(value: int) -> str:
    """250백만원, or 1,500,000원 when it is not a round million"""
    million, rest = divmod(value, 1_000_000)
    return f"{million:,}백만원" if not rest else f"{value:,}원"


def masked(name: str) -> str:
    """이○자: the middle of a personal name hidden; one- and two-letter names keep only the first."""
    name = name.strip()
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "○"
    return name[0] + "○" * (len(name) - 2) + name[-1]


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
