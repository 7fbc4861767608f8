"""Pages of the participatory budget: what residents read, what officers write, what is given back when it is refused."""

import csv
import io
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.budgeting import files, queries
from app.budgeting.limits import queries as limits
from app.budgeting.limits.rules import Cap
from app.process import actions as process
from tests.budgeting.test_projects import MILLION, add, give, opened
from tests.process.walk import URBAN, agreed
from tests.world import World, another, post

SEED = Path(__file__).resolve().parents[2] / "app" / "demo" / "content" / "budget_projects.json"
NEW = {
    "year": "2026",
    "kind": "general",
    "name": "골목 의자",
    "content": "쉬어 갈 자리를 만든다",
    "amount": "50,000,000",
    "key": "k" * 20,
}


def officer(client: TestClient, world: World) -> TestClient:
    return world.sign_in(client, "officer")


def six(world: World) -> list[dict[str, object]]:
    """The plan's six projects, written down as the demo does."""
    rows: list[dict[str, object]] = json.loads(SEED.read_text("utf-8"))["projects"]
    for row in rows:
        money = row["money"]
        assert isinstance(money, dict)
        add(world, name=row["name_in_plan"], content=row["content_in_plan"], amount=money["budget_krw"])
    return rows


# -- residents ------------------------------------------------------------------------------------------------------------


def test_an_empty_budget_says_so(client: TestClient, world: World) -> None:
    answer = client.get("/budget")
    assert answer.status_code == 200
    assert "아직 올라온 사업이 없습니다" in answer.text
    assert "12억원" in answer.text, "the caps are there all the same"
    for address in ("/budget/2026", "/budget/2026/paper", "/budget/2026/projects.csv", "/budget/99999999999"):
        assert client.get(address).status_code == 404, address


def test_a_year_says_what_was_asked_given_and_why(client: TestClient, world: World) -> None:
    one = add(world, agenda_id=world.write(opened))
    give(world, one, 40 * MILLION, "한 곳은 땅 주인이 허락하지 않았습니다.")
    add(world, name="등불 <b>달기</b>", year=2025)
    page = client.get("/budget").text
    for said in ("2026년 주민참여예산", "5,000만원", "4,000만원", "일부 반영", "땅 주인이 허락하지", "공론"):
        assert said in page
    assert "등불" not in page
    assert "등불 &lt;b&gt;달기&lt;/b&gt;" in client.get("/budget/2025").text


def test_the_table_is_the_plans_table_on_page_paper_and_file(client: TestClient, world: World) -> None:
    rows = six(world)
    table = list(csv.reader(io.StringIO(client.get("/budget/2026/projects.csv").text.removeprefix("\ufeff"))))
    assert table[0] == ["사업명", "사업내용", "사업비", "검토부서"]
    assert [(row[0], row[1]) for row in table[1:-1]] == [
        (row["name_in_plan"], row["content_in_plan"]) for row in rows
    ]
    assert [row[2] for row in table[1:]] == ["100", "50", "50", "30", "10", "10", "250"]
    paper, page = client.get("/budget/2026/paper").text, client.get("/budget/2026").text
    assert "(단위: 백만원)" in paper
    assert '<td class="num">250</td>' in paper
    assert "백세까지 건강하게~ 어르신 맞춤형 근력운동교실 운영" in paper
    assert "<b>250백만원</b>" in page


