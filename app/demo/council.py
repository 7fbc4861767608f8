"""The council of the season: twenty seats and one of them empty, a sitting that was held, one that was not, one to come."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlmodel import Session

from app.core import clock
from app.council.assembly import actions as assembly
from app.council.calls import actions as calls
from app.council.items import actions as items
from app.council.items.actions import Decision, NewItem
from app.council.items.rules import ItemKind, Outcome, OutKind, Votes
from app.council.minutes import actions as minutes
from app.council.minutes import queries as minute_queries
from app.council.seats import actions as seats
from app.council.sittings import actions as sittings
from app.council.sittings.rules import SittingKind
from app.demo.cast import SIDES, Cast, Content, content
from app.demo.days import Diary
from app.demo.deeds import Deeds
from app.organisations.actors import Actor

MORNING, NOON = 10 * 60, 12 * 60


@dataclass
class Council:
    """``members``: numbers by name."""

    cast: Cast
    diary: Diary
    deeds: Deeds
    district: str
    members: dict[str, int] = field(default_factory=dict)

    @property
    def officer(self) -> Actor:
        return self.cast.people["officer1"]

    def plan(self) -> None:
        """Write its year into the diary."""
        given = content("council")
        self.diary.on(given["appointed_days_ago"], MORNING, partial(self._appoint, given["members"]))
        self._held(given["held"])
        self._missed(given["missed"])
        self._coming(given["coming"])
        call = given["call"]
        self.diary.on(call["days_ago"], MORNING, partial(self._call, call))
        self._assembly(given)

    def _appoint(self, members: list[Content], db: Session) -> None:
        today = clock.seoul(clock.now()).date()
        for one in members:
            account = self.cast.people[one["account"]].account_id if one["account"] else None
            self.members[one["name"]] = seats.appoint(
                db, self.officer, name=one["name"], title=one["title"], start=today, account_id=account
            )

    def _sitting(self, given: Content, in_days: int, db: Session) -> int:
        starts_at = self.diary.days.starts(-in_days) + timedelta(minutes=given["time"])
        kind = SittingKind(given["kind"])
        return sittings.plan(db, self.officer, kind=kind, starts_at=starts_at, place=given["place"])

    def _put(self, sitting_id: int, one: Content, db: Session) -> int:
        subcommittee = self.cast.subcommittees.get(one["owner"])
        department = self.cast.departments.get(one["owner"].removeprefix("dept-"))
        owner = f"s{subcommittee}" if subcommittee else f"d{department}" if department else "team"
        kind = ItemKind(one.get("kind", "decision"))
        matter = self.deeds.matters[one["matter"]] if one.get("matter") else None
        return items.put(db, self.officer, sitting_id, NewItem(one["title"], kind, owner, matter))

    def _hand_in(self, ids: dict[str, int], one: Content, db: Session) -> None:
        items.hand_in(db, self.cast.people[one["by"]], ids[one["title"]], body=one["paper"], expect=0)

    def _prepare(self, given: Content, in_days: int, ids: dict[str, int]) -> None:
        def prepare(db: Session) -> None:
            ids["sitting"] = self._sitting(given, in_days, db)
            for one in given["items"]:
                ids[one["title"]] = self._put(ids["sitting"], one, db)

        self.diary.on(given["planned_days_ago"], NOON, prepare)
        for one in given["items"]:
            if one["paper_days_ago"] is not None:
                self.diary.on(one["paper_days_ago"], NOON + 60, partial(self._hand_in, ids, one))

    def _held(self, given: Content) -> None:
        ids: dict[str, int] = {}
        self._prepare(given, -given["days_ago"], ids)

        def meet(db: Session) -> None:
            sitting_id, chair = ids["sitting"], self.cast.people["cochair.civil"]
            for name, number in self.members.items():
                if name not in given["away"]:
                    sittings.attend(db, self.officer, sitting_id, number, here=True)
            sittings.open_sitting(db, chair, sitting_id)
            for one in given["items"]:
                self._decide(db, ids[one["title"]], one)
            sittings.end(db, chair, sitting_id)

        self.diary.on(given["days_ago"], given["time"], meet)
        for word in given["confirmed"]:
            self.diary.on(word["days_ago"], MORNING, partial(self._confirm, ids, word))

    def _decide(self, db: Session, item_id: int, one: Content) -> None:
        if one["out"]:
            member = self.members[one["out"]["name"]]
            reason = one["out"]["reason"]
            items.step_out(db, self.officer, item_id, member, kind=OutKind.WITHDREW, reason=reason)
        given = Decision(Outcome(one["outcome"]), Votes(*one["votes"]), one["note"], one["said"])
        items.decide(db, self.officer, item_id, given)

    def _confirm(self, ids: dict[str, int], word: Content, db: Session) -> None:
        minutes.confirm(
            db,
            self.cast.people[word["by"]],
            self.district,
            ids["sitting"],
            side=SIDES[word["side"]],
            agreed=True,
            reason="",
            expect=minute_queries.draft(db, ids["sitting"], self.district).digest,
        )

    def _missed(self, given: Content) -> None:
        ids: dict[str, int] = {}

        def call_in(db: Session) -> None:
            ids["sitting"] = self._sitting(given, -given["days_ago"], db)

        def call_off(db: Session) -> None:
            sittings.call_off(db, self.officer, ids["sitting"], reason=given["reason"])

        self.diary.on(given["planned_days_ago"], NOON, call_in)
        self.diary.on(given["days_ago"], given["time"] + 30, call_off)

    def _coming(self, given: Content) -> None:
        self._prepare(given, given["in_days"], {})

    def _call(self, given: Content, db: Session) -> None:
        calls.open_call(
            db,
            self.officer,
            title=given["title"],
            text=given["text"],
            seat_title=given["seat_title"],
            wanted=given["wanted"],
            opens_at=clock.now(),
            closes_at=self.diary.days.starts(-given["in_days"]) + timedelta(hours=18),
        )

    def _assembly(self, given: Content) -> None:
        for talk in given["talks"]:
            ids: dict[str, int] = {}
            self.diary.on(
                talk["planned_days_ago"], MORNING, partial(self._talk, talk, -talk["days_ago"], ids)
            )
            self.diary.on(talk["days_ago"], NOON, partial(self._told, talk, ids))
        ahead = given["talk_ahead"]
        self.diary.on(ahead["planned_days_ago"], MORNING, partial(self._talk, ahead, ahead["in_days"], {}))
        for one in given["councillors"]:
            for pledge in one["pledges"]:
                self.diary.on(pledge["days_ago"], MORNING, partial(self._pledge, one, pledge))

    def _talk(self, talk: Content, in_days: int, ids: dict[str, int], db: Session) -> None:
        day = clock.seoul(self.diary.days.starts(-in_days)).date()
        ids["talk"] = assembly.plan_talk(
            db, self.officer, day=day, place=talk["place"], subject=talk["subject"]
        )

    def _told(self, talk: Content, ids: dict[str, int], db: Session) -> None:
        assembly.record_talk(db, self.officer, ids["talk"], attendees=talk["attendees"], gist=talk["gist"])

    def _pledge(self, one: Content, pledge: Content, db: Session) -> None:
        person = assembly.add_councillor(db, self.officer, name=one["name"], ward=one["ward"])
        number = assembly.add_pledge(db, self.officer, person, title=pledge["title"], source=pledge["source"])
        agenda = self.deeds.agendas[pledge["agenda"]]
        assembly.link(db, self.officer, number, agenda, note=pledge["note"])
