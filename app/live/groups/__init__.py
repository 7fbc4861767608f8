"""묶음(OpinionGroup): the sorting team puts what comes in from tables and phones together, names it, and asks about it.

Invariants: an opinion is in one group at most, and none is lost: whoever moves one says where it was, and hears where it
is now when somebody was faster. Every change is a step with its person, and the last step can be taken back. A group
that is an option of a ballot does not change, so that the option leads back to exactly its opinions.
"""
