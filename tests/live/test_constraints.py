"""The database itself refuses what the rules forbid, whoever writes the SQL, on both databases.

Every unique and every check constraint of the room's tables has one statement here that breaks it and nothing else.
"""

import pytest
from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from app.accounts.models import Participant
from app.core import ids
from app.live.ballots import actions as ballots
from app.live.ballots.models import (
    Ballot,
    BallotPair,
    BallotRequest,
    CastKey,
    Option,
    PublishedVote,
    SealedVote,
    Vote,
    VoterTag,
)
from app.live.ballots.rules import Secrecy
from app.live.comments import actions as comments
from app.live.comments.models import Comment, CommentSupport
from app.live.ideas import actions as ideas
from app.live.ideas.models import Idea, IdeaSupport
from app.live.ideas.rules import HideReason
from app.live.ledger.models import Ledger, LedgerEntry
from app.live.meetings.models import Item, Meeting, Press
from app.live.meetings.rules import ItemKind
from app.live.reports import actions as reports
from app.live.reports.models import Report
from app.live.selections import actions as selections
from app.live.selections.models import Selection
from app.live.speakers.models import Floor as FloorRow
from app.live.speakers.models import Speaker
from app.live.speakers.rules import Taking
from tests.live.evening import Evening, prepare
from tests.live.speakers.floor import Floor
from tests.world import World

TABLES: list[type[SQLModel]] = [
    Participant, Meeting, Item, Press, Idea, IdeaSupport, Ballot, BallotPair, BallotRequest, Option, Vote, SealedVote, CastKey, PublishedVote,
    VoterTag, Comment, CommentSupport, Report, Selection, Ledger, LedgerEntry, FloorRow, Speaker,
]  # fmt: skip


def copy(table: str, columns: str) -> str:
    """One row twice: the same columns again, with an id of its own."""
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} ORDER BY id LIMIT 1"


