"""Deeds over the open socket: the same deed as the form's post, under the same key, without the cost of a request.

client → {"id": 7, "do": "vote", …}
server → {"re": 7, "status": 200, …} or, refused, {"re": 7, "status": 409, "say": the sentence to show}
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from app.core.errors import NotFound, Refused
from app.realtime.frames import encode
from app.realtime.topics import Topic, Viewer
from app.realtime.watchers import Watcher

log = structlog.get_logger("gongron.hub")

MESSAGE_LIMIT = 4096  # characters
BROKEN = "저희 쪽에 문제가 생겼습니다. 저장된 것은 그대로 있으니 잠시 뒤 다시 해 주세요."

Handler = Callable[[Viewer, Topic, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


def _untranslated(lang: str, sentence: str, **places: str | int) -> str:
    return sentence % places if places else sentence


class Deeds:
    """Who answers which deed, and the answers that are under way."""

    def __init__(self) -> None:
        self.translate: Callable[..., str] = _untranslated
        self.under_way: set[asyncio.Task[None]] = set()
        self._handlers: dict[tuple[str, str], Handler] = {}

    def answer(self, kind: str, do: str, handler: Handler) -> None:
        """Pages that watch this kind of topic may ask for this."""
        self._handlers[kind, do] = handler

    def heard(self, watcher: Watcher, text: str) -> None:
        """What a page said: a deed is answered, too much or too often ends the conversation, the rest means nothing."""
        if len(text) > MESSAGE_LIMIT:
            watcher.end(1009)
            return
        if not watcher.may_speak():
            watcher.end(4029)
            return
        try:
            message: Any = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(message, dict) or "do" not in message:
            return
        number = message.get("id")
        if type(number) is not int or abs(number) >= 2**53:  # what a script can count to
            return
        task = asyncio.create_task(self._do(watcher, number, message))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _do(self, watcher: Watcher, number: int, message: Mapping[str, Any]) -> None:
        topic, do = watcher.topic, message["do"]
        handler = self._handlers.get((topic.kind, do)) if isinstance(do, str) else None
        answer: Mapping[str, Any]
        try:
            if handler is None:
                raise NotFound()
            answer = {**await handler(watcher.viewer, topic, message), "re": number, "status": 200}
            frame = encode(answer)
        except Refused as refusal:
            frame = encode({"re": number, "status": refusal.status, "say": self._say(topic.lang, refusal)})
        except Exception as broken:
            log.error("deed failed", kind=topic.kind, do=do, error=type(broken).__name__)
            frame = encode({"re": number, "status": 500, "say": self.translate(topic.lang, BROKEN)})
        watcher.tell(frame)

    def _say(self, lang: str, refusal: Refused) -> str:
        sentence = self.translate(lang, refusal.sentence, **refusal.places)
        fix = self.translate(lang, refusal.fix) if refusal.fix and not refusal.fix_url else ""
        return f"{sentence} {fix}".strip()

    async def finish(self, seconds: float) -> None:
        """Let what is under way be answered, and what comes meanwhile too."""
        until = asyncio.get_running_loop().time() + seconds
        while self.under_way and (left := until - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(set(self.under_way), timeout=left)
