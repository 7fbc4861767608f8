"""A budget ballot is a ballot of the room like any other; what it chose divides the budget by the rule that was said before."""

from dataclasses import replace
from typing import Any

import pytest

from app.budgeting import queries as budgeting
from app.budgeting.actions import Asked, revise_project
from app.budgeting.limits.actions import set_limit
from app.budgeting.limits.rules import Cap
from app.budgeting.sharing.rules import Fate, Rule
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.live.ballots import actions as ballots
from app.live.ballots.rules import LONGEST_OPTION, BallotState
from app.live.budgets import actions, comparing, queries
from app.live.budgets.rules import on_paper, why_not
from app.live.counts import pabulib
from app.live.counts.channels import Channel
from app.live.counts.rules import Kind
from app.live.counts.terms import Terms
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind
from app.live.records.queries import election_file
from app.proposals.agendas import queries as agendas
from tests.live.budgets.purse import MILLION, SIX, VOTES, Purse, purse_of
from tests.live.evening import Evening
from tests.live.tallies.hall import Hall


@pytest.fixture
def purse(evening: Evening) -> Purse:
    return purse_of(evening)


# -- onto the paper ------------------------------------------------------------------------------------------------------


def test_projects_stand_on_the_paper_with_their_costs(purse: Purse) -> None:
    paper = purse.paper(purse.prepare())
    assert [entry.text for entry in paper.entries][:2] == [
        "종로 마을형 지속가능발전 표준모델 개발 · 1억원",
        "우리동네에서 '일'을 찾다 · 5,000만원",
    ]
    assert (paper.budget, paper.asked, paper.most, paper.rule) == (
        150 * MILLION,
        250 * MILLION,
        2,
        Rule.GREEDY,
    )
    assert (paper.state, paper.problem, paper.comparison) == (BallotState.DRAFT, "", None)
    assert [entry.cost for entry in paper.entries] == [cost * MILLION for _, cost in SIX]


def test_a_long_name_is_cut_before_its_cost() -> None:
    text = on_paper("긴 이름 " * 20, "1억 2,000만원")
    assert len(text) == LONGEST_OPTION
    assert text.endswith("… · 1억 2,000만원")
    assert on_paper("의자", "10만원") == "의자 · 10만원"


def test_budget_rule_and_costs_are_in_the_ledger_before_anybody_votes(purse: Purse) -> None:
    ballot_id = purse.prepare(rule=Rule.SHARES)
    chain = purse.evening.world.read(ledger.chain, purse.evening.meeting_id)
    [entry] = [line for line in chain if line["kind"] == "paper.budget"]
    said = entry["data"]
    assert set(said) == {"ballot", "year", "budget", "rule", "costs", "who"}
    assert (said["ballot"], said["budget"], said["rule"]) == (ballot_id, 150 * MILLION, "shares")
    assert [cost for _, _, cost in said["costs"]] == [cost * MILLION for _, cost in SIX]
    assert said["who"] == "협치추진단"


