"""The sorting team's board, a group's card, the wall and the minutes, as HTML."""

import re

import pytest
from starlette.testclient import TestClient

from app.core import ids
from app.live.groups import actions
from app.live.meetings.rules import ItemKind, MeetingState
from tests.live.groups.sorting import Sorting
from tests.world import World, another, post

HTMX = {"hx-request": "true"}


@pytest.fixture
def desk(client: TestClient, world: World) -> TestClient:
    """The facilitator's browser."""
    return world.sign_in(another(client), "facilitator")


def board(sorting: Sorting) -> str:
    return f"/meetings/{sorting.meeting_id}/groups"


def test_the_board_groups_without_scripts(desk: TestClient, sorting: Sorting) -> None:
    a, b = sorting.table_says(1, "긴 의자를 놓아 주세요"), sorting.says("긴 의자가 있으면 좋겠어요")
    page = desk.get(board(sorting)).text
    assert "아직 안 묶은 의견 2개" in page
    assert f'name="ideas" value="{a}-0"' in page
    assert "이대로 묶기" in page, "they look alike"
    fields = {"ideas": [f"{a}-0", f"{b}-0"], "to": "new", "name": "긴 의자", "key": ids.token()}
    answer = post(desk, f"{board(sorting)}/moves", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, board(sorting))
    page = desk.get(board(sorting)).text
    assert "의견 2개 · 공감한 사람 0명 · 1모둠 · 이름 없이 1" in page
    assert "안 묶은 의견이 없습니다" in page
    assert "되돌리기: 의견 2개를 ‘긴 의자’(으)로 묶음" in page
    step = sorting.desk().last
    assert step is not None
    assert post(desk, f"{board(sorting)}/undo", {"step": str(step.id)}).status_code == 303
    assert sorting.inside() == {}
    assert "님이 되돌림" in desk.get(board(sorting)).text


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "new"},
        {"ideas": ["1"], "to": "new"},
        {"ideas": ["x-0"], "to": "new"},
        {"ideas": ["1-0"], "to": "away"},
        {"ideas": ["1-0"]},
        {"ideas": ["1-0"], "to": "new", "name": "가" * 61},
        {"ideas": ["1-0"], "to": "new", "key": "short"},
        {"ideas": [f"{n}-0" for n in range(201)], "to": "new"},
    ],
)
def test_what_no_board_sends_is_refused_in_a_sentence(
    desk: TestClient, sorting: Sorting, fields: dict[str, object]
) -> None:
    answer = post(desk, f"{board(sorting)}/moves", {"key": ids.token()} | fields)
    assert answer.status_code == 422
    assert "band--error" in answer.text or "<h1" in answer.text
    assert sorting.inside() == {}


def test_whoever_is_slower_is_told_by_whom(desk: TestClient, sorting: Sorting) -> None:
    a = sorting.says("긴 의자")
    sorting.put(a, name="쉼터", who="officer")
    fields = {"ideas": f"{a}-0", "to": "new", "name": "내가 지은 이름", "key": ids.token()}
    answer = post(desk, f"{board(sorting)}/moves", fields, headers=HTMX)
    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#flash"
    assert "‘긴 의자’ 의견은 그사이 ‘쉼터’ 묶음으로 옮겨졌습니다" in answer.text
    answer = post(desk, f"{board(sorting)}/moves", fields)
    assert answer.status_code == 409
    assert "내가 지은 이름" in answer.text, "what was typed is not lost"


def test_a_card_is_written_and_a_slower_hand_keeps_what_it_typed(desk: TestClient, sorting: Sorting) -> None:
    group = sorting.put(sorting.says("긴 의자"), name="쉼터")
    address = f"/groups/{group}"
    assert 'name="rev" value="1"' in desk.get(address).text
    words = {"name": "쉬는 골목", "civil": "의자 둘레를\n쓴다", "official": "의자를 놓는다", "rev": "1"}
    assert post(desk, address, words).status_code == 303
    assert sorting.group(group).civil == "의자 둘레를\n쓴다"
    assert "쉬는 골목" in desk.get(board(sorting)).text
    answer = post(desk, address, words | {"name": "늦은 이름"})
    assert answer.status_code == 409
    for said in ("늦은 이름", "쉬는 골목", "이 묶음의 글을 고쳤습니다", 'name="rev" value="2"'):
        assert said in answer.text
    answer = post(desk, address, words | {"name": "  ", "rev": "2"})
    assert answer.status_code == 422
    assert "is-bad" in answer.text
    assert desk.get("/groups/999999").status_code == 404


