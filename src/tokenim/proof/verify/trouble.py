"""What is broken, and when? A schedule made from the seed, carried out while people talk."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple

from tokenim.proof.crowd.people import Company
from tokenim.proof.network import Proxy
from tokenim.proof.verify.plan import Plan
from tokenim.proof.verify.server import OwnServer

Kind = Literal["cut", "kill", "stop", "freeze"]
QUIET_SECONDS = 1.0
"""At the beginning nothing is broken."""
FREEZE_SECONDS = 1.5


class Trouble(NamedTuple):
    """One fault: so many seconds after the beginning."""

    at: float
    kind: Kind


def schedule(plan: Plan) -> list[Trouble]:
    """Return the faults of a plan, spread over its time by the seed; the last one is its end."""
    chance = random.Random(plan.seed)
    counts: dict[Kind, int] = {
        "cut": plan.cuts,
        "kill": plan.kills,
        "stop": plan.stops,
        "freeze": plan.freezes,
    }
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    chance.shuffle(kinds)
    step = max(0.0, plan.seconds - QUIET_SECONDS) / max(1, len(kinds))
    times = [QUIET_SECONDS + step * (place + chance.random()) for place in range(len(kinds))]
    return [Trouble(at, kind) for at, kind in zip([*times[:-1], plan.seconds], kinds, strict=False)]


class Troublemaker:
    """Breaks what it was given to break."""

    def __init__(self, company: Company, proxy: Proxy | None, server: OwnServer | None) -> None:
        self.company, self.proxy, self.server = company, proxy, server
        self._acts: dict[Kind, Callable[[], Awaitable[None]]] = {
            "cut": self._cut,
            "kill": self._kill,
            "stop": self._stop,
            "freeze": self._freeze,
        }

    async def make(self, troubles: list[Trouble], seconds: float) -> None:
        """Carry the schedule out, and wait for the rest of the time."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for trouble in troubles:
            await asyncio.sleep(max(0.0, began + trouble.at - loop.time()))
            await self._acts[trouble.kind]()
            self.company.count(f"{trouble.kind}s")
        await asyncio.sleep(max(0.0, began + seconds - loop.time()))

    async def _cut(self) -> None:
        if self.proxy is not None:
            await self.proxy.cut()
            return
        for line in list(self.company.sockets()):
            line.hang_up()

    async def _kill(self) -> None:
        if self.server is not None:
            await self.server.kill()
            await self.server.start()

    async def _stop(self) -> None:
        if self.server is not None:
            await self.server.stop()
            await self.server.start()

    async def _freeze(self) -> None:
        if self.server is not None:
            await self.server.freeze(FREEZE_SECONDS)
