"""Whoever changes what came by which channel, and writes the whole log anew, is caught by both verifiers."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.live.counts.channels import Channel
from app.live.counts.terms import Terms
from app.live.ledger.rules import canonical
from app.live.records import queries as records
from tests.live.evening import prepare
from tests.live.tallies.hall import PAPER, Hall
from tests.world import World

VERIFY = Path(__file__).parents[3] / "static" / "verify"
Json = dict[str, Any]


def honest(world: World) -> Json:
    """Phones, a telephone, paper; weighted; revealed."""
    hall = Hall(prepare(world))
    hall.open(Terms(channels=(Channel.PHONE, Channel.TELEPHONE, Channel.PAPER), online=40))
    for by in range(1, 6):
        hall.evening.vote(by, 1)
    for code in hall.slips(5):
        hall.vote_for(code, 2)
    for seat in "1234567":
        hall.mark(seat=seat)
    hall.count_twice(hall.total(3, 2, 0, blank=1, void=1))
    hall.evening.press()
    hall.evening.press()
    raw = hall.evening.world.read(records.result_file, hall.evening.paper().id).raw
    bundle: Json = json.loads(raw)
    return bundle


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def written_anew(bundle: Json) -> bytes:
    """Every hash of the log fits again, as somebody who owns the server could make it."""
    before = "0" * 64
    for entry in bundle["log"]:
        entry["prev"] = before
        del entry["hash"]
        entry["hash"] = before = digest(canonical(entry))
    bundle["head"] = before
    return canonical(bundle).encode()


def revealed(bundle: Json) -> Json:
    found: Json = next(one["data"] for one in bundle["log"] if one["kind"] == "ballot.revealed")
    return found


def sealed_again(bundle: Json) -> None:
    """The openings' own hash of the reveal fits again too."""
    revealed(bundle)["openings"] = digest(canonical(bundle["openings"]))


def move_paper(bundle: Json) -> None:
    rows = revealed(bundle)["parts"]["totals"]["paper"]["rows"]
    rows[0][1], rows[1][1] = rows[0][1] + 1, rows[1][1] - 1


def telephone_becomes_phone(bundle: Json) -> None:
    del next(one for one in bundle["openings"] if "channel" in one)["channel"]


def phone_becomes_text(bundle: Json) -> None:
    next(one for one in bundle["openings"] if "channel" not in one)["channel"] = "text"


def fewer_helped(bundle: Json) -> None:
    revealed(bundle)["parts"]["helped"] += 1


def more_handed_in(bundle: Json) -> None:
    revealed(bundle)["parts"]["totals"]["paper"]["handed"] += 1


def no_parts(bundle: Json) -> None:
    del revealed(bundle)["parts"], revealed(bundle)["nonce"]


def points_of_its_own(bundle: Json) -> None:
    revealed(bundle)["tally"]["rows"][0][1] += 1


def no_seal(bundle: Json) -> None:
    bundle["log"] = [one for one in bundle["log"] if one["kind"] != "ballot.tallied"]
    for seq, entry in enumerate(bundle["log"], 1):
        entry["seq"] = seq


def few(world: World) -> Json:
    """Eight phones and two papers: some of the phones' votes are in one sum with the paper."""
    hall = Hall(prepare(world))
    hall.open(replace(PAPER, online=40))
    for by in range(1, 9):
        hall.evening.vote(by, 1 if by < 6 else 2)
    for seat in "12":
        hall.mark(seat=seat)
    hall.count_twice(hall.total(0, 2, 0))
    hall.evening.press()
    hall.evening.press()
    bundle: Json = json.loads(hall.evening.world.read(records.result_file, hall.evening.paper().id).raw)
    return bundle


def sum_of(bundle: Json) -> Json:
    found: Json = revealed(bundle)["parts"]["totals"]["together"]
    return found


def votes_move_in_the_sum(bundle: Json) -> None:
    rows, result = sum_of(bundle)["rows"], revealed(bundle)["tally"]["rows"]
    for some in (rows, result):
        some[0][1], some[2][1] = some[0][1] - 1, some[2][1] + 1


def a_vote_leaves_the_sum(bundle: Json) -> None:
    del revealed(bundle)["parts"]["folded"][0]


def a_vote_is_in_both(bundle: Json) -> None:
    revealed(bundle)["parts"]["folded"] = sorted(
        [*revealed(bundle)["parts"]["folded"][1:], bundle["openings"][0]["tracker"]]
    )


def the_sum_is_called_paper(bundle: Json) -> None:
    parts = revealed(bundle)["parts"]
    parts["totals"] = {"paper": parts["totals"]["together"]}


def the_split_is_told(bundle: Json) -> None:
    """Honest in its numbers: two papers beside every vote there was."""
    parts = revealed(bundle)["parts"]
    parts["totals"]["paper"] = parts["totals"].pop("together")
    del parts["folded"]


