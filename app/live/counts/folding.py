"""A channel of very few votes in a secret ballot: its split must not be told, nor computed from what stands beside it.

Pure. Everything else is published: the votes that were sent one by one, and the result. So the result less those votes would be
the few on paper. Some of the votes sent are therefore counted together with the paper: of these alone the sum is published,
of the votes their receipt numbers. They are as many as it takes to leave whoever knows the result and everything published
in as much doubt about the paper as the result alone leaves. Where very few were sent, all of them are counted so.
"""

from collections.abc import Sequence

from app.live.counts.channels import Total, sums


def must_fold(sent: int, totals: Sequence[Total], fewest: int) -> bool:
    """Is there paper, and did very few vote on it, or otherwise? ``fewest``: 0 where nothing is folded."""
    if not fewest or not any(total.handed for total in totals):
        return False
    return sum(total.valid for total in totals) < fewest or 0 < sent < fewest


def folded(
    votes: Sequence[Sequence[int]], totals: Sequence[Total], options: Sequence[int], fewest: int
) -> list[int]:
    """Which of the votes, by their place, are counted together with the totals. Their order decides which of many: shuffle it.

    What is left to be thought about a pile of so many: an option may have any number of it that the result allows.
    """
    if len(votes) < fewest:
        return list(range(len(votes)))
    rows, few = sums(options, totals)
    everybody = len(votes) + few
    whole = {one: rows[one] + sum(one in vote for vote in votes) for one in options}
    marked = {one: min(few, whole[one]) - rows[one] for one in options}
    blank = {one: min(few, everybody - whole[one]) - (few - rows[one]) for one in options}
    found = []
    for place, vote in enumerate(votes):
        if any(marked[one] > 0 if one in vote else blank[one] > 0 for one in options):
            found.append(place)
            for one in options:
                (marked if one in vote else blank)[one] -= 1
    return found


def total_of(votes: Sequence[Sequence[int]], totals: Sequence[Total], options: Sequence[int]) -> Total:
    """Folded votes and totals as one. How many papers were blank or void is not told either."""
    rows, valid = sums(options, totals)
    rows = {one: many + sum(one in vote for vote in votes) for one, many in rows.items()}
    valid += len(votes)
    return Total(tuple(rows.items()), valid, 0, 0, valid)
