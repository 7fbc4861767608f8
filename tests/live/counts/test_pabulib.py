"""By-laws of published elections: what is read is what was written, and a re-count is exact or says where it differs."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.__main__ import main
from app.live.counts import pabulib
from app.live.counts.pabulib import Broken, Paper
from app.live.counts.rules import REPEATING, SINGLE, Kind, Method, backers, tally
from tests.live.counts import published

APPROVAL = '''META
key;value
description;"골목 사업; 시험"
num_projects;3
num_votes;4
budget;100
vote_type;approval
PROJECTS
project_id;cost;votes;name;selected
a;40;3;"긴 의자; 나무로 만든 ""쉼터""";1
b-2;50;2;가로등;0
77;60;0;;0
VOTES
voter_id;age;vote
1;30;a,b-2
2;;a
3;7;b-2 , a
4;81;
'''
CUMULATIVE = """META
key;value
vote_type;cumulative
num_votes;3
max_sum_points;7
PROJECTS
project_id;cost;votes;score;name
1;10;2;7;하나
2;10;2;6;둘
3;10;0;0;셋
VOTES
voter_id;vote;points
x;1,2;4,3
y;2;3
z;1,3;3,0
"""
ORDINAL = """META
key;value
vote_type;ordinal
num_votes;3
PROJECTS
project_id;cost;votes;score;name
1;10;3;4;하나
2;10;3;4;둘
3;10;2;1;셋
VOTES
voter_id;vote
x;1,2,3
y;2,1
z;2,3,1
"""


def of(text: str) -> dict[str, tuple[int, int]]:
    return {line.project.id: (line.people, line.score) for line in pabulib.recount(pabulib.read(text))}


def test_an_approval_is_read_and_counted() -> None:
    election = pabulib.read(APPROVAL)
    assert election.meta["description"] == "골목 사업; 시험"
    assert [project.name for project in election.projects] == ['긴 의자; 나무로 만든 "쉼터"', "가로등", ""]
    assert [vote.projects for vote in election.votes] == [("a", "b-2"), ("a",), ("b-2", "a"), ()]
    found = pabulib.verify(election)
    assert found.is_same
    assert (found.compared, found.voters) == (3, 4)
    assert of(APPROVAL) == {"a": (3, 3), "b-2": (2, 2), "77": (0, 0)}


def test_points_are_added_and_nothing_names_nobody() -> None:
    assert of(CUMULATIVE) == {"1": (2, 7), "2": (2, 6), "3": (0, 0)}
    assert pabulib.verify(pabulib.read(CUMULATIVE)).is_same
    assert of(CUMULATIVE.replace("cumulative", "scoring")) == of(CUMULATIVE)


def test_some_cities_publish_points_as_votes() -> None:
    lines = [line.split(";") for line in CUMULATIVE.splitlines()]
    text = "\n".join(
        ";".join([*one[:2], *one[3:]]) if len(one) == 5 and one[0] != "project_id" else ";".join(one)
        for one in lines
    ).replace("project_id;cost;votes;score;name", "project_id;cost;votes;name")
    assert pabulib.verify(pabulib.read(text)).is_same
    assert not pabulib.verify(pabulib.read(text.replace("1;10;7;하나", "1;10;8;하나"))).is_same


def test_a_ranking_is_counted_by_borda_or_by_schulze() -> None:
    assert of(ORDINAL) == {"1": (3, 3), "2": (3, 5), "3": (2, 1)}
    wrong = pabulib.verify(pabulib.read(ORDINAL))
    assert [line.project.id for line in wrong.wrong] == ["1", "2"], "what was announced is not what was cast"
    schulze = ORDINAL.replace("vote_type;ordinal", "vote_type;ordinal\ngongron_method;schulze")
    assert of(schulze) == {"1": (3, 1), "2": (3, 2), "3": (2, 0)}


@pytest.mark.parametrize("text", [APPROVAL, CUMULATIVE, ORDINAL])
def test_line_ends_marks_and_letters_of_sections_do_not_matter(text: str) -> None:
    other = "\ufeff" + text.replace("META", "meta").replace("VOTES\n", "Votes\n\n").replace("\n", "\r\n")
    assert of(other) == of(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("META\n", "", "META로 시작하지 않습니다"),
        ("PROJECTS\n", "", "PROJECTS 부분이 없습니다"),
        ("VOTES\n", "PROJECTS\n", "두 번 나옵니다"),
        ("vote_type;approval", "vote_type;lottery", "lottery"),
        ("vote_type;approval\n", "", "적혀 있지 않음"),
        ("project_id;", "number;", "project_id 칸이 없습니다"),
        ("voter_id;age;vote", "voter_id;age;choice", "vote 칸이 없습니다"),
        ("2;;a", "2;;z", "없는 사업 ‘z’"),
        ("2;;a", "2;;a,a", "두 번"),
        ("a;40;3;", "a;40;many;", "셀 수 있는 수가 아닙니다"),
        ("a;40;3;", "a;40;1e999;", "셀 수 있는 수가 아닙니다"),
        ("b-2;50", "a;50", "같은 번호"),
        ("77;60", ";60", "사업 번호가 없습니다"),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(old: str, new: str, said: str) -> None:
    assert old in APPROVAL
    with pytest.raises(Broken, match=said):
        pabulib.read(APPROVAL.replace(old, new, 1))


@pytest.mark.parametrize("points", ["4", "4,3,2", "-4,3", "4,x", "4,2.5", "4,1000001"])
def test_points_that_cannot_be_counted_are_refused(points: str) -> None:
    with pytest.raises(Broken):
        pabulib.read(CUMULATIVE.replace("4,3", points))


@pytest.mark.parametrize(
    "text", ["", "META", "a;b", "META\nVOTES\nPROJECTS\n", '"' * 9, "PROJECTS;1;2", "\x00;;\n"]
)
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(Broken):
        pabulib.read(text)


# -- elections that were held ------------------------------------------------------------------------------------------


def held(announced: Mapping[str, int], votes: Mapping[str, int]) -> str:
    """A published file of these numbers."""
    cast = [vote for vote, many in votes.items() for _ in range(many)]
    projects = "".join(f"{number};1;{many};\n" for number, many in announced.items())
    people = "".join(f"{number};{vote}\n" for number, vote in enumerate(cast))
    return (
        f"META\nkey;value\nnum_votes;{len(cast)}\nvote_type;approval\nPROJECTS\nproject_id;cost;votes;name\n{projects}"
        f"VOTES\nvoter_id;vote\n{people}"
    )


@pytest.mark.parametrize(
    ("announced", "votes", "voters"),
    [(published.SADUL, published.SADUL_VOTES, 110), (published.OKECIE, published.OKECIE_VOTES, 229)],
)
def test_elections_of_warsaw_are_counted_exactly_as_announced(
    announced: Mapping[str, int], votes: Mapping[str, int], voters: int
) -> None:
    found = pabulib.verify(pabulib.read(held(announced, votes)))
    assert (found.voters, found.compared) == (voters, len(announced))
    assert found.is_same
    assert {line.project.id: line.people for line in found.lines} == announced
    for number in announced:  # one vote more or less for anybody would be seen
        for more in (-1, 1):
            other = {**announced, number: announced[number] + more}
            wrong = pabulib.verify(pabulib.read(held(other, votes))).wrong
            assert [line.project.id for line in wrong] == [number]


# -- ballots of ours ---------------------------------------------------------------------------------------------------


def cast(dice: random.Random, kind: Kind, options: list[int], most: int) -> list[int]:
    if kind in REPEATING:
        many = most if kind is Kind.POINTS else dice.randint(1, most)
        return sorted(dice.choices(options, k=many))
    chosen = dice.sample(options, 1 if kind in SINGLE else dice.randint(1, min(most, len(options))))
    return chosen if kind is Kind.RANK else sorted(chosen)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("seed", range(12))
def test_whatever_was_cast_is_written_read_and_counted_the_same(kind: Kind, seed: int) -> None:
    dice = random.Random(seed)
    method = dice.choice((Method.BORDA, Method.SCHULZE)) if kind is Kind.RANK else Method.MARKS
    options = dice.sample(range(1, 500), dice.randint(2, 10))
    words = [dice.choice(("의자; 그늘", '"따옴표"', "줄\n바꿈", "META", "보통 말", "=1+1")) for _ in options]
    most = dice.randint(1, 12)
    votes = [(f"R-{n}", cast(dice, kind, options, most)) for n in range(dice.randrange(30))]
    paper = Paper(
        "물음; ‘어느 것’",
        kind,
        method,
        most,
        list(zip(options, words, strict=True)),
        votes,
        {"unit": "종로구"},
    )
    text = pabulib.write(paper)
    election = pabulib.read(text)
    found = pabulib.verify(election)
    assert found.is_same
    assert found.compared == 2 * len(options)
    counted = tally(kind, method, options, [chosen for _, chosen in votes])
    assert [line.score for line in found.lines] == [row.votes for row in counted.rows]
    assert [line.project.name for line in found.lines] == words
    if kind is not Kind.RANK:
        everybody = [chosen for _, chosen in votes]
        assert [line.people for line in found.lines] == [backers(kind, one, everybody) for one in options]
    assert [vote.voter for vote in election.votes] == [tracker for tracker, _ in votes]
    if votes:  # one vote that is missing is seen
        assert not pabulib.verify(
            pabulib.Election(election.meta, election.projects, election.votes[1:])
        ).is_same


# -- from a shell ------------------------------------------------------------------------------------------------------


def test_the_command_counts_a_file_and_says_whether_it_fits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "okecie.pb"
    file.write_text(held(published.OKECIE, published.OKECIE_VOTES), "utf-8")
    assert main(["recount", str(file)]) == 0
    told = capsys.readouterr().out
    assert "표 229장" in told
    assert "1940    105명 105점  발표 105  같음" in told
    assert "발표한 결과와 모두 같습니다." in told
    file.write_text(held({**published.OKECIE, "307": 12}, published.OKECIE_VOTES), "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["recount", str(file)])
    assert "발표한 결과와 다릅니다: 1곳" in str(ended.value.code)
    assert "발표 12  다름" in capsys.readouterr().out
    silent = APPROVAL.replace(";votes;name", ";heard;name")
    file.write_text(silent, "utf-8")
    assert main(["recount", str(file)]) == 0
    assert "견줄 발표가 파일에 없어" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", "META\n없음".encode()])
def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.pb"
    file.write_bytes(content)
    for one in (file, tmp_path / "nowhere.pb"):
        with pytest.raises(SystemExit) as ended:
            main(["recount", str(one)])
        assert str(ended.value.code).startswith(str(one))
