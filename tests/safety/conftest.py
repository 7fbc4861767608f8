"""A hall with a real server for the long proofs."""

from tests.realtime.watching import hall

__all__ = ["hall"]
