"""The demonstration: Jongno with a season behind it and an evening ahead.

``load`` fills an empty database, all in one transaction, by living through the season in the order of its days with the
verbs of the application; everything dated counts back from the day it is loaded. ``describe`` says where everything is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, select

from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from app.demo import projects
from app.demo.afterwards import say_how_it_was, write_minutes
from app.demo.cast import Cast, Content, assemble, content
from app.demo.chamber import Chamber
from app.demo.council import Council
from app.demo.days import Days, Diary
from app.demo.deeds import Deeds
from app.demo.describe import describe
from app.demo.evenings import Evening
from app.demo.journeys import Journeys, selected_on
from app.demo.voices import Voices
from app.forums.rules import ForumKind
from app.live.meetings.actions import plan_forum
from app.live.meetings.presets import Topic
from app.live.tables.actions import set_tables
from app.organisations import loading
from app.organisations.models import District
from app.process.actions import publish_standard

__all__ = ["describe", "load"]

PUBLISHED = 290
ANNOUNCED_BEFORE = 14
AFTERNOON = 15 * 60
ROUND = timedelta(minutes=10)


def load(database: Database, settings: Settings) -> bool:
    """Fill an empty database with the season; one that already has a district keeps what it has (False)."""
    return database.write(_fill, settings)


def _fill(db: Session, settings: Settings) -> bool:
    if db.exec(select(District.id)).first() is not None:
        return False
    now = clock.now()
    days = Days(now)
    loading.load(db)
    with clock.moved(timedelta(days=-PUBLISHED)):
        publish_standard(db)
    cast = assemble(db, settings.secret, now)
    diary = Diary(days)
    agendas: list[Content] = content("agendas")["agendas"]
    by_proposal = {
        one["origin"]["proposal"]: selected_on(one) for one in agendas if one["origin"]["proposal"]
    }
    voices = Voices(cast, diary, by_proposal)
    voices.plan()
    deeds = Deeds(cast, voices)
    Journeys(diary, deeds).plan(agendas)
    projects.plan(cast, diary)
    Chamber(cast, diary, deeds, settings.district_name).plan()
    titles = {one["key"]: one["title"] for one in agendas}
    forums = Forums(cast, diary, deeds, titles, settings.district_name)
    forums.plan()
    Council(cast, diary, deeds, settings.district_name).plan()
    diary.live(db)
    return True


@dataclass
class Forums:
    """The forum that is over, tonight's, and those to come."""

    cast: Cast
    diary: Diary
    deeds: Deeds
    titles: dict[str, str]
    district: str

    def plan(self) -> None:
        """Write them into the diary."""
        given = content("forums")
        over = given["finished"]
        starts = self._starts(-over["days_ago"], over["time"])
        rooms: dict[str, int] = {}

        def prepare(entry: Content, starts_at: datetime, db: Session) -> None:
            rooms[entry["key"]] = self._planned(db, entry, starts_at)

        def lay_out(entry: Content, starts_at: datetime, db: Session) -> None:
            prepare(entry, starts_at, db)
            officer = self.cast.people["officer1"]
            set_tables(
                db, officer, rooms[entry["key"]], entry["tables"], entry["capacity"] // entry["tables"]
            )

        def meet(db: Session) -> None:
            evening = Evening(self.cast, over, self.titles, rooms[over["key"]], self.deeds.agendas)
            evening.live(db)
            say_how_it_was(db, evening)
            write_minutes(db, evening, self.district)

        self.diary.on(over["days_ago"] + ANNOUNCED_BEFORE, AFTERNOON, partial(prepare, over, starts))
        self.diary.at(starts, meet)
        tonight = self._starts(0, given["prepared"]["time"])
        soon = self.diary.days.now + timedelta(hours=1)
        if tonight < soon - timedelta(minutes=30):  # its time has passed, or nearly: in an hour
            tonight = soon + ROUND - timedelta(seconds=soon.timestamp() % ROUND.total_seconds())
        self.diary.on(ANNOUNCED_BEFORE - 2, AFTERNOON, partial(prepare, given["prepared"], tonight))
        for days_ago, entry in enumerate(given["upcoming"], 3):
            starts_at = self._starts(entry["in_days"], entry["time"])
            self.diary.on(days_ago, AFTERNOON, partial(lay_out, entry, starts_at))

    def _starts(self, in_days: int, at: str) -> datetime:
        hours, minutes = map(int, at.split(":"))
        return self.diary.days.starts(-in_days) + timedelta(hours=hours, minutes=minutes)

    def _planned(self, db: Session, entry: Content, starts_at: datetime) -> int:
        return plan_forum(
            db,
            self.cast.people["officer1"],
            kind=ForumKind.ZONE,
            zone_id=self.cast.zones[entry["zone"]],
            dong_id=None,
            title=entry["title"],
            summary=entry["description"],
            place=entry["place"],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=entry["minutes"]),
            preset_id=entry["preset"],
            topics=[Topic(topic["title"], topic["question"]) for topic in entry["topics"]],
        )
