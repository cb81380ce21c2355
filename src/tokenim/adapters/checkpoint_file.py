"""How is the end of the audit's chain kept outside of the database, so that nobody can write it but this server?

Two files lie beside the data, for its owner only: `audit.key`, 32 random bytes, and `audit.checkpoint`, one line and its
HMAC-SHA256 under that key.
"""

import hmac
import os
import secrets
from pathlib import Path

from tokenim.adapters import data_lock
from tokenim.kernel.ports import Forged

CHECKPOINT, KEY = "audit.checkpoint", "audit.key"
KEY_BYTES = 32


class CheckpointFile:
    """`kernel.ports.Checkpoints` in a directory."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / CHECKPOINT
        self._key = directory / KEY

    @property
    def known(self) -> bool:
        """See `kernel.ports.Checkpoints`."""
        return self._key.exists()

    def load(self) -> bytes | None:
        """See `kernel.ports.Checkpoints`."""
        try:
            payload, _, rest = self._path.read_bytes().partition(b"\n")
            key = self._key.read_bytes()
        except FileNotFoundError:
            if self._path.exists():
                raise Forged(f"{self._key} is missing") from None
            return None
        if not hmac.compare_digest(_mac(key, payload), rest.strip()):
            raise Forged(f"{self._path} was not written with {self._key}")
        return payload

    def save(self, payload: bytes) -> None:
        """See `kernel.ports.Checkpoints`."""
        if not self.known:
            _write(self._key, secrets.token_bytes(KEY_BYTES))
        _write(self._path, payload + b"\n" + _mac(self._key.read_bytes(), payload) + b"\n")


def _mac(key: bytes, payload: bytes) -> bytes:
    return hmac.new(key, payload, "sha256").hexdigest().encode()


def _write(path: Path, data: bytes) -> None:
    """Put the file in its place whole, so that a power loss leaves the old one or the new one."""
    beside = path.with_name(path.name + ".part")
    beside.unlink(missing_ok=True)
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
    data_lock.sync(path.parent)