BREAKS = {
    "uq_participant_place_key": copy("participant", "place, key, level, lang, joined_at"),
    "ck_participant_level": "UPDATE participant SET level = 'L9'",
    "uq_meeting_forum_id": "UPDATE meeting SET forum_id = (SELECT min(forum_id) FROM meeting)",
    "uq_meeting_join_number": "UPDATE meeting SET join_number = '111111'",
    "uq_meeting_wall_key": "UPDATE meeting SET wall_key = 'the same'",
    "ck_meeting_opened_has_time": "UPDATE meeting SET state = 'live', opened_at = NULL",
    "ck_meeting_ended_has_time": "UPDATE meeting SET state = 'ended', opened_at = created_at, ended_at = NULL",
    "ck_meeting_six_digits": "UPDATE meeting SET join_number = '12345' WHERE id = 1",
    "ck_meeting_state": "UPDATE meeting SET state = 'asleep', opened_at = created_at",
    "ck_meeting_moderation": "UPDATE meeting SET moderation = 'never'",
    "uq_item_meeting_id_position": "UPDATE item SET position = 1",
    "ck_item_minutes_not_negative": "UPDATE item SET minutes = -1",
    "ck_item_spent_not_negative": "UPDATE item SET spent_seconds = -1",
    "ck_item_topic_item_has_topic": "UPDATE item SET topic_no = NULL WHERE kind = 'ballot'",
    "ck_item_kind": "UPDATE item SET kind = 'dance'",
    "uq_idea_participant_id_key": copy(
        "idea",
        "meeting_id, item_id, participant_id, key, author_name, text, lang, state, flag, on_wall, sent_at, moderated_by, edits, hide_note",
    ),
    "ck_idea_text_not_empty": "UPDATE idea SET text = ''",
    "ck_idea_wall_shows_shown": "UPDATE idea SET state = 'hidden', on_wall = true",
    "ck_idea_merged_somewhere": "UPDATE idea SET state = 'merged', on_wall = false",
    "ck_idea_state": "UPDATE idea SET state = 'burnt', on_wall = false",
    "ck_meeting_comment_moderation": "UPDATE meeting SET comment_moderation = 'never'",
    "ck_idea_hide_reason": "UPDATE idea SET hide_reason = 'whim'",
    "ck_comment_hide_reason": "UPDATE comment SET hide_reason = 'whim'",
    "ck_comment_hidden_from": "UPDATE comment SET hidden_from = 'nowhere'",
    "ck_comment_side": "UPDATE comment SET side = 'both'",
    "ck_idea_hidden_from": "UPDATE idea SET hidden_from = 'nowhere'",
    "uq_ideasupport_idea_id_participant_id": copy("ideasupport", "idea_id, participant_id, at"),
    "uq_ballot_item_id": copy(
        "ballot",
        "meeting_id, item_id, question, kind, method, max_choices, state, tally, secrecy, level, poll, key_id, opened_head, closed_head,"
        " annulled_why, annulled_asked, annulled_agreed, counted_by, held",
    ),
    "ck_ballot_secrecy": "UPDATE ballot SET secrecy = 'whispered'",
    "ck_ballot_level": "UPDATE ballot SET level = 'L9'",
    "ck_ballot_opened_has_keys": "UPDATE ballot SET key_id = '' WHERE state <> 'draft'",
    "ck_ballot_choices_in_range": "UPDATE ballot SET max_choices = 0",
    "ck_ballot_kind": "UPDATE ballot SET kind = 'lottery', method = 'marks'",
    "ck_ballot_method": "UPDATE ballot SET method = 'dice', kind = 'rank'",
    "ck_ballot_method_fits_kind": "UPDATE ballot SET method = 'borda'",
    "ck_ballot_closed_has_tally": "UPDATE ballot SET tally = NULL",
    "ck_ballot_annulled_has_reason": "UPDATE ballot SET state = 'annulled', tally = NULL",
    "ck_ballotrequest_a_second_person": (
        "UPDATE ballotrequest SET state = 'confirmed', answered_by = account_id, answered_at = asked_at"
    ),
    "ck_ballotrequest_kind": "UPDATE ballotrequest SET kind = 'forget', minutes = 1",
    "ck_ballotrequest_more_time_has_minutes": "UPDATE ballotrequest SET minutes = 5",
    "ck_ballotrequest_answered_has_time": "UPDATE ballotrequest SET state = 'declined', answered_at = NULL",
    "ck_ballotrequest_state": "UPDATE ballotrequest SET state = 'maybe', answered_at = asked_at",
    "ck_ballot_state": "UPDATE ballot SET state = 'forged'",
    "uq_option_ballot_id_position": "UPDATE option SET position = 1",
    "uq_option_ballot_id_idea_id": "UPDATE option SET idea_id = (SELECT min(idea_id) FROM option)",
    "uq_option_ballot_id_proposal_id": "UPDATE option SET proposal_id = 1",
    "uq_ballotpair_first_item": (
        "INSERT INTO ballotpair (final_item, first_item) SELECT id, (SELECT min(first_item) FROM ballotpair) FROM item"
        " WHERE id NOT IN (SELECT final_item FROM ballotpair)"
    ),
    "uq_vote_ballot_id_participant_id": copy(
        "vote", "ballot_id, participant_id, choices, name, key, nonce, changes, channel, helped, cast_at"
    ),
    "ck_vote_channel": "UPDATE vote SET channel = 'smoke'",
    "ck_publishedvote_channel": "UPDATE publishedvote SET channel = 'smoke'",
    "ck_ledger_seq_not_negative": "UPDATE ledger SET seq = -1",
    "ck_ledger_head_is_a_hash": "UPDATE ledger SET head = 'short'",
    "ck_ledgerentry_seq_from_one": "UPDATE ledgerentry SET seq = 0 WHERE seq = 1",
    "ck_ledgerentry_hash_is_a_hash": "UPDATE ledgerentry SET hash = 'short' WHERE seq = 1 AND meeting_id = 1",
    "uq_ledgerentry_hash": "UPDATE ledgerentry SET hash = (SELECT min(hash) FROM ledgerentry)",
    "uq_comment_participant_id_key": copy(
        "comment",
        "idea_id, participant_id, key, author_name, text, state, sent_at, moderated_by, side, flag, edits, hide_note",
    ),
    "uq_comment_account_id_key": (
        "INSERT INTO comment (idea_id, account_id, key, author_name, text, state, sent_at, moderated_by, side, flag, edits, hide_note)"
        " SELECT idea_id, account_id, key, author_name, text, state, sent_at, moderated_by, side, flag, edits, hide_note"
        " FROM comment WHERE account_id IS NOT NULL"
    ),
    "ck_comment_text_not_empty": "UPDATE comment SET text = ''",
    "ck_comment_state": "UPDATE comment SET state = 'burnt'",
    "uq_commentsupport_comment_id_participant_id": copy("commentsupport", "comment_id, participant_id"),
    "uq_report_idea_id_participant_id": copy(
        "report", "meeting_id, idea_id, comment_id, participant_id, reason, seen, at"
    ),
    "uq_report_comment_id_participant_id": (
        "INSERT INTO report (meeting_id, comment_id, participant_id, reason, seen, at)"
        " SELECT meeting_id, comment_id, participant_id, reason, seen, at FROM report WHERE comment_id IS NOT NULL"
    ),
    "ck_report_about_one_thing": "UPDATE report SET comment_id = NULL",
    "ck_report_reason": "UPDATE report SET reason = 'whim'",
    "ck_floor_seconds_in_range": "UPDATE floor SET seconds = 10",
    "ck_floor_turns_not_negative": "UPDATE floor SET turns = -1",
    "ck_floor_taking": "UPDATE floor SET taking = 'sometimes'",
    "uq_speaker_meeting_id_participant_id_key": copy(
        "speaker",
        "meeting_id, participant_id, key, name, subject, forgotten, stance, is_point, place, state, held_until, in_order,"
        " seconds, extra_seconds, asked_at, started_at, ended_at",
    ),
    "ck_speaker_has_name": "UPDATE speaker SET name = ''",
    "ck_speaker_spoke_began": "UPDATE speaker SET started_at = NULL",
    "ck_speaker_done_ended": "UPDATE speaker SET ended_at = NULL",
    "ck_speaker_called_in_order_or_not": "UPDATE speaker SET in_order = NULL",
    "ck_speaker_extra_in_range": "UPDATE speaker SET extra_seconds = 3600",
    "ck_speaker_stance": "UPDATE speaker SET stance = 'undecided'",
    "ck_speaker_state": "UPDATE speaker SET state = 'asleep'",
    "uq_selection_option_id": "UPDATE selection SET option_id = (SELECT min(option_id) FROM selection)",
    "uq_selection_agenda_id": "UPDATE selection SET agenda_id = (SELECT min(agenda_id) FROM selection)",
}  # fmt: skip

