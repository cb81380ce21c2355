"""How does the one port open, and how does it close without cutting an answer in two?"""

import asyncio
import socket
import time
from email.utils import formatdate
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from tokenim.kernel.ratelimit import Bucket, limited
from tokenim.transport.by_address import ByAddress
from tokenim.transport.http import answers
from tokenim.transport.http.connection import Connection, make_shared
from tokenim.transport.idle_timeouts import IdleTimeouts
from tokenim.transport.sniffer import (
    LINE_SECONDS,
    REFUSED_SECONDS,
    Protocols,
    ProtocolSniffer,
    SocketProtocol,
)

BACKLOG = 4096
_POLL_SECONDS = 0.02


class CannotListen(Exception):
    """The port cannot be had; `reason` is what the system says."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


async def bind(host: str, port: int) -> list[socket.socket]:
    """Take the port on every address that the host means, without listening yet; 0 takes a free one, the same for all.

    Raises `CannotListen`.
    """
    taken: list[socket.socket] = []
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        for family, _, _, _, address in dict.fromkeys(found):
            taken.append(_bound(family, (address[0], port, *address[2:])))
            port = port or taken[0].getsockname()[1]
    except OSError as error:
        for each in taken:
            each.close()
        raise CannotListen(error) from error
    return taken


def _bound(family: int, address: tuple[Any, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # Otherwise it takes the port of IPv4 too, which may be the next address.
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


class Server:
    """One listening port: HTTP for `app`, sockets for the protocols that `socket_protocol` makes."""

    def __init__(
        self, app: Any, socket_protocol: SocketProtocol, by_address: ByAddress | None = None
    ) -> None:
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
        by_address = by_address or ByAddress()
        self._shared = make_shared(config, self._state, socket_protocol, by_address)
        self._protocols = Protocols(
            self._http, socket_protocol, by_address, _too_often,
            undecided=IdleTimeouts(LINE_SECONDS, ProtocolSniffer.expire),
            refused=IdleTimeouts(REFUSED_SECONDS, ProtocolSniffer.refuse),
        )  # fmt: skip
        self._listening: list[asyncio.Server]
        self._ticking: asyncio.TimerHandle

    @property
    def connections(self) -> int:
        """How many HTTP connections are open."""
        return len(self._state.connections)

    async def start(self, sockets: list[socket.socket]) -> None:
        """Listen on sockets that are bound."""
        loop = asyncio.get_running_loop()
        servers = [
            await loop.create_server(lambda: ProtocolSniffer(self._protocols), sock=bound, backlog=BACKLOG)
            for bound in sockets
        ]
        self._listening = servers
        self._tick()

    async def stop(self, seconds: float) -> None:
        """Take no new connections, finish the requests that are on their way within the time, then close."""
        for listening in self._listening:
            listening.close()
        for sniffer in self._protocols.undecided.watched():
            sniffer.expire()
        for sniffer in self._protocols.refused.watched():
            sniffer.refuse()
        for connection in list(self._state.connections):
            connection.shutdown()
        until = time.monotonic() + seconds
        while (self._state.connections or self._state.tasks) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(_POLL_SECONDS)
        for connection in list(self._state.connections):
            connection.transport.abort()
        self._ticking.cancel()

    def _http(self, key: str) -> asyncio.Protocol:
        return Connection(self._shared, key)

    def _tick(self) -> None:
        """Once a second: the Date header, and whoever waited too long."""
        self._state.default_headers = [(b"date", formatdate(time.time(), usegmt=True).encode())]
        protocols, shared = self._protocols, self._shared
        for sniffers in (protocols.undecided, protocols.refused):
            sniffers.tick()
        for connections in (shared.reading, shared.writing, shared.idle):
            connections.tick()
        self._ticking = asyncio.get_running_loop().call_later(1.0, self._tick)


def _too_often(bucket: Bucket) -> bytes:
    """Return the answer for somebody who connects too often."""
    return answers.raw(limited(bucket.policy, bucket.wait), bucket)
