"""What do the hub and the handler of hello need to know of a socket?"""

from typing import Protocol

from tokenim.catalogue.closes import Close
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel.actor import Actor
from tokenim.transport.ws.codec import Codec
from tokenim.transport.ws.protocol import Envelope


class SocketLike(Protocol):
    """One socket, as the others in this folder see it."""

    actor: Actor | None
    address: str
    closing: bool
    codec: Codec
    greeting: bool
    name: str
    out: list[bytes]
    """Frames that the end of this tick will write."""
    ready: bool
    """Whether hello is done: from then on it has its streams and may ask."""
    seen: int
    session_id: str
    silent: bool
    """Whether it was let in by its token before it said hello."""
    since: int
    streams: set[str]
    token: str
    user_id: str
    waiting: list[Envelope]
    """Requests that came before it was ready."""

    def enter(self, actor: Actor) -> None: ...

    def let_in(self) -> None: ...

    def ask(self, asked: Envelope) -> None: ...

    def refuse(self, id_: int | None, error: TokenIMError) -> None: ...

    def queue(self, payload: bytes) -> None: ...

    def queue_event(self, payload: bytes) -> None: ...

    def flush(self) -> None: ...

    def allow(self, more: int) -> None: ...

    def ping(self) -> None: ...

    def end(self, close: Close, *, retry_after_ms: int | None = None) -> None: ...
