"""How codes are read, what a guesser may try, who is one and the same."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import Level
from app.live.entrances import rules
from app.live.entrances.actions.slips import fresh_code
from app.live.entrances.rules import (
    Counted,
    in_groups,
    is_over,
    neighbourhood,
    read_contact,
    read_roll,
    read_slip,
)


def test_a_slip_is_forgiven_blanks_dashes_small_letters_and_lookalikes() -> None:
    code = "0A1VK7PX2M"
    for typed in (
        "0A1VK-7PX2M",
        " 0a1vk 7px2m ",
        "oaivk7px2m",
        "OALUK–7PX2M",
        "０Ａ１ＶＫ－７ＰＸ２Ｍ",
        "0-A-1-V-K 7PX2M",
    ):
        assert read_slip(typed) == code, typed


@pytest.mark.parametrize(
    "typed", ["", "0A1VK", "0A1VK7PX2MM", "0A1VK7PX2ㅎ", "종이", "0A1VK7PX2é", "²²²²²²²²²²x"]
)
def test_what_is_no_slip_is_read_as_none(typed: str) -> None:
    assert read_slip(typed) == ""


@given(st.text(max_size=200))
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    assert read_slip(text) == "" or set(read_slip(text)) <= set(rules.LETTERS)
    read_roll(text)
    contact = read_contact(text)
    assert contact is None or (contact.to.isascii() and contact.to.isprintable() and " " not in contact.to)


def test_a_fresh_code_reads_as_itself_and_no_two_are_alike() -> None:
    codes = {fresh_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(read_slip(in_groups(code).lower()) == code for code in codes)
    assert {letter for code in codes for letter in code} == set(rules.LETTERS)


def test_slips_need_no_limit_and_digits_have_one() -> None:
    """A day of a thousand tries a second against every slip there may be; and all wrong digits within one life."""
    assert rules.SLIP_LENGTH * math.log2(len(rules.LETTERS)) >= 40
    tries = 1_000 * 86_400
    assert tries * rules.MOST_OPEN_SLIPS / len(rules.LETTERS) ** rules.SLIP_LENGTH <= 1e-4
    assert rules.WRONG_CODES.everywhere / 10**rules.DIGITS <= 1e-4
    assert rules.TRIES_PER_CODE * rules.ASKS.contact / 10**rules.DIGITS <= 1e-4
    assert rules.CODE_LIFE.total_seconds() <= 300


def test_one_spent_budget_is_enough_and_a_budget_of_none_is_not_looked_at() -> None:
    budget = Counted(contact=0, browser=2, address=5, everywhere=9)
    assert not is_over(Counted(99, 1, 4, 8), budget)
    assert is_over(Counted(0, 2, 0, 0), budget)
    assert is_over(Counted(0, 0, 5, 0), budget)
    assert is_over(Counted(0, 0, 0, 9), budget)
    assert is_over(Counted(1, 0, 0, 0), Counted(1, 9, 9, 9))


@pytest.mark.parametrize(
    "typed",
    [
        "01012345678",
        "010-1234-5678",
        "010 1234 5678",
        "+82 10-1234-5678",
        "+82 (0)10 1234 5678",
        "０１０１２３４５６７８",
    ],
)
def test_one_telephone_is_one_however_it_is_written(typed: str) -> None:
    contact = read_contact(typed)
    assert contact is not None
    assert (contact.kind, contact.to, contact.one) == ("phone", "01012345678", "01012345678")


def test_one_mailbox_is_one_with_and_without_a_plus() -> None:
    plain, plus = read_contact("Dong@Example.KR"), read_contact("dong+2@example.kr")
    assert plain is not None
    assert plus is not None
    assert (plain.kind, plain.to, plus.to) == ("email", "dong@example.kr", "dong+2@example.kr")
    assert plain.one == plus.one


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "02-2148-0000",
        "0101234567890",
        "12345678",
        "a@b",
        "a b@c.kr",
        "a@c.kr\nBcc: x@y.kr",
        "a@c.kr,d@e.kr",
        "<a@c.kr>",
        "가@나.kr",
        "0101234567٨",
        "010१२३४५६७८",
    ],
)
def test_what_is_no_contact_is_none(typed: str) -> None:
    assert read_contact(typed) is None


def test_an_ipv6_household_is_one_address() -> None:
    assert (
        neighbourhood("2001:db8:1:2::9")
        == neighbourhood("2001:db8:1:2:ffff::1")
        != neighbourhood("2001:db8:1:3::9")
    )
    assert neighbourhood("198.51.100.7") == neighbourhood("::ffff:198.51.100.7") == "198.51.100.7"
    assert neighbourhood("testclient") == "testclient"


def test_a_pasted_list_becomes_names_and_notes() -> None:
    text = "이름\t동\n김하나\t사직동\t3번\n\n  이두리 , 청운효자동\n김하나\t사직동\t3번\n박세나\n"
    assert read_roll(text) == [("김하나", "사직동 · 3번"), ("이두리", "청운효자동"), ("박세나", "")]


def test_levels_stand_in_order() -> None:
    assert rules.reaches(Level.ROLL, Level.SLIP)
    assert rules.reaches(Level.SLIP, Level.SLIP)
    assert not rules.reaches(Level.SLIP, Level.CODE)
