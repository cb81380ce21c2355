"""Who reads along? As a module a process of its own, so that what it costs is not taken for what the server costs.

It reads when nobody else wants the core: readers have machines of their own, and take no time from the server.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.load.fleet import Fleet, in_waves
from tests.processes import ROOT


class Audience:
    """Sockets that read along in a process of their own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def heard(self) -> int:
        """Return how many events all of them have heard so far."""
        return int(await self._ask(""))

    async def _ask(self, line: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n".encode())
        return json.loads(await self._process.stdout.readline())


@asynccontextmanager
async def audience(port: int, tokens: list[str]) -> AsyncIterator[Audience]:
    """Let a socket read along for each token."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.listening", str(port),
        cwd=ROOT, env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/src"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=1 << 20,
    )  # fmt: skip
    audience = Audience(process)
    assert await audience._ask(json.dumps(tokens)) == len(tokens)
    try:
        yield audience
    finally:
        assert process.stdin is not None
        process.stdin.close()
        assert await process.wait() == 0


async def main(port: int) -> None:
    """Connect for the tokens of the first line, then answer each line with how much was heard."""
    tokens = json.loads(sys.stdin.readline())
    async with Fleet(port) as fleet:
        clients = await in_waves([fleet.client(token).connect for token in tokens])
        print(len(clients), flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(sum(client.events for client in clients), flush=True)


if __name__ == "__main__":
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    asyncio.run(main(int(sys.argv[1])))
