"""Every way we can think of to lie with a result file, each as cleverly re-hashed as its idea allows.

Most lies cannot be made to fit and are caught by the file alone. A few are ``seamless``: somebody who rewrites a whole
meeting at home can make one that fits together. Those are caught by any head that was noted on the evening.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.safety.bundles import (
    Json,
    a_vote,
    canonical,
    commitment,
    digest,
    encoded,
    hexadecimal,
    tally,
    tracker,
)

Edit = Callable[[Json, Random], None]
Tool = Callable[[Json], None]


def line(bundle: Json, kind: str, ballot: int = 2) -> Json:
    """The data of this ballot's line of a kind."""
    for entry in bundle["log"]:
        data = entry["data"]
        if entry["kind"] == kind and ballot in (data.get("ballot"), data.get("definition", {}).get("ballot")):
            return data  # type: ignore[no-any-return]
    raise LookupError(kind)


def place(bundle: Json, kind: str, ballot: int = 2) -> int:
    data = line(bundle, kind, ballot)
    return next(at for at, entry in enumerate(bundle["log"]) if entry["data"] is data)


def rechain(bundle: Json) -> None:
    """Every hash of the log made anew, and what names the hash of a line before."""
    for number, entry in enumerate(bundle["log"], 1):
        entry["seq"] = number
    relink(bundle)


def relink(bundle: Json) -> None:
    """The chain made anew, with whatever numbers the lines have."""
    before, renamed = "0" * 64, dict[str, str]()
    for entry in bundle["log"]:
        old = entry.pop("hash", "")
        entry["prev"] = before
        for name in ("asked", "closed"):
            if isinstance(entry["data"], dict) and str(entry["data"].get(name)) in renamed:
                entry["data"][name] = renamed[str(entry["data"][name])]
        before = entry["hash"] = digest(canonical(entry))
        renamed.setdefault(str(old), before)
    bundle["head"] = before


def recount(bundle: Json) -> None:
    """Tally and hash of the openings made to fit."""
    revealed = line(bundle, "ballot.revealed")
    revealed["tally"] = tally(line(bundle, "ballot.opened")["definition"], bundle["openings"])
    revealed["openings"] = digest(canonical(bundle["openings"]))


def rewrite(bundle: Json, *, sort: bool = True) -> None:
    """Everything made to fit: poll, trackers, commitments, batch, tally, chain. What an operator could do at home."""
    opened, closed = line(bundle, "ballot.opened"), line(bundle, "ballot.closed")
    old = {one["tracker"]: commitment(opened["poll"], one) for one in bundle["openings"]}
    poll = opened["poll"] = closed["poll"] = line(bundle, "ballot.revealed")["poll"] = digest(
        canonical(opened["definition"])
    )
    for entry in bundle["log"]:
        if entry["data"].get("ballot") == 2 and "poll" in entry["data"]:
            entry["data"]["poll"] = poll
    new = {}
    for one in bundle["openings"]:
        before = old[one["tracker"]]
        one["tracker"] = tracker(poll, one["key"], one["nonce"])
        new[before] = commitment(poll, one)
    if sort:
        bundle["openings"].sort(key=lambda one: str(one["tracker"]))
    closed["commitments"] = sorted(commitment(poll, one) for one in bundle["openings"])
    closed["voters"] = len(bundle["openings"])
    if opened["definition"]["secrecy"] == "named":
        recast(bundle)
    recount(bundle)
    rechain(bundle)


def recast(bundle: Json) -> None:
    """Named: the votes in the log replaced by exactly those of the batch."""
    first, last = place(bundle, "ballot.opened"), place(bundle, "ballot.closed")
    kept = [entry for entry in bundle["log"][first + 1 : last] if entry["kind"] != "ballot.vote"]
    cast = [
        {
            **bundle["log"][first],
            "kind": "ballot.vote",
            "data": {"ballot": 2, "commitment": one, "replaces": None},
        }
        for one in line(bundle, "ballot.closed")["commitments"]
    ]
    bundle["log"][first + 1 : last] = kept + cast


# -- the lies --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Forgery:
    """``seamless``: the file alone is consistent, so only something noted earlier can tell. ``kind``: both, secret, named."""

    name: str
    edit: Edit
    tools: tuple[Tool, ...]
    seamless: bool
    kind: str

    def __call__(self, honest: Json, luck: Random) -> bytes:
        bundle = deepcopy(honest)
        self.edit(bundle, luck)
        for tool in self.tools:
            tool(bundle)
        return encoded(bundle)


FORGERIES: list[Forgery] = []


