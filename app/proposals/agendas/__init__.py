"""의제, as the public reads it: the path in six steps, where it stands, who owes the next answer, the dated timeline.

Everything here is read from what ``proposals.actions`` recorded. The page itself is put together in ``home``, which may
also look at the money and the process; the regions that change while somebody reads are rendered here.
"""
