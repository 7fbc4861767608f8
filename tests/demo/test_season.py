"""The demonstration says what the plan says, and everything it names can be opened by whom it names it for."""

import runpy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, SQLModel, col, func, select
from starlette.testclient import TestClient

import app.tables
from app.budgeting import queries as budgeting
from app.core import clock
from app.core.db import Database
from app.core.settings import PROJECT, Settings
from app.council import queries as council
from app.council.assembly.queries import assembly
from app.council.items.rules import Outcome, PaperState
from app.demo import season
from app.demo.cast import PASSWORD, content
from app.demo.evenings import ballots_filled
from app.forums.models import Forum
from app.live.ballots.models import Ballot, Option, PublishedVote
from app.live.ballots.rules import BallotState
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState, Moderation
from app.live.records.models import MinutesEdition
from app.live.records.queries import result_file
from app.live.records.rules import MinutesField
from app.live.surveys.models import Survey
from app.main import create_app
from app.organisations.models import Dong, Subcommittee, Zone
from app.process import queries as process
from app.process.models import Matter
from app.proposals.agendas.queries import record, stories
from app.proposals.models import Agenda, AgendaEntry, Proposal, Support
from app.proposals.rules import EntryKind, ProposalState
from tests.conftest import Season, settings_for
from tests.world import another, post

assert app.tables  # every table is registered
# The three workers do not all wait for the same season.
BACKENDS = [
    pytest.param(kind, marks=pytest.mark.xdist_group(f"season-{kind}")) for kind in ("sqlite", "postgresql")
]
# Which role may open what the description names; the rest is public.
FOR_ROLE = {"console": "facilitator", "outcome": "facilitator", "board": "chair", "list": "chair"} | {
    "hand_over": "officer",
    "reviews": "reviewer",
    "desk": "co_chair",
}


@dataclass(frozen=True)
class Told:
    """A database with the season in it. One per backend: the tests only read it."""

    database: Database
    settings: Settings

    @property
    def description(self) -> dict[str, Any]:
        return self.database.read(season.describe, self.settings)


