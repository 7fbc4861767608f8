"""What was recorded of a subcommittee's meeting, put into the nine fields of minutes. Names are masked as everywhere in public."""

from collections.abc import Iterator, Sequence

from app.core.labels import Side
from app.live.records.rules import LONGEST_FIELD, MinutesField
from app.live.records.wording import NOTHING
from app.subcommittees.meetings.models import SubItem, SubMeeting, SubPresence
from app.subcommittees.meetings.rules import SittingState, by_side, is_quorate
from app.web.words import clock_time, date, masked


def worded(
    meeting: SubMeeting,
    title: str,
    host: str,
    items: Sequence[SubItem],
    there: Sequence[SubPresence],
    beside: Sequence[SubPresence],
    members: int,
) -> dict[MinutesField, str]:
    """Every field. ``members``: how many seats were held on that day."""
    lines = {
        MinutesField.NAME: iter([title]),
        MinutesField.HOST: iter([host]),
        MinutesField.WHEN_WHERE: _when_where(meeting),
        MinutesField.PEOPLE: _people(there, beside, members),
        MinutesField.ORDER: (f"{n}. {item.title}" for n, item in enumerate(items, 1)),
        MinutesField.TOPICS: (
            f"{n}. {item.title}{f' – {item.about}' if item.about else ''}" for n, item in enumerate(items, 1)
        ),
        MinutesField.SAID: _each(items, [item.said for item in items]),
        MinutesField.DECIDED: _each(items, [item.decided for item in items]),
        MinutesField.VOTES: _votes(items),
    }
    return {field: "\n".join(lines[field])[:LONGEST_FIELD] or NOTHING for field in MinutesField}


def _when_where(meeting: SubMeeting) -> Iterator[str]:
    if meeting.state is SittingState.ENDED and meeting.opened_at and meeting.ended_at:
        yield f"{date(meeting.opened_at)} {clock_time(meeting.opened_at)}–{clock_time(meeting.ended_at)}"
    else:
        yield f"{date(meeting.starts_at)} {clock_time(meeting.starts_at)} (아직 마치지 않음)"
    yield meeting.place


def _named(people: Sequence[SubPresence]) -> str:
    return ", ".join(f"{one.seat} {masked(one.name)}" for one in people)


def _people(there: Sequence[SubPresence], beside: Sequence[SubPresence], members: int) -> Iterator[str]:
    sides = by_side(one.side for one in there)
    came = sum(one.account_id is not None for one in there)
    counted = ", ".join(f"{side.label} {number}명" for side, number in sides.items())
    yield f"참석 {len(there)}명({counted})"
    yield f"재적위원 {members}명 가운데 {came}명 참석{', 과반수' if is_quorate(came, members) else ', 과반수에 못 미침'}"
    for side in Side:
        named = _named([one for one in there if one.side is side])
        if named:
            yield f"{side.label}: {named}"
    if beside:
        yield f"배석: {_named(beside)}"


def _each(items: Sequence[SubItem], texts: Sequence[str]) -> Iterator[str]:
    for n, (item, text) in enumerate(zip(items, texts, strict=True), 1):
        if text:
            yield f"{n}. {item.title}\n{text}"


def _votes(items: Sequence[SubItem]) -> Iterator[str]:
    for n, item in enumerate(items, 1):
        if item.yes is not None:
            yield f"{n}. {item.title}: 찬성 {item.yes}명, 반대 {item.no or 0}명, 기권 {item.abstained or 0}명"
    if items and all(item.yes is None for item in items):
        yield "표결한 안건 없음"
