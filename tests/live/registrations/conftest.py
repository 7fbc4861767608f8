"""The desk of the prepared evening."""

import pytest

from tests.live.evening import Evening
from tests.live.registrations.desk import RegistrationDesk


@pytest.fixture
def desk(evening: Evening) -> RegistrationDesk:
    return RegistrationDesk(evening)
