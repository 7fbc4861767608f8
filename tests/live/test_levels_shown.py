"""The level of a vote stands beside its result wherever that is told: open polls say that they are advisory."""

import html

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.live.meetings.rules import ItemKind
from app.live.selections import actions as selections
from app.process import actions as process
from app.process.models import Move
from app.proposals.models import Agenda
from tests.live.evening import Evening
from tests.world import another, post


def raised(evening: Evening, level: Level) -> None:
    """Everybody in the room was checked so far."""

    def lift(db):  # type: ignore[no-untyped-def]
        for someone in db.exec(select(Participant)).all():
            someone.level = level
            db.add(someone)

    evening.world.write(lift)


@pytest.mark.parametrize("level", list(Level))
def test_the_level_stands_beside_every_result(evening: Evening, client: TestClient, level: Level) -> None:
    world, words = evening.world, level.label
    host, phone = world.sign_in(another(client), "facilitator"), another(client)
    post(phone, f"/m/{evening.number}/attendance", {"lang": "ko"})
    raised(evening, level)

    def shown(browser: TestClient, address: str) -> str:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        return html.unescape(answer.text)

    paper = evening.open_vote(level=level)
    said = "참고용이에요" if level is Level.OPEN else words
    assert said in shown(phone, f"/m/{evening.number}"), "said before anybody votes"
    assert words in shown(client, f"/wall/{evening.wall_key}")
    choice = {"choice": str(paper.choices[0].id), "key": "k" * 32}
    assert post(phone, f"/m/{evening.number}/ballots/{paper.id}/my-vote", choice).status_code == 303
    assert words in shown(phone, f"/m/{evening.number}"), "the receipt"
    evening.press()
    evening.press()
    agenda, _ = world.write(
        selections.select_option,
        world.actor("facilitator"),
        paper.choices[0].id,
        title="골목 쉼터",
        field_id=None,
    )
    places = {
        "wall": (client, f"/wall/{evening.wall_key}"),
        "console": (host, f"/meetings/{evening.meeting_id}"),
        "outcome": (host, f"/meetings/{evening.meeting_id}/outcome"),
        "check": (phone, f"/ballots/{paper.id}/check"),
        "agenda": (client, f"/agendas/{agenda.id}"),
        "forum": (client, f"/forums/{agenda.forum_id}"),
        "hand-over": (world.sign_in(another(client), "officer"), "/matters/new"),
    }
    for name, (browser, address) in places.items():
        assert f"{level.value} {words}" in shown(browser, address), name
    assert level.value in shown(phone, f"/m/{evening.number}"), "the phone's result"
    world.write(process.publish_standard)
    matter = world.write(
        process.hand_over, world.actor("officer"), agenda.id or 0, world.subcommittees["도시·교통 분과"]
    )
    assert f"{level.value} {words}" in shown(world.sign_in(another(client), "chair"), f"/matters/{matter}")
    moves = world.read(lambda db: db.exec(select(Move)).all())
    assert any(f"{level.value} {words}" in move.reason for move in moves)
    evening.until(ItemKind.THANKS)
    for name, address in (
        ("thanks", f"/wall/{evening.wall_key}"),
        ("end panel", f"/meetings/{evening.meeting_id}"),
    ):
        assert f"{level.value} {words}" in shown(host, address), name
    evening.press()
    assert shown(client, f"/m/{evening.number}/record").count(f"{level.value} {words}") >= 2, (
        "votes and agendas"
    )
    assert world.read(lambda db: db.get_one(Agenda, agenda.id)).origin_level is level
