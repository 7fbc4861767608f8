"""What a simulated phone shows: the regions it was sent, and what can be read from them."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from app.live.counts.rules import REPEATING, Kind, written

PAPER = re.compile(r'action="/m/\d{6}/ballots/(\d+)/my-vote"')
CHOICE = re.compile(r'(?:name="choice"|<option) value="(\d+)"')
KIND = re.compile(r'data-kind="([a-z]+)"')
MOST = re.compile(r'data-most="(\d+)"')
NAME = re.compile(r'<input[^>]* name="name"')
DECLARED = re.compile(r'<input[^>]* name="declared"')
ONCE = re.compile(r"<form[^>]* data-once")
ASKED = re.compile(r'action="/m/\d{6}/items/(\d+)/ideas"')


@dataclass
class Ballot:
    """The paper as this phone shows it. ``named``: it asks for a name; ``declares``: to say that the rules let one vote;
    ``once``: a vote cannot be changed.
    """

    id: int
    choices: list[int]
    most: int
    kind: Kind = Kind.CHOICE
    named: bool = False
    declares: bool = False
    once: bool = False

    def some(self, dice: Random) -> tuple[int, ...]:
        """A vote by chance, as its kind writes it."""
        if self.kind in REPEATING:
            many = self.most if self.kind is Kind.POINTS else dice.randint(1, self.most)
            return written(self.kind, dice.choices(self.choices, k=many))
        many = dice.randint(1, min(self.most, len(self.choices)))
        return written(self.kind, dice.sample(self.choices, many))


@dataclass(eq=False, kw_only=True)
class Shown:
    """The regions of one screen. ``seen``: version of the step → when it came."""

    shown: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)

    def take(self, regions: Mapping[str, Any]) -> None:
        """Show what came, by socket or by asking."""
        for name, frame in regions.items():
            if "html" in frame:
                self.shown[name] = frame["html"]
            else:
                known = {**self.shown.get(name, {}), **frame["items"]}
                self.shown[name] = {key: known[key] for key in frame["order"] if key in known}
            self.versions[name] = frame["v"]
            if name == "step":
                self.seen.setdefault(frame["v"], time.monotonic())

    @property
    def step(self) -> str:
        return str(self.shown.get("step", ""))

    @property
    def paper(self) -> Ballot | None:
        """The ballot that is open on this screen."""
        found = PAPER.search(self.step)
        if found is None:
            return None
        most, kind = MOST.search(self.step), KIND.search(self.step)
        choices = dict.fromkeys(int(number) for number in CHOICE.findall(self.step))  # a ranking repeats them
        return Ballot(
            int(found[1]),
            list(choices),
            int(most[1]) if most else 1,
            Kind(kind[1]) if kind else Kind.CHOICE,
            named=NAME.search(self.step) is not None,
            declares=DECLARED.search(self.step) is not None,
            once=ONCE.search(self.step) is not None,
        )

    @property
    def asked(self) -> int | None:
        """The item that collects thoughts now."""
        found = ASKED.search(self.step)
        return int(found[1]) if found else None

    @property
    def ideas(self) -> list[int]:
        return [int(key.removeprefix("idea-")) for key in self.shown.get("ideas", {})]
