"""What every phone in the room shows when something happened: the same for all who speak one language."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from app.core.errors import Forbidden, NotFound, Refused
from app.live.ballots import actions as ballots
from app.live.ballots.actions import Receipt
from app.live.ballots.events import BallotMoved, BallotSealed, ObjectionsOver, PairSettled, TurnoutChanged
from app.live.comments.events import CommentChanged
from app.live.counts.rules import Kind, told
from app.live.ideas import queries as ideas
from app.live.ideas.events import IdeaChanged
from app.live.meetings import access
from app.live.meetings.events import MeetingMoved, ParticipantEntered
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.people.connections import connections_of
from app.live.people.events import PhonesCounted
from app.live.phones.forms import VoteForm
from app.live.phones.kept import cookie, shown
from app.live.speakers.broadcasts import on_phones
from app.live.stage import queries as stage
from app.live.stage.rules import COLLECTING
from app.live.stage.turnout import Turnout, turnout_of
from app.realtime.deeds import Handler
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Listing, Region
from app.web.forms import check
from app.web.i18n import LANGUAGES
from app.web.render import Renderer

PHONE, TURNOUT = "phone", "turnout"
Spread = list[tuple[str, int | str]]


def wire(hub: Hub, renderer: Renderer) -> None:
    """The topic of the room (key: meeting id)."""
    languages = tuple(LANGUAGES)

    def room(db: Session, topic: Topic) -> Mapping[str, Region]:
        view = stage.room_by_id(db, int(topic.key))
        cards, talk = stage.thoughts_on_phones(db, view)
        number = view.meeting.join_number
        return {
            "clock": renderer.fragment("live/phones/_clock.html", topic.lang, room=view),
            "step": renderer.fragment("live/phones/_step.html", topic.lang, room=view, number=number),
            "speakers": on_phones(renderer, db, view, topic.lang),
            TURNOUT: turnout_region(topic.lang, view.turnout),
            "ideas_head": renderer.fragment(
                "live/phones/_ideas_head.html",
                topic.lang,
                room=view,
                moved=ideas.moved(db, view.meeting.id or 0, view.item.id or 0)
                if view.item and view.kind in COLLECTING
                else {},
            ),
            "ideas": Listing(
                {
                    f"idea-{card.id}": renderer.fragment(
                        "live/phones/_idea.html",
                        topic.lang,
                        card=card,
                        talk=talk.get(card.id, 0),
                        number=number,
                    )
                    for card in cards
                }
            ),
        }

    def turnout_region(lang: str, turnout: Turnout | None) -> str:
        return renderer.fragment("live/phones/_turnout.html", lang, turnout=turnout)

    def turnout(db: Session, topic: Topic) -> Mapping[str, Region]:
        """Each vote changes this and nothing else."""
        return {TURNOUT: turnout_region(topic.lang, turnout_of(db, int(topic.key)))}

    def all_in_the_room(db: Session, viewers: Sequence[Viewer], key: str) -> Sequence[Refused | None]:
        meeting = db.get(Meeting, int(key)) if key.isdecimal() else None
        if meeting is None:
            return [NotFound() for _ in viewers]
        guests = [Guest(viewer.visit, renderer.settings.secret, "ko") for viewer in viewers]
        return [
            None if seated else Forbidden("먼저 ‘참여하기’를 눌러 주세요.")
            for seated in access.seated(db, guests, meeting)
        ]

    def in_the_room(db: Session, viewer: Viewer, key: str) -> None:
        (refusal,) = all_in_the_room(db, [viewer], key)
        if refusal is not None:
            raise refusal

    connections = connections_of(hub)
    connections.watch(PHONE, int)
    hub.answer(PHONE, "vote", _voting(hub, renderer))
    hub.register(
        TopicKind(PHONE, room, in_the_room, languages, admit_many=all_in_the_room, parts={TURNOUT: turnout})
    )

    def to_room(
        fact: MeetingMoved | BallotMoved | TurnoutChanged | IdeaChanged | CommentChanged,
    ) -> Spread:
        return [(PHONE, fact.meeting_id)]

    hub.listen(MeetingMoved, to_room)
    hub.listen(BallotMoved, to_room)
    hub.listen(TurnoutChanged, to_room, TURNOUT)
    hub.listen(IdeaChanged, to_room)
    hub.listen(CommentChanged, to_room)
    hub.listen(
        PhonesCounted,
        lambda fact: (
            [("console", fact.meeting_id), ("entrance", fact.meeting_id)] if connections.hear(fact) else []
        ),
    )
    # Who comes in changes the wall and the console, not the other phones.
    hub.listen(ParticipantEntered, lambda fact: [])
    for concerns_keys in (BallotSealed, ObjectionsOver, PairSettled):  # and no page
        hub.listen(concerns_keys, lambda fact: [])


def _voting(hub: Hub, renderer: Renderer) -> Handler:
    """The same deed as the paper's post, under the same key: for a hall that votes within one second."""
    settings = renderer.settings
    numbers: dict[
        str, asyncio.Task[str]
    ] = {}  # meeting → its six digits, which never change; asked once for a hall

    def number_of(db: Session, meeting_id: int) -> str:
        meeting = db.get(Meeting, meeting_id)
        if meeting is None:
            raise NotFound()
        return meeting.join_number

    async def vote(viewer: Viewer, topic: Topic, message: Mapping[str, Any]) -> Mapping[str, Any]:
        form = check(VoteForm, {name: message[name] for name in VoteForm.model_fields if name in message}).ok
        ballot = message.get("ballot")
        if type(ballot) is not int:
            raise NotFound()
        asked = numbers.get(topic.key)
        if asked is None:
            asked = numbers[topic.key] = asyncio.create_task(hub.database.reader(number_of, int(topic.key)))
        try:
            number = await asyncio.shield(asked)
        except BaseException:
            numbers.pop(topic.key, None)
            raise
        guest = Guest(viewer.visit, settings.secret, topic.lang)
        slip = ballots.VoteSlip(
            guest, number, ballot, tuple(form.choice), form.key, form.name, form.declared, helped=form.helped
        )
        receipt = await hub.database.together(ballots.cast_votes, slip)
        html = receipt_html(renderer, topic.lang, number, receipt)
        return {"html": html, "cookie": cookie(receipt, secure=settings.is_production)}

    return vote


