"""How does a socket begin? Handshake checks, then `hello`: who it is, and what it missed since its positions."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple, Protocol

import msgspec
import structlog
from msgspec import Meta

from tokenim.catalogue import closes, errors, limits
from tokenim.catalogue.costs import REQUEST_BYTES
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import addresses, strict
from tokenim.kernel.actor import Actor
from tokenim.kernel.call import Calls
from tokenim.kernel.ports import Authenticator, Tickets
from tokenim.transport.counts import Counts
from tokenim.transport.ws import protocol
from tokenim.transport.ws.hub import Hub
from tokenim.transport.ws.socket_like import SocketLike

log = structlog.get_logger("socket")


class Resume(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Where a device stands: the epoch of the server that it knows, and its seq in each stream."""

    epoch: Annotated[str, Meta(max_length=limits.ID_CHARS)]
    positions: Annotated[
        dict[str, Annotated[int, Meta(ge=0, le=2**63 - 1)]], Meta(max_length=limits.RESUME_STREAMS)
    ]


class Hello(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The first request on a socket. The ticket is for those who cannot send an `Authorization` header."""

    ticket: Annotated[str, Meta(max_length=200)] = ""
    resume: Resume | None = None


class Welcome(msgspec.Struct, omit_defaults=True):
    """The answer: events flow from here on. Streams in `resync_required` must be read anew, the others lost nothing.

    A user has `user_id` and `session_id`; an application that came in with its key has `application_id` instead.
    """

    user_id: str
    session_id: str
    epoch: str
    heartbeat_seconds: int
    frame_bytes: int
    resync_required: list[str] = []
    application_id: str = ""


class CatchUp(NamedTuple):
    """What a device gets before live events.

    `streams` are all that it receives from now on, `heads` where those stand that it resumed, `missed` the frames of them.
    """

    epoch: str
    streams: list[str]
    heads: dict[str, int]
    missed: list[bytes]
    resync_required: list[str]


ReadMissed = Callable[[Actor, Resume | None], Awaitable[CatchUp]]

PATIENCE_SECONDS = 0.25
WAITING = 64
HELLO_TOKENS = 3
"""A hello costs its caller so many tokens, and what was missed as much as any answer."""
STREAM_BYTES = 512
"""Each stream of a caller counts as so many missed bytes."""
AT_ONCE = 10_000
"""So many may be let in at the same time; the others of a storm come back a little later, each at its own time."""

_hello = strict.decoder(Hello)


class SocketAuthenticator(Authenticator, Tickets, Protocol):
    """Knows tokens and tickets."""


class HelloHandler:
    """Lets sockets in. Shared by all of them."""

    def __init__(
        self, hub: Hub, calls: Calls, authenticator: SocketAuthenticator, catch_up: ReadMissed, counts: Counts
    ) -> None:
        self._hub = hub
        self._authenticator = authenticator
        self._catch_up = catch_up
        self._settings = settings = calls.context.settings
        self._tasks: set[asyncio.Task[None]] = set()
        self.calls = calls
        self.operations = calls.operations
        self.by_address = counts.by_address
        self.count = counts.metrics.called_on_socket
        self.buffer_bytes = settings.ws_buffer_bytes

    def _full(self, address: str) -> bool:
        """Whether the address has as many sockets as it may have; it has one more now."""
        network = addresses.network(address)
        count = self._hub.addresses[network] = self._hub.addresses.get(network, 0) + 1
        return count > self._settings.ws_sockets_per_address

    def gone(self, address: str) -> None:
        """A socket of the address is gone."""
        network = addresses.network(address)
        count = self._hub.addresses.get(network, 0) - 1
        if count > 0:
            self._hub.addresses[network] = count
        else:
            self._hub.addresses.pop(network, None)

    def opened(self, socket: SocketLike) -> None:
        """A socket is connected. One that sent a token is let in by itself if it does not say hello at once."""
        if self._full(socket.address):
            socket.end(closes.TOO_MANY)
            return
        if socket.token:
            self._hub.start_buffering(socket)
            self._hub.later(PATIENCE_SECONDS, lambda: self._let_in_silently(socket))

    def identify(self, socket: SocketLike, actor: Actor) -> None:
        """Note whose socket it is, before anything else is waited for: what cuts the caller must find it."""
        if socket.closing:
            return
        if len(self._hub.callers.sockets_of(actor.principal)) >= self._settings.ws_sockets_per_user:
            socket.end(closes.TOO_MANY)
            return
        wait = actor.bucket.spend(HELLO_TOKENS)
        if wait:
            socket.end(closes.TRY_LATER, retry_after_ms=int(wait * 1000) + 1)
            return
        actor = actor.at(socket.address)
        socket.enter(actor)
        self._hub.callers.enter(socket, actor)

    def may_read(self, socket: SocketLike, size: int) -> None:
        """Let who is not known pay, by their address, for a large frame before it is read; raise `rate.limited`."""
        if socket.actor is None and size >= REQUEST_BYTES:
            self.by_address.stranger(socket.address).take(size // REQUEST_BYTES)

    def handle(self, socket: SocketLike, asked: protocol.Envelope) -> None:
        """Take a request that came before the socket is ready: the first one should be `hello`."""
        if socket.greeting:
            if len(socket.waiting) >= WAITING:
                raise TokenIMError(errors.SERVER_BUSY, "Wait for the answer to hello", retry_after_ms=100)
            socket.waiting.append(asked)
            return
        resume = None
        if asked.op == "hello":
            hello: Hello = _hello(bytes(asked.body))
            resume = hello.resume
            if hello.ticket:
                self._hub.start_buffering(socket)
                self.identify(socket, self._authenticator.ticket(hello.ticket))
        if socket.actor is None and not socket.token:
            raise TokenIMError(errors.SOCKET_HELLO_REQUIRED)
        if asked.op != "hello":
            socket.silent = True
            socket.waiting.append(asked)
        self._begin(socket, asked.id if asked.op == "hello" else None, resume)

    def again(self, socket: SocketLike, asked: protocol.Envelope) -> None:
        """Start over with a socket that was let in before its hello came, as over a line with a long way.

        Nothing is lost by it: what came after the positions in the hello comes (again) after the answer.
        """
        hello: Hello = _hello(bytes(asked.body))
        socket.silent = socket.ready = False
        socket.since = self._hub.now
        self._hub.start_buffering(socket)
        self._hub.silence(socket)
        self._begin(socket, asked.id, hello.resume)

    def _let_in_silently(self, socket: SocketLike) -> None:
        if not (socket.greeting or socket.ready):
            socket.silent = True
            self._begin(socket, None, None)

    def _begin(self, socket: SocketLike, id_: int | None, resume: Resume | None) -> None:
        if socket.greeting or socket.ready or socket.closing:
            return
        if len(self._tasks) >= AT_ONCE:
            socket.end(closes.TRY_LATER, retry_after_ms=random.randint(500, 5000))  # noqa: S311
            return
        socket.greeting = True
        task = asyncio.ensure_future(self._welcome(socket, id_, resume))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _welcome(self, socket: SocketLike, id_: int | None, resume: Resume | None) -> None:
        try:
            await self._let_in(socket, id_, resume)
        except TokenIMError as error:
            socket.refuse(id_, error)
            if error.code is errors.RATE_LIMITED:
                socket.end(closes.TRY_LATER, retry_after_ms=error.retry_after_ms)
            else:
                socket.end(closes.NO_HELLO)
        except Exception:
            log.exception("socket.hello_failed", socket=socket.name, user=socket.user_id)
            socket.end(closes.INTERNAL, retry_after_ms=1000)
        finally:
            socket.greeting = False

    async def _authenticated(self, socket: SocketLike) -> Actor:
        try:
            actor = await self._authenticator.authenticate(socket.token, socket.address)
        except TokenIMError:
            self.by_address.stranger(socket.address).take()
            raise
        self.identify(socket, actor)
        return actor

    async def _let_in(self, socket: SocketLike, id_: int | None, resume: Resume | None) -> None:
        actor = socket.actor or await self._authenticated(socket)
        caught = None if socket.closing else await self._catch_up(actor, resume)
        if caught is None or socket.closing:
            return
        missed = sum(map(len, caught.missed))
        actor.bucket.answered(missed + STREAM_BYTES * len(caught.streams))
        for stream in caught.streams:
            self._hub.subscribe(socket, stream, caught.heads.get(stream, 0))
        socket.let_in()
        if id_ is not None:
            heartbeat = self._settings.ws_heartbeat_seconds
            welcome = Welcome(
                actor.user_id,
                actor.session_id,
                caught.epoch,
                heartbeat,
                limits.FRAME_BYTES,
                caught.resync_required,
                actor.via,
            )
            socket.queue(protocol.answer(id_, welcome))
        if caught.missed:
            socket.allow(missed)
        for payload in caught.missed:
            socket.queue_event(payload)
        self._hub.catch_up(socket, caught.heads)
        waiting, socket.waiting = socket.waiting, []
        for asked in waiting:
            socket.ask(asked)
