"""How is a network broken? By a TCP proxy on loopback that cuts, stalls, delays and refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Literal, Self

Direction = Literal["up", "down"]
"""`up` goes to the server, `down` comes from it."""


class Proxy:
    """Stands between clients and a server, and does what it is told."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._target = (host, port)
        self._pairs: set[asyncio.Task[None]] = set()
        self._open: dict[Direction, asyncio.Event] = {"up": asyncio.Event(), "down": asyncio.Event()}
        self.delays: dict[Direction, float] = {"up": 0.0, "down": 0.0}
        self.connections = 0
        self.refusing = False

    async def __aenter__(self) -> Self:
        for passing in self._open.values():
            passing.set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await self.cut()

    async def cut(self) -> None:
        """Cut every connection without a goodbye; what is on its way is lost."""
        pairs = list(self._pairs)
        for pair in pairs:
            pair.cancel()
        await asyncio.gather(*pairs, return_exceptions=True)

    def stall(self, *directions: Direction) -> None:
        """Let nothing pass any more, and keep the connections open."""
        for direction in directions:
            self._open[direction].clear()

    def flow(self) -> None:
        """Let everything pass again."""
        for passing in self._open.values():
            passing.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        pair = asyncio.create_task(self._pair(reader, writer))
        self._pairs.add(pair)
        pair.add_done_callback(self._pairs.discard)
        # A pair that is cut before it began to run would leave its client waiting.
        pair.add_done_callback(lambda _: writer.transport.abort())

    async def _pair(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            server, to_server = await asyncio.open_connection(*self._target)
            try:
                await self._both(self._pump("up", client, to_server), self._pump("down", server, to_client))
            finally:
                to_server.transport.abort()
        except OSError:
            return
        finally:
            to_client.transport.abort()

    async def _both(self, *pumps: Coroutine[None, None, None]) -> None:
        tasks = [asyncio.create_task(pump) for pump in pumps]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _pump(
        self, direction: Direction, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> None:
        while chunk := await source.read(65_536):
            await self._open[direction].wait()
            await asyncio.sleep(self.delays[direction])
            sink.write(chunk)
            await sink.drain()
        # A half that ended in order still delivers what it holds.
        await asyncio.sleep(0.01)
