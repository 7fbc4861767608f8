"""The bus through the pub/sub of Valkey or Redis, for several processes."""

import asyncio
import json
import time
from contextlib import suppress
from secrets import SystemRandom
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.core import ids
from app.realtime.bus import Bus, State
from app.realtime.hub import Hub
from app.realtime.wire import Wire

log = structlog.get_logger("gongron.bus")

BEAT_SECONDS = 1.0  # every process says at least this often that it is there
SILENCE_SECONDS = 3.0  # whoever does not hear itself, or another, for so long has lost something
CARE_SECONDS = 1.0  # how often somebody looks whether the bus is away or a process has fallen silent
DOUBT_SECONDS = 3.0  # while the bus is away, what is watched is rendered anew this often
BREATH_SECONDS = 0.02  # between two messages: a hall's votes travel together
ANSWER_SECONDS = 2.0  # the bus answers a command in this time or counts as away
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 3.0  # before trying again, times a random number
MOST_WAITING = 1000  # different facts; with more, the others are told to ask for everything again
EXPECTED = (RedisError, OSError, TimeoutError)

chance = SystemRandom()


class ValkeyBus(Bus):
    """Several processes, through the pub/sub of Valkey or Redis. Lives in the event loop.

    A message is ``{"from": process, "n": count, "facts": […]}``; ``"facts": null`` means "ask for everything again".
    Every process hears its own messages too: so it knows that the way through the bus is open in both directions.
    """

    def __init__(self, hub: Hub, url: str, channel: str) -> None:
        super().__init__(hub)
        self.state: State = "away"
        self.me = ids.token()[:12]
        self._url, self._channel = url, channel
        self._wire: Wire
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._client: Redis | None = None
        self._waiting: dict[object, None] = {}
        self._lost = False  # something was not told: the others must ask again
        self._something = asyncio.Event()
        self._told = 0
        self._heard: dict[str, tuple[int, float]] = {}  # process → its last count, and when
        self._complained: set[str] = set()

    # -- beginning and end ---------------------------------------------------------------------------------------

    def start(self) -> None:
        super().start()
        self._wire = Wire(self.hub.facts | set(self.ears))
        self._loop = asyncio.get_running_loop()
        self._tasks = [asyncio.create_task(self._stay(), name="bus"), asyncio.create_task(self._care())]

    async def stop(self) -> None:
        await super().stop()
        self._loop = None
        await asyncio.sleep(0)  # what the writer handed over just now
        client, connected = self._client, self.state == "connected"
        if client is not None and connected and self._waiting:
            with suppress(*EXPECTED):  # the last words of a process that ends
                await self._tell(client)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.state = "away"

    # -- from here to the others ---------------------------------------------------------------------------------

    def publish(self, facts: list[object]) -> None:
        super().publish(facts)
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop ended just now
                loop.call_soon_threadsafe(self._keep, facts)

    def _keep(self, facts: list[object]) -> None:
        """Remember what to tell; the same fact twice is one. Too much, or nobody to tell it to: a gap."""
        if self._lost:
            return
        self._waiting.update((fact, None) for fact in facts if self._wire.carries(fact))
        if len(self._waiting) > MOST_WAITING:
            self._lose()
        self._something.set()

    def _lose(self) -> None:
        self._waiting.clear()
        self._lost = True

    async def _speak(self, client: Redis) -> None:
        here = asyncio.current_task()
        while here is not None and not here.cancelling():  # the client may swallow a cancellation
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._something.wait()
            await self._tell(client)
            await asyncio.sleep(BREATH_SECONDS)

    async def _tell(self, client: Redis) -> None:
        self._something.clear()
        facts = None if self._lost else [self._wire.pack(fact) for fact in self._waiting]
        self._waiting.clear()
        self._lost = False
        self._told += 1
        message = {"from": self.me, "n": self._told, "facts": facts}
        await client.publish(self._channel, json.dumps(message, ensure_ascii=False, separators=(",", ":")))

    # -- from the others to here ---------------------------------------------------------------------------------

    async def _listen(self, messages: Any) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(SILENCE_SECONDS) as patience:
            async for message in messages.listen():
                if message["type"] == "message" and self._hear(message["data"]):
                    patience.reschedule(loop.time() + SILENCE_SECONDS)

    def _hear(self, data: bytes) -> bool:
        """Pass on what another process said; True when it was ourselves."""
        try:
            match json.loads(data):
                case {"from": str(sender), "n": int(count), "facts": list() | None as packed}:
                    pass
                case _:
                    raise ValueError("not a message of ours")
        except (ValueError, RecursionError):
            self._complain("message")
            return False
        if sender == self.me:
            return True
        before = self._heard.get(sender)
        self._heard[sender] = (count, time.monotonic())
        if packed is None or (before is not None and count != before[0] + 1):
            self.hub.doubt()
        try:
            facts = [self._wire.unpack(one) for one in packed or ()]
        except ValueError:
            self._complain("fact")
            self.hub.doubt()  # another version speaks of something: look what it is
        else:
            heard = [fact for fact in facts if fact is not None]
            self.hub.publish(heard)
            for fact in heard:
                for listener in self.ears.get(type(fact), ()):
                    listener([fact])
        return False

    def _complain(self, about: str) -> None:
        if about not in self._complained:
            self._complained.add(about)
            log.warning("the bus brought something unreadable", about=about)

    # -- the link ------------------------------------------------------------------------------------------------

    async def _stay(self) -> None:
        """Connect, talk, and after every loss try again, each process after a pause of its own."""
        tries, logged = 0, False
        while True:
            try:
                await self._talk()
            except Exception as broken:  # the bus must outlive whatever happens to it
                if self.state == "connected":
                    tries, logged = 0, False
                self.state = "away"
                self._lose()
                self.hub.doubt()
                why = _first(broken)
                if not logged:
                    logged = True
                    known = isinstance(why, EXPECTED)
                    log.warning("the bus is away", error=type(why).__name__, exc_info=not known and why)
            tries = min(tries + 1, 8)
            await asyncio.sleep(chance.random() * min(LONGEST_PAUSE, FIRST_PAUSE * 2**tries))

    async def _talk(self) -> None:
        # No retries inside: a connection that came back silently would hide what was lost meanwhile.
        client = Redis.from_url(
            self._url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )
        messages = client.pubsub()
        try:
            await messages.subscribe(self._channel)
            await client.ping()
            self._client, self.state = client, "connected"
            self._heard.clear()
            log.info("the bus is connected")
            self.hub.doubt()  # what was told before we listened
            async with asyncio.TaskGroup() as both:
                both.create_task(self._listen(messages))
                both.create_task(self._speak(client))
        finally:
            self._client = None
            for one in (messages, client):
                with suppress(*EXPECTED):
                    await one.aclose()

    async def _care(self) -> None:
        """The net under it all: while the bus is away, ask; when another process falls silent, ask what it did last."""
        asked = time.monotonic()
        while True:
            await asyncio.sleep(CARE_SECONDS)
            now = time.monotonic()
            silent = [sender for sender, (_, at) in self._heard.items() if at < now - SILENCE_SECONDS]
            for sender in silent:
                del self._heard[sender]
            if silent or (self.state == "away" and now >= asked + DOUBT_SECONDS):
                asked = now
                self.hub.doubt()


def _first(broken: BaseException) -> BaseException:
    while isinstance(broken, BaseExceptionGroup):
        broken = broken.exceptions[0]
    return broken
