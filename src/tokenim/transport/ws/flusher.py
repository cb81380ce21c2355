"""When is written what the sockets have queued? Each socket once a tick; the sockets of a large room with some care.

Writing costs more than anything else that is done for a large room. So the room waits a moment for a batch that is
about to be told, and each of its sockets is written once for both; and it is written in slices. Before each slice it
waits again while a batch is on its way: the thread that makes it needs the interpreter. What a later tick has for few
is written at its end, and waits for no room.
"""

import asyncio
from collections.abc import Callable

from tokenim.kernel import faults
from tokenim.transport.ws.socket_like import SocketLike

WRITTEN_AT_ONCE = 64
"""So many sockets of many are written before whoever waits has a turn; the last slice may be twice as large."""
MANY = 32
"""From so many sockets on, writing is worth waiting for what comes next."""
WAIT_SECONDS = 0.002
"""The longest such wait, should the disk be slow."""


def _nothing() -> bool:
    return False


class Flusher:
    """The sockets with something to write."""

    def __init__(self, more_comes: Callable[[], bool] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._many: list[SocketLike] = []
        self._turn: asyncio.Handle | None = None
        self.touched: list[SocketLike] = []
        """What got something to write in this tick; whoever appends the first one calls `soon`."""
        self._more_comes = more_comes or _nothing
        """Whether a batch is about to be told; `batch_done` is called after it."""

    def touch(self, socket: SocketLike) -> None:
        """Write what the socket has queued at the end of this tick, or soon after."""
        if not self.touched:
            self.soon()
        self.touched.append(socket)

    def soon(self) -> None:
        """Write at the end of this tick what is touched in it."""
        self._loop.call_soon(self.flush)

    def batch_done(self) -> None:
        """What waited for this batch waits no longer."""
        if self._turn is not None:
            self._turn.cancel()
            self._turn = self._loop.call_soon(self._write_some)

    def flush(self) -> None:
        """Write what this tick touched, each socket once; many sockets queue up, and hold up nobody who comes later."""
        touched, self.touched = self.touched, []
        if len(touched) < MANY:
            _write(touched)
            return
        self._many += touched
        if self._turn is not None:
            return
        if self._more_comes():
            self._wait()
        else:
            self._write_some()

    def _wait(self) -> None:
        self._turn = self._loop.call_later(WAIT_SECONDS, self._write_some)

    def _write_some(self) -> None:
        some, self._many = self._many, []
        if len(some) > 2 * WRITTEN_AT_ONCE:
            self._many = some[WRITTEN_AT_ONCE:]
            del some[WRITTEN_AT_ONCE:]
        _write(some)
        self._turn = None
        if self._many and self._more_comes():
            self._wait()
        elif self._many:
            self._turn = self._loop.call_soon(self._write_some)


def _write(sockets: list[SocketLike]) -> None:
    for socket in sockets:
        socket.flush()
    faults.hit("written")
