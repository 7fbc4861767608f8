"""The floor of an evening, in the words of those who stand on it."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core import ids
from app.live.meetings.models import Meeting
from app.live.speakers import actions, queries
from app.live.speakers.models import Speaker
from app.live.speakers.queries import View
from app.live.speakers.rules import USUAL_SECONDS, Stance, Taking
from tests.live.evening import Evening


@dataclass
class Floor:
    """``by`` is the number of a resident's browser."""

    evening: Evening

    @property
    def view(self) -> View:
        def read(db: Session) -> View:
            meeting = db.get(Meeting, self.evening.meeting_id)
            assert meeting is not None
            return queries.view(db, meeting)

        return self.evening.world.read(read)

    @property
    def line(self) -> list[int]:
        return [one.id for one in self.view.line]

    def row(self, speaker_id: int) -> Speaker:
        found = self.evening.world.read(lambda db: db.get(Speaker, speaker_id))
        assert found is not None
        return found

    def ask(
        self,
        by: int,
        name: str = "김순이",
        stance: Stance = Stance.NONE,
        *,
        is_point: bool = False,
        key: str = "",
    ) -> int:
        asked = self.evening.world.write(
            actions.ask,
            self.evening.guest(by),
            self.evening.number,
            name=name,
            stance=stance,
            is_point=is_point,
            key=key or ids.token(),
        )
        assert asked.id is not None
        return asked.id

    def write_down(self, name: str, *, place: str = "", key: str = "") -> int:
        written = self.evening.world.write(
            actions.write_down,
            self.evening.world.actor("facilitator"),
            self.evening.meeting_id,
            name=name,
            stance=Stance.NONE,
            is_point=False,
            place=place,
            key=key or ids.token(),
        )
        assert written.id is not None
        return written.id

    def withdraw(self, by: int) -> None:
        self.evening.world.write(actions.withdraw, self.evening.guest(by), self.evening.number)

    def call(self, speaker_id: int, *, expect: int | None = None, out_of_order: bool = False) -> Speaker:
        """A host calls somebody on a screen that shows who speaks now, unless another one is said."""
        expected = self.view.now_id if expect is None else expect
        called = self.evening.world.write(
            actions.call, self.evening.world.actor("facilitator"), speaker_id, expected
        )
        assert called.in_order is not out_of_order
        return called

    def finish(self, who: str = "facilitator") -> None:
        self.evening.world.write(
            actions.finish, self.evening.world.actor(who), self.evening.meeting_id, self.view.now_id
        )

    def switch(self, taking: Taking, seconds: int = USUAL_SECONDS) -> None:
        self.evening.world.write(
            actions.switch,
            self.evening.world.actor("facilitator"),
            self.evening.meeting_id,
            taking=taking,
            seconds=seconds,
        )
