"""Secret stays secret: who holds every file, log, page and backup still cannot say who chose what (P13)."""

import asyncio
import io
import logging
import math
import random
import secrets
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import ModuleType

import httpx2
import pytest
import structlog
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from app.core import clock, ids
from app.core.settings import Settings
from app.live.ballots import actions as ballots
from app.live.ballots import queries
from app.live.ballots.actions import counting
from app.live.ballots.envelopes import Keys, commitment_of, keys_of
from app.live.ballots.models import Ballot, SealedVote, VoterTag
from app.live.ballots.rules import OBJECTION_DAYS
from app.live.meetings.guests import Guest
from app.live.meetings.rules import place_of
from tests.live.evening import Evening, clock_comes_round
from tests.loops import run
from tests.realtime.watching import Hall
from tests.safety import attacker
from tests.safety.attacker import Published
from tests.safety.rounds import Poll, come_in, open_poll, send
from tests.safety.test_one_vote import TRACKER, Lane, token
from tests.servers import Servers
from tests.world import World

VOTERS = 200
OPTIONS = 4
CANARY = 918_273_640  # the first option's id: a number that stands nowhere by chance
LUCK = 1 + 3  # who guesses links one of two hundred on average, deviation one: chance + 3σ


@dataclass
class Booty:
    """What was taken during one vote. ``truth`` and ``tags``: trackers and tags of the voters in the order of arrival."""

    open_pieces: dict[str, bytes] = field(default_factory=dict)
    sealed_pieces: dict[str, bytes] = field(default_factory=dict)
    truth: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    boxes: list[bytes] = field(default_factory=list)
    poll: str = ""

    def words(self, votes: Sequence[Published]) -> list[str]:
        """Everything that stands for one of these votes."""
        return [word for vote in votes for word in (vote.tracker, vote.key, vote.nonce, vote.commitment)]


def phone_key() -> str:
    return attacker.CANARY + secrets.token_hex(12)


def by_sight(guests: Sequence[Guest], evening: Evening, keys: Keys) -> list[str]:
    place = place_of(evening.meeting_id)
    return [keys.tag(guest.key(place)) for guest in guests]


def keys_now(world: World, poll: Poll) -> tuple[str, Keys]:
    """The ballot's keys, as only the service in its memory has them."""

    def read(db: Session) -> tuple[str, Keys]:
        ballot = db.get(Ballot, poll.id)
        assert ballot is not None
        found = keys_of(world.database.vault, ballot.key_id)
        assert found is not None
        return ballot.key_id, found

    return world.read(read)


def openings(world: World, poll: Poll) -> list[Published]:
    def read(db: Session) -> list[Published]:
        ballot = db.get(Ballot, poll.id)
        assert ballot is not None
        return [
            Published(
                one["tracker"],
                one["key"],
                one["nonce"],
                commitment_of(ballot.poll, one["choices"], one["tracker"], one["nonce"], one["name"]),
            )
            for one in queries.openings(db, poll.id)
        ]

    return world.read(read)


def boxes(world: World, poll: Poll) -> list[bytes]:
    return world.read(
        lambda db: list(db.exec(select(SealedVote.box).where(SealedVote.ballot_id == poll.id)).all())
    )


def rows_with(db: Session, words: Sequence[str]) -> dict[str, int]:
    """Table → how many of its rows contain one of these, in any column, written as anything."""
    found: dict[str, int] = {}
    for table in SQLModel.metadata.sorted_tables:
        rows = sum(any(word in str(tuple(row)) for word in words) for row in db.execute(table.select()))
        if rows:
            found[table.name] = rows
    return found


# -- one evening in a real service, watched by everybody ---------------------------------------------------------------