def test_prepared_again_it_is_another_paper(purse: Purse) -> None:
    first = purse.prepare()
    again = purse.prepare(
        "facilitator", budget=80 * MILLION, project_ids=tuple(purse.ids[1:4]), rule=Rule.SHARES, most=1
    )
    assert again == first
    paper = purse.paper(first)
    assert (paper.budget, paper.rule, paper.most, len(paper.entries)) == (80 * MILLION, Rule.SHARES, 1, 3)
    assert [entry.project.id for entry in paper.entries] == purse.ids[1:4]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project_ids": ()}, "project"),
        ({"project_ids": (1,)}, "project"),
        ({"project_ids": (1, 999)}, "project"),
        ({"year": 2025}, "project"),
        ({"budget": 90 * MILLION}, "budget"),
        ({"budget": 1_300 * MILLION}, "budget"),
        ({"most": 6}, "most"),
        ({"most": 0}, "most"),
        ({"rule": Rule.SHARES, "on_paper": True}, "rule"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(purse: Purse, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        purse.prepare(**changes)
    assert field in refused.value.errors
    assert purse.evening.world.read(queries.budget_ballots, drafts=True) == ()


def test_only_hosts_prepare_and_only_before_it_opens(purse: Purse) -> None:
    for who in ("chair", "reviewer", "member"):
        with pytest.raises(Forbidden):
            purse.prepare(who)
    world = purse.evening.world
    with pytest.raises(SignInNeeded):
        world.write(actions.prepare, world.visitor(), purse.item_id, purse.plan)
    purse.evening.until(ItemKind.BALLOT)
    purse.prepare()
    purse.evening.press()
    with pytest.raises(Conflict, match="이미 시작"):
        purse.prepare()


def test_paper_ballots_are_a_channel_of_the_same_ballot(purse: Purse) -> None:
    ballot_id = purse.prepare(on_paper=True)
    assert purse.paper(ballot_id).channels == (Channel.PHONE, Channel.PAPER)
    purse.prepare(on_paper=False)
    assert purse.paper(ballot_id).channels == (Channel.PHONE,)


# -- who may see what ------------------------------------------------------------------------------------------------------


def test_a_draft_is_for_staff_and_a_count_for_nobody_before_it_is_announced(purse: Purse) -> None:
    world, evening = purse.evening.world, purse.evening
    evening.until(ItemKind.BALLOT)
    ballot_id = purse.prepare()
    with pytest.raises(NotFound):
        world.read(queries.budget_paper, ballot_id, world.visitor())
    for number in (0, 999, 10**20):
        with pytest.raises(NotFound):
            world.read(queries.budget_paper, number, world.actor("officer"))
    evening.press()
    for by, positions in enumerate(VOTES, 1):
        evening.vote(by, *positions)
    assert world.read(queries.budget_paper, ballot_id, world.visitor()).comparison is None
    evening.press()
    assert purse.paper(ballot_id).comparison is None, "closed, not announced"
    assert queries.money_of(purse.paper(ballot_id)) is None
    evening.press()
    assert world.read(queries.budget_paper, ballot_id, world.visitor()).comparison is not None


# -- what it chose -----------------------------------------------------------------------------------------------------------


def test_by_votes_and_by_shares_choose_differently_and_say_why(purse: Purse) -> None:
    paper = purse.paper(purse.hold())
    comparison = paper.comparison
    assert comparison is not None
    votes, shares = comparison.outcomes[Rule.GREEDY], comparison.outcomes[Rule.SHARES]
    # By hand. By votes: 1 (20 votes, 100), 2 (12, 50): the budget is gone.
    assert votes.division.ids == {1, 2}
    assert (votes.division.left, votes.served) == (0, 20)
    # By shares everybody has 5 million: 1 is paid by twenty, 5 by ten, 6 and 4 by those who wish them.
    assert shares.division.ids == {1, 4, 5, 6}
    assert (shares.division.spent, shares.served) == (150 * MILLION, 30)
    assert {line.candidate.id for line in comparison.differing} == {2, 4, 5, 6}
    assert paper.chosen == {entry.option_id for entry in paper.entries if entry.position in (1, 2)}
    first, line = paper.lines[0]
    assert (first.position, line.votes) == (1, 20)
    assert line.by[Rule.GREEDY].words.startswith("찬성 20명.")
    loser = next(line for entry, line in paper.lines if entry.position == 5)
    assert loser.by[Rule.GREEDY].judged.fate is Fate.NO_ROOM
    assert "1,000만원이 모자랐습니다" in loser.by[Rule.GREEDY].words


def test_the_rule_that_was_said_decides(purse: Purse) -> None:
    paper = purse.paper(purse.hold(rule=Rule.SHARES))
    chosen = [entry.position for entry, line in paper.lines if line.by[paper.rule].judged.is_chosen]
    assert sorted(chosen) == [1, 4, 5, 6]
    assert len(paper.lines) == 6


def test_paper_counts_by_votes_and_leaves_nothing_to_compare(purse: Purse) -> None:
    evening, hall = purse.evening, Hall(purse.evening)
    evening.until(ItemKind.BALLOT)
    ballot_id = purse.prepare(on_paper=True)
    evening.press()
    for by in range(1, 11):
        evening.vote(by, 2, 3)
    for seat in range(1, 13):
        hall.mark(seat=str(seat))
    evening.press()
    hall.count_twice(hall.total(12, 0, 0, 12, 0, 0, valid=12))
    for _ in range(3):
        if purse.paper(ballot_id).state is not BallotState.REVEALED:
            evening.press()
    paper = purse.paper(ballot_id)
    assert paper.comparison is not None
    assert paper.comparison.voters == 22
    assert set(paper.comparison.outcomes) == {Rule.GREEDY}
    assert "합계만 남아" in paper.comparison.why_one
    assert paper.comparison.outcomes[Rule.GREEDY].served is None
    assert paper.comparison.outcomes[Rule.GREEDY].division.ids == {4, 1}


def test_what_is_no_longer_a_budget_ballot_says_so(purse: Purse) -> None:
    world, officer = purse.evening.world, purse.evening.world.actor("officer")
    ballot_id = purse.prepare()

    def revise(new: str, kind: Kind = Kind.CHOICE, terms: Terms | None = None) -> None:
        world.write(
            ballots.revise,
            officer,
            purse.item_id,
            question="물음",
            max_choices=2,
            texts={},
            new=new,
            kind=kind,
            terms=terms,
        )

    revise("사업이 아닌 것")
    assert "사업이 아닌 보기가 1개" in purse.paper(ballot_id).problem
    purse.prepare()
    assert purse.paper(ballot_id).problem == ""
    revise("", Kind.DOTS)
    assert "선택 투표가 아니어서" in purse.paper(ballot_id).problem
    purse.prepare(rule=Rule.SHARES)
    revise("", terms=Terms(channels=(Channel.PHONE, Channel.PAPER)))
    assert "‘균등몫’으로 나눌 수 없습니다" in purse.paper(ballot_id).problem


def test_equal_shares_that_cannot_be_counted_decide_nothing(
    purse: Purse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_WORK", 3)
    paper = purse.paper(purse.hold(rule=Rule.SHARES))
    assert paper.comparison is None
    assert "셈하지 않습니다" in paper.problem
    assert paper.chosen == frozenset()


def test_each_reason_against_dividing_is_a_sentence() -> None:
    fine = {"strange": 0, "weighted": False, "failed": "", "by_shares": False, "channels": (Channel.PHONE,)}

    def said(**other: object) -> str:
        return why_not(Kind.CHOICE, **{**fine, **other})  # type: ignore[arg-type]

    assert said() == ""
    assert "몫을 따로 둔" in said(weighted=True)
    assert "‘정족수 미달’" in said(failed="정족수 미달")
    assert said(channels=(Channel.PAPER,)) == ""
    assert said(channels=(Channel.PAPER,), by_shares=True)


def test_a_vote_without_a_quorum_divides_nothing(purse: Purse) -> None:
    evening, world = purse.evening, purse.evening.world
    evening.until(ItemKind.BALLOT)
    ballot_id = purse.prepare()
    paper = evening.paper()
    world.write(
        ballots.revise,
        world.actor("officer"),
        purse.item_id,
        question=paper.question,
        max_choices=2,
        texts={},
        new="",
        terms=Terms(floor=10_000, electors=100, electors_on="2026-01-01"),
    )
    evening.press()
    for by in range(1, 4):
        evening.vote(by, 1)
    evening.press()
    evening.press()
    found = purse.paper(ballot_id)
    assert found.comparison is None
    assert "예산을 나누지 않습니다" in found.problem


def test_a_cost_stays_as_it_stood_on_the_paper(purse: Purse) -> None:
    world = purse.evening.world
    ballot_id = purse.prepare()
    before = world.read(budgeting.project, purse.ids[0])
    asked = Asked(before.department_id, 2026, before.name, before.content, 90 * MILLION)
    world.write(revise_project, world.actor("officer"), before.id, asked, expect=0)
    entry = purse.paper(ballot_id).entries[0]
    assert (entry.cost, entry.has_changed) == (100 * MILLION, True)
    purse.prepare()
    assert purse.paper(ballot_id).entries[0].cost == 90 * MILLION


# -- what becomes of it --------------------------------------------------------------------------------------------------------


def test_a_chosen_project_becomes_an_agenda_with_its_votes_once(purse: Purse) -> None:
    world, officer = purse.evening.world, purse.evening.world.actor("officer")
    ballot_id = purse.hold()
    paper = purse.paper(ballot_id)
    winner = next(entry for entry in paper.entries if entry.position == 1)
    loser = next(entry for entry in paper.entries if entry.position == 6)
    with pytest.raises(Forbidden):
        world.write(actions.make_agenda, world.actor("facilitator"), ballot_id, winner.option_id)
    agenda_id = world.write(actions.make_agenda, officer, ballot_id, winner.option_id)
    assert world.write(actions.make_agenda, officer, ballot_id, winner.option_id) == agenda_id
    record = world.read(agendas.record, agenda_id)
    assert (record.title, record.votes, record.voters) == (SIX[0][0], 20, 30)
    assert world.read(budgeting.project, purse.ids[0]).agenda_id == agenda_id
    assert purse.paper(ballot_id).selected == {winner.option_id}
    with pytest.raises(Conflict, match="뽑힌 사업만"):
        world.write(actions.make_agenda, officer, ballot_id, loser.option_id)
    with pytest.raises(NotFound):
        world.write(actions.make_agenda, officer, ballot_id, 999)


def test_a_project_knows_the_ballots_it_stood_on(purse: Purse) -> None:
    world = purse.evening.world
    assert world.read(queries.ballots_of, purse.ids[0]) == ()
    ballot_id = purse.hold()
    [found] = world.read(queries.ballots_of, purse.ids[0])
    assert (found.ballot_id, found.comparison is not None) == (ballot_id, True)
    [listed] = world.read(queries.budget_ballots, 2026)
    assert (listed.ballot_id, listed.state) == (ballot_id, BallotState.REVEALED)
    assert world.read(queries.budget_ballots, 2025) == ()


def test_the_exported_file_holds_costs_and_outcome_and_counts_the_same(purse: Purse) -> None:
    world = purse.evening.world
    ballot_id = purse.hold(rule=Rule.SHARES)
    money = queries.money_of(purse.paper(ballot_id))
    assert money is not None
    _, text = world.read(election_file, ballot_id, "종로구", money)
    election = pabulib.read(text)
    assert pabulib.verify(election).is_same
    assert (election.meta["budget"], election.meta["rule"]) == ("150000000", "equalshares/add1")
    assert [one.cost for one in election.projects] == [cost * MILLION for _, cost in SIX]
    assert [one.selected for one in election.projects] == [True, False, False, True, True, True]


def test_a_cap_that_is_lowered_holds_for_the_next_ballot(purse: Purse) -> None:
    world = purse.evening.world
    day = clock.seoul(clock.now()).date()
    world.write(
        set_limit, world.actor("officer"), Cap.TOTAL, amount=120 * MILLION, source="2027년 공고", since=day
    )
    with pytest.raises(Invalid) as refused:
        purse.prepare()
    assert "3,000만원 많습니다" in refused.value.errors["budget"]
    assert purse.prepare(plan=replace(purse.plan, budget=120 * MILLION))
