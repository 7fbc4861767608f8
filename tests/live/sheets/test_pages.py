"""The page of the run sheet, the choice of a preset, and the undo button, as browsers without scripts see them."""

import re

import pytest
from starlette.testclient import TestClient

from app.live.meetings import queries as meeting_queries
from app.live.meetings.presets import presets
from app.live.meetings.rules import ItemKind
from tests.live.evening import Evening
from tests.world import World, another, post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_preset_can_be_looked_at_before_it_is_chosen(world: World, client: TestClient) -> None:
    text = world.sign_in(client, "officer").get("/forums/new").text
    for one in presets():
        assert f'value="{one.id}"' in text
        assert all(row.title in text for row in one.rows)
        assert f"안건 1개 {one.minutes(1)}분" in text
    assert "모둠 12개에 10명씩" in text
    assert "스티커 5장" in text


def test_a_forum_is_planned_with_its_tables(world: World, client: TestClient) -> None:
    officer = world.sign_in(client, "officer")
    form = {
        "kind": "zone",
        "zone_id": str(world.zones["청운효자·사직"]),
        "title": "북촌 골목",
        "place": "구민회관",
        "starts_at": "2099-01-01T14:00",
        "ends_at": "2099-01-01T16:00",
        "preset": "zone_forum_2h",
        "topic": "골목 쉼터",
        "question": "무엇부터 할까요?",
    }
    answer = post(officer, "/forums", form)
    assert answer.status_code == 303
    page = officer.get(f"{answer.headers['location']}/sheet").text
    assert "120분" in page
    assert "척도 1부터 5까지 · 결과는 나중에 함께" in page
    assert "의제 카드 적기" in page
    refused = post(officer, "/forums", {**form, "preset": "no such"})
    assert refused.status_code == 422
    assert "진행표를 골라 주세요." in refused.text
    assert 'value="북촌 골목"' in refused.text, "what was typed is kept"


def test_the_sheet_is_changed_without_scripts(world: World, evening: Evening, client: TestClient) -> None:
    host = world.sign_in(client, "facilitator")
    room, item = f"/meetings/{evening.meeting_id}", evening.item(ItemKind.THANKS).id
    turn = re.search(r'name="expect" value="(\d+)"', host.get(f"{room}/sheet").text)
    assert turn is not None
    new = {"expect": turn[1], "title": "한마디씩", "minutes": "3", "kind": "talk", "after": str(item)}
    assert post(host, f"{room}/items", new).status_code == 303
    assert "한마디씩" in host.get(f"{room}/sheet").text
    late = post(host, f"{room}/items", {**new, "title": "늦게 적은 것"})
    assert late.status_code == 409
    assert 'value="늦게 적은 것"' in late.text, "what was typed is kept"
    assert "다시 저장해 주세요" in late.text
    now = str(evening.meeting.turn)
    for address, form, said in (
        (f"/items/{item}/plan", {"title": "", "minutes": "3"}, "차례 이름을"),
        (f"/items/{item}/plan", {"title": "고맙습니다", "minutes": "999"}, "시간은 0분에서"),
        (f"{room}/items", {"title": "x" * 81, "minutes": "1"}, "차례 이름을"),
        (f"{room}/items", {"title": "투표", "minutes": "1", "kind": "ballot"}, "안건을 골라야"),
    ):
        answer = post(host, address, {"expect": now, **form})
        assert answer.status_code == 422, address
        assert said in answer.text
    edited = post(host, f"/items/{item}/plan", {"expect": now, "title": "<b>고맙습니다</b>", "minutes": "4"})
    assert edited.status_code == 303
    assert "<b>고맙습니다</b>" not in host.get(f"{room}/sheet").text


def test_strangers_neither_see_nor_change_it(world: World, evening: Evening, client: TestClient) -> None:
    room, item = f"/meetings/{evening.meeting_id}", evening.item(ItemKind.THANKS).id
    turn = str(evening.meeting.turn)
    before = [one.model_dump() for one in world.read(meeting_queries.items, evening.meeting_id)]
    chair = world.sign_in(another(client), "chair")
    assert client.get(f"{room}/sheet").status_code in (303, 401)
    assert chair.get(f"{room}/sheet").status_code == 403
    for address, form in (
        (f"{room}/items", {"title": "x", "minutes": "1"}),
        (f"/items/{item}/plan", {"title": "x", "minutes": "1"}),
        (f"/items/{item}/place", {"to": "up"}),
        (f"/items/{item}/removal", {}),
        (f"{room}/turn/undo", {"step": "1"}),
    ):
        assert post(client, address, {"expect": turn, **form}).status_code == 401, address
        assert post(chair, address, {"expect": turn, **form}).status_code == 403, address
    assert [one.model_dump() for one in world.read(meeting_queries.items, evening.meeting_id)] == before


def undo_form(page: str) -> str:
    found = re.search(r"<form[^>]*turn/undo.*?</form>", page, re.DOTALL)
    assert found is not None
    return found[0]


def test_two_facilitators_see_the_step_and_one_undoes_it(
    world: World, evening: Evening, client: TestClient
) -> None:
    evening.until(ItemKind.IDEAS)
    one, two = world.sign_in(client, "facilitator"), world.sign_in(another(client), "officer")
    room = f"/meetings/{evening.meeting_id}"
    shown = two.get(room).text
    assert "진행자 한결" in shown.split('id="undo-why"')[1][:200]
    fields = dict(re.findall(r'name="(expect|step)" value="(\d+)"', undo_form(shown)))
    assert post(two, f"{room}/turn/undo", fields).status_code == 303
    late = post(one, f"{room}/turn/undo", fields)
    assert late.status_code == 409
    assert " disabled" in undo_form(one.get(room).text)
    assert "되돌리기: 다음: 생각 모으기" in one.get(room).text
