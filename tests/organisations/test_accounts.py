"""The administrator's accounts and seats."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import Account
from app.core.errors import Conflict, Forbidden, Invalid, SignInNeeded
from app.core.labels import Side
from app.organisations import actions, queries
from app.organisations.access import OPERATOR
from app.organisations.actions import NewSeat
from app.organisations.rules import Role
from tests.world import PASSWORD_HASH, PEOPLE, World, another, email, post

OFFICER_SEAT = NewSeat(Role.OFFICER, Side.OFFICIAL, "협치추진단")
HOSTILE = "<script>alert(1)</script>"


def form(world: World, **changes: str) -> dict[str, str]:
    return {
        "email": "new@jongno.example",
        "name": "하늘",
        "role": "reviewer",
        "side": "official",
        "title": "도로과 담당자",
        "department_id": str(world.departments["도로과"]),
        "subcommittee_id": "",
        **changes,
    }


def test_only_the_administrator_opens_accounts(world: World) -> None:
    for name in PEOPLE:
        if name != "admin":
            with pytest.raises(Forbidden):
                world.write(
                    actions.open_account,
                    world.actor(name),
                    email="x@jongno.example",
                    name="x",
                    password_hash=PASSWORD_HASH,
                    seat=OFFICER_SEAT,
                )
    with pytest.raises(SignInNeeded):
        world.write(actions.deactivate, world.visitor(), world.accounts["chair"])


def test_the_pages_are_the_administrators_alone(client: TestClient, world: World) -> None:
    for name in PEOPLE:
        answer = world.sign_in(another(client), name).get("/admin/accounts")
        assert answer.status_code == (200 if name == "admin" else 403), name
    assert client.get("/admin/accounts").status_code == 303


def test_whoever_runs_the_server_opens_the_first_account(world: World) -> None:
    seat = NewSeat(Role.ADMIN, Side.OFFICIAL, "시스템 관리자")
    made = world.write(
        actions.open_account,
        OPERATOR,
        email="First@Jongno.example",
        name="첫째",
        password_hash=PASSWORD_HASH,
        seat=seat,
    )
    assert made in world.read(queries.active_holders, Role.ADMIN)
    assert world.read(lambda db: db.get_one(Account, made)).email == "first@jongno.example"


@pytest.mark.parametrize(
    ("seat", "field"),
    [
        (NewSeat(Role.CHAIR, Side.CIVIL, "분과장"), "subcommittee_id"),
        (NewSeat(Role.CHAIR, Side.CIVIL, "분과장", subcommittee_id=999), "subcommittee_id"),
        (NewSeat(Role.REVIEWER, Side.OFFICIAL, "담당자"), "department_id"),
        (NewSeat(Role.REVIEWER, Side.OFFICIAL, "담당자", department_id=999), "department_id"),
    ],
)
def test_a_seat_needs_its_place(world: World, seat: NewSeat, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        world.write(actions.appoint, world.actor("admin"), world.accounts["member"], seat)
    assert field in refusal.value.errors


def test_a_new_account_gets_a_password_shown_once_and_can_sign_in(client: TestClient, world: World) -> None:
    world.sign_in(client, "admin")
    answer = post(client, "/admin/accounts", form(world))
    assert answer.status_code == 200
    password = answer.text.split("<output", 1)[1].split(">", 1)[1].split("<", 1)[0]
    assert password not in client.get("/admin/accounts").text
    newcomer = another(client)
    assert (
        post(newcomer, "/sign-in", {"email": "new@jongno.example", "password": password}).status_code == 303
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": email("chair")}, "이미 쓰고 있는 전자우편입니다."),
        ({"email": "not an address"}, "전자우편을"),
        ({"role": "king"}, "역할을 골라 주세요."),
        ({"department_id": ""}, "어느 부서의 자리인지 골라 주세요."),
        ({"term_start": "2026-02-01", "term_end": "2026-01-01"}, "임기가 끝나는 날은"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(
    client: TestClient, world: World, changes: dict[str, str], sentence: str
) -> None:
    world.sign_in(client, "admin")
    answer = post(client, "/admin/accounts", form(world, name="다시 적기 싫은 이름", **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "다시 적기 싫은 이름" in answer.text


def test_closing_an_account_ends_its_logins_at_once(client: TestClient, world: World) -> None:
    officer = world.sign_in(another(client), "officer")
    assert officer.get("/desk/proposals").status_code == 200
    world.sign_in(client, "admin")
    account = world.accounts["officer"]
    assert post(client, f"/admin/accounts/{account}/closing").status_code == 303
    assert officer.get("/desk/proposals").status_code == 303
    assert post(client, f"/admin/accounts/{account}/reopening").status_code == 303
    assert officer.get("/desk/proposals").status_code == 303, "an old cookie does not come back to life"


def test_a_new_password_signs_everybody_out(client: TestClient, world: World) -> None:
    officer = world.sign_in(another(client), "officer")
    world.sign_in(client, "admin")
    assert post(client, f"/admin/accounts/{world.accounts['officer']}/password").status_code == 200
    assert officer.get("/desk/proposals").status_code == 303


def test_nobody_closes_their_own_account_and_one_administrator_stays(world: World) -> None:
    with pytest.raises(Conflict):
        world.write(actions.deactivate, world.actor("admin"), world.accounts["admin"])
    with pytest.raises(Conflict):
        world.write(actions.deactivate, OPERATOR, world.accounts["admin"])
    assert world.read(lambda db: db.exec(select(Account.active).where(Account.email == email("admin"))).one())


def test_hostile_names_are_shown_as_text(client: TestClient, world: World) -> None:
    world.sign_in(client, "admin")
    shown = post(client, "/admin/accounts", form(world, name=HOSTILE, title=HOSTILE)).text
    assert HOSTILE not in shown
    listed = client.get("/admin/accounts").text
    assert HOSTILE not in listed
    assert listed.count("&lt;script&gt;") >= 2
