"""Counting by people, and voting for somebody else."""

from app.live.tallies.actions.behalf import vote_for
from app.live.tallies.actions.entering import count_again, enter

__all__ = ["count_again", "enter", "vote_for"]
