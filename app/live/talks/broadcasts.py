"""What everybody who reads the talk under one idea shows: the same for all who speak one language."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.live.ballots.events import BallotMoved
from app.live.comments import queries as comments
from app.live.comments.events import CommentChanged
from app.live.comments.rules import Order
from app.live.ideas import queries as ideas
from app.live.ideas.events import IdeaChanged
from app.live.ideas.models import Idea
from app.live.ideas.rules import IdeaState
from app.live.meetings import access
from app.live.meetings.events import MeetingMoved
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.people.connections import connections_of
from app.live.stage import queries as stage
from app.live.stage.rules import Screen
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Listing, Region
from app.web.i18n import LANGUAGES
from app.web.render import Renderer

THREAD = "thread"
Spread = list[tuple[str, int | str]]


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per idea (key: idea id)."""
    threads: dict[int, set[int]] = {}  # meeting → ideas whose thread somebody has opened

    def thread(db: Session, topic: Topic) -> Mapping[str, Region]:
        card = ideas.one(db, int(topic.key))
        if card is None or card.state is not IdeaState.SHOWN:
            meeting = db.get(Meeting, db.get_one(Idea, card.id).meeting_id) if card is not None else None
            number = meeting.join_number if meeting is not None else ""
            return {
                "idea": renderer.fragment("live/phones/_gone.html", topic.lang, card=card, number=number),
                "now": "",
                "head": "",
                "remarks": Listing(),
            }
        meeting = db.get_one(Meeting, db.get_one(Idea, card.id).meeting_id)
        threads.setdefault(meeting.id or 0, set()).add(card.id)
        remarks = comments.thread(db, card.id, order=Order.NEWEST)
        return {
            "now": renderer.fragment(
                "live/phones/_now.html",
                topic.lang,
                room=stage.room(db, meeting, Screen.PHONE),
                card=card,
                number=meeting.join_number,
            ),
            "idea": renderer.fragment(
                "live/phones/_thread_idea.html", topic.lang, card=card, number=meeting.join_number
            ),
            "head": renderer.fragment(
                "live/phones/_thread_head.html",
                topic.lang,
                remarks=remarks,
                way=meeting.comment_moderation.value,
                hidden=comments.hidden(db, card.id),
                sides=comments.sides(db, card.id),
                moved=comments.moved(db, card.id),
            ),
            "remarks": Listing(
                {
                    f"remark-{remark.id}": renderer.fragment(
                        "live/phones/_remark.html",
                        topic.lang,
                        remark=remark,
                        card=card,
                        number=meeting.join_number,
                    )
                    for remark in remarks
                }
            ),
        }

    def admit(db: Session, viewer: Viewer, key: str) -> None:
        idea = db.get(Idea, int(key)) if key.isdecimal() else None
        meeting = db.get(Meeting, idea.meeting_id) if idea is not None else None
        if meeting is None:
            raise NotFound()
        guest = Guest(viewer.visit, renderer.settings.secret, "ko")
        if access.seat_in(db, guest, meeting) is None:
            raise Forbidden("먼저 ‘참여하기’를 눌러 주세요.")

    hub.register(TopicKind(THREAD, thread, admit, tuple(LANGUAGES)))
    connections_of(hub).watch(
        THREAD,
        lambda key: next((meeting for meeting, ideas in threads.items() if int(key) in ideas), None),
    )

    def to_threads(fact: MeetingMoved | BallotMoved) -> Spread:
        return [(THREAD, idea) for idea in threads.get(fact.meeting_id, ())]

    def to_thread(fact: IdeaChanged | CommentChanged) -> Spread:
        return [(THREAD, fact.idea_id)]

    hub.listen(MeetingMoved, to_threads)
    hub.listen(BallotMoved, to_threads)
    hub.listen(IdeaChanged, to_thread)
    hub.listen(CommentChanged, to_thread)
