"""argon2id for staff passwords. Slow on purpose, so it runs in a few threads of its own and never in the writer."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

AT_ONCE = 2
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 letters nobody confuses on paper

_hasher = PasswordHasher()
# The hash of no password anybody knows: checking against it takes as long as checking a real one. Written, not
# computed: every start of a process would take a quarter of a second longer.
_COSTS = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
_NOBODY = f"$argon2id$v=19${_COSTS}${'A' * 22}${'A' * 43}"
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")


def hashed(password: str) -> str:
    """An argon2id hash with its own salt and parameters."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Is it the password? Takes the same time when there is no account (``stored`` is None)."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


async def verified(stored: str | None, password: str) -> bool:
    """``matches`` in a thread; only ``AT_ONCE`` run together, the others wait."""
    return await asyncio.get_running_loop().run_in_executor(_threads, matches, stored, password)


async def prepared(password: str) -> str:
    """``hashed`` in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hashed, password)


def fresh() -> str:
    """A password to hand over once: sixteen letters in fours, 80 random bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))
