"""Verbs of what is written and talked about, for its tests."""

from dataclasses import dataclass

from app.core import ids
from app.live.comments import actions as comments
from app.live.comments import queries as comment_queries
from app.live.comments.models import Comment
from app.live.comments.rules import CommentSide, CommentState, Order
from app.live.ideas import actions as ideas
from app.live.ideas import queries as idea_queries
from app.live.ideas.models import Idea
from app.live.ideas.queries import Card
from app.live.ideas.rules import HideReason, IdeaState
from app.live.ledger import queries as ledger
from app.live.meetings import actions as meetings
from app.live.meetings.rules import ItemKind, Moderation
from tests.live.evening import Evening


@dataclass
class Talker:
    """An evening that collects ideas, and what people do with words."""

    evening: Evening

    def begin(self) -> "Talker":
        self.evening.until(ItemKind.IDEAS)
        return self

    def ways(self, *, ideas: Moderation | None = None, comments: Moderation | None = None) -> None:
        world = self.evening.world
        host = world.actor("facilitator")
        world.write(meetings.moderate_by, host, self.evening.meeting_id, ideas=ideas, comments=comments)

    def send(self, text: str, by: int = 1, name: str = "") -> Idea:
        evening = self.evening
        item = evening.item(ItemKind.IDEAS).id or 0
        return evening.world.write(
            ideas.send_idea,
            evening.guest(by),
            evening.number,
            item,
            text=text,
            nickname=name,
            key=ids.token(),
        )

    def say(
        self,
        idea: int,
        text: str,
        by: int = 1,
        side: CommentSide = CommentSide.NONE,
        to: int | None = None,
        name: str = "",
    ) -> Comment:
        evening = self.evening
        return evening.world.write(
            comments.comment,
            evening.guest(by),
            evening.number,
            idea,
            text=text,
            nickname=name,
            key=ids.token(),
            parent_id=to,
            side=side,
        )

    def hide(self, idea: int, reason: HideReason = HideReason.OTHER, note: str = "") -> None:
        world = self.evening.world
        host = world.actor("facilitator")
        world.write(ideas.moderate, host, idea, IdeaState.HIDDEN, reason=reason, note=note)

    def show(self, idea: int, edits: int | None = None) -> None:
        world = self.evening.world
        world.write(ideas.moderate, world.actor("facilitator"), idea, IdeaState.SHOWN, edits=edits)

    def move(self, comment: int | None, to: CommentState, **why: object) -> None:
        world = self.evening.world
        world.write(comments.moderate, world.actor("facilitator"), comment or 0, to, **why)  # type: ignore[arg-type]

    def card(self, idea: int | None) -> Card:
        found = self.evening.world.read(idea_queries.one, idea or 0)
        assert found is not None
        return found

    def thread(self, idea: int, *, for_staff: bool = False, order: Order = Order.OLDEST) -> list[str]:
        found = self.evening.world.read(comment_queries.thread, idea, for_staff=for_staff, order=order)
        return [one.text for one in found]

    def told(self, *kinds: str) -> list[dict[str, object]]:
        entries = self.evening.world.read(ledger.entries, self.evening.meeting_id, *kinds)
        return [entry["data"] for entry in entries]
