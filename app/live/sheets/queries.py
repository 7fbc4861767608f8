"""Reads for the run sheet's own page, and what a preset would bring before it is chosen."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.forums.access import contest_to_see, dong_named
from app.forums.models import Forum
from app.forums.queries import ContestView
from app.forums.rules import ForumKind, PhaseKind
from app.live.counts.rules import MOST_OPTIONS
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.presets import Planned, Preset, Topic, plan
from app.live.meetings.rules import MeetingState
from app.live.stage.plans import Plan, plan_of
from app.proposals import queries as proposals
from app.proposals.queries import ProposalView
from app.web.words import local_input

FINAL = "contest_final_90"
TITLE, ENDING = 60, " 발표회"
LENGTH = timedelta(minutes=90)


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
class Final:
    """A contest whose final (발표회) is planned, and the proposals that may come into it, those with most behind them first."""

    contest: ContestView
    zone_id: int
    proposals: tuple[ProposalView, ...]

    @property
    def suggested(self) -> dict[str, Any]:
        """What its form begins with: its dong and topic, the afternoon its result is due, up to ten candidates."""
        dong = self.contest
        typed = {
            "contest_id": str(dong.id),
            "kind": ForumKind.DONG.value,
            "zone_id": str(self.zone_id),
            "dong_id": str(dong.dong_id),
            "title": f"{dong.title[: TITLE - len(ENDING)]}{ENDING}",
            "preset": FINAL,
            "topic": [dong.title[:TITLE]],
            "question": ["어떤 제안을 먼저 이루면 좋을까요?"],
            "candidate": [str(one.id) for one in self.proposals[:MOST_OPTIONS]],
        }
        result = dong.of(PhaseKind.RESULT)
        if result is not None and result.opens > clock.now():
            starts = clock.seoul(result.opens).replace(hour=14, minute=0)
            typed["starts_at"] = local_input(starts)
            typed["ends_at"] = local_input(starts + LENGTH)
        return typed


def final_of(db: Session, contest_id: int) -> Final:
    """The final of a contest, to be planned."""
    contest = contest_to_see(db, contest_id)
    zone_id = dong_named(db, contest.dong_id).zone_id
    return Final(contest, zone_id, tuple(proposals.standing_in(db, contest_id)))


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
