"""What happens to an agenda of the season: one verb of the application each, by the person the content names."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import Session, select

from app.accounts.rules import Level
from app.core import clock
from app.core.labels import Side
from app.demo import papers
from app.demo.cast import SIDES, Cast, Content, shown_name
from app.demo.voices import Voices
from app.organisations.actors import Actor
from app.process import actions as process
from app.process import queries as matters
from app.process.actions.telling import standing
from app.process.gates.actions import sign_selection
from app.process.gates.queries import selection
from app.process.models import Opinion
from app.process.rules import Verdict
from app.proposals import actions as proposals
from app.proposals.actions import Happening, Origin
from app.proposals.rules import Channel, EntryKind

USUAL_ATTENDANCE = 11
VERDICTS = {verdict.label: verdict for verdict in Verdict}


def evidence(row: Content) -> str:
    """What a line of the record shows; spoken words in quotation marks."""
    shown = row["evidence"]
    if shown is None:
        return ""
    text: str = shown["text"]
    return f"“{text}”" if shown["kind"] == "quote" else text


@dataclass
class Deeds:
    """``agendas`` and ``matters``: numbers by the content's keys. A forum puts in the agendas it chose."""

    cast: Cast
    voices: Voices
    agendas: dict[str, int] = field(default_factory=dict)
    matters: dict[str, int] = field(default_factory=dict)

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
                level=Level.OPEN,
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
        happening = Happening(row["sentence"], EntryKind(row["kind"]), SIDES[row["side"]], who, evidence(row))
        late = None
        if row["kind"] == "late":
            matter = matters.matter(db, self.matters[agenda["key"]])
            late = standing(db, matter, matters.process_of(db, matter.template_id))
        proposals.record(db, agenda_id, happening, standing=late)

    def hand_over(self, agenda: Content, db: Session) -> None:
        """이관, once the facilitator has agreed for the civil side that it was rightly chosen."""
        number = self.agendas[agenda["key"]]
        if Side.CIVIL not in selection(db, [number])[number]:  # else an observer of the count has
            sign_selection(db, self._who("facilitator1"), number, Side.CIVIL, agreed=True)
        self.matters[agenda["key"]] = process.hand_over(
            db,
            self._who("officer1"),
            number,
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
        told = next((evidence(one) for one in agenda["history"] if one["sentence"] == row["gist"]), "")
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
            after=story["after"],
        )
