"""By-laws of talk under an idea: two levels, marked answers, hidden words leave a place."""

import pytest

from app.core import ids
from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded, TooMany
from app.live.comments import actions as comments
from app.live.comments import queries
from app.live.comments.models import Comment
from app.live.comments.queries import Remark
from app.live.comments.rules import PER_PERSON, CommentState, Order
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.meetings.rules import ItemKind
from tests.live.evening import Evening, prepare


@pytest.fixture
def talk(evening: Evening) -> tuple[Evening, int]:
    """A shown idea to talk about."""
    evening.until(ItemKind.IDEAS)
    return evening, evening.idea("이야기할 생각")


def say(
    evening: Evening, idea: int, text: str, *, by: int = 1, to: int | None = None, key: str = ""
) -> Comment:
    return evening.world.write(
        comments.comment,
        evening.guest(by),
        evening.number,
        idea,
        text=text,
        nickname="별명",
        key=key or ids.token(),
        parent_id=to,
    )


def thread(evening: Evening, idea: int, *, for_staff: bool = False) -> list[Remark]:
    return evening.world.read(queries.thread, idea, for_staff=for_staff)


def test_the_same_key_is_the_same_remark(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    key = ids.token()
    assert say(evening, idea, "좋아요", key=key).id == say(evening, idea, "좋아요", key=key).id
    assert len(thread(evening, idea)) == 1


def test_an_answer_to_an_answer_stands_beside_it(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    first = say(evening, idea, "첫 이야기")
    below = say(evening, idea, "답", by=2, to=first.id)
    deeper = say(evening, idea, "답의 답", by=3, to=below.id)
    assert deeper.parent_id == first.id
    (only,) = thread(evening, idea)
    assert [one.text for one in only.answers] == ["답", "답의 답"]


def test_one_answers_only_what_stands_under_the_same_idea(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    elsewhere = say(evening, evening.idea("다른 생각"), "다른 곳")
    for wrong in (elsewhere.id, 10**6, 10**30):
        with pytest.raises(NotFound):
            say(evening, idea, "잘못 온 답", to=wrong)
    assert thread(evening, idea) == []


def test_official_answers_are_marked_and_come_first(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    first = say(evening, idea, "묻습니다")
    say(evening, idea, "저도요", by=2, to=first.id)
    key = ids.token()
    for _ in range(2):
        evening.world.write(
            comments.answer,
            evening.world.actor("officer"),
            idea,
            text="답합니다",
            key=key,
            parent_id=first.id,
        )
    (only,) = thread(evening, idea)
    assert [(one.text, one.official, one.author) for one in only.answers] == [
        ("답합니다", True, "협치추진단"),
        ("저도요", False, "별명"),
    ]
    with pytest.raises(SignInNeeded):
        evening.world.write(
            comments.answer, evening.world.visitor(), idea, text="사칭", key=ids.token(), parent_id=None
        )
    with pytest.raises(Forbidden):
        evening.world.write(
            comments.answer, evening.world.actor("chair"), idea, text="사칭", key=ids.token(), parent_id=None
        )


def test_a_hidden_remark_keeps_its_place_but_neither_words_nor_name(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    first = say(evening, idea, "숨길 말")
    say(evening, idea, "답", by=2, to=first.id)
    host = evening.world.actor("facilitator")
    assert evening.world.write(comments.moderate, host, first.id or 0, CommentState.HIDDEN) == idea
    (only,) = thread(evening, idea)
    assert (only.hidden, only.text, only.author) == (True, "", "")
    assert [one.text for one in only.answers] == ["답"]
    assert thread(evening, idea, for_staff=True)[0].text == "숨길 말", "hosts can read what they hid"
    assert evening.world.read(queries.counts, [idea]) == {idea: 1}
    with pytest.raises(NotFound):
        evening.world.write(comments.support, evening.guest(3), evening.number, first.id or 0)
    evening.world.write(comments.moderate, host, first.id or 0, CommentState.SHOWN)
    assert (thread(evening, idea)[0].text, thread(evening, idea)[0].author) == ("숨길 말", "별명")


def test_official_answers_are_not_hidden(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    host = evening.world.actor("officer")
    said = evening.world.write(comments.answer, host, idea, text="답합니다", key=ids.token(), parent_id=None)
    with pytest.raises(Conflict):
        evening.world.write(comments.moderate, host, said.id or 0, CommentState.HIDDEN)


def test_only_hosts_hide(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    said = say(evening, idea, "그대로 둘 말")
    with pytest.raises(SignInNeeded):
        evening.world.write(comments.moderate, evening.world.visitor(), said.id or 0, CommentState.HIDDEN)
    with pytest.raises(Forbidden):
        evening.world.write(
            comments.moderate, evening.world.actor("member"), said.id or 0, CommentState.HIDDEN
        )
    with pytest.raises(NotFound):
        evening.world.write(comments.moderate, evening.world.actor("officer"), 10**6, CommentState.HIDDEN)
    assert not thread(evening, idea)[0].hidden


def test_nobody_talks_under_an_idea_the_room_cannot_see(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    waiting = evening.idea("아직 새 의견", shown=False)
    said = say(evening, idea, "아직 보일 때")
    evening.world.write(ideas.moderate, evening.world.actor("facilitator"), idea, IdeaState.HIDDEN)
    for unseen in (waiting, idea):
        with pytest.raises(NotFound):
            say(evening, unseen, "안 보이는 곳에")
    with pytest.raises(NotFound):
        evening.world.write(comments.support, evening.guest(2), evening.number, said.id or 0)
    other = prepare(evening.world)
    other.until(ItemKind.IDEAS)
    with pytest.raises(NotFound):
        say(other, idea, "다른 회의에서")


def test_strangers_say_nothing(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    with pytest.raises(Forbidden):
        evening.world.write(
            comments.comment,
            evening.stranger(),
            evening.number,
            idea,
            text="몰래",
            nickname="",
            key=ids.token(),
            parent_id=None,
        )


def test_one_person_says_forty_things_at_most(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    for n in range(PER_PERSON):
        say(evening, idea, f"말 {n}")
    with pytest.raises(TooMany):
        say(evening, idea, "하나 더")
    say(evening, idea, "다른 사람", by=2)
    assert len(thread(evening, idea)) == PER_PERSON + 1


def test_support_for_a_remark_counts_once(talk: tuple[Evening, int]) -> None:
    evening, idea = talk
    said = say(evening, idea, "공감할 말")
    for by in (1, 2, 1, 2):
        assert evening.world.write(comments.support, evening.guest(by), evening.number, said.id or 0) == idea
    assert thread(evening, idea)[0].supports == 2


def test_a_department_answers_and_its_answer_is_pinned(talk: tuple[Evening, int]) -> None:
    """도로과 answers from its own seat; a facilitator of the civil side does not answer for the administration."""
    evening, idea = talk
    world = evening.world
    say(evening, idea, "먼저 한 말")
    said = world.write(
        comments.answer, world.actor("reviewer"), idea, text="봄에 고칩니다", key=ids.token(), parent_id=None
    )
    say(evening, idea, "나중 말", by=2)
    for order in Order:
        first = evening.world.read(queries.thread, idea, order=order)[0]
        assert (first.id, first.author, first.official) == (said.id, "도로과", True), order
    assert world.read(queries.answered, [idea]) == {idea}
    with pytest.raises(Forbidden):
        world.write(
            comments.answer, world.actor("facilitator"), idea, text="사칭", key=ids.token(), parent_id=None
        )
    waiting = evening.idea("아직 새 의견", shown=False)
    with pytest.raises(NotFound):
        world.write(
            comments.answer, world.actor("reviewer"), waiting, text="이르다", key=ids.token(), parent_id=None
        )
