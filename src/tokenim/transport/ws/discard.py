"""What becomes of the bytes of a socket that was closed for a fault? They are thrown away, slowly, until the client stops.

Who hangs up while more is on its way destroys the close frame that says why; who reads all of a flood has time for nothing else.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from tokenim.transport.pace import REST_SECONDS

DISCARD_BYTES = 8_388_608
AT_ONCE_BYTES = 65_536
"""After so many bytes nothing is read for a moment."""
QUIET_SECONDS = 0.125
"""Who is quiet at two looks in a row is done: between them the event loop has read what was there, however late it is."""
LONGEST_SECONDS = 10.0

Later = Callable[[float, Callable[[], None]], None]


def take_over(transport: Any, later: Later) -> None:
    """Throw away what comes from now on, for a while; then hang up. Reading is paused at this moment.

    Not at once: the event loop may be about to read into the buffer that it was given.
    """
    later(0, lambda: _replace(transport, later))
    later(LONGEST_SECONDS, transport.abort)


def _replace(transport: Any, later: Later) -> None:
    if not transport.is_closing():
        Discard(transport, later)


class Discard(asyncio.Protocol):
    """Reads on, keeps nothing, and hangs up once the client is quiet or has sent too much."""

    __slots__ = ("_bytes", "_later", "_quiet", "_rested", "_seen", "_transport", "_whole")

    def __init__(self, transport: Any, later: Later) -> None:
        self._transport = transport
        self._whole = transport.get_protocol()
        self._later = later
        self._bytes = self._rested = self._seen = self._quiet = 0
        transport.set_protocol(self)
        transport.resume_reading()
        later(QUIET_SECONDS, self._look)

    def data_received(self, data: bytes) -> None:
        """Count what comes."""
        self._bytes += len(data)
        if self._bytes > DISCARD_BYTES:
            self._transport.abort()
        elif self._bytes - self._rested >= AT_ONCE_BYTES:
            self._rested = self._bytes
            self._transport.pause_reading()
            self._later(REST_SECONDS, self._go_on)

    def _go_on(self) -> None:
        self._quiet = 0
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the protocol that the connection had before."""
        self._whole.connection_lost(exc)

    def _look(self) -> None:
        if self._transport.is_closing():
            return
        self._quiet = self._quiet + 1 if self._bytes == self._seen else 0
        if self._quiet == 2:
            self._transport.close()
            return
        self._seen = self._bytes
        self._later(QUIET_SECONDS, self._look)
