"""A frame made here is the frame a library would make."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from app.realtime.frames import PING, encode, text_of


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")) | st.integers()
    )
)
def test_what_was_put_in_comes_out(message: dict[str, str | int]) -> None:
    assert json.loads(text_of(encode(message))) == message


@pytest.mark.parametrize("size", [0, 1, 117, 118, 119, 120, 65_528, 65_529, 65_530, 65_531, 200_000])
def test_frames_of_every_size_are_those_of_the_protocol(size: int) -> None:
    frame = encode({"a": "x" * size})
    payload = json.dumps({"a": "x" * size}, separators=(",", ":")).encode()
    assert frame == Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert text_of(frame) == payload.decode()


def test_a_sign_of_life_is_asked_for_in_two_bytes() -> None:
    assert Frame(Opcode.PING, b"").serialize(mask=False) == PING
