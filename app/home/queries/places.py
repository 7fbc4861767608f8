"""우리 동네: the zones, one zone, one dong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.core import clock
from app.core.errors import NotFound
from app.forums import queries as forums
from app.forums.queries import ContestView, ForumView
from app.live.meetings import queries as meetings
from app.live.meetings.rules import MeetingState
from app.organisations import queries as organisations
from app.organisations.models import Dong, Goal, Zone
from app.proposals.agendas.queries import LARGEST, Chosen, chosen_at
from app.proposals.listing import queries as listing
from app.proposals.listing.rules import Wanted
from app.proposals.listing.tallies import Place, Tally, tally
from app.proposals.listing.things import Row

ROWS = 6


@dataclass(frozen=True)
class DongLine:
    """A dong with its numbers."""

    code: str
    name: str
    voters: int
    place: Place


@dataclass(frozen=True)
class ZoneLine:
    """A zone with its dongs; ``place`` adds them up, with the agendas that belong to the whole zone."""

    code: str
    name: str
    basis: str
    dongs: tuple[DongLine, ...]
    place: Place

    @property
    def voters(self) -> int:
        return sum(dong.voters for dong in self.dongs)


def _zone_line(zone: Zone, dongs: Sequence[Dong], counted: Tally) -> ZoneLine:
    lines = tuple(
        DongLine(dong.code, dong.name, dong.voters, counted.dong(dong.id))
        for dong in dongs
        if dong.zone_id == zone.id
    )
    place = Place()
    place.add(counted.zone(zone.id))
    for line in lines:
        place.add(line.place)
    return ZoneLine(zone.code, zone.name, zone.basis, lines, place)


@dataclass(frozen=True)
class Zones:
    """All zones; ``voters_on`` is the reference date of the numbers of voters."""

    zones: tuple[ZoneLine, ...]
    voters_on: date | None


def zones(db: Session) -> Zones:
    """Every zone with its dongs and numbers."""
    dongs = organisations.dongs(db)
    counted = tally(db)
    lines = tuple(_zone_line(zone, dongs, counted) for zone in organisations.zones(db))
    return Zones(lines, max((dong.voters_on for dong in dongs), default=None))


@dataclass(frozen=True)
class ZonePage:
    """One zone."""

    zone: ZoneLine
    goals: tuple[Goal, ...]
    upcoming: tuple[ForumView, ...]
    past: tuple[ForumView, ...]
    agendas: tuple[Row, ...]
    proposals: tuple[Row, ...]


def zone(db: Session, code: str) -> ZonePage:
    """A zone's page; 404 when there is no such zone."""
    found = organisations.zone_by_code(db, code)
    if found is None or found.id is None:
        raise NotFound("찾으시는 권역이 없습니다.")
    wanted = Wanted(zone=code)
    return ZonePage(
        zone=_zone_line(found, organisations.dongs(db, found.id), tally(db)),
        goals=tuple(organisations.goals_of_zone(db, found.id)),
        upcoming=tuple(forums.upcoming(db, zone_id=found.id, limit=ROWS)),
        past=tuple(forums.past(db, zone_id=found.id, limit=ROWS)),
        agendas=tuple(listing.newest(db, wanted, ROWS, agendas=True)),
        proposals=tuple(listing.newest(db, wanted, ROWS, agendas=False)),
    )


@dataclass(frozen=True)
class ForumPage:
    """One forum: ``number`` joins its room while it is live, ``record`` leads to its minutes when it is over,
    ``registers``: one can say beforehand that one will come.
    """

    forum: ForumView
    state: MeetingState | None
    number: str
    record: str
    agendas: tuple[Chosen, ...]
    registers: bool


def forum(db: Session, forum_id: int) -> ForumPage:
    """A forum's public page; 404 when there is no such forum."""
    found = forums.forum(db, forum_id) if 0 < forum_id < LARGEST else None
    if found is None:
        raise NotFound("찾으시는 공론장이 없습니다.")
    room = meetings.meeting_ids_by_forum(db).get(forum_id)
    live = room is not None and room[1] is MeetingState.LIVE
    return ForumPage(
        forum=found,
        state=room[1] if room else None,
        number=room[2] if room and live else "",
        record=room[2] if room and room[1] is MeetingState.ENDED else "",
        agendas=tuple(chosen_at(db, forum_id)),
        registers=room is not None and room[1] is MeetingState.PREPARED and found.ends_at > clock.now(),
    )


@dataclass(frozen=True)
class DongPage:
    """One dong."""

    code: str
    name: str
    zone: str
    zone_code: str
    voters: int
    voters_on: date
    aliases: tuple[str, ...]
    place: Place
    contests: tuple[ContestView, ...]
    upcoming: tuple[ForumView, ...]
    agendas: tuple[Row, ...]
    proposals: tuple[Row, ...]


def dong(db: Session, code: str) -> DongPage:
    """A dong's page; 404 when there is no such dong."""
    found = organisations.dong_by_code(db, code)
    if found is None or found.id is None:
        raise NotFound("찾으시는 동이 없습니다.")
    home = db.get(Zone, found.zone_id)
    wanted = Wanted(dong=code)
    return DongPage(
        code=code,
        name=found.name,
        zone=home.name if home else "",
        zone_code=home.code if home else "",
        voters=found.voters,
        voters_on=found.voters_on,
        aliases=tuple(found.aliases),
        place=tally(db).dong(found.id),
        contests=tuple(forums.contests(db, dong_id=found.id)),
        upcoming=tuple(forums.upcoming(db, dong_id=found.id, limit=ROWS)),
        agendas=tuple(listing.newest(db, wanted, ROWS, agendas=True)),
        proposals=tuple(listing.newest(db, wanted, ROWS, agendas=False)),
    )
