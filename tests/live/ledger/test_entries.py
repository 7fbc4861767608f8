"""An evening in which everything happens: each kind of entry says exactly what it may, and nobody stands in it."""

import ast
import re
from typing import Any

import pytest
from sqlmodel import Session

from app.live.ballots import actions as ballots
from app.live.ballots.actions import VoteSlip
from app.live.ballots.envelopes import destroy_box, destroy_tags
from app.live.ballots.models import Ballot
from app.live.ballots.rules import Secrecy
from app.live.comments import actions as comments
from app.live.comments.rules import CommentState
from app.live.counts.channels import Channel
from app.live.counts.terms import Terms
from app.live.entrances import actions as entrances
from app.live.groups import actions as groups
from app.live.groups import queries as group_queries
from app.live.ideas import actions as ideas
from app.live.ideas.rules import HideReason, IdeaState
from app.live.ledger import queries
from app.live.ledger.rules import broken, digest
from app.live.meetings import actions as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import ItemKind, MeetingState, Moderation, SideShow, place_of
from app.live.merges import actions as merges
from app.live.promises import actions as promises
from app.live.records import actions as records
from app.live.records import queries as record_queries
from app.live.records.rules import MinutesField
from app.live.reports import actions as reports
from app.live.selections import actions as selections
from app.live.speakers import actions as speakers
from app.live.speakers.rules import Taking
from app.live.stage.rules import Deed
from app.live.surveys import actions as surveys
from app.live.tables import actions as tables
from app.live.tables.rules import TaskForm
from app.live.tallies import actions as tallies
from app.live.walls.actions import show_on
from tests.conventions.sources import APP, python_files, tree
from tests.live.ballots.test_pairing import Twice
from tests.live.entrances.door import Door
from tests.live.evening import Evening, clock_comes_round, prepare
from tests.live.registrations.desk import RegistrationDesk
from tests.live.speakers.floor import Floor
from tests.live.tables.talk import talk_of
from tests.live.tallies.hall import Hall as TallyHall
from tests.safety.rounds import open_poll, published
from tests.world import PEOPLE, World

