"""Pages of budget ballots: preparing one, what residents read before and after, both rules side by side, files."""

import httpx2
import pytest
from starlette.testclient import TestClient

from app.live.ballots.rules import BallotState
from app.live.budgets import queries
from app.live.counts import pabulib
from tests.budgeting.test_sharing import plac_file
from tests.live.budgets.purse import SIX, Purse, purse_of
from tests.live.evening import Evening
from tests.world import World, another, csrf, post


@pytest.fixture
def purse(evening: Evening) -> Purse:
    return purse_of(evening)


def form(purse: Purse, **other: object) -> dict[str, object]:
    return {
        "item": purse.item_id,
        "year": 2026,
        "question": "어느 사업에 예산을 쓸까요?",
        "budget": "150,000,000",
        "rule": "greedy",
        "most": 2,
        "project": purse.ids,
        **other,
    }


def upload(client: TestClient, content: str) -> httpx2.Response:
    return client.post(
        "/desk/budget/elections",
        data={"csrf": csrf(client)},
        files={"file": ("wesola.pb", content.encode(), "text/plain")},
    )


def test_a_host_prepares_a_ballot_from_the_years_projects(
    client: TestClient, world: World, purse: Purse
) -> None:
    world.sign_in(client, "officer")
    page = client.get("/desk/budget/ballots").text
    assert all(name.replace("'", "&#39;") in page for name, _ in SIX)
    answer = post(client, "/desk/budget/ballots", form(purse, paper="on"))
    assert answer.status_code == 303
    address = answer.headers["location"]
    shown = client.get(address).text
    assert "1억 5,000만원" in shown
    assert "투표 예정" in shown
    assert "1억원" in client.get(f"{address}/paper").text
    assert another(client).get(address).status_code == 404, "a draft is not for residents"
    assert "어느 사업에 예산을 쓸까요?" in client.get("/desk/budget/ballots").text


def test_what_is_refused_keeps_what_was_picked(client: TestClient, world: World, purse: Purse) -> None:
    world.sign_in(client, "facilitator")
    answer = post(client, "/desk/budget/ballots", form(purse, budget="90000000", project=purse.ids[:3]))
    assert answer.status_code == 422
    assert "사업비가 예산보다 큰 사업은 뽑힐 수 없습니다" in answer.text
    assert 'value="90000000"' in answer.text
    assert answer.text.count("checked") == 3 + 1, "three projects and the rule"
    none = post(client, "/desk/budget/ballots", form(purse, project=[], question=""))
    assert none.status_code == 422
    assert "사업을 두 개에서 10개까지" in none.text
    assert "질문을 두 글자에서" in none.text
    assert post(client, "/desk/budget/ballots", form(purse, item=999)).status_code == 404
    assert world.read(queries.budget_ballots, drafts=True) == ()


def test_residents_read_the_rule_before_and_every_reason_after(
    client: TestClient, world: World, purse: Purse
) -> None:
    ballot_id = purse.hold()
    address = f"/budget/ballots/{ballot_id}"
    page = client.get(address).text
    assert "표를 많이 받은 사업부터 예산을 채웠습니다." in page
    assert page.count("안 뽑힘") == 4
    assert "찬성 20명. 차례가 왔을 때 예산이 1억 5,000만원 남아 있어 사업비 1억원을 댈 수 있었습니다." in page
    assert "의제로 만들기" not in page
    assert f"{address}/comparison" in page
    project = client.get(f"/budget/projects/{purse.ids[5]}").text
    assert "뽑히지 않음" in project
    assert "모자랐습니다" in project
    assert address in client.get("/budget").text


def test_both_rules_stand_side_by_side(client: TestClient, world: World, purse: Purse) -> None:
    ballot_id = purse.hold()
    page = client.get(f"/budget/ballots/{ballot_id}/comparison").text
    assert "규칙에 따라 달라지는 사업이 4건 있습니다." in page
    assert "‘균등몫’에서만 뽑힙니다." in page
    assert "‘득표순’에서만 뽑힙니다." in page
    assert "30명 가운데 20명" in page
    assert "30명 가운데 30명" in page
    assert "몫 늘리기(Add1)" in page


def test_before_the_result_there_is_nothing_to_compare_or_to_take(
    client: TestClient, world: World, purse: Purse
) -> None:
    ballot_id = purse.prepare()
    officer = world.sign_in(another(client), "officer")
    for address in ("comparison", "election.pb"):
        assert officer.get(f"/budget/ballots/{ballot_id}/{address}").status_code == 404
    assert client.get("/budget/ballots/999").status_code == 404


def test_the_file_is_a_published_election_with_costs(client: TestClient, purse: Purse) -> None:
    ballot_id = purse.hold()
    answer = client.get(f"/budget/ballots/{ballot_id}/election.pb")
    assert answer.headers["content-disposition"].startswith('attachment; filename="budget-gongron-')
    election = pabulib.read(answer.text)
    assert pabulib.verify(election).is_same
    assert (election.meta["budget"], election.meta["rule"]) == ("150000000", "greedy")
    assert [one.selected for one in election.projects] == [True, True, False, False, False, False]


def test_an_own_file_that_comes_back_is_divided_the_same(
    client: TestClient, world: World, purse: Purse
) -> None:
    text = client.get(f"/budget/ballots/{purse.hold()}/election.pb").text
    page = upload(world.sign_in(client, "officer"), text).text
    assert "규칙에 따라 달라지는 사업이 4건 있습니다." in page
    assert "발표와 득표순이 다른" not in page


def test_an_officer_makes_agendas_of_what_was_chosen(client: TestClient, world: World, purse: Purse) -> None:
    ballot_id = purse.hold()
    world.sign_in(client, "officer")
    page = client.get(f"/budget/ballots/{ballot_id}").text
    assert page.count("의제로 만들기") == 2
    winner = next(entry for entry in purse.paper(ballot_id).entries if entry.position == 1)
    address = f"/budget/ballots/{ballot_id}/agendas/{winner.option_id}"
    assert post(client, address).status_code == 303
    page = client.get(f"/budget/ballots/{ballot_id}").text
    assert page.count("의제로 만들기") == 1
    assert "의제 보기" in page
    assert post(client, f"/budget/ballots/{ballot_id}/agendas/999").status_code == 404


def test_a_published_election_is_divided_and_forgotten(client: TestClient, world: World) -> None:
    world.sign_in(client, "facilitator")
    assert client.get("/desk/budget/elections").status_code == 200
    page = upload(client, plac_file()).text
    assert "두 규칙이 같은 사업을 뽑습니다." in page
    assert "27명 가운데 27명" in page
    broken = upload(client, "nothing")
    assert broken.status_code == 422
    assert "이 파일은 나눌 수 없습니다." in broken.text


def test_a_draft_says_how_the_budget_will_be_divided(client: TestClient, world: World, purse: Purse) -> None:
    ballot_id = purse.prepare()
    assert purse.paper(ballot_id).state is BallotState.DRAFT
    officer = world.sign_in(another(client), "officer")
    assert "표를 많이 받은 사업부터" in officer.get(f"/budget/ballots/{ballot_id}").text
