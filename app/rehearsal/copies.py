"""The throw-away meeting: the run sheet of the next real one in a temporary database of its own.

Of the real database only the run sheet, its questions, prepared options and rules are read, through the door that cannot write.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from app.accounts.actions import start_login
from app.accounts.rules import Level
from app.core import clock, ids, migrations
from app.core.db import Database
from app.core.labels import Side
from app.core.settings import Environment, Settings
from app.forums.actions import create_forum
from app.forums.models import Forum
from app.forums.rules import ForumKind
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import Secrecy
from app.live.counts.rules import Kind, Method
from app.live.counts.terms import Terms, from_data
from app.live.meetings import actions as meetings
from app.live.meetings import queries
from app.live.meetings.models import Item, Meeting
from app.live.meetings.presets import Planned, Topic, plan, preset, presets
from app.live.meetings.rules import ItemKind, MeetingState, Moderation
from app.organisations import actions as organisations
from app.organisations import loading
from app.organisations import queries as places
from app.organisations.actions import NewSeat
from app.organisations.actors import Actor, seats_of
from app.organisations.rules import Role

USUAL = "evening_forum_60"
TOPIC = Topic("예행연습 안건", "우리 동네에서 무엇부터 바꾸면 좋을까요?")
NO_LOGIN = "!"  # no password hashes to this: the rehearsal's host signs in by cookie alone


@dataclass(frozen=True)
class Paper:
    """A ballot that was already prepared."""

    position: int
    question: str
    most: int
    options: tuple[str, ...]
    secrecy: Secrecy
    kind: Kind = Kind.CHOICE
    method: Method = Method.MARKS
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True)
class Plan:
    """What is copied of a meeting. ``real``: it is the next one of this service, not a preset. ``lowered``: its votes ask
    for slips, messages or a roll, which simulated phones do not have.
    """

    title: str
    items: tuple[Planned, ...]
    papers: tuple[Paper, ...] = ()
    real: bool = False
    lowered: bool = False
    moderation: Moderation = Moderation.BEFORE


@dataclass(frozen=True)
class Copy:
    """The throw-away meeting: where it is and how its host gets in."""

    settings: Settings
    meeting: int
    number: str
    login: str


def coming(settings: Settings) -> Plan:
    """The next meeting that is prepared, or a usual evening when there is none to read."""
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    if settings.is_sqlite and not file.exists():  # opening it would create it
        return usual()
    database = Database.of(settings)
    try:
        return database.read(_coming) or usual()
    except SQLAlchemyError:  # of another version, or empty
        return usual()
    finally:
        database.close()


def usual() -> Plan:
    """An evening from the run sheets every service has."""
    chosen = preset(USUAL) or presets()[0]
    return Plan(chosen.name, tuple(plan(chosen, [TOPIC])))


def _coming(db: Session) -> Plan | None:
    found = db.exec(
        select(Meeting)
        .join(Forum, col(Forum.id) == col(Meeting.forum_id))
        .where(Meeting.state == MeetingState.PREPARED, Forum.ends_at > clock.now())
        .order_by(col(Forum.starts_at))
    ).first()
    if found is None or found.id is None:
        return None
    items = queries.items(db, found.id)
    positions = {item.id: item.position for item in items}
    papers = []
    prepared = db.exec(select(Ballot).where(Ballot.meeting_id == found.id)).all()
    for ballot in prepared:
        texts = db.exec(
            select(Option.text).where(Option.ballot_id == ballot.id).order_by(col(Option.position))
        ).all()
        papers.append(
            Paper(
                positions[ballot.item_id],
                ballot.question,
                ballot.max_choices,
                tuple(texts),
                ballot.secrecy
                if ballot.secrecy is Secrecy.NAMED
                else Secrecy.SECRET,  # none is unsealed any more
                ballot.kind,
                ballot.method,
                # who observes, counts paper or sits at a desk is people: not to be played
                replace(from_data(ballot.terms), observers=False, channels=Terms().channels, online=0),
            )
        )
    lowered = any(ballot.level is not Level.OPEN for ballot in prepared)
    return Plan(
        found.title,
        tuple(_planned(item) for item in items),
        tuple(papers),
        real=True,
        lowered=lowered,
        moderation=found.moderation,
    )


def _planned(item: Item) -> Planned:
    return Planned(
        item.kind,
        item.title,
        item.question,
        item.minutes,
        item.lead,
        item.note,
        item.topic_no,
        item.topic,
        item.setup,
    )


def make(given: Plan, settings: Settings, url: str, folder: Path, port: int) -> Copy:
    """Fill this empty database with the meeting, a host, and nothing else. ``folder``: temporary, for the keys of votes."""
    throwaway = settings.model_copy(
        update={
            "environment": Environment.TEST,
            "database_url": url,
            "key_folder": str(folder / "keys"),
            "bus_url": "",
            "public_url": f"http://127.0.0.1:{port}",
            "host": "127.0.0.1",
            "port": port,
            "log_level": "ERROR",
        }
    )
    migrations.upgrade(throwaway.database_url)
    database = Database.of(throwaway)
    try:
        meeting, number, login = database.write(_make, given)
    finally:
        database.close()
    return Copy(throwaway, meeting, number, login)


def _make(db: Session, given: Plan) -> tuple[int, str, str]:
    loading.load(db)
    admin_id = organisations.first_admin(
        db, email="rehearsal@example.invalid", name="예행연습", password_hash=NO_LOGIN
    )
    admin = Actor(ids.token(), admin_id, "예행연습", seats_of(db, admin_id))
    organisations.appoint(db, admin, admin_id, NewSeat(Role.OFFICER, Side.OFFICIAL, "협치추진단"))
    host = replace(admin, seats=seats_of(db, admin_id))
    starts = clock.now() + timedelta(minutes=5)
    forum_id = create_forum(
        db,
        host,
        kind=ForumKind.ZONE,
        zone_id=places.zones(db)[0].id or 0,
        dong_id=None,
        title=given.title,
        summary="",
        place="예행연습",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
    )
    meeting = meetings.prepare(db, db.get_one(Forum, forum_id), given.items, given.moderation)
    assert meeting.id is not None
    by_position = {item.position: item for item in queries.items(db, meeting.id)}
    for paper in given.papers:
        item = by_position[paper.position]
        if item.kind is ItemKind.BALLOT and item.id is not None:
            ballots.draft(db, item)
            for text in (*paper.options, ""):  # the last time for how many may be chosen
                ballots.revise(
                    db,
                    host,
                    item.id,
                    question=paper.question,
                    max_choices=None if text else paper.most,
                    texts={},
                    new=text,
                    secrecy=paper.secrecy,
                    kind=paper.kind,
                    method=paper.method,
                    steps=len(paper.options),
                    terms=paper.terms,
                )
    return meeting.id, meeting.join_number, start_login(db, admin_id)
