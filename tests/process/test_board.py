"""The board of the mock-ups: lateness belongs to whom it belongs, every move has a button on every screen."""

from datetime import timedelta
from typing import Any

from starlette.testclient import TestClient

from app.core import clock
from app.process import actions, queries
from app.process.queries.board import Card
from app.process.rules import Verdict
from tests.process.walk import fulfil, handed, sheet, walk_to
from tests.world import World


def card(world: World, matter_id: int) -> Card:
    return world.read(queries.card, matter_id)


def test_only_departments_that_have_not_answered_are_late(world: World) -> None:
    matter_id, chair = handed(world), world.actor("chair")
    walk_to(world, matter_id, "review")
    assert card(world, matter_id).owner == "분과장"  # nobody was asked yet
    both = [world.departments["도로과"], world.departments["복지정책과"]]
    world.write(actions.request_opinions, chair, matter_id, both, question="될까요?")
    assert card(world, matter_id).owner == "도로과와 복지정책과"
    asked = {one.department: one.id for one in sheet(world, matter_id).opinions}
    answer: dict[str, Any] = {"verdict": Verdict.FIT, "grounds": "폭이 충분합니다."}
    world.write(actions.answer_opinion, world.actor("reviewer"), asked["도로과"], **answer)
    with clock.moved(timedelta(days=60)):
        late = card(world, matter_id)
        assert (late.owner, late.late) == ("복지정책과", True)
    world.write(actions.answer_opinion, world.actor("other_reviewer"), asked["복지정책과"], **answer)
    assert card(world, matter_id).owner == "분과장"


def test_a_late_card_says_who_is_late_on_wide_and_narrow_screens(client: TestClient, world: World) -> None:
    matter_id, chair = handed(world), world.actor("chair")
    walk_to(world, matter_id, "review")
    world.write(actions.request_opinions, chair, matter_id, [world.departments["도로과"]], question="?")
    with clock.moved(timedelta(days=60)):
        page = world.sign_in(client, "chair").get("/board/urban").text
    assert page.count("늦은 곳: 도로과") == 2  # the columns and the rows
    assert page.count('class="k is-late"') == 1


def test_rows_of_a_narrow_screen_have_the_same_buttons(client: TestClient, world: World) -> None:
    fresh, ready = handed(world, "가로등 밝히기"), handed(world)
    walk_to(world, ready, "refine")
    fulfil(world, ready)
    columns, rows = world.sign_in(client, "chair").get("/board/urban").text.split('class="rows"')
    for one in (card(world, fresh), card(world, ready)):
        said = f'aria-label="{one.title}, {one.next_label} 옮기기">'
        assert f'<button class="btn btn--sm" type="submit" {said}' in columns
        assert f'<button class="btn btn--line" type="submit" {said}' in rows
    assert f'action="/matters/{fresh}/acceptance"' in rows
    assert rows.count("/advance") == 2


def test_a_card_knows_the_column_it_may_be_dropped_on(client: TestClient, world: World) -> None:
    ready = handed(world)
    walk_to(world, ready, "refine")
    one = card(world, ready)
    process = world.read(lambda db: queries.process_of(db, queries.matter(db, ready).template_id))
    assert one.next_column == process.stage("review").column
    page = world.sign_in(client, "chair").get("/board/urban").text
    assert f'data-from="{one.column}" data-to="{one.next_column}"' in page
    assert f'data-column="{one.next_column}"' in page


def test_what_waits_for_consent_is_counted_as_it_is_listed(world: World) -> None:
    """The count on every page comes of fewer questions than the list."""
    matter_id = handed(world)
    walk_to(world, matter_id, "plan")
    for who in ("chair", "reviewer", "officer", "co_chair"):
        actor = world.actor(who)
        listed = world.read(queries.awaiting_consent, actor)
        assert world.read(queries.waiting_for, actor).consents == len(listed)
    assert len(world.read(queries.awaiting_consent, world.actor("chair"))) == 1