@contextmanager
def listening_to_logs() -> Iterator[io.StringIO]:
    """Everything the running service writes, whatever its level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    loggers = [logging.getLogger(name) for name in ("", "uvicorn", "uvicorn.error", "uvicorn.access")]
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield stream
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))


async def watched_vote(hall: Hall, poll: Poll, guests: Sequence[Guest], booty: Booty, since: str) -> None:
    """One after another they vote, while others' pages and sockets are written down and the files are copied."""
    url, settings = hall.settings.database_url, hall.settings
    seen: list[str] = []
    addresses = (
        ("", f"/m/{poll.number}"),
        (f"visit={evening_stranger(hall)}", f"/m/{poll.number}"),
        (hall.staff("facilitator"), f"/meetings/{hall.evening.meeting_id}"),
        (hall.staff("chair"), f"/wall/{hall.evening.wall_key}"),
        (hall.staff("officer"), f"/snapshot?topic={hall.console}"),
    )
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(hall.watch(topic, cookie))
            for topic, cookie in (
                (hall.phone, hall.resident()),
                (hall.wall, hall.staff("facilitator")),
                (hall.console, hall.staff("facilitator")),
            )
        ]
        other = await stack.enter_async_context(httpx2.AsyncClient(base_url=hall.address, timeout=30))
        line = Lane(hall.address)
        await line.connect()
        for n, guest in enumerate(guests):
            key, place = phone_key(), random.randrange(OPTIONS)
            status, answer = await line.post(
                f"/m/{poll.number}/ballots/{poll.id}/my-vote",
                {
                    "Cookie": f"visit={guest.visit}",
                    "X-CSRF-Token": token(settings, guest.visit),
                    "HX-Request": "true",
                },
                {"choice": str(poll.options[place]), "key": key},
            )
            found = TRACKER.search(answer)
            assert status == 200, answer
            assert found, answer
            booty.truth.append(found[0])
            if n % 50 == 49:
                for cookie, address in addresses:
                    shown = await other.get(address, headers={"cookie": cookie} if cookie else {})
                    seen.append(f"{shown.headers} {shown.text}")
            if n == len(guests) // 2:
                half = await asyncio.to_thread(attacker.copied, url, since)
                booty.open_pieces |= {f"backup in the middle: {name}": piece for name, piece in half.items()}
        line.close()
        for page in pages:
            while await page.hear(0.3):
                pass
            assert page.messages, "nothing was heard: this would prove nothing"
            seen += page.messages
    booty.open_pieces["what others saw"] = "\n".join(seen).encode()


def evening_stranger(hall: Hall) -> str:
    return hall.evening.guest(77).visit


def story(hall: Hall) -> tuple[Booty, Poll, tuple[str, Keys]]:
    """The whole vote until just before the closing."""
    world, evening = hall.world, hall.evening
    host = world.actor("facilitator")
    since = attacker.wal_position(hall.settings.database_url)
    guests = come_in(evening, VOTERS)
    random.shuffle(guests)  # people do not vote in the order they came in
    evening.press()
    poll = open_poll(
        world.database, host, evening.meeting_id, evening.number, options=OPTIONS, first_option=CANARY
    )
    words = [str(id_) for id_ in poll.options]
    before = world.read(rows_with, words)
    booty = Booty()
    with listening_to_logs() as logs:
        run(asyncio.wait_for(watched_vote(hall, poll, guests, booty, since), 300))
        structlog.get_logger("gongron.test").debug("the lowest level is heard")
        booty.open_pieces["logs"] = logs.getvalue().encode()
        assert b"the lowest level is heard" in booty.open_pieces["logs"]
    key_id, keys = keys_now(world, poll)
    booty.tags = by_sight(guests, evening, keys)
    booty.boxes = boxes(world, poll)
    last = attacker.copied(hall.settings.database_url, since)
    booty.open_pieces |= {f"backup before closing: {name}": piece for name, piece in last.items()}
    assert world.read(rows_with, words) == before, "a stored row names an option since people vote"
    assert set(before) == {"option", "ledgerentry"}
    return booty, poll, (key_id, keys)


@pytest.fixture
def loud_hall(world: World, evening: Evening, serve: Servers) -> Hall:
    """A service that logs at DEBUG."""
    settings = loud(world.settings)
    hall = Hall(serve, settings, serve(settings), evening)
    hall._move_in()
    return hall


def loud(settings: Settings) -> Settings:
    return settings.model_copy(update={"log_level": "DEBUG"})


def close(hall: Hall, poll: Poll, booty: Booty) -> list[Published]:
    """The vote is closed and revealed; everything that lies around afterwards is taken too."""
    world, url = hall.world, hall.settings.database_url
    host = world.actor("facilitator")
    since = attacker.wal_position(url)
    world.write(ballots.close, host, poll.id)
    world.write(ballots.reveal, host, poll.id)
    booty.sealed_pieces = {**booty.open_pieces, **attacker.copied(url, since)}
    with httpx2.Client(base_url=hall.address, timeout=30) as other:
        for address in (f"/m/{poll.number}", f"/wall/{hall.evening.wall_key}"):
            booty.sealed_pieces[address] = other.get(address).content
    return openings(world, poll)


