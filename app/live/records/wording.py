"""What the record says, put into the nine fields of minutes: plain Korean text, no names of residents."""

from collections.abc import Iterator, Sequence

from app.live.ballots.queries import Choice, Paper
from app.live.ballots.rules import BallotState
from app.live.counts.channels import FULL
from app.live.counts.rules import Kind, Method
from app.live.counts.terms import Ruling
from app.live.ideas.queries import Card
from app.live.meetings.models import Item
from app.live.meetings.rules import MeetingState
from app.live.people.rules import Headcount
from app.live.records.queries.minutes import Minutes
from app.live.records.rules import LONGEST_FIELD, MinutesField
from app.live.speakers.rules import Stance
from app.live.timers.rules import CLOCK
from app.web.words import clock_time, date, percent

MOST_SAID = 10  # opinions per topic, those with most behind them
NOTHING = "없음"


def worded(found: Minutes, said: Sequence[Card], district: str) -> dict[MinutesField, str]:
    """Every field. ``said``: the opinions the room saw."""
    lines = {
        MinutesField.NAME: iter([found.meeting.title]),
        MinutesField.HOST: iter([f"서울특별시 {district}"]),
        MinutesField.WHEN_WHERE: _when_where(found),
        MinutesField.PEOPLE: _people(found),
        MinutesField.ORDER: _order(found),
        MinutesField.TOPICS: _topics(found),
        MinutesField.SAID: _said(found, said),
        MinutesField.DECIDED: _decided(found),
        MinutesField.VOTES: _votes(found),
    }
    return {field: "\n".join(lines[field])[:LONGEST_FIELD] or NOTHING for field in MinutesField}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _when_where(found: Minutes) -> Iterator[str]:
    opened, ended = found.meeting.opened_at, found.meeting.ended_at
    if opened is not None:
        until = clock_time(ended) if ended else "(진행 중)"
        yield f"{date(opened)} {clock_time(opened)}–{until}"
    yield found.forum.place


def _people(found: Minutes) -> Iterator[str]:
    counts = {count: number for count, number in found.crowd if number}
    yield f"참석 {counts.get(Headcount.PRESENT, 0):,}명. 주민은 이름을 묻지 않고 참여하여 명단이 없음."
    if Headcount.REGISTERED in counts:
        yield f"미리 등록 {counts[Headcount.REGISTERED]:,}명"
    seats = dict.fromkeys(one.who for one in found.happened if one.who and one.who != CLOCK)
    for _, paper in found.papers:
        seats |= dict.fromkeys(f"{seat}({side.label} 참관)" for side, seat in paper.watch.seats.items())
    if seats:
        yield f"배석: {', '.join(seats)}"


def _order(found: Minutes) -> Iterator[str]:
    for item in found.items:
        if item.started_at is not None:
            until = clock_time(item.ended_at) if item.ended_at else ""
            yield f"{clock_time(item.started_at)}–{until} {_titled(item)}"
    left = [_titled(item) for item in found.items if item.started_at is None]
    if left:
        over = found.meeting.state is MeetingState.ENDED
        yield f"{'하지 않은 차례' if over else '남은 차례'}: {', '.join(left)}"


def _titled(item: Item) -> str:
    return f"{item.title}({item.topic})" if item.topic and item.topic != item.title else item.title


def _topics(found: Minutes) -> Iterator[str]:
    topics: dict[int, str] = {}
    for item in found.items:
        if item.topic_no is not None:
            asked = f" – {item.question}" if item.question else ""
            topics.setdefault(item.topic_no, f"{item.topic_no}. {item.topic}{asked}")
    yield from topics.values()


