"""Reads for the run sheet's own page, and what a preset would bring before it is chosen."""

from dataclasses import dataclass

from sqlmodel import Session

from app.forums.models import Forum
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.presets import Planned, Preset, Topic, plan
from app.live.meetings.rules import MeetingState
from app.live.stage.plans import Plan, plan_of


@dataclass(frozen=True)
class Preview:
    """A preset before it is chosen: its items for the suggested topics, and (topics, minutes) for each number of topics."""

    preset: Preset
    items: tuple[Planned, ...]
    totals: tuple[tuple[int, int], ...]

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)


def preview(preset: Preset, most_topics: int) -> Preview:
    """What choosing this preset would bring."""
    return Preview(
        preset,
        tuple(plan(preset, [Topic(f"안건 {number}", "") for number in range(1, preset.suggested + 1)])),
        tuple((topics, preset.minutes(topics)) for topics in range(1, most_topics + 1)),
    )


@dataclass(frozen=True)
class View:
    """A meeting's run sheet. ``open``: what may still be changed; ``movable``: of these, what was not on yet."""

    meeting: Meeting
    forum: Forum
    plan: Plan
    open: tuple[Item, ...]
    movable: frozenset[int]
    topics: tuple[tuple[int, str], ...]


def view(db: Session, meeting: Meeting) -> View:
    """Everything about the run sheet now."""
    forum = meetings.forum_of(db, meeting)
    sheet = meetings.items(db, meeting.id or 0)
    ended = meeting.state is MeetingState.ENDED
    coming = [item for item in sheet if item.started_at is None and not ended]
    on = [item for item in sheet if item.id == meeting.current_id and not ended]
    return View(
        meeting,
        forum,
        plan_of(meeting, forum, sheet),
        tuple(sorted((*on, *coming), key=lambda item: item.position)),
        frozenset(item.id or 0 for item in coming),
        tuple(dict.fromkeys((item.topic_no, item.topic) for item in sheet if item.topic_no is not None)),
    )


def after_options(seen: View) -> list[tuple[int, str]]:
    """After which items one more may stand: from what is on to the end; before the opening also before them all."""
    sheet = [row.item for row in seen.plan.rows]
    on = next((item.position for item in sheet if item.id == seen.meeting.current_id), 0)
    later = [(item.id or 0, item.title) for item in sheet if item.position >= on]
    return later if on else [(0, "맨 앞"), *later]
