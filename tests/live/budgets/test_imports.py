"""A published election with costs that staff upload: divided by both rules, compared with the publication, forgotten."""

import pytest

from app.budgeting.sharing.rules import Candidate, Rule, grouped, support
from app.live.budgets import comparing
from app.live.budgets.comparing import compare
from app.live.budgets.imports import Imported, imported
from app.live.counts.pabulib import Broken
from tests.budgeting.test_sharing import plac_file
from tests.live.counts.test_pabulib import APPROVAL, ORDINAL


def of(text: str) -> Imported:
    return imported(text.encode())


def test_the_published_election_is_divided_as_the_city_did() -> None:
    found = of(plac_file())
    assert (found.is_same, found.rule, found.comparison.voters) == (True, "greedy", 27)
    assert found.comparison.misses == ()
    assert all(line.told for line in found.comparison.lines)
    assert set(found.comparison.outcomes) == set(Rule)


def test_a_publication_that_says_otherwise_is_named() -> None:
    [missed] = of(plac_file(40_000)).comparison.misses
    assert (missed.candidate.name, missed.told) == ("2567", True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "빈 파일"),
        (ORDINAL, "vote_type;approval"),
        (APPROVAL.replace("budget;100", "budget;many"), "budget"),
        (APPROVAL.replace("budget;100", "budget;0"), "budget"),
        (APPROVAL.replace("budget;100\n", ""), "budget"),
        (APPROVAL.replace("77;60;", "77;free;"), "사업비"),
        (plac_file().replace("VOTES", "CASTS"), "VOTES"),
    ],
)
def test_what_cannot_be_divided_says_why(text: str, said: str) -> None:
    with pytest.raises(Broken, match=said):
        of(text)


def test_what_would_take_too_long_is_divided_by_votes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_WORK", 3)
    found = of(plac_file()).comparison
    assert set(found.outcomes) == {Rule.GREEDY}
    assert "셈하지 않습니다" in found.why_one
    assert found.differing == ()


def test_votes_that_are_known_as_totals_alone_are_divided_by_votes_alone() -> None:
    candidates = [Candidate(1, 10), Candidate(2, 20)]
    votes = grouped([{1}])
    found = compare(candidates, {**support(candidates, votes), 2: 5}, votes, 25, 6)
    assert found.outcomes[Rule.GREEDY].division.ids == {2}
    assert found.outcomes[Rule.GREEDY].served is None
    assert "합계만 남아" in found.why_one