ORPHANS = {
    "a vote for no ballot": "UPDATE vote SET ballot_id = 99999",
    "a vote of nobody": "UPDATE vote SET participant_id = 99999",
    "an option of no ballot": "UPDATE option SET ballot_id = 99999",
    "an idea in no meeting": "UPDATE idea SET meeting_id = 99999",
    "an idea for no item": "UPDATE idea SET item_id = 99999",
    "a comment under no idea": "UPDATE comment SET idea_id = 99999",
    "a comment answering nothing": "UPDATE comment SET parent_id = 99999",
    "a support for no idea": "UPDATE ideasupport SET idea_id = 99999",
    "a selection of no option": "UPDATE selection SET option_id = 99999",
    "a sealed vote of no ballot": "INSERT INTO sealedvote (ballot_id, tag, box, changes, helped) VALUES (99999, 't', '', 0, false)",
    "a published vote of no ballot": "UPDATE publishedvote SET ballot_id = 99999",
    "an entry of no meeting": "UPDATE ledgerentry SET meeting_id = 99999",
    "a press in no meeting": "UPDATE press SET meeting_id = 99999",
}


@pytest.fixture
def full(world: World) -> Evening:
    """An evening in which everything happened once, and a second one beside it."""
    evening = prepare(world)
    named = prepare(world)
    named.open_vote(secrecy=Secrecy.NAMED)
    named.vote(3, 1, name="한결")
    officer = world.actor("officer")
    world.write(ballots.propose_annulment, officer, named.paper().id, reason="보기가 잘못되었습니다")
    evening.open_vote()
    evening.vote(1, 1)
    evening.vote(2, 2)
    guest, idea = evening.guest(1), evening.paper().choices[0].idea_id or 0
    world.write(ideas.support, guest, evening.number, idea)
    remark = world.write(
        comments.comment,
        guest,
        evening.number,
        idea,
        text="좋아요",
        nickname="",
        key=ids.token(),
        parent_id=None,
    )
    world.write(comments.support, guest, evening.number, remark.id or 0)
    world.write(comments.answer, officer, idea, text="살펴보겠습니다", key=ids.token(), parent_id=None)
    world.write(reports.report_idea, evening.guest(9), evening.number, idea, HideReason.ABUSE)
    world.write(reports.report_comment, evening.guest(9), evening.number, remark.id or 0, HideReason.ABUSE)
    floor = Floor(evening)
    floor.switch(Taking.ALWAYS)
    floor.call(floor.ask(1, "이순자"))
    floor.finish()
    pair = BallotPair(
        final_item=evening.item(ItemKind.BALLOT).id or 0, first_item=named.item(ItemKind.BALLOT).id or 0
    )
    world.write(lambda db: db.add(pair))
    evening.press()
    evening.press()
    for choice in evening.paper().choices[:2]:
        world.write(
            selections.select_option, world.actor("facilitator"), choice.id, title=choice.text, field_id=None
        )
    return evening


def test_every_constraint_has_a_statement_that_breaks_it() -> None:
    named = {
        str(constraint.name)
        for table in TABLES
        for constraint in SQLModel.metadata.tables[str(table.__tablename__)].constraints
        if isinstance(constraint, UniqueConstraint | CheckConstraint)
    }
    assert named == set(BREAKS)


def test_hand_written_sql_cannot_break_a_rule_of_the_room(full: Evening) -> None:
    world = full.world

    def forge(db: Session, statement: str) -> None:
        db.execute(text(statement))

    for name, statement in BREAKS.items():
        with pytest.raises(IntegrityError) as refused:
            world.write(forge, statement)
        told = str(refused.value.orig)
        if world.database.is_sqlite and name.startswith("uq_"):
            columns = SQLModel.metadata.tables[name.split("_")[1]].constraints
            constraint = next(one for one in columns if one.name == name)
            assert isinstance(constraint, UniqueConstraint)
            assert all(f"{column.table.name}.{column.name}" in told for column in constraint.columns), (
                name,
                told,
            )
        else:
            assert name in told, (name, told)


def test_nothing_hangs_in_the_air(full: Evening) -> None:
    def forge(db: Session, statement: str) -> None:
        db.execute(text(statement))

    for statement in ORPHANS.values():
        with pytest.raises(IntegrityError):
            full.world.write(forge, statement)
