"""제안 찾기: what is found, by whom it is counted, and what nonsense in the address does (nothing)."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.proposals import actions
from app.proposals.listing import queries, rules
from app.proposals.listing.rules import Sort, Standing, Wanted
from app.proposals.rules import ProposalState
from tests.home.deeds import agenda, propose, received
from tests.world import World


def titles(world: World, wanted: Wanted) -> list[str]:
    return [row.title for row in world.read(queries.search, wanted).page.rows]


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["계단", "단손", "손잡", "난간", "무릎이", "창신1동", "창신", "계단 난간"])
def test_two_syllables_are_enough_to_be_found(world: World, word: str) -> None:
    received(world, "계단손잡이를 달아요", body="난간이 없어서 무릎이 아파요.", dong="창신1동")
    received(world, "공원 벤치", body="앉을 곳이 있으면 좋겠어요.", dong="사직동")
    assert titles(world, Wanted(q=word)) == ["계단손잡이를 달아요"]


def test_every_word_must_be_found(world: World) -> None:
    received(world, "계단 손잡이")
    assert titles(world, Wanted(q="계단 벤치")) == []


def test_what_a_phone_types_in_separate_letters_is_found_too(world: World) -> None:
    received(world, "계단 손잡이")
    decomposed = unicodedata.normalize("NFD", "계단")
    assert decomposed != "계단"
    assert titles(world, Wanted(q=decomposed)) == ["계단 손잡이"]


def test_capital_letters_do_not_matter(world: World) -> None:
    received(world, "CCTV를 달아 주세요")
    assert titles(world, Wanted(q="cctv")) == ["CCTV를 달아 주세요"]


def test_special_characters_are_only_characters(world: World) -> None:
    received(world, "참여율 100% 만들기")
    received(world, "참여율 100점")
    received(world, "snake_case 골목")
    received(world, "snakeXcase 골목")
    received(world, "역슬래시 \\ 골목")
    assert titles(world, Wanted(q="100%")) == ["참여율 100% 만들기"]
    assert titles(world, Wanted(q="e_c")) == ["snake_case 골목"]
    assert titles(world, Wanted(q="\\")) == ["역슬래시 \\ 골목"]
    assert titles(world, Wanted(q="'; drop table proposal; --")) == []
    assert len(titles(world, Wanted())) == 5


@given(st.text(max_size=20))
def test_a_pattern_matches_its_word_and_its_word_only(word: str) -> None:
    inner = rules.pattern(word)[1:-1]
    assert re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL) == word
    assert not re.search(r"(?<!\\)(?:\\\\)*[%_]", inner)


@pytest.mark.parametrize(
    "q", ["%", "_", "'", '"', "<script>alert(1)</script>", "\\", "a" * 500, "%00", "계단 " * 99]
)
def test_no_query_breaks_the_page_or_gets_into_it(client: TestClient, world: World, q: str) -> None:
    received(world, "계단 손잡이")
    answer = client.get("/proposals", params={"q": q, "page": "x", "sort": q})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert 'value="' in answer.text


def test_a_control_character_in_the_address_breaks_nothing(client: TestClient, world: World) -> None:
    assert client.get("/proposals?q=%00&dong=%00&zone=%00&field=%00&state=%00&channel=%00").status_code == 200


# -- filters ----------------------------------------------------------------------------------------------------------


def test_filters_narrow_and_their_counts_are_those_of_the_rows(world: World) -> None:
    first, second = received(world, "하나", dong="창신1동"), received(world, "둘", dong="사직동")
    received(world, "셋", dong="사직동")
    officer = world.actor("officer")
    world.write(actions.decide, officer, second, ProposalState.DECLINED, reason="이미 하고 있습니다.")
    world.write(actions.select, officer, first)
    assert titles(world, Wanted(dong="1111053000")) == ["셋", "둘"]
    assert titles(world, Wanted(zone="changsin-sungin")) == ["하나"]
    assert titles(world, Wanted(state="declined")) == ["둘"]
    assert titles(world, Wanted(channel="forum")) == []
    found = world.read(queries.search, Wanted())
    assert found.counts == {Standing.GOING: 1, Standing.DECLINED: 1, Standing.RECEIVED: 1}
    assert found.page.total == 3


def test_a_proposal_that_became_an_agenda_is_listed_once_as_its_agenda(world: World) -> None:
    number = received(world, "계단 손잡이")
    chosen = world.write(actions.select, world.actor("officer"), number)
    rows = world.read(queries.search, Wanted(q="계단")).page.rows
    assert [(row.is_agenda, row.id, row.href) for row in rows] == [(True, chosen, f"/agendas/{chosen}")]


def test_an_agenda_is_found_by_the_words_it_was_first_said_in(world: World) -> None:
    agenda(world, "오르내리기 쉬운 골목")
    assert titles(world, Wanted(q="손잡이")) == ["오르내리기 쉬운 골목"]


def test_an_agenda_of_a_whole_zone_is_found_in_its_zone(world: World) -> None:
    agenda(world, "권역 전체의 일", dong=None)
    assert titles(world, Wanted(zone="changsin-sungin")) == ["권역 전체의 일"]
    assert titles(world, Wanted(dong="1111067000")) == []


def test_what_nobody_has_read_is_not_found_by_any_filter(world: World) -> None:
    propose(world, "확인 중인 제안")
    for wanted in (Wanted(), Wanted(q="확인"), Wanted(state="waiting"), Wanted(dong="1111067000")):
        assert titles(world, wanted) == []


def test_a_filter_nobody_knows_asks_for_nothing_in_particular(client: TestClient, world: World) -> None:
    received(world, "계단 손잡이")
    answer = client.get("/proposals?zone=moon&dong=1&field=x&state=waiting&channel=pigeon&sort=best")
    assert answer.status_code == 200
    assert "계단 손잡이" in answer.text


def test_most_supported_comes_first_when_asked(world: World) -> None:
    loved, _newer = received(world, "모두 바라는 것"), received(world, "나중 것")
    for n in (2, 3):
        world.write(actions.support, world.visitor(n), world.settings.secret, loved)
    assert titles(world, Wanted()) == ["나중 것", "모두 바라는 것"]
    assert titles(world, Wanted(sort=Sort.SUPPORT)) == ["모두 바라는 것", "나중 것"]
    assert world.read(queries.search, Wanted(sort=Sort.SUPPORT)).page.rows[0].supports == 2


def test_a_long_list_is_cut_into_pages_that_keep_the_question(client: TestClient, world: World) -> None:
    for n in range(22):
        received(world, f"골목 이야기 {n}")
    first = client.get("/proposals?q=골목&state=received")
    assert "22건" in first.text
    following = re.search(r'href="([^"]*page=2)"', first.text)
    assert following is not None
    second = client.get(unescape(following[1]))
    assert second.status_code == 200
    assert len(re.findall(r'href="/proposals/\d+"', second.text)) == 2
    assert client.get("/proposals?page=999999").status_code == 200


# -- agendas ----------------------------------------------------------------------------------------------------------


def test_agendas_are_listed_by_the_step_they_are_on(client: TestClient, world: World) -> None:
    agenda(world, "공론을 마친 의제")
    assert "공론을 마친 의제" in client.get("/agendas").text
    assert "공론을 마친 의제" in client.get("/agendas?step=deliberate").text
    assert "공론을 마친 의제" not in client.get("/agendas?step=carry_out").text
    assert "이 단계에 있는 의제가 없습니다" in client.get("/agendas?step=carry_out").text
    assert "공론을 마친 의제" in client.get("/agendas?step=nonsense&page=-1").text


@pytest.mark.parametrize(
    ("typed", "leads"), [("482 719", True), ("482719", True), ("4827", False), ("482719 동", False)]
)
def test_six_digits_lead_to_the_room_wherever_they_are_typed(
    client: TestClient, typed: str, leads: bool
) -> None:
    answer = client.get("/proposals", params={"q": typed})
    assert (answer.headers.get("location") == "/m/482719") is leads