# -- the receipt of a vote: a hall gets thousands within a second --------------------------------------------------------

# Stand where the number of the receipt and what was chosen will stand; their last sign is escaped in whatever people write.
TRACKER = Markup("receipt-number'")
LINES = Markup("receipt-lines'")
KEPT = 512

_kept: "OrderedDict[tuple[object, ...], str]" = OrderedDict()


def receipt_html(renderer: Renderer, lang: str, number: str, receipt: Receipt) -> str:
    """The fragment, put together from parts that are rendered once for all: the receipt of this ballot, and each line of
    what can be chosen. So a ranking or twenty stickers, of which hardly two are alike, cost no more than one choice.

    It holds no token and no key, and a named ballot's receipt does not repeat the name.
    """
    same = (id(renderer), lang, number, receipt.ballot_id, receipt.head)
    html = _once(
        same,
        lambda: renderer.fragment(
            "live/phones/_receipt.html",
            lang,
            number=number,
            vote=shown(replace(receipt, tracker=TRACKER)),
            lines=LINES,
        ),
    )
    lines = (_line(renderer, lang, same, receipt.kind, line) for line in told(receipt.kind, receipt.chosen))
    return html.replace(LINES, "".join(lines)).replace(TRACKER, receipt.tracker)


def _line(renderer: Renderer, lang: str, same: tuple[object, ...], kind: Kind, line: tuple[str, str]) -> str:
    mark, text = line
    template = "live/phones/_chosen.html"
    return _once((*same, *line), lambda: renderer.fragment(template, lang, kind=kind, mark=mark, text=text))


def _once(known: tuple[object, ...], render: Callable[[], str]) -> str:
    html = _kept.get(known)
    if html is None:
        html = _kept[known] = render()
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return html
