"""A small world in which every example of the matrix is possible, and one browser per role in front of it."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from app.budgeting import actions as budgeting
from app.core import clock, ids
from app.core.labels import Side
from app.core.messenger import Postbox
from app.core.settings import Settings
from app.forums import actions as forums
from app.forums.rules import usual_calendar
from app.live.ballots import actions as ballots
from app.live.ballots.rules import Secrecy
from app.live.comments import actions as comments
from app.live.counts.channels import Channel
from app.live.counts.terms import Terms
from app.live.groups import actions as groups
from app.live.groups import queries as group_queries
from app.live.ideas import actions as ideas
from app.live.ideas.rules import HideReason
from app.live.meetings import actions as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Step
from app.live.meetings.rules import ItemKind
from app.live.merges import actions as merges
from app.live.records import queries as records
from app.live.registrations import actions as registrations
from app.live.registrations.actions import Asked
from app.live.reports import actions as reports
from app.live.speakers import actions as speakers
from app.live.speakers.rules import Taking
from app.live.stage import actions as stage
from app.live.timers import actions as timers
from app.live.timers.rules import TimedDeed
from app.organisations.actions import Charge, form_special
from app.organisations.actors import Actor
from app.process import actions as process
from app.process.deadlines import actions as closed
from app.process.deadlines import queries as closed_queries
from app.process.drafts import actions as drafts
from app.process.drafts import queries as draft_queries
from app.process.drafts.publishing import publish
from app.process.drafts.rules import mark
from app.process.exchange.yaml_files import to_yaml
from app.process.exits.rules import SideExit
from app.process.shapes.rules import as_document
from app.proposals import actions as proposals
from app.proposals.actions import Draft
from app.proposals.rules import ProposalState
from app.subcommittees.issues import actions as sub_issues
from app.subcommittees.issues import queries as sub_issue_queries
from app.subcommittees.meetings import actions as sub_meetings
from app.subcommittees.meetings import queries as sub_meeting_queries
from app.subcommittees.meetings.rules import Attending
from app.subcommittees.teams import actions as sub_team_actions
from app.subcommittees.teams import queries as sub_teams
from app.subcommittees.texts import actions as sub_texts
from app.subcommittees.years import actions as sub_years
from tests.conventions.matrix import STAFF
from tests.council.everything import council
from tests.live.budgets.purse import purse_of
from tests.live.counts.test_pabulib import APPROVAL
from tests.live.entrances.door import Door
from tests.live.evening import Evening, prepare
from tests.live.registrations.desk import RegistrationDesk
from tests.live.speakers.floor import Floor
from tests.live.tables.talk import Talk, talk_of
from tests.live.tallies.hall import Hall as TallyHall
from tests.process.walk import CARE, URBAN, agenda, fulfil, handed, matter, sheet, walk_to
from tests.process.ways.going import leave
from tests.subcommittees.people import QUESTION, held, planned, sitting
from tests.world import PASSWORD, World, another

PARTICIPANT = "participant".ljust(32, ".")


@dataclass
class Prepared:
    """The world, the ids the matrix names, and the browsers. ``unharmed`` puts everything back afterwards."""

    world: World
    names: dict[str, object]
    browsers: dict[str, TestClient]
    file: Path
    watch: sqlite3.Connection
    start: str = ""
    version: int = 0
    last: str = ""

    def filled(self, text: str) -> str:
        return text.format_map(self.names)

    def digest(self) -> str:
        """Every row of every table; read again whenever SQLite says that somebody committed."""
        (version,) = self.watch.execute("PRAGMA data_version").fetchone()
        if version != self.version:
            self.version, found = version, hashlib.sha256()
            tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            for (table,) in self.watch.execute(tables).fetchall():
                found.update(repr(self.watch.execute(f'SELECT * FROM "{table}"').fetchall()).encode())
            self.last = found.hexdigest()
        return self.last

    def keep(self) -> "Prepared":
        """From now on this is how everything is put back."""
        self.start = self.digest()
        _copy(self.file, self.file.with_suffix(".kept"))
        return self

    @contextmanager
    def unharmed(self) -> Iterator[Callable[[], bool]]:
        """Gives a function that says whether anything was changed; whatever was is undone afterwards."""
        jars = {role: list(browser.cookies.jar) for role, browser in self.browsers.items()}
        try:
            yield lambda: self.digest() != self.start
        finally:
            if self.digest() != self.start:
                _copy(self.file.with_suffix(".kept"), self.file)
            for role, browser in self.browsers.items():
                if list(browser.cookies.jar) != jars[role]:
                    browser.cookies.jar.clear()
                    for cookie in jars[role]:
                        browser.cookies.jar.set_cookie(cookie)


def _copy(start: Path, target: Path) -> None:
    with closing(sqlite3.connect(start)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _meetings(world: World, guest: Guest) -> dict[str, object]:
    """One room that collects ideas, one that votes, one that knows its result, one that doubts its vote."""
    facilitator = world.actor("facilitator")
    rooms = [prepare(world) for _ in range(4)]
    room, hall, decided, doubtful = rooms
    for one in rooms:
        world.write(meetings.enter, guest, one.number)

    room.until(ItemKind.IDEAS)
    for text in ("작은 화장실", "마을 마루"):
        world.write(ballots.offer_idea, facilitator, room.idea(text))
    idea, unread = room.idea("그늘과 긴 의자"), room.idea("아직 읽지 않은 생각", shown=False)
    own = world.write(
        ideas.send_idea,
        guest,
        room.number,
        room.item(ItemKind.IDEAS).id or 0,
        text="아직 기다리는 내 생각",
        nickname="",
        key=ids.token(),
    )

    def say(who: Guest, text: str) -> int | None:
        said = world.write(
            comments.comment,
            who,
            room.number,
            idea,
            text=text,
            nickname="",
            key=ids.token(),
            parent_id=None,
        )
        return said.id

    remark, waits = say(guest, "좋아요"), say(guest, "전화는 010-1234-5678")
    others = say(room.guest(7), "연락은 010-8765-4321")
    others_shown, others_idea = say(room.guest(7), "저도 좋아요"), room.idea("남이 낸 생각", by=7)
    reporter = room.guest(8)
    world.write(reports.report_idea, reporter, room.number, others_idea, HideReason.ABUSE)
    world.write(reports.report_comment, reporter, room.number, others_shown or 0, HideReason.ABUSE)
    world.write(merges.merge, facilitator, others_idea, [room.idea("남과 같은 생각", by=9)])
    moment, paper_item = clock.now() + timedelta(days=300), room.item(ItemKind.BALLOT).id
    officer, begins = world.actor("officer"), TimedDeed.OPEN_BALLOT
    world.write(timers.set_timer, officer, room.meeting_id, begins, paper_item, moment)
    entrance, floor = _entrance(room, guest), _floor(room)
    hall.open_vote("가로등", "손잡이")
    pieces = world.write(ballots.split_key, world.actor("facilitator"), hall.paper().id)
    decided.open_vote("긴 의자", "화장실")
    decided.vote(1, 1)
    for _ in range(2):
        decided.press()
    doubtful.open_vote("손잡이", "마루")
    world.write(ballots.propose_annulment, facilitator, doubtful.paper().id, reason="보기가 잘못되었습니다")
    over = prepare(world)
    over.until(ItemKind.IDEAS)
    world.write(stage.end_early, facilitator, over.meeting_id, over.meeting.turn)
    leaving = prepare(world)
    world.write(meetings.enter, guest, leaving.number)
    leaving.until(ItemKind.IDEAS)
    closing = leaving.item(ItemKind.THANKS).id or 0
    world.write(stage.jump, facilitator, leaving.meeting_id, closing, leaving.meeting.turn)
    return {
        **entrance,
        **floor,
        **_tables(world, guest),
        **_people(world, guest),
        **_counts(world),
        **_piles(world, guest),
        **_money(world),
        "forum": room.meeting.forum_id,
        "room": room.number,
        "wall": room.wall_key,
        "meeting": room.meeting_id,
        "meeting_key": room.meeting_id,
        "turn": room.meeting.turn,
        "step": world.read(lambda db: db.get_one(Step, room.meeting_id)).number,
        "last_item": room.item(ItemKind.THANKS).id,
        "item": room.item(ItemKind.IDEAS).id,
        "paper_item": room.item(ItemKind.BALLOT).id,
        "election": APPROVAL,
        "draft_option": _staff_paper(room),
        "idea": idea,
        "unread": unread,
        "comment": remark,
        "own_idea": own.id,
        "own_comment": waits,
        "others_comment": others,
        "others_shown": others_shown,
        "others_idea": others_idea,
        "merge": 1,
        "timer": 1,
        "hall": hall.number,
        "ballot": hall.paper().id,
        "choice": hall.paper().choices[0].id,
        "piece": pieces[0],
        "another_piece": pieces[1],
        "decided": decided.meeting_id,
        "won_option": _staff_paper(decided),
        "doubtful": doubtful.paper().id,
        "revealed": decided.paper().id,
        "draft": room.paper().id,
        "over": over.number,
        "over_meeting": over.meeting_id,
        "minutes_digest": world.read(records.draft, over.meeting, world.settings.district_name).digest,
        "leaving": leaving.number,
        "leaving_meeting": leaving.meeting_id,
    }


def _money(world: World) -> dict[str, object]:
    """A project to decide, one that is decided, a ballot that divided a budget, and a place for another."""
    purse, empty = purse_of(prepare(world)), prepare(world)
    ballot_id = purse.hold([(1,)])
    paper = purse.paper(ballot_id)
    decided = purse.ids[-1]
    world.write(
        budgeting.decide, world.actor("officer"), decided, given=10_000_000, free=False, why="", expect=0
    )
    return {
        "project": purse.ids[2],
        "other_project": purse.ids[1],
        "given_project": decided,
        "purse": ballot_id,
        "purse_option": next(iter(paper.chosen)),
        "purse_item": empty.item(ItemKind.BALLOT).id,
        "road": world.departments["도로과"],
    }


def _piles(world: World, guest: Guest) -> dict[str, object]:
    """One vote that takes paper and telephones, with somebody marked; one whose paper was counted."""
    halls = [TallyHall(prepare(world)) for _ in range(2)]
    taken, settled = halls
    for hall in halls:
        world.write(meetings.enter, guest, hall.evening.number)
        hall.open(Terms(channels=(Channel.PHONE, Channel.TELEPHONE, Channel.PAPER)))
    mark = taken.mark(seat="3-1")
    settled.mark(seat="3-1")
    Door(taken.evening).take_codes()
    with clock.moved(timedelta(hours=2)):
        digits = taken.ask_caller("010-2222-3333")
    settled.count_twice(settled.total(1, 0, 0))
    return {
        "papered": taken.evening.paper().id,
        "papered_room": taken.evening.number,
        "paper_mark": mark.id,
        "paper_slip": taken.slips(1)[0],
        "caller_digits": digits,
        "settled": settled.evening.paper().id,
        "for": taken.evening.paper().choices[0].id,
    }


def _entrance(room: Evening, guest: Guest) -> dict[str, object]:
    """A slip, a roll with somebody still expected and somebody checked in, and a code that lives as long as the tests."""
    door = Door(room)
    door.take_codes()
    expected, checked = door.enrol(("김하나", "사직동"), ("이두리", ""))
    door.check_in(checked)
    with clock.moved(timedelta(hours=2)):
        digits = door.ask(guest).code
    return {"slip": door.slips(1)[0], "expected": expected, "checked": checked, "digits": digits}


def _floor(room: Evening) -> dict[str, object]:
    """One speaks, one waits, one was taken out of the line; whoever is inside may ask."""
    floor = Floor(room)
    floor.switch(Taking.ALWAYS)
    on, waiting, out = (floor.ask(number, "이손님") for number in (21, 22, 23))
    floor.call(on)
    room.world.write(speakers.remove, room.world.actor("facilitator"), out)
    return {"on_floor": on, "in_line": waiting, "out_of_line": out}


def _people(world: World, guest: Guest) -> dict[str, object]:
    """A forum to come with two registrations, one of them checked in, and one person without a phone; a room that practises."""
    coming, practising = RegistrationDesk(prepare(world)), prepare(world)
    world.write(meetings.enter, guest, practising.number)
    practising.until(ItemKind.PROMISES)
    asked = Asked("r" * 20, needs=("sign",))
    mine = world.write(registrations.register, guest, coming.evening.meeting.forum_id, asked)
    here = coming.register(31)
    coming.check_in(here.number)
    coming.walk_in()
    return {
        "coming": coming.evening.meeting.forum_id,
        "coming_meeting": coming.evening.meeting_id,
        "registered": mine.id,
        "registered_here": here.id,
        "practising": practising.number,
        "practice_options": "걸어서\n버스로",
    }


def _counts(world: World) -> dict[str, object]:
    """Votes at the edge: one waits for its observers, one might be opened again, one for longer, one is void, one was left
    unannounced by its meeting.
    """
    watched, sealed, *_, late = rooms = [prepare(world) for _ in range(5)]
    for room in rooms:
        named = Secrecy.NAMED if room is sealed else Secrecy.SECRET
        room.open_vote("손잡이", "마루", secrecy=named, terms=Terms(observers=room is watched))
    for room in (watched, watched, sealed, late):
        room.press()
    host, numbers = world.actor("facilitator"), [room.paper().id for room in rooms]
    world.write(ballots.propose_extension, host, numbers[2], reason="줄이 깁니다", minutes=5)
    world.write(ballots.propose_annulment, host, numbers[3], reason="보기가 잘못되었습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), numbers[3])
    world.write(stage.end_early, host, late.meeting_id, late.meeting.turn)
    return dict(zip(("watched", "sealed", "longer", "void", "late"), numbers, strict=True))


def _tables(world: World, guest: Guest) -> dict[str, object]:
    """A room whose first table round is on: seated and moved once, one recorder, one opinion sent and one not."""
    talk: Talk = talk_of(world, tables=3)
    talk.enrol(9)
    talk.seat()
    talk.move()
    code = talk.code(1)
    talk.come_in(1, code, guest)
    talk.begin()
    talk.write(1, "r1", "골목에 긴 의자", by=guest)
    talk.write(1, "r2", "작은 화장실", by=guest)
    (idea,) = talk.send(1, "r1", by=guest)
    talk.write(1, "r3", "밝은 골목", by=guest)
    (offered,) = talk.send(1, "r3", by=guest)
    host, secret = world.actor("facilitator"), world.settings.secret
    _, sorting = world.write(groups.issue_code, host, secret, talk.meeting_id)
    world.write(groups.come_in, guest, talk.number, sorting)
    return {
        **_groups(talk, idea, offered),
        "talking": talk.meeting_id,
        "tables_room": talk.number,
        "table": talk.table(1).id,
        "other_table": talk.table(2).id,
        "table_code": code,
        "sorting_code": sorting,
        "round": talk.round(1).id,
        "last_round": talk.round(2).id,
        "note": talk.notes(1)[0].id,
    }


def _groups(talk: Talk, idea: int, offered: int) -> dict[str, object]:
    """A group that is offered as an option, and one that is not, made last."""
    host, numbers = talk.world.actor("facilitator"), []
    for one in (offered, idea):
        seen = [groups.Seen(one, 0)]
        numbers.append(
            talk.world.write(
                groups.move, host, talk.meeting_id, seen, groups.NEW, key=f"group-{one}".ljust(16, ".")
            )
        )
    talk.world.write(groups.offer, host, numbers[0], 1, 1)
    last = talk.world.read(group_queries.steps, talk.meeting_id)[0]
    return {"grouped": idea, "offered_group": numbers[0], "group": numbers[1], "group_step": last.id}


def _staff_paper(evening: Evening) -> int:
    return evening.paper(for_staff=True).choices[0].id


def _proposals(world: World, author: Actor) -> dict[str, object]:
    secret, officer = world.settings.secret, world.actor("officer")
    contest = world.write(
        forums.open_contest,
        officer,
        dong_id=world.dongs["창신2동"],
        title="창신2동 아이디어 공모전",
        theme="걷고 싶은 골목",
        body="",
        spans=usual_calendar(clock.now() - timedelta(days=1)),
    )

    def send(title: str, actor: Actor) -> int:
        draft = Draft(title, "골목에 쉴 곳이 있으면 좋겠어요.", ids.token(), None, "")
        return world.write(proposals.propose, actor, secret, draft, dong_id=world.dongs["창신2동"])

    waiting, received = send("읽기 전인 제안", author), send("접수한 제안", world.visitor(9))
    world.write(proposals.decide, officer, received, ProposalState.RECEIVED)
    return {"contest": contest, "waiting": waiting, "received": received}


def _matters(world: World) -> dict[str, object]:
    """At hand-over, in its working group, in review with a question to a department, before the council."""
    fresh, ready, review, council = (handed(world, title) for title in ("손잡이", "의자", "가로등", "마루"))
    walk_to(world, ready, "refine")
    fulfil(world, ready)
    walk_to(world, review, "review")
    world.write(
        process.request_opinions,
        world.actor("chair"),
        review,
        [world.departments["도로과"]],
        question="될까요?",
    )
    walk_to(world, council, "council")
    paused = handed(world, "잠시 멈춘 의제")
    leave(world, paused, SideExit.HOLD)
    return {
        "handed": fresh,
        "ready": ready,
        "ready_turn": matter(world, ready).turn,
        "review": review,
        "review_turn": matter(world, review).turn,
        "council": council,
        "review_agenda": matter(world, review).agenda_id,
        "council_turn": matter(world, council).turn,
        "paused": paused,
        "paused_turn": matter(world, paused).turn,
        "soon": (clock.seoul(clock.now()) + timedelta(days=30)).date().isoformat(),
        "parts": "계단 손잡이\n골목 조명",
        "unsigned": agenda(world, "아직 합의하지 않은 의제", signed=False),
        "opinion": sheet(world, review).opinions[0].id,
        "agenda": matter(world, fresh).agenda_id,
        "loose": agenda(world, "아직 넘기지 않은 의제"),
        "urban": world.subcommittees[URBAN],
        "care": world.subcommittees[CARE],
    }


def _subcommittees(world: World, ready: int) -> dict[str, object]:
    """A meeting to come, one to confirm, an issue, a refined text, a task, a date and a special subcommittee."""
    chair, officer = world.actor("chair"), world.actor("officer")
    held_id, planned_id = held(world, ready), planned(world)
    for title in ("처음 안건", "다음 안건"):
        world.write(sub_meetings.add_item, chair, planned_id, matter_id=None, title=title, about="")
    visitor: dict[str, Any] = {
        "name": "이도로",
        "seat": "도로과 주무관",
        "side": Side.OFFICIAL,
        "attending": Attending.BESIDE,
    }
    world.write(sub_meetings.add_guest, chair, held_id, **visitor)
    over = sitting(world, held_id)
    issue = world.write(sub_issues.raise_issue, chair, ready, QUESTION, key=ids.token())
    world.write(sub_texts.refine, chair, ready, text="다듬은 글", why="곳을 정했습니다.", expect=0)
    people = {one.name: one.id for one in world.read(sub_teams.team, ready).members}
    day = clock.seoul(clock.now()).date()
    task: dict[str, Any] = {
        "member_id": people["이도로"],
        "text": "기울기 재기",
        "due_on": day,
        "key": ids.token(),
    }
    fixed: dict[str, Any] = {
        "day": day,
        "until": None,
        "title": "현장 답사",
        "for_all": False,
        "key": ids.token(),
    }
    charge = Charge("갈등을 다룹니다.", "제2차 협치회", day, day + timedelta(days=90))
    return {
        "sub_planned": planned_id,
        "sub_item": sitting(world, planned_id).items[1].row.id,
        "sub_held": held_id,
        "held_item": over.items[0].row.id,
        "held_mark": over.items[0].mark,
        "held_turn": over.row.turn,
        "held_digest": world.read(sub_meeting_queries.draft, held_id, world.settings.district_name).digest,
        "sub_guest": over.beside[0].id,
        "issue": issue,
        "issue_digest": sub_issue_queries.digest_of(world.read(sub_issue_queries.sheet, ready)),
        "ready_agenda": matter(world, ready).agenda_id,
        "idle_member": people["김영희"],
        "busy_member": people["이도로"],
        "task": world.write(sub_team_actions.set_task, chair, ready, **task),
        "fixed_date": world.write(sub_years.fix_date, chair, "urban", **fixed),
        "special": world.write(form_special, officer, name="창신 특별분과", charge=charge),
        "reviewer": world.accounts["reviewer"],
    }


def _procedures(world: World) -> dict[str, object]:
    """A draft of the standard procedure, a second version of another one, and a closed day."""
    officer = world.actor("officer")
    first = world.write(drafts.begin, officer, "std-budget")
    world.write(drafts.rename, officer, first, "주민참여예산 절차")
    turn = world.read(draft_queries.draft, first).turn
    world.write(publish, officer, first, version="1.1", reason="이름을 줄였습니다", turn=turn, key="b" * 32)
    draft_id = world.write(drafts.begin, officer, "std-gu")
    world.write(drafts.rename, officer, draft_id, "협치 표준 절차")
    draft = world.read(draft_queries.draft, draft_id)
    world.write(closed.add_closed_day, officer, date(2099, 5, 1), name="구의 날")
    changed = as_document("std-gu", "1.1", "파일의 이름", draft.stages)
    return {
        "draft": draft_id,
        "draft_turn": draft.turn,
        "draft_order": draft.order,
        "draft_edit": draft.edits[0].id,
        "draft_yaml": to_yaml(changed),
        "refine_mark": mark(draft.stages[3]),
        "closed_day": world.read(closed_queries.closed_days)[0].id,
    }


def prepared(world: World, settings: Settings, client: TestClient) -> Prepared:
    """Everything in place."""
    application = client.app
    assert isinstance(application, FastAPI)
    application.state.messenger = Postbox()
    guest = Guest(PARTICIPANT, settings.secret, "ko")
    names: dict[str, object] = {
        **_meetings(world, guest),
        **_proposals(world, Actor(PARTICIPANT)),
        **_matters(world),
        **_procedures(world),
        **council(world, guest),
        **world.accounts,
        "admin_email": world.email("admin"),
        "password": PASSWORD,
        "key": "k" * 32,
        "today": clock.seoul(clock.now()).date().isoformat(),
        "dong": world.dongs["창신2동"],
        "zone": world.zones["창신·숭인"],
        "field": world.fields["교통"],
        "welfare": world.departments["복지정책과"],
    }
    names |= _subcommittees(world, int(str(names["ready"])))
    browsers = {role: another(client) for role in ("visitor", "participant", *STAFF)}
    browsers["participant"].cookies.set(settings.cookie("visit"), PARTICIPANT)
    for name in STAFF:
        world.sign_in(browsers[name], name)
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    return Prepared(world, names, browsers, file, sqlite3.connect(file)).keep()