def lie(*tools: Tool, seamless: bool = False, kind: str = "both") -> Callable[[Edit], Edit]:
    """Stack several to tell the same lie with more and more effort."""

    def add(edit: Edit) -> Edit:
        effort = "+".join(tool.__name__ for tool in tools) or "bare"
        FORGERIES.append(Forgery(f"{edit.__name__} {effort}", edit, tools, seamless, kind))
        return edit

    return add


def unsorted(bundle: Json) -> None:
    rewrite(bundle, sort=False)


def definition(bundle: Json) -> Json:
    return line(bundle, "ballot.opened")["definition"]  # type: ignore[no-any-return]


def batch(bundle: Json) -> None:
    """The commitments at closing made to fit the openings."""
    closed, poll = line(bundle, "ballot.closed"), line(bundle, "ballot.opened")["poll"]
    closed["commitments"] = sorted(commitment(poll, one) for one in bundle["openings"])
    closed["voters"] = len(bundle["openings"])


# votes


@lie()
@lie(rechain)
@lie(recount, rechain)
@lie(batch, recount, rechain, kind="named")
@lie(batch, recount, rechain, seamless=True, kind="secret")
@lie(rewrite, seamless=True)
def a_vote_is_dropped(bundle: Json, luck: Random) -> None:
    bundle["openings"].pop(luck.randrange(len(bundle["openings"])))


@lie()
@lie(recount, rechain)
@lie(batch, recount, rechain, kind="named")
@lie(batch, recount, rechain, seamless=True, kind="secret")
@lie(rewrite, seamless=True)
def a_vote_is_stuffed_in(bundle: Json, luck: Random) -> None:
    opened = line(bundle, "ballot.opened")
    bundle["openings"].append(a_vote(luck, opened["definition"], opened["poll"]))
    bundle["openings"].sort(key=lambda one: str(one["tracker"]))
    if opened["definition"]["secrecy"] == "named":
        bundle["openings"][0]["name"] = bundle["openings"][0]["name"] or "유령"


@lie()
@lie(rechain)
@lie(recount, rechain)
@lie(rewrite, seamless=True)
def a_choice_is_changed(bundle: Json, luck: Random) -> None:
    one = luck.choice(bundle["openings"])
    ids = [option["id"] for option in definition(bundle)["options"]]
    one["choices"] = [luck.choice([id_ for id_ in ids if [id_] != one["choices"]])]


@lie(rechain)
@lie(recount, rechain)
@lie(batch, recount, rechain)
def two_voters_swap_their_trackers(bundle: Json, luck: Random) -> None:
    one, two = luck.sample(bundle["openings"], 2)
    one["tracker"], two["tracker"] = two["tracker"], one["tracker"]
    bundle["openings"].sort(key=lambda one: str(one["tracker"]))


@lie(recount, rechain)
@lie(batch, recount, rechain)
@lie(rewrite)
@lie(unsorted)
def one_vote_is_listed_twice(bundle: Json, luck: Random) -> None:
    at = luck.randrange(len(bundle["openings"]))
    bundle["openings"].insert(at, deepcopy(bundle["openings"][at]))


@lie(recount, rechain)
@lie(batch, recount, rechain)
def two_voters_are_given_one_tracker(bundle: Json, luck: Random) -> None:
    one, two = luck.sample(bundle["openings"], 2)
    two["tracker"] = one["tracker"]
    bundle["openings"].sort(key=lambda one: str(one["tracker"]))


@lie(recount, rechain)
@lie(unsorted)
def the_votes_stand_in_another_order(bundle: Json, luck: Random) -> None:
    rewrite(bundle)
    bundle["openings"].reverse()


@lie()
@lie(recount, rechain)
def a_nonce_is_another(bundle: Json, luck: Random) -> None:
    luck.choice(bundle["openings"])["nonce"] = hexadecimal(luck)


@lie(recount, rechain)
@lie(batch, recount, rechain)
@lie(rewrite, seamless=True)
def a_key_is_another(bundle: Json, luck: Random) -> None:
    luck.choice(bundle["openings"])["key"] = "k" * 32


@lie(rewrite)
def somebody_chose_nothing(bundle: Json, luck: Random) -> None:
    luck.choice(bundle["openings"])["choices"] = []


@lie(rewrite)
def somebody_chose_more_than_allowed(bundle: Json, luck: Random) -> None:
    definition(bundle)["max_choices"] = 1
    ids = sorted(option["id"] for option in definition(bundle)["options"])
    luck.choice(bundle["openings"])["choices"] = ids[:2]


