"""Walking a matter along the standard process with the people of the world, the way they would."""

from datetime import timedelta

from app.accounts.rules import Level
from app.core import clock
from app.core.labels import Side
from app.process import actions, queries
from app.process.gates.actions import sign_selection
from app.process.models import Matter
from app.process.queries.views import Sheet
from app.process.rules import Verdict
from app.process.stages.rules import CheckKind, Criterion
from app.proposals import actions as proposals
from app.proposals.actions import Origin
from app.proposals.rules import Channel
from tests.world import World

URBAN, CARE = "도시·교통 분과", "교육·돌봄 분과"


def agenda(
    world: World,
    title: str = "창신 골목 계단 손잡이 설치",
    dong: str = "창신2동",
    *,
    signed: bool = True,
) -> int:
    """An agenda that won its vote in a zone forum, and the civil side has agreed."""
    world.write(actions.publish_standard)
    row = world.write(
        proposals.open_agenda,
        title=title,
        summary="가파른 계단 여섯 곳에 손잡이를 답니다.",
        origin=Origin(
            channel=Channel.FORUM,
            title="창신·숭인 권역 공론장",
            text="비 오는 날 계단이 미끄러워 난간이라도 있으면 좋겠어요.",
            proposed_at=clock.now() - timedelta(days=3),
            author="창신2동 주민",
            votes=28,
            voters=41,
            rank=1,
            level=Level.SLIP,
        ),
        dong_id=world.dongs[dong],
        zone_id=world.zones["창신·숭인"],
        field_id=world.fields["교통"],
    )
    assert row.id is not None
    return agreed(world, row.id) if signed else row.id


def agreed(world: World, agenda_id: int) -> int:
    """The civil side says that it was rightly chosen; whoever hands it over speaks for the other."""
    world.write(sign_selection, world.actor("facilitator"), agenda_id, Side.CIVIL, agreed=True)
    return agenda_id


def handed(world: World, title: str = "창신 골목 계단 손잡이 설치", subcommittee: str = URBAN) -> int:
    """A matter that the officer has just handed over."""
    world.write(actions.publish_standard)
    agenda_id = agenda(world, title)
    return world.write(
        actions.hand_over, world.actor("officer"), agenda_id, world.subcommittees[subcommittee]
    )


def sheet(world: World, matter_id: int) -> Sheet:
    return world.read(queries.sheet, matter_id)


def matter(world: World, matter_id: int) -> Matter:
    return world.read(queries.matter, matter_id)


def meet(world: World, matter_id: int, criterion: Criterion) -> None:
    """Fulfil one exit criterion the way the people would."""
    chair = world.actor("chair")
    check = criterion.check
    match check.kind:
        case CheckKind.ACCEPTED:
            world.write(actions.accept, chair, matter_id)
        case CheckKind.GROUP:
            for name, seat, side in (
                ("김영희", "창신2동 주민", Side.CIVIL),
                ("박철수", "분과위원", Side.CIVIL),
                ("이도로", "도로과 주무관", Side.OFFICIAL),
            ):
                world.write(actions.add_group_member, chair, matter_id, name=name, seat=seat, side=side)
        case CheckKind.GATHERINGS:
            for n in range(check.least[0]):
                day = clock.seoul(clock.now()).date() - timedelta(days=n)
                world.write(
                    actions.add_gathering,
                    chair,
                    matter_id,
                    held_on=day,
                    place="창신2동 주민센터",
                    attendees=9,
                    gist="손잡이를 달 계단 여섯 곳을 골랐습니다.",
                )
        case CheckKind.OPINIONS:
            road = world.departments["도로과"]
            world.write(
                actions.request_opinions, chair, matter_id, [road], question="도로 폭이 되는지 알려 주세요."
            )
            opinion = sheet(world, matter_id).opinions[0]
            world.write(
                actions.answer_opinion,
                world.actor("reviewer"),
                opinion.id,
                verdict=Verdict.CONDITIONAL,
                grounds="폭 1.2m를 지키면 달 수 있습니다.",
            )
        case CheckKind.DOCUMENT:
            world.write(
                actions.add_document, chair, matter_id, name=check.name, body=f"{check.name} 내용입니다."
            )
        case CheckKind.RECORDED:
            world.write(actions.mark, chair, matter_id, criterion.id, note="11월 20일에 전화로 알렸습니다.")


def fulfil(world: World, matter_id: int) -> None:
    """Everything the present stage asks for, both keys included."""
    stage = sheet(world, matter_id).stage
    for criterion in stage.exits:
        found = next(each for each in sheet(world, matter_id).now.criteria if each.id == criterion.id)
        if not found.met:
            meet(world, matter_id, criterion)
    for side in stage.keys:
        world.write(
            actions.consent, world.actor(speaker(stage.consent[side], side)), matter_id, side, agreed=True
        )


def speaker(roles: tuple[str, ...], side: Side) -> str:
    """Who of the world speaks for a side."""
    names = {
        "sub_chair": "chair",
        "reviewer": "reviewer",
        "co_chair_civil": "co_chair",
        "co_chair_official": "official_co_chair",
        "officer": "officer",
        "facilitator": "facilitator",
        "wg_member": "member",
        "observer": "member" if side is Side.CIVIL else "other_reviewer",
    }
    return next(names[role] for role in roles if role in names)


def press(world: World, matter_id: int, who: str = "chair") -> str:
    """Move it on from where it is now."""
    return world.write(actions.advance, world.actor(who), matter_id, expect=matter(world, matter_id).turn)


def walk_to(world: World, matter_id: int, stage_id: str) -> None:
    """Fulfil and move on until the matter is at this stage."""
    while matter(world, matter_id).stage_id != stage_id:
        fulfil(world, matter_id)
        press(world, matter_id)
