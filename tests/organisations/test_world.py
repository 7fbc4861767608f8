"""The world the other tests live in."""

from starlette.testclient import TestClient

from app.organisations.rules import Role
from tests.world import World, another, post


def test_each_person_sits_in_their_seat(world: World) -> None:
    assert world.actor("chair").chairs(world.subcommittees["도시·교통 분과"])
    assert not world.actor("other_chair").chairs(world.subcommittees["도시·교통 분과"])
    assert world.actor("officer").has(Role.OFFICER)
    assert not world.visitor().is_staff


def test_a_browser_reaches_the_service(client: TestClient, world: World) -> None:
    assert client.get("/healthz").status_code == 200
    assert another(client).get("/healthz").status_code == 200
    assert post(client, "/nowhere").status_code == 404
    world.sign_in(client, "officer")
    assert post(client, "/nowhere").status_code == 404
