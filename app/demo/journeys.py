"""The season's agendas on the standard process, every deed done by its own person on its own day."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlmodel import Session, select

from app.core import clock
from app.core.labels import Side
from app.demo import papers
from app.demo.cast import SIDES, Cast, Content, content, shown_name
from app.demo.days import Deed, Diary
from app.demo.voices import Voices
from app.organisations.actors import Actor
from app.process import actions as process
from app.process import queries as matters
from app.process.actions.telling import standing
from app.process.models import Opinion
from app.process.rules import Verdict
from app.proposals import actions as proposals
from app.proposals.actions import Happening, Origin
from app.proposals.rules import Channel, EntryKind

BEFORE_HAND_OVER = ("discover", "deliberate")
# Who sends a matter on from a stage; the chair of its subcommittee from all others.
SENT_ON_BY = {"council": "cochair.civil", "budget": "officer1", "feedback": "officer1"}
SELECTED_AT = 17 * 60
DAY_BEGINS, STEP, APART = 9 * 60 + 30, 20, 2
USUAL_ATTENDANCE = 11
VERDICTS = {verdict.label: verdict for verdict in Verdict}


def selected_on(agenda: Content) -> int:
    """How many days ago a proposal became an agenda: the day it was chosen in a contest or a small forum."""
    rows = [row for row in agenda["history"] if row["stage"] == "deliberate"]
    return next(int(row["days_ago"]) for row in rows if row["kind"] in ("act", "gathering"))


def evidence(row: Content) -> str:
    """What a line of the record shows; spoken words in quotation marks."""
    shown = row["evidence"]
    if shown is None:
        return ""
    text: str = shown["text"]
    return f"“{text}”" if shown["kind"] == "quote" else text


@dataclass
class Journeys:
    """``agendas`` and ``matters``: numbers by the content's keys. A forum puts in the agendas it chose."""

    cast: Cast
    diary: Diary
    voices: Voices
    agendas: dict[str, int] = field(default_factory=dict)
    matters: dict[str, int] = field(default_factory=dict)

    def plan(self, entries: list[Content]) -> None:
        """Write every agenda into the diary."""
        for place, entry in enumerate(entries):
            self._plan(entry, place * APART)

    def _plan(self, agenda: Content, offset: int) -> None:
        origin = agenda["origin"]
        if origin["kind"] == "forum" and origin["forum"] is None:
            chosen = agenda["stages"][0]["days_ago"]
            self.diary.on(chosen, SELECTED_AT + offset, partial(self.open_from_forum, agenda))
            self._tell_before(agenda, chosen, offset)
        elif origin["kind"] != "forum":
            chosen = selected_on(agenda)
            self.diary.on(chosen, SELECTED_AT + offset, partial(self.select, agenda))
            self._tell_before(agenda, chosen, offset)
        slots: dict[int, int] = {}
        for days_ago, _, deed in sorted(self._deeds(agenda), key=lambda one: (-one[0], one[1])):
            slot = slots.get(days_ago, 0)
            slots[days_ago] = slot + 1
            self.diary.on(days_ago, DAY_BEGINS + slot * STEP + offset, deed)

    def _tell_before(self, agenda: Content, chosen: int, offset: int) -> None:
        """What happened before the hand-over; the record of what came before the choice is written with it."""
        for row in agenda["history"]:
            if row["stage"] not in BEFORE_HAND_OVER:
                continue
            tell = partial(self.tell, agenda, row)
            if row["days_ago"] >= chosen:
                back = timedelta(days=row["days_ago"] - chosen, hours=2)
                self.diary.on(chosen, SELECTED_AT + offset, partial(_earlier, back, tell))
            else:
                self.diary.on(row["days_ago"], SELECTED_AT + offset, tell)

    def _deeds(self, agenda: Content) -> list[tuple[int, tuple[int, int], Deed]]:
        """Days ago, the order within the day (stage, place in the stage), and the deed."""
        entered = {stage["id"]: int(stage["days_ago"]) for stage in agenda["stages"]}
        order = {stage: number for number, stage in enumerate(entered)}
        passed = [stage for stage in entered if stage not in BEFORE_HAND_OVER]
        chair = f"chair.{agenda['subcommittee']}"
        deeds: list[tuple[int, tuple[int, int], Deed]] = []

        def on(days_ago: int, stage: str, place: int, deed: Deed) -> None:
            deeds.append((days_ago, (order[stage], place), deed))

        on(entered["handover"], "handover", 0, partial(self.hand_over, agenda))
        if agenda["accepted"]:
            on(entered["refine"], "handover", 10, partial(self.accept, agenda, chair))
        if "review" in entered:
            on(entered["review"], "review", 0, partial(self.ask, agenda, chair))
        for row in agenda["opinions"]:
            on(row["days_ago"], "review", 20, partial(self.answer, agenda, row))
        for row in agenda["history"]:
            if row["stage"] not in BEFORE_HAND_OVER and self._only_told(agenda, row):
                on(row["days_ago"], row["stage"], 30, partial(self.tell, agenda, row))
        for row in agenda["meetings"]:
            on(row["days_ago"], row["stage"], 31, partial(self.meet, agenda, row))
        for row in self._papers(agenda):
            on(row["days_ago"], row["stage"], 40, partial(self.file, agenda, row))
        for row in agenda["records"]:
            if row["stage"] in passed:
                on(row["days_ago"], row["stage"], 50, partial(self.mark, agenda, row))
        for row in agenda["consents"]:
            if row["stage"] in passed:
                on(row["days_ago"], row["stage"], 60, partial(self.consent, agenda, row))
        for stage, following in zip(passed, passed[1:], strict=False):
            on(entered[following], stage, 99, partial(self.send_on, agenda, SENT_ON_BY.get(stage, chair)))
        if agenda["story"]:
            on(agenda["finished_days_ago"], "feedback", 99, partial(self.finish, agenda))
        return deeds

    @staticmethod
    def _only_told(agenda: Content, row: Content) -> bool:
        """Is this a line no deed writes by itself?"""
        stage, kind = row["stage"], row["kind"]
        if kind == "act":  # the hand-over, the request and the agreement are deeds
            return stage not in ("handover", "review", "plan")
        if kind == "gathering":
            held = {(one["stage"], one["days_ago"]) for one in agenda["meetings"]}
            return (stage, row["days_ago"]) not in held
        return bool(kind != "document")

    @staticmethod
    def _papers(agenda: Content) -> list[Content]:
        """Papers of the stages since the hand-over, on the day the history tells of them, if it does."""
        told = {
            (row["stage"], row["evidence"]["text"]): row
            for row in agenda["history"]
            if row["kind"] == "document" and row["stage"] != "review"
        }
        filed = {
            (row["stage"], row["name"]): row
            for row in agenda["documents"]
            if row["stage"] not in BEFORE_HAND_OVER
        }
        return [
            {"stage": stage, "name": name, "by": row["by"], "days_ago": told.get((stage, name), row)["days_ago"]}
            for (stage, name), row in {**told, **filed}.items()
        ]

    # -- the deeds -----------------------------------------------------------------------------------------------

    def _who(self, local: str) -> Actor:
        return self.cast.people[local]

    def open_from_forum(self, agenda: Content, db: Session) -> None:
        """A forum of last spring chose it."""
        origin = agenda["origin"]
        opened = proposals.open_agenda(
            db,
            title=agenda["title"],
            summary=agenda["summary"],
            zone_id=self.cast.zones[agenda["zone"]],
            dong_id=self.cast.dongs[agenda["dong"]],
            field_id=self.cast.fields[agenda["field"]],
            origin=Origin(
                channel=Channel.FORUM,
                title=origin["forum_title"],
                text=agenda["quote"],
                proposed_at=clock.now() - timedelta(hours=3),
                author=shown_name(agenda["quote_by"], agenda["quote_by_kind"]),
                votes=origin["votes"],
                voters=origin["voters"],
                rank=origin["rank"],
            ),
        )
        self.agendas[agenda["key"]] = opened.id or 0

    def select(self, agenda: Content, db: Session) -> None:
        """A proposal becomes it."""
        self.agendas[agenda["key"]] = proposals.select(
            db,
            self._who("officer1"),
            self.voices.proposals[agenda["origin"]["proposal"]],
            title=agenda["title"],
            summary=agenda["summary"],
            field_id=self.cast.fields[agenda["field"]],
        )

    def tell(self, agenda: Content, row: Content, db: Session) -> None:
        """A line of the record that belongs to no deed; a missed deadline also changes what the page says first."""
        agenda_id = self.agendas[agenda["key"]]
        who = self.cast.signature(row["by"]) if row["by"] else row["who"]
        happening = Happening(
            row["sentence"], EntryKind(row["kind"]), SIDES[row["side"]], who, evidence(row)
        )
        late = None
        if row["kind"] == "late":
            matter = matters.matter(db, self.matters[agenda["key"]])
            late = standing(db, matter, matters.process_of(db, matter.template_id))
        proposals.record(db, agenda_id, happening, standing=late)

    def hand_over(self, agenda: Content, db: Session) -> None:
        """이관"""
        self.matters[agenda["key"]] = process.hand_over(
            db,
            self._who("officer1"),
            self.agendas[agenda["key"]],
            self.cast.subcommittees[agenda["subcommittee"]],
        )

    def accept(self, agenda: Content, chair: str, db: Session) -> None:
        """The chair takes it on and gathers the working group."""
        process.accept(db, self._who(chair), self.matters[agenda["key"]])
        self.gather(agenda, chair, db)

    def gather(self, agenda: Content, chair: str, db: Session) -> None:
        """The working group comes together."""
        for local in agenda["working_group"]:
            member = self._who(local)
            process.add_group_member(
                db,
                self._who(chair),
                self.matters[agenda["key"]],
                name=member.name,
                seat=member.role_label,
                side=member.seats[0].side,
            )

    def ask(self, agenda: Content, chair: str, db: Session) -> None:
        """Departments are asked."""
        process.request_opinions(
            db,
            self._who(chair),
            self.matters[agenda["key"]],
            [self.cast.departments[code] for code in agenda["opinions_asked"]],
            question=f"{agenda['summary']} 이렇게 할 수 있는지, 무엇을 지켜야 하는지 알려 주세요.",
        )

    def answer(self, agenda: Content, row: Content, db: Session) -> None:
        """A department answers."""
        opinion_id = db.exec(
            select(Opinion.id).where(
                Opinion.matter_id == self.matters[agenda["key"]],
                Opinion.department_id == self.cast.departments[row["department"]],
            )
        ).one()
        assert opinion_id is not None
        process.answer_opinion(
            db, self._who(row["by"]), opinion_id, verdict=VERDICTS[row["verdict"]], grounds=row["text"]
        )

    def meet(self, agenda: Content, row: Content, db: Session) -> None:
        """A deliberation meeting was held."""
        told = next(
            (evidence(one) for one in agenda["history"] if one["sentence"] == row["gist"]), ""
        )
        came = sum(map(int, re.findall(r"\d+", told))) if told.startswith("위원") else USUAL_ATTENDANCE
        process.add_gathering(
            db,
            self._who(row["by"]),
            self.matters[agenda["key"]],
            held_on=clock.seoul(clock.now()).date(),
            place=f"{agenda['dong']}주민센터 회의실",
            attendees=came,
            gist=row["gist"],
        )

    def file(self, agenda: Content, row: Content, db: Session) -> None:
        """A paper goes into the record."""
        process.add_document(
            db,
            self._who(row["by"]),
            self.matters[agenda["key"]],
            name=row["name"],
            body=papers.body(agenda, row["name"]),
        )

    def mark(self, agenda: Content, row: Content, db: Session) -> None:
        """A criterion is met."""
        matter_id = self.matters[agenda["key"]]
        process.mark(db, self._who(row["by"]), matter_id, row["criterion"], note=row["note"])

    def consent(self, agenda: Content, row: Content, db: Session) -> None:
        """One side agrees."""
        side: Side = SIDES[row["side"]]
        process.consent(db, self._who(row["by"]), self.matters[agenda["key"]], side, agreed=True)

    def send_on(self, agenda: Content, by: str, db: Session) -> None:
        """To the next stage."""
        matter = matters.matter(db, self.matters[agenda["key"]])
        process.advance(db, self._who(by), self.matters[agenda["key"]], expect=matter.turn)

    def finish(self, agenda: Content, db: Session) -> None:
        """The last stage is left, and what changed is told."""
        self.send_on(agenda, "officer1", db)
        story = agenda["story"]
        proposals.tell_story(
            db,
            self._who("officer1"),
            self.agendas[agenda["key"]],
            before=story["quote"],
            after=f"{story['after']}.",
        )


def _earlier(by: timedelta, deed: Deed, db: Session) -> None:
    with clock.moved(-by):
        deed(db)
