"""A prepared evening, as the next meeting of a real service."""

from tests.live.evening import evening

__all__ = ["evening"]
