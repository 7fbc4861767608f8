"""A revealed ballot as a Pabulib file: whoever counts it again finds what was announced."""

import pytest
from starlette.testclient import TestClient

from app.live.ballots.rules import Secrecy
from app.live.counts import pabulib
from app.live.counts.rules import Kind, Method
from tests.live.evening import QUESTION, Evening

HALLS = [
    (Kind.YESNO, Method.MARKS, 1, [(1,), (1,), (2,), (3,)]),
    (Kind.CHOICE, Method.MARKS, 2, [(1, 2), (2,), (2, 3), (1,)]),
    (Kind.RANK, Method.BORDA, 3, [(1, 2, 3), (2, 1), (3,), (2, 3, 1)]),
    (Kind.RANK, Method.SCHULZE, 3, [(1, 2, 3), (2, 1), (3,), (2, 3, 1)]),
    (Kind.SCALE, Method.MARKS, 1, [(1,), (5,), (5,), (3,)]),
    (Kind.POINTS, Method.MARKS, 4, [(1, 1, 1, 2), (2, 2, 3, 3), (3, 3, 3, 3), (1, 2, 3, 3)]),
    (Kind.DOTS, Method.MARKS, 3, [(1, 1, 1), (2,), (2, 3), (3, 3)]),
]


def hold(evening: Evening, kind: Kind, method: Method, most: int, votes: list[tuple[int, ...]]) -> int:
    """Open, vote, close, reveal."""
    paper = evening.open_vote(kind=kind, method=method, most=most)
    for by, positions in enumerate(votes, 1):
        evening.vote(by, *positions)
    evening.press()
    evening.press()
    return paper.id


@pytest.mark.parametrize(("kind", "method", "most", "votes"), HALLS)
def test_the_file_says_what_was_announced_for_every_kind(
    evening: Evening, client: TestClient, kind: Kind, method: Method, most: int, votes: list[tuple[int, ...]]
) -> None:
    ballot = hold(evening, kind, method, most, votes)
    answer = client.get(f"/ballots/{ballot}/election.pb")
    assert answer.status_code == 200
    assert (
        answer.headers["content-disposition"]
        == f'attachment; filename="gongron-{evening.number}-{ballot}.pb"'
    )
    election = pabulib.read(answer.text)
    found = pabulib.verify(election)
    assert found.is_same
    assert found.voters == len(votes)
    announced = evening.paper().choices
    assert [(line.project.name, line.score) for line in found.lines] == [
        (one.text, one.votes) for one in announced
    ]
    assert election.meta["description"] == QUESTION
    assert election.meta["date_end"][-4:] == election.meta["instance"]
    assert f"/ballots/{ballot}/election.pb" in client.get(f"/ballots/{ballot}/check").text


def test_nobody_gets_it_before_the_result_and_no_name_is_in_it(evening: Evening, client: TestClient) -> None:
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    evening.vote(1, 1, name="이름표식")
    address = f"/ballots/{paper.id}/election.pb"
    assert client.get(address).status_code == 404
    evening.press()
    assert client.get(address).status_code == 404, "closed, but not yet revealed"
    evening.press()
    assert "이름표식" not in client.get(address).text
    assert pabulib.verify(pabulib.read(client.get(address).text)).is_same
    for nowhere in (0, 999_999, 2**63):
        assert client.get(f"/ballots/{nowhere}/election.pb").status_code == 404
