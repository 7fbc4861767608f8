"""Regions, their versions, and the smallest frame that brings one page up to date. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup


def version(text: str) -> str:
    """Sixteen hex digits that stand for this content."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Listing:
    """A region made of keyed items in an order, so that one new comment does not resend the others."""

    items: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All items as one piece of HTML, as a page shows them at first."""
        return "".join(self.items.values())


Region = str | Listing


def _safe(text: str) -> Markup:
    """A region's HTML is made by templates, which escaped what people wrote; nothing else may come here."""
    return Markup(text)  # noqa: S704


@dataclass(frozen=True, eq=False)  # one moment is itself and no other: those who show it share the reference
class Snapshot:
    """Everything one topic shows at one moment: region name → content, with its version beside it."""

    regions: Mapping[str, Region]
    versions: Mapping[str, str]

    @classmethod
    def of(cls, regions: Mapping[str, Region]) -> "Snapshot":
        return cls(regions, {name: version(html(region)) for name, region in regions.items()})

    def but(self, regions: Mapping[str, Region]) -> "Snapshot":
        """The same with these regions as they are now."""
        fresh = Snapshot.of(regions)
        return Snapshot({**self.regions, **fresh.regions}, {**self.versions, **fresh.versions})

    def html(self, name: str) -> str:
        """A region's HTML, for the first load of a page."""
        return html(self.regions[name])

    @cached_property
    def safe(self) -> Mapping[str, Markup]:
        """Each region's HTML as a page may print it: templates rendered it and escaped what people wrote."""
        return {name: _safe(html(region)) for name, region in self.regions.items()}

    def in_order(self, name: str, keys: Iterable[str]) -> Markup:
        """A list's items in another order; those that are not named stand at the end."""
        region = self.regions[name]
        if isinstance(region, str):
            return self.safe[name]
        order = dict.fromkeys([key for key in keys if key in region.items] + list(region.items))
        return _safe("".join(region.items[key] for key in order))

    def difference(self, older: "Snapshot | None") -> dict[str, Any]:
        """Frames for a page that shows ``older``: only regions that changed, only list items that changed."""
        frames: dict[str, Any] = {}
        for name, region in self.regions.items():
            if older is not None and older.versions.get(name) == self.versions[name]:
                continue
            before = older.regions.get(name) if older is not None else None
            frames[name] = self._frame(name, region, before)
        return frames

    def missing(self, have: Mapping[str, str]) -> dict[str, Any]:
        """Frames for a page that tells the versions it has (after sleep, a reload or a restart of the server)."""
        return {
            name: self._frame(name, region, None)
            for name, region in self.regions.items()
            if have.get(name) != self.versions[name]
        }

    @cached_property
    def whole(self) -> str:
        """Everything, as JSON: made once, however many pages ask."""
        return json.dumps({"regions": self.missing({})}, ensure_ascii=False, separators=(",", ":"))

    def _frame(self, name: str, region: Region, before: Region | None) -> dict[str, Any]:
        frame: dict[str, Any] = {"v": self.versions[name]}
        if isinstance(region, str):
            frame["html"] = region
        else:
            known = before.items if isinstance(before, Listing) else {}
            frame["order"] = list(region.items)
            frame["items"] = {key: item for key, item in region.items.items() if known.get(key) != item}
        return frame


def html(region: Region) -> str:
    """The region's content as HTML."""
    return region if isinstance(region, str) else region.text