@lie(rewrite)
def somebody_chose_one_thing_twice(bundle: Json, luck: Random) -> None:
    definition(bundle)["max_choices"] = max(2, definition(bundle)["max_choices"])
    one = luck.choice(bundle["openings"])
    one["choices"] = [one["choices"][0], one["choices"][0]]


@lie(rewrite)
def somebody_chose_what_is_not_on_the_paper(bundle: Json, luck: Random) -> None:
    luck.choice(bundle["openings"])["choices"] = [7_000_000]


@lie(rewrite)
def choices_stand_in_another_order(bundle: Json, luck: Random) -> None:
    definition(bundle)["max_choices"] = max(2, definition(bundle)["max_choices"])
    ids = sorted(option["id"] for option in definition(bundle)["options"])
    luck.choice(bundle["openings"])["choices"] = [ids[1], ids[0]]


@lie(rewrite, kind="secret")
def a_name_stands_on_a_secret_vote(bundle: Json, luck: Random) -> None:
    luck.choice(bundle["openings"])["name"] = "이○자"


@lie(recount, rechain, kind="named")
@lie(rewrite, seamless=True, kind="named")
def a_named_vote_gets_another_name(bundle: Json, luck: Random) -> None:
    luck.choice(bundle["openings"])["name"] = "박새봄"


# words, options and rules of the ballot


@lie()
@lie(rechain)
@lie(rewrite, seamless=True)
def an_option_says_something_else(bundle: Json, luck: Random) -> None:
    luck.choice(definition(bundle)["options"])["text"] = "주차장"


@lie(rechain)
@lie(rewrite, seamless=True)
def two_options_swap_their_words(bundle: Json, luck: Random) -> None:
    one, two = definition(bundle)["options"][:2]
    one["text"], two["text"] = "나중 것", "먼저 것"


@lie(rechain)
@lie(rewrite, seamless=True)
def the_question_is_another(bundle: Json, luck: Random) -> None:
    definition(bundle)["question"] = "공영 주차장을 지을까요?"


@lie(rechain)
@lie(rewrite, seamless=True)
def the_level_is_raised(bundle: Json, luck: Random) -> None:
    definition(bundle)["level"] = "L3" if definition(bundle)["level"] != "L3" else "L2"


@lie(rechain)
@lie(rewrite, seamless=True)
def more_may_be_chosen(bundle: Json, luck: Random) -> None:
    options = definition(bundle)["options"]
    options.append({"id": 9_999_999, "position": len(options) + 1, "text": "기권"})
    definition(bundle)["max_choices"] = len(options)


@lie(rewrite)
def more_may_be_chosen_than_there_is(bundle: Json, luck: Random) -> None:
    definition(bundle)["max_choices"] = 99


@lie(rewrite)
def an_option_is_there_twice(bundle: Json, luck: Random) -> None:
    options = definition(bundle)["options"]
    options.append({**options[0], "position": len(options) + 1})


@lie(rewrite)
def options_are_numbered_anew(bundle: Json, luck: Random) -> None:
    definition(bundle)["options"].reverse()


@lie(rewrite)
def a_choice_is_counted_like_a_ranking(bundle: Json, luck: Random) -> None:
    definition(bundle)["method"] = "borda"


@lie(rewrite)
def a_ranking_is_counted_like_a_choice(bundle: Json, luck: Random) -> None:
    definition(bundle)["kind"] = "rank"


@lie(rechain)
@lie(rewrite, seamless=True)
def the_terms_are_others(bundle: Json, luck: Random) -> None:
    definition(bundle)["terms"]["quorum"] = 50


@lie(rechain)
@lie(rewrite, seamless=True)
def it_passes_for_a_ballot_from_before_there_were_kinds(bundle: Json, luck: Random) -> None:
    for name in ("kind", "method", "terms"):
        del definition(bundle)[name]


@lie(rewrite)
def only_its_terms_are_left_out(bundle: Json, luck: Random) -> None:
    del definition(bundle)["terms"]


@lie(rewrite)
def secrecy_is_turned_round(bundle: Json, luck: Random) -> None:
    secret = definition(bundle)["secrecy"] == "secret"
    definition(bundle)["secrecy"] = "named" if secret else "secret"


@lie(rewrite)
def the_ballot_is_of_another_meeting(bundle: Json, luck: Random) -> None:
    definition(bundle)["meeting"] += 1


