"""A published election that staff upload: read, counted again, said in words, made into a draft, and forgotten."""

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient

from app.core.errors import Conflict
from app.live.ballots import actions as ballots
from app.live.ballots import queries
from app.live.counts import pabulib
from app.live.counts.pabulib import Broken
from app.live.counts.rules import MOST_OPTIONS, Kind, Method
from app.live.keepers.elections import MOST_BYTES, Counted, counted
from app.live.meetings.rules import ItemKind
from tests.live.counts.test_pabulib import APPROVAL, CUMULATIVE, ORDINAL
from tests.live.evening import Evening
from tests.world import World, csrf, post

GREEDY = APPROVAL.replace("vote_type;approval", "vote_type;approval\nrule;greedy")


def of(content: str) -> Counted:
    return counted(content.encode())


def upload(client: TestClient, content: bytes, name: str = "seoul.pb") -> httpx2.Response:
    return client.post(
        "/elections", data={"csrf": csrf(client)}, files={"file": (name, content, "text/plain")}
    )


# -- reading and counting --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [APPROVAL, CUMULATIVE, ORDINAL])
def test_the_count_is_the_one_our_own_ballots_get(content: str) -> None:
    found = of(content)
    known = pabulib.verify(pabulib.read(content))
    assert {one.id: (one.people, one.score) for one in found.projects} == {
        line.project.id: (line.people, line.score) for line in known.lines
    }
    assert found.is_same == known.is_same
    assert [one.score for one in found.projects] == sorted(
        (one.score for one in found.projects), reverse=True
    )


def test_what_differs_from_the_publication_is_said_in_words() -> None:
    found = of(APPROVAL.replace("a;40;3", "a;40;9").replace("num_votes;4", "num_votes;5"))
    assert not found.is_same
    assert (found.voters, found.voters_told) == (4, "5")
    assert any("발표는 9인데 다시 세면 3명" in words for words in found.differences)


