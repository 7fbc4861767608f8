"""The public page of an agenda: where it stands, who owes the next answer, what happened. It hides no missed deadline."""

import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.budgeting.models import BudgetProject
from app.core import clock
from app.proposals import actions
from app.proposals.agendas import queries, rules
from app.proposals.agendas.rules import LegState
from app.proposals.rules import PathStep, ProposalState
from app.realtime.regions import version
from tests.home.deeds import agenda, received, stand
from tests.world import World


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def region(html: str, name: str) -> tuple[str, str]:
    """(version, content) of a region as the page carries it."""
    found = re.search(
        rf'<div data-region="{name}" data-version="(\w+)">(.*?)</div>\s*(?=<div data-region|</section>)',
        html,
        re.DOTALL,
    )
    assert found is not None, name
    return found[1], found[2]


# -- the path ---------------------------------------------------------------------------------------------------------


def test_steps_behind_are_done_and_steps_ahead_are_to_come() -> None:
    now = clock.now()
    reached = {
        PathStep.PROPOSE: now,
        PathStep.DELIBERATE: now,
        PathStep.SUBCOMMITTEE: now,
        PathStep.REVIEW: now,
    }
    legs = rules.path(PathStep.REVIEW, reached, finished=False)
    assert [leg.state for leg in legs] == [LegState.DONE] * 3 + [LegState.NOW] + [LegState.TODO] * 2


def test_a_step_never_reached_is_called_skipped() -> None:
    now = clock.now()
    legs = rules.path(PathStep.CARRY_OUT, {PathStep.PROPOSE: now, PathStep.DELIBERATE: now}, finished=False)
    assert [leg.state for leg in legs][2:5] == [LegState.SKIPPED] * 3


def test_a_finished_agenda_has_no_step_still_to_come() -> None:
    now = clock.now()
    ended = rules.path(PathStep.DECIDE, dict.fromkeys(PathStep, now), finished=True)
    assert [leg.state for leg in ended][-2:] == [LegState.DONE, LegState.SKIPPED]
    assert ended[-1].at is None


# -- evidence and names -----------------------------------------------------------------------------------------------


def test_voices_and_results_are_read_as_numbers_and_everything_else_stays_text() -> None:
    shown = rules.evidence("위원 11명의 뜻\n찬성 9 · 반대 1 · 기권 1")
    assert (shown.lines, shown.stack) == (("위원 11명의 뜻",), (("찬성", 9), ("반대", 1), ("기권", 1)))
    shown = rules.evidence("나무 그늘과 긴 의자 58명 44%\n작은 쉼터 41명 (31%)")
    assert [(bar.name, bar.count, bar.share) for bar in shown.bars] == [
        ("나무 그늘과 긴 의자", 58, 44),
        ("작은 쉼터", 41, 31),
    ]
    assert rules.evidence("공감 34명").lines == ("공감 34명",)
    assert rules.evidence("손잡이 58명 44%").lines == ("손잡이 58명 44%",)
    assert rules.evidence("  \n ") == rules.Evidence()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("이영자", "이○자"),
        ("남궁민수", "남○○수"),
        ("이준", "이○"),
        ("이화동 주민", "이화동 주민"),
        ("", ""),
        ("Minh", "Minh"),
    ],
)
def test_what_looks_like_a_personal_name_is_masked(name: str, shown: str) -> None:
    assert rules.byline(name) == shown


# -- the page ---------------------------------------------------------------------------------------------------------


def test_the_first_screen_says_where_it_stands_who_owes_an_answer_and_by_when(
    client: TestClient, world: World
) -> None:
    number = agenda(world, "계동길 쉼터 만들기")
    due = clock.now() + timedelta(days=14)
    stand(world, number, PathStep.REVIEW, "도로과의 답변을 기다리고 있습니다.", owed_by="도로과", due_at=due)
    page = text(client.get(f"/agendas/{number}").text)
    assert "지금 여기까지 왔습니다 도로과의 답변을 기다리고 있습니다. 다음에 답할 곳: 도로과" in page
    assert "답까지 14일" in page
    assert "이○자 님이 제안" in page
    assert "이영자" not in page
    assert "132명 가운데 58명 (44%)" in page
    assert "1순위" in page


def test_a_missed_deadline_prints_itself(client: TestClient, world: World) -> None:
    number = agenda(world, "계동길 쉼터 만들기")
    due = clock.now() - timedelta(days=3)
    stand(world, number, PathStep.REVIEW, "도로과의 답변을 기다리고 있습니다.", owed_by="도로과", due_at=due)
    for address in (f"/agendas/{number}", f"/agendas/{number}?order=oldest"):
        page = text(client.get(address).text)
        assert "답할 기한이 3일 지났습니다" in page
        assert "까지 답하기로 했으나 아직 답이 없습니다." in page
        assert "답할 기한이 지났습니다 3일 지남" in page
    assert "답변 3일 지남" in text(client.get("/agendas").text)


