"""What residents of the season sent: contests, proposals and support, and what officers decided about them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from itertools import pairwise

from sqlmodel import Session

from app.core import ids
from app.demo.cast import Cast, Content, content, shown_name, stranger
from app.demo.days import A_MOMENT_AGO, Days, Diary
from app.forums.actions import open_contest
from app.forums.rules import PhaseKind, Span
from app.organisations.actors import Actor
from app.proposals import actions as proposals
from app.proposals.actions import Draft
from app.proposals.rules import Channel, ProposalState

RESULT_DAYS = 30
MORNING, NOON = 9 * 60, 12 * 60
HOUR = timedelta(hours=1)
OPENS, CLOSES = 9 * HOUR, 18 * HOUR
# The content's own phases, in their order, and what each is called here.
PHASES = {
    "notice": PhaseKind.NOTICE,
    "receive": PhaseKind.RECEIVE,
    "support": PhaseKind.SUPPORT,
    "decide": PhaseKind.REVIEW,
    "result": PhaseKind.RESULT,
}
BROUGHT = {"paper": Channel.PAPER, "visit": Channel.CONSULTATION}
RESIDENTS = 160  # browsers that stand behind other people's proposals
ANSWERED_AFTER = {"complaint": 2, "merged": 4, "declined": 7}


@dataclass
class Voices:
    """Contests and proposals by their key in the content, as they come into being."""

    cast: Cast
    diary: Diary
    selected_on: dict[str, int]  # proposal → how many days ago it became an agenda
    contests: dict[str, int] = field(default_factory=dict)
    proposals: dict[str, int] = field(default_factory=dict)

    def plan(self) -> None:
        """Write every contest and proposal into the diary."""
        calendars = {entry["key"]: entry for entry in content("contests")["contests"]}
        for entry in calendars.values():
            first = calendar(entry, self.diary.days)[0].opens
            self.diary.at(first - HOUR, partial(self.announce, entry))
        entries: list[Content] = content("proposals")["proposals"]
        by_key = {entry["key"]: entry for entry in entries}
        for place, entry in enumerate(entries):
            self._plan(entry, place, calendars.get(entry["contest"]), by_key.get(entry["merged_into"]))

    def announce(self, entry: Content, db: Session) -> None:
        """An officer opens a contest."""
        self.contests[entry["key"]] = open_contest(
            db,
            self.cast.people["officer1"],
            dong_id=self.cast.dongs[entry["dong"]],
            title=entry["title"],
            theme=entry["theme"],
            body=f"{entry['description']} {entry['prize']}",
            spans=calendar(entry, self.diary.days),
        )

    def _plan(self, entry: Content, place: int, contest: Content | None, into: Content | None) -> None:
        days, key, sent = self.diary.days, entry["key"], entry["days_ago"]
        self.diary.on(sent, MORNING + place, partial(self.send, entry))
        if entry["state"] == "waiting":
            return
        received = max(sent - 1, 0)
        if contest is not None or entry["channel"] not in BROUGHT:
            self.diary.on(received, NOON + place, partial(self.decide, key, ProposalState.RECEIVED))
        answered = self._answered(entry, contest, into)
        end = days.now - A_MOMENT_AGO
        if answered is not None:
            end = days.on(answered, NOON + 2 * 60 + place)
            if entry["state"] != "selected":  # selecting belongs to the agenda's own story
                self.diary.at(end, partial(self.answer, entry))
        if contest is not None:
            last = next(span for span in calendar(contest, days) if span.kind is PhaseKind.SUPPORT)
            end = min(end, last.closes)
        begin = days.on(received, NOON + 30 + place)
        for number in range(entry["supports"]):
            moment = begin + (end - HOUR - begin) * (number / entry["supports"])
            self.diary.at(moment, partial(self.support, key, place * 7 + number))

    def _answered(self, entry: Content, contest: Content | None, into: Content | None) -> int | None:
        """How many days ago it was decided, if it was."""
        state: str = entry["state"]
        if state == "selected":
            return self.selected_on[entry["key"]]
        if state == "received":
            return None
        if state == "declined" and contest is not None:
            return -int(contest["phases"][-1]["from_day"])
        answered = max(int(entry["days_ago"]) - ANSWERED_AFTER[state], 0)
        # It can only be merged into a proposal that is already there.
        return min(answered, int(into["days_ago"]) - 2) if into is not None else answered

    def send(self, entry: Content, db: Session) -> None:
        """A resident sends it, or an officer types in what came on paper or in a consultation."""
        draft = Draft(
            title=entry["title"],
            body=entry["body"],
            key=ids.token(),
            field_id=self.cast.fields[entry["field"]],
            author_name=shown_name(entry["author"], entry["author_kind"]),
        )
        dong_id = self.cast.dongs[entry["dong"]]
        if entry["contest"] is not None:
            number = proposals.propose(
                db, stranger(), self.cast.secret, draft, contest_id=self.contests[entry["contest"]]
            )
        elif entry["channel"] in BROUGHT:
            channel, officer = BROUGHT[entry["channel"]], self.cast.people["officer1"]
            number = proposals.enter_for(
                db, officer, self.cast.secret, draft, dong_id=dong_id, channel=channel
            )
        else:
            number = proposals.propose(db, stranger(), self.cast.secret, draft, dong_id=dong_id)
        self.proposals[entry["key"]] = number

    @cached_property
    def residents(self) -> list[Actor]:
        """Those who read what others wrote."""
        return [stranger() for _ in range(RESIDENTS)]

    def support(self, key: str, number: int, db: Session) -> None:
        """One more resident stands behind it."""
        resident = self.residents[number % RESIDENTS]
        proposals.support(db, resident, self.cast.secret, self.proposals[key])

    def decide(self, key: str, state: ProposalState, db: Session) -> None:
        """An officer has read it."""
        proposals.decide(db, self.cast.people["officer1"], self.proposals[key], state)

    def answer(self, entry: Content, db: Session) -> None:
        """An officer merges, passes on or declines it, with the reason its author reads."""
        into = self.proposals[entry["merged_into"]] if entry["merged_into"] else None
        proposals.decide(
            db,
            self.cast.people["officer1"],
            self.proposals[entry["key"]],
            ProposalState(entry["state"]),
            reason=entry["reason"],
            into_id=into,
        )


def calendar(entry: Content, days: Days) -> list[Span]:
    """The content's days as phases that follow each other: each ends when the next one begins.

    Receiving takes support as well, so support goes on its own only after the last day of receiving; reviewing begins
    after the last day of support. What residents can do ends at six in the evening, not in the middle of the night.
    """
    given = {phase["id"]: phase for phase in entry["phases"]}
    result = given["result"]["from_day"]
    edges: list[tuple[int, timedelta]] = [
        (given["notice"]["from_day"], OPENS),
        (given["receive"]["from_day"], OPENS),
        (given["receive"]["to_day"], CLOSES),
        (given["support"]["to_day"], CLOSES),
        (result, OPENS),
        (result + RESULT_DAYS, CLOSES),
    ]
    moments: list[datetime] = [days.starts(-day) + hour for day, hour in edges]
    return [
        Span(kind, start, stop)
        for kind, (start, stop) in zip(PHASES.values(), pairwise(moments), strict=True)
    ]
