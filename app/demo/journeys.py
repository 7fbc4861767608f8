"""The season's agendas on the standard process, every deed done by its own person on its own day."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import pairwise

from sqlmodel import Session

from app.core import clock
from app.demo.cast import Content
from app.demo.days import Deed, Diary
from app.demo.deeds import Deeds

BEFORE_HAND_OVER = ("discover", "deliberate")
# Who sends a matter on from a stage; the chair of its subcommittee from all others.
SENT_ON_BY = {"council": "cochair.civil", "budget": "officer1", "feedback": "officer1"}
SELECTED_AT = 17 * 60
DAY_BEGINS, STEP, APART = 9 * 60 + 30, 20, 2


def selected_on(agenda: Content) -> int:
    """How many days ago a proposal became an agenda: the day it was chosen in a contest or a small forum."""
    rows = [row for row in agenda["history"] if row["stage"] == "deliberate"]
    return next(int(row["days_ago"]) for row in rows if row["kind"] in ("act", "gathering"))


@dataclass
class Journeys:
    """Puts every deed on its day, in an order that works."""

    diary: Diary
    deeds: Deeds

    def plan(self, entries: list[Content]) -> None:
        """Write every agenda into the diary."""
        for place, entry in enumerate(entries):
            self._plan(entry, place * APART)

    def _plan(self, agenda: Content, offset: int) -> None:
        origin = agenda["origin"]
        if origin["kind"] == "forum" and origin["forum"] is None:
            chosen = agenda["stages"][0]["days_ago"]
            self.diary.on(chosen, SELECTED_AT + offset, partial(self.deeds.open_from_forum, agenda))
            self._tell_before(agenda, chosen, offset)
        elif origin["kind"] != "forum":
            chosen = selected_on(agenda)
            self.diary.on(chosen, SELECTED_AT + offset, partial(self.deeds.select, agenda))
            self._tell_before(agenda, chosen, offset)
        slots: dict[int, int] = {}
        for days_ago, _, deed in sorted(self._deeds(agenda), key=lambda one: (-one[0], one[1])):
            slot = slots.get(days_ago, 0)
            slots[days_ago] = slot + 1
            self.diary.on(days_ago, DAY_BEGINS + slot * STEP + offset, deed)

    def _tell_before(self, agenda: Content, chosen: int, offset: int) -> None:
        """What happened before the hand-over; the record of what came before the choice is written with it."""
        for row in agenda["history"]:
            # That somebody proposed it is the first line of every record already.
            if row["stage"] not in BEFORE_HAND_OVER or (row["stage"], row["kind"]) == ("discover", "note"):
                continue
            tell = partial(self.deeds.tell, agenda, row)
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

        on(entered["handover"], "handover", 0, partial(self.deeds.hand_over, agenda))
        if agenda["accepted"]:
            on(entered["refine"], "handover", 10, partial(self.deeds.accept, agenda, chair))
        if "review" in entered:
            on(entered["review"], "review", 0, partial(self.deeds.ask, agenda, chair))
        for row in agenda["opinions"]:
            on(row["days_ago"], "review", 20, partial(self.deeds.answer, agenda, row))
        for row in agenda["history"]:
            if row["stage"] not in BEFORE_HAND_OVER and self._only_told(agenda, row):
                on(row["days_ago"], row["stage"], 30, partial(self.deeds.tell, agenda, row))
        for row in agenda["meetings"]:
            on(row["days_ago"], row["stage"], 31, partial(self.deeds.meet, agenda, row))
        for row in self._papers(agenda):
            on(row["days_ago"], row["stage"], 40, partial(self.deeds.file, agenda, row))
        for row in agenda["records"]:
            if row["stage"] in passed:
                on(row["days_ago"], row["stage"], 50, partial(self.deeds.mark, agenda, row))
        for row in agenda["consents"]:
            if row["stage"] in passed:
                on(row["days_ago"], row["stage"], 60, partial(self.deeds.consent, agenda, row))
        for stage, following in pairwise(passed):
            on(
                entered[following],
                stage,
                99,
                partial(self.deeds.send_on, agenda, SENT_ON_BY.get(stage, chair)),
            )
        if agenda["story"]:
            on(agenda["finished_days_ago"], "feedback", 99, partial(self.deeds.finish, agenda))
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
            {
                "stage": stage,
                "name": name,
                "by": row["by"],
                "days_ago": told.get((stage, name), row)["days_ago"],
            }
            for (stage, name), row in {**told, **filed}.items()
        ]


def _earlier(by: timedelta, deed: Deed, db: Session) -> None:
    with clock.moved(-by):
        deed(db)
