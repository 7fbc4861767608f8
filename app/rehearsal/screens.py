"""What a simulated phone shows: the regions it was sent, and what can be read from them."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PAPER = re.compile(r'action="/m/\d{6}/ballots/(\d+)/my-vote"')
CHOICE = re.compile(r'name="choice" value="(\d+)"')
MOST = re.compile(r'data-most="(\d+)"')
NAME = re.compile(r'<input[^>]* name="name"')
ASKED = re.compile(r'action="/m/\d{6}/items/(\d+)/ideas"')


@dataclass
class Ballot:
    """The paper as this phone shows it. ``named``: it asks for a name."""

    id: int
    choices: list[int]
    most: int
    named: bool = False


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
        most = MOST.search(self.step)
        choices = [int(number) for number in CHOICE.findall(self.step)]
        return Ballot(
            int(found[1]), choices, int(most[1]) if most else 1, named=NAME.search(self.step) is not None
        )

    @property
    def asked(self) -> int | None:
        """The item that collects thoughts now."""
        found = ASKED.search(self.step)
        return int(found[1]) if found else None

    @property
    def ideas(self) -> list[int]:
        return [int(key.removeprefix("idea-")) for key in self.shown.get("ideas", {})]
