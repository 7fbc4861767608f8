"""Pages of the ways: each by plain forms, a refusal keeps what was typed, the public page says it first."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.core import clock
from app.core.labels import Side
from app.process import actions
from app.process.exits.rules import SideExit
from app.process.rules import MatterState
from tests.live.phones.test_hostile_text import HOSTILE, assert_harmless
from tests.process.walk import CARE, agenda, handed, matter, walk_to
from tests.process.ways.going import REASON, SIGNED, leave, public
from tests.world import World, another, post


def soon(days: int = 14) -> str:
    return (clock.seoul(clock.now()).date() + timedelta(days=days)).isoformat()


def fields(world: World, kind: SideExit, target: int) -> tuple[str, dict[str, object]]:
    """Address and form of a side exit."""
    asked: dict[SideExit, tuple[str, dict[str, object]]] = {
        SideExit.SUPPLEMENT: ("pause", {"kind": "supplement", "asked": "제안한 분", "until": soon()}),
        SideExit.HOLD: ("pause", {"kind": "hold", "until": soon()}),
        SideExit.MERGE: ("merge", {"into": f"{matter(world, target).agenda_id:04d}", "signed": SIGNED}),
        SideExit.SPLIT: ("split", {"titles": "계단 손잡이\r\n골목 조명\r\n"}),
        SideExit.COMPLAINT: ("complaint", {"asked": "도로과 민원팀"}),
        SideExit.WITHDRAW: ("withdrawal", {"signed": SIGNED}),
        SideExit.CLOSE: ("closing", {}),
    }
    return asked[kind]


@pytest.mark.parametrize("kind", SideExit)
def test_each_exit_is_a_plain_form_and_everybody_reads_of_it(
    client: TestClient, world: World, kind: SideExit
) -> None:
    number, target = handed(world), handed(world, "함께 갈 의제")
    world.sign_in(client, "officer")
    page = client.get(f"/matters/{number}").text
    address, form = fields(world, kind, target)
    assert f'id="exit-{kind.value}"' in page
    assert f"can-{kind.value}" in page
    turn = matter(world, number).turn
    bare = post(client, f"/matters/{number}/{address}", {**form, "expect": turn, "reason": ""})
    assert bare.status_code == 422
    answer = post(client, f"/matters/{number}/{address}", {**form, "expect": turn, "reason": REASON})
    assert answer.status_code == 303, answer.text
    shown = client.get(f"/matters/{number}").text
    assert REASON in shown
    assert kind.label in shown
    tag = "보완 중" if kind is SideExit.SUPPLEMENT else kind.label
    assert tag in client.get("/board/urban").text
    assert tag in client.get("/board/urban/list").text
    visitor = another(client)
    told = visitor.get(f"/agendas/{matter(world, number).agenda_id}").text
    assert REASON in told
    assert public(world, number).status in told.replace("&lsquo;", "‘")
    assert kind.label in visitor.get("/agendas").text or matter(world, number).state is not MatterState.CLOSED


def test_what_was_typed_is_kept_when_a_form_is_refused(client: TestClient, world: World) -> None:
    number = handed(world)
    world.sign_in(client, "chair")
    turn = matter(world, number).turn
    long = "왜 멈추는지 길게 적은 이유입니다."
    answer = post(
        client, f"/matters/{number}/pause", {"kind": "hold", "until": "", "expect": turn, "reason": long}
    )
    assert answer.status_code == 422
    assert long in answer.text
    assert "언제까지인지 날짜를 골라 주세요." in answer.text
    assert re.search(r'id="exit-hold" open', answer.text)
    answer = post(
        client, f"/matters/{number}/merge", {"into": "", "signed": SIGNED, "expect": turn, "reason": long}
    )
    assert answer.status_code == 422
    assert long in answer.text
    assert SIGNED in answer.text
    assert (
        post(
            client, f"/matters/{number}/pause", {"kind": "close", "expect": turn, "reason": long}
        ).status_code
        == 422
    )


def test_whoever_was_slower_is_told_and_keeps_the_reason_on_the_new_page(
    client: TestClient, world: World
) -> None:
    """Also where the form itself is gone: the matter has ended."""
    number = handed(world)
    turn = matter(world, number).turn
    leave(world, number, SideExit.CLOSE, who="officer")
    world.sign_in(client, "chair")
    for address, form in (
        ("skip", {}),
        ("return", {}),
        ("pause", {"kind": "hold", "until": soon()}),
        ("split", {"titles": "하나\n둘"}),
        ("closing", {}),
    ):
        answer = post(
            client, f"/matters/{number}/{address}", {**form, "expect": turn, "reason": "제가 적은 까닭"}
        )
        assert answer.status_code == 409, address
        assert "그사이 협치추진단 서○ 님이" in answer.text
        assert "이 의제를 종결했습니다." in answer.text
        assert "제가 적은 까닭" in answer.text
        assert "종결" in answer.text


def test_a_paused_matter_offers_the_way_back_and_nothing_that_would_be_refused(
    client: TestClient, world: World
) -> None:
    number = handed(world)
    leave(world, number, SideExit.HOLD)
    world.sign_in(client, "chair")
    page = client.get(f"/matters/{number}").text
    assert "can-resume" in page
    assert "can-move" not in page
    assert "날짜 다시 정하기" in page
    assert f'action="/matters/{number}/advance"' not in page
    assert f'action="/matters/{number}/advance"' not in client.get("/board/urban").text
    turn = matter(world, number).turn
    answer = post(client, f"/matters/{number}/resumption", {"expect": turn, "reason": "설명회를 열었습니다."})
    assert answer.headers["location"] == f"/matters/{number}#resume"
    assert matter(world, number).state is MatterState.OPEN


def test_skipping_and_going_back_are_forms_that_name_the_stages(client: TestClient, world: World) -> None:
    number = handed(world)
    world.write(actions.accept, world.actor("chair"), number)
    world.sign_in(client, "chair")
    page = client.get(f"/matters/{number}").text
    assert "이유를 적고 건너뛰기" in page
    assert "갖추지 않은 것: 워킹그룹" in page
    turn = matter(world, number).turn
    given = {"to": "review", "expect": turn, "reason": "이미 숙의했습니다."}
    assert post(client, f"/matters/{number}/skip", {**given, "reason": ""}).status_code == 422
    assert post(client, f"/matters/{number}/skip", given).status_code == 303
    page = client.get(f"/matters/{number}").text
    assert "갖추지 않음" in page
    assert '<option value="handover"' in page
    given = {"to": "handover", "expect": turn + 1, "reason": "다시 봅니다."}
    assert post(client, f"/matters/{number}/return", given).status_code == 303
    assert matter(world, number).stage_id == "handover"


def test_the_public_page_of_a_merged_agenda_leads_to_the_other_first(
    client: TestClient, world: World
) -> None:
    one, two = handed(world, "계단 손잡이"), handed(world, "계단 조명")
    leave(world, one, SideExit.MERGE, into=two)
    into = matter(world, two).agenda_id
    page = client.get(f"/agendas/{matter(world, one).agenda_id}").text
    status = page[page.index('data-region="status"') : page.index('data-region="path"')]
    assert f'href="/agendas/{into}"' in status
    assert "다른 의제에서 이어집니다" in status
    other = client.get(f"/agendas/{into}").text
    assert "합친 의제" in other
    assert "계단 손잡이" in other


def test_the_public_page_shows_both_words_and_the_reason_of_a_refusal(
    client: TestClient, world: World
) -> None:
    number = handed(world)
    walk_to(world, number, "council")
    page = client.get(f"/agendas/{matter(world, number).agenda_id}").text
    gates = page[page.index('id="gates"') :]
    gates = gates[: gates.index("</section>")]
    for stage in ("공론·선정", "실행계획", "협치회 심의"):
        assert stage in gates
    assert gates.count("합의함") == 4
    assert gates.count("아직") == 2
    assert "도시·교통 분과장 윤○" in gates
    refusing = {"agreed": False, "reason": "예산을 다시 봅니다."}
    world.write(actions.consent, world.actor("co_chair"), number, Side.CIVIL, **refusing)  # type: ignore[arg-type]  # named above
    page = client.get(f"/agendas/{matter(world, number).agenda_id}").text
    assert "예산을 다시 봅니다." in page[page.index('id="gates"') :]


def test_the_page_of_consents_keeps_a_refusal_and_its_reason(client: TestClient, world: World) -> None:
    number = handed(world)
    walk_to(world, number, "council")
    world.sign_in(client, "co_chair")
    page = client.get("/consents").text
    turn = matter(world, number).turn
    assert f'name="expect" value="{turn}"' in page
    word = {"side": "civil", "agreed": "false", "here": "true", "expect": turn, "reason": ""}
    answer = post(client, f"/matters/{number}/consents", word)
    assert answer.status_code == 422
    assert "합의하지 않는 이유를 적어 주세요." in answer.text
    assert "<h1>합의 확인</h1>" in answer.text
    leave(world, number, SideExit.CLOSE, who="officer")
    answer = post(client, f"/matters/{number}/consents", {**word, "reason": "예산을 다시 봅니다."})
    assert answer.status_code == 409
    assert "그사이 협치추진단 서○ 님이" in answer.text
    assert "예산을 다시 봅니다." in answer.text
    assert "<h1>합의 확인</h1>" in answer.text


def test_a_selection_is_agreed_on_the_phone_and_then_handed_over(client: TestClient, world: World) -> None:
    number = agenda(world, "낙산길 밤길 조명", signed=False)
    officer = world.sign_in(another(client), "officer")
    given = {"agenda": number, "subcommittee": world.subcommittees[CARE]}
    answer = post(officer, "/matters", given)
    assert answer.status_code == 409
    assert "민·관이 모두 합의해야 넘길 수 있습니다." in answer.text
    assert "진행자 또는 참관인" in answer.text
    world.sign_in(client, "facilitator")
    assert "낙산길 밤길 조명" in client.get("/consents").text
    assert 'href="/consents"' in client.get("/desk").text
    word = {"side": "civil", "agreed": "false", "reason": ""}
    assert post(client, f"/selections/{number}/words", word).status_code == 422
    word = {"side": "civil", "agreed": "true"}
    assert post(client, f"/selections/{number}/words", word).status_code == 303
    assert post(client, f"/selections/{number}/words", word).status_code == 409
    assert "기다리는 합의가 없습니다" in client.get("/consents").text
    assert "진행자 한○" in officer.get("/matters/new").text
    assert post(officer, "/matters", given).status_code == 303
    assert post(client, "/selections/999/words", word).status_code == 404


def test_hostile_text_stays_text(client: TestClient, world: World) -> None:
    number = handed(world)
    world.sign_in(client, "officer")
    for text in HOSTILE:
        turn = matter(world, number).turn
        given = {"kind": "supplement", "asked": text[:60], "until": soon(), "expect": turn}
        answer = post(client, f"/matters/{number}/pause", {**given, "reason": text[:400]})
        if answer.status_code == 303:
            for address in (f"/matters/{number}", f"/agendas/{matter(world, number).agenda_id}"):
                assert_harmless(address, client.get(address).text)
            turn = matter(world, number).turn
            post(client, f"/matters/{number}/resumption", {"expect": turn, "reason": "다시"})
        else:
            assert answer.status_code == 422
            assert_harmless(text, answer.text)
