"""axe-core on a page as it is now: WCAG 2.0 to 2.2 at A and AA, and its best practices."""

import re
from typing import Any

from app.core.settings import PROJECT
from tests.browser.people import SHOTS, Hall, Person

SOURCE = (PROJECT / "tests" / "browser" / "vendor" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = """
(tags) => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], iframes: false})
  .then((found) => found.violations.map((one) => ({
    id: one.id, help: one.help,
    at: one.nodes.slice(0, 4).map((node) => node.target.join(" ") + "  " + node.html.slice(0, 160)
      + "  " + node.any.concat(node.all, node.none).map((check) => check.message).join(" | ").slice(0, 200)),
  })))
"""
PRIMARY = """
() => [...document.querySelectorAll("body:not(.public) .btn--primary")]
  .filter((button) => button.checkVisibility() && !button.disabled)
  .map((button) => button.textContent.trim().replace(/\\s+/g, " "))
"""
CUT_OFF = """
() => {
  const foot = document.querySelector(".stage .foot"), main = document.querySelector(".stage main");
  if (!foot || !main) return [];
  const end = foot.getBoundingClientRect().top + 1, words = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), found = [];
  for (let at = words.nextNode(); at; at = words.nextNode()) {
    if (!at.data.trim() || at.parentElement.closest(".sr")) continue;
    const range = document.createRange();
    range.selectNodeContents(at);
    const box = range.getBoundingClientRect();
    if (box.height && (box.bottom > end || box.right > innerWidth + 1)) found.push(at.data.trim().slice(0, 60));
  }
  return found;
}
"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(person: Person, state: str) -> list[str]:
    """What axe finds wrong with this page, one sentence each; empty when it is accessible."""
    person.page.evaluate("() => document.fonts.ready")
    if not person.page.evaluate("() => 'axe' in window"):
        person.page.evaluate(SOURCE)
    found: list[dict[str, Any]] = person.page.evaluate(RUN, TAGS)
    return [
        f"{state} ({person.name}, {person.page.url}): {one['id']}: {one['help']}\n    "
        + "\n    ".join(one["at"])
        for one in found
    ]


def overflow(person: Person, state: str) -> list[str]:
    """How far the page is wider than its window; empty when nobody has to scroll sideways."""
    wider = person.page.evaluate(WIDER)
    return [f"{state} ({person.name}, {person.page.url}): {wider} px too wide"] if wider > 0 else []


def primaries(person: Person, state: str) -> list[str]:
    """More than one big button at once; empty when the screen says clearly what comes next. What everybody reads at home is made
    of cards that each lead somewhere.
    """
    seen: list[str] = person.page.evaluate(PRIMARY)
    return [f"{state} ({person.name}, {person.page.url}): {seen} are all primary"] if len(seen) > 1 else []


def cut_off(person: Person, state: str) -> list[str]:
    """What of a projector's scene lies under its foot or beside the screen; empty when the hall can read all of it."""
    seen: list[str] = person.page.evaluate(CUT_OFF)
    return [f"{state} ({person.name}, {person.page.url}): cut off: {text}" for text in seen]


class Report:
    """Everything found, so that one run tells all."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.states = 0

    def check(self, state: str, *people: Person, narrow: bool = False) -> None:
        for person in people:
            self.states += 1
            self.found += violations(person, state) + primaries(person, state) + cut_off(person, state)
            if narrow:
                self.found += overflow(person, state)
            if SHOTS:
                SHOTS.mkdir(parents=True, exist_ok=True)
                name = re.sub(r"\W+", "-", f"{state}-{person.name}")
                person.page.screenshot(path=SHOTS / f"{name}.png")

    def narrow(self, state: str, person: Person) -> None:
        """Only whether it fits."""
        self.found += overflow(person, state)

    def conclude(self, least: int) -> None:
        assert not self.found, f"{len(self.found)} found:\n" + "\n".join(self.found)
        assert self.states >= least


def small(hall: Hall, lang: str = "ko-KR") -> Person:
    """An old phone, 320 px wide, with the letters at 140 %."""
    person = hall.person("small" if lang == "ko-KR" else f"small {lang}", 320, 568, lang=lang, touch=True)
    person.page.add_init_script("localStorage.setItem('text-size', '3')")
    return person
