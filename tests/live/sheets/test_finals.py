"""The final of a dong contest: its candidates on the paper, presented in their order, and what becomes of who is chosen."""

from datetime import timedelta
from typing import Any

import pytest

from app.accounts.rules import Level
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid
from app.forums import queries as forums
from app.forums.rules import ForumKind, PhaseKind
from app.live.ballots import actions as ballots
from app.live.ballots.rules import BallotState
from app.live.counts.channels import Channel
from app.live.counts.terms import Place, Ruling, from_data
from app.live.ledger import queries as ledger
from app.live.meetings.models import Meeting
from app.live.meetings.presets import Topic
from app.live.meetings.rules import ItemKind
from app.live.selections import actions as selections
from app.live.sheets import actions, queries
from app.live.speakers import actions as speakers
from app.live.speakers import queries as floors
from app.live.speakers.rules import Reason, Stance
from app.live.stage import actions as stage
from app.proposals import actions as proposals
from app.proposals.models import Agenda, Proposal
from app.proposals.rules import ProposalState
from tests.live.evening import Evening
from tests.live.tallies.hall import Hall
from tests.proposals.calendars import contest_in, received
from tests.world import World

DONG = "창신1동"
TITLES = ("계단 손잡이를 양쪽에", "골목 끝 긴 의자", "밤길 센서등")


@pytest.fixture
def contest(world: World) -> int:
    return contest_in(world, PhaseKind.RECEIVE, DONG)


@pytest.fixture
def candidates(world: World, contest: int) -> list[int]:
    return [received(world, contest_id=contest, visitor=n, title=title) for n, title in enumerate(TITLES, 1)]


def plan(
    world: World, contest: int | None, candidates: list[int], *, who: str = "officer", **other: Any
) -> Evening:
    start = clock.now() + timedelta(hours=1)
    where: dict[str, Any] = {
        "kind": ForumKind.DONG,
        "zone_id": world.zones["창신·숭인"],
        "dong_id": world.dongs[DONG],
        "preset_id": "contest_final_90",
    } | other
    meeting_id = world.write(
        actions.plan_evening,
        world.actor(who),
        title="우리 골목 계단 이야기 발표회",
        summary="",
        place="창신1동 주민센터",
        starts_at=start,
        ends_at=start + timedelta(minutes=90),
        topics=[Topic("우리 골목 계단 이야기", "어떤 제안을 먼저 이루면 좋을까요?")],
        contest_id=contest,
        candidates=candidates,
        **where,
    )
    meeting = world.read(lambda db: db.get(Meeting, meeting_id))
    assert meeting is not None
    return Evening(world, meeting_id, meeting.join_number, meeting.wall_key)


def test_the_paper_knows_candidates_and_rules(world: World, contest: int, candidates: list[int]) -> None:
    evening = plan(world, contest, candidates[::-1])
    paper = evening.paper()
    assert [(choice.text, choice.proposal_id) for choice in paper.choices] == list(
        zip(TITLES, candidates, strict=True)
    ), "in the order they came in"
    terms = paper.terms
    assert (terms.floor, terms.electors, terms.electors_on) == (50, 7000, "2022-03-09")
    assert terms.least == 35
    assert (terms.place, terms.observers, terms.shuffled) == (Place.DAILY, True, True)
    assert terms.channels == (Channel.PHONE, Channel.PAPER)
    assert (paper.level, paper.max_choices) == (Level.SLIP, 1)
    assert [one.title for one in world.read(forums.finals, contest)] == [evening.meeting.title]
    assert [
        one["data"]["proposal"] for one in world.read(ledger.entries, evening.meeting_id, "paper.offered")
    ] == candidates


def test_a_final_without_a_dong_has_no_share_of_its_electors(world: World) -> None:
    evening = plan(world, None, [], kind=ForumKind.ZONE, dong_id=None)
    item = evening.item(ItemKind.BALLOT)
    ballot = world.write(ballots.draft, item)
    assert (from_data(ballot.terms).floor, from_data(ballot.terms).electors) == (0, 0)


