"""Result files made from the text of ``static/verify/format.md`` alone: honest meetings by chance.

Nothing of the service is imported here: what these files and the verifiers agree on is the format, not our code.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from itertools import pairwise, permutations, starmap
from random import Random
from typing import Any

from nacl.signing import SigningKey

Json = dict[str, Any]
WORDS = (
    "그늘과 긴 의자",
    "작은 화장실",
    "마을 마루",
    "Benches & trees",
    '<b onmouseover="x">굵게</b>',
    "따옴표 \" 와 ' 와 \\",
    "줄\n바꿈\t칸",
    "\u0001\u001f\u007f\u2028\u2029",
    "👵🏽 어르신 쉼터 𝒜",
    "{{ 7*7 }} %s %(n)s",
    "\ue000\uffff",
    "__proto__",
)
NAMES = ("이○자", "김○순", "박 선", "", "O'Neill \x1f x")


def canonical(content: object) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def encoded(bundle: Json) -> bytes:
    return canonical(bundle).encode()


def tracker(poll: str, key: str, nonce: str) -> str:
    letters = base64.b32encode(hashlib.sha256(f"tracker\x1f{poll}\x1f{key}\x1f{nonce}".encode()).digest())[
        :16
    ].decode()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def commitment(poll: str, opening: Json) -> str:
    ids = ",".join(map(str, opening["choices"]))
    return digest("vote", poll, ids, opening["tracker"], opening["nonce"], opening["name"])


def hexadecimal(luck: Random) -> str:
    return luck.randbytes(32).hex()


# -- honest files ----------------------------------------------------------------------------------------------------


@dataclass
class Election:
    """One honest bundle with what people took home from it."""

    bundle: Json
    receipts: list[Json]
    opened_head: str
    closed_head: str
    pen: SigningKey

    @property
    def raw(self) -> bytes:
        return encoded(self.bundle)


class Book:
    """A meeting's log, written line by line."""

    def __init__(self, luck: Random) -> None:
        self.luck = luck
        self.meeting = {
            "id": luck.randint(1, 9999),
            "number": f"{luck.randint(0, 999999):06}",
            "title": luck.choice(WORDS),
        }
        self.pen = SigningKey(luck.randbytes(32))
        self.log: list[Json] = []
        self.minute = 0
        facts = {
            "meeting": self.meeting["id"],
            "number": self.meeting["number"],
            "title": self.meeting["title"],
        }
        self.write("meeting.prepared", facts)

    def write(self, kind: str, data: Json) -> str:
        self.minute += self.luck.randint(0, 3)
        entry = {
            "seq": len(self.log) + 1,
            "kind": kind,
            "at": f"2026-11-22T{10 + self.minute // 3600:02}:{self.minute // 60 % 60:02}:{self.minute % 60:02}Z",
            "data": data,
            "prev": self.log[-1]["hash"] if self.log else "0" * 64,
        }
        self.log.append({**entry, "hash": digest(canonical(entry))})
        return str(self.log[-1]["hash"])

    def chatter(self) -> None:
        """What else happens in a room."""
        for _ in range(self.luck.randint(0, 4)):
            idea = self.luck.randint(1, 99)
            kind, data = self.luck.choice(
                (
                    ("stage.moved", {"deed": self.luck.choice(WORDS), "item": idea}),
                    ("stage.blank", {"on": True}),
                    ("idea.moderated", {"idea": idea, "to": "shown", "who": "진행자"}),
                    ("idea.wall", {"idea": None, "who": "진행자"}),
                    ("ballot.key_split", {"ballot": 2, "who": "진행자"}),
                    (
                        "entrance.slips",
                        {"count": 120, "\uffff": 1, "𝒜": -3, "nested": [[{"deep": [None, False]}]]},
                    ),
                )
            )
            self.write(kind, data)

    def annul(self, ballot: int, poll: str, *, refused: bool, voters: int = 0) -> None:
        """Somebody asks that a ballot be annulled; a second person refuses, or confirms."""
        what: Json = {"ballot": ballot, "poll": poll, "who": "진행자"}
        asked = self.write("ballot.annul_asked", {**what, "reason": self.luck.choice(WORDS)})
        self.chatter()
        if refused:
            self.write("ballot.annul_refused", {**what, "asked": asked})
        else:
            self.write("ballot.annulled", {**what, "asked": asked, "voters": voters})

    def more_time(self, verb: str, ballot: int, poll: str, *, refused: bool) -> None:
        """Somebody asks that a ballot be extended or opened again; a second person refuses, or agrees."""
        what: Json = {"ballot": ballot, "poll": poll, "who": "진행자"}
        asks = {**what, "reason": self.luck.choice(WORDS), "minutes": self.luck.randint(1, 60)}
        asked = self.write(f"ballot.{verb}_asked", asks)
        self.chatter()
        done = f"ballot.{verb}_refused" if refused else f"ballot.{verb.removesuffix('e')}ed"
        self.write(done, {**what, "asked": asked})

    def watch(self, ballot: int, poll: str, closed: str) -> None:
        """The count is opened, and an observer of each side confirms it."""
        what: Json = {"ballot": ballot, "poll": poll, "who": "참관인"}
        self.write("ballot.counted", what)
        for side in self.luck.sample(("civil", "official"), 2):
            self.chatter()
            self.write("ballot.witnessed", {**what, "closed": closed, "side": side})

    def hold(
        self,
        ballot: int,
        *,
        voters: int,
        named: bool,
        reveal: bool = True,
        annul: str = "",
        paper: str = "",
        reopen: bool = False,
    ) -> tuple[list[Json], list[Json], str, str]:
        """A whole ballot. Returns openings, receipts, and the heads at opening and closing.

        ``annul``: "open" or "closed", when it is annulled instead of going on. ``paper``: its kind, and for a ranking the
        method behind a colon, or ``BEFORE``; by chance when empty. ``reopen``: a named one takes its last votes after it was
        closed and opened again.
        """
        luck = self.luck
        kind, _, method = (paper or luck.choice(PAPERS)).partition(":")
        numbers = luck.sample(range(ballot * 100, ballot * 100 + 99), luck.randint(2, 6))
        options = [
            {"id": id_, "position": at, "text": luck.choice(WORDS)} for at, id_ in enumerate(numbers, 1)
        ]
        definition: Json = {
            "ballot": ballot,
            "meeting": self.meeting["id"],
            "question": luck.choice(WORDS),
            "options": options,
            "max_choices": most(luck, kind, len(options)),
            "secrecy": "named" if named else "secret",
            "level": luck.choice(("L0", "L1", "L2", "L3")),
            "opened_at": "2026-11-22T10:00:00Z",
        }
        if kind != BEFORE:
            terms = {"majority": "lead", "quorum": 0, "place": "anyone", "observers": luck.random() < 0.4}
            definition |= {"kind": kind, "method": method or "marks", "terms": terms}
        poll = digest(canonical(definition))
        opened = self.write(
            "ballot.opened",
            {
                "definition": definition,
                "poll": poll,
                "present": voters + luck.randint(0, 50),
                "box": "" if named else hexadecimal(luck),
                "signer": self.pen.verify_key.encode().hex(),
            },
        )
        openings: list[Json] = []
        receipts: list[Json] = []
        for number in range(voters):
            previous = None
            if reopen and number == max(2, voters // 2):
                self.close(ballot, poll, openings)
                self.more_time("reopen", ballot, poll, refused=False)
            for _ in range(luck.choice((1, 1, 1, 2, 3)) if named else 1):
                opening = a_vote(luck, definition, poll)
                if named:
                    here = commitment(poll, opening)
                    self.write("ballot.vote", {"ballot": ballot, "commitment": here, "replaces": previous})
                    previous = here
            openings.append(opening)
            slip = {
                "poll": poll,
                "tracker": opening["tracker"],
                "commitment": commitment(poll, opening),
                "head": opened,
            }
            words = "\x1f".join(("receipt", poll, slip["tracker"], slip["commitment"], opened))
            receipts.append({**slip, "signature": self.pen.sign(words.encode()).signature.hex()})
            if named:
                self.chatter()
            if luck.random() < 0.2:
                self.annul(ballot, poll, refused=True)
            if luck.random() < 0.2:
                self.more_time("extend", ballot, poll, refused=luck.random() < 0.5)
        openings.sort(key=lambda one: str(one["tracker"]))
        if annul == "open":
            self.annul(ballot, poll, refused=False, voters=voters)
            return openings, receipts, opened, ""
        closed = self.close(ballot, poll, openings)
        self.chatter()
        if named and luck.random() < 0.2:
            self.more_time("reopen", ballot, poll, refused=True)
        if definition.get("terms", {}).get("observers") or luck.random() < 0.2:
            self.watch(ballot, poll, closed)
        if annul == "closed":
            self.annul(ballot, poll, refused=False, voters=voters)
        elif reveal:
            data = {"ballot": ballot, "poll": poll, "tally": tally(definition, openings)}
            self.write("ballot.revealed", {**data, "openings": digest(canonical(openings))})
        return openings, receipts, opened, closed

    def close(self, ballot: int, poll: str, openings: list[Json]) -> str:
        batch = sorted(commitment(poll, one) for one in openings)
        voters = len(openings)
        data = {"ballot": ballot, "poll": poll, "voters": voters, "present": voters + 7, "commitments": batch}
        return self.write("ballot.closed", data)


BEFORE = "before"  # a ballot from before there were kinds: its definition names none, and it is a choice
PAPERS = (
    "yesno", "choice", "choice", "choice", "rank:borda", "rank:schulze", "scale", "points", "dots", BEFORE,
)  # fmt: skip


def most(luck: Random, kind: str, options: int) -> int:
    if kind in ("yesno", "scale"):
        return 1
    return luck.randint(1, 20) if kind in ("points", "dots") else luck.randint(1, options)


def marks(luck: Random, definition: Json) -> list[int]:
    """One person's vote of the ballot's kind."""
    ids, limit = [option["id"] for option in definition["options"]], definition["max_choices"]
    kind = definition.get("kind", "choice")
    if kind == "points":
        return sorted(luck.choices(ids, k=limit))
    if kind == "dots":
        return sorted(luck.choices(ids, k=luck.randint(1, limit)))
    chosen = luck.sample(ids, luck.randint(1, limit))
    return chosen if kind == "rank" else sorted(chosen)


def a_vote(luck: Random, definition: Json, poll: str) -> Json:
    opening: Json = {
        "choices": marks(luck, definition),
        "nonce": hexadecimal(luck),
        "key": "".join(luck.choices("abcXYZ019-_", k=luck.randint(16, 64))),
        "name": luck.choice(NAMES) if definition["secrecy"] == "named" else "",
    }
    return {"tracker": tracker(poll, opening["key"], opening["nonce"]), **opening}


def tally(definition: Json, openings: list[Json]) -> Json:
    """Counted as the description says, each kind in its plainest way."""
    ids = [option["id"] for option in definition["options"]]
    votes = [one["choices"] for one in openings]
    method = definition.get("method", "marks")
    if method == "schulze":
        scores = dict(zip(ids, strongest(ids, votes), strict=True))
    elif method == "borda":
        scores = {id_: sum(len(ids) - 1 - vote.index(id_) for vote in votes if id_ in vote) for id_ in ids}
    else:
        scores = {id_: sum(vote.count(id_) for vote in votes) for id_ in ids}
    return {"voters": len(openings), "rows": [[id_, scores[id_]] for id_ in ids]}


def strongest(ids: list[int], votes: list[list[int]]) -> list[int]:
    """How many others each beats: the widest of all paths, found by trying every one of them."""

    def place(vote: list[int], id_: int) -> int:
        return vote.index(id_) if id_ in vote else len(ids)

    def width(one: int, two: int) -> int:
        ahead = sum(place(vote, one) < place(vote, two) for vote in votes)
        return ahead if ahead > sum(place(vote, two) < place(vote, one) for vote in votes) else 0

    def best(one: int, two: int) -> int:
        rest = [id_ for id_ in ids if id_ not in (one, two)]
        ways = (way for size in range(len(rest) + 1) for way in permutations(rest, size))
        return max(min(starmap(width, pairwise((one, *way, two)))) for way in ways)

    return [sum(best(one, two) > best(two, one) for two in ids if two != one) for one in ids]


def election(
    seed: int, *, voters: int | None = None, named: bool | None = None, paper: str = "", reopen: bool = False
) -> Election:
    """An honest meeting by chance: other ballots before and after, talk in between, any texts."""
    luck = Random(seed)
    book = Book(luck)
    book.chatter()
    first_named = luck.random() < 0.5
    book.hold(1, voters=luck.randint(2, 5), named=first_named, reopen=first_named and luck.random() < 0.5)
    book.write("stage.blank", {"on": False})
    secret = luck.random() < 0.6 if named is None else not named
    count = luck.choice((0, 1, 2, 7, 30)) if voters is None else voters
    openings, receipts, opened, closed = book.hold(
        2, voters=count, named=not secret, paper=paper, reopen=reopen
    )
    book.write("stage.blank", {"on": True})  # so that there is a tail to cut off
    book.chatter()
    if luck.random() < 0.5:
        fate = luck.choice(("", "open", "closed"))
        book.hold(3, voters=luck.randint(0, 4), named=luck.random() < 0.5, reveal=False, annul=fate)
    if luck.random() < 0.5:
        book.write("meeting.ended", {})
    bundle = {
        "format": "gongron-bundle-1",
        "meeting": book.meeting,
        "ballot": 2,
        "head": book.log[-1]["hash"],
        "log": book.log,
        "openings": openings,
    }
    return Election(bundle, receipts, opened, closed, book.pen)
