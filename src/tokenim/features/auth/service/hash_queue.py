"""Whose password is hashed next? Those who ask take turns, so that a flood from one address delays only itself."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from tokenim.catalogue import errors

WAITING = 1_000
WAITING_OF_ONE = 250
BUSY_MS = 1_000


class Asker(NamedTuple):
    """For whom a password is hashed: what for (`login`, `register`, …), and who they are (a network, an application)."""

    kind: str
    name: str = ""


class HashQueue:
    """So many at once; the others wait. Kinds take turns, and those who ask within a kind."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting = 0
        self._kinds: dict[str, dict[str, deque[asyncio.Future[None]]]] = {}

    @asynccontextmanager
    async def turn(self, asker: Asker) -> AsyncIterator[None]:
        """Wait for a turn and have it; raise `server.busy` where too many wait already."""
        await self._take(asker)
        try:
            yield
        finally:
            self._give()

    async def _take(self, asker: Asker) -> None:
        if self._free:
            self._free -= 1
            return
        turn = self._queued(asker)
        self._waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._give()
            raise
        finally:
            self._waiting -= 1

    def _queued(self, asker: Asker) -> asyncio.Future[None]:
        queue = self._kinds.setdefault(asker.kind, {}).setdefault(asker.name, deque())
        if self._waiting >= WAITING or len(queue) >= WAITING_OF_ONE:
            raise errors.TokenIMError(errors.SERVER_BUSY, retry_after_ms=BUSY_MS)
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        return turn

    def _give(self) -> None:
        """Give the turn on: to the next kind that waits, and of it to the next who asks."""
        while self._kinds:
            kind = next(iter(self._kinds))
            askers = self._kinds.pop(kind)
            name = next(iter(askers))
            queue = askers.pop(name)
            turn = queue.popleft() if queue else None
            if queue:
                askers[name] = queue
            if askers:
                self._kinds[kind] = askers
            if turn is not None and not turn.done():
                turn.set_result(None)
                return
        self._free += 1
