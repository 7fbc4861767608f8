"""The evening whose tables talk."""

import pytest

from tests.live.tables.talk import Talk, talk_of
from tests.world import World


@pytest.fixture
def talk(world: World) -> Talk:
    return talk_of(world)
