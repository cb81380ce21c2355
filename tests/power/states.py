"""Which states may a power loss leave? Some hundreds, drawn from all moments of a recorded run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.power.disk import Disk
from tests.power.judge import Verdict, judge
from tests.power.record import Recorded
from tests.power.trace import Made, Op, Sync, Told, Write

DATABASE = "tokenim.db"


class State(NamedTuple):
    """What the disk held after operation number `at`, and what is to be said of it."""

    at: int
    verdict: Verdict


def states(recorded: Recorded, folder: Path, *, count: int, seed: int, after: float = 0.0) -> Iterator[State]:
    """Judge `count` states after random operations, the first ones (a share of all) left out."""
    chance = random.Random(seed)
    moments = _moments(recorded.ops)
    moments = sorted(chance.choices(moments[int(len(moments) * after) :], k=count))
    disk, at = Disk(), -1
    for moment in moments:
        for number in range(at + 1, moment + 1):
            disk.apply(recorded.ops[number])
        at = moment
        known = [promise for promise in recorded.promised if promise.at <= moment]
        yield State(moment, judge(_written(disk.crash(chance), folder), known))


def _moments(ops: list[Op]) -> list[int]:
    """Return when the power may fail: after something went to a file, to the disk or to a client."""
    return [at for at, op in enumerate(ops) if isinstance(op, Write | Sync | Told | Made)]


def _written(files: dict[str, bytes], folder: Path) -> Path:
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / Path(name).name).write_bytes(content)
    return folder / DATABASE
