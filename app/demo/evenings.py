"""The forum that is over, lived through in its own room: people come in, write, support, talk, vote and choose."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sqlmodel import Session

from app.core import clock, ids
from app.demo.cast import Cast, Content, shown_name
from app.demo.days import standing_at
from app.live.ballots import actions as ballots
from app.live.ballots import queries as ballot_queries
from app.live.ballots.models import Ballot, Option
from app.live.comments import actions as comments
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.meetings import actions as meetings
from app.live.meetings import queries as meeting_queries
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind
from app.live.selections.actions import select_option
from app.live.stage import actions as stage
from app.live.stage.rules import Deed
from app.organisations.actors import Actor

EARLY = timedelta(minutes=20)


def ballots_filled(votes: list[int], voters: int) -> list[list[int]]:
    """For each voter the places of the options they choose, so that the count comes out as given.

    All votes are laid in a row, option after option, and dealt out in turn: nobody gets the same option twice, because
    no option has more votes than there are voters.
    """
    row = [place for place, count in enumerate(votes) for _ in range(count)]
    return [row[voter::voters] for voter in range(voters)]


def spread(start: datetime, end: datetime, guests: list[Guest]) -> Iterator[tuple[datetime, Guest]]:
    """The guests, one after the other, from the start to the end."""
    for number, guest in enumerate(guests):
        yield start + (end - start) * (number / max(len(guests), 1)), guest


@dataclass
class Evening:
    """One forum being lived through. ``agendas``: what was chosen, by the content's keys."""

    cast: Cast
    forum: Content
    titles: dict[str, str]
    meeting_id: int
    agendas: dict[str, int]
    now: datetime = field(default_factory=clock.now)
    idea_ids: dict[str, int] = field(default_factory=dict)

    @property
    def host(self) -> Actor:
        return self.cast.people[self.forum["facilitator"]]

    @cached_property
    def guests(self) -> list[Guest]:
        """Everyone who came, each with a browser of their own."""
        return [Guest(ids.token(), self.cast.secret, "ko") for _ in range(self.forum["attended"])]

    def live(self, db: Session) -> None:
        """From the door to the thanks."""
        meeting = db.get_one(Meeting, self.meeting_id)
        with standing_at(self.now):
            start = meeting_queries.forum_of(db, meeting).starts_at
        for moment, guest in spread(start - EARLY, start, self.guests):
            with standing_at(moment):
                meetings.enter(db, guest, meeting.join_number)
        self.now = start
        while self._press(db, meeting):
            pass

    def _press(self, db: Session, meeting: Meeting) -> bool:
        """The next thing of the run sheet, for its planned minutes; False when the evening is over."""
        with standing_at(self.now):
            if stage.advance(db, self.host, self.meeting_id, meeting.turn) is Deed.END_MEETING:
                return False
            item = meeting_queries.current(db, meeting)
            assert item is not None
            if item.kind in (ItemKind.IDEAS, ItemKind.TABLES):
                self._talk(db, meeting, item)
            elif item.kind is ItemKind.BALLOT:
                self._vote(db, meeting, item)
        self.now += timedelta(minutes=item.minutes)
        after = meeting_queries.current(db, meeting)
        if after is not None and after is not item:  # the count was shown, which puts the result on
            with standing_at(self.now):
                self._choose(db, after)
            self.now += timedelta(minutes=after.minutes)
        return True

    def _topic(self, item: Item) -> Content:
        topic: Content = self.forum["topics"][(item.topic_no or 1) - 1]
        return topic

    def _talk(self, db: Session, meeting: Meeting, item: Item) -> None:
        """Thoughts come in, are read and put up, and the room stands behind them and answers."""
        topic = self._topic(item)["key"]
        entries = [entry for entry in self.forum["ideas"] if entry["topic"] == topic]
        if entries[0]["key"] in self.idea_ids:  # the tables talk a second time: what they wrote is not told
            return
        length = timedelta(minutes=item.minutes)
        for place, entry in enumerate(entries):
            with clock.moved(length * 0.5 * (place / len(entries))):
                self._send(db, meeting, item, place, entry)
        with clock.moved(length * 0.5):
            loudest = max(entries, key=lambda entry: int(entry["supports"]))
            ideas.put_on_wall(db, self.host, self.idea_ids[loudest["key"]])
        for place, entry in enumerate(entries):
            with clock.moved(length * (0.55 + 0.4 * place / len(entries))):
                self._answer(db, meeting, place, entry)
        with clock.moved(length * 0.97):
            self._make_options(db, item, topic)

    def _send(self, db: Session, meeting: Meeting, item: Item, place: int, entry: Content) -> None:
        idea = ideas.send_idea(
            db,
            self.guests[place],
            meeting.join_number,
            item.id or 0,
            text=entry["text"],
            nickname=shown_name(entry["author"], entry["author_kind"]),
            key=ids.token(),
        )
        assert idea.id is not None
        self.idea_ids[entry["key"]] = idea.id
        ideas.moderate(db, self.host, idea.id, IdeaState.SHOWN)

    def _answer(self, db: Session, meeting: Meeting, place: int, entry: Content) -> None:
        idea_id = self.idea_ids[entry["key"]]
        for guest in self._some(place + 1, entry["supports"]):
            ideas.support(db, guest, meeting.join_number, idea_id)
        for number, remark in enumerate(entry["comments"], 1):
            said = (
                comments.answer(
                    db,
                    self.cast.people["officer1"],
                    idea_id,
                    text=f"{remark['author']}: {remark['text']}",
                    key=ids.token(),
                    parent_id=None,
                )
                if remark["official"]
                else comments.comment(
                    db,
                    self.guests[(place * 7 + number * 3) % len(self.guests)],
                    meeting.join_number,
                    idea_id,
                    text=remark["text"],
                    nickname=shown_name(remark["author"], remark["author_kind"]),
                    key=ids.token(),
                    parent_id=None,
                )
            )
            for guest in self._some(place * 5 + number, remark["supports"]):
                comments.support(db, guest, meeting.join_number, said.id or 0)

    def _some(self, first: int, count: int) -> list[Guest]:
        """So many of the guests, beginning somewhere."""
        return [self.guests[(first * 11 + number) % len(self.guests)] for number in range(count)]

    def _given(self, topic: str) -> Content:
        return next(entry for entry in self.forum["ballots"] if entry["topic"] == topic)

    def _make_options(self, db: Session, item: Item, topic: str) -> None:
        """Ideas that say the same become one option, in the facilitator's short words."""
        given, texts = self._given(topic), {}
        ballot_item = None
        for entry in given["options"]:
            option = ballots.offer_idea(db, self.host, self.idea_ids[entry["ideas"][0]])
            texts[option.id or 0] = entry["text"]
            ballot_item = db.get_one(Ballot, option.ballot_id).item_id
        assert ballot_item is not None
        ballots.revise(
            db,
            self.host,
            ballot_item,
            question=given["question"],
            max_choices=given["max_choices"],
            texts=texts,
            new="",
        )

    def _options(self, db: Session, item: Item) -> list[Option]:
        ballot = ballot_queries.of_item(db, item.id or 0)
        assert ballot is not None
        return list(ballot_queries.options(db, ballot.id or 0))

    def _vote(self, db: Session, meeting: Meeting, item: Item) -> None:
        """The vote opens, everyone votes within its minutes, it closes and is shown."""
        given, options = self._given(self._topic(item)["key"]), self._options(db, item)
        stage.advance(db, self.host, self.meeting_id, meeting.turn)
        papers = ballots_filled([entry["votes"] for entry in given["options"]], given["voters"])
        length = timedelta(minutes=item.minutes) * 0.9
        for number, places in enumerate(papers):
            with clock.moved(length * (number / len(papers))):
                ballots.cast_vote(
                    db,
                    self.guests[number],
                    meeting.join_number,
                    options[0].ballot_id,
                    choices=[options[place].id or 0 for place in places],
                    key=ids.token(),
                )
        with clock.moved(length):
            stage.advance(db, self.host, self.meeting_id, meeting.turn)
            if meeting.observers:
                self._witness(db, meeting, options[0].ballot_id)
            stage.advance(db, self.host, self.meeting_id, meeting.turn)

    def _witness(self, db: Session, meeting: Meeting, ballot_id: int) -> None:
        """The count is opened, and the two observers confirm it."""
        stage.advance(db, self.host, self.meeting_id, meeting.turn)
        for observer in self.forum["observers"]:
            ballots.confirm_count(db, self.cast.people[observer], ballot_id)

    def _choose(self, db: Session, item: Item) -> None:
        """What the room chose becomes agendas, in the words the forum agreed on."""
        topic = self._topic(item)
        ballot_item = next(
            one
            for one in meeting_queries.items(db, self.meeting_id)
            if one.kind is ItemKind.BALLOT and one.topic_no == item.topic_no
        )
        chosen = {entry["text"]: entry["agenda"] for entry in self._given(topic["key"])["options"]}
        for option in self._options(db, ballot_item):
            key = chosen[option.text]
            if key is not None:
                agenda, _ = select_option(
                    db,
                    self.host,
                    option.id or 0,
                    title=self.titles[key],
                    field_id=self.cast.fields[topic["field"]],
                )
                self.agendas[key] = agenda.id or 0
