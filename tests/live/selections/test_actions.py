"""By-laws of selecting: a revealed option becomes an agenda once, and its origin is kept."""

from typing import Any

import pytest
from sqlmodel import func, select
from starlette.testclient import TestClient

from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState
from app.live.counts.channels import Channel
from app.live.counts.rules import Kind, Method
from app.live.counts.terms import Majority, Terms
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.selections import actions as selections
from app.live.selections.queries import chosen
from app.proposals.models import Agenda, AgendaEntry
from tests.live.evening import QUESTION, Evening


def revealed(evening: Evening) -> Evening:
    evening.open_vote("긴 의자", "작은 화장실", "마을 마루")
    for person, place in ((1, 1), (2, 1), (3, 2)):
        evening.vote(person, place)
    evening.press()
    evening.press()
    return evening


def agendas(evening: Evening) -> int:
    return evening.world.read(lambda db: db.exec(select(func.count()).select_from(Agenda)).one())


def test_only_a_revealed_result_can_be_selected(evening: Evening) -> None:
    world, host = evening.world, evening.world.actor("facilitator")
    option = evening.open_vote().choices[0].id
    evening.vote(1, 1)
    for state in (BallotState.OPEN, BallotState.CLOSED):
        assert evening.paper().state is state
        with pytest.raises(Conflict):
            world.write(selections.select_option, host, option, title="이르다", field_id=None)
        evening.press()
    world.write(selections.select_option, host, option, title="이제", field_id=None)
    assert agendas(evening) == 1


def test_an_agenda_remembers_where_it_came_from(evening: Evening) -> None:
    revealed(evening)
    world = evening.world
    option = evening.paper().choices[0]
    agenda, meeting_id = world.write(
        selections.select_option,
        world.actor("officer"),
        option.id,
        title="계동길에 긴 의자",
        field_id=world.fields["교통"],
    )
    assert meeting_id == evening.meeting_id
    assert (agenda.origin_votes, agenda.origin_voters, agenda.origin_rank) == (2, 3, 1)
    assert agenda.origin_text == "긴 의자"
    assert agenda.zone_id == world.zones["청운효자·사직"]
    lines = world.read(
        lambda db: db.exec(select(AgendaEntry).where(AgendaEntry.agenda_id == agenda.id)).all()
    )
    told = " ".join(f"{line.sentence} {line.evidence}" for line in lines)
    for word in ("3명", "2표", "1위", "L0", "긴 의자", QUESTION):
        assert word in told
    (only,) = world.read(chosen, evening.meeting_id)
    assert (only.id, only.option_id, only.votes, only.voters) == (agenda.id, option.id, 2, 3)


@pytest.mark.parametrize("state", [IdeaState.HIDDEN, IdeaState.PARKED])
def test_an_agenda_does_not_publish_an_idea_that_was_hidden(evening: Evening, state: IdeaState) -> None:
    revealed(evening)
    world, host = evening.world, evening.world.actor("facilitator")
    option = evening.paper().choices[0]
    world.write(ideas.moderate, host, option.idea_id or 0, state)
    agenda, _ = world.write(selections.select_option, host, option.id, title="쉬는 골목", field_id=None)
    lines = world.read(
        lambda db: db.exec(select(AgendaEntry).where(AgendaEntry.agenda_id == agenda.id)).all()
    )
    said = [agenda.origin_text, *(f"{line.sentence} {line.evidence}" for line in lines)]
    assert not [one for one in said if "긴 의자" in one]
    assert agenda.origin_votes == 2


def test_pressing_twice_is_one_agenda(evening: Evening) -> None:
    revealed(evening)
    world, host = evening.world, evening.world.actor("facilitator")
    option = evening.paper().choices[0].id
    made = {
        world.write(selections.select_option, host, option, title=title, field_id=None)[0].id
        for title in ("처음", "다시")
    }
    assert len(made) == 1
    assert agendas(evening) == 1


def test_several_options_may_become_agendas(evening: Evening) -> None:
    revealed(evening)
    world, host = evening.world, evening.world.actor("facilitator")
    for choice in evening.paper().choices:
        world.write(selections.select_option, host, choice.id, title=choice.text, field_id=None)
    assert [one.votes for one in world.read(chosen, evening.meeting_id)] == [2, 1, 0]


def test_only_hosts_select(evening: Evening) -> None:
    revealed(evening)
    world = evening.world
    option = evening.paper().choices[0].id
    with pytest.raises(SignInNeeded):
        world.write(selections.select_option, world.visitor(), option, title="몰래", field_id=None)
    for name in ("chair", "member", "reviewer", "co_chair", "admin"):
        with pytest.raises(Forbidden):
            world.write(selections.select_option, world.actor(name), option, title="몰래", field_id=None)
    with pytest.raises(NotFound):
        world.write(selections.select_option, world.actor("officer"), 10**6, title="없는 것", field_id=None)
    assert agendas(evening) == 0


def test_a_field_that_does_not_exist_is_asked_for_again(evening: Evening) -> None:
    revealed(evening)
    option = evening.paper().choices[0].id
    host = evening.world.actor("facilitator")
    with pytest.raises(Invalid):
        evening.world.write(selections.select_option, host, option, title="긴 의자", field_id=99_999)
    assert agendas(evening) == 0