def test_a_finished_agenda_owes_nobody_an_answer(client: TestClient, world: World) -> None:
    number = agenda(world, "끝난 의제")
    due = clock.now() - timedelta(days=3)
    stand(
        world,
        number,
        PathStep.CARRY_OUT,
        "의자 네 개를 놓았습니다.",
        owed_by="도로과",
        due_at=due,
        finished=True,
    )
    page = text(client.get(f"/agendas/{number}").text)
    assert "여기까지 하고 마쳤습니다" in page
    assert "20일 걸렸습니다" in page
    assert "지났습니다" not in page


def test_the_timeline_is_newest_first_and_can_be_turned(client: TestClient, world: World) -> None:
    number = agenda(world, "계동길 쉼터 만들기")
    stand(world, number, PathStep.SUBCOMMITTEE, "분과에 넘겼습니다.")
    stand(world, number, PathStep.REVIEW, "도로과에 물었습니다.", evidence="찬성 9 · 반대 1 · 기권 1")
    newest = client.get(f"/agendas/{number}").text
    oldest = client.get(f"/agendas/{number}?order=oldest").text
    places = [
        newest.index(one)
        for one in ("<h3>도로과에 물었습니다.", "<h3>분과에 넘겼습니다.", "님이 제안했습니다")
    ]
    assert places == sorted(places)
    assert oldest.index("<h3>분과에 넘겼습니다.") < oldest.index("<h3>도로과에 물었습니다.")
    assert "찬성 9명" in text(newest)
    assert client.get(f"/agendas/{number}?order=<script>").status_code == 200


def test_merged_proposals_and_money_are_named(client: TestClient, world: World) -> None:
    first, second = received(world, "쉼터"), received(world, "앉을 곳")
    officer = world.actor("officer")
    world.write(actions.decide, officer, second, ProposalState.MERGED, reason="같은 뜻", into_id=first)
    number = world.write(actions.select, officer, first)
    assert "검토부서" not in text(client.get(f"/agendas/{number}").text)
    project = BudgetProject(
        agenda_id=number,
        department_id=world.departments["도로과"],
        year=2026,
        name="쉼터 만들기",
        content="의자를 놓습니다.",
        amount=120_000_000,
    )
    world.write(lambda db: db.add(project))
    page = text(client.get(f"/agendas/{number}").text)
    assert "비슷한 제안 1개를 합침" in page
    assert "합친 제안 1개 앉을 곳" in page
    assert "120백만원 2026년 주민참여예산 사업명 쉼터 만들기 반영 정하는 중 검토부서 도로과" in page


def test_what_residents_wrote_stays_text(client: TestClient, world: World) -> None:
    number = received(world, "<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    chosen = world.write(actions.select, world.actor("officer"), number)
    stand(world, chosen, PathStep.REVIEW, "<b>굵게</b>", evidence="<i>증빙</i>")
    page = client.get(f"/agendas/{chosen}").text
    for never in ("<script>alert", "<img src=x", "<b>굵게", "<i>증빙"):
        assert never not in page


# -- live -------------------------------------------------------------------------------------------------------------


def test_the_regions_of_the_page_are_those_of_the_topic(client: TestClient, world: World) -> None:
    number = agenda(world, "계동길 쉼터 만들기")
    stand(world, number, PathStep.REVIEW, "도로과에 물었습니다.", owed_by="도로과")
    page = client.get(f"/agendas/{number}").text
    regions = client.get(f"/snapshot?topic=agenda:{number}:ko").json()["regions"]
    assert f'data-topic="agenda:{number}:ko"' in page
    for name in ("status", "path", "timeline"):
        assert region(page, name) == (regions[name]["v"], regions[name]["html"])
        assert regions[name]["v"] == version(regions[name]["html"])
    assert set(regions) == {"status", "path", "timeline", "oldest"}


def test_an_agenda_nobody_opened_cannot_be_watched(client: TestClient, world: World) -> None:
    assert client.get("/snapshot?topic=agenda:999:ko").status_code == 404
    assert client.get("/snapshot?topic=agenda:one:ko").status_code == 404


def test_whoever_reads_the_page_hears_of_the_next_record_within_a_second(
    client: TestClient, world: World
) -> None:
    number = agenda(world, "계동길 쉼터 만들기")
    application = client.app
    with client.websocket_connect(
        f"/stream?topic=agenda:{number}:ko", headers={"origin": "http://testserver"}
    ) as socket:
        socket.send_json({"have": {}})
        assert set(socket.receive_json()["regions"]) == {"status", "path", "timeline", "oldest"}
        before = clock.now()
        application.state.database.write(  # type: ignore[attr-defined]  # the service's own database, whose facts its hub hears
            actions.record, number, actions.Happening("도로과에 물었습니다.")
        )
        news = socket.receive_json()["regions"]
        assert clock.now() - before < timedelta(seconds=1)
        assert "도로과에 물었습니다." in news["timeline"]["html"]
        assert "path" not in news


def test_the_record_of_an_agenda_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(Exception, match="찾으시는 의제가 없습니다"):
        world.read(queries.record, 999)
