"""The sockets of each stream: what is published to a stream goes to all of them, in one write per socket and tick.

A stream remembers the last seq that it published, so that an event which comes twice or late is not delivered again. A
socket that joined after reading up to a later seq has a *floor* there until the stream has passed it.
"""

import asyncio
from collections.abc import Callable
from itertools import islice
from typing import Any

from tokenim.catalogue import closes
from tokenim.kernel.ports import PresenceListener
from tokenim.transport.ws import protocol
from tokenim.transport.ws.callers import Callers
from tokenim.transport.ws.codec import Codec
from tokenim.transport.ws.flusher import Flusher
from tokenim.transport.ws.socket_like import SocketLike

Buffered = tuple[str, str, str, int, bytes]
"""(what, user, stream, seq, frame): `join` and `leave` name a user, `event` has seq and frame."""

FORGET_AT_ONCE = 1_000


class Stream:
    """The local sockets of one stream."""

    __slots__ = ("floors", "head", "sockets")

    def __init__(self) -> None:
        self.head = 0
        self.sockets: dict[SocketLike, None] = {}
        self.floors: dict[SocketLike, int] = {}


class Hub:
    """All sockets of this node."""

    def __init__(
        self, *, heartbeat_seconds: int, hello_seconds: int, more_comes: Callable[[], bool] | None = None
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._streams: dict[str, Stream] = {}
        self.flusher = Flusher(more_comes)
        self._buffer: list[Buffered] = []
        self._buffer_start = 0
        self._buffered_from: dict[SocketLike, int] = {}
        self._heartbeat = heartbeat_seconds
        self._hello = hello_seconds
        self._timer: asyncio.TimerHandle | None = None
        self.now = 0
        self.sockets: dict[SocketLike, None] = {}
        self.addresses: dict[str, int] = {}
        self.callers = Callers()

    # --- publishing ------------------------------------------------------------------------------
    def publish(self, stream: str, seq: int, payload: bytes) -> None:
        """Deliver an entry to the sockets of the stream, unless the stream has passed its seq."""
        if self._buffered_from:
            self._buffer.append(("event", "", stream, seq, payload))
        found = self._streams.get(stream)
        if found is None or seq <= found.head:
            return
        found.head = seq
        if found.floors:
            self._publish_above_floors(found, seq, payload)
        else:
            self._send(found.sockets, payload)

    def notify(self, stream: str, payload: bytes, *, except_user: str = "") -> None:
        """Deliver something that is not kept to the sockets of the stream."""
        found = self._streams.get(stream)
        if found is None:
            return
        for socket in found.sockets:
            if socket.user_id != except_user:
                socket.queue_event(payload)

    def _publish_above_floors(self, found: Stream, seq: int, payload: bytes) -> None:
        for socket in found.sockets:
            if seq > found.floors.get(socket, 0):
                socket.queue_event(payload)
        found.floors = {socket: floor for socket, floor in found.floors.items() if floor > seq}

    def _send(self, sockets: dict[SocketLike, None], payload: bytes) -> None:
        frames: dict[Codec, bytes] = {}
        plain = protocol.text_frame(payload)
        touched = self.flusher.touched
        if not touched:
            self.flusher.soon()
        for socket in sockets:
            out = socket.out
            if not out:
                touched.append(socket)
            codec = socket.codec
            if codec.plain:
                out.append(plain)
                continue
            if codec not in frames:
                frames[codec] = codec.event(payload)
            out.append(frames[codec])

    def batch_done(self) -> None:
        """See `kernel.ports.Hub`: what waited for the batch is written."""
        self.flusher.batch_done()

    # --- who is here -----------------------------------------------------------------------------
    def on_presence(self, listener: PresenceListener) -> None:
        """See `kernel.ports.Hub`."""
        self.callers.watchers.append(listener)

    def online(self, user_id: str) -> bool:
        """Whether the user has a socket on this node."""
        return user_id in self.callers.users

    def receivers(self, stream: str, sockets: int | None = None) -> set[str]:
        """Return the users with a socket here that receives the stream; `sockets` is how many are looked at, at most."""
        found = self._streams.get(stream)
        return set() if found is None else {socket.user_id for socket in islice(found.sockets, sockets)}

    def exit(self, socket: SocketLike) -> None:
        """The socket is gone."""
        self.sockets.pop(socket, None)
        self._take_buffered(socket)
        self.silence(socket)
        self.callers.exit(socket)

    def silence(self, socket: SocketLike) -> None:
        """From now on the socket receives nothing."""
        for stream in socket.streams:
            self._unsubscribe(socket, stream)
        socket.streams.clear()

    def join(self, user_id: str, stream: str) -> None:
        """From now on the user's sockets receive the stream."""
        if self._buffered_from:
            self._buffer.append(("join", user_id, stream, 0, b""))
        for socket in self.callers.users.get(user_id, ()):
            if socket.ready:
                self.subscribe(socket, stream, 0)

    def leave(self, user_id: str, stream: str) -> None:
        """From now on the user's sockets do not receive the stream."""
        if self._buffered_from:
            self._buffer.append(("leave", user_id, stream, 0, b""))
        for socket in self.callers.users.get(user_id, ()):
            if stream in socket.streams:
                socket.streams.discard(stream)
                self._unsubscribe(socket, stream)

    # --- catching up -----------------------------------------------------------------------------
    def start_buffering(self, socket: SocketLike) -> None:
        """Buffer what is published from now on, until the socket has caught up or is gone."""
        self._buffered_from.pop(socket, None)
        self._buffered_from[socket] = self._buffer_start + len(self._buffer)

    def _take_buffered(self, socket: SocketLike) -> list[Buffered]:
        """Return what happened while the socket caught up, and forget what no other socket needs."""
        position = self._buffered_from.pop(socket, None)
        since = [] if position is None else self._buffer[position - self._buffer_start :]
        end = self._buffer_start + len(self._buffer)
        # Positions are in order of time: the first one is the oldest.
        oldest = next(iter(self._buffered_from.values()), end)
        if oldest == end or oldest - self._buffer_start >= FORGET_AT_ONCE:
            del self._buffer[: oldest - self._buffer_start]
            self._buffer_start = oldest
        return since

    def subscribe(self, socket: SocketLike, stream: str, upto: int) -> None:
        """Deliver to the socket what the stream publishes after `upto`, which it has already."""
        found = self._streams.get(stream)
        if found is None:
            found = self._streams[stream] = Stream()
        # What is stored up to here may still be on its way to the hub, and a socket that read earlier waits for it.
        if upto > found.head:
            found.floors[socket] = upto
        found.sockets[socket] = None
        socket.streams.add(stream)

    def catch_up(self, socket: SocketLike, heads: dict[str, int]) -> None:
        """Bring a socket that read some streams up to `heads` to where they are now: what was buffered for it."""
        for what, user_id, stream, seq, payload in self._take_buffered(socket):
            if what == "event":
                if stream in socket.streams:
                    self._missed(socket, heads, stream, seq, payload)
            elif user_id != socket.user_id:
                continue
            elif what == "join":
                if stream not in socket.streams:
                    self.subscribe(socket, stream, 0)
            elif stream in socket.streams:
                socket.streams.discard(stream)
                self._unsubscribe(socket, stream)

    def _missed(
        self, socket: SocketLike, heads: dict[str, int], stream: str, seq: int, payload: bytes
    ) -> None:
        """Give the socket what was published before it was let in, and the stream the seq that it had passed then."""
        found = self._streams[stream]
        found.head = max(found.head, seq)
        if seq > heads.get(stream, 0):
            heads[stream] = seq
            socket.queue_event(payload)

    def _unsubscribe(self, socket: SocketLike, stream: str) -> None:
        found = self._streams.get(stream)
        if found is None:
            return
        found.sockets.pop(socket, None)
        found.floors.pop(socket, None)
        if not found.sockets:
            del self._streams[stream]

    # --- deadlines and pings ----------------------------------------------------------------------
    def start(self) -> None:
        """Start the timer: one tick a second for all deadlines and pings."""
        self._timer = self._loop.call_later(1.0, self._tick)

    def stop(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timer.cancel()

    def _tick(self) -> None:
        self._timer = self._loop.call_later(1.0, self._tick)
        self.now += 1
        for socket in list(self.sockets):
            silent = self.now - socket.seen
            if not socket.ready:
                if self.now - socket.since > self._hello:
                    socket.end(closes.NO_HELLO)
            elif silent > 2 * self._heartbeat:
                socket.end(closes.SILENT)
            elif silent >= self._heartbeat and silent % self._heartbeat == 0:
                socket.ping()

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Call something after a while."""
        self._loop.call_later(seconds, do)

    def counts(self) -> dict[str, Any]:
        """Return the figures that `/metrics` shows."""
        return {"sockets": len(self.sockets), "users": len(self.callers.users), "streams": len(self._streams)}
