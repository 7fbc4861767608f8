"""The envelope of a vote: who may open it, what its receipt says, and what is destroyed afterwards.

Two secrets belong to a ballot. ``<key_id>.box`` (the seed of the box that seals choices and of the nonces) is destroyed
when the ballot is sealed; ``<key_id>.tag`` (which turns a participant into a tag) after the objection window. Both lie in the vault, outside the database. Everything here is deterministic but the seal itself, so the same vote sent
twice gets the same receipt without a receipt being stored anywhere.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey
from nacl.utils import random

from app.core.vault import Vault
from app.live.counts.channels import Channel

SEPARATOR = "\x1f"
PADDED = 384  # bytes of every sealed choice, so that its length tells nothing


def _mac(key: bytes, *parts: str) -> str:
    return hmac.new(key, SEPARATOR.join(parts).encode(), hashlib.sha256).hexdigest()


def tracker_of(poll: str, key: str, nonce: str) -> str:
    """접수 확인 번호: sixteen readable letters. The phone's own key comes first, so no two voters can be given one."""
    raw = hashlib.sha256(SEPARATOR.join(("tracker", poll, key, nonce)).encode()).digest()
    code = base64.b32encode(raw).decode()[:16]
    return "-".join(code[i : i + 4] for i in range(0, 16, 4))


def commitment_of(poll: str, choices: Sequence[int], tracker: str, nonce: str, name: str) -> str:
    """What the ledger holds of a vote: binds the choice, tells nothing about it before the nonce is published.

    ``choices`` as ``counts.rules.written`` gives them: their order may be the vote.
    """
    ids = ",".join(map(str, choices))
    return hashlib.sha256(SEPARATOR.join(("vote", poll, ids, tracker, nonce, name)).encode()).hexdigest()


@dataclass(frozen=True)
class Opening:
    """What is published of one vote after closing."""

    tracker: str
    choices: tuple[int, ...]
    nonce: str
    key: str
    name: str = ""
    channel: Channel = Channel.PHONE

    def commitment(self, poll: str) -> str:
        return commitment_of(poll, self.choices, self.tracker, self.nonce, self.name)


def opening(
    poll: str,
    choices: Sequence[int],
    key: str,
    nonce: str,
    name: str,
    channel: Channel = Channel.PHONE,
) -> Opening:
    """The one opening of these choices under this key and nonce."""
    return Opening(tracker_of(poll, key, nonce), tuple(choices), nonce, key, name, channel)


@dataclass(frozen=True)
class Keys:
    """The secrets of one open ballot."""

    tagging: bytes
    nonces: bytes
    private: bytes

    def tag(self, participant_key: str) -> str:
        """Stands for one participant in this ballot alone."""
        return _mac(self.tagging, "tag", participant_key)

    def nonce(self, tag: str, key: str) -> str:
        return _mac(self.nonces, "nonce", tag, key)

    def key_mac(self, tag: str, key: str) -> str:
        """Remembers that a key was answered, without the key."""
        return _mac(self.nonces, "key", tag, key)

    def body_mac(self, tag: str, key: str, body: str) -> str:
        """And with what."""
        return _mac(self.nonces, "body", tag, key, body)

    @cached_property
    def _seal(self) -> SealedBox[PublicKey]:
        return SealedBox(PrivateKey(self.private).public_key)

    @cached_property
    def _open(self) -> SealedBox[PrivateKey]:
        return SealedBox(PrivateKey(self.private))

    def seal(self, vote: Opening) -> bytes:
        """The choices in an envelope of one size for all."""
        said = [list(vote.choices), vote.key, vote.nonce]
        if vote.channel is not Channel.PHONE:
            said.append(vote.channel.value)
        return self._seal.encrypt(json.dumps(said, separators=(",", ":")).encode().ljust(PADDED))

    def unseal(self, poll: str, box: bytes) -> Opening:
        """Open an envelope after closing."""
        choices, key, nonce, *by = json.loads(self._open.decrypt(box))
        return opening(poll, choices, key, nonce, "", Channel(by[0]) if by else Channel.PHONE)


def _derived(seed: bytes, purpose: str) -> bytes:
    return hmac.new(seed, purpose.encode(), hashlib.sha256).digest()


def public_of(seed: bytes) -> str:
    """The public key of the box that a seed belongs to, in hex."""
    return bytes(PrivateKey(_derived(seed, "box")).public_key).hex()


def new_keys(vault: Vault, key_id: str, seed: bytes = b"") -> str:
    """Make a ballot's keys (again, from a known seed) and have them on disk. Returns the public key of the box, in hex."""
    seed = seed or random(32)
    for name, secret in ((f"{key_id}.box", seed), (f"{key_id}.tag", _derived(seed, "tag"))):
        with suppress(FileExistsError):  # one of the two was not lost
            vault.put(name, secret)
    return public_of(seed)


def seed_of(vault: Vault, key_id: str) -> bytes | None:
    """What is split into pieces for the day this computer is lost."""
    return vault.get(f"{key_id}.box")


_known: dict[tuple[str, str], Keys] = {}


def keys_of(vault: Vault, key_id: str) -> Keys | None:
    """The keys of an open ballot; None when they were destroyed or are not on this machine."""
    seed, tagging = vault.get(f"{key_id}.box"), vault.get(f"{key_id}.tag")
    place = (str(vault.folder), key_id)
    if seed is None or tagging is None:
        _known.pop(place, None)
        return None
    found = _known.get(place)
    if found is None:
        found = _known[place] = Keys(tagging, _derived(seed, "nonces"), _derived(seed, "box"))
    return found


def tag_of(vault: Vault, key_id: str, participant_key: str) -> str | None:
    """A participant's tag while the tag key exists (until the objection window is over)."""
    tagging = vault.get(f"{key_id}.tag")
    return _mac(tagging, "tag", participant_key) if tagging is not None else None


def destroy_box(vault: Vault, key_id: str) -> None:
    """After sealing: nobody can open an envelope or repeat a nonce any more."""
    _known.pop((str(vault.folder), key_id), None)
    vault.destroy(f"{key_id}.box")


def destroy_tags(vault: Vault, key_id: str) -> None:
    """After the objection window: a tag stands for nobody any more."""
    _pens.pop((str(vault.folder), key_id), None)
    vault.destroy(f"{key_id}.tag")


# -- receipts are signed -------------------------------------------------------------------------------------------


_pens: dict[tuple[str, str], SigningKey] = {}


def pen_of(vault: Vault, key_id: str) -> SigningKey | None:
    """What signs the receipts of one ballot; None once its tag key is destroyed.

    It comes from the ballot's own seed, so two pieces of that bring it back too, on whatever machine.
    """
    tagging = vault.get(f"{key_id}.tag")
    place = (str(vault.folder), key_id)
    if tagging is None:
        _pens.pop(place, None)
        return None
    if place not in _pens:
        _pens[place] = SigningKey(_derived(tagging, "pen"))
    return _pens[place]


def signature(key: SigningKey, poll: str, tracker: str, commitment: str, head: str) -> str:
    """Ed25519 over what the receipt says, in hex."""
    words = SEPARATOR.join(("receipt", poll, tracker, commitment, head))
    return key.sign(words.encode()).signature.hex()