KEYS = {
    "meeting.prepared": {"meeting", "number", "title"},
    "meeting.opened": {"items"},
    "meeting.ended": {"present", "registered", "unsure"},
    "stage.moved": {"deed", "item", "turn", "who"},
    "stage.minute": {"item", "who"},
    "stage.blank": {"on", "who"},
    "stage.undone": {"deed", "item", "turn", "who"},
    "stage.side_wall": {"wall", "shows", "who"},
    "sheet.changed": {"what", "item", "turn", "who"},
    "idea.moderated": {"idea", "to", "why", "who"},
    "idea.wall": {"idea", "who"},
    "idea.held": {"idea", "reports"},
    "idea.merged": {"into", "ideas", "who"},
    "idea.unmerged": {"into", "ideas", "who"},
    "comment.held": {"comment", "reports"},
    "reports.seen": {"idea", "comment", "who"},
    "moderation.set": {"ideas", "comments", "who"},
    "idea.shown_unread": {"idea"},
    "comment.moderated": {"comment", "to", "why", "who"},
    "comment.answered": {"comment", "idea", "who"},
    "paper.offered": {"ballot", "option", "idea", "who"},
    "paper.removed": {"ballot", "option", "who"},
    "paper.revised": {
        "ballot",
        "words",
        "kind",
        "method",
        "terms",
        "max_choices",
        "secrecy",
        "level",
        "who",
    },
    "paper.marked": {"ballot", "marked", "who"},
    "paper.unmarked": {"ballot", "marked", "who"},
    "tally.entered": {"ballot", "channel", "round", "who"},
    "tally.agreed": {"ballot", "channel", "round", "who"},
    "tally.differs": {"ballot", "channel", "round", "who"},
    "tally.again": {"ballot", "channel", "round", "who"},
    "tally.voted": {"ballot", "channel", "who"},
    "tally.helped": {"ballot", "channel", "who"},
    "ballot.tallied": {"ballot", "poll", "voters", "seal"},
    "ballot.opened": {"definition", "poll", "present", "box", "signer"},
    "ballot.vote": {"ballot", "commitment", "replaces"},
    "ballot.key_split": {"ballot", "who"},
    "ballot.key_restored": {"ballot", "who"},
    "ballot.key_destroyed": {"ballot"},
    "ballot.annul_asked": {"ballot", "poll", "reason", "who"},
    "ballot.annul_refused": {"ballot", "poll", "asked", "who"},
    "ballot.annulled": {"ballot", "poll", "asked", "voters", "who"},
    "ballot.extend_asked": {"ballot", "poll", "reason", "minutes", "who"},
    "ballot.extend_refused": {"ballot", "poll", "asked", "who"},
    "ballot.extended": {"ballot", "poll", "asked", "who"},
    "ballot.reopen_asked": {"ballot", "poll", "reason", "minutes", "who"},
    "ballot.reopen_refused": {"ballot", "poll", "asked", "who"},
    "ballot.reopened": {"ballot", "poll", "asked", "who"},
    "ballot.counted": {"ballot", "poll", "who"},
    "ballot.witnessed": {"ballot", "poll", "closed", "side", "who"},
    "ballot.closed": {"ballot", "poll", "voters", "present", "commitments"},
    "ballot.revealed": {"ballot", "poll", "tally", "openings"},
    "pair.linked": {"first_item", "final_item", "who"},
    "pair.unlinked": {"first_item", "final_item", "who"},
    "pair.opened": {"first", "final"},
    "pair.revealed": {"first", "final", "flow"},
    "speakers.switched": {"taking", "seconds", "who"},
    "speakers.written_down": {"speaker", "who"},
    "speakers.called": {"speaker", "in_order", "seconds", "who"},
    "speakers.extended": {"speaker", "seconds", "who"},
    "speakers.finished": {"speaker", "spoke", "who"},
    "speakers.moved": {"speaker", "to", "who"},
    "agenda.selected": {"option", "agenda", "who"},
    "tables.set": {"tables", "seats", "who"},
    "tables.code": {"table", "who"},
    "tables.form": {"item", "form", "who"},
    "tables.seated": {"people", "tables", "seed", "who"},
    "tables.moved": {"round", "moved", "who"},
    "tables.move_undone": {"round", "who"},
    "tables.sent": {"item", "table", "ideas"},
    "tables.taken_back": {"item", "table", "ideas"},
    "tables.card": {"item", "table", "ideas"},
    "groups.made": {"group", "ideas", "who"},
    "groups.moved": {"group", "ideas", "who"},
    "groups.named": {"group", "words", "who"},
    "groups.dissolved": {"group", "ideas", "who"},
    "groups.undone": {"step", "who"},
    "groups.offered": {"group", "option", "ideas", "who"},
    "groups.wall": {"on", "who"},
    "groups.code": {"who"},
    "entrance.codes": {"on"},
    "entrance.slips_issued": {"count"},
    "entrance.slips_voided": {"count"},
    "entrance.roll_changed": {"added", "removed", "total"},
    "entrance.checked_in": {"checked"},
    "entrance.check_in_undone": {"checked"},
    "entrance.walked_in": {"people"},
    "registration.changed": {"total"},
    "registration.checked_in": {"checked"},
    "registration.check_in_undone": {"checked"},
    "promises.revised": {"promises", "who"},
    "survey.paper": {"sheets", "who"},
    "minutes.corrected": {"field", "digest", "who"},
    "minutes.confirmed": {"edition", "digest", "who"},
}
AT_TABLES = ("tables.", "groups.")  # played in a forum of their own
BY_HAND = ("tally.", "paper.marked", "paper.unmarked", "ballot.tallied")  # and these in one with paper
ELSEWHERE_PLAYED = {  # test_more_time_and_observers_…
    kind
    for kind in KEYS
    if kind.startswith(("ballot.exten", "ballot.reopen", "ballot.counted", "ballot.witn", "pair."))
}
ELSEWHERE = {  # tests/backups, live/groups/test_following, live/timers, live/sheets/test_finals and live/budgets play them
    "paper.budget",
    "record.restored",
    "groups.released",
    "speakers.lined_up",
    "timer.set",
    "timer.stopped",
    "timer.missed",
}
# Deeds that announce a fact and leave no entry of their own, with the reason.
SILENT = {
    "ballots/actions/drafting.py: draft": "an empty paper, made by itself when its item comes on (stage.moved)",
    "ballots/actions/comparing.py: forget": "part of a closing, an annulment, an end or taking two apart, which have theirs",
    "ballots/actions/taking_back.py: take_back_opening": "part of undoing the last step, which has its entry (stage.undone)",
    "ballots/actions/totals.py: accept_total": "part of a count by two people, which has its entry (tally.agreed)",
    "ballots/actions/totals.py: drop_total": "part of having it counted anew, which has its entry (tally.again)",
    "comments/actions.py: comment": "a resident's word is taking part; what staff does with it is an entry",
    "comments/actions.py: revise": "a resident's own word, before anybody has read it",
    "comments/actions.py: support": "공감 is taking part, counted where it stands",
    "entrances/actions/arrivals.py: _count": "how many came in from where is forgotten after thirty days, the chain never",
    "entrances/actions/arrivals.py: raise_to": "one person's level: an entry would put people in an order",
    "ideas/actions.py: clear_wall": "part of another deed, which has its entry (stage.moved, idea.wall)",
    "ideas/actions.py: put_back": "a table sends again what it took back (tables.sent)",
    "ideas/actions.py: put_in": "what a table sends (tables.sent, tables.card)",
    "ideas/actions.py: support": "공감 is taking part, counted where it stands",
    "ideas/actions.py: take_out": "a table takes back what it sent (tables.taken_back)",
    "ideas/actions.py: withdraw_support": "공감 is taking part, counted where it stands",
    "meetings/actions/entering.py: enter": "coming in is taking part; how many were there stands in openings and closings",
    "meetings/actions/moving.py: log": "a line on the console; the deed it is about has its own entry",
    "meetings/actions/moving.py: turned": "a turn nobody pressed for; what made it has its entry (ballot.witnessed)",
    "speakers/actions/asking.py: _joined": "asking is taking part; whom a host writes down or calls is an entry (speakers.called)",
    "speakers/actions/asking.py: withdraw": "asking is taking part, and so is to think better of it",
    "tables/actions/codes.py: come_in": "a device begins to write; who made its code is an entry (tables.code)",
    "tables/actions/seats.py: _announce": "whoever changes a seat has an entry (_told); that all sit again changes none",
    "tables/actions/setting.py: count_heads": "how many sit there is a help for the hosts, over and over, and decides nothing",
    "tables/actions/setting.py: rename": "a table's own name decides nothing; its number is what entries say",
    "tables/actions/writing.py: save": "a draft, every few letters; what is sent of it is an entry (tables.sent)",
}
DEFINITION = {
    "ballot",
    "meeting",
    "question",
    "options",
    "max_choices",
    "secrecy",
    "level",
    "opened_at",
    "kind",
    "method",
    "terms",
}
NOUNS = {kind.partition(".")[0] for kind in (*KEYS, *ELSEWHERE)}


