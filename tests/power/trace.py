"""What did the process ask of the system, in which order? The log of strace, read into operations on files and sockets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CALLS = (
    "openat,mkdir,unlink,rename,pwrite64,pwritev,pwritev2,write,writev,sendto,sendmsg,"
    "ftruncate,fallocate,fsync,fdatasync,mmap"
)
"""Everything that changes a file, makes it durable or tells a client."""


class Write(NamedTuple):
    """Bytes went into a file, as far as other processes can see."""

    file: str
    offset: int
    data: bytes


class Cut(NamedTuple):
    """A file has another length."""

    file: str
    size: int


class Sync(NamedTuple):
    """What was done to a file or directory before the operation number `begun` is on the disk."""

    file: str
    begun: int


class Made(NamedTuple):
    """A name is in its directory, if it was not."""

    file: str
    folder: bool = False


class Gone(NamedTuple):
    """A name is no longer in its directory."""

    file: str


class Told(NamedTuple):
    """Bytes began their way to a client."""

    data: bytes


Op = Write | Cut | Sync | Made | Gone | Told

_HEX = r"(?:\\x[0-9a-f]{2})*"
_LINE = re.compile(r"^(\d+) +(.*)$", re.DOTALL)
_CALL = re.compile(r"^(\w+)\((.*)\) += (-?\d+)", re.DOTALL)
_FILE = re.compile(rf"^\d+<({_HEX})>(\(deleted\))?(.*)$", re.DOTALL)
_TEXT = re.compile(rf'"({_HEX})"')
_OFFSET = re.compile(r", (\d+)$")
_UNFINISHED = " <unfinished ...>"
_RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$", re.DOTALL)


class UnknownWrite(Exception):
    """The trace holds a change of a file that the simulation does not know."""


def read(log: Path, directory: Path) -> list[Op]:
    """Return the operations on files in `directory`, and on sockets, in the order of their ends (sockets: beginnings)."""
    return _Reader(str(directory)).read(log)


class _Reader:
    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._above = str(Path(directory).parent)
        self._begun: dict[str, tuple[str, int]] = {}
        self._ops: list[Op] = []

    def read(self, log: Path) -> list[Op]:
        with log.open() as lines:
            for line in lines:
                found = _LINE.match(line.rstrip("\n"))
                if found:
                    self._take(found[1], found[2])
        return self._ops

    def _take(self, thread: str, text: str) -> None:
        if text.endswith(_UNFINISHED):
            text = text.removesuffix(_UNFINISHED)
            self._ops.extend(self._telling(text))
            self._begun[thread] = (text, len(self._ops))
        elif resumed := _RESUMED.match(text):
            head, begun = self._begun.pop(thread)
            self._ops.extend(self._done(head + resumed[1], begun))
        else:
            self._ops.extend(self._telling(text))
            self._ops.extend(self._done(text, len(self._ops)))

    def _telling(self, text: str) -> Iterator[Op]:
        """Read the beginning of a write to a socket."""
        name, _, rest = text.partition("(")
        if name in ("write", "writev", "sendto", "sendmsg"):
            file = _FILE.match(rest)
            if file and _bytes(file[1]).startswith((b"socket:", b"TCP")):
                yield Told(b"".join(_bytes(part) for part in _TEXT.findall(file[3])))

    def _done(self, text: str, begun: int) -> Iterator[Op]:
        call = _CALL.match(text)
        if call is None or int(call[3]) < 0:
            return
        name, arguments, result = call[1], call[2], int(call[3])
        if name in ("openat", "mkdir", "unlink"):
            yield from self._named(name, arguments)
        elif name in ("fsync", "fdatasync"):
            yield from (Sync(file, begun) for file, _ in self._file(arguments))
        elif name == "ftruncate":
            yield from (Cut(file, int(rest.removeprefix(", "))) for file, rest in self._file(arguments))
        elif name in ("rename", "mmap"):
            self._refuse(text, harmless=name == "mmap" and "MAP_SHARED" not in text)
        else:
            yield from self._written(name, arguments, result)

    def _named(self, name: str, arguments: str) -> Iterator[Op]:
        path = _bytes(_TEXT.findall(arguments)[0]).decode()
        if not self._ours(path):
            return
        if name == "unlink":
            yield Gone(path)
        elif name == "mkdir" or "O_CREAT" in arguments:
            yield Made(path, name == "mkdir")

    def _written(self, name: str, arguments: str, result: int) -> Iterator[Op]:
        for file, rest in self._file(arguments):
            if name != "pwrite64":
                raise UnknownWrite(f"{name} on {file}")
            data, offset = _TEXT.search(rest), _OFFSET.search(rest)
            if data is None or offset is None or len(_bytes(data[1])) < result:
                raise UnknownWrite(f"the trace cuts off a write on {file}")
            yield Write(file, int(offset[1]), _bytes(data[1])[:result])

    def _file(self, arguments: str) -> Iterator[tuple[str, str]]:
        """Read the open file that the call is about, if it is one of ours."""
        found = _FILE.match(arguments)
        if found and not found[2] and self._ours(path := _bytes(found[1]).decode(errors="replace")):
            yield path, found[3]

    def _refuse(self, text: str, *, harmless: bool) -> None:
        """Fail where a file changes in a way that is not simulated; only the index of the WAL is mapped, and is made anew."""
        paths = [_bytes(part).decode(errors="replace") for part in re.findall(rf'[<"]({_HEX})[>"]', text)]
        if not harmless and any(self._ours(path) for path in paths):
            raise UnknownWrite(text[:200])

    def _ours(self, path: str) -> bool:
        """Whether a promise rests on it: all but the lock and the index of the WAL, which are made anew, the note of the
        first start, and the end of the audit log, which has tests of its own.
        """
        inside = path in (self._directory, self._above) or path.startswith(self._directory + "/")
        beside = ("-shm", ".lock", "first-start.txt", "first-start.txt.new")
        return inside and not path.endswith(beside) and not path.rpartition("/")[2].startswith("audit.")


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
