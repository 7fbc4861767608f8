"""By-laws of the tables: who writes, what is kept, what is sent, who sits where."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from app.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.live.ballots import actions as ballots
from app.live.entrances import actions as entrances
from app.live.entrances.models import EntranceTry
from app.live.entrances.rules import WRONG_SLIPS
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind
from app.live.stage import actions as stage
from app.live.tables import actions, queries
from app.live.tables.actions import Typed
from app.live.tables.models import RoundTable
from app.live.tables.rules import MOST_RECORDERS, MOST_ROWS, MOST_SENDS, Entry, Fate, TaskForm
from tests.live.tables.talk import DONGS, Talk
from tests.world import World


def told(talk: Talk, kind: str) -> list[dict[str, object]]:
    """What the ledger says about this kind."""
    return [one["data"] for one in talk.world.read(ledger.entries, talk.meeting_id, kind)]


# -- tables -----------------------------------------------------------------------------------------------------------


def test_a_host_sets_how_many_tables_there_are(talk: Talk) -> None:
    talk.set(6, 8)
    assert [table.number for table in talk.world.read(queries.tables, talk.meeting_id)] == [1, 2, 3, 4, 5, 6]
    talk.set(6, 8)
    talk.set(3, 8)
    assert len(talk.world.read(queries.tables, talk.meeting_id)) == 3
    assert [(one["tables"], one["seats"]) for one in told(talk, "tables.set")] == [(4, 10), (6, 8), (3, 8)]
    with pytest.raises(Forbidden):
        talk.set(2, who="member")
    with pytest.raises(Invalid):
        talk.set(0)


def test_a_table_that_wrote_or_seats_somebody_does_not_go(talk: Talk) -> None:
    talk.man(4)
    talk.begin()
    talk.write(4, "r1", "그늘")
    with pytest.raises(Conflict):
        talk.set(3)
    assert talk.table(4).number == 4


def test_the_round_says_what_it_asks_for_until_somebody_sent(talk: Talk) -> None:
    world, host = talk.world, talk.world.actor("facilitator")
    first, second = talk.round(1), talk.round(2)
    assert [form for _, form in world.read(queries.rounds, talk.meeting_id)] == [
        TaskForm.OPINIONS,
        TaskForm.CARD,
    ]
    world.write(actions.choose_form, host, second.id or 0, TaskForm.OPINIONS)
    world.write(actions.choose_form, host, second.id or 0, TaskForm.OPINIONS)
    assert world.read(queries.form_of, second) is TaskForm.OPINIONS
    assert [one["form"] for one in told(talk, "tables.form")] == ["opinions"]
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "그늘")
    talk.send(1, "r1")
    with pytest.raises(Conflict):
        world.write(actions.choose_form, host, first.id or 0, TaskForm.CARD)
    with pytest.raises(NotFound):
        world.write(actions.choose_form, host, talk.item(ItemKind.BALLOT).id or 0, TaskForm.CARD)


# -- the recorder's code -----------------------------------------------------------------------------------------------


def test_only_a_digest_of_the_code_is_stored_and_it_opens_one_table(talk: Talk) -> None:
    code = talk.code(1)
    stored = talk.table(1).code_digest or ""
    assert len(stored) == 64
    assert code not in json.dumps(told(talk, "tables.code"))
    assert not talk.come_in(2, code)
    assert not talk.come_in(1, code[:-1] + ("2" if code[-1] != "2" else "3"))
    assert not talk.come_in(1, "")
    assert not talk.come_in(3, code), "a table without a code lets nobody in"
    assert talk.come_in(1, code.lower()[:5] + " " + code[5:])
    assert talk.come_in(1, code), "again is once"
    assert talk.board_before().lines[0].recorders == 1


def test_another_code_ends_the_former_one_and_whoever_wrote_with_it(talk: Talk) -> None:
    old = talk.code(1)
    talk.come_in(1, old)
    talk.begin()
    talk.write(1, "r1", "그늘")
    new = talk.code(1)
    assert new != old
    with pytest.raises(Forbidden):
        talk.write(1, "r1", "그늘막", base=1, seq=2)
    assert not talk.come_in(1, old)
    assert talk.come_in(1, new)
    talk.write(1, "r1", "그늘막", seq=2)
    assert [note.text for note in talk.notes(1)] == ["그늘막"]


def test_all_tables_get_their_codes_at_once(talk: Talk) -> None:
    host = talk.world.actor("officer")
    codes = talk.world.write(actions.issue_all, host, talk.world.settings.secret, talk.meeting_id)
    assert len({code for _, code in codes}) == 4
    assert all(talk.come_in(table.number, code) for table, code in codes)


def test_so_many_devices_write_for_a_table_and_no_more(talk: Talk) -> None:
    code = talk.code(1)
    for number in range(MOST_RECORDERS):
        assert talk.come_in(1, code, talk.recorder(number + 20))
    with pytest.raises(Conflict):
        talk.come_in(1, code)


def test_wrong_codes_are_counted_and_the_right_one_is_taken_all_the_same(talk: Talk) -> None:
    code, guesser = talk.code(1), talk.guest(7)

    def guess(text: str) -> Entry:
        return talk.world.write(actions.come_in, guesser, talk.number, 1, text)

    wrong = "".join("2" if letter != "2" else "3" for letter in code)
    answers = [guess(wrong) for _ in range(WRONG_SLIPS.browser + 2)]
    assert answers == [Entry.WRONG] * WRONG_SLIPS.browser + [Entry.SLOW] * 2
    assert len(talk.world.read(lambda db: db.exec(select(EntranceTry)).all())) == WRONG_SLIPS.browser
    assert guess(code) is Entry.IN, "nobody is locked out by guessing for them"


# -- writing ----------------------------------------------------------------------------------------------------------


def test_saying_the_same_row_again_is_once(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    first = talk.write(1, "r1", "그늘")
    assert (first.rev, first.fate) == (1, Fate.TAKEN)
    assert talk.write(1, "r1", "그늘").fate is Fate.SAME
    assert talk.write(1, "r1", "그늘막", seq=2).rev == 2
    assert talk.write(1, "r1", "그", seq=1).fate is Fate.LATE
    assert [note.text for note in talk.notes(1)] == ["그늘막"]


def test_of_two_devices_that_typed_at_once_both_texts_stay(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "그늘", writer="tablet")
    beside = talk.write(1, "r1", "긴 의자", writer="laptop")
    assert beside.fate is Fate.BESIDE
    assert beside.key != "r1"
    assert talk.write(1, "r1", "긴 의자", writer="laptop").key == beside.key, "sent again, it is the same row"
    assert talk.write(1, beside.key, "긴 의자 둘", base=beside.rev, writer="laptop", seq=2).fate is Fate.TAKEN
    assert sorted(note.text for note in talk.notes(1)) == ["그늘", "긴 의자 둘"]


def test_who_clears_a_row_that_another_changed_clears_nothing(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "그늘", writer="tablet")
    talk.write(1, "r1", "그늘막", base=1, writer="laptop")
    cleared = talk.write(1, "r1", "", base=1, writer="tablet", seq=2)
    assert (cleared.fate, cleared.key, cleared.rev) == (Fate.BESIDE, "r1", 1), (
        "it has still not seen the second"
    )
    talk.write(1, "r1", "의자", base=cleared.rev, writer="tablet", seq=3)
    assert sorted(note.text for note in talk.notes(1)) == ["그늘막", "의자"]


def test_nothing_is_not_a_row_and_a_table_has_so_many(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "")
    assert talk.notes(1) == []
    for number in range(MOST_ROWS):
        talk.write(1, f"r{number + 1}", f"의견 {number}")
    with pytest.raises(Conflict):
        talk.write(1, "r99", "하나 더")


def test_only_the_tables_own_recorder_writes_and_only_while_the_meeting_is_on(talk: Talk) -> None:
    item = talk.round(1)
    talk.man(1)
    with pytest.raises(Conflict):
        talk.write(1, "r1", "아직", item=item)
    talk.begin()
    with pytest.raises(Forbidden):
        talk.write(2, "r1", "남의 모둠", by=talk.recorder(1))
    with pytest.raises(Forbidden):
        talk.write(1, "r1", "주민", by=talk.guest(1))
    with pytest.raises(NotFound):
        talk.write(1, "r1", "차례가 아님", item=talk.item(ItemKind.BALLOT))
    with pytest.raises(Conflict):
        talk.write(1, "r1", "앞질러", item=talk.round(2))
    talk.press()
    assert talk.write(1, "r1", "늦게 닿은 글", item=item).fate is Fate.TAKEN, (
        "what was typed may still arrive"
    )


def test_twelve_tables_that_type_at_once_keep_every_last_letter(talk: Talk) -> None:
    talk.set(12)
    tables = range(1, 13)
    talk.man(*tables)
    item = talk.begin()

    def types(table: int) -> None:
        rev = 0
        for letters in range(1, 9):
            saved = talk.write(
                table, "r1", "골목에 긴 의자"[:letters], base=rev, writer=f"t{table}", seq=letters, item=item
            )
            assert saved.fate is Fate.TAKEN
            rev = saved.rev

    with ThreadPoolExecutor(12) as recorders:
        list(recorders.map(types, tables))
    assert [[note.text for note in talk.notes(table)] for table in tables] == [["골목에 긴 의자"]] * 12
    assert [line.rows for line in talk.board().lines] == [1] * 12


def test_after_the_meeting_nothing_is_written_sent_taken_back_or_counted(talk: Talk) -> None:
    talk.man(1)
    item = talk.begin()
    code = talk.code(2)
    talk.write(1, "r1", "그늘")
    talk.write(1, "r2", "의자")
    talk.send(1, "r1")
    note = talk.notes(1)[0]
    world = talk.world
    world.write(stage.end_early, world.actor("facilitator"), talk.meeting_id, talk.meeting.turn)
    for deed in (
        lambda: talk.write(1, "r2", "의자 둘", base=1, seq=2, item=item),
        lambda: talk.send(1, "r2", item=item),
        lambda: talk.take_back(1, note),
        lambda: world.write(actions.count_heads, talk.recorder(1), talk.number, 1, 9),
        lambda: talk.come_in(2, code),
    ):
        with pytest.raises(Conflict):
            deed()
    assert [note.text for note in talk.notes(1, item)] == ["그늘", "의자"]


# -- sending -----------------------------------------------------------------------------------------------------------


def test_what_a_table_sends_is_an_idea_of_the_room(talk: Talk) -> None:
    talk.man(3)
    item = talk.begin()
    talk.write(3, "r1", "긴 의자를 놓아 주세요")
    talk.write(3, "r2", "안 보낼 말")
    sent = talk.send(3, "r1")
    assert talk.send(3, "r1") == sent, "pressed again it is once"
    (card,) = talk.ideas()
    assert (card.id, card.author, card.state, card.text) == (
        sent[0],
        "3모둠",
        IdeaState.SHOWN,
        "긴 의자를 놓아 주세요",
    )
    assert told(talk, "tables.sent") == [{"item": item.id, "table": 3, "ideas": sent}]
    guest = talk.guest(1)
    talk.world.write(ideas.support, guest, talk.number, card.id)
    talk.world.write(ideas.put_on_wall, talk.world.actor("facilitator"), card.id)
    option = talk.world.write(ballots.offer_idea, talk.world.actor("facilitator"), card.id)
    assert option.text == "긴 의자를 놓아 주세요"
    with pytest.raises(Conflict):
        talk.take_back(3, talk.notes(3)[0])


def test_three_and_no_more_and_what_says_too_little_stays(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    for number in range(1, 5):
        talk.write(1, f"r{number}", f"의견 {number}")
    talk.write(1, "r5", "짧")
    with pytest.raises(Invalid):
        talk.send(1)
    with pytest.raises(Invalid):
        talk.send(1, "r9")
    with pytest.raises(Invalid):
        talk.send(1, "r5")
    with pytest.raises(Conflict):
        talk.send(1, "r1", "r2", "r3", "r4")
    assert talk.ideas() == [], "refused as a whole"
    talk.send(1, "r1", "r2", "r3")
    with pytest.raises(Conflict):
        talk.send(1, "r4")
    assert len(talk.ideas()) == 3


def test_words_that_a_host_should_look_at_wait_for_the_host(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "010-1234-5678로 전화 주세요")
    talk.send(1, "r1")
    assert [(card.state, bool(card.flag)) for card in talk.ideas()] == [(IdeaState.WAITING, True)]


def test_one_may_be_taken_back_until_the_facilitator_moves_on(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "그늘")
    (idea,) = talk.send(1, "r1")
    talk.world.write(ideas.support, talk.guest(1), talk.number, idea)
    talk.take_back(1, talk.notes(1)[0])
    talk.take_back(1, talk.notes(1)[0])
    assert [card.state for card in talk.ideas()] == [IdeaState.HIDDEN]
    assert [len(one["ideas"]) for one in told(talk, "tables.taken_back")] == [1]  # type: ignore[arg-type]  # a list
    assert talk.send(1, "r1") == [idea], "the same words come back with their 공감"
    assert [(card.state, card.supports) for card in talk.ideas()] == [(IdeaState.SHOWN, 1)]
    talk.take_back(1, talk.notes(1)[0])
    talk.write(1, "r1", "다른 말", base=1, seq=2)
    (other,) = talk.send(1, "r1")
    assert other != idea, "other words are another idea"
    assert [card.state for card in talk.ideas()] == [IdeaState.HIDDEN, IdeaState.SHOWN]
    note, item = talk.notes(1)[0], talk.on()
    talk.press()
    with pytest.raises(Conflict):
        talk.take_back(1, note)
    with pytest.raises(Conflict):
        talk.send(1, "r1", item=item)


def test_a_table_takes_back_what_is_its_own(talk: Talk) -> None:
    talk.man(1, 2)
    talk.begin()
    talk.write(2, "r1", "그늘")
    talk.send(2, "r1")
    with pytest.raises(NotFound):
        talk.take_back(1, talk.notes(2)[0])
    assert [card.state for card in talk.ideas()] == [IdeaState.SHOWN]


def test_a_device_that_sends_more_than_it_was_told_is_kept_has_one_row(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "그늘", writer="tablet", seq=1)  # the answer is lost: it still believes in revision 0
    talk.send(1, "r1", typed=[Typed("r1", "그늘막을 놓아 주세요", base=0, writer="tablet", seq=2)])
    assert [(note.text, bool(note.sent_at)) for note in talk.notes(1)] == [("그늘막을 놓아 주세요", True)]


def test_a_sent_row_does_not_change_under_the_room(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "그늘")
    talk.send(1, "r1")
    with pytest.raises(Conflict):
        talk.write(1, "r1", "바꾼 말", base=1, seq=2)
    assert talk.ideas()[0].text == "그늘"


def test_what_a_host_hid_a_table_does_not_bring_back(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "그늘")
    (idea,) = talk.send(1, "r1")
    talk.world.write(ideas.moderate, talk.world.actor("facilitator"), idea, IdeaState.HIDDEN)
    talk.take_back(1, talk.notes(1)[0])
    (other,) = talk.send(1, "r1")
    assert [(card.id, card.state) for card in talk.ideas()] == [
        (idea, IdeaState.HIDDEN),
        (other, IdeaState.WAITING),
    ]


def test_sending_and_taking_back_is_no_game(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.write(1, "r1", "그늘")
    for _ in range(MOST_SENDS):
        talk.send(1, "r1")
        talk.take_back(1, talk.notes(1)[0])
    with pytest.raises(TooMany):
        talk.send(1, "r1")


def test_a_form_sent_as_a_whole_is_kept_and_sent(talk: Talk) -> None:
    talk.man(1)
    talk.begin()
    talk.send(1, "r1", typed=[Typed("r1", "그늘"), Typed("r2", "의자"), Typed("r3", "")])
    assert [(note.text, note.sent_at is not None) for note in talk.notes(1)] == [
        ("그늘", True),
        ("의자", False),
    ]


def test_the_second_round_is_a_card(talk: Talk) -> None:
    talk.man(1)
    item = talk.begin(2)
    talk.write(1, "card", "골목 쉼터", civil="물 주기")
    with pytest.raises(Invalid):
        talk.send(1, "card")
    talk.write(1, "card", "골목 쉼터", civil="물 주기", official="의자 놓기", seq=2)
    sent = talk.send(1, "card")
    assert told(talk, "tables.card") == [{"item": item.id, "table": 1, "ideas": sent}]
    (line, *_) = talk.board().lines
    assert [(note.text, note.civil, note.official) for note in line.sent] == [
        ("골목 쉼터", "물 주기", "의자 놓기")
    ]
    talk.write(1, "r2", "둘째 카드", civil="가", official="나")
    with pytest.raises(Conflict):
        talk.send(1, "r2")


def test_the_board_knows_who_has_sent_and_who_is_late(talk: Talk) -> None:
    talk.man(1, 2, 3)
    talk.begin()
    talk.world.write(actions.count_heads, talk.recorder(1), talk.number, 1, 9)
    for table in (1, 2):
        talk.write(table, "r1", "그늘")
        talk.send(table, "r1")
    talk.write(3, "r1", "쓰는 중")
    board = talk.board()
    assert board.sent == 2
    assert [(line.recorders, line.rows, len(line.sent), line.is_late) for line in board.lines] == [
        (1, 1, 1, False),
        (1, 1, 1, False),
        (1, 1, 0, True),
        (0, 0, 0, True),
    ]
    assert board.lines[0].heads == 9


def test_residents_may_send_their_own_thought_beside_the_tables(talk: Talk) -> None:
    item = talk.begin()
    sent = talk.world.write(
        ideas.send_idea,
        talk.guest(1),
        talk.number,
        item.id or 0,
        text="제 생각도 있어요",
        nickname="",
        key="k" * 20,
    )
    assert sent.state is IdeaState.WAITING


# -- seats -------------------------------------------------------------------------------------------------------------


def test_the_roll_is_dealt_so_that_dongs_mix_and_can_be_dealt_again(talk: Talk) -> None:
    talk.enrol(26)
    assert talk.seat(seed=11) == 26
    seats = talk.seats()
    assert sorted(len(people) for people in seats.values()) == [6, 6, 7, 7]
    assert len({name for people in seats.values() for name in people}) == 26
    for dong in range(len(DONGS)):
        there = [sum(int(name[2:]) % 3 == dong for name in people) for people in seats.values()]
        assert max(there) - min(there) <= 1
    talk.seat()
    talk.seat(seed=11)
    assert talk.seats() == seats
    assert [one["seed"] for one in told(talk, "tables.seated")][::2] == [11, 11]


def test_only_those_who_came_are_seated_when_asked_and_the_late_find_a_place(talk: Talk) -> None:
    talk.enrol(8, here=True)
    talk.enrol(5)
    assert talk.seat(here=True) == 8
    before = talk.seats()
    talk.enrol(2, here=True)
    host = talk.world.actor("facilitator")
    assert talk.world.write(actions.seat_the_late, host, talk.meeting_id) == 2
    after = talk.seats()
    assert all(set(people) <= set(after[table]) for table, people in before.items())
    assert sorted(len(people) for people in after.values()) == [2, 2, 3, 3]
    assert talk.world.write(actions.seat_the_late, host, talk.meeting_id) == 0


def test_there_is_nobody_to_seat_without_a_roll(talk: Talk) -> None:
    with pytest.raises(Conflict):
        talk.seat()
    with pytest.raises(Conflict):
        talk.move()


def test_whoever_leaves_the_roll_leaves_the_table(talk: Talk) -> None:
    talk.enrol(4)
    talk.seat()
    world = talk.world
    one = world.read(queries.placed, talk.meeting_id, 0)[1][0]
    world.write(entrances.remove_person, world.actor("officer"), one.entry_id)
    assert sum(len(people) for people in talk.seats().values()) == 3


def test_everybody_but_a_host_moves_and_the_move_can_be_undone(talk: Talk) -> None:
    talk.enrol(16)
    talk.seat()
    before = talk.seats()
    assert talk.move() == 1
    after = talk.seats()
    for table in before:
        assert len(set(before[table]) & set(after[table])) == 1, "one host stays"
    assert talk.world.read(queries.board, talk.meeting, None).goes == {
        table: tuple(other for other in range(1, 5) if other != table) for table in range(1, 5)
    }
    assert talk.move() == 2
    hosts = [
        [one.name for one in people if one.host]
        for people in talk.world.read(queries.placed, talk.meeting_id, 2).values()
    ]
    assert [set(before[table]) & set(after[table]) for table in sorted(before)] == [set(one) for one in hosts]
    assert [one["moved"] for one in told(talk, "tables.moved")] == [12, 12]
    host = talk.world.actor("facilitator")
    talk.world.write(actions.end_moving, host, talk.meeting_id)
    talk.world.write(actions.undo_move, host, talk.meeting_id)
    assert talk.seats() == after
    talk.world.write(actions.undo_move, host, talk.meeting_id)
    assert talk.seats() == before
    with pytest.raises(Conflict):
        talk.world.write(actions.undo_move, host, talk.meeting_id)


def test_one_table_alone_moves_nobody(talk: Talk) -> None:
    talk.set(1)
    talk.enrol(3)
    talk.seat()
    with pytest.raises(Conflict):
        talk.move()


def test_nothing_is_set_after_the_meeting(talk: Talk) -> None:
    talk.begin()
    world = talk.world
    world.write(stage.end_early, world.actor("facilitator"), talk.meeting_id, talk.meeting.turn)
    with pytest.raises(Conflict):
        talk.set(5)
    with pytest.raises(Conflict):
        talk.seat()
    with pytest.raises(Conflict):
        talk.code(1)


def test_tables_are_told_apart_by_meeting(world: World, talk: Talk) -> None:
    with pytest.raises(NotFound):
        world.write(actions.come_in, talk.recorder(1), talk.number, 9, "x")
    with pytest.raises(NotFound):
        world.write(actions.rename, world.actor("facilitator"), 10**6, "x")
    world.write(actions.rename, world.actor("facilitator"), talk.table(1).id or 0, "느티나무")
    assert world.read(lambda db: db.get_one(RoundTable, talk.table(1).id)).name == "느티나무"