def everything(evening: Evening) -> list[str]:
    """Play it all. Returns words that may stand nowhere in the ledger: names, codes, keys, what people wrote."""
    world, meeting_id = evening.world, evening.meeting_id
    host, officer = world.actor("facilitator"), world.actor("officer")
    secret_words = [*before_the_evening(evening), *at_the_entrance(evening)]
    evening.until(ItemKind.IDEAS)
    hidden = evening.idea("숨은 생각 표식", by=3, shown=False)
    world.write(ideas.moderate, host, hidden, IdeaState.HIDDEN)
    shown = evening.idea("스크린에 오를 생각", by=4)
    world.write(ideas.put_on_wall, host, shown)
    world.write(ideas.take_off_wall, host, meeting_id)
    remark = world.write(
        comments.comment,
        evening.guest(5),
        evening.number,
        shown,
        text="덧붙인 말 표식",
        nickname="별명표식",
        key="comment-key-canary-0001",
        parent_id=None,
    )
    world.write(comments.moderate, host, remark.id or 0, CommentState.HIDDEN)
    world.write(meetings.moderate_by, host, evening.meeting_id, comments=Moderation.BEFORE)
    world.write(comments.answer, officer, shown, text="답변 표식", key="answer-key-canary-1", parent_id=None)
    reported(evening)
    world.write(moderate_afterwards, meeting_id)
    evening.idea("읽지 않고 보인 표식", by=7, shown=False)
    world.write(merges.merge, host, shown, [evening.idea("합칠 생각 표식", by=9)])
    world.write(merges.undo, host, 1)
    spare = world.write(ballots.offer_idea, host, shown)
    world.write(ballots.remove_option, host, spare.id or 0)

    on_the_floor(evening)
    early = evening.open_vote()
    evening.undo()
    evening.change_the_sheet()
    assert evening.press() is Deed.OPEN_BALLOT
    paper = evening.paper()
    assert paper.id != early.id
    trackers = [evening.vote(n, n % 3 + 1, key=f"canary-key-of-voter-{n}") for n in range(1, 6)]
    trackers.append(evening.vote(1, 2, key="canary-key-of-changed-vote"))
    pieces = world.write(ballots.split_key, host, paper.id)
    ballot = world.read(lambda db: db.get(Ballot, paper.id))
    assert ballot is not None
    for destroy in (destroy_box, destroy_tags):
        destroy(world.database.vault, ballot.key_id)
    world.write(ballots.restore_key, host, paper.id, (pieces[0], pieces[2]))
    evening.press()
    evening.press()

    poll = open_poll(world.database, officer, meeting_id, evening.number, secrecy=Secrecy.NAMED)
    for place in (0, 1):
        slip = VoteSlip(
            evening.guest(6),
            evening.number,
            poll.id,
            (poll.options[place],),
            f"canary-key-of-named-{place}",
            "기명표식",
        )
        world.write(ballots.cast_votes, [slip])
    world.write(ballots.close, officer, poll.id)
    world.write(ballots.reveal, officer, poll.id)

    annul(evening)
    for _ in range(2):  # they go, and the next time they are seen to be gone
        clock_comes_round(world.database)
    world.write(selections.select_option, host, paper.choices[0].id, title="고른 의제", field_id=None)
    world.write(meetings.blank, officer, meeting_id, on=True)
    world.write(meetings.add_minute, officer, meeting_id)
    world.write(show_on, officer, meeting_id, 2, SideShow.JOIN)
    while evening.meeting.state is not MeetingState.ENDED:
        evening.press()
    after_the_end(evening)

    room = place_of(meeting_id)
    votes = [*world.read(published, paper.id), *world.read(published, poll.id)]
    secret_words += [
        "숨은 생각 표식",
        "고친 회의록 표식",
        "덧붙인 말 표식",
        "답변 표식",
        "합칠 생각 표식",
        "읽지 않고 보인 표식",
        "별명표식",
        "기명표식",
        "발언표식",
        "canary",
        *trackers,
        *pieces,
    ]
    secret_words += [word for vote in votes for word in (vote.tracker, vote.nonce, vote.key)]
    secret_words += [
        Guest(world.visitor(n).visit, world.settings.secret, "ko").key(room) for n in range(1, 60)
    ]
    secret_words += [world.visitor(n).visit for n in range(1, 60)]
    secret_words += [evening.wall_key, ballot.key_id]
    return secret_words + [name for name, *_ in PEOPLE.values()] + [world.email(name) for name in PEOPLE]


