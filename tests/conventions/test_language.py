"""Every language is whole where residents are: every sentence a phone can meet, and every screen it can show."""

import ast
from collections.abc import Iterator
from itertools import combinations

import pytest
from babel.messages.pofile import read_po
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
from tests.conventions.words import (
    OTHERS,
    catalogue,
    in_python,
    in_template,
    merge,
    merged,
    misfilled,
    missing,
    reachable,
    source,
    translations,
    wanting,
)
from tests.conventions.words import shown_in as templates_shown
from tests.live.evening import Evening, prepare
from tests.world import World, post

TERMS = (
    "공론장",
    "의제",
    "공감",
    "투표",
    "무기명",
    "개표",
    "참관인",
    "모둠",
    "분과",
    "확인 수준",
    "접수 확인 번호",
)
EVERY = pytest.mark.parametrize("lang", OTHERS)


# -- the catalogue ---------------------------------------------------------------------------------------------------


@EVERY
def test_every_sentence_a_resident_can_meet_is_there(lang: str) -> None:
    assert len(reachable()) > 150
    missing = wanting(reachable(), translations(catalogue(lang)))
    assert missing == [], "python -m tests.conventions.words prints what is missing"


@EVERY
def test_places_and_emphasis_are_kept(lang: str) -> None:
    assert misfilled(translations(catalogue(lang))) == []


@EVERY
def test_no_translation_is_left_over(lang: str) -> None:
    words = catalogue(lang)
    assert translations(words).keys() - reachable() == set()
    assert not words.obsolete
    assert [message.id for message in words if message.fuzzy and message.id] == []


@EVERY
def test_the_head_of_a_catalogue_tells_its_terms(lang: str) -> None:
    head = source(lang).read_text("utf-8").partition("msgid")[0]
    assert lang == "en" or [term for term in TERMS if term not in head] == []


def test_no_language_borrows_from_another() -> None:
    """Sentences (not names, digits or single words) that two catalogues say alike were copied."""
    said = {lang: translations(catalogue(lang)) for lang in OTHERS}
    alike = {
        (one, other, sentence)
        for one, other in combinations(OTHERS, 2)
        for sentence in said[one]
        if said[one][sentence] == said[other][sentence] and sentence.endswith((".", "요", "니다"))
    }
    assert alike == set()


def test_each_fault_would_be_found() -> None:
    assert wanting({"참여하기", "나가기"}, {"참여하기": "Join", "나가기": ""}) == ["나가기"]
    assert wanting({"참여하기"}, {"참여하기": "참여 Join"}) == ["참여하기"]
    assert misfilled({"%(n)s명": "some", "%%s 남음": "%s left", "%(n)d개": "%(n)d", "<b>참</b>": "Yes"}) == [
        "%%s 남음",
        "%(n)s명",
        "<b>참</b>",
    ]


