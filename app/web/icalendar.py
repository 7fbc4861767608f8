"""A calendar other programs can read (RFC 5545), as far as a list of days and hours needs it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75  # octets, without the line end


@dataclass(frozen=True)
class Event:
    """``start`` and ``end``: two moments, or two days of which the second still belongs to it."""

    uid: str
    title: str
    start: datetime | date
    end: datetime | date
    place: str = ""
    about: str = ""
    url: str = ""
    cancelled: bool = False


def escaped(text: str) -> str:
    """A text value: backslash, semicolon, comma and line end have a meaning of their own."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """A long line goes on after a line end and a blank; no letter is cut in two."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE:
            parts.append("")
            size = 1  # the blank in front
        parts[-1] += letter
        size += octets
    return "\r\n ".join(parts)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _when(name: str, value: datetime | date, *, ends: bool = False) -> str:
    if isinstance(value, datetime):
        return f"{name}:{_moment(value)}"
    day = value + timedelta(days=1) if ends else value  # the end of whole days is the day after
    return f"{name};VALUE=DATE:{day:%Y%m%d}"


def _event(event: Event, stamp: datetime) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{_moment(stamp)}"
    yield _when("DTSTART", event.start)
    yield _when("DTEND", event.end, ends=True)
    yield f"SUMMARY:{escaped(event.title)}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    if event.about:
        yield f"DESCRIPTION:{escaped(event.about)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.cancelled:
        yield "STATUS:CANCELLED"
    yield "END:VEVENT"


def icalendar(name: str, events: Iterable[Event], stamp: datetime) -> str:
    """The whole file. ``stamp``: when it was made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Gongron//Calendar//KO",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:Asia/Seoul",
    ]
    for event in events:
        lines.extend(_event(event, stamp))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)
