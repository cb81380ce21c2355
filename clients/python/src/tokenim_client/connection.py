"""How does one socket live? It writes what it is given, reads frames, and notices when nobody is there."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import websockets.asyncio.client as client
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.typing import Subprotocol

SUBPROTOCOL = Subprotocol("tokenim.v1.json")
LARGEST_BYTES = 16 * 1024 * 1024
LOST = 1006


class Connection:
    """One WebSocket, from opening to close code."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("http", "ws", 1) + "/v1/ws"
        self._out: asyncio.Queue[bytes] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._socket: client.ClientConnection | None = None

    async def run(
        self, opened: Callable[[], None], received: Callable[[str | bytes], None]
    ) -> tuple[int, str]:
        """Open the socket, tell when it is open and what comes; return the close code and reason at its end."""
        try:
            # Pings are sent by `keep_alive`, because the server says how often only later.
            self._socket = await client.connect(
                self._url,
                subprotocols=[SUBPROTOCOL],
                ping_interval=None,
                compression=None,
                max_size=LARGEST_BYTES,
                close_timeout=1,
            )
        except (OSError, TimeoutError, InvalidHandshake) as error:
            return LOST, str(error)
        except InvalidURI as error:
            raise ValueError(str(error)) from error
        try:
            return await self._live(self._socket, opened, received)
        finally:
            await self._end(self._socket)

    async def _live(
        self,
        socket: client.ClientConnection,
        opened: Callable[[], None],
        received: Callable[[str | bytes], None],
    ) -> tuple[int, str]:
        self._tasks.append(asyncio.create_task(self._write(socket)))
        opened()
        try:
            while True:
                received(await socket.recv())
        except ConnectionClosed as closed:
            return (LOST, "") if closed.rcvd is None else (closed.rcvd.code, closed.rcvd.reason)

    async def _end(self, socket: client.ClientConnection) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await socket.close()

    def write(self, frame: dict[str, Any]) -> None:
        """Send a frame after those before it."""
        self._out.put_nowait(msgspec.json.encode(frame))

    async def _write(self, socket: client.ClientConnection) -> None:
        while True:
            payload = await self._out.get()
            try:
                await socket.send(payload, text=True)
            except ConnectionClosed:
                return

    def keep_alive(self, seconds: int) -> None:
        """Look from now on every so many seconds whether the server is there."""
        if self._socket is not None:
            self._tasks.append(asyncio.create_task(self._ping(self._socket, seconds)))

    async def _ping(self, socket: client.ClientConnection, seconds: int) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                async with asyncio.timeout(seconds):
                    await (await socket.ping())
            except TimeoutError:
                self.abort()
                return
            except ConnectionClosed:
                return

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self._socket is not None:
            self._socket.transport.abort()
