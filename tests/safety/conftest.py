"""An evening, and a hall with a real server, for the long proofs."""

from tests.live.evening import evening
from tests.realtime.watching import hall

__all__ = ["evening", "hall"]
