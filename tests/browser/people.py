"""People in front of real browsers, and what they complain about."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, Response

from app.accounts.actions import start_login
from app.core.settings import PROJECT
from tests.world import World

PICTURES = PROJECT / "tests" / "browser" / "pictures"
SHOWN_ADDRESS = "http://jongno.example"  # what the wall prints
PATIENCE = 15_000  # ms; a machine that runs two of these at once is slow, and waiting longer proves no less
SLOW = 30000  # a whole page, on a machine that has three tests and their browsers to run
WANTED = bool(os.environ.get("GONGRON_PICTURES"))
SHOTS = (
    Path(os.environ["GONGRON_SHOTS"]) if "GONGRON_SHOTS" in os.environ else None
)  # a folder to look at every state

# A page that leaves while its socket is still on the way: nothing was lost.
HASTE = "WebSocket is closed before the connection is established"

# What a page blocked by its policy would otherwise only whisper to the developer tools.
LISTEN = """
addEventListener("securitypolicyviolation", (e) =>
  console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
"""

NOTE = """
([selector, words]) => {
  window.noticed = new Promise((done, missed) => {
    const look = () => {
      const one = [...document.querySelectorAll(selector)].find((el) => el.textContent.includes(words));
      if (one) done();
    };
    setTimeout(() => missed(new Error("never came: " + selector + " " + words)), 15000);
    new MutationObserver(look).observe(document.documentElement, {subtree: true, childList: true, characterData: true});
  });
  window.noticed.catch(() => {});
}
"""


@dataclass
class Person:
    """One page in one browser of its own; ``complaints`` is everything that went wrong in it."""

    name: str
    page: Page
    complaints: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    got: list[Response] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def go(self, address: str) -> Response:
        answer = self.page.goto(address)
        assert answer is not None
        return answer

    @contextmanager
    def forgiving(self, *words: str) -> Iterator[None]:
        """For as long as the block runs, messages with these words are no complaint."""
        self.forgiven.extend(words)
        try:
            yield
        finally:
            self._listens()  # whatever the page has said until now has arrived
            for word in words:
                self.forgiven.remove(word)

    def text(self, selector: str) -> str:
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def _listens(self) -> None:
        """The page has answered once, whichever page that is: it may be leaving for the next one."""
        while True:
            try:
                self.page.evaluate("1")
                return
            except Error as gone:
                if "navigation" not in gone.message:
                    raise
                self.page.wait_for_load_state("domcontentloaded")

    def linked(self) -> None:
        """Its socket is open."""
        self.page.wait_for_function("() => window.live && window.live.open()")

    def sees(self, selector: str, *, within: float = PATIENCE) -> None:
        """It is there, and the page's scripts have begun: a hand is never quicker than both."""
        self.page.locator(selector).first.wait_for(state="visible", timeout=within)
        self.page.wait_for_load_state("domcontentloaded")

    def misses(self, selector: str, *, within: float = PATIENCE) -> None:
        self.page.locator(selector).first.wait_for(state="hidden", timeout=within)

    def reads(self, text: str, *, within: float = PATIENCE) -> None:
        """Somewhere on the page, visibly."""
        self.page.get_by_text(text).filter(visible=True).first.wait_for(timeout=within)

    def expects(self, selector: str, words: str = "") -> None:
        """From now on this page notes when such an element, with these words in it, is first there."""
        self.page.evaluate(NOTE, [selector, words])

    def noticed(self) -> None:
        """What was expected has come, or comes now, by itself."""
        self.page.evaluate("() => window.noticed")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and HASTE not in message.text:
            self._complain(f"{message.type}: {message.text} {message.location.get('url', '')}")

    def _complain(self, what: str) -> None:
        if not any(word in what for word in self.forgiven):
            self.complaints.append(f"{self.name} at {self.page.url}: {what}")


@dataclass
class Hall:
    """The service, the world behind it, and everybody's browsers."""

    chromium: Browser
    world: World
    address: str
    people: list[Person] = field(default_factory=list)

    def person(
        self,
        name: str,
        width: int,
        height: int,
        *,
        lang: str = "ko-KR",
        touch: bool = False,
        signed_in: str = "",
        scripts: bool = True,
        scale: float = 1,
        bypass_csp: bool = False,
    ) -> Person:
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            locale=lang,
            timezone_id="Asia/Seoul",
            has_touch=touch,
            is_mobile=touch,
            device_scale_factor=scale,
            java_script_enabled=scripts,
            bypass_csp=bypass_csp,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(SLOW)
        if signed_in:
            token = self.world.write(start_login, self.world.accounts[signed_in])
            name_of_cookie = self.world.settings.cookie("login")
            context.add_cookies([{"name": name_of_cookie, "value": token, "url": self.address}])
        return self.tab(name, context)

    def tab(self, name: str, context: BrowserContext) -> Person:
        """Another tab of the same browser."""
        person = Person(name, context.new_page())
        page = person.page
        page.add_init_script(LISTEN)
        page.on("console", person._heard)
        page.on("pageerror", lambda error: person._complain(f"script: {error}"))
        page.on("request", lambda request: self._asked(person, request))
        page.on("response", lambda answer: person.got.append(answer))
        page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda frame: person.frames.append(str(frame))),
        )
        self.people.append(person)
        return person

    def _asked(self, person: Person, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.address).netloc:
            person.complaints.append(f"{person.name} asked another host: {request.url}")

    def phone(
        self, name: str = "phone", *, lang: str = "ko-KR", scripts: bool = True, **more: float
    ) -> Person:
        return self.person(name, 390, 844, lang=lang, touch=True, scripts=scripts, scale=more.get("scale", 1))

    def picture(self, person: Person, name: str) -> None:
        """A picture for the README, when pictures are wanted."""
        if WANTED:
            PICTURES.mkdir(exist_ok=True)
            person.page.screenshot(path=PICTURES / f"{name}.png")

    def nobody_complains(self) -> None:
        """No console error, no blocked script, no other host, in any page so far."""
        complaints = [complaint for person in self.people for complaint in person.complaints]
        assert not complaints, "\n".join(complaints)

    def leave(self) -> None:
        for person in self.people:
            person.context.close()
        self.people.clear()