def after_the_end(evening: Evening) -> None:
    """A phone and paper answer the survey; the minutes are corrected and confirmed."""
    world, host, meeting_id = evening.world, evening.world.actor("facilitator"), evening.meeting_id
    guest = Guest(world.visitor(5).visit, world.settings.secret, "ko")
    world.write(surveys.answer, guest, evening.number, (1, 2, 3), "survey-key-canary-01")
    world.write(surveys.enter_paper, host, meeting_id, sheets=5, counts=[[5, 0, 0, 0, 0]] * 3, expect=0)
    world.write(
        records.correct,
        host,
        "종로구",
        meeting_id,
        field=MinutesField.PEOPLE,
        text="고친 회의록 표식",
        expect=0,
    )
    seen = world.read(record_queries.draft, evening.meeting, "종로구").digest
    world.write(records.confirm, host, "종로구", meeting_id, expect=seen)


def reported(evening: Evening) -> None:
    """An idea and a comment that three people report, after which a host lets both be."""
    world, host = evening.world, evening.world.actor("facilitator")
    world.write(meetings.moderate_by, host, evening.meeting_id, comments=Moderation.AFTER)
    idea, other = evening.idea("신고된 표식", by=8), evening.idea("이야기가 달릴 표식", by=8)
    remark = world.write(
        comments.comment,
        evening.guest(8),
        evening.number,
        other,
        text="신고된 말 표식",
        nickname="",
        key="comment-key-canary-0002",
        parent_id=None,
    )
    for n in range(30, 33):
        guest = evening.guest(n)
        world.write(reports.report_idea, guest, evening.number, idea, HideReason.ABUSE)
        world.write(reports.report_comment, guest, evening.number, remark.id or 0, HideReason.ABUSE)
    world.write(reports.let_idea_be, host, idea)
    world.write(reports.let_comment_be, host, remark.id or 0)


