"""How are requests read from one connection? uvicorn's protocol, made strict and bounded.

Requests that offer an upgrade (`Upgrade: h2c` of Java's client) are served over HTTP/1.1 as if they had not:
the parser would otherwise drop their body. Bodies that nobody reads are discarded up to a bound, so that the
answer arrives.
"""

from typing import NamedTuple

import httptools
from uvicorn.config import Config
from uvicorn.server import ServerState

from tokenim.catalogue import errors, limits
from tokenim.catalogue.errors import TokenIMError
from tokenim.transport.by_address import ByAddress
from tokenim.transport.http import answers, heads
from tokenim.transport.http.backlog import PIECE_BYTES
from tokenim.transport.http.turns import Turns
from tokenim.transport.idle_timeouts import IdleTimeouts
from tokenim.transport.pace import REST_SECONDS
from tokenim.transport.sniffer import SOCKET_TARGET, SocketProtocol, hand_over

DISCARD_BYTES = 1_048_576
READ_SECONDS = 29
"""The clock looks once a second: thirty at most."""
WRITE_SECONDS = limits.UNREAD_SECONDS - 1
IDLE_SECONDS = 75


class Shared(NamedTuple):
    """What all connections of a server have in common."""

    config: Config
    state: ServerState
    socket: SocketProtocol
    by_address: ByAddress
    reading: IdleTimeouts["Connection"]
    writing: IdleTimeouts["Connection"]
    idle: IdleTimeouts["Connection"]