def enough_were_told_as_few(bundle: Json) -> None:
    opened = next(one["data"] for one in bundle["log"] if one["kind"] == "ballot.opened")
    opened["definition"]["terms"]["apart"] = 2


def everything_is_in_the_sum(bundle: Json) -> None:
    """No vote is opened, so that the result can be anything."""
    parts, result = revealed(bundle)["parts"], revealed(bundle)["tally"]
    parts["folded"] = sorted([*parts["folded"], *(one["tracker"] for one in bundle["openings"])])
    bundle["openings"] = []
    sealed_again(bundle)
    for row in result["rows"]:
        row[1] = result["voters"] if row is result["rows"][2] else 0
    numbers = {"valid": result["voters"], "blank": 0, "void": 0, "handed": result["voters"]}
    parts["totals"]["together"] = {"rows": result["rows"], **numbers}


OF_FEW = (
    everything_is_in_the_sum,
    votes_move_in_the_sum,
    a_vote_leaves_the_sum,
    a_vote_is_in_both,
    the_sum_is_called_paper,
    the_split_is_told,
    enough_were_told_as_few,
)


def made_whole(bundle: Json) -> bytes:
    """Definition, seal and chain fit again."""
    opened = next(one["data"] for one in bundle["log"] if one["kind"] == "ballot.opened")
    poll, before = digest(canonical(opened["definition"])), opened["poll"]
    said = revealed(bundle)
    tallied = next(one["data"] for one in bundle["log"] if one["kind"] == "ballot.tallied")
    tallied["seal"] = digest(canonical([said["nonce"], said["parts"], said["openings"]]))
    return written_anew(json.loads(canonical(bundle).replace(before, poll)))


def test_both_refuse_every_forgery_of_very_few_votes(world: World, tmp_path: Path) -> None:
    kept = json.dumps(few(world))
    assert answers(tmp_path, made_whole(json.loads(kept))) == [0, 0]
    wrong: list[tuple[str, list[int]]] = []
    for forge in OF_FEW:
        bundle = json.loads(kept)
        forge(bundle)
        found = answers(tmp_path, made_whole(bundle))
        if found != [1, 1]:
            wrong.append((forge.__name__, found))
    assert wrong == []


FORGERIES = (
    move_paper,
    telephone_becomes_phone,
    phone_becomes_text,
    fewer_helped,
    more_handed_in,
    no_parts,
    points_of_its_own,
    no_seal,
)


def answers(tmp_path: Path, raw: bytes) -> list[int]:
    file = tmp_path / "bundle.json"
    file.write_bytes(raw)
    commands = ([sys.executable, "-I", str(VERIFY / "verify.py")], ["node", str(VERIFY / "verify.mjs")])
    return [
        subprocess.run([*command, str(file)], capture_output=True, check=False).returncode
        for command in commands
    ]


def test_both_refuse_every_forgery_and_take_the_honest_file(world: World, tmp_path: Path) -> None:
    kept = json.dumps(honest(world))
    assert answers(tmp_path, written_anew(json.loads(kept))) == [0, 0]
    wrong: list[tuple[str, list[int]]] = []
    for forge in FORGERIES:
        bundle = json.loads(kept)
        forge(bundle)
        sealed_again(bundle)
        found = answers(tmp_path, written_anew(bundle))
        if found != [1, 1]:
            wrong.append((forge.__name__, found))
    assert wrong == []


@pytest.mark.parametrize("value", ["x", -1, 100, None, [], {}, True])
def test_hostile_terms_are_no_crash(world: World, tmp_path: Path, value: object) -> None:
    """Terms may hold anything: the same answer from both, in words."""
    bundle = honest(world)
    opened = next(one["data"] for one in bundle["log"] if one["kind"] == "ballot.opened")
    for name in ("online", "channels", "apart"):
        opened["definition"]["terms"][name] = value
    assert answers(tmp_path, written_anew(bundle)) == [1, 1]


def test_a_rest_of_very_few_votes_stands_without_channels(world: World, tmp_path: Path) -> None:
    """Three phones beside five telephones would be told by what is left."""
    hall = Hall(prepare(world))
    hall.open(Terms(channels=(Channel.PHONE, Channel.TELEPHONE)))
    for by in (1, 2, 3):
        hall.evening.vote(by, 1)
    for code in hall.slips(5):
        hall.vote_for(code, 2)
    hall.evening.press()
    hall.evening.press()
    bundle: Json = json.loads(world.read(records.result_file, hall.evening.paper().id).raw)
    assert answers(tmp_path, canonical(bundle).encode()) == [0, 0]
    for opening in bundle["openings"]:
        if opening["choices"] == bundle["openings"][0]["choices"]:
            opening["channel"] = "telephone"
    sealed_again(bundle)
    tallied = next(one["data"] for one in bundle["log"] if one["kind"] == "ballot.tallied")
    said = revealed(bundle)
    tallied["seal"] = digest(canonical([said["nonce"], said["parts"], said["openings"]]))
    assert answers(tmp_path, written_anew(bundle)) == [1, 1], "even under a seal that fits"