def moderate_afterwards(db: Session, meeting_id: int) -> None:
    meeting = db.get(Meeting, meeting_id)
    assert meeting is not None
    meeting.moderation = Moderation.AFTER
    db.add(meeting)


def more_time_and_observers(world: World) -> int:
    """A named vote is extended, closed, opened again, closed, counted and confirmed, and asked once more. Returns its
    meeting.
    """
    evening = prepare(world)
    twice = Twice(evening)
    host, officer = world.actor("facilitator"), world.actor("officer")
    paper = evening.open_vote(secrecy=Secrecy.NAMED, terms=Terms(observers=True))
    for ask in (ballots.propose_extension, ballots.propose_reopening):
        for answer in (ballots.refuse_more_time, ballots.confirm_more_time):
            world.write(ask, host, paper.id, reason="줄이 깁니다", minutes=5)
            world.write(answer, officer, paper.id)
        evening.press()
    evening.press()
    for observer in ("member", "reviewer"):
        world.write(ballots.confirm_count, world.actor(observer), paper.id)
    evening.press()
    twice.link()
    world.write(ballots.unlink, host, twice.items[1].id or 0)
    twice.link()
    twice.open(final=True)
    twice.close(final=True)
    return evening.meeting_id


def test_more_time_and_observers_are_in_the_chain_and_name_seats(world: World) -> None:
    chain = world.read(queries.chain, more_time_and_observers(world))
    assert broken(chain) == ""
    ours = [one for one in chain if one["kind"] in ELSEWHERE_PLAYED]
    assert {(one["kind"], frozenset(one["data"])) for one in ours} == {
        (kind, frozenset(KEYS[kind])) for kind in ELSEWHERE_PLAYED
    }
    titles = {title for _, _, _, title, *_ in PEOPLE.values()}
    assert {one["data"]["who"] for one in ours if "who" in one["data"]} <= titles


def annul(evening: Evening) -> None:
    """A ballot that goes wrong: proposed twice, refused once."""
    world = evening.world
    host, officer = world.actor("facilitator"), world.actor("officer")
    poll = open_poll(world.database, officer, evening.meeting_id, evening.number)
    for answer in (ballots.refuse_annulment, ballots.confirm_annulment):
        world.write(ballots.propose_annulment, host, poll.id, reason="보기가 잘못되었습니다")
        world.write(answer, officer, poll.id)


