"""How are peers measured? In rounds over the workloads, all peers after one another in each, so that trouble meets all alike."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import matrix
from benchmarks.peers.ejabberd import Ejabberd
from benchmarks.peers.measuring import QUESTIONS, Means
from benchmarks.peers.mosquitto import Mosquitto
from benchmarks.peers.ours import TokenIM
from benchmarks.peers.peer import Broken, Ground, Peer
from benchmarks.peers.plain import Prototype, SocketIo, Uws, Ws
from benchmarks.peers.prosody import Prosody
from benchmarks.peers.synapse import Synapse
from tokenim.proof.bench.asking import Refused
from tokenim.proof.bench.machine import Cores
from tokenim.proof.bench.programs import Figures, LoadFailed

PEERS: dict[str, type[Peer]] = {
    peer.name: peer for peer in (TokenIM, Prototype, Uws, Ws, SocketIo, Mosquitto, Ejabberd, Prosody, Synapse)
}
Found = dict[str, dict[str, list[Figures]]]
"""By workload, by peer: the figures of each round."""


@dataclass(frozen=True)
class Wish:
    """What is to be measured."""

    peers: list[str]
    questions: list[str]
    rounds: int
    seconds: float
    quick: bool


@dataclass(frozen=True)
class Outcome:
    """What was found, and why something was not."""

    found: Found
    absent: dict[str, str]
    failed: list[str]


async def measure(wish: Wish, home: Path, cores: Cores) -> Outcome:
    """Measure; what fails is told and does not end the rest."""
    absent = {name: why for name in wish.peers if (why := _missing(home, name))}
    outcome = Outcome({question: {} for question in wish.questions}, absent, [])
    with tempfile.TemporaryDirectory(prefix="tokenim-peers-") as folder:
        means = Means(Path(folder), wish.seconds, wish.quick)
        steps = list(_steps(wish, absent))
        for number, (round_, question, name) in enumerate(steps, 1):
            began = time.perf_counter()
            print(f"{number}/{len(steps)} round {round_} {question} {name}: ", end="", flush=True)
            try:
                figures = await _one(PEERS[name], question, means, (home, cores))
            except (Broken, LoadFailed, Refused) as why:
                outcome.failed.append(f"{question} {name}: {why}")
                print(f"failed: {why}", flush=True)
            else:
                if figures:
                    outcome.found[question].setdefault(name, []).append(figures)
                said = ", ".join(f"{key} {value:.4g}" for key, value in figures.items()) or "does not apply"
                print(f"{said} ({time.perf_counter() - began:.0f} s)", flush=True)
    return outcome


def _steps(wish: Wish, absent: dict[str, str]) -> Iterator[tuple[int, str, str]]:
    for round_ in range(1, wish.rounds + 1):
        for question in wish.questions:
            for name in wish.peers:
                if name in absent:
                    continue
                if name == Synapse.name and question not in matrix.QUESTIONS:
                    continue
                once = name == Synapse.name or not QUESTIONS[question].each_round
                if round_ == 1 or not once:
                    yield round_, question, name


async def _one(kind: type[Peer], question: str, means: Means, where: tuple[Path, Cores]) -> Figures:
    folder = Path(tempfile.mkdtemp(prefix=f"{kind.name}-", dir=means.folder.parent))
    peer = kind(Ground(where[0], folder, where[1]))
    try:
        await peer.start()
        if isinstance(peer, Synapse):
            return await matrix.QUESTIONS[question](peer, means)
        return await QUESTIONS[question].ask(peer, means)
    finally:
        peer.stop()
        shutil.rmtree(folder)


def _missing(home: Path, name: str) -> str:
    note = home / "missing" / name
    return note.read_text().strip() if note.exists() else ""