def test_the_second_file_says_what_became_of_them_and_is_no_formula(client: TestClient, world: World) -> None:
    one = add(world, name="=1+1")
    give(world, one, 0, "법에 맞지 않습니다.")
    answer = client.get("/budget/2026/decisions.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="budget-2026-decisions.csv"'
    table = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert table[0] == list(files.FATE)
    assert table[1][1] == "'=1+1"
    assert table[1][4:8] == ["50000000", "0", "미반영", "법에 맞지 않습니다."]


@pytest.mark.parametrize(
    ("amount", "said"), [(100 * MILLION, "100"), (1_500_000, "1.5"), (10, "0.00001"), (1_234_567, "1.234567")]
)
def test_sums_are_in_millions_as_in_the_plan(amount: int, said: str) -> None:
    assert files.in_millions(amount) == said


def test_a_project_and_its_matter_know_each_other(client: TestClient, world: World) -> None:
    agenda_id = world.write(opened)
    one = add(world, agenda_id=agenda_id)
    page = client.get(f"/budget/projects/{one}").text
    assert "아직 정하지 않았습니다" in page
    assert f"/agendas/{agenda_id}" in page
    world.write(process.publish_standard)
    matter_id = world.write(
        process.hand_over, world.actor("officer"), agreed(world, agenda_id), world.subcommittees[URBAN]
    )
    give(world, one, 30 * MILLION, "두 곳으로 줄였습니다.")
    page = client.get(f"/budget/projects/{one}").text
    assert "두 곳으로 줄였습니다." in page
    assert "분과 이관" in page, "where the matter is in its procedure"
    assert f"/matters/{matter_id}" not in page, "the desk is no resident's"
    staff = world.sign_in(another(client), "chair")
    assert f"/matters/{matter_id}" in staff.get(f"/budget/projects/{one}").text
    matter = staff.get(f"/matters/{matter_id}").text
    assert f"/budget/projects/{one}" in matter
    assert "3,000만원" in matter
    assert "두 곳으로 줄였습니다." in matter
    agenda = client.get(f"/agendas/{agenda_id}").text
    assert f"/budget/projects/{one}" in agenda
    assert "두 곳으로 줄였습니다." in agenda
    assert client.get("/budget/projects/999").status_code == 404


# -- officers -------------------------------------------------------------------------------------------------------------


def test_an_officer_writes_a_project_once(client: TestClient, world: World) -> None:
    officer(client, world)
    assert "이 해에 적은 사업이 없습니다" in client.get("/desk/budget").text
    assert client.get("/desk/budget/projects/new").status_code == 200
    form = {**NEW, "department_id": world.departments["도로과"]}
    first = post(client, "/desk/budget/projects", form)
    assert first.status_code == 303
    assert post(client, "/desk/budget/projects", form).headers["location"] == first.headers["location"]
    [project] = world.read(queries.of_year, 2026).projects
    assert (project.name, project.amount) == ("골목 의자", 50 * MILLION)
    assert "골목 의자" in client.get("/desk/budget").text
    assert client.get(first.headers["location"]).status_code == 200


def test_what_is_refused_keeps_what_was_typed(client: TestClient, world: World) -> None:
    officer(client, world)
    form = {**NEW, "department_id": world.departments["도로과"], "amount": "250000000"}
    answer = post(client, "/desk/budget/projects", form)
    assert answer.status_code == 422
    assert (
        "구정참여형(일반) 한 건 한도는 2억원인데 사업비가 2억 5,000만원이라 5,000만원 많습니다."
        in answer.text
    )
    assert 'value="250000000"' in answer.text
    assert "쉬어 갈 자리를 만든다" in answer.text
    assert "k" * 20 in answer.text, "the same form, the same key"
    answer = post(client, "/desk/budget/projects", {**form, "amount": "많이", "name": ""})
    assert answer.status_code == 422
    assert "사업비를 원 단위로" in answer.text
    assert "사업명을 80자 안으로" in answer.text
    assert world.read(queries.of_year, 2026).projects == ()


def test_an_officer_revises_and_is_told_when_somebody_was_faster(client: TestClient, world: World) -> None:
    one = add(world)
    officer(client, world)
    words = f"/desk/budget/projects/{one}/words"
    assert 'value="50000000"' in client.get(words).text
    form = {**NEW, "department_id": world.departments["도로과"], "expect": 0}
    assert post(client, words, {**form, "name": "긴 의자"}).status_code == 303
    late = post(client, words, {**form, "name": "짧은 의자"})
    assert late.status_code == 409
    assert "그사이 다른 담당자가" in late.text
    assert "짧은 의자" in late.text
    assert post(client, words, {**form, "name": ""}).status_code == 422
    assert world.read(queries.project, one).name == "긴 의자"


def test_a_difference_without_a_reason_comes_back_with_the_sum(client: TestClient, world: World) -> None:
    one = add(world)
    officer(client, world)
    address = f"/desk/budget/projects/{one}/decision"
    answer = post(client, address, {"given": "30,000,000", "why": "", "expect": 0})
    assert answer.status_code == 422
    assert "왜 다른지 적어 주세요" in answer.text
    assert 'value="30,000,000"' in answer.text
    assert post(client, address, {"given": "x", "expect": 0}).status_code == 422
    assert post(client, address, {"given": "0", "free": "on", "why": "주민이 합니다.", "expect": 0}).headers[
        "location"
    ] == (f"/desk/budget/projects/{one}")
    page = client.get(f"/desk/budget/projects/{one}").text
    assert "비예산 추진" in page
    assert "협치추진단" in page
    assert post(client, address, {"given": "1", "why": "다름", "expect": 0}).status_code == 409


def test_a_decided_project_becomes_an_agenda_by_one_press(client: TestClient, world: World) -> None:
    one = add(world)
    officer(client, world)
    address = f"/desk/budget/projects/{one}/agenda"
    early = post(client, address)
    assert early.status_code == 409
    assert "얼마를 반영할지 정한 뒤에" in early.text
    give(world, one, 50 * MILLION)
    assert post(client, address).status_code == 303
    agenda_id = world.read(queries.project, one).agenda_id
    assert agenda_id
    assert f"/agendas/{agenda_id}" in client.get(f"/desk/budget/projects/{one}").text
    two = add(world)
    other = world.write(opened)
    assert post(client, f"/desk/budget/projects/{two}/agenda", {"agenda_id": other}).status_code == 303
    assert world.read(queries.project, two).agenda_id == other
    assert post(client, f"/desk/budget/projects/{two}/agenda", {"agenda_id": "x"}).status_code == 422


def test_caps_are_changed_with_source_and_day(client: TestClient, world: World) -> None:
    officer(client, world)
    assert "2억원" in client.get("/desk/budget/limits").text
    answer = post(client, "/desk/budget/limits", {"cap": "general", "amount": "300000000", "source": ""})
    assert answer.status_code == 422
    assert "어디에서 정한 한도인지" in answer.text
    assert 'value="300000000"' in answer.text
    form = {"cap": "general", "amount": "300,000,000", "source": "2027년 공고", "since": "2027-03-02"}
    assert post(client, "/desk/budget/limits", form).status_code == 303
    assert world.read(limits.amounts)[Cap.GENERAL] == 300 * MILLION
    page = client.get("/desk/budget/limits").text
    assert "2027년 공고" in page
    assert "2027. 3. 2." in page
    assert "2027년 공고" in client.get("/budget").text
