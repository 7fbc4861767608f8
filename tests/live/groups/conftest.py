"""The evening whose opinions are sorted."""

import pytest

from tests.live.groups.sorting import Sorting, sorting_of
from tests.world import World


@pytest.fixture
def sorting(world: World) -> Sorting:
    return sorting_of(world)
