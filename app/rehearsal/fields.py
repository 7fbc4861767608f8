"""A form of the console as a browser would send it back when nothing is touched."""

from html.parser import HTMLParser


class Fields(HTMLParser):
    """``sent``: name and value of every field of the form that goes to this address."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._action, self._inside, self._list = action, False, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action") == self._action
        elif not self._inside:
            return
        elif tag == "select":
            self._list = given.get("name", "")
        elif tag == "option" and self._list and "selected" in given:
            self.sent.append((self._list, given.get("value", "")))
        elif tag == "input" and "name" in given and (given.get("type") != "checkbox" or "checked" in given):
            self.sent.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._list = ""