class Connection(Turns):
    """One HTTP connection."""

    def __init__(self, shared: Shared, key: str) -> None:
        super().__init__(shared.config, shared.state, key)
        self._shared = shared
        self._unread = 0
        self._reading = False
        self._in_head = False
        self._head_bytes = 0
        self._later_bytes = -1
        self._discarded = 0
        self._deaf = False

    def data_received(self, data: bytes) -> None:
        """Read on, little at a time; what comes before its turn waits."""
        self._shared.idle.forget(self)
        if self._deaf:
            self._discard(len(data))
        elif len(data) <= PIECE_BYTES and not self._backlog.size and not self._is_busy():
            self._parse(data)
            self._watch()
        else:
            self._backlog.add(data)
            self._read_on()

    def _parse(self, data: bytes) -> None:
        """Parse a piece; answer what is no HTTP or too large, and hang up."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._ignore_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            large = self._head_bytes > limits.HEADER_BYTES
            self._refuse(errors.REQUEST_HEADER_TOO_LARGE if large else errors.REQUEST_MALFORMED)
        else:
            if self._in_head:
                self._count_head(len(data))

    def _watch(self) -> None:
        """Do not wait for ever: for the rest of a request, or for the next one."""
        if self._deaf:
            return
        if self._reading:
            self._shared.reading.watch(self)
        elif self._at_rest():
            self._shared.idle.watch(self)

    def _count_head(self, count: int) -> None:
        self._later_bytes = self._later_bytes + count if self._later_bytes >= 0 else 0
        if self._later_bytes > limits.HEADER_BYTES:
            self._refuse(errors.REQUEST_HEADER_TOO_LARGE)

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Read the request again without its offer to upgrade; a WebSocket's is taken where one belongs."""
        method = self.parser.get_method()
        if method == b"CONNECT":
            self._refuse(errors.OPERATION_METHOD)
            return
        offered = dict(self.headers).get(b"upgrade", b"").lower()
        socket = (
            offered == b"websocket"
            and method == b"GET"
            and self.parser.get_http_version() == "1.1"
            and SOCKET_TARGET.fullmatch(self.url) is not None
        )
        if socket and self._at_rest():
            self._become_socket(rest)
            return
        version = self.parser.get_http_version().encode()
        kept = heads.without_upgrade(self.headers)
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._parse(heads.written(method, self.url, version, kept) + rest)

    def _become_socket(self, rest: bytes) -> None:
        """Hand over a connection that was used for HTTP before, as proxies with a pool do."""
        head = heads.written(b"GET", self.url, b"1.1", self.headers)
        self.connections.discard(self)
        self._deaf = True
        self._forget()
        hand_over(self.transport, self._shared.socket(), head + rest + self._backlog.rest())

    def _refuse(self, code: errors.Code) -> None:
        """Answer what cannot be passed on, unless an earlier request still waits for its own answer."""
        self._reading = self._in_head = False
        self._shared.reading.forget(self)
        self._backlog.clear()
        cycle = self._answering()
        if cycle is None or cycle.response_complete or (cycle.more_body and not cycle.response_started):
            self._say_goodbye(self._refusal(code))
        elif cycle.more_body:
            self.transport.close()
        else:
            cycle.keep_alive = False
            self.flow.pause_reading()

    def _refusal(self, code: errors.Code) -> bytes:
        """Return the answer to what cannot be passed on; it counts as a request without a token."""
        bucket = self._shared.by_address.stranger(self._key) if self._key else None
        if bucket is not None:
            bucket.spend()
        return answers.raw(TokenIMError(code), bucket)

    def _say_goodbye(self, answer: bytes) -> None:
        """Answer and hang up, but listen until the client does: closing at once could destroy the answer."""
        self._deaf = True
        self._shared.writing.watch(self)
        self.transport.write(answer)
        self.transport.write_eof()

    def _discard(self, count: int) -> None:
        self._discarded += count
        if self._discarded > DISCARD_BYTES:
            if self._key:
                self._shared.by_address.cut(self._key)
            self.transport.close()
        elif self._deaf:
            self.pace.next_turn(REST_SECONDS)

    def _should_upgrade(self) -> bool:
        return True

    def time_out(self) -> None:
        """Answer a request that does not arrive."""
        self._refuse(errors.REQUEST_TIMEOUT)

    def hang_up(self) -> None:
        """End a connection that nobody uses, or whose answer nobody takes."""
        self.transport.abort()

    # --- what the parser tells ---
    def on_message_begin(self) -> None:
        """Start counting."""
        super().on_message_begin()
        self._reading = self._in_head = True
        self._head_bytes = self._discarded = 0
        self._later_bytes = -1

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        self._head_bytes += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or stop reading when there were too many bytes of them."""
        self._head_bytes += len(name) + len(value) + 4
        if self._head_bytes > limits.HEADER_BYTES:
            raise ValueError("the head is too large")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start answering, unless a proxy might read the head in another way."""
        self._in_head = False
        if not heads.is_plain(self.parser.get_http_version(), self.headers):
            raise ValueError("the head can be read in two ways")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass the body on; discard what comes after the answer, within a bound."""
        if not self.cycle.response_complete:
            super().on_body(body)
            return
        self._discard(len(body))

    def on_message_complete(self) -> None:
        """Stop the clock."""
        self._reading = False
        self._shared.reading.forget(self)
        super().on_message_complete()

    # --- what the answer and the transport tell ---
    def pause_writing(self) -> None:
        """Give a reader that is slow some time, while not too much waits for it and others of its address."""
        self._shared.writing.watch(self)
        self._unread = self.transport.get_write_buffer_size()
        if not self._shared.by_address.unread(self._key, self._unread):
            self.loop.call_soon(self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """The reader came along."""
        self._shared.writing.forget(self)
        self._taken()
        super().resume_writing()

    def _taken(self) -> None:
        self._shared.by_address.taken(self._key, self._unread)
        self._unread = 0

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer what was asked before the client stopped sending."""
        cycle = self._answering()
        if cycle is None or cycle.response_complete or cycle.more_body:
            return False
        cycle.keep_alive = False
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever still waits."""
        self._forget()
        super().connection_lost(exc)

    def _forget(self) -> None:
        self._taken()
        self._shared.by_address.closed(self._key)
        self._shared.reading.forget(self)
        self._shared.writing.forget(self)
        self._shared.idle.forget(self)


def make_shared(config: Config, state: ServerState, socket: SocketProtocol, by_address: ByAddress) -> Shared:
    """Return what the connections of a server share."""
    return Shared(
        config,
        state,
        socket,
        by_address,
        reading=IdleTimeouts(READ_SECONDS, Connection.time_out),
        writing=IdleTimeouts(WRITE_SECONDS, Connection.hang_up),
        idle=IdleTimeouts(IDLE_SECONDS, Connection.hang_up),
    )