# -- kinds of ballots ------------------------------------------------------------------------------------------------


def held(evening: Evening, kind: Kind, *votes: tuple[int, ...], **more: Any) -> Paper:
    """A ballot of this kind, voted on, closed and revealed."""
    evening.open_vote("긴 의자", "작은 화장실", "마을 마루", kind=kind, **more)
    for person, places in enumerate(votes, 1):
        evening.vote(person, *places)
    evening.press()
    evening.press()
    return evening.paper()


def select_first(evening: Evening, place: int = 1) -> Agenda:
    option = evening.paper().choices[place - 1].id
    host = evening.world.actor("officer")
    return evening.world.write(selections.select_option, host, option, title="긴 의자", field_id=None)[0]


def story(evening: Evening, agenda: Agenda) -> str:
    entries = select(AgendaEntry).where(AgendaEntry.agenda_id == agenda.id)
    lines = evening.world.read(lambda db: db.exec(entries).all())
    return " ".join(f"{line.sentence} {line.evidence}" for line in lines)


@pytest.mark.parametrize(
    ("kind", "votes", "more", "people", "words"),
    [
        (Kind.RANK, ((1, 2), (1,), (2, 1)), {"method": Method.BORDA}, 2, "순위 점수 5점으로 1위가 되어"),
        (Kind.RANK, ((1, 2), (1,), (2, 1)), {"method": Method.SCHULZE}, 2, "맞대결 2승으로 1위가 되어"),
        (Kind.POINTS, ((1,) * 9 + (2,), (2,) * 10), {"most": 10}, 1, "9점으로 2위가 되어"),
        (Kind.DOTS, ((1, 1, 1), (1, 2), (3,)), {"most": 3}, 2, "4장으로 1위가 되어"),
    ],
)
def test_the_origin_counts_people_whatever_the_kind_counts(
    evening: Evening,
    kind: Kind,
    votes: tuple[tuple[int, ...], ...],
    more: dict[str, Any],
    people: int,
    words: str,
) -> None:
    held(evening, kind, *votes, **more)
    agenda = select_first(evening)
    assert (agenda.origin_votes, agenda.origin_voters) == (people, len(votes))
    assert words in story(evening, agenda)


def test_of_yes_and_no_the_question_becomes_the_agenda(evening: Evening) -> None:
    held(evening, Kind.YESNO, (1,), (1,), (2,), (3,))
    for place in (2, 3):
        with pytest.raises(Conflict, match="찬성한 질문"):
            select_first(evening, place)
    agenda = select_first(evening)
    assert (agenda.origin_votes, agenda.origin_voters, agenda.origin_text) == (2, 4, QUESTION)
    told = story(evening, agenda)
    assert "찬성 2표로 가결되어" in told
    assert "찬성 2 · 반대 1 · 기권 1" in told


@pytest.mark.parametrize(
    ("kind", "votes", "terms", "words"),
    [
        (Kind.YESNO, ((1,), (2,), (2,)), Terms(), "부결"),
        (Kind.YESNO, ((1,), (2,)), Terms(), "동수"),
        (Kind.CHOICE, ((1,), (1,), (2,), (3,)), Terms(majority=Majority.TWO_THIRDS), "부결"),
        (Kind.DOTS, ((1,),), Terms(floor=100, electors=500, electors_on="2022-03-09"), "참여율 미달"),
    ],
)
def test_what_the_terms_say_no_to_becomes_no_agenda(
    evening: Evening, kind: Kind, votes: tuple[tuple[int, ...], ...], terms: Terms, words: str
) -> None:
    paper = held(evening, kind, *votes, terms=terms)
    assert paper.verdict is not None
    with pytest.raises(Conflict) as refusal:
        select_first(evening)
    assert paper.verdict.ruling.label == words
    assert words in refusal.value.sentence % refusal.value.places
    assert agendas(evening) == 0


def test_a_scale_measures_and_selects_nothing(evening: Evening) -> None:
    held(evening, Kind.SCALE, (5,), (5,))
    with pytest.raises(Conflict, match="척도"):
        select_first(evening, 5)


def test_the_outcome_offers_only_what_may_be_selected(evening: Evening, client: TestClient) -> None:
    held(evening, Kind.YESNO, (1,), (2,), (2,))
    host = evening.world.sign_in(client, "facilitator")
    page = host.get(f"/meetings/{evening.meeting_id}/outcome").text
    assert "/selection" not in page
    assert "투표 규칙에 따른 결과는 ‘부결’입니다" in page


@pytest.mark.parametrize(
    ("kind", "words"), [(Kind.YESNO, "찬성 60.00점으로 가결되어"), (Kind.CHOICE, "60.00점으로 1위가 되어")]
)
def test_the_origin_of_a_weighted_vote_says_points_and_not_votes(
    evening: Evening, kind: Kind, words: str
) -> None:
    terms = Terms(channels=(Channel.PHONE, Channel.PAPER), online=60, majority=Majority.HALF_VOTERS)
    held(evening, kind, (1,), (1,), terms=terms)
    agenda = select_first(evening)
    assert (agenda.origin_votes, agenda.origin_voters) == (2, 2)
    said = story(evening, agenda)
    assert words in said
    assert "온라인 60 : 현장 40의 몫" in said
    assert "6000" not in said
