"""A deed on its way to the writer, and who waits for its answer: a thread or a coroutine."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from app.core.errors import Refused


class Deed:
    """``function(db, *args, **kwargs)``; with ``shared``, ``function(db, items)`` for all neighbours that name it too."""

    __slots__ = ("args", "function", "future", "kwargs", "later", "queued", "shared")

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        shared: bool = False,
        later: asyncio.Future[Any] | None = None,
    ) -> None:
        self.function, self.args, self.kwargs, self.shared = function, args, kwargs, shared
        self.later = later
        self.future: Future[Any] | None = Future() if later is None else None
        self.queued = time.monotonic()

    @property
    def item(self) -> Any:
        """What a shared deed does for this one caller."""
        return self.args[0]

    def begin(self) -> bool:
        """From here on nobody can call it back; False when somebody already has."""
        if self.future is not None:
            return self.future.set_running_or_notify_cancel()
        return self.later is not None and not self.later.cancelled()


Answer = tuple[Deed, Any, BaseException | None]


def neighbours(batch: Iterable[Deed]) -> Iterator[list[Deed]]:
    """Deeds in their order, those that may share one call together; the order of different deeds is kept."""
    run: list[Deed] = []
    for deed in batch:
        if run and not (deed.shared and run[-1].shared and deed.function == run[-1].function):
            yield run
            run = []
        run.append(deed)
    if run:
        yield run


def outcome(deed: Deed, result: Any) -> Answer:
    """A shared deed gives refusals back as values, one for each caller."""
    return (deed, None, result) if isinstance(result, Refused) else (deed, result, None)


def deliver(answers: Sequence[Answer]) -> None:
    """Answer everyone: threads one by one, all coroutines of a loop with one call into it."""
    loops: defaultdict[asyncio.AbstractEventLoop, list[Answer]] = defaultdict(list)
    for answer in answers:
        deed, value, error = answer
        if deed.later is not None:
            loops[deed.later.get_loop()].append(answer)
        elif deed.future is not None:
            _settle(deed.future, value, error)
    for loop, theirs in loops.items():
        with suppress(RuntimeError):  # the loop is gone, and with it whoever waited
            loop.call_soon_threadsafe(_settle_all, theirs)


def _settle_all(answers: Sequence[Answer]) -> None:
    for deed, value, error in answers:
        if deed.later is not None and not deed.later.done():
            _settle(deed.later, value, error)


def _settle(future: Future[Any] | asyncio.Future[Any], value: Any, error: BaseException | None) -> None:
    if error is None:
        future.set_result(value)
    else:
        future.set_exception(error)