def on_the_floor(evening: Evening) -> None:
    room = Floor(evening)
    room.switch(Taking.ALWAYS)
    first, second = room.ask(1, "발언표식하나"), room.ask(2, "발언표식둘")
    room.call(second, out_of_order=True)
    for deed in (speakers.put_off, speakers.remove, speakers.restore):
        evening.world.write(deed, evening.world.actor("officer"), first)
    evening.world.write(speakers.extend, evening.world.actor("officer"), evening.meeting_id, second)
    room.finish()
    room.write_down("발언표식셋")


def before_the_evening(evening: Evening) -> list[str]:
    desk = RegistrationDesk(evening)
    row = desk.register(60, "captions", name="신청표식", note="필요표식", contact="01098761234")
    code = desk.check_in(row.number).code
    desk.undo(row.id)
    desk.walk_in()
    evening.world.write(
        promises.revise,
        evening.world.actor("facilitator"),
        evening.meeting_id,
        lines=["천천히 말해요"],
        question="연습표식?",
        options=["가표식", "나표식"],
    )
    return [code, "신청표식", "필요표식", "01098761234", "captions", "연습표식", "가표식"]


def at_the_entrance(evening: Evening) -> list[str]:
    world, door = evening.world, Door(evening)
    host, officer = world.actor("facilitator"), world.actor("officer")
    door.take_codes()
    slips = door.slips(3)
    door.redeem(door.guest(50), slips[0])
    world.write(entrances.void_open, host, evening.meeting_id)
    asked = door.ask(door.inside(51), "010-9876-5432")
    door.answer(door.guest(51), asked.code)
    one, two = door.enrol(("홍길순표식", "비고표식"), ("임꺽정표식", ""))
    codes = [door.check_in(one)]
    world.write(entrances.undo_check_in, host, one)
    codes.append(door.check_in(one))
    world.write(entrances.remove_person, officer, two)
    return [*slips, *codes, "홍길순표식", "비고표식", "임꺽정표식", "98765432", "9876-5432"]


def at_the_tables(world: World) -> tuple[int, list[str]]:
    """The tables talk in a forum of their own. Returns the meeting, and words that may stand nowhere in its ledger."""
    talk = talk_of(world, tables=2)
    host, form = world.actor("facilitator"), TaskForm.OPINIONS
    world.write(tables.choose_form, host, talk.round(2).id or 0, form)
    world.write(tables.choose_form, host, talk.round(2).id or 0, TaskForm.CARD)
    talk.enrol(5)
    talk.seat()
    talk.move()
    world.write(tables.undo_move, host, talk.meeting_id)
    codes = [talk.code(table) for table in (1, 2)]
    for table, code in enumerate(codes, 1):
        assert talk.come_in(table, code)
    talk.begin()
    talk.write(1, "r1", "모둠의견 표식", writer="canary-writer")
    talk.send(1, "r1")
    talk.take_back(1, talk.notes(1)[0])
    sort(world, talk.meeting_id, talk.send(1, "r1")[0])
    talk.begin(2)
    talk.write(2, "card", "카드이름 표식", civil="민이할일 표식", official="관이할일 표식")
    talk.send(2, "card")
    names = [f"참가{n:03d}" for n in range(5)]
    return talk.meeting_id, [*codes, *names, "표식", "canary", talk.wall_key]


