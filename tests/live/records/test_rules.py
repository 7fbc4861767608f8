"""How a receipt number is read."""

import pytest

from app.live.records.rules import file_name, receipt_number

NUMBER = "ABCD-EFGH-IJKL-M234"


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        NUMBER.replace("-", ""),
        " abcd efgh ijkl m234 ",
        "ABCD–EFGH—IJKL.M234",
        "ABCD-EFGH-1JKL-M234",
        "AbCd\u00a0EfGh\tIjKl\nM234",
    ],
)
def test_a_receipt_number_is_read_however_it_was_typed(typed: str) -> None:
    assert receipt_number(typed) == NUMBER


def test_zero_one_and_eight_are_read_as_the_letters_they_look_like() -> None:
    assert receipt_number("0000-1111-8888-0180") == "OOOO-IIII-BBBB-OIBO"


@pytest.mark.parametrize(
    "typed", ["", "ABCD", NUMBER + "A", "없는 번호", "9" * 16, "-" * 16, "A" * 16 + "-" * 99]
)
def test_what_cannot_be_a_receipt_number_is_none(typed: str) -> None:
    assert receipt_number(typed) == ""


def test_a_result_file_has_a_name_every_system_can_take() -> None:
    assert file_name("482719", 12) == "gongron-482719-12.json"