def lucky(found: dict[str, int]) -> dict[str, int]:
    return {name: correct for name, correct in found.items() if correct > LUCK}


def test_nobody_can_say_who_chose_what(loud_hall: Hall) -> None:
    hall = loud_hall
    world, url = hall.world, hall.settings.database_url
    since = attacker.wal_position(url)
    booty, poll, (key_id, keys) = story(hall)
    held = dict(booty.open_pieces)
    vault = world.database.vault
    seed = vault.get(f"{key_id}.box")
    assert seed is not None
    assert len(booty.boxes) == VOTERS
    assert len({len(box) for box in booty.boxes}) == 1, "an envelope's size says something"

    votes = close(hall, poll, booty)
    assert {vote.tracker for vote in votes} == set(booty.truth)
    words = booty.words(votes)

    # Before it was sealed, nothing that stands for a vote could be read anywhere but on its own phone.
    assert attacker.readable(held, words) == set()
    published = attacker.readable(booty.sealed_pieces, words)
    assert published & {"file", "wal"}, "blind: it does not even see what is published"

    # Whatever still lies in the vault neither opens an old envelope nor repeats a nonce.
    remaining = attacker.secrets_in(vault.folder)
    known = [*remaining.values(), hall.settings.secret, bytes.fromhex(openings_head(world, poll))]
    assert attacker.opened(known, booty.boxes) == 0
    assert attacker.derived(known, booty.tags, votes) == 0
    assert attacker.opened([seed], booty.boxes) == VOTERS, "blind: with the destroyed key it would work"
    assert attacker.derived([seed], booty.tags, votes) >= 1, "blind: with the destroyed key it would work"

    # No key material anywhere: what opens and what repeats now, what tags after the objection window.
    everywhere = {**booty.sealed_pieces, **remaining}
    for secret in (seed, keys.private, keys.nonces):
        for form in attacker.written(secret):
            assert [name for name, piece in everywhere.items() if form in piece] == []
    assert set(remaining) == {f"vault/{key_id}.tag"}
    with clock.moved(timedelta(days=OBJECTION_DAYS + 1)):
        clock_comes_round(world.database)
    everywhere = {**attacker.secrets_in(vault.folder), **attacker.copied(url, since)}
    for form in attacker.written(keys.tagging):
        assert [name for name, piece in everywhere.items() if form in piece] == []
    assert world.read(lambda db: db.exec(select(VoterTag)).all()) == []

    # No order of the votes found anywhere is the order of the voters, or of their tags.
    pieces = {name: booty.sealed_pieces[name] for name in published}
    suspicious = lucky(attacker.links(url, "publishedvote", pieces, votes, booty.truth, booty.tags))
    if suspicious:  # of so many guesses one may be lucky; the same one is not lucky again in another vote
        twice = lucky(repeated(hall, published))
        assert set(suspicious) & set(twice) == set(), (suspicious, twice)


def repeated(hall: Hall, published: set[str]) -> dict[str, int]:
    """The same guesses about another vote of the same evening."""
    world, evening, url = hall.world, hall.evening, hall.settings.database_url
    guests = come_in(evening, VOTERS, 5000)
    poll = open_poll(world.database, world.actor("facilitator"), evening.meeting_id, evening.number)
    booty = Booty(tags=by_sight(guests, evening, keys_now(world, poll)[1]))
    sent = [send(world.database, poll.slip(guest, phone_key(), n % 3)) for n, guest in enumerate(guests)]
    booty.truth = [answer.result(60).tracker for answer in sent]
    votes = close(hall, poll, booty)
    pieces = {name: booty.sealed_pieces[name] for name in published if name in booty.sealed_pieces}
    return attacker.links(url, "publishedvote", pieces, votes, booty.truth, booty.tags)


def openings_head(world: World, poll: Poll) -> str:
    ballot = world.read(lambda db: db.get(Ballot, poll.id))
    assert ballot is not None
    return ballot.opened_head


# -- the attacker is not blind -----------------------------------------------------------------------------------------


