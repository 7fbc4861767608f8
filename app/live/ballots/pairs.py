"""The key between two linked secret ballots (``<key_id of the first>.pair``): made when the first is closed, destroyed when the
final one is. It turns a participant into a tag that exists for these two alone, and seals which option the first vote stood
on – no receipt number, no nonce, so that nothing of it leads to a published vote.
"""

import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from app.core.vault import Vault

PADDED = 16  # bytes of every sealed option, so that its length tells nothing


@dataclass(frozen=True)
class PairKey:
    """The secret of one pair."""

    secret: bytes

    def _derived(self, purpose: str) -> bytes:
        return hmac.new(self.secret, purpose.encode(), hashlib.sha256).digest()

    @cached_property
    def _tagging(self) -> bytes:
        return self._derived("tag")

    @cached_property
    def _seal(self) -> SealedBox[PublicKey]:
        return SealedBox(PrivateKey(self._derived("box")).public_key)

    @cached_property
    def _open(self) -> SealedBox[PrivateKey]:
        return SealedBox(PrivateKey(self._derived("box")))

    def tag(self, participant_key: str) -> str:
        """Stands for one participant between these two ballots."""
        return hmac.new(self._tagging, participant_key.encode(), hashlib.sha256).hexdigest()

    def seal(self, option: int) -> bytes:
        """An option in an envelope."""
        return self._seal.encrypt(str(option).encode().ljust(PADDED))

    def unseal(self, box: bytes) -> int:
        """And out of it."""
        return int(self._open.decrypt(box))


def new_pair_key(vault: Vault, key_id: str) -> PairKey:
    """On disk before it is used. One of a closing that was never committed is used again: it has sealed nothing."""
    with suppress(FileExistsError):
        vault.put(f"{key_id}.pair", random(32))
    found = pair_key_of(vault, key_id)
    assert found is not None
    return found


def pair_key_of(vault: Vault, key_id: str) -> PairKey | None:
    """The key, until it is destroyed."""
    secret = vault.get(f"{key_id}.pair")
    return PairKey(secret) if secret is not None else None


def destroy_pair_key(vault: Vault, key_id: str) -> None:
    """What was kept of the first vote cannot be opened any more."""
    vault.destroy(f"{key_id}.pair")
