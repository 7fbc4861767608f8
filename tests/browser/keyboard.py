"""Tab through a page as somebody without a mouse does, and what they could not see."""

from typing import TypedDict

from tests.browser.people import Person

FURTHEST = 150
AT = """
() => {
  const el = document.activeElement;
  if (!el || el === document.body) return null;
  const label = el.closest("label") || el, drawn = [el, label].some((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = (el.type === "checkbox" || el.type === "radio" ? label : el).getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const spots = [box.top + 4, box.top + box.height / 2, box.bottom - 4].filter((y) => y > 0 && y < innerHeight);
  const open = spots.some((y) => {
    const top = document.elementFromPoint(x, y);
    return top && (el.contains(top) || top.contains(el) || label.contains(top));
  });
  const seen = window.walked.has(el);
  return {name: (el.getAttribute("aria-label") || el.textContent || el.name || el.id || el.tagName).trim().replace(/\\s+/g, " ").slice(0, 40)
    + " <" + el.tagName.toLowerCase() + " " + el.className + ">", drawn, inside, open, seen};
}
"""


class Stop(TypedDict):
    """Where the focus is: what it is called, whether one sees it, whether it was here before."""

    name: str
    drawn: bool
    inside: bool
    open: bool
    seen: bool


def arrived(person: Person) -> Stop | None:
    """Where the focus is now, once it is drawn: a busy machine takes a moment."""
    for _ in range(10):
        stop: Stop | None = person.page.evaluate(AT)
        if stop is None or (stop["drawn"] and stop["inside"] and stop["open"]):
            break
        person.page.wait_for_timeout(50)
    if stop is not None and not stop["seen"]:
        person.page.evaluate("() => window.walked.add(document.activeElement)")
    return stop


def walk(person: Person) -> tuple[list[str], list[str]]:
    """Once through the page by Tab: every stop, and what is wrong with some."""
    page, stops, wrong = person.page, [], []
    page.evaluate(
        "() => { window.walked = new Set(); document.activeElement.blur(); window.scrollTo(0, 0); }"
    )
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        stop = arrived(person)
        if stop is None or stop["seen"]:
            break
        stops.append(stop["name"])
        if not stop["drawn"]:
            wrong.append(f"{stop['name']}: nothing shows that it has the focus")
        if not stop["inside"] or not stop["open"]:
            wrong.append(f"{stop['name']}: has the focus where nobody sees it")
    return stops, wrong
