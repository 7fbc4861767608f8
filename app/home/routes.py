"""Addresses of the front pages: home, zones, dongs, agendas and the desk."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.budgeting import queries as budgeting
from app.core.retention import Retention
from app.council import queries as council
from app.home.budget.routes import router as budget_pages
from app.home.queries import desk as desks
from app.home.queries import front as fronts
from app.home.queries import places
from app.organisations.actors import CurrentActor, CurrentStaff
from app.process.gates.queries import gates
from app.proposals.agendas import queries as agendas
from app.proposals.agendas.broadcasts import TOPIC
from app.realtime.hub import Hub, Topic
from app.subcommittees.bodies import queries as bodies
from app.subcommittees.texts import queries as texts
from app.web.doors import Configured, Reader
from app.web.render import page

router = APIRouter()


@router.get("/")
async def home(request: Request, reader: Reader, actor: CurrentActor, dong: str = "") -> Response:
    """The front page; ``dong`` chooses whose card is shown beside the map."""
    return page(request, "home/show.html", front=await reader(fronts.front, dong))


@router.get("/zones")
async def show_zones(request: Request, reader: Reader, actor: CurrentActor) -> Response:
    """우리 동네: the zones with their dongs and numbers."""
    return page(request, "home/zones.html", places=await reader(places.zones))


@router.get("/zones/{code}")
async def show_zone(request: Request, reader: Reader, actor: CurrentActor, code: str) -> Response:
    """One zone."""
    return page(request, "home/zone.html", place=await reader(places.zone, code))


@router.get("/dongs/{code}")
async def show_dong(request: Request, reader: Reader, actor: CurrentActor, code: str) -> Response:
    """One dong."""
    return page(request, "home/dong.html", place=await reader(places.dong, code))


@router.get("/forums/{forum_id:int}")
async def show_forum(request: Request, reader: Reader, actor: CurrentActor, forum_id: int) -> Response:
    """One forum for the public: when, where, how to come in, what it chose."""
    return page(request, "home/forum.html", place=await reader(places.forum, forum_id))


@router.get("/agendas/{agenda_id:int}")
async def show_agenda(
    request: Request, reader: Reader, actor: CurrentActor, agenda_id: int, order: str = ""
) -> Response:
    """One agenda. Its page stands here, not in ``proposals``, because it also looks at the money, at both keys, at the
    subcommittee's work and at the council."""
    agenda = await reader(agendas.record, agenda_id)
    hub: Hub = request.app.state.hub
    snapshot = await hub.snapshot(Topic(TOPIC, str(agenda_id)))
    return page(
        request,
        "proposals/agendas/show.html",
        agenda=agenda,
        money=await reader(budgeting.project_of, agenda_id),
        body=await reader(bodies.of_agenda, agenda_id),
        refined=await reader(texts.of_agenda, agenda_id),
        gates=await reader(gates, agenda_id),
        council=await reader(council.about, agenda_id),
        oldest_first=order == "oldest",
        versions=snapshot.versions,
        # Rendered by our own templates with escaping on; the same bytes go over the socket.
        regions=snapshot.safe,
    )


@router.get("/desk")
async def show_desk(request: Request, reader: Reader, actor: CurrentStaff, settings: Configured) -> Response:
    """What waits for whoever is signed in."""
    desk = await reader(desks.desk, actor, settings.district_name)
    return page(request, "home/desk.html", desk=desk)


KEPT = (
    ("제안, 의제와 그 기록", Retention.PUBLIC_RECORD),
    ("회의에서 나온 생각, 이야기, 투표의 합계", Retention.MEETING_RECORD),
    ("한 표 한 표와 공감(이름 없음)", Retention.PARTICIPATION),
    ("협치회 위원 공개모집의 지원서(이름, 연락처, 지원하는 까닭)", Retention.APPLICATION),
    ("담당자와 위원의 계정", Retention.STAFF),
    ("로그인", Retention.LOGIN),
    ("실패한 로그인", Retention.SECURITY),
    ("번호표, 명부, 미리 신청(이름과 연락처는 적은 사람만), 확인한 연락처의 표시", Retention.ENTRANCE),
)


@router.get("/privacy")
async def privacy(request: Request, actor: CurrentActor) -> Response:
    """What is kept, for how long, and what is never asked."""
    kept = [(what, how_long.label) for what, how_long in KEPT]
    return page(request, "home/about.html", topic="privacy", title="개인정보 처리 안내", kept=kept)


@router.get("/principles")
async def principles(request: Request, actor: CurrentActor) -> Response:
    """The rules of the house."""
    return page(request, "home/about.html", topic="principles", title="운영 원칙")


@router.get("/accessibility")
async def accessibility(request: Request, actor: CurrentActor) -> Response:
    """What was done so that everybody can take part, and what was not."""
    return page(request, "home/about.html", topic="accessibility", title="접근성 안내")


router.include_router(budget_pages)
