"""The six participatory-budget projects of the plan: the first agendas, already being carried out."""

from functools import partial

from sqlmodel import Session

from app.budgeting.actions import Asked, add_project, decide
from app.budgeting.rules import ProjectKind
from app.core import clock
from app.demo.cast import SIDES, Cast, Content, content
from app.demo.days import Diary
from app.demo.deeds import evidence
from app.demo.papers import in_words
from app.process import actions as process
from app.proposals import actions as proposals
from app.proposals.actions import Happening, Origin
from app.proposals.rules import Channel, EntryKind

ORIGIN = "주민참여예산 융합사업"
BEGINS, LATER = 10 * 60, 14 * 60


def plan(cast: Cast, diary: Diary) -> None:
    """Write the projects into the diary."""
    for place, entry in enumerate(content("budget_projects")["projects"]):
        project = Project(cast, entry)
        diary.on(entry["days_in_stage"], BEGINS + place, project.begin)
        for row in entry["history"][1:]:  # the first line is the beginning itself
            diary.on(row["days_ago"], LATER + place, partial(project.tell, row))


class Project:
    """One project as it goes."""

    def __init__(self, cast: Cast, entry: Content) -> None:
        self.cast, self.entry = cast, entry
        self.agenda_id = self.matter_id = 0

    def begin(self, db: Session) -> None:
        """It becomes an agenda, has its money, and starts at the stage of carrying out, with the reason."""
        entry, officer = self.entry, self.cast.people["officer1"]
        agenda = proposals.open_agenda(
            db,
            title=entry["title"],
            summary=entry["summary"],
            zone_id=self.cast.zones[entry["zone"]] if entry["zone"] else None,
            dong_id=self.cast.dongs[entry["dong"]] if entry["dong"] else None,
            field_id=self.cast.fields[entry["field"]],
            origin=Origin(Channel.BUDGET, ORIGIN, entry["content_in_plan"], proposed_at=clock.now()),
        )
        self.agenda_id = agenda.id or 0
        asked = entry["money"]["budget_krw"]
        project_id = add_project(
            db,
            officer,
            Asked(
                department_id=self.cast.departments[entry["department"]],
                year=clock.seoul(clock.now()).year,
                name=entry["name_in_plan"],
                content=entry["content_in_plan"],
                amount=asked,
                kind=ProjectKind(entry["kind"]),
                dong_id=self.cast.dongs[entry["dong"]] if entry["dong"] else None,
            ),
            agenda_id=self.agenda_id,
        )
        decide(db, officer, project_id, given=asked, free=False, why="", expect=0)
        self.matter_id = process.hand_over(
            db,
            officer,
            self.agenda_id,
            self.cast.subcommittees[entry["subcommittee"]],
            stage_id=entry["starts_at"],
            reason=entry["start_reason"],
        )
        for local in entry["working_group"]:
            member = self.cast.people[local]
            process.add_group_member(
                db,
                officer,
                self.matter_id,
                name=member.name,
                seat=member.role_label,
                side=member.seats[0].side,
            )

    def tell(self, row: Content, db: Session) -> None:
        """A line of its record; a progress report also goes into the papers, typed in by the promotion team."""
        who = self.cast.signature(row["by"])
        if row["kind"] == "document":
            body = "\n".join([f"쓴 사람: {who}", row["sentence"], *self._spent()])
            officer = self.cast.people["officer1"]
            process.add_document(db, officer, self.matter_id, name=row["evidence"]["text"], body=body)
            return
        kind, side = EntryKind(row["kind"]), SIDES[row["side"]]
        proposals.record(db, self.agenda_id, Happening(row["sentence"], kind, side, who, evidence(row)))

    def _spent(self) -> list[str]:
        money = self.entry["money"]
        lines = [
            f"{line['name']}: {in_words(line['budget_krw'])} 가운데 {in_words(line['spent_krw'])}"
            for line in money["lines"]
        ]
        progress = f"진행 {self.entry['progress_percent']}%, 쓴 돈 {in_words(money['spent_krw'])}"
        return [progress, *lines, f"다음 할 일: {self.entry['next_step']}"]
