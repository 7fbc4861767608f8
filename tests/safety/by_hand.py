"""Honest files with paper in them, from the text of ``format.md`` alone, and lies only a rule about paper can catch."""

from collections.abc import Iterator
from copy import deepcopy

from tests.safety.bundles import Json, canonical, digest
from tests.safety.forgeries import line, place, rechain, rewrite

NONCE = "a" * 64


def with_paper(bundle: Json, apart: int = 0) -> Json:
    """The same meeting, in which three people also voted for the first option on paper, and one handed in a blank."""
    bundle = deepcopy(bundle)
    definition = line(bundle, "ballot.opened")["definition"]
    definition.update({"kind": "choice", "method": "marks", "terms": {}} | definition)
    definition["terms"] |= {"channels": ["phone", "paper"]} | ({"apart": apart} if apart else {})
    rewrite(bundle)
    revealed, sent = line(bundle, "ballot.revealed"), len(bundle["openings"])
    first, *rest = (option["id"] for option in definition["options"])
    total = {
        "rows": [[first, 3], *([id_, 0] for id_ in rest)],
        "valid": 3,
        "blank": 1,
        "void": 0,
        "handed": 4,
    }
    votes = {"phone": sent, "text": 0, "telephone": 0}
    revealed |= {"parts": {"votes": votes, "helped": 1, "totals": {"paper": total}}, "nonce": NONCE}
    revealed["tally"]["voters"] += 3
    revealed["tally"]["rows"][0][1] += 3
    closed = bundle["log"][place(bundle, "ballot.closed")]
    said = {"ballot": 2, "poll": revealed["poll"], "voters": sent + 3, "seal": ""}
    bundle["log"].insert(
        place(bundle, "ballot.closed") + 1, {**closed, "kind": "ballot.tallied", "data": said}
    )
    seal(bundle)
    return bundle


def folded(bundle: Json) -> Json:
    """The same, where fewer than five on paper are one sum with all who sent their votes."""
    bundle = with_paper(bundle, apart=5)
    revealed = line(bundle, "ballot.revealed")
    parts, tally = revealed["parts"], revealed["tally"]
    everybody = {"valid": tally["voters"], "blank": 1, "void": 0, "handed": tally["voters"] + 1}
    parts["totals"] = {"together": {"rows": deepcopy(tally["rows"]), **everybody}}
    parts["folded"] = sorted(one["tracker"] for one in bundle["openings"])
    bundle["openings"] = []
    revealed["openings"] = digest(canonical([]))
    seal(bundle)
    return bundle


def seal(bundle: Json) -> None:
    """The seal and the chain made anew."""
    revealed = line(bundle, "ballot.revealed")
    content = [revealed["nonce"], revealed["parts"], revealed["openings"]]
    line(bundle, "ballot.tallied")["seal"] = digest(canonical(content))
    rechain(bundle)


def lies(honest: Json) -> Iterator[Json]:
    """Each sealed and chained anew. ``honest``: a file without paper."""
    paper = with_paper(honest)
    more = deepcopy(paper)
    line(more, "ballot.tallied")["voters"] += 1
    rechain(more)
    yield more
    handed = deepcopy(paper)
    line(handed, "ballot.revealed")["parts"]["totals"]["paper"]["handed"] += 1
    seal(handed)
    yield handed
    called = deepcopy(honest)
    called["openings"][0]["channel"] = "telephone"
    line(called, "ballot.revealed")["openings"] = digest(canonical(called["openings"]))
    rechain(called)
    yield called
    if line(honest, "ballot.opened")["definition"]["secrecy"] == "secret":
        yield with_paper(honest, apart=5)  # three papers beside every vote there was
        doubled = folded(honest)
        trackers = line(doubled, "ballot.revealed")["parts"]["folded"]
        trackers[1] = trackers[0]
        seal(doubled)
        yield doubled
        lost = folded(honest)  # one more paper, one vote fewer
        del line(lost, "ballot.revealed")["parts"]["folded"][0]
        line(lost, "ballot.revealed")["parts"]["votes"]["phone"] -= 1
        seal(lost)
        yield lost
    if line(honest, "ballot.opened")["definition"]["secrecy"] == "named":
        nothing = deepcopy(honest)
        at = place(nothing, "ballot.opened")
        data = {"ballot": 2, "commitment": None, "replaces": None}
        nothing["log"].insert(at + 1, {**nothing["log"][at], "kind": "ballot.vote", "data": data})
        rechain(nothing)
        yield nothing
