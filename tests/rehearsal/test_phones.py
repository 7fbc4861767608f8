"""A simulated phone votes the way a real one does."""

import random
from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session, select

from app.live.ballots.models import Vote
from app.live.ballots.rules import Secrecy
from app.live.counts.rules import Kind, choice_problem
from app.live.counts.terms import Terms
from app.rehearsal import sockets
from app.rehearsal.lines import until
from app.rehearsal.phones import Phone
from tests.live.evening import Evening, sealed_votes
from tests.loops import run
from tests.servers import Servers

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = SQLITE


def with_a_phone(
    evening: Evening,
    serve: Servers,
    story: Callable[[Phone], Awaitable[None]],
    *,
    secrecy: Secrecy = Secrecy.SECRET,
    socketless: bool = False,
    kind: Kind = Kind.CHOICE,
    most: int = 1,
    terms: Terms | None = None,
) -> Phone:
    """A phone comes into the open vote and does something there."""
    evening.open_vote(most=most, secrecy=secrecy, kind=kind, terms=terms)
    address = serve(evening.world.settings, database=evening.world.database)

    async def visit() -> Phone:
        phone = Phone(address, evening.number, random.Random(1), name="주민 7", socketless=socketless)
        try:
            await phone.arrive()
            assert await until(lambda: phone.paper is not None, 5)
            await story(phone)
        finally:
            await phone.leave()
        return phone

    return run(visit())


async def votes(phone: Phone) -> None:
    assert phone.paper is not None
    assert await phone.vote(phone.paper) is not None


def test_a_vote_goes_over_the_socket_and_its_receipt_stays_in_the_phone(
    evening: Evening, serve: Servers
) -> None:
    phone = with_a_phone(evening, serve, votes)
    assert (phone.over_socket, phone.over_post, phone.failures) == (1, 0, 0)
    assert len(sealed_votes(evening)) == 1
    assert f"vote-{evening.paper().id}" in phone.browser.cookies


def test_without_a_socket_the_phone_asks_and_sends_the_form(evening: Evening, serve: Servers) -> None:
    phone = with_a_phone(evening, serve, votes, socketless=True)
    assert (phone.over_socket, phone.over_post, phone.failures) == (0, 1, 0)
    assert len(sealed_votes(evening)) == 1


def test_without_an_answer_in_time_the_form_says_the_same_again_and_it_counts_once(
    evening: Evening, serve: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "ANSWER_SECONDS", 0.0)
    phone = with_a_phone(evening, serve, votes)
    assert (phone.over_socket, phone.over_post, phone.failures) == (0, 1, 0)
    [cast] = phone.casts.values()
    assert cast.acknowledged is not None
    [choices] = sealed_votes(evening).values()
    assert tuple(choices) == cast.acknowledged[1].choices


def test_a_socket_that_is_cut_leaves_the_form(evening: Evening, serve: Servers) -> None:
    async def cut(phone: Phone) -> None:
        phone.lose_the_net()
        await votes(phone)

    phone = with_a_phone(evening, serve, cut)
    assert (phone.over_socket, phone.over_post) == (0, 1)


@pytest.mark.parametrize("socketless", [False, True])
def test_a_named_ballot_gets_the_phones_name(evening: Evening, serve: Servers, socketless: bool) -> None:
    with_a_phone(evening, serve, votes, secrecy=Secrecy.NAMED, socketless=socketless)

    def names(db: Session) -> list[str]:
        return list(db.exec(select(Vote.name)).all())

    assert evening.world.read(names) == ["주민 7"]


@pytest.mark.parametrize("socketless", [False, True])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_phone_votes_in_every_kind_of_ballot(
    evening: Evening, serve: Servers, kind: Kind, socketless: bool
) -> None:
    terms = Terms(min_age=16, changeable=False)
    phone = with_a_phone(evening, serve, votes, kind=kind, most=3, terms=terms, socketless=socketless)
    assert (phone.over_socket, phone.over_post, phone.failures) == (not socketless, socketless, 0)
    [cast] = phone.casts.values()
    assert cast.acknowledged is not None
    [choices] = sealed_votes(evening).values()
    assert tuple(choices) == cast.acknowledged[1].choices, "as it will stand in the public record"


@pytest.mark.parametrize("kind", list(Kind))
def test_what_a_phone_reads_of_a_paper_is_the_paper(evening: Evening, serve: Servers, kind: Kind) -> None:
    async def read(phone: Phone) -> None:
        shown, paper = phone.paper, evening.paper()
        assert shown is not None
        assert (shown.kind, shown.most, shown.once, shown.declares) == (kind, paper.max_choices, True, False)
        ids = [choice.id for choice in paper.choices]
        assert shown.choices == ids
        for seed in range(50):
            assert choice_problem(kind, shown.some(random.Random(seed)), ids, paper.max_choices) is None

    with_a_phone(evening, serve, read, kind=kind, most=3, terms=Terms(changeable=False))
