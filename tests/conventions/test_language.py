"""English is whole where residents are: every sentence a phone can meet, and every screen it can show."""

import ast
import re
from collections.abc import Iterator

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core import ids
from app.live.ballots import actions as ballots
from app.live.ballots.models import Option
from app.live.comments import actions as comments
from app.live.comments.rules import CommentState
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind
from app.live.selections import actions as selections
from app.organisations.models import Dong, PolicyField
from tests.conventions.english import Phone, strangers
from tests.conventions.sources import TEMPLATES
from tests.conventions.words import HANGUL, catalogue, in_python, in_template, places, reachable, translations
from tests.conventions.words import shown_in as templates_shown
from tests.live.evening import Evening, prepare
from tests.world import World, post

ENGLISH = translations(catalogue())


# -- the catalogue ---------------------------------------------------------------------------------------------------


def wanting(sentences: set[str], known: dict[str, str]) -> list[str]:
    """Sentences without English, or with some Korean left in it."""
    return sorted(one for one in sentences if not known.get(one) or HANGUL.search(known[one]))


def misfilled(known: dict[str, str]) -> list[str]:
    """Translations that lose a place, or invent one."""
    return sorted(one for one, there in known.items() if places(one) != places(there))


def tagged(sentence: str) -> list[str]:
    return sorted(re.findall(r"</?\w+>", sentence))


def test_every_sentence_a_resident_can_meet_is_there_in_english() -> None:
    assert len(reachable()) > 150
    assert wanting(reachable(), ENGLISH) == [], "python -m tests.conventions.words prints what is missing"


def test_places_and_emphasis_are_kept() -> None:
    assert misfilled(ENGLISH) == []
    assert {one for one, there in ENGLISH.items() if tagged(one) != tagged(there)} == set()


def test_no_translation_is_left_over() -> None:
    assert ENGLISH.keys() - reachable() == set()
    assert not catalogue().obsolete
    assert [message.id for message in catalogue() if message.fuzzy and message.id] == []


def test_each_fault_would_be_found() -> None:
    assert wanting({"참여하기", "나가기"}, {"참여하기": "Join", "나가기": ""}) == ["나가기"]
    assert wanting({"참여하기"}, {"참여하기": "참여 Join"}) == ["참여하기"]
    assert misfilled({"%(n)s명": "some", "%%s 남음": "%s left", "%(n)d개": "%(n)d"}) == [
        "%%s 남음",
        "%(n)s명",
    ]


def test_the_reader_of_sentences_reads_them_all() -> None:
    """One from each place: a template, a component of it, a form, an action, the handler of refusals."""
    assert {
        "투표하기",
        "%%s번에 투표하기",
        "지금까지 <b>%(n)s명</b>이 투표했어요.",
        "본문으로 건너뛰기",
        "하나 이상 골라 주세요.",
        "투표가 끝났어요. 지금 고른 것은 들어가지 않았어요.",
        "없는 화면",
    } <= reachable()
    assert any("첫 줄" in said for said in in_python(ast.parse('"""글."""\nx = "첫 줄"'), {"*"}))
    assert not any("글." in said for said in in_python(ast.parse('"""글."""\nx = "첫 줄"'), {"*"}))
    assert {file.name for file in templates_shown()} >= {
        "phone.html",
        "_paper.html",
        "_screen.html",
        "write.html",
    }
    assert list(in_template(TEMPLATES / "layouts" / "phone.html"))


# -- the screens -----------------------------------------------------------------------------------------------------


def test_korean_in_a_page_would_be_found() -> None:
    assert strangers('<button aria-label="보내기">Send</button>', set()) == ["보내기"]
    assert strangers("<p>긴 의자 &middot; 언어 · Language</p>", {"긴 의자"}) == []


@pytest.fixture
def evening(world: World) -> Evening:
    return prepare(world)


def written(world: World, evening: Evening) -> Iterator[str]:
    """Titles, questions, places and names as people gave them."""
    yield world.settings.service_name
    yield evening.meeting.title
    yield "종로구민회관 대강당"
    for item in world.read(lambda db: db.exec(select(Item)).all()):
        yield from (item.title, item.question, item.topic)
    yield from world.read(lambda db: db.exec(select(col(Dong.name))).all())
    yield from world.read(lambda db: db.exec(select(col(PolicyField.name))).all())


