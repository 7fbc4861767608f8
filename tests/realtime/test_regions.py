"""Frames are small, and whoever applies them ends where a fresh page begins."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.realtime.hub import Topic
from app.realtime.regions import Listing, Snapshot
from tests.realtime.watching import Page

lists = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("12"))
states = st.tuples(st.sampled_from(["", "head", "other head"]), lists, st.permutations("abcdef"))


def snapshot(state: tuple[str, dict[str, str], list[str]]) -> Snapshot:
    head, items, order = state
    return Snapshot.of(
        {
            "head": head,
            "list": Listing({key: f"<li id={key}>{items[key]}</li>" for key in order if key in items}),
        }
    )


@given(st.lists(states, min_size=2, max_size=8))
def test_frames_one_by_one_lead_to_the_newest_state(history: list[Any]) -> None:
    told = [snapshot(state) for state in history]
    page = Page.loaded(told[0])
    for before, after in pairwise(told):
        page.take(after.difference(before))
        assert page.versions == after.versions


@given(st.lists(states, min_size=2, max_size=8))
def test_a_page_that_was_slow_gets_one_frame_with_the_newest_state(history: list[Any]) -> None:
    told = [snapshot(state) for state in history]
    page = Page.loaded(told[0])
    page.take(told[-1].difference(told[0]))
    assert page.versions == told[-1].versions
    assert page.text == Page.loaded(told[-1]).text


@given(states, states)
def test_a_page_that_slept_gets_what_it_lacks_and_no_more(old: Any, new: Any) -> None:
    asleep, now = snapshot(old), snapshot(new)
    frames = now.missing(asleep.versions)
    assert set(frames) == {name for name in now.versions if now.versions[name] != asleep.versions[name]}
    page = Page.loaded(asleep)
    page.take(frames)
    assert page.text == Page.loaded(now).text
    assert now.missing(now.versions) == {}


def test_one_new_item_does_not_send_the_others_again() -> None:
    before = snapshot(("", {"a": "<li>1</li>", "b": "<li>1</li>"}, list("ab")))
    after = snapshot(("", {"a": "<li>1</li>", "b": "<li>1</li>", "c": "<li>1</li>"}, list("cab")))
    frame = after.difference(before)["list"]
    assert frame["order"] == ["c", "a", "b"]
    assert list(frame["items"]) == ["c"]


def test_a_topic_is_three_short_words() -> None:
    assert Topic.parse("phone:12:ko") == Topic("phone", "12", "ko")
    assert str(Topic("phone", "12", "ko")) == "phone:12:ko"
    for wrong in ("", "phone", "phone:12", "phone:12:ko:more", "::", "phone::ko", f"phone:{'1' * 41}:ko"):
        assert Topic.parse(wrong) is None
