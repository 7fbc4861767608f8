"""Elections as Pabulib publishes them (``.pb`` text): read, write, and count again with the rules that count our ballots.

A file has three sections, META, PROJECTS and VOTES, each with a line of column names; cells are separated by semicolons
and may be quoted. A vote lists projects, separated by commas, in order where the vote type is ordinal; ``points`` stand
beside them where it is cumulative or scoring. ``votes`` and ``score`` of a project are what was published.

What a file cannot hold of a ballot of ours: costs (0 where a ballot is not about money), names of a named ballot, the terms and what they
decided. 찬반 and 척도 are written as an approval of one of their options. ``gongron_kind`` and ``gongron_method`` tell our own
reader what it was, so that Schulze's method is counted again as such.
"""

from app.live.counts.pabulib.counting import Line, Verdict, recount, verify
from app.live.counts.pabulib.files import Broken, Cast, Election, Project, read
from app.live.counts.pabulib.writing import Money, Paper, write

__all__ = [
    "Broken",
    "Cast",
    "Election",
    "Line",
    "Money",
    "Paper",
    "Project",
    "Verdict",
    "read",
    "recount",
    "verify",
    "write",
]
