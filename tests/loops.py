"""Coroutines in tests, each in a thread and loop of its own: the browser's driver keeps a loop in the main thread."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a plain function that starts a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *args, **kwargs).result()


def run(story: Coroutine[Any, Any, T]) -> T:
    """Play a coroutine to its end."""
    return apart(asyncio.run, story)
