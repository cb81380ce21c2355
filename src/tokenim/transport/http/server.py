"""How does the one port open, and how does it close without cutting an answer in two?"""

import asyncio
import time
from email.utils import formatdate
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from tokenim.transport.front import LINE_SECONDS, Doors, Front, SocketProtocol
from tokenim.transport.http.connection import Connection, make_shared
from tokenim.transport.sweep import Sweep

BACKLOG = 4096
_POLL_SECONDS = 0.02


class Server:
    """One listening port: HTTP for `app`, sockets for the protocols that `socket` makes."""

    def __init__(self, app: Any, socket: SocketProtocol) -> None:
        config = Config(
            app,
            http="httptools",
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
        )
        config.load()
        self._state = ServerState()
        self._shared = make_shared(config, self._state, socket)
        self._doors = Doors(self._http, socket, Sweep(LINE_SECONDS, Front.expire))
        self._listening: asyncio.Server
        self._ticking: asyncio.TimerHandle

    @property
    def connections(self) -> int:
        """How many HTTP connections are open."""
        return len(self._state.connections)

    async def start(self, host: str, port: int) -> int:
        """Listen; return the port, for those who asked for any free one."""
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(lambda: Front(self._doors), host, port, backlog=BACKLOG)
        self._tick()
        bound: int = self._listening.sockets[0].getsockname()[1]
        return bound

    async def stop(self, seconds: float) -> None:
        """Take no new connections, finish the requests that are on their way within the time, then close."""
        self._listening.close()
        for front in self._doors.undecided.watched():
            front.expire()
        for connection in list(self._state.connections):
            connection.shutdown()
        until = time.monotonic() + seconds
        while (self._state.connections or self._state.tasks) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(_POLL_SECONDS)
        for connection in list(self._state.connections):
            connection.transport.abort()
        self._ticking.cancel()

    def _http(self) -> asyncio.Protocol:
        return Connection(self._shared)

    def _tick(self) -> None:
        """Once a second: the Date header, and whoever waited too long."""
        self._state.default_headers = [(b"date", formatdate(time.time(), usegmt=True).encode())]
        for sweep in (self._doors.undecided, self._shared.reading, self._shared.writing, self._shared.idle):
            sweep.tick()
        self._ticking = asyncio.get_running_loop().call_later(1.0, self._tick)
