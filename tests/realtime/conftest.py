"""A hall with a real server for every test of the stream."""

from tests.realtime.watching import hall

__all__ = ["hall"]