def sort(world: World, meeting_id: int, idea: int) -> None:
    """The sorting team does everything it can do with one opinion."""
    host, seen = world.actor("officer"), [groups.Seen(idea, 0)]
    world.write(groups.show_on_wall, host, meeting_id, on=True)
    world.write(groups.issue_code, host, world.settings.secret, meeting_id)
    group = world.write(
        groups.move, host, meeting_id, seen, groups.NEW, name="묶음이름 표식", key="canary-group-key"
    )
    world.write(
        groups.write, host, group, 1, name="새이름 표식", civil="민이할일 표식", official="관이할일 표식"
    )
    world.write(groups.move, host, meeting_id, [groups.Seen(idea, group)], groups.NOWHERE)
    world.write(groups.dissolve, host, group, 0)
    step = world.read(group_queries.steps, meeting_id)[0]
    world.write(groups.undo, host, meeting_id, step.id or 0)
    world.write(groups.move, host, meeting_id, seen, group)
    world.write(groups.offer, host, group, 3, 1)


@pytest.fixture
def told(evening: Evening) -> tuple[list[dict[str, Any]], list[str]]:
    """The chain after everything, and the words that may not stand in it."""
    words = everything(evening)
    return evening.world.read(queries.chain, evening.meeting_id), words


def words_in(content: object) -> list[str]:
    """Every text and number in an entry's data, as text."""
    if isinstance(content, dict):
        return [word for pair in content.items() for one in pair for word in words_in(one)]
    if isinstance(content, list):
        return [word for one in content for word in words_in(one)]
    return [str(content)]


def test_everything_that_happens_is_in_one_whole_chain_and_names_nobody(
    told: tuple[list[dict[str, Any]], list[str]], evening: Evening
) -> None:
    chain, forbidden = told
    assert broken(chain) == ""
    assert [one["seq"] for one in chain] == list(range(1, len(chain) + 1))
    assert evening.world.read(queries.head, evening.meeting_id) == chain[-1]["hash"]

    # Every kind appears, each with exactly its keys.
    found = {(one["kind"], frozenset(one["data"])) for one in chain}
    assert found == {
        (kind, frozenset(keys))
        for kind, keys in KEYS.items()
        if not kind.startswith((*AT_TABLES, *BY_HAND)) and kind not in ELSEWHERE_PLAYED
    }
    assert chain[0]["kind"] == "meeting.prepared"
    assert chain[0]["data"]["number"] == evening.number
    assert [one["kind"] for one in chain][-4:] == [
        "meeting.ended",
        "survey.paper",
        "minutes.corrected",
        "minutes.confirmed",
    ]

    # No name, no code, no key, no receipt, nothing people wrote that was not put to the vote.
    written = [word for one in chain for word in words_in(one["data"])]
    assert len(written) > 100
    assert [word for word in forbidden if any(word in text for text in written)] == []
    titles = {title for _, _, _, title, *_ in PEOPLE.values()}
    assert {one["data"]["who"] for one in chain if "who" in one["data"]} <= titles

    # The definition is what was hashed; counts are of people, never of choices, until the result is announced.
    for one in chain:
        if one["kind"] == "ballot.opened":
            assert set(one["data"]["definition"]) == DEFINITION
            assert digest(one["data"]["definition"]) == one["data"]["poll"]
            assert (one["data"]["box"] == "") == (one["data"]["definition"]["secrecy"] == "named")
            assert re.fullmatch(r"[0-9a-f]{64}", one["data"]["signer"])
    tallies = [one["kind"] for one in chain if "tally" in words_in(one["data"])]
    assert tallies == ["ballot.revealed", "ballot.revealed"]
    commitments = [one["kind"] for one in chain if {"commitment", "commitments"} & set(one["data"])]
    assert commitments == ["ballot.closed", "ballot.vote", "ballot.vote", "ballot.closed"]
    gone = [one["data"]["ballot"] for one in chain if one["kind"] == "ballot.key_destroyed"]
    assert len(gone) == len(set(gone)) == 3, "once for each ballot that is over"


def test_what_tables_do_is_in_the_chain_and_says_nothing_of_what_they_wrote(world: World) -> None:
    meeting_id, forbidden = at_the_tables(world)
    chain = world.read(queries.chain, meeting_id)
    assert broken(chain) == ""
    ours = [one for one in chain if one["kind"].startswith(AT_TABLES)]
    assert {(one["kind"], frozenset(one["data"])) for one in ours} == {
        (kind, frozenset(keys)) for kind, keys in KEYS.items() if kind.startswith(AT_TABLES)
    }
    written = [word for one in chain for word in words_in(one["data"])]
    assert [word for word in forbidden if any(word in text for text in written)] == []
    titles = {title for _, _, _, title, *_ in PEOPLE.values()}
    assert {one["data"]["who"] for one in ours if "who" in one["data"]} <= titles


