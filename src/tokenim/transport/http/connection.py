"""How are requests read from one connection? uvicorn's protocol, made strict and bounded.

Requests that offer an upgrade (`Upgrade: h2c` of Java's client) are served over HTTP/1.1 as if they had not:
the parser would otherwise drop their body. Bodies that nobody reads are discarded up to a bound, so that the
answer arrives.
"""

from typing import NamedTuple, cast

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from tokenim.catalogue import errors, limits
from tokenim.transport.front import SOCKET_TARGET, SocketProtocol, hand_over
from tokenim.transport.http import answers
from tokenim.transport.sweep import Sweep

DISCARD_BYTES = 1_048_576
READ_SECONDS = 29
"""The clock looks once a second: thirty at most."""
WRITE_SECONDS = 30
IDLE_SECONDS = 75

_ONCE = frozenset((b"host", b"authorization", b"idempotency-key", b"content-type"))
_NOT_PASSED_ON = (b"upgrade", b"http2-settings")


class Shared(NamedTuple):
    """What all connections of a server have in common."""

    config: Config
    state: ServerState
    socket: SocketProtocol
    reading: Sweep["Connection"]
    writing: Sweep["Connection"]
    idle: Sweep["Connection"]


class Connection(HttpToolsProtocol):
    """One HTTP connection."""

    def __init__(self, shared: Shared) -> None:
        super().__init__(shared.config, shared.state, {})
        self._shared = shared
        self._reading = False
        self._in_head = False
        self._head_bytes = 0
        self._later_bytes = -1
        self._discarded = 0
        self._deaf = False

    def data_received(self, data: bytes) -> None:
        """Read on; answer what is no HTTP, too large or too late, and hang up."""
        self._shared.idle.forget(self)
        if self._deaf:
            self._discard(len(data))
            return
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._ignore_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            large = self._head_bytes > limits.HEADER_BYTES
            self._refuse(errors.REQUEST_HEADER_TOO_LARGE if large else errors.REQUEST_MALFORMED)
        else:
            if self._reading:
                self._unfinished(len(data))
            elif self._at_rest():
                self._shared.idle.watch(self)

    def _unfinished(self, count: int) -> None:
        self._shared.reading.watch(self)
        if not self._in_head:
            return
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
        kept = [header for header in self.headers if header[0] not in _NOT_PASSED_ON]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.data_received(_head(method, self.url, version, kept) + rest)

    def _become_socket(self, rest: bytes) -> None:
        """Hand over a connection that was used for HTTP before, as proxies with a pool do."""
        head = _head(b"GET", self.url, b"1.1", self.headers)
        self.connections.discard(self)
        self._forget()
        hand_over(self.transport, self._shared.socket(), head + rest)

    def _refuse(self, code: errors.Code) -> None:
        """Answer what cannot be passed on, unless an earlier request still waits for its own answer."""
        self._reading = False
        self._shared.reading.forget(self)
        cycle = self._answering()
        if cycle is None or cycle.response_complete or (cycle.more_body and not cycle.response_started):
            self._say_goodbye(answers.raw(code))
        elif cycle.more_body:
            self.transport.close()
        else:
            cycle.keep_alive = False
            self.flow.pause_reading()

    def _say_goodbye(self, answer: bytes) -> None:
        """Answer and hang up, but listen until the client does: closing at once could destroy the answer."""
        self._deaf = True
        self._shared.writing.watch(self)
        self.transport.write(answer)
        self.transport.write_eof()

    def _discard(self, count: int) -> None:
        self._discarded += count
        if self._discarded > DISCARD_BYTES:
            self.transport.close()

    def _answering(self) -> RequestResponseCycle | None:
        return cast("RequestResponseCycle | None", self.cycle)

    def _at_rest(self) -> bool:
        cycle = self._answering()
        return cycle is None or cycle.response_complete

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
        if not _plain(self.parser.get_http_version(), self.headers):
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
    def on_response_complete(self) -> None:
        """Go on with the next request, or wait for one."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        else:
            self._shared.idle.watch(self)

    def pause_writing(self) -> None:
        """Give a reader that is slow some time."""
        self._shared.writing.watch(self)
        super().pause_writing()

    def resume_writing(self) -> None:
        """The reader came along."""
        self._shared.writing.forget(self)
        super().resume_writing()

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
        self._shared.reading.forget(self)
        self._shared.writing.forget(self)
        self._shared.idle.forget(self)


def _plain(version: str, headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether everybody reads the same in a head: one Host, no transfer coding but chunked, no credentials twice."""
    given = [name for name, _ in headers if name in _ONCE]
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    if version not in ("1.0", "1.1") or len(given) != len(set(given)):
        return False
    if version == "1.0":
        return not codings
    return b"host" in given and codings in ([], [b"chunked"])


def _head(method: bytes, url: bytes, version: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    lines = [b"%b %b HTTP/%b" % (method, url, version)]
    lines += [b"%b: %b" % header for header in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def make_shared(config: Config, state: ServerState, socket: SocketProtocol) -> Shared:
    """Return what the connections of a server share."""
    return Shared(
        config,
        state,
        socket,
        reading=Sweep(READ_SECONDS, Connection.time_out),
        writing=Sweep(WRITE_SECONDS, Connection.hang_up),
        idle=Sweep(IDLE_SECONDS, Connection.hang_up),
    )
