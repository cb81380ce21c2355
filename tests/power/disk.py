"""What is on a disk, and what is only on its way there? Each change waits until a sync of its file or directory."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from tests.power.trace import Cut, Gone, Made, Op, Sync, Told, Write

SECTOR = 512
Loss = Literal["all", "tail", "some", "torn"]
LOSSES: tuple[Loss, ...] = ("all", "tail", "some", "torn")
"""Of what waits: nothing arrived, the first part, any part, or the first part with its last write cut at a sector."""


@dataclass
class File:
    """What is on the disk, and the changes that wait, each with its number."""

    folder: bool = False
    content: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, Write | Cut]] = field(default_factory=list)


@dataclass
class Disk:
    """The files as the process sees them (`names`) and the names that are on the disk (`kept`)."""

    names: dict[str, File] = field(default_factory=dict)
    kept: dict[str, File] = field(default_factory=dict)
    moves: list[tuple[int, str, File | None]] = field(default_factory=list)
    number: int = 0

    def apply(self, op: Op) -> None:
        """Let one operation happen."""
        match op:
            case Made(file, folder):
                self._make(file, folder)
            case Gone(file):
                del self.names[file]
                self.moves.append((self.number, file, None))
            case Write(file) | Cut(file):
                self.names[file].waiting.append((self.number, op))
            case Sync(file, begun):
                self._sync_file(file, begun)
                self._sync_names(file, begun)
            case Told():
                pass
        self.number += 1

    def crash(self, chance: random.Random) -> dict[str, bytes]:
        """Return the files that one power loss at this moment leaves, by name."""
        loss = chance.choice(LOSSES)
        kept = dict(self.kept)
        for _, name, file in self.moves[: 0 if loss == "all" else chance.randint(0, len(self.moves))]:
            _move(kept, name, file)
        lost = {name for name, file in self.names.items() if file.folder and name not in kept}
        return {
            name: _left(file, loss, chance)
            for name, file in sorted(kept.items())
            if not file.folder and str(PurePath(name).parent) not in lost
        }

    def _make(self, name: str, folder: bool) -> None:
        if name not in self.names:
            self.names[name] = File(folder)
            self.moves.append((self.number, name, self.names[name]))

    def _sync_file(self, name: str, begun: int) -> None:
        file = self.names.get(name)
        if file is None:
            return
        for number, change in file.waiting:
            if number < begun:
                _change(file.content, change)
        file.waiting = [waiting for waiting in file.waiting if waiting[0] >= begun]

    def _sync_names(self, directory: str, begun: int) -> None:
        waiting = []
        for move in self.moves:
            number, name, file = move
            if number < begun and str(PurePath(name).parent) == directory:
                _move(self.kept, name, file)
            else:
                waiting.append(move)
        self.moves = waiting


def _move(names: dict[str, File], name: str, file: File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def _change(content: bytearray, change: Write | Cut) -> None:
    if isinstance(change, Cut):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    content.extend(bytes(max(0, change.offset - len(content))))
    content[change.offset : change.offset + len(change.data)] = change.data


def _left(file: File, loss: Loss, chance: random.Random) -> bytes:
    changes = [change for _, change in file.waiting]
    if loss == "all":
        changes = []
    elif loss == "some":
        changes = [change for change in changes if chance.random() < 0.5]
    else:
        changes = changes[: chance.randint(0, len(changes))]
    if loss == "torn" and changes and isinstance(changes[-1], Write):
        last = changes[-1]
        changes[-1] = last._replace(data=last.data[: SECTOR * chance.randint(0, len(last.data) // SECTOR)])
    content = bytearray(file.content)
    for change in changes:
        _change(content, change)
    return bytes(content)
