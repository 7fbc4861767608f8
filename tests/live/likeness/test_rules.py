"""By-laws of the shelf: it answers as if all texts had been compared, without reading them all."""

import random
import time

from app.live.likeness.rules import VERY_LIKE, Shelf, alike

WORDS = (
    "골목",
    "의자",
    "가로등",
    "화장실",
    "계단",
    "쓰레기",
    "나무",
    "그늘",
    "공원",
    "버스",
    "놀이터",
    "소음",
)
ENDS = ("에 긴 의자를 놓아 주세요", "가 어두워요", "이 좁아요", "을 청소해 주세요", "을 늘려 주세요", "")


def texts(seed: int, many: int) -> dict[int, str]:
    dice = random.Random(seed)
    return {
        number: f"{dice.choice(WORDS)} {dice.choice(WORDS)}{dice.choice(ENDS)}"
        for number in range(1, many + 1)
    }


def test_it_says_what_comparing_all_of_them_says() -> None:
    for seed in range(40):
        held = {number: text for text, number in {text: n for n, text in texts(seed, 30).items()}.items()}
        asked = texts(seed + 1000, 1)[1] + "요청"
        shelf = Shelf()
        shelf.hold(held)
        measured = {b: value for (a, b), value in alike({0: asked, **held}).items() if a == 0}
        wanted = {number: value for number, value in measured.items() if value >= VERY_LIKE}
        found = shelf.near(asked, 30)
        assert set(found) == set(wanted)
        assert [round(wanted[one], 9) for one in found] == sorted(
            (round(v, 9) for v in wanted.values()), reverse=True
        )


def test_what_went_is_not_found_and_what_changed_is_found_by_its_new_words() -> None:
    shelf = Shelf()
    shelf.hold({1: "골목에 긴 의자", 2: "밝은 가로등"})
    assert shelf.near("긴 의자", 3) == [1]
    shelf.hold({2: "긴 의자 하나"})
    assert shelf.near("긴 의자", 3) == [2]
    assert shelf.near("가로등", 3) == []
    shelf.hold({})
    assert shelf.near("긴 의자 하나", 3) == []


def test_nothing_is_like_signs_alone_and_the_same_words_are_found_however_common() -> None:
    shelf = Shelf()
    shelf.hold(dict.fromkeys(range(1, 200), "긴 의자") | {500: "!!", 501: "가"})
    assert shelf.near("?!", 3) == []
    assert shelf.near("", 3) == []
    assert shelf.near("긴의자", 3) == [1, 2, 3]
    assert shelf.near("가", 3) == [501]


def test_two_thousand_are_asked_in_a_moment() -> None:
    held, shelf = texts(7, 2000), Shelf()
    shelf.hold(held)
    asked = list(texts(8, 50).values())
    began = time.process_time()
    for text in asked:
        shelf.hold(held)
        shelf.near(text, 3)
    assert (time.process_time() - began) / len(asked) < 0.05