@pytest.fixture(scope="module", params=BACKENDS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    made: Season = request.getfixturevalue(f"{request.param}_season")
    folder = tmp_path_factory.mktemp("season")
    with made.copy(folder) as url:
        settings = settings_for(url).model_copy(update={"demo": True})
        database = Database(url, vault=folder / "keys")
        try:
            yield Told(database, settings)
        finally:
            database.close()


@pytest.fixture
def browser(told: Told) -> Iterator[TestClient]:
    application: FastAPI = create_app(told.settings, told.database)
    with TestClient(application, base_url="http://testserver", follow_redirects=False) as client:
        yield another(client)


def sign_in(client: TestClient, email: str, password: str) -> TestClient:
    answer = post(client, "/sign-in", {"email": email, "password": password, "next": ""})
    assert answer.status_code == 303, (email, answer.status_code)
    return client


def test_jongno_has_its_places_and_bodies(told: Told) -> None:
    def count(db: Session) -> tuple[int, ...]:
        kinds: tuple[type[SQLModel], ...] = (Dong, Zone, Subcommittee)
        return tuple(db.exec(select(func.count()).select_from(kind)).one() for kind in kinds)

    assert told.database.read(count) == (17, 4, 6)


def test_the_first_agendas_are_six_projects_of_250_million_won(told: Told) -> None:
    budget = told.database.read(budgeting.latest)
    assert budget is not None
    assert len(budget.projects) == 6
    assert budget.total == 250_000_000
    assert budget.given == 250_000_000
    agenda_id = budget.projects[0].agenda_id or 0
    own = told.database.read(budgeting.project_of, agenda_id)
    assert own == budget.projects[0]
    first = told.database.read(record, agenda_id)
    assert first.channel.label == "주민참여예산"


def test_every_board_has_three_to_six_matters_and_one_is_late(told: Told) -> None:
    for body in content_codes():
        board = told.database.read(process.board, body)
        assert 3 <= len(board.cards) <= 6, body
        assert board.late == 1, body


def content_codes() -> list[str]:
    return sorted({entry["subcommittee"] for entry in content("agendas")["agendas"]})


def test_every_agenda_stands_where_the_content_says(told: Told) -> None:
    def stages(db: Session) -> dict[str, str]:
        rows = db.exec(select(Agenda.title, Matter.stage_id).join(Matter, col(Matter.agenda_id) == Agenda.id))
        return dict(rows.all())

    entries = content("agendas")["agendas"] + content("budget_projects")["projects"]
    assert told.database.read(stages) == {entry["title"]: entry["stage"] for entry in entries}


def test_the_past_lies_in_the_past_and_in_order(told: Told) -> None:
    def moments(db: Session) -> list[tuple[int, Any, EntryKind]]:
        query = select(AgendaEntry.agenda_id, AgendaEntry.at, AgendaEntry.kind)
        return [tuple(row) for row in db.exec(query.order_by(col(AgendaEntry.at))).all()]  # type: ignore[misc]  # a Row is a tuple

    rows = told.database.read(moments)
    assert len(rows) > 300
    assert all(at <= clock.now() for _, at, _ in rows)
    assert {kind for _, _, kind in rows} == set(EntryKind)


def test_finished_agendas_tell_what_changed(told: Told) -> None:
    told_stories = told.database.read(stories, 10)
    expected = {
        entry["story"]["after"]: entry["story"]["days"]
        for entry in content("agendas")["agendas"]
        if entry["story"]
    }
    assert {story.after: story.days for story in told_stories} == expected


def test_votes_of_the_past_forum_are_exactly_those_of_the_content(told: Told) -> None:
    def counts(db: Session) -> dict[str, tuple[int, dict[str, int]]]:
        result = {}
        for ballot in db.exec(select(Ballot)).all():
            texts = {
                option.id: option.text
                for option in db.exec(select(Option).where(Option.ballot_id == ballot.id)).all()
            }
            votes = db.exec(select(PublishedVote.choices).where(PublishedVote.ballot_id == ballot.id)).all()
            counted = Counter(texts[choice] for choices in votes for choice in choices)
            assert ballot.tally is not None
            assert ballot.tally["voters"] == len(votes)
            assert {texts[option]: votes for option, votes in ballot.tally["rows"]} == counted
            assert all(len(set(choices)) == len(choices) <= ballot.max_choices for choices in votes)
            result[ballot.question] = (len(votes), dict(counted))
        return result

    given = content("forums")["finished"]["ballots"]
    assert told.database.read(counts) == {
        entry["question"]: (
            entry["voters"],
            {option["text"]: option["votes"] for option in entry["options"]},
        )
        for entry in given
    }


def test_the_past_forum_was_asked_how_it_was_and_its_minutes_are_confirmed(told: Told) -> None:
    """What the sheet of the evening and the minutes show is not empty: as many answers as the content says, nine fields."""

    def counts(db: Session) -> tuple[Survey, MinutesEdition]:
        return db.exec(select(Survey)).one(), db.exec(select(MinutesEdition)).one()

    survey, minutes = told.database.read(counts)
    given = content("forums")["finished"]
    assert survey.phone == given["satisfaction"]["phones"]
    assert (survey.sheets, survey.paper) == (given["satisfaction"]["sheets"], given["satisfaction"]["paper"])
    assert survey.phones == sum(given["satisfaction"]["phones"][0])
    assert len(minutes.fields) == len(MinutesField)
    assert all(minutes.fields)
    assert minutes.fields[list(MinutesField).index(MinutesField.SAID)] == given["record"]["said"]


def test_what_won_is_an_agenda_with_its_count(told: Told) -> None:
    def origins(db: Session) -> dict[str, tuple[int, int]]:
        rows = db.exec(select(Agenda).where(col(Agenda.forum_id).is_not(None))).all()
        return {row.title: (row.origin_votes, row.origin_voters) for row in rows}

    titles = {entry["key"]: entry["title"] for entry in content("agendas")["agendas"]}
    won = {
        titles[option["agenda"]]: (option["votes"], entry["voters"])
        for entry in content("forums")["finished"]["ballots"]
        for option in entry["options"]
        if option["agenda"]
    }
    assert told.database.read(origins) == won


def test_proposals_have_their_supporters_and_their_answers(told: Told) -> None:
    def rows(db: Session) -> dict[str, tuple[int, str]]:
        count = func.count(col(Support.id))
        query = (
            select(Proposal, count)
            .outerjoin(Support, col(Support.proposal_id) == col(Proposal.id))
            .group_by(col(Proposal.id))
        )
        return {one.title: (supports, one.state.value) for one, supports in db.exec(query).all()}

    entries = content("proposals")["proposals"]
    assert told.database.read(rows) == {
        entry["title"]: (entry["supports"], entry["state"]) for entry in entries
    }
    assert {entry["state"] for entry in entries} == {state.value for state in ProposalState}


def test_tonights_room_is_ready_and_ahead(told: Told) -> None:
    def tonight(db: Session) -> tuple[Meeting, Forum]:
        meeting = db.get_one(Meeting, told.description["meeting"]["id"])
        return meeting, db.get_one(Forum, meeting.forum_id)

    meeting, forum = told.database.read(tonight)
    assert meeting.state is MeetingState.PREPARED
    assert meeting.moderation is Moderation.BEFORE
    assert forum.starts_at > clock.now()
    assert (forum.starts_at - clock.now()).total_seconds() < 24 * 3600


def test_loading_again_changes_nothing(told: Told) -> None:
    def sizes(db: Session) -> dict[str, int]:
        return {
            name: db.exec(select(func.count()).select_from(table)).one()
            for name, table in SQLModel.metadata.tables.items()
        }

    before = told.database.read(sizes)
    assert season.load(told.database, told.settings) is False
    assert told.database.read(sizes) == before


def test_everything_named_opens_for_whom_it_is_named(told: Told, browser: TestClient) -> None:
    named = told.description
    people = {one["role"]: one for one in named["accounts"]}
    signed_in = {
        role: sign_in(another(browser), people[role]["email"], people[role]["password"])
        for role in set(FOR_ROLE.values())
    }

    def addresses(part: Any, key: str = "") -> Iterator[tuple[str, str]]:
        if isinstance(part, dict):
            for name, inner in part.items():
                yield from addresses(inner, name)
        elif isinstance(part, list):
            for inner in part:
                yield from addresses(inner, key)
        elif isinstance(part, str) and part.startswith("http"):
            yield key, part

    found = list(addresses(named))
    assert {key for key, _ in found} >= FOR_ROLE.keys() | {"home", "sign_in", "join", "projector", "propose"}
    for key, address in found:
        client = signed_in[FOR_ROLE[key]] if key in FOR_ROLE else browser
        answer = client.get(address.removeprefix(named["base"]) or "/")
        assert answer.status_code == 200, (key, address, answer.status_code)


def test_everyone_signs_in_with_the_printed_password(told: Told, browser: TestClient) -> None:
    named = told.description
    assert {one["role"] for one in named["accounts"]} == {
        "facilitator", "chair", "member", "officer", "reviewer", "co_chair", "admin"
    }  # fmt: skip
    assert {one["password"] for one in named["accounts"]} == {PASSWORD}
    assert len(named["everyone"]) == len(content("people")["accounts"]) == 35
    # Thirty-five slow password checks on one backend are enough; on the other, one of each role.
    some = named["everyone"] if told.database.is_sqlite else [one["email"] for one in named["accounts"]]
    for email in some:
        sign_in(another(browser), email, PASSWORD)


def test_filled_ballots_count_up_to_what_was_asked() -> None:
    papers = ballots_filled([78, 61, 44, 23], 119)
    assert len(papers) == 119
    assert Counter(place for paper in papers for place in paper) == {0: 78, 1: 61, 2: 44, 3: 23}
    assert all(1 <= len(set(paper)) == len(paper) <= 2 for paper in papers)


def test_every_result_of_the_demonstration_can_be_checked_by_anyone(told: Told) -> None:
    def revealed(db: Session) -> list[int]:
        return [
            one.id or 0 for one in db.exec(select(Ballot).where(Ballot.state == BallotState.REVEALED)).all()
        ]

    check = runpy.run_path(str(PROJECT / "static" / "verify" / "verify.py"))["check"]
    ballots = told.database.read(revealed)
    assert ballots
    for ballot_id in ballots:
        faults, _ = check(told.database.read(result_file, ballot_id).raw)
        assert faults == []


def test_the_council_sits_and_says_what_is_missing(told: Told) -> None:
    front = told.database.read(council.front)
    assert (front.roster.charter.size, len(front.roster.members)) == (20, 19)
    assert [(one.seat.title, one.empty) for one in front.roster.vacancies] == [("민간위원", 1)]
    assert {one.name for one in front.roster.members if one.is_chair} == {"신영도", "한경수"}
    assert front.next is not None
    stands = [one.stand.state for one in front.next.items]
    assert stands == [PaperState.IN_TIME, PaperState.IN_TIME, PaperState.AWAITED]
    assert [one.agenda for one in front.next.items][:2] == [
        "회의록을 쉬운 말 한 쪽으로",
        "대학로 주말 보행 시간 함께 정하기",
    ]
    held = front.past[0]
    assert held.confirmed
    assert [one.item.outcome for one in held.items] == [
        Outcome.AMENDED,
        Outcome.AS_PROPOSED,
        Outcome.REPORTED,
    ]
    assert [one.title for one in front.calls] == ["협치회 민간위원 한 분을 모십니다"]
    pledges = [one for person in told.database.read(assembly).councillors for one in person.pledges]
    assert all(one.links for one in pledges)
