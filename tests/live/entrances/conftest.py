"""The entrance of the prepared evening."""

import pytest

from tests.live.entrances.door import Door
from tests.live.evening import Evening


@pytest.fixture
def door(evening: Evening) -> Door:
    return Door(evening)
