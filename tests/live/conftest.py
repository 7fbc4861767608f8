"""The prepared evening for every test of the room."""

from tests.live.evening import evening

__all__ = ["evening"]
