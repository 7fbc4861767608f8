"""Deeds of a subcommittee as its people would do them."""

from datetime import datetime, timedelta

from app.core import clock, ids
from app.core.labels import Side
from app.process import actions as process
from app.process.models import GroupMember
from app.process.queries import basics
from app.subcommittees.issues.rules import Issue, View
from app.subcommittees.meetings import actions as meetings
from app.subcommittees.meetings import queries
from app.subcommittees.meetings.queries import Sitting
from tests.world import World

PLACE = "창신2동 주민센터 3층"
QUESTION = Issue(
    "계단 여섯 곳 가운데 어디부터 손잡이를 달까요?",
    (
        View("주민", "학교 앞 계단부터 달아야 합니다.", "통학하는 아이가 하루 240명입니다.", "창신2동 주민"),
        View("도로과", "가장 가파른 곳부터 달아야 합니다.", "기울기를 잰 값이 있습니다.", "도로과 주무관"),
    ),
    "두 곳을 함께 시작합니다.",
    "나머지 네 곳의 차례",
)


def at(days: int, hour: int = 10) -> datetime:
    """So many days from today, at a full hour in Seoul."""
    day = clock.seoul(clock.now()) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def planned(world: World, days: int = 3, who: str = "chair", code: str = "urban") -> int:
    return world.write(
        meetings.plan, world.actor(who), code, starts_at=at(days), place=PLACE, key=ids.token()
    )


def sitting(world: World, meeting_id: int) -> Sitting:
    return world.read(queries.sitting, meeting_id)


def held(world: World, matter_id: int, days: int = -1) -> int:
    """A meeting that dealt with a matter and is over; minutes not confirmed."""
    chair, meeting_id = world.actor("chair"), planned(world, days)
    world.write(
        meetings.add_item, chair, meeting_id, matter_id=matter_id, title="", about="어디부터 달지 정합니다."
    )
    world.write(
        meetings.record_members,
        chair,
        meeting_id,
        {world.accounts["chair"], world.accounts["member"]},
    )
    item = sitting(world, meeting_id).items[0]
    world.write(
        meetings.record_item,
        chair,
        meeting_id,
        item.row.id or 0,
        said="학교 앞이 먼저라는 말과 가파른 곳이 먼저라는 말이 있었습니다.",
        decided="두 곳을 함께 시작합니다.",
        votes=(2, 0, 0),
        expect=item.mark,
    )
    world.write(meetings.end, chair, meeting_id, opened_at=at(days), ended_at=at(days, 12), expect=0)
    return meeting_id


def confirmed(world: World, meeting_id: int) -> int:
    draft = world.read(queries.draft, meeting_id, "종로구")
    return world.write(meetings.confirm, world.actor("chair"), "종로구", meeting_id, expect=draft.digest)


def group(world: World, matter_id: int) -> dict[str, int]:
    """A complete working group; ids by name. One of the civilians can sign in."""
    chair = world.actor("chair")
    people = (
        (world.actor("member").name, "분과위원", Side.CIVIL),
        ("김영희", "창신2동 주민", Side.CIVIL),
        ("이도로", "도로과 주무관", Side.OFFICIAL),
    )
    there = {row.name for row in world.read(lambda db: list(basics.group(db, matter_id)))}
    for name, seat, side in (one for one in people if one[0] not in there):
        world.write(process.add_group_member, chair, matter_id, name=name, seat=seat, side=side)
    rows: list[GroupMember] = world.read(lambda db: list(basics.group(db, matter_id)))
    return {row.name: row.id or 0 for row in rows}
