"""Every refusal has a status, a sentence and a way on."""

from collections.abc import Callable

import pytest

from app.core import errors

STATUS = {
    errors.Refused: 409,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.SignInNeeded: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.TooMany: 429,
    errors.Busy: 503,
}


def test_every_kind_of_refusal_has_its_status() -> None:
    kinds = {
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Refused)
    }
    assert kinds == set(STATUS)
    assert {kind: kind.status for kind in kinds} == STATUS


@pytest.mark.parametrize("kind", [errors.SignInNeeded, errors.NotFound, errors.Busy])
def test_refusals_that_need_no_reason_say_something_of_their_own(kind: Callable[[], errors.Refused]) -> None:
    assert kind().sentence.endswith((".", "요.", "다."))


def test_places_are_kept_beside_the_sentence_so_that_it_can_be_translated() -> None:
    refusal = errors.Conflict("보기는 %(most)d개까지입니다.", fix="빼 주세요.", fix_url="/here", most=10)
    assert refusal.sentence == "보기는 %(most)d개까지입니다."
    assert refusal.places == {"most": 10}
    assert (refusal.fix, refusal.fix_url) == ("빼 주세요.", "/here")


def test_a_form_error_names_its_fields() -> None:
    assert errors.Invalid("고쳐 주세요.").errors == {}
    assert errors.Invalid("고쳐 주세요.", errors={"title": "적어 주세요."}).errors == {
        "title": "적어 주세요."
    }


def test_whoever_is_told_to_wait_is_told_how_long() -> None:
    assert errors.Busy.retry_after > 0
