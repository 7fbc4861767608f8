"""By-laws of likeness: what is offered as belonging together, and what never is."""

import random
import time

import pytest

from app.live.groups.rules import OFFERED, Said, authors, suggest, usual_name
from app.live.likeness.rules import LIKE, alike, normalised, trigrams

BENCH = ("골목에 긴 의자를 놓아 주세요", "긴 의자가 있으면 좋겠어요", "골목마다 의자를 놓으면 좋겠습니다")
LIGHT = (
    "밤에 골목이 어두워서 무섭습니다",
    "가로등을 더 밝게 해 주세요",
    "골목이 어두워요. 가로등이 필요합니다",
)
TOILET = ("공중화장실이 없어서 불편해요", "작은 화장실이 있으면 좋겠어요")
OTHER = (
    "쓰레기 버리는 곳을 정해 주세요",
    "관광버스 불법 주차를 단속해 주세요",
    "계단에 손잡이를 달아 주세요",
)
ALL = (*BENCH, *LIGHT, *TOILET, *OTHER)
LETTERS = "가나다라마바사아자차카타파하 의자골목등불abc,.!"


def said(*texts: str, topic: int | None = None, first: int = 1) -> list[Said]:
    return [Said(number, text, topic) for number, text in enumerate(texts, first)]


def chance(seed: int) -> list[Said]:
    """Texts nobody would write, of every length from nothing on, some of them twice."""
    dice = random.Random(seed)
    texts = ["".join(dice.choices(LETTERS, k=dice.randrange(25))) for _ in range(dice.randrange(2, 40))]
    texts += dice.choices(texts, k=3)
    return [Said(n, t, dice.choice((None, 1, 2)), dice.choice((0, 0, 7, 8))) for n, t in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("긴 의자", "긴의자"),
        ("긴 의자를 놓아 주세요", "긴 의자를 놓아"),
        ("나무가 있으면 좋겠어요", "나무가"),
        ("긴 의자!", "  긴  의자 "),
        ("ABC", "abc"),
        ("１２３", "123"),
        ("각", "\u1100\u1161\u11a8"),
    ],
)
def test_spacing_signs_case_and_form_say_nothing(one: str, other: str) -> None:
    assert normalised(one) == normalised(other) != ""


def test_trigrams_are_letters_of_syllables() -> None:
    assert trigrams(normalised("의자")) == {"\u110b\u1174\u110c", "\u1174\u110c\u1161"}
    assert trigrams("") == frozenset()
    assert trigrams("가") == {"가"}
    shared = trigrams(normalised("의자가")) & trigrams(normalised("의자를"))
    assert shared >= trigrams(normalised("의자")), "particles do not hide the word"


def test_what_people_would_put_together_is_offered_and_the_rest_is_not() -> None:
    offered = [{ALL[number - 1] for number in one.ideas} for one in suggest(said(*ALL))]
    assert sorted(map(sorted, offered)) == sorted(map(sorted, ({*BENCH}, {*LIGHT}, {*TOILET})))


def test_a_new_opinion_is_offered_to_the_group_it_is_like() -> None:
    grouped = [Said(n, text, group=5) for n, text in enumerate(BENCH, 1)]
    lights = [Said(n, text, group=6) for n, text in enumerate(LIGHT, 11)]
    found = suggest([*grouped, *lights, Said(21, "의자를 골목에 놓아 주세요"), *said(*OTHER, first=31)])
    assert [(one.group, one.ideas) for one in found] == [(5, (21,))]


def test_topics_are_never_mixed() -> None:
    text = "골목에 긴 의자"
    assert suggest([Said(1, text, 1), Said(2, text, 2)]) == ()
    assert [one.ideas for one in suggest([Said(1, text, 1), Said(2, text, None)])] == [(1, 2)]


def test_what_everybody_says_says_nothing() -> None:
    nouns = ("의자", "등불", "나무", "화장실", "놀이터", "손잡이", "난간", "그늘", "꽃밭", "우물")
    polite = [f"{noun} {wish}" for wish in ("있으면 좋겠습니다", "주세요") for noun in nouns]
    pairs = alike(dict(enumerate(polite)))
    assert {(a % 10, b % 10) for a, b in pairs} == {(n, n) for n in range(10)}, "the noun, not the politeness"
    assert normalised("주세요") != ""


def test_more_of_the_same_are_all_offered_together() -> None:
    (one,) = suggest(said(*["골목에 긴 의자를"] * 60))
    assert one.ideas == tuple(range(1, 61))


@pytest.mark.parametrize("seed", range(60))
def test_likeness_is_a_measure(seed: int) -> None:
    texts = {one.id: one.text for one in chance(seed)}
    found = alike(texts)
    dice = random.Random(seed)
    mixed = list(texts.items())
    dice.shuffle(mixed)
    assert alike(dict(mixed)) == found, "whoever came first"
    assert all(a < b and LIKE <= value <= 1 for (a, b), value in found.items())
    for a in texts:
        for b in texts:
            if a < b and normalised(texts[a]) == normalised(texts[b]) != "":
                assert found[a, b] == 1
    assert not any(normalised(texts[number]) == "" for pair in found for number in pair)


@pytest.mark.parametrize("seed", range(60))
def test_suggestions_keep_their_promises(seed: int) -> None:
    everything = chance(seed)
    texts, by_id = {one.id: one.text for one in everything}, {one.id: one for one in everything}
    near = alike(texts)
    found = suggest(everything)
    assert found == suggest(reversed(everything))
    assert len(found) <= OFFERED
    offered = [idea for one in found for idea in one.ideas]
    assert len(offered) == len(set(offered)), "each in one suggestion at most"
    assert all(by_id[idea].group == 0 for idea in offered), "only what is in no group"
    for one in found:
        assert one.group or len(one.ideas) > 1
        if not one.group:
            centre, *others = one.ideas
            assert all((min(centre, other), max(centre, other)) in near for other in others)
            topics = {by_id[other].topic for other in others} - {None, by_id[centre].topic}
            assert by_id[centre].topic is None or not topics
        for idea in one.ideas if one.group else ():
            members = [other.id for other in everything if other.group == one.group]
            assert any((min(idea, other), max(idea, other)) in near for other in members)


def test_a_hall_of_opinions_is_looked_through_in_a_moment() -> None:
    dice = random.Random(4)
    many = [Said(n, " ".join(dice.sample(" ".join(ALL).split(), 7))) for n in range(600)]
    began = time.perf_counter()
    suggest(many)
    assert time.perf_counter() - began < 5


def test_names_stand_once_and_the_nameless_are_counted() -> None:
    assert authors(["3모둠", "", "1모둠", "3모둠", ""]) == authors(["3모둠", "1모둠", "", ""])
    found = authors(["3모둠", "", "1모둠", "3모둠", ""])
    assert (found.names, found.nameless) == (("3모둠", "1모둠"), 2)
    assert usual_name("가" * 60) == "가" * 60
    assert usual_name("가" * 61) == "가" * 59 + "…"