@pytest.fixture
def phone(world: World, evening: Evening, client: TestClient) -> Phone:
    said = {words for words in written(world, evening) if words}
    return Phone(
        client, said | {"긴 의자", "작은 화장실", "그늘", "숨길 말", "협치추진단", "계동길에 긴 의자 놓기"}
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_english_phone_reads_english_all_evening(world: World, evening: Evening, phone: Phone) -> None:
    room, topic = f"/m/{evening.number}", f"phone:{evening.meeting_id}:en"
    assert "Type the number" in phone.get("/m")
    assert "no meeting with that number" in phone.send("/m", {"number": "000000"}, 422)
    assert "six digits" in phone.send("/m", {"number": "12"}, 422)
    assert "no meeting with that number" in phone.get("/m/000000", 404)
    assert ">Join" in phone.get(room)
    phone.send(f"{room}/attendance", {"lang": "en"})
    assert "You are in" in phone.get(room)

    seen = set()
    for _ in range(20):
        evening.press()
        item = world.read(lambda db: db.get(Item, evening.meeting.current_id))
        if item is None or evening.meeting.state.value == "ended":
            break
        seen.add(item.kind)
        phone.get(room)
        phone.hear(topic)
        if item.kind is ItemKind.IDEAS:
            ideas_on(world, evening, phone, room)
        if item.kind is ItemKind.BALLOT and "paper" in phone.get(room):
            votes(evening, phone, room, topic)
    assert {ItemKind.JOIN, ItemKind.IDEAS, ItemKind.BALLOT, ItemKind.THANKS} <= seen
    choose_one(world, evening)
    assert "Thank you" in phone.get(room)
    phone.client.cookies.delete(world.settings.cookie("visit"))
    assert "This meeting is over" in phone.get(room)
    assert "meeting is over" in phone.send(f"{room}/attendance", {"lang": "en"}, 409)


def ideas_on(world: World, evening: Evening, phone: Phone, room: str) -> None:
    """Sending, waiting, showing, supporting, talking, hiding; and every way to be refused."""
    sends = f"{room}/items/{evening.item(ItemKind.IDEAS).id}/ideas"
    assert "Send my idea" in phone.get(room)
    assert "It is shown after the host has read it" in phone.press(
        sends, {"text": "긴 의자", "key": ids.token()}
    )
    assert "It is shown after the host has read it" in phone.get(room)
    assert "2 to 200 letters" in phone.send(sends, {"text": "x", "key": ids.token()}, 422)
    assert "up to 10 letters" in phone.send(
        sends, {"text": "xx", "nickname": "x" * 11, "key": ids.token()}, 422
    )
    assert "page is old" in phone.press(sends, {"text": "그늘", "key": ""}, 422)
    assert "no such page" in phone.send(
        f"{room}/items/999999/ideas", {"text": "그늘", "key": ids.token()}, 404
    )
    idea, waiting = evening.idea("그늘"), evening.idea("숨길 말", by=2, shown=False)
    for text in ("긴 의자", "작은 화장실"):
        world.write(offer, evening, evening.idea(text, by=3))
    phone.send(f"{room}/ideas/{idea}/support")
    assert "Shared ideas" in phone.get(room)
    thread = f"{room}/ideas/{idea}"
    assert "No comments yet" in phone.get(thread)
    phone.send(f"{thread}/comments", {"text": "그늘", "key": ids.token()})
    assert "1 to 300 letters" in phone.send(f"{thread}/comments", {"text": "", "key": ids.token()}, 422)
    officer = world.actor("officer")
    remark = world.write(
        comments.comment,
        evening.guest(2),
        evening.number,
        idea,
        text="숨길 말",
        nickname="",
        key=ids.token(),
        parent_id=None,
    )
    world.write(comments.answer, officer, idea, text="그늘", key=ids.token(), parent_id=None)
    assert remark.id is not None
    world.write(comments.moderate, officer, remark.id, CommentState.HIDDEN)
    page = phone.get(f"{thread}?answer=1")
    assert "District office" in page
    assert "A comment the host has hidden" in page
    assert "Write a reply" in page
    phone.hear(f"thread:{idea}:en")
    assert "cannot be seen now" in phone.get(f"{room}/ideas/{waiting}", 404)
    assert "cannot be seen now" in phone.hear(f"thread:{waiting}:en")
    phone.read(phone.client.post(sends, data={"text": "그늘"}), 403)
    phone.read(phone.client.get(f"{room}/nothing/here"), 404)
    phone.read(phone.client.get(f"{room}/ideas/x"), 404)
    phone.read(phone.client.get(sends), 405)


def offer(db: Session, evening: Evening, idea_id: int) -> None:
    ballots.offer_idea(db, evening.world.actor("facilitator"), idea_id)


def votes(evening: Evening, phone: Phone, room: str, topic: str) -> None:
    """Open, cast, change, close; refused when nothing or too much is chosen, and when it is over."""
    if evening.paper().state.value != "open":
        return
    paper = evening.paper()
    cast = f"{room}/ballots/{paper.id}/my-vote"
    one = str(paper.choices[0].id)
    assert "Vote for number %s" in phone.get(room)
    assert "at least one" in phone.send(cast, {"key": ids.token()}, 422)
    assert "not part of this vote" in phone.send(cast, {"choice": "999999", "key": ids.token()}, 422)
    everything = [str(choice.id) for choice in paper.choices]
    assert "up to" in phone.send(cast, {"choice": everything, "key": ids.token()}, 422)
    assert "vote is gone" in phone.send(
        f"{room}/ballots/999999/my-vote", {"choice": one, "key": ids.token()}, 404
    )
    assert "Your vote is in" in phone.press(cast, {"choice": one, "key": "k" * 32})
    assert "another choice" in phone.send(cast, {"choice": everything[1], "key": "k" * 32}, 409)
    assert "Your vote is in" in phone.get(room)
    assert "Vote" in phone.get(f"{room}?change=1")
    assert "Votes so far" in phone.hear(topic)
    evening.press()
    assert "The vote is over" in phone.get(room)
    assert "was not counted" in phone.send(cast, {"choice": one, "key": ids.token()}, 409)
    evening.press()
    assert "Most votes" in phone.get(room)


def choose_one(world: World, evening: Evening) -> None:
    option = world.read(lambda db: db.exec(select(Option.id)).first())
    assert option is not None
    world.write(
        selections.select_option, world.actor("officer"), option, title="계동길에 긴 의자 놓기", field_id=None
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_has_not_come_in_is_told_so_in_english(world: World, evening: Evening, phone: Phone) -> None:
    evening.until(ItemKind.IDEAS)
    sends = f"/m/{evening.number}/items/{evening.item(ItemKind.IDEAS).id}/ideas"
    assert "“Join” first" in phone.send(sends, {"text": "그늘", "key": ids.token()}, 403)
    assert "“Join” first" in phone.press(sends, {"text": "그늘", "key": ids.token()}, 403)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_proposal_is_written_in_english_too(world: World, phone: Phone) -> None:
    assert "Which neighbourhood" in phone.get("/proposals/new")
    typed: dict[str, object] = {"dong_id": world.dongs["사직동"]}
    assert "choose the neighbourhood" in phone.send("/proposals", {"step": "dong"}, 422)
    phone.send("/proposals", {"step": "dong", **typed}, 200)
    assert "write a title" in phone.send("/proposals", {"step": "title", **typed}, 422)
    typed["title"] = "그늘"
    phone.send("/proposals", {"step": "title", **typed}, 200)
    phone.send("/proposals", {"step": "body", **typed}, 422)
    typed["body"] = "긴 의자"
    phone.send("/proposals", {"step": "body", **typed}, 200)
    assert "tick the box" in phone.send("/proposals", {"step": "send", **typed, "key": ids.token()}, 422)
    sent = post(phone.client, "/proposals", {"step": "send", **typed, "agreed": "on", "key": ids.token()})
    assert sent.status_code == 303
    assert "Thank you" in phone.get(sent.headers["location"])


def test_korean_stays_korean_for_whoever_reads_korean(
    world: World, evening: Evening, client: TestClient
) -> None:
    page = client.get(f"/m/{evening.number}").text
    assert '<html lang="ko"' in page
    assert "참여하기" in page
