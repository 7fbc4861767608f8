"""An entrance with verbs: making slips, asking for codes, checking people in."""

from dataclasses import dataclass, replace

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import ids
from app.live.entrances import actions, queries
from app.live.entrances.actions.codes import Asked
from app.live.entrances.rules import CodeAnswer, SlipAnswer, read_contact
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.rules import ItemKind
from app.live.stage import actions as stage
from tests.live.evening import Evening


@dataclass
class Door:
    """The entrance of one evening; guests have a number, the same number is the same browser."""

    evening: Evening

    @property
    def secret(self) -> bytes:
        return self.evening.world.settings.secret

    def guest(self, number: int = 1, *, address: str = "198.51.100.7") -> Guest:
        """A browser that has not come in."""
        return Guest(self.evening.world.visitor(number).visit, self.secret, "ko", address)

    def inside(self, number: int = 1, *, address: str = "198.51.100.7") -> Guest:
        """A browser that came in."""
        guest = self.guest(number, address=address)
        self.evening.world.write(actions.enter, guest, self.evening.number)
        return guest

    def slips(self, count: int = 1, *, who: str = "facilitator", batch: str = "") -> list[str]:
        world = self.evening.world
        return world.write(
            actions.issue,
            world.actor(who),
            self.secret,
            self.evening.meeting_id,
            count,
            batch or ids.token(),
        )

    def redeem(self, guest: Guest, code: str) -> SlipAnswer:
        return self.evening.world.write(actions.redeem, guest, self.evening.number, code)

    def take_codes(self, *, on: bool = True) -> None:
        world = self.evening.world
        world.write(actions.switch_codes, world.actor("facilitator"), self.evening.meeting_id, on=on)

    def ask(self, guest: Guest, to: str = "010-1234-5678") -> Asked:
        contact = read_contact(to)
        assert contact is not None
        return self.evening.world.write(actions.ask, guest, self.evening.number, contact)

    def answer(self, guest: Guest, digits: str) -> CodeAnswer:
        return self.evening.world.write(actions.answer, guest, self.evening.number, digits)

    def enrol(self, *people: tuple[str, str]) -> list[int]:
        """Put people on the roll; their lines in the order of their names."""
        world = self.evening.world
        world.write(actions.add_people, world.actor("officer"), self.evening.meeting_id, people)
        return [person.id for person in world.read(queries.roll, self.evening.meeting_id)]

    def check_in(self, entry_id: int, *, who: str = "facilitator") -> str:
        world = self.evening.world
        return world.write(actions.check_in, world.actor(who), self.secret, entry_id).code

    def end(self) -> None:
        """The facilitator opens the meeting and ends it."""
        self.evening.until(ItemKind.JOIN)
        world, meeting = self.evening.world, self.evening.meeting
        world.write(stage.end_early, world.actor("facilitator"), self.evening.meeting_id, meeting.turn)

    def seat(self, guest: Guest) -> Participant | None:
        def find(db, number):  # type: ignore[no-untyped-def]
            meeting = meetings.room(db, number)
            return meetings.seat_in(db, guest, meeting)

        return self.evening.world.read(find, self.evening.number)  # type: ignore[no-any-return]

    def level(self, guest: Guest) -> Level | None:
        seat = self.seat(guest)
        return seat.level if seat is not None else None


def elsewhere(guest: Guest, address: str) -> Guest:
    """The same browser from another network address."""
    return replace(guest, address=address)


def wrong(digits: str) -> str:
    """Six digits that are not these."""
    return f"{(int(digits) + 1) % 1_000_000:06d}"


__all__ = ["Door", "elsewhere", "wrong"]
