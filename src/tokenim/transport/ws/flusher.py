"""When is written what the sockets have queued? Each socket once a tick; the sockets of a large room with some care.

Writing costs more than anything else that is done for a large room. So the room waits a moment for a batch that is
about to be told, and each of its sockets is written once for both; and it is written in slices, between which others
have their turn.
"""

import asyncio
from collections.abc import Callable

from tokenim.kernel import faults
from tokenim.transport.ws.peer import Peer

WRITTEN_AT_ONCE = 64
"""So many sockets are written before whoever waits has a turn."""
MANY = 32
"""From so many sockets on, writing is worth waiting for what comes next."""
WAIT_SECONDS = 0.002
"""The longest such wait, should the disk be slow."""


def _nothing() -> bool:
    return False


class Flusher:
    """The sockets with something to write."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.TimerHandle | None = None
        self.touched: list[Peer] = []
        self.more_comes: Callable[[], bool] = _nothing
        """Whether a batch is about to be told; `told` is called after it."""

    def touch(self, socket: Peer) -> None:
        """Write what the socket has queued at the end of this tick, or soon after."""
        if not self.touched:
            self.soon()
        self.touched.append(socket)

    def soon(self) -> None:
        """Write at the end of this tick what is touched in it."""
        self._loop.call_soon(self._begin)

    def told(self) -> None:
        """What waited for this batch waits no longer."""
        if self._waiting is not None:
            self._wait_no_longer(self._waiting)
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Write everything that is queued, each socket once; of very many some now and the others in a moment."""
        if self._waiting is not None:
            self._wait_no_longer(self._waiting)
        touched, self.touched = self.touched, []
        if len(touched) > 2 * WRITTEN_AT_ONCE:
            self.touched = touched[WRITTEN_AT_ONCE:]
            del touched[WRITTEN_AT_ONCE:]
            self._loop.call_soon(self.flush)
        for socket in touched:
            socket.flush()
        faults.hit("written")

    def _begin(self) -> None:
        if len(self.touched) < MANY or not self.more_comes():
            self.flush()
        elif self._waiting is None:
            self._waiting = self._loop.call_later(WAIT_SECONDS, self.flush)

    def _wait_no_longer(self, waiting: asyncio.TimerHandle) -> None:
        waiting.cancel()
        self._waiting = None
