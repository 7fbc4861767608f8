"""구의회: a quarter counts when a talk was written down; a link is said on the agenda's page; the status board says why."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.council.assembly import actions, queries
from app.council.assembly.rules import Light
from app.council.progress import queries as progress
from app.council.progress.queries import Pace
from app.council.seats.queries import today
from app.process.models import Matter
from app.proposals.models import AgendaEntry
from tests.process.walk import agenda, handed, walk_to
from tests.world import World


def test_a_quarter_counts_when_a_talk_was_held_and_written_down(world: World) -> None:
    officer = world.actor("officer")
    assert world.read(queries.quarters)[0].light is Light.MISSING
    one = world.write(actions.plan_talk, officer, day=today(), place="의장실", subject="내년 예산")
    again = world.write(actions.plan_talk, officer, day=today(), place="의장실", subject="내년 예산")
    assert one == again
    assert world.read(queries.quarters)[0].light is Light.PLANNED
    far = world.write(
        actions.plan_talk, officer, day=today() + timedelta(days=100), place="의장실", subject="상반기"
    )
    with pytest.raises(Conflict, match="아직 열지"):
        world.write(actions.record_talk, officer, far, attendees=5, gist="미리 적음")
    world.write(actions.record_talk, officer, one, attendees=9, gist="손잡이 예산을 함께 보았다")
    now = world.read(queries.quarters)[0]
    assert (now.light, now.held) == (Light.HELD, 1)
    with clock.moved(timedelta(days=100)):
        assert world.read(queries.quarters)[0].held == 0
    with pytest.raises(NotFound):
        world.write(actions.record_talk, officer, 9999, attendees=1, gist="없음")
    with pytest.raises(Forbidden):
        world.write(actions.plan_talk, world.actor("co_chair"), day=today(), place="곳", subject="말")


def test_a_pledge_and_an_agenda_are_linked_and_the_agenda_says_so(world: World) -> None:
    officer, agenda_id = world.actor("officer"), agenda(world)
    person = world.write(actions.add_councillor, officer, name="강하늘", ward="종로 가선거구")
    assert world.write(actions.add_councillor, officer, name="강하늘", ward="종로 가선거구") == person
    pledge = world.write(actions.add_pledge, officer, person, title="안전한 골목", source="선거공보 3쪽")
    with pytest.raises(Invalid):
        world.write(actions.add_pledge, officer, 9999, title="없음", source="없음")
    with pytest.raises(Invalid, match="무엇이 같은지"):
        world.write(actions.link, officer, pledge, agenda_id, note="")
    world.write(actions.link, officer, pledge, agenda_id, note="둘 다 계단에 손잡이를 단다")
    with pytest.raises(Conflict, match="이미 이어"):
        world.write(actions.link, officer, pledge, agenda_id, note="또")
    with pytest.raises(Invalid):
        world.write(actions.link, officer, pledge, 9999, note="없는 의제")
    shown = world.read(queries.assembly).councillors[0].pledges[0].links[0]
    assert (shown.agenda_id, shown.note) == (agenda_id, "둘 다 계단에 손잡이를 단다")
    world.write(actions.unlink, officer, shown.id)
    with pytest.raises(NotFound):
        world.write(actions.unlink, officer, shown.id)
    said = world.read(lambda db: [row.sentence for row in db.exec(select(AgendaEntry)).all()])
    assert "이 의제를 강하늘 구의원의 공약 ‘안전한 골목’과 이었습니다." in said
    assert "이 의제와 공약 ‘안전한 골목’의 이음을 풀었습니다." in said


def test_the_status_board_names_the_late_ones_and_why(world: World) -> None:
    late, fresh = handed(world, "늦은 의제"), handed(world, "제때인 의제")
    walk_to(world, late, "refine")

    def pass_by(db: object) -> None:
        row = db.get_one(Matter, late)  # type: ignore[attr-defined]
        row.due_at = clock.now() - timedelta(days=3)
        db.add(row)  # type: ignore[attr-defined]

    world.write(pass_by)
    view = world.read(progress.progress)
    first, second = view.rows
    assert (first.card.id, first.pace, first.card.days) == (late, Pace.LATE, -3)
    assert any("회의" in why for why in first.why)
    assert (second.card.id, second.why) == (fresh, ())
    assert dict(view.counts)[Pace.LATE] == 1
