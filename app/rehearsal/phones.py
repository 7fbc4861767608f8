"""One simulated resident: comes in by the QR, keeps a socket, sees the steps, sends ideas, 공감 and votes, loses the net.

It does what the page's scripts do (static/js/behaviours/live.js and posting.js): a vote goes over the open socket first, and as
a form under the same key when no answer came. In some networks no socket gets through: such a phone asks now and then.
"""

import asyncio
import json
import random
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from app.core import ids
from app.rehearsal.lines import Lost, until
from app.rehearsal.rules import Said
from app.rehearsal.screens import Ballot, Shown
from app.rehearsal.sockets import Socket
from app.rehearsal.wires import Answer, Browser

CSRF = re.compile(r'<meta name="csrf-token" content="([0-9a-f]{64})"')
TOPIC = re.compile(r'data-topic="([a-z]+:[^"]+)"')
REGION = re.compile(r'data-region="([a-z_]+)" data-version="([0-9a-f]*)"')
ASSET = re.compile(r'(?:href|src)="(/static/[^"#]+)"')
RETRIES = 40
BUSY = 503
COME_BACK = 4001
BACKOFF = 8.0
ASK_AGAIN = (5.0, 10.0)  # seconds, where no socket gets through


@dataclass
class Cast:
    """What this phone sent last for one ballot, and what of it was answered."""

    keys: set[str] = field(default_factory=set)
    acknowledged: tuple[str, Said] | None = None


