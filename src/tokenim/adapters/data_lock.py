"""Who has the data directory? One process at a time; the system takes the lock back when the process ends."""

import fcntl
import os
from pathlib import Path

NAME = "tokenim.lock"


class InUse(Exception):
    """Another process has the data directory."""


def make(directory: Path) -> None:
    """Make the directory if it is not there, so that its name outlives a power loss too."""
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The one above always: the start that made the directory may have ended before it was on the disk.
    above = {directory.parent, *(path.parent for path in missing)}
    for path in sorted(above, reverse=True):
        if os.access(path, os.R_OK):
            sync(path)


def sync(path: Path) -> None:
    """Wait until what a file holds, or which names are in a directory, is on the disk."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


class DataLock:
    """The lock of a data directory. The file stays; only the lock on it says something."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / NAME
        self._file = -1

    def take(self) -> None:
        """Take the lock, or raise `InUse` with a sentence for the operator."""
        make(self._path.parent)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise InUse(
                f"A server (or another command) is using {self._path.parent.absolute()}. Stop it first."
            ) from None
        self._file = file

    def release(self) -> None:
        """Give the lock back; without one nothing happens."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
