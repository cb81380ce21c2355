"""What does a workload have at hand? A fresh server with a world on it, the load programs, and how large all is to be."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tokenim.proof.bench.machine import Cores
from tokenim.proof.bench.programs import Figures, LoadFailed, Programs, figures
from tokenim.proof.bench.server import Server
from tokenim.proof.bench.world import World

_KNOWN_FROM_PROC = ("cpu", "us_per_sent", "us_per_delivery", "us_per_request", "kb_each", "ms_each", "rss_mb")


class Running(NamedTuple):
    """A server that runs, and the world on it."""

    server: Server
    world: World


@dataclass(frozen=True)
class Bench:
    """The means of every workload."""

    programs: Programs
    cores: Cores
    folder: Path
    seconds: float
    quick: bool
    grown: float
    """Millions of messages of the large database."""

    def size(self, full: int, quick: int) -> int:
        """Return how many of something there are to be."""
        return quick if self.quick else full

    @asynccontextmanager
    async def fresh(self, **settings: str) -> AsyncIterator[Running]:
        """Run a server with an empty database."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            async with self.running(Server(Path(folder, "data"), self.cores, **settings)) as running:
                yield running

    @asynccontextmanager
    async def running(self, server: Server) -> AsyncIterator[Running]:
        """Run a server on data that may be there already."""
        try:
            server.start()
            async with aclosing(World(server.url, server.key)) as world:
                yield Running(server, world)
        finally:
            server.stop()

    def load_command(self, server: Server, plan: list[str], mode: str, *options: object) -> list[str]:
        """Return the command that puts a load on a server."""
        path = Path(tempfile.mkstemp(dir=self.folder, suffix=".plan")[1])
        path.write_text("\n".join(plan) + "\n")
        words = [self.programs.path("load"), str(server.port), str(path), mode]
        warm_up = self.size(3, 1) / 2
        all_options = ["-t", self.seconds, "-u", warm_up, "-p", server.pid, *options]
        return [*self.cores.on(self.cores.load), *words, *map(str, all_options)]

    def load(self, server: Server, plan: list[str], mode: str, *options: object) -> Figures:
        """Put a load on a server, and return what was measured; everything sent must have been delivered."""
        found = known(figures(self.load_command(server, plan, mode, *options)))
        if found.pop("undelivered", 0):
            raise LoadFailed("Messages were sent and not delivered, or delivered twice.")
        return found

    def rest(self, server: Server, token: str, requests: list[str], connections: int) -> Figures:
        """Make requests round and round."""
        path = Path(tempfile.mkstemp(dir=self.folder, suffix=".requests")[1])
        path.write_text("\n".join(requests) + "\n")
        words = [self.programs.path("rest"), str(server.port), token, str(path)]
        command = [
            *self.cores.on(self.cores.load),
            *words,
            str(connections),
            str(self.seconds),
            str(server.pid),
        ]
        return known(figures(command))


def known(found: Figures) -> Figures:
    """Leave out what only /proc could have told, where there is none."""
    if Path("/proc/self/stat").exists():
        return found
    return {name: value for name, value in found.items() if name not in _KNOWN_FROM_PROC}
