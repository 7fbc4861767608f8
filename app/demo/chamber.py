"""A month of one subcommittee's own work, and the next meeting of each: told with the verbs its people use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from app.core import clock, ids
from app.core.labels import Side
from app.demo.cast import Cast, Content, content
from app.demo.days import Diary
from app.demo.deeds import Deeds
from app.organisations import actions as organisations
from app.organisations.actions import Charge
from app.organisations.actors import Actor
from app.process.queries import basics
from app.subcommittees.issues import actions as issues
from app.subcommittees.issues.rules import Issue, View
from app.subcommittees.meetings import actions as meetings
from app.subcommittees.meetings import queries as sittings
from app.subcommittees.meetings.rules import Attending
from app.subcommittees.teams import actions as teams
from app.subcommittees.texts import actions as texts
from app.subcommittees.years import actions as years

MORNING, EVENING = 10 * 60, 19 * 60
LASTS = timedelta(hours=1, minutes=50)


@dataclass
class Chamber:
    """Puts it into the diary. ``district``: whose name minutes carry."""

    cast: Cast
    diary: Diary
    deeds: Deeds
    district: str

    def plan(self) -> None:
        """Everything on its day."""
        told, on = content("chamber"), self.diary.on
        self.code, self.agenda = told["subcommittee"], told["agenda"]
        met, issue, text = told["meeting"], told["issue"], told["text"]
        on(met["planned_days_ago"], MORNING, partial(self._invite, met))
        ended = self._evening(-met["days_ago"]) + LASTS
        self.diary.at(min(ended, self.diary.days.now - timedelta(minutes=5)), partial(self._meet, met))
        on(met["days_ago"] - 1, MORNING, self._confirm)
        on(issue["raised_days_ago"], MORNING, partial(self._raise, issue))
        on(issue["changed_days_ago"], EVENING, partial(self._change, issue))
        on(text["days_ago"], EVENING, partial(self._refine, text))
        for task in told["tasks"]:
            on(task["set_days_ago"], EVENING, partial(self._set, task))
        on(3, MORNING, partial(self._look_ahead, told["coming"], told["date"]))
        on(2, MORNING, partial(self._charge, told["special"]))

    @property
    def chair(self) -> Actor:
        return self.cast.people[f"chair.{self.code}"]

    @property
    def matter(self) -> int:
        return self.deeds.matters[self.agenda]

    def _evening(self, in_days: int) -> datetime:
        return self.diary.days.starts(-in_days) + timedelta(minutes=EVENING)

    def _invite(self, met: Content, db: Session) -> None:
        starts_at = self._evening(-met["days_ago"])
        self.meeting = meetings.plan(
            db, self.chair, self.code, starts_at=starts_at, place=met["place"], key=ids.token()
        )
        for item in met["items"]:
            matter = self.deeds.matters[item["agenda"]] if item["agenda"] else None
            meetings.add_item(
                db,
                self.chair,
                self.meeting,
                matter_id=matter,
                title=item.get("title", ""),
                about=item["about"],
            )

    def _meet(self, met: Content, db: Session) -> None:
        came = {self.cast.people[local].account_id or 0 for local in met["members"]}
        meetings.record_members(db, self.chair, self.meeting, came)
        for guest in met["guests"]:
            side, attending = Side(guest["side"]), Attending(guest["attending"])
            meetings.add_guest(
                db,
                self.chair,
                self.meeting,
                name=guest["name"],
                seat=guest["seat"],
                side=side,
                attending=attending,
            )
        for item, view in zip(met["items"], sittings.items(db, self.meeting), strict=True):
            yes, no, abstained = item["votes"] or (None, None, None)
            meetings.record_item(
                db,
                self.chair,
                self.meeting,
                view.row.id or 0,
                said=item["said"],
                decided=item["decided"],
                votes=(yes, no, abstained),
                expect=view.mark,
            )
        starts_at = self._evening(-met["days_ago"])
        meetings.end(
            db,
            self.chair,
            self.meeting,
            opened_at=starts_at,
            ended_at=min(starts_at + LASTS, clock.now()),
            expect=0,
        )

    def _confirm(self, db: Session) -> None:
        read = sittings.draft(db, self.meeting, self.district)
        meetings.confirm(db, self.chair, self.district, self.meeting, expect=read.digest)

    def _raise(self, told: Content, db: Session) -> None:
        views = tuple(View(**view) for view in told["views"])
        issue = Issue(told["question"], views, told["agreed"], told["still_open"])
        self.issue = issues.raise_issue(db, self.chair, self.matter, issue, key=ids.token())

    def _change(self, told: Content, db: Session) -> None:
        views = tuple(View(**view) for view in told["views"])
        issue = Issue(told["question"], views, told["agreed_later"], told["still_open_later"])
        issues.change_issue(db, self.chair, self.matter, self.issue, issue, why=told["why"], expect=1)

    def _refine(self, told: Content, db: Session) -> None:
        texts.refine(db, self.chair, self.matter, text=told["text"], why=told["why"], expect=0)

    def _set(self, told: Content, db: Session) -> None:
        member = basics.group(db, self.matter)[told["who"]]
        task = teams.set_task(
            db,
            self.chair,
            self.matter,
            member_id=member.id or 0,
            text=told["text"],
            due_on=clock.seoul(self.diary.days.starts(-told["due_in_days"])).date(),
            key=ids.token(),
        )
        if told["done_days_ago"] is not None:
            with clock.moved(timedelta(days=told["set_days_ago"] - told["done_days_ago"])):
                teams.mark_done(db, self.chair, self.matter, task, done=True)

    def _look_ahead(self, coming: Content, date: Content, db: Session) -> None:
        for n, code in enumerate(self.cast.subcommittees):
            starts_at = self._evening(coming["in_days"] + n * coming["apart"])
            chair = self.cast.people[f"chair.{code}"]
            meetings.plan(db, chair, code, starts_at=starts_at, place=coming["place"], key=ids.token())
        years.fix_date(
            db,
            self.cast.people["officer1"],
            self.code,
            day=clock.seoul(self._evening(date["in_days"])).date(),
            until=None,
            title=date["title"],
            for_all=True,
            key=ids.token(),
        )

    def _charge(self, told: Content, db: Session) -> None:
        starts, ends = (self._evening(days) for days in (-told["from_days_ago"], told["in_days"]))
        charge = Charge(told["purpose"], told["basis"], clock.seoul(starts).date(), clock.seoul(ends).date())
        special = self.cast.subcommittees[told["subcommittee"]]
        organisations.charge_special(db, self.cast.people["officer1"], special, charge)