def by_hand(world: World) -> tuple[int, list[str]]:
    """Paper is marked, counted, counted again; somebody telephones, somebody is helped. Returns the meeting and its codes."""
    hall = TallyHall(prepare(world))
    slips = hall.slips(3)
    hall.open(Terms(channels=(Channel.PHONE, Channel.TELEPHONE, Channel.PAPER)))
    hall.mark(slip=slips[0])
    hall.unmark(hall.mark(seat="자리표식"))
    hall.count("facilitator", hall.total(1, 0, 0))
    hall.count("officer", hall.total(0, 1, 0))
    hall.count("member", hall.total(1, 0, 0))
    world.write(tallies.count_again, world.actor("officer"), hall.evening.paper().id, Channel.PAPER)
    hall.count_twice(hall.total(0, 0, 1))
    hall.vote_for(slips[1], 1)
    hall.vote_for(slips[2], 2, channel=Channel.PHONE)
    hall.evening.press()
    return hall.evening.meeting_id, [*slips, "자리표식"]


def test_what_is_counted_by_hand_is_in_the_chain_without_a_number_for_any_option(world: World) -> None:
    meeting_id, forbidden = by_hand(world)
    chain = world.read(queries.chain, meeting_id)
    assert broken(chain) == ""
    ours = [one for one in chain if one["kind"].startswith(BY_HAND)]
    assert {(one["kind"], frozenset(one["data"])) for one in ours} == {
        (kind, frozenset(keys)) for kind, keys in KEYS.items() if kind.startswith(BY_HAND)
    }
    written = [word for one in chain for word in words_in(one["data"])]
    assert [word for word in forbidden if any(word in text for text in written)] == []


def test_no_kind_of_entry_is_missing_here() -> None:
    """A kind that somebody adds has to say here what stands in it."""
    kind = re.compile(rf"(?:{'|'.join(sorted(NOUNS))}|export)\.(?!id$)[a-z_]+")
    written = {
        node.value
        for file in (*python_files(APP / "live"), *python_files(APP / "backups"))
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and kind.fullmatch(node.value)
    }
    assert written == set(KEYS) | ELSEWHERE


def announcing(module: ast.Module) -> dict[str, bool]:
    """Functions of a module that announce a fact → do they, or what they call in this module, write an entry?"""
    calls = {
        node.name: {
            call.func.id
            for call in ast.walk(node)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        }
        for node in module.body
        if isinstance(node, ast.FunctionDef)
    }

    def writes(name: str, seen: frozenset[str] = frozenset()) -> bool:
        inside = calls.get(name, set()) - seen
        return bool({"append", "append_all"} & inside) or any(writes(one, seen | {name}) for one in inside)

    return {name: writes(name) for name, inside in calls.items() if "announce" in inside}


def test_whoever_announces_a_fact_leaves_an_entry_or_says_why_not() -> None:
    told = {
        f"{file.relative_to(APP / 'live')}: {name}": written
        for file in python_files(APP / "live")
        if "actions" in file.parts or file.name == "actions.py"
        for name, written in announcing(tree(file)).items()
    }
    assert len(told) > 20
    assert {name for name, written in told.items() if not written} == set(SILENT)


def test_a_deed_without_an_entry_would_be_found() -> None:
    module = ast.parse(
        "def loud(db):\n    announce(db)\ndef good(db):\n    announce(db)\n    note(db)\n"
        "def note(db):\n    append(db)\ndef still(rows):\n    rows.append(1)\n    announce(rows)\n"
    )
    assert announcing(module) == {"loud": False, "good": True, "still": False}
