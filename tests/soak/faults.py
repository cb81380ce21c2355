"""What goes wrong in an hour? One thing after another, in an order that a seed says."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable

from tests.load.arena import Arena, office
from tests.load.fleet import Client
from tests.rfc6455.raw import TEXT, Raw, declared
from tokenim.proof.network import Proxy

SECONDS = 3.0
GUESSES = 20
BOMBS = 20
SLOW = 20


class Faults:
    """Breaks the network, the process and the manners of clients, and mends all of it again."""

    def __init__(self, arena: Arena, proxy: Proxy, idle: list[Client], seed: int) -> None:
        self._arena = arena
        self._proxy = proxy
        self._idle = idle
        self._chance = random.Random(seed)
        self._next: list[Callable[[], Awaitable[None]]] = []
        self.happened: list[str] = []

    async def one(self) -> None:
        """Let the next thing go wrong."""
        if not self._next:
            self._next = [
                self.cut, self.stall, self.delay, self.freeze, self.guess, self.bomb, self.read_slowly, self.refuse,
            ]  # fmt: skip
            self._chance.shuffle(self._next)
        fault = self._next.pop()
        self.happened.append(getattr(fault, "__name__", "fault"))
        await fault()

    async def cut(self) -> None:
        """Cut everybody at once."""
        await self._proxy.cut()

    async def stall(self) -> None:
        """Let nothing pass for a while, then cut."""
        self._proxy.stall("up", "down")
        await asyncio.sleep(SECONDS)
        await self._proxy.cut()
        self._proxy.flow()

    async def delay(self) -> None:
        """Let everything come late."""
        self._proxy.delays.update({"up": 0.05, "down": 0.05})
        await asyncio.sleep(SECONDS)
        self._proxy.delays.update({"up": 0.0, "down": 0.0})

    async def freeze(self) -> None:
        """Stop the process for a while."""
        self._arena.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(SECONDS)
        self._arena.process.send_signal(signal.SIGCONT)

    async def refuse(self) -> None:
        """Cut everybody and let nobody in for a while."""
        self._proxy.refusing = True
        await self._proxy.cut()
        await asyncio.sleep(SECONDS)
        self._proxy.refusing = False

    async def guess(self) -> None:
        """Try passwords."""
        guesses = ({"username": f"nobody{number}", "password": "a guess at it"} for number in range(GUESSES))
        async with office(self._arena) as clerk:
            answers = await asyncio.gather(
                *(clerk.http.post("/v1/auth/login", json=guess) for guess in guesses)
            )
        assert {answer.status_code for answer in answers} <= {401, 429, 503}

    async def bomb(self) -> None:
        """Claim frames of a gigabyte."""
        for client in self._idle[:BOMBS]:
            raw = await Raw.opened(self._arena.port, client.token)
            await raw.send(declared(TEXT, 127, (2**30).to_bytes(8, "big")))
            assert (await raw.closed())[0] == 1009
            raw.leave()

    async def read_slowly(self) -> None:
        """Let some read nothing for a while."""
        slow = [client for client in self._idle[-SLOW:] if not client.gone.is_set()]
        for client in slow:
            client.stop_reading()
        await asyncio.sleep(SECONDS)
        for client in slow:
            if not client.gone.is_set():
                client.read_again()
