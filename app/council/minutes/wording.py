"""What the record of a sitting says, put into the nine fields of minutes. Members are public by name; nobody else is named."""

from collections.abc import Iterator, Sequence

from app.core.labels import Side
from app.council.items.queries import ItemView
from app.council.items.rules import MEANING, Outcome
from app.council.items.telling import counted
from app.council.sittings.models import SittingNote
from app.council.sittings.queries import SittingView
from app.live.records.rules import LONGEST_FIELD, MinutesField
from app.web.words import clock_time, date

NOTHING = "없음"


def worded(whole: SittingView, items: Sequence[ItemView], district: str) -> dict[MinutesField, str]:
    """Every field."""
    lines = {
        MinutesField.NAME: iter([whole.title]),
        MinutesField.HOST: iter([f"서울특별시 {district}"]),
        MinutesField.WHEN_WHERE: _when_where(whole),
        MinutesField.PEOPLE: _people(whole),
        MinutesField.ORDER: _order(whole),
        MinutesField.TOPICS: _topics(items),
        MinutesField.SAID: _said(items),
        MinutesField.DECIDED: _decided(items),
        MinutesField.VOTES: _votes(items),
    }
    return {field: "\n".join(lines[field])[:LONGEST_FIELD] or NOTHING for field in MinutesField}


def _when_where(whole: SittingView) -> Iterator[str]:
    opened, ended = whole.sitting.opened_at, whole.sitting.ended_at
    if opened is not None:
        yield f"{date(opened)} {clock_time(opened)}–{clock_time(ended) if ended else '(진행 중)'}"
    yield whole.sitting.place


def _people(whole: SittingView) -> Iterator[str]:
    came = [one for one in whole.attendees if one.came]
    yield f"{whole.quorum.whole}명 가운데 {len(came)}명 참석"
    for side in Side:
        names = [f"{one.name}({one.title})" for one in came if one.side is side]
        if names:
            yield f"{side.label}: {', '.join(names)}"
    away = [one.name for one in whole.attendees if not one.came]
    if away:
        yield f"불참: {', '.join(away)}"
    seats = dict.fromkeys(note.who for note in _during(whole))
    if seats:
        yield f"진행·기록: {', '.join(seats)}"


def _order(whole: SittingView) -> Iterator[str]:
    for note in _during(whole):
        yield f"{clock_time(note.at)} {note.text}"


def _during(whole: SittingView) -> Iterator[SittingNote]:
    """From the opening to the end."""
    opened, ended = whole.sitting.opened_at, whole.sitting.ended_at
    for note in whole.notes:
        if opened is not None and note.at >= opened and (ended is None or note.at <= ended):
            yield note


def _topics(items: Sequence[ItemView]) -> Iterator[str]:
    for one in items:
        yield f"제{one.item.position}호 {one.item.title} ({one.item.kind.label}, {one.item.owner})"


def _said(items: Sequence[ItemView]) -> Iterator[str]:
    for one in items:
        if one.item.said:
            yield f"제{one.item.position}호 안건\n{one.item.said}"


def _decided(items: Sequence[ItemView]) -> Iterator[str]:
    for one in items:
        if one.item.outcome is not None:
            note = f" ({one.item.note})" if one.item.note else ""
            outcome = one.item.outcome
            yield f"제{one.item.position}호 {one.item.title}: {outcome.label} – {MEANING[outcome]}{note}"


def _votes(items: Sequence[ItemView]) -> Iterator[str]:
    for one in items:
        if one.item.outcome is None or one.item.outcome is Outcome.REPORTED:
            continue
        yield f"제{one.item.position}호 {counted(one.item)}"
        for out in one.outs:
            yield f"- {out.kind.label.partition('(')[0]}: {out.name} ({out.reason})"
