"""By-laws of selecting: a revealed option becomes an agenda once, and its origin is kept."""

import pytest
from sqlmodel import func, select

from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.live.ballots.rules import BallotState
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