def _said(found: Minutes, said: Sequence[Card]) -> Iterator[str]:
    if found.floor.turns:
        sides = [
            f"{stance.label} {found.floor.sides[stance]}번"
            for stance in (Stance.FOR, Stance.AGAINST, Stance.QUESTION)
            if found.floor.sides[stance]
        ]
        yield f"발언 {found.floor.turns}번" + (f" ({', '.join(sides)})" if sides else "")
    items = {item.id: item for item in found.items}
    numbers = {card.id: items[card.item_id].topic_no for card in said if card.item_id in items}
    for number in dict.fromkeys(item.topic_no for item in found.items):
        cards = sorted(
            (card for card in said if card.id in numbers and numbers[card.id] == number),
            key=lambda card: (-card.supports, card.id),
        )
        if cards:
            yield f"안건 {number}: 의견 {len(cards)}개" if number else f"의견 {len(cards)}개"
        for card in cards[:MOST_SAID]:
            yield f"- {_one_line(card.text)} (공감 {card.supports})"
        if len(cards) > MOST_SAID:
            yield f"- 그 밖에 {len(cards) - MOST_SAID}개"


def _decided(found: Minutes) -> Iterator[str]:
    for _, paper in found.papers:
        if paper.state is BallotState.REVEALED and paper.verdict is not None:
            yield f"{paper.question}: {_outcome(paper)}"
    for one in found.chosen:
        yield f"의제로 선정: {one.title} ({one.voters:,}명 가운데 {one.votes:,}명)"
    if not found.chosen:
        yield "의제로 선정한 것 없음"
    parked = len(found.parked.public) + found.parked.others
    if parked:
        yield f"주차장에 둔 의견 {parked}개: 협치추진단이 읽고 제안으로 옮길지 정함"


def _outcome(paper: Paper) -> str:
    leaders = ", ".join(
        f"‘{choice.text}’ {_score(paper, choice)}" for choice in paper.choices if choice.leads
    )
    ruling = paper.verdict.ruling if paper.verdict else Ruling.NO_VOTES
    return f"{ruling.label} – {leaders}" if leaders else ruling.label


def _votes(found: Minutes) -> Iterator[str]:
    for _, paper in found.papers:
        yield f"{paper.question}"
        yield f"  {paper.kind.label}, {paper.secrecy.label}, 확인 수준 {paper.level.value} {paper.level.label}"
        if paper.annulment:
            yield f"  무효: {paper.annulment.why} (제안 {paper.annulment.asked}, 확인 {paper.annulment.agreed})"
            continue
        if paper.state is not BallotState.REVEALED:
            yield "  결과를 공표하지 않음"
            continue
        present = paper.present_at_close or 0
        part = (
            f" ({percent(paper.voters, present)}%)" if paper.voters <= present else ""
        )  # hands are not present
        yield f"  참석 {present:,}명 가운데 {paper.voters:,}명 투표{part}"
        if paper.terms.floor:
            share, day = f"{paper.terms.floor / 100:g}%", paper.terms.electors_on
            yield f"  최소 참여 {paper.terms.least:,}명: 선거인 {paper.terms.electors:,}명({day} 기준)의 {share}"
        for choice in paper.choices:
            # a step of a scale says its number itself
            number = "" if paper.kind is Kind.SCALE else f"{choice.position}. "
            yield f"  - {number}{choice.text}: {_score(paper, choice)}{_share(paper, choice)}"
        for one in paper.more_time:
            yield f"  {one.minutes}분 {one.kind.label}: {one.why} ({one.asked}, {one.agreed})"
        if paper.watch.seats:
            yield "  개표 확인: " + ", ".join(
                f"{side.label} {seat}" for side, seat in paper.watch.seats.items()
            )


def _share(paper: Paper, choice: Choice) -> str:
    return "" if paper.kind is Kind.RANK else f" ({choice.share}%)"


def _score(paper: Paper, choice: Choice) -> str:
    if paper.terms.online:  # hundredths of points of 100, not people
        return f"{(choice.votes or 0) / FULL * 100:.2f}점"
    votes = f"{choice.votes or 0:,}"
    if paper.method is Method.SCHULZE:
        return f"{votes}번 이김"
    return votes + {Kind.RANK: "점", Kind.POINTS: "점", Kind.DOTS: "장"}.get(paper.kind, "명")
