"""집계(Tally): paper ballots and raised hands counted by people, and the desk that acts for whoever has no phone.

Two accounts count without seeing each other's numbers; alike, they stand. If not, a third counts, and any two that agree
win; if none do, it begins anew (round). What stands goes into the ballot as a total. Numbers are shown when they stand:
of paper not before the count of the ballot may be seen, of hands at once, because everybody saw them.
"""
