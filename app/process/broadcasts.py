"""What everyone on a board or on a matter's page sees. The same for all of staff; what each may do is a class on the page."""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.organisations.actors import actor_of
from app.organisations.queries import subcommittees
from app.process import queries
from app.process.events import MatterFilled, MatterMoved, MatterReassigned
from app.process.exits.ways import ways
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

BOARD, MATTER = "board", "matter"
LONGEST_NUMBER = 12


def wire(hub: Hub, renderer: Renderer) -> None:
    """Register the two kinds of pages and which facts change them."""

    def board(db: Session, topic: Topic) -> Mapping[str, Region]:
        code = next((row.code for row in subcommittees(db) if str(row.id) == topic.key), "")
        shown = queries.board(db, code)
        return {
            name: renderer.fragment(f"process/_{name}.html", topic.lang, board=shown)
            for name in ("columns", "rows", "sums")
        }

    def matter(db: Session, topic: Topic) -> Mapping[str, Region]:
        number, tomorrow = int(topic.key), clock.seoul(clock.now()).date() + timedelta(days=1)
        shown = {"sheet": queries.sheet(db, number), "ways": ways(db, number), "tomorrow": tomorrow}
        return {
            name: renderer.fragment(f"process/_{name}.html", topic.lang, **shown, form=None, at="")
            for name in ("head", "way", "exits", "record", "history")
        }

    def staff(db: Session, viewer: Viewer) -> None:
        settings = renderer.settings
        idle, longest = timedelta(minutes=settings.login_idle_minutes), timedelta(hours=settings.login_hours)
        actor, _ = actor_of(db, viewer.visit, viewer.login, idle, longest)
        if not actor.is_staff:
            raise Forbidden("로그인한 담당자만 볼 수 있습니다.")

    def admit_to_board(db: Session, viewer: Viewer, key: str) -> None:
        staff(db, viewer)
        if key not in {str(row.id) for row in subcommittees(db)}:
            raise NotFound()

    def admit_to_matter(db: Session, viewer: Viewer, key: str) -> None:
        staff(db, viewer)
        if not key.isdecimal() or len(key) > LONGEST_NUMBER:
            raise NotFound()
        queries.matter(db, int(key))

    hub.register(TopicKind(BOARD, board, admit_to_board, recheck=2))
    hub.register(TopicKind(MATTER, matter, admit_to_matter, recheck=2))
    hub.listen(MatterMoved, _both)
    hub.listen(MatterFilled, _both)
    hub.listen(
        MatterReassigned,
        lambda e: [(BOARD, e.from_subcommittee_id), (BOARD, e.to_subcommittee_id), (MATTER, e.matter_id)],
    )


def _both(fact: MatterMoved | MatterFilled) -> list[tuple[str, int]]:
    return [(BOARD, fact.subcommittee_id), (MATTER, fact.matter_id)]
