"""What is asked of every peer? The same windows, the same 200 characters, by the same program; and all must be stored."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.peers.peer import Broken, Peer
from tokenim.proof.bench import programs
from tokenim.proof.bench.programs import Figures

PAIRS, WINDOW, CALM = 100, 8, 200
IDLE, CONNECTS = 10_000, 2_000
_STORED_SECONDS = 15


@dataclass(frozen=True)
class Means:
    """The load programs, one for each dialect, and how long a load lasts."""

    folder: Path
    seconds: float
    quick: bool

    def load(self, peer: Peer, plan: list[str], mode: str, *options: object) -> Figures:
        """Put a load on a peer; what was sent must arrive, and must be stored."""
        program = self.folder / peer.dialect.stem
        if not program.exists():
            engine = [programs.SOURCES / name for name in programs.ENGINE]
            programs.build(program, [*engine, peer.dialect])
        path = Path(tempfile.mkstemp(dir=self.folder, suffix=".plan")[1])
        path.write_text("\n".join(plan) + "\n")
        cores = peer.ground.cores
        words = [*cores.on(cores.load), str(program), str(peer.port), str(path), mode]
        timing = [
            "-u",
            0.5 if self.quick else 2,
            "-t",
            self.seconds,
            "-q",
            peer.quiet_seconds,
            "-p",
            peer.pids,
        ]
        found = programs.figures([*words, *map(str, [*timing, *options])])
        if found.pop("undelivered", 0) > 0:
            raise Broken(f"{peer.title}: not everything that was sent arrived")
        if mode != "idle" and found["delivered_s"] == 0:
            raise Broken(f"{peer.title}: nothing arrived while it was measured")
        return found


async def all_stored(peer: Peer, sent: float) -> Figures:
    """Return how many rows are in the store; raise if there are fewer than messages."""
    rows = peer.rows()
    for _ in range(_STORED_SECONDS * 2):
        if rows is None or rows >= sent:
            break
        await asyncio.sleep(0.5)
        rows = peer.rows()
    if rows is None:
        return {}
    if rows < sent:
        raise Broken(
            f"{peer.title}: {rows} rows for {sent:.0f} messages: it does not archive what it acknowledges"
        )
    return {"rows": rows}


async def w1(peer: Peer, means: Means) -> Figures:
    """Pairs that always have messages on their way."""
    found = means.load(peer, await peer.pairs(PAIRS), "pairs", "-w", WINDOW)
    return found | await all_stored(peer, found["sent"])


async def w2_100(peer: Peer, means: Means) -> Figures:
    """A room of 100."""
    return await _room(peer, means, 100)


async def w2_500(peer: Peer, means: Means) -> Figures:
    """A room of 500."""
    return await _room(peer, means, 500)


async def _room(peer: Peer, means: Means, members: int) -> Figures:
    found = means.load(peer, await peer.room(members), "room", "-w", WINDOW)
    return found | await all_stored(peer, found["sent"])


async def w3(peer: Peer, means: Means) -> Figures:
    """A calm rate."""
    awake = ["-s"] if peer.ground.cores.load is not None else []
    found = means.load(peer, await peer.pairs(PAIRS), "pairs", "-r", CALM, *awake)
    return found | await all_stored(peer, found["sent"])


async def w4(peer: Peer, means: Means) -> Figures:
    """Idle sockets."""
    plan = await peer.idle(500 if means.quick else IDLE)
    return means.load(peer, plan, "idle", "-t", 4, "-p", peer.sockets_pid)


async def w5(peer: Peer, means: Means) -> Figures:
    """A return to messages that were missed."""
    if peer.missed is None:
        return {}
    return {"ms": await peer.missed()}


async def w6(peer: Peer, means: Means) -> Figures:
    """Connects, 64 at a time."""
    return means.load(peer, await peer.idle(200 if means.quick else CONNECTS), "idle", "-t", 0)


class Question(NamedTuple):
    """A workload, the figure that is compared, and what is told beside it."""

    head: str
    text: str
    figure: str
    ask: Callable[[Peer, Means], Awaitable[Figures]]
    beside: tuple[str, str] = ("", "")
    more_is_better: bool = True
    each_round: bool = True


_CPU = ("us_per_delivery", "µs CPU")
QUESTIONS = {
    "w1": Question("1:1, messages/s", "100 pairs, 8 messages each on their way", "delivered_s", w1, _CPU),
    "w2-100": Question(
        "room of 100, deliveries/s", "a room of 100, 8 messages on their way", "delivered_s", w2_100, _CPU
    ),
    "w2-500": Question(
        "room of 500, deliveries/s", "a room of 500, 8 messages on their way", "delivered_s", w2_500, _CPU
    ),
    "w3": Question(
        "calm, p99 ms", "200 messages a second over 200 users, from sending to receiving", "p99_ms", w3,
        ("p50_ms", "ms p50"), more_is_better=False,
    ),
    "w4": Question(
        "idle socket, KB", "10,000 idle connections, memory of each", "kb_each", w4, more_is_better=False, each_round=False
    ),
    "w5": Question(
        "1,000 missed, ms", "a device comes back to 1,000 missed messages, from connecting to the last", "ms", w5,
        more_is_better=False,
    ),
    "w6": Question(
        "logins/s", "connecting and logging in, 64 at a time", "connects_s", w6, ("ms_each", "ms CPU")
    ),
}  # fmt: skip