def test_who_was_selected_is_compared_with_a_budget_filled_in_order() -> None:
    found = of(GREEDY)  # 100: the bench for 40 and the lamp for 50
    assert [(one.id, one.selected, one.by_votes) for one in found.projects] == [
        ("a", True, True),
        ("b-2", False, True),
        ("77", False, False),
    ]
    assert [words for words in found.differences if "들어갑니다" in words] == [
        "가로등: 뽑히지 않았다고 발표했지만, 많은 차례로 예산을 채우면 들어갑니다."
    ]
    other = of(GREEDY.replace("greedy", "equalshares"))
    assert all(one.by_votes is None for one in other.projects)
    assert other.differences == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "빈 파일"),
        (b"  \n ", "빈 파일"),
        (b"hello", "1번째 줄: META"),
        (APPROVAL.replace("1;30;a,b-2", "1;30;a,zzz").encode(), "15번째 줄"),
        (APPROVAL.encode().replace("가로등".encode(), "가로등".encode("cp949")), "11번째 줄의 글자를"),
        (b"META\nkey;value\n" + b"\xff\xfe", "3번째 줄의 글자를"),
        (b"x" * (MOST_BYTES + 1), "1MB까지"),
        (APPROVAL.replace("vote_type;approval", "vote_type;lottery").encode(), "셀 수 없는 투표 방식"),
        (CUMULATIVE.replace("4,3", "999999,1").replace("2;3", "2;1000000").replace("3,0", "999999,1").encode(), "너무 커서"),
        ((ORDINAL.split("PROJECTS")[0] + "PROJECTS\nproject_id;cost;name\n" + "".join(f"{n};1;사업\n" for n in range(1001)) + "VOTES\nvoter_id;vote\n1;1\n").encode(), "1000개를 넘어"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(Broken, match=words):
        counted(content)


def test_comparing_each_with_each_has_an_end() -> None:
    many = "".join(f"{n};0;{n}\n" for n in range(30))
    content = f"META\nkey;value\nvote_type;ordinal\ngongron_method;schulze\nPROJECTS\nproject_id;cost;name\n{many}VOTES\nvoter_id;vote\n1;1\n"
    with pytest.raises(Broken, match="20개까지"):
        of(content)


def test_hostile_words_are_cut_and_cleaned() -> None:
    bad = "\u202e가짜\x07" + "긴" * 300
    found = of(APPROVAL.replace("가로등", bad))
    name = next(one.name for one in found.projects if one.id == "b-2")
    assert len(name) <= 200
    assert "\u202e" not in name
    assert "\x07" not in name


# -- the page --------------------------------------------------------------------------------------------------------------


def tables(world: World) -> dict[str, int]:
    def read(db: Session) -> dict[str, int]:
        names = sorted(SQLModel.metadata.tables)
        return {name: db.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}

    return world.read(read)


def test_staff_upload_a_file_and_nothing_of_it_is_kept(evening: Evening, client: TestClient) -> None:
    evening.world.sign_in(client, "facilitator")
    assert "파일 올리기" in client.get("/elections").text
    before = tables(evening.world)
    shown = upload(client, GREEDY.encode())
    assert shown.status_code == 200
    for words in (
        "골목 사업; 시험",
        "나무로 만든 &#34;쉼터&#34;",
        "발표한 수와 모두",
        "가로등: 뽑히지 않았다고",
    ):
        assert words in shown.text, words
    assert tables(evening.world) == before


def test_a_broken_file_is_answered_with_its_line(evening: Evening, client: TestClient) -> None:
    evening.world.sign_in(client, "officer")
    shown = upload(client, APPROVAL.replace("1;30;a,b-2", "1;30;<script>alert(1)</script>").encode())
    assert shown.status_code == 422
    assert "15번째 줄" in shown.text
    assert "<script>alert" not in shown.text
    assert upload(client, b"x" * 1_200_000).status_code == 413


def test_who_may_not_upload(evening: Evening, client: TestClient) -> None:
    assert upload(client, APPROVAL.encode()).status_code in (401, 303)
    evening.world.sign_in(client, "member")
    assert upload(client, APPROVAL.encode()).status_code == 403


def test_its_options_become_a_draft(evening: Evening, client: TestClient) -> None:
    evening.world.sign_in(client, "facilitator")
    item = evening.item(ItemKind.BALLOT).id or 0
    form = {
        "item": item,
        "question": "골목 사업",
        "kind": "rank",
        "method": "borda",
        "most": 2,
        "option": ["긴 의자", "가로등", "긴" * 90],
    }
    made = post(client, "/elections/ballot", form)
    assert made.status_code in (200, 303)
    paper = evening.paper()
    assert (paper.question, paper.kind, paper.method, paper.max_choices) == (
        "골목 사업",
        Kind.RANK,
        Method.BORDA,
        2,
    )
    assert [choice.text for choice in paper.choices] == ["긴 의자", "가로등", "긴" * 60]
    again = {**form, "option": ["하나", "둘"], "kind": "choice", "method": "marks", "most": 1}
    post(client, "/elections/ballot", again)
    assert [choice.text for choice in evening.paper().choices] == ["하나", "둘"]


@pytest.mark.parametrize("options", [["혼자"], [f"보기 {n}" for n in range(MOST_OPTIONS + 1)]])
def test_too_few_or_too_many_options_are_said_and_what_was_picked_stays(
    evening: Evening, client: TestClient, options: list[str]
) -> None:
    evening.world.sign_in(client, "facilitator")
    item = evening.item(ItemKind.BALLOT).id or 0
    shown = post(
        client,
        "/elections/ballot",
        {"item": item, "question": "골목 사업", "kind": "choice", "option": options},
    )
    assert shown.status_code == 422
    assert "2개에서 10개까지" in shown.text
    for word in (*options, "골목 사업"):
        assert f'value="{word}"' in shown.text


def test_a_vote_that_has_begun_is_not_written_over(evening: Evening) -> None:
    paper = evening.open_vote()
    with pytest.raises(Conflict, match="이미 시작"):
        evening.world.write(
            ballots.draft_with,
            evening.world.actor("facilitator"),
            paper.item_id,
            question="다른 것",
            kind=Kind.CHOICE,
            method=Method.MARKS,
            most=1,
            texts=["하나", "둘"],
        )
    assert len(evening.world.read(queries.options, paper.id)) == 3


@pytest.mark.parametrize("digit", ["9", "\u0663"])
def test_a_number_of_votes_longer_than_any_number_is_only_a_difference(digit: str) -> None:
    found = of(APPROVAL.replace("num_votes;4", f"num_votes;{digit * 5000}"))
    assert found.voters == 4
    assert not found.is_same


def test_strange_letters_of_a_file_reach_no_draft() -> None:
    content = APPROVAL.replace("num_votes;4", "num_votes;4\ndescription;a\x00b\x1bc")
    found = of(content.replace("가로등", "가\x00로\x07등"))
    said = [
        found.question,
        *(one.name + one.id for one in found.projects),
        *(value for _, value in found.meta),
    ]
    assert not any(letter < " " for words in said for letter in words)