@lie()
@lie(rechain, seamless=True)
def the_signer_is_replaced(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.opened")["signer"] = hexadecimal(luck)


@lie(rechain)
def the_envelopes_have_no_key(bundle: Json, luck: Random) -> None:
    opened = line(bundle, "ballot.opened")
    opened["box"] = "" if opened["box"] else hexadecimal(luck)


# counts


@lie()
@lie(rechain)
def the_tally_is_another(bundle: Json, luck: Random) -> None:
    luck.choice(line(bundle, "ballot.revealed")["tally"]["rows"])[1] += 1


@lie(rechain)
def the_tally_counts_other_voters(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.revealed")["tally"]["voters"] += 1


@lie(rechain)
def the_tally_is_in_another_order(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.revealed")["tally"]["rows"].reverse()


@lie(rechain)
def the_tally_lacks_an_option(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.revealed")["tally"]["rows"].pop()


@lie(rechain)
def closing_counts_other_voters(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.closed")["voters"] += 1


@lie(rechain)
def closing_carries_another_ballots_hash(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.closed")["poll"] = line(bundle, "ballot.opened", 1)["poll"]


@lie(rechain)
def the_reveal_carries_another_ballots_hash(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.revealed")["poll"] = line(bundle, "ballot.opened", 1)["poll"]


@lie(rechain)
def the_reveal_names_other_votes(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.revealed")["openings"] = hexadecimal(luck)


@lie(rechain)
def a_commitment_is_dropped_at_closing(bundle: Json, luck: Random) -> None:
    closed = line(bundle, "ballot.closed")
    closed["commitments"].pop()
    closed["voters"] -= 1


@lie(rechain)
def another_ballots_commitments_stand_in_another_order(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.closed", 1)["commitments"].reverse()


@lie(rechain)
def another_ballot_counts_other_voters(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.closed", 1)["voters"] += 1


@lie(rechain)
def commitments_stand_in_another_order(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.closed")["commitments"].reverse()


@lie(rechain, seamless=True)
def more_people_are_said_to_be_present(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.closed")["present"] += 100


# the log


def move(bundle: Json, entry: Json, to: int) -> None:
    bundle["log"].remove(entry)
    bundle["log"].insert(to, entry)


@lie()
@lie(rechain)
def the_tail_is_cut_before_the_reveal(bundle: Json, luck: Random) -> None:
    del bundle["log"][place(bundle, "ballot.revealed") :]


@lie()
@lie(rechain, seamless=True)
def the_tail_is_cut_and_grown_anew(bundle: Json, luck: Random) -> None:
    del bundle["log"][place(bundle, "ballot.revealed") + 1 :]
    bundle["log"].append({**bundle["log"][0], "kind": "stage.moved", "data": {"deed": "다음"}})


@lie()
@lie(rechain, seamless=True)
def a_line_is_slipped_in(bundle: Json, luck: Random) -> None:
    blank = {**bundle["log"][0], "kind": "stage.blank", "data": {"on": False}}
    bundle["log"].insert(place(bundle, "ballot.closed"), blank)


@lie()
@lie(rechain, seamless=True)
def a_line_is_taken_out(bundle: Json, luck: Random) -> None:
    bundle["log"].pop(next(at for at, one in enumerate(bundle["log"]) if one["kind"] == "stage.blank"))


@lie()
@lie(rechain, seamless=True)
def a_line_happened_at_another_time(bundle: Json, luck: Random) -> None:
    bundle["log"][place(bundle, "ballot.closed")]["at"] = "2026-11-22T23:59:59Z"


@lie(relink)
def a_number_is_skipped_in_the_log(bundle: Json, luck: Random) -> None:
    for entry in bundle["log"][2:]:
        entry["seq"] += 1


@lie()
def a_line_follows_another_line(bundle: Json, luck: Random) -> None:
    last = bundle["log"][-1]
    del last["hash"]
    last["prev"] = bundle["log"][-3]["hash"]
    last["hash"] = bundle["head"] = digest(canonical(last))


@lie(rechain)
def closing_comes_before_opening(bundle: Json, luck: Random) -> None:
    move(bundle, bundle["log"][place(bundle, "ballot.closed")], place(bundle, "ballot.opened"))


@lie(rechain)
def the_reveal_comes_before_closing(bundle: Json, luck: Random) -> None:
    move(bundle, bundle["log"][place(bundle, "ballot.revealed")], place(bundle, "ballot.closed"))


@lie(rechain)
def the_ballot_opens_twice(bundle: Json, luck: Random) -> None:
    bundle["log"].insert(1, deepcopy(bundle["log"][place(bundle, "ballot.opened")]))


@lie(rechain)
def the_ballot_closes_twice(bundle: Json, luck: Random) -> None:
    at = place(bundle, "ballot.closed")
    bundle["log"].insert(at, deepcopy(bundle["log"][at]))


@lie(rechain)
def the_ballot_is_revealed_twice(bundle: Json, luck: Random) -> None:
    bundle["log"].append(deepcopy(bundle["log"][place(bundle, "ballot.revealed")]))


@lie(rechain)
def a_vote_comes_after_closing(bundle: Json, luck: Random) -> None:
    late = {"ballot": 2, "commitment": hexadecimal(luck), "replaces": None}
    at = place(bundle, "ballot.closed") + 1
    bundle["log"].insert(at, {**bundle["log"][0], "kind": "ballot.vote", "data": late})


@lie(rechain)
def a_vote_comes_before_opening(bundle: Json, luck: Random) -> None:
    early = {"ballot": 2, "commitment": hexadecimal(luck), "replaces": None}
    bundle["log"].insert(1, {**bundle["log"][0], "kind": "ballot.vote", "data": early})


@lie(rechain)
def a_vote_stands_in_the_log_that_nobody_opened(bundle: Json, luck: Random) -> None:
    more = {"ballot": 2, "commitment": hexadecimal(luck), "replaces": None}
    bundle["log"].insert(
        place(bundle, "ballot.closed"), {**bundle["log"][0], "kind": "ballot.vote", "data": more}
    )


@lie(rechain, kind="named")
def a_named_vote_never_stood_in_the_log(bundle: Json, luck: Random) -> None:
    bundle["log"].pop(place(bundle, "ballot.vote"))


@lie(rechain, kind="named")
def a_vote_replaces_somebody_elses(bundle: Json, luck: Random) -> None:
    votes = [
        one["data"] for one in bundle["log"] if one["kind"] == "ballot.vote" and one["data"]["ballot"] == 2
    ]
    other = {"ballot": 2, "commitment": hexadecimal(luck), "replaces": votes[0]["commitment"]}
    bundle["log"].insert(
        place(bundle, "ballot.closed"), {**bundle["log"][0], "kind": "ballot.vote", "data": other}
    )


@lie(rechain, kind="named")
def a_vote_replaces_one_that_never_was(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.vote")["replaces"] = hexadecimal(luck)


@lie(rechain, kind="named")
def a_named_vote_is_cast_again(bundle: Json, luck: Random) -> None:
    at = place(bundle, "ballot.vote")
    bundle["log"].insert(at + 1, deepcopy(bundle["log"][at]))


@lie(rechain)
def an_unknown_thing_happens_to_a_ballot(bundle: Json, luck: Random) -> None:
    bundle["log"].append({**bundle["log"][0], "kind": "ballot.reopened", "data": {}})


@lie(rechain)
def the_meeting_is_prepared_twice(bundle: Json, luck: Random) -> None:
    bundle["log"].append(deepcopy(bundle["log"][0]))


@lie(rechain)
def the_meeting_was_never_prepared(bundle: Json, luck: Random) -> None:
    bundle["log"].pop(0)


@lie()
@lie(rechain)
def the_meeting_has_another_title(bundle: Json, luck: Random) -> None:
    bundle["meeting"]["title"] = "다른 회의"


@lie(rechain, seamless=True)
def the_whole_meeting_has_another_title(bundle: Json, luck: Random) -> None:
    bundle["meeting"]["title"] = bundle["log"][0]["data"]["title"] = "다른 회의"


@lie(rechain)
def the_meeting_has_another_number(bundle: Json, luck: Random) -> None:
    bundle["meeting"]["number"] = "000000" if bundle["meeting"]["number"] != "000000" else "111111"


@lie()
def the_head_is_another(bundle: Json, luck: Random) -> None:
    bundle["head"] = hexadecimal(luck)


# annulment


def asking(bundle: Json) -> Json:
    opened = line(bundle, "ballot.opened")
    what = {"ballot": 2, "poll": opened["poll"], "reason": "열쇠를 잃었습니다", "who": "진행자"}
    return {**bundle["log"][0], "kind": "ballot.annul_asked", "data": what}


def annulling(bundle: Json, asked: str) -> Json:
    closed = line(bundle, "ballot.closed")
    what = {
        "ballot": 2,
        "poll": closed["poll"],
        "asked": asked,
        "who": "협치추진단",
        "voters": closed["voters"],
    }
    return {**bundle["log"][0], "kind": "ballot.annulled", "data": what}


def annul(bundle: Json, at: int) -> None:
    """A whole annulment before this line, its confirmation naming the very line that asks."""
    bundle["log"].insert(at, asking(bundle))
    rechain(bundle)
    bundle["log"].insert(at + 1, annulling(bundle, bundle["log"][at]["hash"]))


@lie(rechain)
def an_annulled_ballot_is_presented_as_revealed(bundle: Json, luck: Random) -> None:
    annul(bundle, place(bundle, "ballot.revealed"))


@lie(rechain)
def an_open_ballot_was_annulled_and_closed_all_the_same(bundle: Json, luck: Random) -> None:
    annul(bundle, place(bundle, "ballot.closed"))


@lie(rechain, kind="named")
def a_vote_comes_after_the_annulment(bundle: Json, luck: Random) -> None:
    annul(bundle, place(bundle, "ballot.vote"))


@lie(rechain)
def a_revealed_ballot_is_annulled(bundle: Json, luck: Random) -> None:
    annul(bundle, len(bundle["log"]))


@lie(rechain)
def a_revealed_ballot_is_to_be_annulled(bundle: Json, luck: Random) -> None:
    bundle["log"].append(asking(bundle))


@lie(rechain)
def nobody_had_asked_for_the_annulment(bundle: Json, luck: Random) -> None:
    other = annulling(bundle, hexadecimal(luck))
    other["data"] |= {"ballot": 33, "poll": _another(bundle)}
    bundle["log"].append(other)


@lie(rechain)
def two_proposals_wait_at_once(bundle: Json, luck: Random) -> None:
    at = place(bundle, "ballot.closed")
    bundle["log"][at:at] = [asking(bundle), asking(bundle)]


@lie(rechain)
def a_proposal_is_refused_that_nobody_made(bundle: Json, luck: Random) -> None:
    refused = asking(bundle)
    refused["kind"] = "ballot.annul_refused"
    del refused["data"]["reason"]
    refused["data"]["asked"] = hexadecimal(luck)
    bundle["log"].insert(place(bundle, "ballot.closed"), refused)


@lie(rechain)
def a_ballot_is_annulled_before_it_opens(bundle: Json, luck: Random) -> None:
    annul(bundle, place(bundle, "ballot.opened"))


@lie(rechain)
def an_annulled_ballot_is_annulled_with_another_turnout(bundle: Json, luck: Random) -> None:
    """Another ballot of the meeting, closed with nobody in it, and void with one voter more."""
    poll = _another(bundle)
    at = len(bundle["log"])
    bundle["log"].append(asking(bundle))
    bundle["log"][-1]["data"] |= {"ballot": 33, "poll": poll}
    rechain(bundle)
    bundle["log"].append(annulling(bundle, bundle["log"][at]["hash"]))
    bundle["log"][-1]["data"] |= {"ballot": 33, "poll": poll, "voters": 1}


def _another(bundle: Json) -> str:
    """A ballot opened and closed after this one, with no vote in it. Returns its poll."""
    what = {**definition(bundle), "ballot": 33}
    poll = digest(canonical(what))
    opened = {**line(bundle, "ballot.opened"), "definition": what, "poll": poll}
    closed = {**line(bundle, "ballot.closed"), "ballot": 33, "poll": poll, "commitments": [], "voters": 0}
    for kind, data in (("ballot.opened", opened), ("ballot.closed", closed)):
        bundle["log"].append({**bundle["log"][0], "kind": kind, "data": data})
    return poll


# more time, counting and observers


def deed(bundle: Json, kind: str, **more: object) -> Json:
    what = {"ballot": 2, "poll": line(bundle, "ballot.opened")["poll"], "who": "진행자", **more}
    return {**bundle["log"][0], "kind": f"ballot.{kind}", "data": what}


def more_time(bundle: Json, at: int, verb: str, done: str = "") -> None:
    """Somebody asks before this line, and a second person agrees, naming the very line that asks."""
    bundle["log"].insert(at, deed(bundle, f"{verb}_asked", reason="줄이 깁니다", minutes=5))
    rechain(bundle)
    if done:
        bundle["log"].insert(at + 1, deed(bundle, done, asked=bundle["log"][at]["hash"]))


def reopen(bundle: Json) -> int:
    """The ballot is opened again after its closing, before anybody counted. Returns where the next line goes."""
    uncounted(bundle)
    at = place(bundle, "ballot.closed") + 1
    more_time(bundle, at, "reopen", "reopened")
    return at + 2


def uncounted(bundle: Json) -> None:
    """As if nobody had opened the count, and nobody had to; nothing else waits."""
    gone = ("ballot.counted", "ballot.witnessed", "ballot.reopen_asked", "ballot.reopen_refused")
    bundle["log"] = [
        entry for entry in bundle["log"] if entry["kind"] not in gone or entry["data"]["ballot"] != 2
    ]
    definition(bundle).get("terms", {})["observers"] = False
    rewrite(bundle)


def watched(bundle: Json, *sides: str, closed: str = "", counted: bool = True) -> None:
    """Its terms ask for observers, and these have confirmed."""
    uncounted(bundle)
    frozen = {"kind": "choice", "method": "marks", "terms": {}, **definition(bundle)}
    definition(bundle).update(frozen, terms={**frozen["terms"], "observers": True})
    rewrite(bundle)
    at = place(bundle, "ballot.revealed")
    head = closed or bundle["log"][place(bundle, "ballot.closed")]["hash"]
    bundle["log"][at:at] = [deed(bundle, "counted")] * counted + [
        deed(bundle, "witnessed", closed=head, side=side) for side in sides
    ]


@lie(rechain)
def a_ballot_is_extended_that_nobody_asked_for(bundle: Json, luck: Random) -> None:
    at = place(bundle, "ballot.closed")
    bundle["log"].insert(at, deed(bundle, "extended", asked=hexadecimal(luck)))


@lie(rechain)
def an_annulment_was_asked_for_and_the_ballot_extended(bundle: Json, luck: Random) -> None:
    at = place(bundle, "ballot.closed")
    bundle["log"].insert(at, asking(bundle))
    rechain(bundle)
    bundle["log"].insert(at + 1, deed(bundle, "extended", asked=bundle["log"][at]["hash"]))


@lie(rechain)
def a_closed_ballot_is_extended(bundle: Json, luck: Random) -> None:
    more_time(bundle, place(bundle, "ballot.revealed"), "extend", "extended")


@lie(rechain)
def a_ballot_is_closed_while_more_time_is_asked_for(bundle: Json, luck: Random) -> None:
    more_time(bundle, place(bundle, "ballot.closed"), "extend")


@lie(rechain, kind="named")
def a_ballot_is_announced_while_somebody_asks_to_reopen_it(bundle: Json, luck: Random) -> None:
    uncounted(bundle)
    more_time(bundle, place(bundle, "ballot.revealed"), "reopen")


@lie(rechain, kind="secret")
def a_secret_ballot_is_opened_again(bundle: Json, luck: Random) -> None:
    at = reopen(bundle)
    closed = line(bundle, "ballot.closed")
    bundle["log"].insert(at, {**bundle["log"][0], "kind": "ballot.closed", "data": closed})


@lie(rechain, kind="named")
def a_ballot_is_opened_again_and_never_closed(bundle: Json, luck: Random) -> None:
    reopen(bundle)


@lie(rechain, kind="named")
def a_ballot_that_was_opened_again_has_lost_a_vote(bundle: Json, luck: Random) -> None:
    at = reopen(bundle)
    closed = deepcopy(line(bundle, "ballot.closed"))
    gone = bundle["openings"].pop()
    closed["commitments"].remove(commitment(closed["poll"], gone))
    closed["voters"] -= 1
    bundle["log"].insert(at, {**bundle["log"][0], "kind": "ballot.closed", "data": closed})
    recount(bundle)


@lie(rechain, kind="named")
def a_counted_ballot_is_opened_again(bundle: Json, luck: Random) -> None:
    uncounted(bundle)
    at = place(bundle, "ballot.closed") + 1
    bundle["log"].insert(at, deed(bundle, "counted"))
    more_time(bundle, at + 1, "reopen", "reopened")
    closed = line(bundle, "ballot.closed")
    bundle["log"].insert(at + 3, {**bundle["log"][0], "kind": "ballot.closed", "data": closed})


@lie(rechain)
def nobody_has_confirmed_the_count(bundle: Json, luck: Random) -> None:
    watched(bundle)


@lie(rechain)
def one_side_has_confirmed_the_count(bundle: Json, luck: Random) -> None:
    watched(bundle, luck.choice(("civil", "official")))


@lie(rechain)
def one_side_has_confirmed_twice(bundle: Json, luck: Random) -> None:
    watched(bundle, *[luck.choice(("civil", "official"))] * 2)


@lie(rechain)
def they_have_confirmed_another_count(bundle: Json, luck: Random) -> None:
    watched(bundle, "civil", "official", closed=hexadecimal(luck))


@lie(rechain)
def they_have_confirmed_what_was_never_counted(bundle: Json, luck: Random) -> None:
    watched(bundle, "civil", "official", counted=False)


@lie(rechain)
def a_third_side_has_confirmed(bundle: Json, luck: Random) -> None:
    watched(bundle, "civil", "neither")


@lie(rechain)
def a_revealed_ballot_is_counted(bundle: Json, luck: Random) -> None:
    bundle["log"].append(deed(bundle, "counted"))


# the form


@lie()
def it_shows_the_votes_of_another_ballot(bundle: Json, luck: Random) -> None:
    bundle["ballot"] = 1


@lie()
def it_is_of_a_ballot_nobody_knows(bundle: Json, luck: Random) -> None:
    bundle["ballot"] = 77


@lie()
def the_format_is_a_newer_one(bundle: Json, luck: Random) -> None:
    bundle["format"] = "gongron-bundle-2"


@lie(rewrite)
def an_opening_says_more(bundle: Json, luck: Random) -> None:
    luck.choice(bundle["openings"])["note"] = ""


@lie(rechain)
def the_definition_says_more(bundle: Json, luck: Random) -> None:
    definition(bundle)["weight"] = {"L3": 2}


@lie(rechain)
def a_line_says_more(bundle: Json, luck: Random) -> None:
    bundle["log"][-1]["signed"] = True


@lie(rechain)
def present_is_missing(bundle: Json, luck: Random) -> None:
    del line(bundle, "ballot.closed")["present"]


@lie(rechain)
@lie(rewrite)
def a_number_is_true(bundle: Json, luck: Random) -> None:
    definition(bundle)["max_choices"] = True


@lie(rechain)
def fewer_than_nobody_is_present(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.closed")["present"] = -1


@lie(rechain)
def a_number_is_a_fraction(bundle: Json, luck: Random) -> None:
    bundle["log"][0]["data"]["meeting"] = float(bundle["log"][0]["data"]["meeting"])


@lie(rechain)
def a_number_is_too_large(bundle: Json, luck: Random) -> None:
    line(bundle, "ballot.closed")["present"] = 2**53 + 2


@lie(rechain)
def a_line_is_endlessly_deep(bundle: Json, luck: Random) -> None:
    deep: list[Any] = []
    for _ in range(40):
        deep = [deep]
    bundle["log"].append({**bundle["log"][0], "kind": "stage.moved", "data": {"deep": deep}})


# -- lies in the letters -----------------------------------------------------------------------------------------------


def respelled(honest: bytes) -> Iterator[tuple[str, bytes]]:
    """The same content written differently: nothing is to be gained, and still it is not the file."""
    text = honest.decode()
    yield "a newline at the end", honest + b"\n"
    yield "a blank in front", b" " + honest
    yield "a byte order mark", b"\xef\xbb\xbf" + honest
    yield "blanks after commas", text.replace('","', '", "').encode()
    yield "an escaped letter", text.replace('"ballot"', '"b\\u0061llot"', 1).encode()
    yield "an escaped slash", text.replace("gongron-bundle-1", "gongron\\/bundle-1").encode()
    yield "a key twice", text.replace('{"ballot":2,', '{"ballot":1,"ballot":2,', 1).encode()
    yield "the same key twice", text.replace('{"ballot":2,', '{"ballot":2,"ballot":2,', 1).encode()
    yield "a whole number as a fraction", text.replace('{"ballot":2,', '{"ballot":2.0,', 1).encode()
    yield "a number with an exponent", text.replace('{"ballot":2,', '{"ballot":2e0,', 1).encode()
    yield (
        "a minus before nothing",
        text.replace('"seq":1}', '"seq":-0}').replace('{"on":true}', '{"on":-0}').encode(),
    )
    yield "not a number", text.replace('{"ballot":2,', '{"ballot":NaN,', 1).encode()
    yield "a huge number", text.replace('{"ballot":2,', '{"ballot":2' + "0" * 5000 + ",", 1).encode()
    yield (
        "keys in another order",
        text.replace('"format":"gongron-bundle-1",', "", 1)
        .replace('"openings":', '"format":"gongron-bundle-1","openings":', 1)
        .encode(),
    )
    yield "half of it", honest[: len(honest) // 2]
    yield "nothing", b""
    yield "nothing in it", b"{}"
    yield "null", b"null"
    yield "a list", b"[" + honest + b"]"
    yield "broken UTF-8", honest.replace(b'"ballot"', b'"\xff"', 1)
    yield "a lone surrogate", text.replace("gongron-bundle-1", "\\ud800").encode()
    yield "a deep hole", b"[" * 100_000
    yield "a deep hole, closed", b"[" * 100_000 + b"]" * 100_000