@dataclass(eq=False)
class Phone(Shown):
    """One browser in one hand. ``name``: what it types where a ballot is named; ``socketless``: no socket gets through."""

    base: str
    number: str
    dice: random.Random
    name: str = "주민"
    socketless: bool = False
    token: str = ""
    topic: str = ""
    casts: dict[int, Cast] = field(default_factory=dict)
    connected: bool = False
    slow: bool = False  # its own network is bad at the moment
    again: float = 0.0  # seconds over which the server wants those who lost it to come back
    failures: int = 0
    busy: int = 0
    unanswered: int = 0
    over_socket: int = 0  # votes answered there
    over_post: int = 0
    _socket: Socket | None = None
    _living: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.browser = Browser(self.base)
        self.room = f"/m/{self.number}"

    # -- coming in -----------------------------------------------------------------------------------------------

    async def arrive(self) -> float:
        """From the QR to the first live screen; returns the seconds it took."""
        began = time.monotonic()
        await self.browser.get(f"/{int(self.number)}")
        door = await self._page(self.room)
        entered = await self.browser.post(f"{self.room}/attendance", [("lang", "ko")], self.token)
        if entered.status not in (200, 204, 303):
            raise Lost(f"참여하기: {entered.status}")
        page = await self._page(self.room)
        for address in dict.fromkeys(ASSET.findall(door.text + page.text)):
            await self.browser.get(address)
        await self.watch()
        return time.monotonic() - began

    async def watch(self) -> None:
        """Open the socket and keep it open, whatever happens, until ``leave``."""
        self._living = asyncio.create_task(self._ask_again() if self.socketless else self._live())
        if not await until(lambda: self.connected, 60):
            raise Lost("화면이 이어지지 않았습니다.")

    async def _page(self, path: str) -> Answer:
        page = await self.browser.get(path)
        if page.status != 200:
            raise Lost(f"{path}: {page.status}")
        if found := CSRF.search(page.text):
            self.token = found[1]
        if topic := TOPIC.search(page.text):
            self.topic = topic[1]
        return page

    # -- what it hears ---------------------------------------------------------------------------------------------

    async def _live(self) -> None:
        tries = 0
        while True:
            try:
                self._socket = await self.browser.socket(f"/stream?topic={self.topic}")
                self._socket.send({"have": self.versions})
                self.connected = bool(self.shown)  # what it lacks comes at once; maybe it lacks nothing
                while True:
                    message = await self._socket.next()
                    self.again = float(message.get("again", self.again))
                    self.take(message.get("regions", {}))
                    self.connected, tries = True, 0
            except Lost as lost:
                self.connected = False
                if self._socket is not None:
                    self._socket.cut()
                tries += 1
                await asyncio.sleep(self._pause(tries, lost))

    def _pause(self, tries: int, lost: Lost) -> float:
        """How long until the next try: what the server said in its goodbye, or at random within what it said before."""
        if lost.code == COME_BACK:
            return lost.seconds
        return self.dice.uniform(0, max(self.again if tries == 1 else 0, min(BACKOFF, 0.5 * 2**tries)))

    async def _ask_again(self) -> None:
        while True:
            try:
                self.take(await self._snapshot())
                self.connected = True
            except Lost:
                self.connected = False
            await asyncio.sleep(self.dice.uniform(*ASK_AGAIN))

    async def _snapshot(self) -> dict[str, Any]:
        answer = await self.browser.get(f"/snapshot?topic={self.topic}")
        if answer.status != 200:
            raise Lost(f"snapshot: {answer.status}")
        regions: dict[str, Any] = json.loads(answer.body)["regions"]
        return regions

    def lose_the_net(self) -> None:
        """The connection breaks without a word; the phone comes back by itself."""
        if self._socket is not None:
            self._socket.cut()

    async def be_slow(self, seconds: float) -> None:
        """Read nothing for a while."""
        slow = self._socket
        if slow is not None:
            self.slow = True
            slow.stall()
            await asyncio.sleep(seconds)
            slow.go_on()
            self.slow = False

    # -- what it sends -------------------------------------------------------------------------------------------

    async def send(self, path: str, fields: list[tuple[str, str]], *, late: bool = False) -> bool:
        """Send until it is answered, as the page's script does, under the same key. False: it was refused.

        ``late``: a refusal because the moment is over (409) is no failure.
        """
        for attempt in range(RETRIES):
            try:
                answer = await self.browser.post(path, fields, self.token)
            except Lost:
                await asyncio.sleep(self.dice.uniform(0.2, min(BACKOFF, 0.5 * 1.5**attempt)))
                continue
            if answer.status == BUSY:
                self.busy += 1
                await asyncio.sleep(
                    float(answer.headers.get("retry-after", "1")) * self.dice.uniform(0.5, 1.5)
                )
                continue
            if answer.status < 400:
                return True
            if not (late and answer.status in (409, 429)):
                self.failures += 1
            return False
        self.unanswered += 1
        return False

    async def vote(self, ballot: Ballot) -> float | None:
        """Choose and send; returns the seconds until it was answered, None when it was not taken."""
        choices = ballot.some(self.dice)
        key = ids.token()[:32]
        cast = self.casts.setdefault(ballot.id, Cast())
        if cast.acknowledged is not None:
            cast.keys.add(cast.acknowledged[0])
        cast.keys.add(key)
        cast.acknowledged = None
        began = time.monotonic()
        name = self.name if ballot.named else ""
        told = await self._over_the_socket(ballot, choices, key, name)
        if told is None:  # nobody heard it, or nobody answered: the form says it again, and it counts once
            fields = [*(("choice", str(choice)) for choice in choices), ("key", key)]
            fields += [("name", name)] if ballot.named else []
            fields += [("declared", "1")] if ballot.declares else []
            if not await self.send(f"{self.room}/ballots/{ballot.id}/my-vote", fields):
                return None
            self.over_post += 1
        elif told >= 400:
            self.failures += 1
            return None
        else:
            self.over_socket += 1
        cast.keys, cast.acknowledged = {key}, (key, Said(choices, name))
        return time.monotonic() - began

    async def _over_the_socket(
        self, ballot: Ballot, choices: tuple[int, ...], key: str, name: str
    ) -> int | None:
        """The status of the answer; None: send the form."""
        if self._socket is None:
            return None
        said = {"key": key, "name": name, "declared": int(ballot.declares)}
        asked = {"do": "vote", "ballot": ballot.id, "choice": choices, **said}
        told = await self._socket.ask(asked)
        if told is None or told["status"] == 404:
            return None
        if told["status"] == BUSY:
            self.busy += 1
            return None
        for kept in SimpleCookie(told.get("cookie", "")).values():
            self.browser.cookies[kept.key] = kept.value
        return int(told["status"])

    async def think(self, item: int, text: str) -> bool:
        return await self.send(
            f"{self.room}/items/{item}/ideas", [("text", text), ("key", ids.token()[:32])], late=True
        )

    async def support(self, idea: int) -> bool:
        return await self.send(f"{self.room}/ideas/{idea}/support", [], late=True)

    async def fresh(self) -> dict[str, str]:
        """The versions a new visitor would get now."""
        return {name: frame["v"] for name, frame in (await self._snapshot()).items()}

    async def leave(self) -> None:
        if self._living is not None:
            self._living.cancel()
            await asyncio.gather(self._living, return_exceptions=True)
        if self._socket is not None:
            self._socket.cut()
        self.browser.close()
