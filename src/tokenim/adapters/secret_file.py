"""How is a secret kept in a file? For its user alone from the first byte on, and on the disk before anybody relies on it."""

import os
from pathlib import Path

from tokenim.adapters import data_lock


def write(path: Path, text: str) -> None:
    """Write a file of mode 0600, in the place of one that is there."""
    made = path.with_name(path.name + ".new")
    made.unlink(missing_ok=True)
    file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
    made.replace(path)
    data_lock.sync(path.parent)
