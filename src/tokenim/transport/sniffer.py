"""The protocol of a new connection, WebSocket or HTTP: the first line of its first request decides.

Somebody from whose address too many connections come is answered so after a moment, unheard: who waits for it comes less often.
"""

import asyncio
import re
from collections.abc import Callable
from typing import NamedTuple, cast

from tokenim.kernel.ratelimit import Bucket
from tokenim.transport.by_address import ByAddress
from tokenim.transport.idle_timeouts import IdleTimeouts

READ_BYTES = 4096
"""So much is read at once: what comes behind the head of a socket is handed over whole, however many frames it is."""
LINE_BYTES = 8192
LINE_SECONDS = 9
"""The clock looks once a second: ten at most."""
SOCKET_HEAD_BYTES = 16_384
REFUSED_SECONDS = 0.5
"""So long, or a second more, somebody waits for the answer who connects too often."""
UNHEARD_BYTES = 262_144
"""So much of a request is read meanwhile, as hanging up on what is unread destroys the answer; a flood is left where it is."""

SOCKET_TARGET = re.compile(rb"/v\d{1,4}/ws(?:\?[^ ]*)?")
_SOCKET_LINE = re.compile(rb"GET /v\d{1,4}/ws(?:\?[^ ]*)? HTTP/1\.1\r?\n")

SocketProtocol = Callable[[], asyncio.BufferedProtocol]


class Protocols(NamedTuple):
    """Where a connection can go, and the watch over those that have not said it yet, or came too often."""

    http: Callable[[str], asyncio.Protocol]
    """Makes the protocol of a connection that counts for this key of its address."""
    socket: SocketProtocol
    by_address: ByAddress
    refusal: Callable[[Bucket], bytes]
    """Says to somebody who connects too often what the rate is."""
    undecided: IdleTimeouts["ProtocolSniffer"]
    refused: IdleTimeouts["ProtocolSniffer"]


class ProtocolSniffer(asyncio.BufferedProtocol):
    """Holds a connection until its first line is there, then hands it over for good."""

    __slots__ = ("_emptied", "_first", "_key", "_protocols", "_room", "_transport", "_unheard")

    def __init__(self, protocols: Protocols) -> None:
        self._protocols = protocols
        self._first = b""
        self._unheard = 0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first line, but not for ever."""
        self._transport = cast(asyncio.Transport, transport)
        by_address = self._protocols.by_address
        self._key = by_address.key((transport.get_extra_info("peername") or ("",))[0])
        self._emptied = by_address.opened(self._key)
        if by_address.is_full(self._key):
            self._transport.abort()
        elif self._emptied is not None:
            self._protocols.refused.watch(self)
        else:
            self._protocols.undecided.watch(self)

    def get_buffer(self, size_hint: int) -> bytearray:
        """Return room for the next bytes."""
        self._room = bytearray(READ_BYTES)
        return self._room

    def buffer_updated(self, count: int) -> None:
        """Hand the connection over as soon as its first line is whole."""
        if self._emptied is not None:
            self._unheard += count
            if self._unheard > UNHEARD_BYTES:
                self._transport.pause_reading()
            return
        data = self._first + self._room[:count]
        socket = _SOCKET_LINE.match(data) is not None
        if _unfinished(data, socket=socket):
            self._first = data
            return
        self._protocols.undecided.forget(self)
        if socket and len(data) < SOCKET_HEAD_BYTES:
            self._protocols.by_address.closed(self._key)
            hand_over(self._transport, self._protocols.socket(), data)
            return
        protocol = self._protocols.http(self._key)
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        protocol.data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that ended without a word."""
        self._protocols.undecided.forget(self)
        self._protocols.refused.forget(self)
        self._protocols.by_address.closed(self._key)

    def expire(self) -> None:
        """Hang up on somebody who connects and says nothing."""
        self._transport.abort()

    def refuse(self) -> None:
        """Tell somebody who connects too often when to come back."""
        if self._emptied is not None:
            self._transport.write(self._protocols.refusal(self._emptied))
        self._transport.close()


def _unfinished(data: bytes, *, socket: bool) -> bool:
    """Whether more must come: the first line, or of a socket the whole head (a head that is too large HTTP refuses)."""
    if socket:
        return b"\r\n\r\n" not in data and len(data) < SOCKET_HEAD_BYTES
    return b"\n" not in data and len(data) < LINE_BYTES


def hand_over(transport: asyncio.Transport, protocol: asyncio.BufferedProtocol, data: bytes) -> None:
    """Make `protocol` the owner of the connection and give it the bytes that were read already."""
    transport.set_protocol(protocol)
    protocol.connection_made(transport)
    rest = memoryview(data)
    while rest:
        buffer = memoryview(protocol.get_buffer(len(rest)))
        count = min(len(buffer), len(rest))
        buffer[:count] = rest[:count]
        buffer.release()
        protocol.buffer_updated(count)
        rest = rest[count:]
