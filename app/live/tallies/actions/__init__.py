"""Counting by people, and voting for somebody else."""

from app.live.tallies.actions.behalf import help_beside, vote_for
from app.live.tallies.actions.entering import count_again, enter

__all__ = ["count_again", "enter", "help_beside", "vote_for"]
