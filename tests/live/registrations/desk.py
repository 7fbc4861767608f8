"""Registering and the desk at the door, with verbs. Residents have a number; the same number is the same browser."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core import ids
from app.live.entrances import actions as entrances
from app.live.entrances.rules import SlipAnswer
from app.live.meetings.guests import Guest
from app.live.people import queries as people
from app.live.people.rules import Crowd
from app.live.registrations import actions, queries
from app.live.registrations.actions import Asked
from app.live.registrations.actions.checking import CheckedIn
from app.live.registrations.models import Registration
from app.live.registrations.queries import Overview
from tests.live.evening import Evening


@dataclass
class RegistrationDesk:
    """Of one evening."""

    evening: Evening

    def guest(self, number: int = 1, *, address: str = "198.51.100.7") -> Guest:
        return Guest(
            self.evening.world.visitor(number).visit, self.evening.world.settings.secret, "ko", address
        )

    def register(
        self,
        by: int = 1,
        *needs: str,
        name: str = "",
        note: str = "",
        contact: str = "",
        key: str = "",
        address: str = "198.51.100.7",
    ) -> Registration:
        return self.evening.world.write(
            actions.register,
            self.guest(by, address=address),
            self.evening.meeting.forum_id,
            Asked(key or ids.token(), name, needs, note, contact),
        )

    def cancel(self, registration_id: int | None, *, by: int = 1) -> None:
        self.evening.world.write(actions.cancel, self.guest(by), registration_id or 0)

    def check_in(self, number: int, *, who: str = "facilitator") -> CheckedIn:
        world = self.evening.world
        return world.write(
            actions.check_in, world.actor(who), world.settings.secret, self.evening.meeting_id, number
        )

    def undo(self, registration_id: int | None, *, who: str = "facilitator") -> None:
        world = self.evening.world
        world.write(actions.undo_check_in, world.actor(who), registration_id or 0)

    def walk_in(self, key: str = "", *, who: str = "facilitator") -> int:
        world = self.evening.world
        return world.write(actions.walk_in, world.actor(who), self.evening.meeting_id, key or ids.token())

    def undo_walk_in(self) -> int:
        world = self.evening.world
        return world.write(actions.undo_walk_in, world.actor("facilitator"), self.evening.meeting_id)

    def use(self, code: str, *, by: int) -> SlipAnswer:
        """The code from the door is scanned by a phone."""
        return self.evening.world.write(entrances.redeem, self.guest(by), self.evening.number, code)

    @property
    def overview(self) -> Overview:
        return self.evening.world.read(queries.overview, self.evening.meeting_id)

    @property
    def people(self) -> Sequence[Registration]:
        return self.evening.world.read(queries.everybody, self.evening.meeting_id)

    @property
    def crowd(self) -> Crowd:
        def read(db: Session) -> Crowd:
            return people.crowd(db, self.evening.meeting)

        return self.evening.world.read(read)