def test_hostile_words_stay_words(desk: TestClient, sorting: Sorting, client: TestClient) -> None:
    evil = "<script>alert(1)</script>"
    group = sorting.put(sorting.says(evil), name=f"{evil}'\"")
    sorting.words(group, civil=evil)
    sorting.world.write(actions.show_on_wall, sorting.world.actor("officer"), sorting.meeting_id, on=True)
    for address in (board(sorting), f"/groups/{group}", f"/wall/{sorting.wall_key}"):
        page = desk.get(address).text
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_one_tap_makes_an_option_and_the_minutes_lead_back(
    desk: TestClient, client: TestClient, sorting: Sorting
) -> None:
    a, b = sorting.table_says(2, "긴 의자를 놓아 주세요"), sorting.says("앉을 곳이 있으면")
    group, other = (
        sorting.put(a, b, name="골목마다 긴 의자"),
        sorting.put(sorting.says("가로등"), name="밝은 길"),
    )
    sorting.words(group, civil="의자 둘레를 쓴다")
    page = desk.get(board(sorting)).text
    rev, size = re.findall(
        rf'/groups/{group}/option".*?name="rev" value="(\d+)".*?name="size" value="(\d+)"', page
    )[0]
    for number, (words, count) in {group: (rev, size), other: ("1", "1")}.items():
        answer = post(desk, f"/groups/{number}/option", {"rev": words, "size": count})
        assert answer.status_code == 303
    page = desk.get(board(sorting)).text
    assert "보기에서 빼기" in page
    assert f'value="{a}-{group}"' not in page, "it stands still"
    assert "바꿀 수 없습니다" in desk.get(f"/groups/{group}").text
    sorting.until(ItemKind.BALLOT)
    sorting.press()
    sorting.vote(1, 1)
    while sorting.meeting.state is not MeetingState.ENDED:
        sorting.press()
    minutes = re.sub(r"</?span[^>]*>", "", another(client).get(f"/m/{sorting.number}/record").text)
    assert "‘골목마다 긴 의자’에 모인 의견 2개" in minutes
    for said in ("긴 의자를 놓아 주세요", "앉을 곳이 있으면", "2모둠", "민이 할 일: 의자 둘레를 쓴다"):
        assert said in minutes
    assert "이미 마친 회의" in post(desk, f"{board(sorting)}/wall", {"on": "1"}).text
    assert "여기에 넣기" not in desk.get(board(sorting)).text


def test_the_wall_shows_names_and_numbers_and_no_person(
    desk: TestClient, client: TestClient, sorting: Sorting
) -> None:
    a = sorting.says("의자", name="별명이지롱")
    sorting.put(a, name="골목마다 쉼터")
    sorting.like(a, 5, 6)
    wall = f"/wall/{sorting.wall_key}"
    assert "골목마다 쉼터" not in client.get(wall).text
    assert post(desk, f"{board(sorting)}/wall", {"on": "1"}, headers=HTMX).status_code == 204
    page = client.get(wall).text
    for said in ("골목마다 쉼터", "의견 1개", "공감 2", "아직 안 묶은 의견 0개"):
        assert said in page
    assert "별명이지롱" not in page
    assert "<form" not in page
    post(desk, f"{board(sorting)}/wall", {"on": "0"})
    assert "골목마다 쉼터" not in client.get(wall).text


def test_the_console_shows_what_stands_behind_an_option(desk: TestClient, sorting: Sorting) -> None:
    a, b = sorting.says("의자"), sorting.says("나무")
    group = sorting.put(a, b, name="골목 쉼터")
    sorting.offer(group)
    sorting.until(ItemKind.BALLOT)
    console = f"/meetings/{sorting.meeting_id}"
    page = desk.get(f"{console}?inbox=shown").text
    assert "의견 2개: ‘골목 쉼터’ 묶음 보기" in page
    assert page.count("투표에 넣음") == 2, "both are in, though one option stands for them"
    answer = post(desk, f"/ideas/{b}/option", headers=HTMX)
    assert answer.status_code == 409
    assert "‘골목 쉼터’ 묶음으로 이미" in answer.text
    assert len(sorting.paper(for_staff=True).choices) == 1
    post(desk, f"/groups/{group}/option/removal")
    assert post(desk, f"/ideas/{b}/option").status_code == 303
    assert [one.idea_id for one in sorting.paper(for_staff=True).choices] == [b]


def test_the_console_leads_to_the_board(desk: TestClient, sorting: Sorting) -> None:
    assert board(sorting) in desk.get(f"/meetings/{sorting.meeting_id}").text