def test_two_tables_would_not_be_a_secret_ballot(world: World) -> None:
    """The usual way, written here: one table of voters, one of choices under random numbers. He links nearly all."""
    url = world.settings.database_url
    since = attacker.wal_position(url)

    def make(db: Session) -> None:
        db.execute(text("CREATE TABLE naivevoter (tag VARCHAR(64) PRIMARY KEY)"))
        db.execute(
            text("CREATE TABLE naivevote (tracker VARCHAR(19) PRIMARY KEY, choice INTEGER, key VARCHAR(64))")
        )

    def vote(db: Session, tag: str, one: Published) -> None:
        db.execute(text("INSERT INTO naivevoter VALUES (:tag)"), {"tag": tag})
        values = {"tracker": one.tracker, "choice": random.randrange(OPTIONS), "key": one.key}
        db.execute(text("INSERT INTO naivevote VALUES (:tracker, :choice, :key)"), values)

    world.write(make)
    cast = [
        Published(random_tracker(), phone_key(), ids.digest(str(n)), ids.digest(f"c{n}"))
        for n in range(VOTERS)
    ]
    tags = [ids.digest(one.key) for one in cast]
    for tag, one in zip(tags, cast, strict=True):
        world.write(vote, tag, one)
    if world.database.is_sqlite:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA wal_checkpoint(FULL)")
    pieces = attacker.copied(url, since)
    truth = [one.tracker for one in cast]
    found = attacker.links(url, "naivevote", pieces, cast, truth, tags)
    nearly_all = [name for name, correct in found.items() if correct >= VOTERS - 10]
    for way in ("file: first key", "wal: first", "select by"):
        assert any(name.startswith(way) and name.endswith("beside arrival") for name in nearly_all), (
            way,
            nearly_all,
        )
    assert attacker.readable(pieces, [one.key for one in cast]) >= {"wal"}


def random_tracker() -> str:
    letters = "".join(random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
    return "-".join(letters[n : n + 4] for n in range(0, 16, 4))


def test_publishing_in_the_order_of_storage_would_be_seen(
    world: World, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own closing, but it forgets to sort: he links nearly all."""

    def unsorted(values: Sequence[object], key: object = None) -> list[object]:
        return list(values)

    assert isinstance(counting, ModuleType)
    monkeypatch.setattr(counting, "sorted", unsorted, raising=False)
    url = world.settings.database_url
    since = attacker.wal_position(url)
    guests = come_in(evening, VOTERS)
    random.shuffle(guests)
    poll = open_poll(world.database, world.actor("facilitator"), evening.meeting_id, evening.number)
    sent = [send(world.database, poll.slip(guest, phone_key(), n % 3)) for n, guest in enumerate(guests)]
    truth = [answer.result(60).tracker for answer in sent]
    _, keys = keys_now(world, poll)
    tags = by_sight(guests, evening, keys)
    world.write(ballots.close, world.actor("facilitator"), poll.id)
    found = attacker.links(
        url, "publishedvote", attacker.copied(url, since), openings(world, poll), truth, tags
    )
    assert max(found.values()) >= VOTERS - 10


def test_what_chance_means_here() -> None:
    """Guessing at random links one of two hundred on average and hardly ever more than the bound."""
    people = list(range(VOTERS))
    scores = [
        sum(a == b for a, b in zip(people, random.sample(people, VOTERS), strict=True)) for _ in range(3000)
    ]
    mean = sum(scores) / len(scores)
    deviation = math.sqrt(sum((score - mean) ** 2 for score in scores) / len(scores))
    assert mean == pytest.approx(1, abs=0.15)
    assert deviation == pytest.approx(1, abs=0.15)
    assert sum(score > LUCK for score in scores) / len(scores) < 0.012


def test_no_table_has_a_place_for_a_receipt_beside_a_voter() -> None:
    """Of a secret ballot; the table of named votes is the one exception."""
    who = {"tag", "participant_id", "voter", "mac"}
    what = {"key", "tracker", "nonce", "commitment", "receipt", "choices", "name"}
    beside = {
        table.name: sorted(what & set(table.columns.keys()))
        for table in SQLModel.metadata.sorted_tables
        if "ballot_id" in table.columns
        and who & set(table.columns.keys())
        and what & set(table.columns.keys())
    }
    assert beside == {"vote": ["choices", "key", "name", "nonce"]}
    timed = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if table.name in {"sealedvote", "castkey", "publishedvote", "votertag"}
        and any(
            str(column.type).upper().startswith(("DATETIME", "TIMESTAMP", "UTC")) for column in table.columns
        )
    }
    assert timed == set(), "a time beside a vote"
