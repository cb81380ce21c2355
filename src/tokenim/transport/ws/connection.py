"""What does one socket do? Reads frames, asks operations, queues answers and events, and ends with a reason."""

from typing import Any

import msgspec
import structlog
from picows import WSCloseCode, WSListener, WSMsgType, WSTransport

from tokenim.catalogue import closes, errors, limits
from tokenim.catalogue.closes import Close
from tokenim.catalogue.costs import ANSWER_BYTES, REQUEST_BYTES
from tokenim.catalogue.errors import TokenIMError, problem
from tokenim.kernel import faults
from tokenim.kernel.actor import Actor
from tokenim.transport.pace import ANSWERS_AT_ONCE, CALL_BYTES, COME_BACK_MS, Pace
from tokenim.transport.ws import discard, protocol
from tokenim.transport.ws.asked import Asked
from tokenim.transport.ws.codec import Codec
from tokenim.transport.ws.fragments import Broken, Fragments
from tokenim.transport.ws.hello import HelloHandler
from tokenim.transport.ws.hub import Hub

log = structlog.get_logger("socket")

_TEXT, _BINARY, _CONTINUATION = WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION
LINGER_SECONDS = 2.0
CATCH_UP_SECONDS = 30.0


class Socket(WSListener):
    """One WebSocket of one device."""

    __slots__ = (
        "_fragments", "_handler", "_hub", "_lane", "_raw", "_transport", "_write", "actor",
        "address", "closing", "codec", "greeting", "language", "name", "out", "pace", "ready", "seen", "session_id", "silent",
        "since", "streams", "token", "user_id", "waiting",
    )  # fmt: skip

    def __init__(
        self, hub: Hub, hello_handler: HelloHandler, codec: Codec, *, language: str, name: str
    ) -> None:
        self._hub = hub
        self._handler = hello_handler
        self._lane = hello_handler.calls.lane()
        self._fragments: Fragments | None = None
        self.address = ""
        self.codec = codec
        self.language = language
        self.name = name
        self.actor: Actor | None = None
        self.user_id = ""
        self.session_id = ""
        self.out: list[bytes] = []
        self.streams: set[str] = set()
        self.ready = False
        self.greeting = False
        self.silent = False
        self.token = ""
        self.waiting: list[protocol.Envelope] = []
        self.closing = False
        self.since = self.seen = hub.now

    # --- from picows -----------------------------------------------------------------------------
    def on_ws_connected(self, transport: WSTransport) -> None:
        """The handshake is done."""
        self._transport = transport
        self._raw = transport.underlying_transport
        self._raw.set_write_buffer_limits(high=self._handler.buffer_bytes)
        self._write = self._raw.write
        peer = (self._raw.get_extra_info("peername") or ("",))[0]
        forwarded = ",".join(transport.request.headers.getall("X-Forwarded-For", []))
        self.address = self._handler.by_address.proxies.client(peer, forwarded)
        self.pace = Pace(self._raw, self._hub.later)
        transport.request.headers.clear()
        self._hub.sockets[self] = None
        self._handler.opened(self)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The connection is gone."""
        self.closing = True
        self.out.clear()
        self._hub.exit(self)
        self._handler.gone(self.address)

    def pause_writing(self) -> None:
        """The client reads too slowly for what it is sent."""
        self.end(closes.SLOW)

    def allow(self, more: int) -> None:
        """Let so many bytes more wait for the client for a while: that it missed much does not make it slow."""
        self._raw.set_write_buffer_limits(high=self._handler.buffer_bytes + more)
        self._hub.later(CATCH_UP_SECONDS, self._allow_no_more)

    def _allow_no_more(self) -> None:
        if not self.closing:
            self._raw.set_write_buffer_limits(high=self._handler.buffer_bytes)

    def resume_writing(self) -> None:
        """Do nothing: a socket that was too slow is on its way out."""

    def on_ws_frame(self, transport: WSTransport, frame: Any) -> None:
        """A frame came, whole and unmasked."""
        if self.closing or transport.is_close_frame_sent:
            self._last_words(frame)
            return
        self.seen = self._hub.now
        kind = frame.msg_type
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            self.end(closes.PROTOCOL)
        elif kind is _TEXT and frame.fin and self._fragments is None:
            self._message(_TEXT, frame.get_payload_as_bytes())
        elif kind == WSMsgType.PING:
            if self.pace.may_control():
                transport.send_pong(frame.get_payload_as_bytes())
        elif kind == WSMsgType.CLOSE:
            self._goodbye(frame)
        elif kind == WSMsgType.PONG:
            self.pace.may_control()
        else:
            self._fragment(frame)

    def _last_words(self, frame: Any) -> None:
        """Do nothing with what comes after the close frame, unless it is the client's."""
        if frame.msg_type == WSMsgType.CLOSE:
            self._transport.disconnect()
        else:
            self.pace.may_control()

    def _goodbye(self, frame: Any) -> None:
        self.closing = True
        self.flush()
        given = frame.get_close_code() if frame.payload_size else None
        self._transport.send_close(WSCloseCode(closes.answer_to(given)))
        self._transport.disconnect()

    def _fragment(self, frame: Any) -> None:
        """Put a message together that came in parts, or in a binary frame."""
        parts = self._fragments
        if (parts is None) == (frame.msg_type == _CONTINUATION):
            self.end(closes.PROTOCOL)
            return
        if parts is None:
            parts = self._fragments = Fragments(frame.msg_type)
        try:
            whole = parts.add(frame)
        except Broken as broken:
            self.end(broken.close)
            return
        if whole is not None:
            self._fragments = None
            self._message(parts.kind, whole)

    def _message(self, kind: WSMsgType, payload: bytes) -> None:
        if len(payload) > limits.FRAME_BYTES_AT_MOST:
            self.end(closes.TOO_BIG)
            return
        if (kind is _BINARY) != self.codec.binary:
            self.end(closes.UNSUPPORTED)
            return
        if kind is _TEXT and not payload.isascii():
            try:
                payload.decode()
            except UnicodeDecodeError:
                self.end(closes.NOT_UTF8)
                return
        id_: int | None = None
        try:
            if kind is _BINARY:
                self._handler.may_read(self, len(payload))
            asked = protocol.read(payload, binary=kind is _BINARY)
            id_ = asked.id
            if faults.armed:
                faults.hit("frame_read")
            self._ask(asked)
        except TokenIMError as error:
            id_ = protocol.id_of(payload, binary=kind is _BINARY) if id_ is None else id_
            self._refuse_frame(id_, error, len(payload) // REQUEST_BYTES if kind is _BINARY else 0)

    def _refuse_frame(self, id_: int | None, error: TokenIMError, more: int = 0) -> None:
        """Refuse what is no call; whoever goes on like this is cut off. A large frame that took long to read costs `more`."""
        self.refuse(id_, error)
        if self.actor is not None:
            self.actor.bucket.owe(more)
        if not self.pace.may_refuse(1 + more) or (more and self.actor is None):
            self._handler.by_address.cut(self.address)
            self.end(closes.TOO_MANY_REFUSED, retry_after_ms=COME_BACK_MS)
        elif len(self.out) > ANSWERS_AT_ONCE:
            self.pace.next_turn()

    def ask(self, asked: protocol.Envelope) -> None:
        """Carry out a request, or refuse it as none."""
        try:
            self._ask(asked)
        except TokenIMError as error:
            self._refuse_frame(asked.id, error)

    def _ask(self, asked: protocol.Envelope) -> None:
        if self.actor is None or not self.ready:
            self._handler.handle(self, asked)
            if self.waiting:
                self.pace.until_ready()
            return
        operation = self._handler.operations.get(asked.op)
        if operation is None or not operation.socket:
            if self.silent and asked.op == "hello":
                self._handler.again(self, asked)
                return
            raise TokenIMError(errors.OPERATION_UNKNOWN, f"There is no operation {asked.op!r} on the socket")
        call = Asked(operation, self.actor, self._answered, asked.idempotency_key)
        call.id = asked.id
        call.socket = self.name
        call.lane = self._lane
        pace = self.pace
        size = call.size = len(asked.body) + CALL_BYTES
        pace.held = held = pace.held + size
        if held > limits.HELD_BYTES:
            pace.full()
        codec = self.codec
        body = asked.body if codec.plain else codec.version.upgrade(asked.op, bytes(asked.body))
        self._handler.calls.start(call, body)

    def _answered(self, call: Any, answer: Any, refusal: TokenIMError | None) -> None:
        pace = self.pace
        pace.held -= call.size
        if pace.why:
            pace.emptier()
        if refusal is None:
            self._handler.count(call.operation.name, "ok")
            if not self.codec.plain:
                answer = self.codec.version.downgrade(call.operation.name, answer)
            payload = (protocol.replayed if call.work.replayed else protocol.answer)(call.id, answer)
            if len(payload) >= ANSWER_BYTES:
                call.actor.bucket.answered(len(payload))
            self.queue(payload)
        else:
            self._handler.count(call.operation.name, refusal.code.name)
            self.refuse(call.id, refusal)
            if refusal.code is errors.RATE_LIMITED:
                pace.too_fast()
        if len(self.out) > ANSWERS_AT_ONCE and not call.operation.changes:
            pace.next_turn()

    def refuse(self, id_: int | None, error: TokenIMError) -> None:
        """Answer a request with a refusal."""
        language = (self.actor and self.actor.language) or self.language
        self.queue(protocol.refusal(id_, problem(error, f"{self.name}.{id_}", language)))

    def queue(self, payload: bytes) -> None:
        """Send a JSON frame with whatever else this tick has for the socket."""
        codec = self.codec
        self._queue(protocol.text_frame(payload) if codec.plain else codec.framed(payload))

    def queue_event(self, payload: bytes) -> None:
        """Send an event, given as newest JSON, in the form that this socket understands."""
        self._queue(self.codec.event(payload))

    def ping(self) -> None:
        """Ask whether the client is still there."""
        self._queue(protocol.PING)

    def _queue(self, frame: bytes) -> None:
        if self.closing:
            return
        if not self.out:
            self._hub.flusher.touch(self)
        self.out.append(frame)

    def flush(self) -> None:
        """Write what is queued, at once; a client that leaves too much unread is cut and resumes later."""
        out = self.out
        self.out = []
        if out and not self.closing:
            self._write(out[0] if len(out) == 1 else b"".join(out))

    def let_in(self) -> None:
        """The socket may ask from now on."""
        self.ready = True
        self.pace.ready()

    def enter(self, actor: Actor) -> None:
        """The caller is known now."""
        self.actor = actor
        self.user_id, self.session_id = actor.user_id, actor.session_id

    def end(self, close: Close, *, retry_after_ms: int | None = None) -> None:
        """Say why and close; a client that does not answer is cut off after two seconds."""
        if self.closing:
            return
        self.flush()
        self.closing = True
        again = {} if retry_after_ms is None else {"retry_after_ms": retry_after_ms}
        self._hub.exit(self)
        self._transport.send_close(close.code, msgspec.json.encode({"code": close.name, **again}))  # type: ignore[arg-type]
        if close in closes.FAULTS:
            self.pace.over()
            discard.take_over(self._raw, self._hub.later)
        else:
            self._hub.later(LINGER_SECONDS, self._raw.abort)
        if close is not closes.NORMAL:
            log.info("socket.ended", socket=self.name, user=self.user_id, reason=close.name)
