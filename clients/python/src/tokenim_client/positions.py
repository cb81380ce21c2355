"""Where did this device stop? Kept between two starts of the application, in whatever place it has for it."""

import asyncio
from pathlib import Path
from typing import Protocol

import msgspec


class Saved(msgspec.Struct):
    """The positions of one device of one user: the server's epoch, and a seq for each stream."""

    epoch: str = ""
    positions: dict[str, int] = {}


class Positions(Protocol):
    """A place for the positions of one device. They are saved after the application has taken the events."""

    async def load(self) -> Saved:
        """Return what was saved last; empty positions when nothing was."""

    async def save(self, saved: Saved) -> None:
        """Keep this instead of what was saved before."""


class MemoryPositions:
    """Positions that end with the object: a new one starts from the state as it is then."""

    def __init__(self) -> None:
        self._saved = Saved()

    async def load(self) -> Saved:
        """Return what was saved last."""
        return self._saved

    async def save(self, saved: Saved) -> None:
        """Keep this."""
        self._saved = saved


class FilePositions:
    """Positions in a JSON file, which is always whole: it is replaced, never changed."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    async def load(self) -> Saved:
        """Return what the file holds; empty positions when there is none."""
        return await asyncio.to_thread(self._read)

    async def save(self, saved: Saved) -> None:
        """Replace the file."""
        await asyncio.to_thread(self._write, msgspec.json.encode(saved))

    def _read(self) -> Saved:
        if not self._path.exists():
            return Saved()
        return msgspec.json.decode(self._path.read_bytes(), type=Saved)

    def _write(self, content: bytes) -> None:
        beside = self._path.with_name(self._path.name + ".new")
        beside.write_bytes(content)
        beside.replace(self._path)