def test_what_cannot_be_planned_is_refused_beside_its_field(
    world: World, contest: int, candidates: list[int]
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(world, contest, candidates, dong_id=world.dongs["창신2동"])
    assert "dong_id" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        plan(world, contest, candidates, preset_id="nominal_group_90", dong_id=None, kind=ForumKind.ZONE)
    assert "dong_id" in refused.value.errors, "of another place"
    elsewhere = received(world, contest_id=None, visitor=7, title="공모전 밖의 제안")
    for wrong in (elsewhere, 999):
        with pytest.raises(Invalid) as refused:
            plan(world, contest, [*candidates, wrong])
        assert "candidate" in refused.value.errors
    world.write(
        proposals.decide, world.actor("officer"), candidates[0], ProposalState.DECLINED, reason="민원입니다"
    )
    with pytest.raises(Invalid, match="접수 상태가 바뀐"):
        plan(world, contest, candidates)
    with pytest.raises(Forbidden):
        plan(world, contest, candidates[1:], who="facilitator")
    assert world.read(forums.finals, contest) == [], "nothing is left of what was refused"


def test_the_form_begins_with_what_is_known(world: World, contest: int, candidates: list[int]) -> None:
    world.write(proposals.support, world.visitor(30), world.settings.secret, candidates[1])
    typed = world.read(queries.final_of, contest).suggested
    assert typed["candidate"] == [str(candidates[1]), str(candidates[0]), str(candidates[2])]
    assert (typed["dong_id"], typed["preset"]) == (str(world.dongs[DONG]), "contest_final_90")
    assert typed["starts_at"].endswith("T14:00")


def test_candidates_are_presented_before_anybody_else_and_once(
    world: World, contest: int, candidates: list[int]
) -> None:
    evening, host = plan(world, contest, candidates), world.actor("facilitator")
    with pytest.raises(Conflict):
        world.write(speakers.line_up, host, evening.meeting_id)
    evening.until(ItemKind.TALK)
    world.write(
        speakers.ask,
        evening.guest(50),
        evening.number,
        name="이주민",
        stance=Stance.NONE,
        is_point=False,
        key="k" * 20,
    )
    assert world.write(speakers.line_up, host, evening.meeting_id) == 3
    assert world.write(speakers.line_up, host, evening.meeting_id) == 0, "pressed again it adds nobody"
    entries = [
        one for one in world.read(ledger.chain, evening.meeting_id) if one["kind"] == "speakers.lined_up"
    ]
    assert [set(one["data"]) for one in entries] == [{"candidates", "who"}], "how many, and by which seat"
    line = world.read(floors.view, evening.meeting).line
    assert [one.subject for one in line] == [*TITLES, ""]
    assert line[0].reasons == (Reason.PRESENTS,)
    assert line[0].masked == "창신1동 주민", "a label is no name"
    for one in line[:3]:
        now = world.read(floors.view, evening.meeting).now_id
        world.write(speakers.call, host, one.id, now)
        speaking = world.read(floors.view, evening.meeting).now
        assert speaking is not None
        assert speaking.subject == one.subject


def voted(evening: Evening, votes: int) -> None:
    """So many came with a slip and chose the first."""
    hall = Hall(evening)
    for by, code in enumerate(hall.slips(votes), 100):
        hall.use(code, by)
    evening.until(ItemKind.BALLOT)
    evening.press()
    for by in range(100, 100 + votes):
        evening.vote(by, 1, declared=True)
    evening.press()  # close
    evening.press()  # count
    for who in ("member", "reviewer"):
        evening.world.write(ballots.confirm_count, evening.world.actor(who), evening.paper().id)
    evening.press()


def test_who_is_chosen_becomes_an_agenda_in_the_authors_words(
    world: World, contest: int, candidates: list[int]
) -> None:
    evening = plan(world, contest, candidates)
    voted(evening, 35)
    paper = evening.paper(for_staff=True)
    assert paper.verdict is not None
    assert paper.verdict.ruling is Ruling.CHOSEN
    host, option = world.actor("facilitator"), paper.choices[0]
    agenda, _ = world.write(selections.select_option, host, option.id, title=option.text, field_id=None)
    again, _ = world.write(selections.select_option, host, option.id, title=option.text, field_id=None)
    assert again.id == agenda.id
    stored = world.read(lambda db: db.get_one(Agenda, agenda.id))
    assert (stored.proposal_id, stored.origin_votes, stored.origin_voters) == (candidates[0], 35, 35)
    assert stored.origin_text == "내려올 때 손잡이가 없어요."
    states = world.read(lambda db: [db.get_one(Proposal, n).state for n in candidates])
    assert states == [ProposalState.SELECTED, ProposalState.RECEIVED, ProposalState.RECEIVED]
    world.write(
        proposals.decide, world.actor("officer"), candidates[1], ProposalState.DECLINED, reason="다음 해에"
    )
    with pytest.raises(Conflict, match="상태라"):
        world.write(selections.select_option, host, paper.choices[1].id, title="골목 의자", field_id=None)


def test_too_few_voters_choose_nothing(world: World, contest: int, candidates: list[int]) -> None:
    evening = plan(world, contest, candidates)
    voted(evening, 34)
    paper = evening.paper(for_staff=True)
    assert paper.verdict is not None
    assert paper.verdict.ruling is Ruling.LOW_TURNOUT
    with pytest.raises(Conflict, match="투표 규칙에 따른 결과"):
        world.write(
            selections.select_option,
            world.actor("officer"),
            paper.choices[0].id,
            title="계단 손잡이",
            field_id=None,
        )
    assert world.read(lambda db: db.get_one(Proposal, candidates[0]).state) is ProposalState.RECEIVED


def test_an_opening_that_is_undone_keeps_the_candidates(
    world: World, contest: int, candidates: list[int]
) -> None:
    evening = plan(world, contest, candidates)
    evening.until(ItemKind.BALLOT)
    evening.press()
    evening.undo()
    assert [choice.proposal_id for choice in evening.paper().choices] == candidates


def test_candidates_are_lined_up_once_also_when_their_vote_is_asked_again(
    world: World, contest: int, candidates: list[int]
) -> None:
    evening, host = plan(world, contest, candidates), world.actor("facilitator")
    evening.until(ItemKind.TALK)
    assert world.write(speakers.line_up, host, evening.meeting_id) == 3
    evening.until(ItemKind.BALLOT)
    evening.press()
    evening.undo()
    assert world.write(speakers.line_up, host, evening.meeting_id) == 0, (
        "a fresh paper has the same candidates"
    )
    evening.press()
    void = evening.paper().id
    world.write(ballots.propose_annulment, host, void, reason="보기의 순서가 잘못되었습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), void)
    world.write(stage.ask_again, host, void)
    assert world.write(speakers.line_up, host, evening.meeting_id) == 0, "of the void vote, asked again"
    assert len(world.read(floors.view, evening.meeting).line) == 3


def test_a_vote_does_not_open_with_a_candidate_that_is_decided(
    world: World, contest: int, candidates: list[int]
) -> None:
    """Whoever it is voted for could never become an agenda, and its words would be published for good."""
    evening, officer = plan(world, contest, candidates), world.actor("officer")
    evening.until(ItemKind.BALLOT)
    world.write(
        proposals.decide, officer, candidates[1], ProposalState.DECLINED, reason="개인정보가 있습니다"
    )
    with pytest.raises(Conflict, match="뽑혀도 의제가 될 수 없습니다") as refused:
        evening.press()
    assert refused.value.places == {"n": 2, "now": "미선정"}
    assert evening.paper().state is BallotState.DRAFT
    world.write(proposals.decide, officer, candidates[1], ProposalState.RECEIVED)
    evening.press()
    assert evening.paper().state is BallotState.OPEN