def test_what_is_new_is_asked_for_and_merged() -> None:
    known = {"en": {"나가기": "Leave"}, "ja": {"나가기": "出る", "참여하기": "参加 참여"}}
    assert missing({"나가기", "참여하기"}, known) == {"참여하기": {"en": "", "ja": ""}}
    old = '# 머리\n\nmsgid ""\nmsgstr ""\n"Language: ja\\n"\n\n# 자리\nmsgid "나가기"\nmsgstr "出る"\n\nmsgid "옛말"\nmsgstr "古"\n'
    new = merged(old, {'“%(n)s”\n"참여"': '%(n)s "参加"\n'}, {"나가기", '“%(n)s”\n"참여"'})
    assert new.startswith(old.partition('\n\nmsgid "옛말"')[0] + "\n\nmsgid")
    assert translations(read_po(new.splitlines(keepends=True))) == {
        "나가기": "出る",
        '“%(n)s”\n"참여"': '%(n)s "参加"\n',
    }
    assert merged(new, {}, {"나가기", '“%(n)s”\n"참여"'}) == new
    for wrong in ("%(m)s", "%(n)s 참여"):
        with pytest.raises(SystemExit, match="%\\(n\\)s명"):
            merge({"%(n)s명": {"ja": wrong}})


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
def phone(world: World, evening: Evening, client: TestClient, lang: str) -> Phone:
    said = {words for words in written(world, evening) if words}
    return Phone(
        client,
        said | {"긴 의자", "작은 화장실", "그늘", "숨길 말", "협치추진단", "계동길에 긴 의자 놓기"},
        lang,
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@EVERY
def test_a_phone_reads_its_language_all_evening(
    world: World, evening: Evening, phone: Phone, lang: str
) -> None:
    room, topic = f"/m/{evening.number}", f"phone:{evening.meeting_id}:{lang}"
    assert phone.says("앞 화면의 번호를 써 주세요", phone.get("/m"))
    assert phone.says(
        "그 번호의 회의가 없어요. 앞 화면의 여섯 자리 숫자를 다시 봐 주세요.",
        phone.send("/m", {"number": "000000"}, 422),
    )
    assert phone.says("앞 화면의 여섯 자리 숫자를 써 주세요.", phone.send("/m", {"number": "12"}, 422))
    assert phone.says(
        "그 번호의 회의가 없어요. 앞 화면의 여섯 자리 숫자를 다시 봐 주세요.", phone.get("/m/000000", 404)
    )
    assert phone.says("참여하기", phone.get(room))
    phone.send(f"{room}/attendance", {"lang": lang})
    assert phone.says("들어오셨어요", phone.get(room))

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
    assert phone.says("함께해 주셔서 고마워요", phone.get(room))
    phone.client.cookies.delete(world.settings.cookie("visit"))
    assert phone.says("끝난 회의예요", phone.get(room))
    assert phone.says(
        "이 회의는 끝났어요. 결과는 이 화면에서 볼 수 있어요.",
        phone.send(f"{room}/attendance", {"lang": lang}, 409),
    )


def ideas_on(world: World, evening: Evening, phone: Phone, room: str) -> None:
    """Sending, waiting, showing, supporting, talking, hiding; and every way to be refused."""
    sends = f"{room}/items/{evening.item(ItemKind.IDEAS).id}/ideas"
    assert phone.says("생각 보내기", phone.get(room))
    assert phone.says(
        "보냈어요. 진행자가 본 뒤에 보여요", phone.press(sends, {"text": "긴 의자", "key": ids.token()})
    )
    assert phone.says("보냈어요. 진행자가 본 뒤에 보여요", phone.get(room))
    assert phone.says(
        "생각을 두 글자에서 이백 글자까지 써 주세요.",
        phone.send(sends, {"text": "x", "key": ids.token()}, 422),
    )
    assert phone.says(
        "별명은 열 글자까지 쓸 수 있어요.",
        phone.send(sends, {"text": "xx", "nickname": "x" * 11, "key": ids.token()}, 422),
    )
    assert phone.says(
        "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요.",
        phone.press(sends, {"text": "그늘", "key": ""}, 422),
    )
    assert phone.says(
        "찾으시는 화면이 없습니다.",
        phone.send(f"{room}/items/999999/ideas", {"text": "그늘", "key": ids.token()}, 404),
    )
    idea, waiting = evening.idea("그늘"), evening.idea("숨길 말", by=2, shown=False)
    for text in ("긴 의자", "작은 화장실"):
        world.write(offer, evening, evening.idea(text, by=3))
    phone.send(f"{room}/ideas/{idea}/support")
    assert phone.says("함께 나눈 생각 %(n)s개", phone.get(room), n=3)
    thread = f"{room}/ideas/{idea}"
    assert phone.says("아직 이야기가 없어요. 어떻게 생각하는지 들려주세요.", phone.get(thread))
    phone.send(f"{thread}/comments", {"text": "그늘", "key": ids.token()})
    assert phone.says(
        "이야기를 한 글자에서 삼백 글자까지 써 주세요.",
        phone.send(f"{thread}/comments", {"text": "", "key": ids.token()}, 422),
    )
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
    assert phone.says("구청 답변", page)
    assert phone.says("진행자가 가린 이야기예요", page)
    assert phone.says("답글 쓰기", page)
    phone.hear(f"thread:{idea}:{phone.lang}")
    assert phone.says("이 생각은 지금 볼 수 없어요.", phone.get(f"{room}/ideas/{waiting}", 404))
    assert phone.says("이 생각은 지금 볼 수 없어요.", phone.hear(f"thread:{waiting}:{phone.lang}"))
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
    assert phone.says("%%s번에 투표하기", phone.get(room))
    assert phone.says("하나 이상 골라 주세요.", phone.send(cast, {"key": ids.token()}, 422))
    assert phone.says(
        "이 투표에 없는 보기입니다. 화면을 새로 고친 뒤 다시 골라 주세요.",
        phone.send(cast, {"choice": "999999", "key": ids.token()}, 422),
    )
    everything = [str(choice.id) for choice in paper.choices]
    assert phone.says(
        "%(most)d개까지만 고를 수 있어요.",
        phone.send(cast, {"choice": everything, "key": ids.token()}, 422),
        most=paper.max_choices,
    )
    assert phone.says(
        "이 투표는 없어졌어요. 화면을 새로 고쳐 주세요.",
        phone.send(f"{room}/ballots/999999/my-vote", {"choice": one, "key": ids.token()}, 404),
    )
    assert phone.says("투표했어요", phone.press(cast, {"choice": one, "key": "k" * 32}))
    assert phone.says(
        "같은 투표지로 다른 것을 고를 수 없어요. 화면을 새로 고친 뒤 바꿔 주세요.",
        phone.send(cast, {"choice": everything[1], "key": "k" * 32}, 409),
    )
    assert phone.says("투표했어요", phone.get(room))
    assert phone.says("투표하기", phone.get(f"{room}?change=1"))
    assert phone.says("지금까지 <b>%(n)s명</b>이 투표했어요.", phone.hear(topic), n=1)
    evening.press()
    assert phone.says("투표가 끝났어요", phone.get(room))
    assert phone.says(
        "투표가 끝났어요. 지금 고른 것은 들어가지 않았어요.",
        phone.send(cast, {"choice": one, "key": ids.token()}, 409),
    )
    evening.press()
    assert phone.says("가장 많음", phone.get(room))


def choose_one(world: World, evening: Evening) -> None:
    option = world.read(lambda db: db.exec(select(Option.id)).first())
    assert option is not None
    world.write(
        selections.select_option, world.actor("officer"), option, title="계동길에 긴 의자 놓기", field_id=None
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@EVERY
def test_whoever_has_not_come_in_is_told_so(world: World, evening: Evening, phone: Phone) -> None:
    evening.until(ItemKind.IDEAS)
    sends = f"/m/{evening.number}/items/{evening.item(ItemKind.IDEAS).id}/ideas"
    assert phone.says(
        "먼저 ‘참여하기’를 눌러 주세요.", phone.send(sends, {"text": "그늘", "key": ids.token()}, 403)
    )
    assert phone.says(
        "먼저 ‘참여하기’를 눌러 주세요.", phone.press(sends, {"text": "그늘", "key": ids.token()}, 403)
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@EVERY
def test_a_proposal_is_written_in_every_language(world: World, phone: Phone) -> None:
    assert phone.says("어느 동네 이야기인가요?", phone.get("/proposals/new"))
    typed: dict[str, object] = {"dong_id": world.dongs["사직동"]}
    assert phone.says("어느 동의 이야기인지 골라 주세요.", phone.send("/proposals", {"step": "dong"}, 422))
    phone.send("/proposals", {"step": "dong", **typed}, 200)
    assert phone.says(
        "제목을 60자 안으로 적어 주세요.", phone.send("/proposals", {"step": "title", **typed}, 422)
    )
    typed["title"] = "그늘"
    phone.send("/proposals", {"step": "title", **typed}, 200)
    phone.send("/proposals", {"step": "body", **typed}, 422)
    typed["body"] = "긴 의자"
    phone.send("/proposals", {"step": "body", **typed}, 200)
    assert phone.says(
        "안내를 읽고 표시해 주세요. 그래야 제안을 받을 수 있어요.",
        phone.send("/proposals", {"step": "send", **typed, "key": ids.token()}, 422),
    )
    sent = post(phone.client, "/proposals", {"step": "send", **typed, "agreed": "on", "key": ids.token()})
    assert sent.status_code == 303
    assert phone.says("고맙습니다. 제안을 받았어요", phone.get(sent.headers["location"]))


def test_korean_stays_korean_for_whoever_reads_korean(
    world: World, evening: Evening, client: TestClient
) -> None:
    page = client.get(f"/m/{evening.number}").text
    assert '<html lang="ko"' in page
    assert "참여하기" in page
