"""By-laws of reports: one per person and thing, held after as many as the district says, seen by hosts alone."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from app.core import ids
from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded
from app.live.comments import actions as comments
from app.live.comments import queries as comment_queries
from app.live.comments.rules import CommentState
from app.live.ideas.rules import HideReason, IdeaState
from app.live.meetings.rules import ItemKind
from app.live.reports import actions, queries
from app.live.reports.rules import Held, is_due
from app.live.reports.settings import hold_after
from tests.live.evening import Evening, prepare
from tests.live.talks.talker import Talker

ABUSE, AD = HideReason.ABUSE, HideReason.ADVERTISING


@pytest.fixture
def talker(evening: Evening) -> Talker:
    return Talker(evening).begin()


def report(talker: Talker, idea: int, by: int, reason: HideReason = ABUSE) -> None:
    evening = talker.evening
    evening.world.write(actions.report_idea, evening.guest(by), evening.number, idea, reason)


def listed(talker: Talker) -> list[tuple[str, int, dict[HideReason, int]]]:
    found = talker.evening.world.read(queries.reported, talker.evening.meeting_id)
    return [(one.noun, one.id, one.reasons) for one in found]


def test_one_person_reports_one_thing_once(talker: Talker) -> None:
    idea = talker.evening.idea("신고할 생각")
    for reason in (ABUSE, AD, ABUSE):
        report(talker, idea, 2, reason)
    assert listed(talker) == [("ideas", idea, {ABUSE: 1})]
    assert talker.card(idea).state is IdeaState.SHOWN, "one person takes nothing from the room"


def test_with_enough_reports_it_waits_and_the_facilitator_decides(talker: Talker) -> None:
    idea = talker.evening.idea("신고할 생각")
    for n in range(hold_after()):
        assert talker.card(idea).state is IdeaState.SHOWN
        report(talker, idea, 10 + n, (ABUSE, AD)[n % 2])
    card = talker.card(idea)
    assert (card.state, card.flag) == (IdeaState.WAITING, Held.REPORTED.label)
    assert talker.told("idea.held") == [{"idea": idea, "reports": hold_after()}]
    talker.show(idea)
    report(talker, idea, 30)
    assert talker.card(idea).state is IdeaState.SHOWN, "what a host has read is not held by one more"
    world, host = talker.evening.world, talker.evening.world.actor("facilitator")
    world.write(actions.let_idea_be, host, idea)
    world.write(actions.let_idea_be, host, idea)
    assert listed(talker) == []
    assert talker.told("reports.seen") == [{"idea": idea, "comment": None, "who": "진행자"}]


def test_a_comment_is_held_the_same_way_and_an_answer_of_the_district_never(talker: Talker) -> None:
    evening = talker.evening
    world, idea = evening.world, evening.idea("이야기할 생각")
    remark = talker.say(idea, "신고할 말").id or 0
    for n in range(hold_after()):
        world.write(actions.report_comment, evening.guest(10 + n), evening.number, remark, ABUSE)
    (staff,) = world.read(comment_queries.thread, idea, for_staff=True)
    assert (staff.state, staff.flag) == (CommentState.WAITING, Held.REPORTED.label)
    assert world.read(comment_queries.thread, idea) == []
    assert listed(talker) == [("comments", remark, {ABUSE: hold_after()})]
    said = world.write(
        comments.answer, world.actor("officer"), idea, text="답합니다", key=ids.token(), parent_id=None
    )
    with pytest.raises(Conflict):
        world.write(actions.report_comment, evening.guest(10), evening.number, said.id or 0, ABUSE)
    world.write(actions.let_comment_be, world.actor("officer"), remark)
    assert listed(talker) == []


def test_two_at_once_are_counted_both_and_hold_once(talker: Talker) -> None:
    idea = talker.evening.idea("신고할 생각")
    for n in range(20, 28):
        talker.evening.guest(n)
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda n: _quietly(talker, idea, n), range(20, 28)))
    assert talker.card(idea).state is IdeaState.WAITING
    assert [one["reports"] for one in talker.told("idea.held")] == [hold_after()]


def _quietly(talker: Talker, idea: int, by: int) -> None:
    with suppress(NotFound):  # it was held meanwhile: nobody sees it any more
        report(talker, idea, by)


def test_strangers_authors_and_other_rooms_report_nothing(talker: Talker) -> None:
    evening = talker.evening
    world, idea = evening.world, evening.idea("신고할 생각", by=1)
    waits = evening.idea("안 보이는 생각", shown=False)
    with pytest.raises(Conflict, match="내가 쓴"):
        report(talker, idea, 1)
    with pytest.raises(NotFound):
        report(talker, waits, 2)
    with pytest.raises(Forbidden):
        world.write(actions.report_idea, evening.stranger(), evening.number, idea, ABUSE)
    other = prepare(world)
    other.until(ItemKind.IDEAS)
    with pytest.raises(NotFound):
        world.write(actions.report_idea, other.guest(2), other.number, idea, ABUSE)
    assert listed(talker) == []
    with pytest.raises(SignInNeeded):
        world.write(actions.let_idea_be, world.visitor(), idea)
    with pytest.raises(Forbidden):
        world.write(actions.let_idea_be, world.actor("reviewer"), idea)


@pytest.mark.parametrize(
    ("reports", "after", "due"), [(1, 1, False), (2, 1, True), (2, 3, False), (3, 3, True), (9, 3, True)]
)
def test_one_report_alone_never_holds(reports: int, after: int, due: bool) -> None:
    assert is_due(reports, after) is due
