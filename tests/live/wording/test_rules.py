"""Words a facilitator looks at first: found however they are typed, and not where they only seem to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.wording.rules import Flag, Words, contains, flag_of, pieces, plain
from app.live.wording.words import FILE, flag, read

BAD = Words((plain("시발"), plain("ㅅㅂ")), ("시발점", "시발전"))


@pytest.mark.parametrize(
    "text",
    [
        "시발",
        "에이 시발놈",
        "시 발",
        "시.발",
        "시-발 진짜",
        "ㅅㅣㅂㅏ 말고 ㅅㅣ발",
        "ㅅㅂ",
        "ㅅㅅㅅㅂㅂ",
        "ㅅ ㅂ",
        "시\u200b발",
        "시시발발",
        "ｅ 시발",
    ],
)
def test_it_is_found_however_it_is_typed(text: str) -> None:
    assert contains(text, BAD)


@pytest.mark.parametrize(
    "text",
    [
        "다시 발표해 주세요",
        "출발 시 발생하는 소음",
        "도시발전",
        "이 길의 시발점",
        "시 의회 발언",
        "스브스",
        "",
        "...",
    ],
)
def test_what_only_seems_to_hold_it_is_left_alone(text: str) -> None:
    assert not contains(text, BAD)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_word_that_stands_alone_is_always_found(before: str, after: str) -> None:
    assert contains(f"{before} 씨팔 {after}", Words(("씨팔",)))


@given(st.text("가나다시발ㅏㅑab 12.,", max_size=80))
def test_plain_form_is_plain_already(text: str) -> None:
    assert pieces(" ".join(pieces(text))) == pieces(text)


@given(st.text(max_size=80))
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    assert flag(text) in {"", *(one.label for one in Flag)}


def test_the_districts_list_is_whole_and_its_own_words_are_found() -> None:
    lists = read(FILE.read_text("utf-8"))
    assert set(lists) == {Flag.ABUSE, Flag.SLUR}
    for found, words in lists.items():
        assert len(words.words) > 5
        for word in words.words:
            assert flag_of(f"이 {word} 말", lists) in (Flag.ABUSE, Flag.SLUR), word
        for but in words.but:
            assert not contains(but, words), (found, but)


@pytest.mark.parametrize(
    "text",
    [
        "가로등이 꺼져 있어요",
        "5개년 계획을 알려 주세요",
        "도시발전 기금을 쓰면 좋겠어요",
        "동네 개 산책 길이 좁아요",
        "장애인 화장실을 놓아 주세요",
        "보존나무 옆에 의자를",
        "김씨 이발관 앞 골목",
    ],
)
def test_what_people_say_about_their_streets_is_no_swearing(text: str) -> None:
    assert flag(text) == ""


def test_a_district_changes_the_list_as_data() -> None:
    lists = read('{"note": "시험", "slur": {"words": ["바 보"], "but": ["바보온달"]}}')
    assert flag_of("이 바보", lists) is Flag.SLUR
    assert flag_of("바보온달 이야기", lists) is None
    assert flag_of("시발", lists) is None


def test_what_can_be_read_as_a_contact_comes_before_words() -> None:
    assert flag("시발 010-1234-5678") == Flag.CONTACT.label
    assert flag("시발 www.example.com") == Flag.LINK.label
    assert flag("시발 사장님") == Flag.ABUSE.label
