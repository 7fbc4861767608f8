"""A seed in three pieces: two give it back, one tells nothing."""

import itertools
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.ballots.shares import joined, split


@given(st.binary(min_size=32, max_size=32))
def test_any_two_of_the_three_pieces_give_the_seed_back(seed: bytes) -> None:
    pieces = split(seed)
    for two in itertools.permutations(pieces, 2):
        assert joined(two) == seed


def test_a_piece_may_be_copied_the_way_people_write() -> None:
    seed = secrets.token_bytes(32)
    first, second, _ = split(seed)
    assert (
        joined((first.lower().replace("-", " "), f"  {second.replace('O', '0').replace('I', '1')} ")) == seed
    )


def test_one_piece_fits_every_seed() -> None:
    """For one piece and any seed at all there is a second piece that would give that seed: so one tells nothing."""
    first = split(b"\x00" * 32)[0]
    found = {joined((first, split(bytes([n]) * 32)[1])) for n in range(40)}
    assert len(found) == 40
    assert None not in found


@pytest.mark.parametrize("spoil", ["same", "letter", "short", "empty", "noise"])
def test_what_is_no_piece_gives_nothing(spoil: str) -> None:
    first, second, _ = split(secrets.token_bytes(32))
    wrong = {
        "same": first,
        "letter": second[:-1] + ("A" if second[-1] != "A" else "B"),
        "short": second[:20],
        "empty": "",
        "noise": "열쇠 조각이 아닙니다",
    }[spoil]
    assert joined((first, wrong)) is None
    assert joined((first,)) is None
