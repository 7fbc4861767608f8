"""What browsers send is cleaned, checked, and given back when it does not fit."""

from typing import Annotated, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field
from starlette.testclient import TestClient

from app.core.errors import Conflict, Invalid
from app.live.counts.rules import MOST_MARKS
from app.live.doors.forms import NumberForm
from app.live.ideas import queries
from app.live.meetings.rules import ItemKind
from app.live.phones.forms import VoteForm
from app.live.talks.forms import IdeaForm
from app.web.forms import FormModel, Line, Sent, Text, check
from tests.live.evening import Evening
from tests.world import World, another, post


class Letter(FormModel):
    sentences: ClassVar[dict[str, str]] = {"title": "제목을 적어 주세요."}
    title: Annotated[Line, Field(min_length=2, max_length=10)]
    body: Annotated[Text, Field(max_length=20)] = ""


def test_one_line_is_one_line() -> None:
    form = check(Letter, {"title": " 골목 \n  쉼터\t", "body": " 첫 줄\r\n둘째 줄\r "})
    assert form.ok.title == "골목 쉼터"
    assert form.ok.body == "첫 줄\n둘째 줄"


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\x00", "\x1b[31m", "\u2028", "\ufeff", "\u2066"])
def test_letters_that_hide_or_turn_text_are_dropped(hidden: str) -> None:
    assert check(Letter, {"title": f"골{hidden}목"}).ok.title.replace("[31m", "") == "골목"


def test_joined_emoji_stay_whole() -> None:
    assert check(Letter, {"title": "가족 👨\u200d👩\u200d👧"}).ok.title == "가족 👨\u200d👩\u200d👧"


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_sent_is_either_fine_or_explained(title: str, body: str) -> None:
    form = check(Letter, {"title": title, "body": body})
    assert (form.data is None) == bool(form.errors)
    assert form.typed == {"title": title, "body": body}, "what was typed is kept as it was"
    if form.data is not None:
        assert 2 <= len(form.data.title) <= 10
        assert "\n" not in form.data.title


def test_blanks_alone_are_nothing() -> None:
    form = check(Letter, {"title": "   \u3000 "})
    assert form.errors == {"title": "제목을 적어 주세요."}
    with pytest.raises(Invalid) as refused:
        _ = form.ok
    assert refused.value.errors == form.errors


def test_a_form_remembers_why_an_action_refused_it() -> None:
    form = check(Letter, {"title": "골목 쉼터"})
    form.refused(Conflict("%(n)d개까지입니다.", n=3))
    assert form.refusal == "3개까지입니다."
    form.refused(Invalid("고쳐 주세요.", errors={"title": "다른 이름으로 적어 주세요."}))
    assert form.errors["title"] == "다른 이름으로 적어 주세요."
    assert Sent[Letter]().typed == {}


def test_fields_nobody_asked_for_are_ignored() -> None:
    form = check(Letter, {"title": "골목", "is_admin": "1"})
    assert not hasattr(form.ok, "is_admin")


@pytest.mark.parametrize("digits", ["482719", "482 719", " 482-719 ", "482  719"])
def test_six_digits_may_be_typed_in_halves(digits: str) -> None:
    assert check(NumberForm, {"number": digits}).ok.digits == "482719"


@pytest.mark.parametrize("digits", ["48271", "4827190", "abcdef", "", "48 27 19", "482\n\n719x"])
def test_anything_else_is_no_number(digits: str) -> None:
    assert check(NumberForm, {"number": digits}).errors


@pytest.mark.parametrize(
    "key", ["", "short", "k" * 65, "with blank " * 3, "<script>alert(1)</script>", "키" * 20]
)
def test_a_key_is_what_a_page_makes(key: str) -> None:
    assert "key" in check(VoteForm, {"choice": ["1"], "key": key}).errors
    assert "key" in check(IdeaForm, {"text": "생각", "key": key}).errors


@pytest.mark.parametrize(
    "choice", [[], ["x"], ["1.5"], [""], ["1"] * (MOST_MARKS + 1), ["1; DROP TABLE vote"]]
)
def test_a_choice_is_a_list_of_numbers(choice: list[str]) -> None:
    assert "choice" in check(VoteForm, {"choice": choice, "key": "k" * 32}).errors


def test_an_idea_has_two_to_two_hundred_letters() -> None:
    for text, fine in (("a", False), ("ab", True), ("가" * 200, True), ("가" * 201, False), (" 가 ", False)):
        assert (check(IdeaForm, {"text": text, "key": "k" * 32}).data is not None) == fine, len(text)


# -- through the pages -------------------------------------------------------------------------------------------


def test_a_refused_text_is_given_back(world: World, evening: Evening, client: TestClient) -> None:
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.until(ItemKind.IDEAS)
    item = evening.item(ItemKind.IDEAS).id
    address = f"/m/{evening.number}/items/{item}/ideas"
    long = "그늘" * 101
    refused = post(client, address, {"text": long, "key": "k" * 32})
    assert refused.status_code == 422
    assert long in refused.text
    evening.until(ItemKind.BALLOT)
    for text in (
        "긴 의자",
        "<b>굵은</b> 의자",
        "a bench please",
        "그늘에 앉을 수 있는 긴 의자를 놓아 주세요",
    ):
        late = post(client, address, {"text": text, "nickname": "", "key": "k" * 32})
        assert late.status_code == 409
        assert text.replace("<", "&lt;").replace(">", "&gt;") in late.text, "even a short text is not lost"
        assert "k" * 32 not in late.text
    assert world.read(queries.cards, evening.meeting_id) == []


def test_a_password_is_never_given_back(world: World, client: TestClient) -> None:
    answer = post(
        client, "/sign-in", {"email": "someone@jongno.example", "password": "아주 긴 비밀번호입니다"}
    )
    assert answer.status_code == 422
    assert "아주 긴 비밀번호입니다" not in answer.text
    from tests.web.test_guards import without_token

    refused = without_token(
        client, "/sign-in", {"email": "a@b.example", "password": "아주 긴 비밀번호입니다"}
    )
    assert refused.status_code == 403
    assert "아주 긴 비밀번호입니다" not in refused.text


def test_the_script_gets_a_message_and_plain_forms_a_page(
    world: World, evening: Evening, client: TestClient
) -> None:
    evening.until(ItemKind.IDEAS)
    address = f"/m/{evening.number}/items/{evening.item(ItemKind.IDEAS).id}/ideas"
    fields = {"text": "들어오지 않은 사람", "key": "k" * 32}
    message = post(another(client), address, fields, htmx=True)
    assert message.status_code == 403
    assert message.headers["hx-retarget"] == "#flash"
    assert "<html" not in message.text
    page = post(another(client), address, fields)
    assert page.status_code == 403
    assert "<html" in page.text
    assert f'href="/m/{evening.number}"' in page.text, "the way in"
