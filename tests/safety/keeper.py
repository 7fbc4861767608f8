"""``python -m tests.safety.keeper FOLDER``: puts keys into a vault and destroys some, and says so as soon as it is done."""

import hashlib
import os
import secrets
import sys
from pathlib import Path

from app.core.vault import Vault


def content_of(name: str) -> bytes:
    """Every key says which it is."""
    return hashlib.sha256(name.encode()).digest()


def main(folder: str) -> None:
    vault, kept = Vault(Path(folder)), []
    while True:
        name = f"{secrets.token_hex(16)}.box"
        vault.put(name, content_of(name))
        os.write(1, f"put {name}\n".encode())
        kept.append(name)
        if len(kept) > 2:
            gone = kept.pop(0)
            vault.destroy(gone)
            os.write(1, f"gone {gone}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
