"""Which parts can be swapped? One protocol each; guarantees are written where the method is declared."""

from collections.abc import Callable
from typing import Protocol

from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Query, Row, Sized, Work


class Database(Protocol):
    """The truth: streams of entries and the tables that features keep beside them.

    SQL is one text for all databases, with `:name` parameters.
    """

    epoch: str
    """Changes when the database was restored, so that clients do not trust their positions."""

    def submit(self, batch: list[Work], committed: Callable[[list[Work]], None]) -> None:
        """Commit units of work in this order, in one transaction with one manifest row.

        `committed` is called on the event loop when the batch is durable. A unit whose `outcome` is then set was not
        stored (`Stale`, `Conflict`) and has no effect on the others. Streams get gapless seqs in order of the batch.
        When the transaction itself fails, every `outcome` is set and nothing was stored. `kernel.batch` holds these rules.

        Batches get ids from 1 without gaps, in the order in which they become visible, whatever other nodes commit: a
        batch that was visible to a reader has no smaller id appearing later. Tokens and cursors rely on that (ADR 0013).
        """
        ...

    async def read(self, *queries: Query | Sized) -> list[list[Row]]:
        """Run the queries in one snapshot that holds at least every batch reported as committed.

        It holds each batch whole or not at all, and with a batch all those with smaller ids.
        """
        ...


class PresenceListener(Protocol):
    """Who wants to know that a user came or went. It must not raise: the socket that came or went is half-way through."""

    def __call__(self, user_id: str, *, online: bool) -> None: ...


class Hub(Protocol):
    """The connected sockets. Called on the event loop, in order of the commits."""

    def publish(self, stream: str, seq: int, payload: bytes) -> None:
        """Deliver an entry (as JSON) to every socket of the stream that does not have it."""
        ...

    def notify(self, stream: str, payload: bytes, *, except_user: str = "") -> None:
        """Deliver something that is not kept; it may be lost."""
        ...

    def batch_done(self) -> None:
        """All of a batch is published and told."""
        ...

    def on_presence(self, listener: "PresenceListener") -> None:
        """Call the listener when the first socket of a user comes and when the last one is gone."""
        ...

    def join(self, user_id: str, stream: str) -> None:
        """From now on the user's sockets receive the stream."""
        ...

    def leave(self, user_id: str, stream: str) -> None:
        """From now on the user's sockets do not receive the stream."""
        ...

    def receivers(self, stream: str, sockets: int | None = None) -> set[str]:
        """Return the users with a socket that receives the stream; `sockets` is how many are looked at, at most."""
        ...

    def online(self, user_id: str) -> bool:
        """Whether the user is connected."""
        ...


class Authenticator(Protocol):
    """Who shows this token? Raises `auth.token_invalid`."""

    def cached(self, token: str) -> Actor | None:
        """Return the caller from memory; nothing means: ask `authenticate`."""
        ...

    async def authenticate(self, token: str, address: str) -> Actor:
        """Return the caller of an access token or an application's key, one object per session."""
        ...


class Tickets(Protocol):
    """Who shows this ticket? Raises `socket.ticket_invalid`."""

    def ticket(self, ticket: str) -> Actor:
        """Return the caller that the ticket was made for; it is good once."""
        ...


class Connected(Protocol):
    """Who is connected to this node, and how they are cut once their right has ended. Called on the loop; must not fail."""

    def connected(self) -> list[Actor]:
        """Return who has a socket here: each session and each application once."""
        ...

    def sessions_of(self, user_id: str) -> set[str]:
        """Return which sessions of the user have a socket here."""
        ...

    def cut_session(self, user_id: str, session_id: str) -> None:
        """Cut the sockets of one session of the user."""
        ...

    def cut_principal(self, principal: str, *, but: str = "") -> None:
        """Cut all sockets of a user or an application, but those of the session `but`."""
        ...

    def cut_granted(self, application_id: str) -> None:
        """Cut the sockets of all sessions that the application granted."""
        ...


class Forged(Exception):
    """What is kept was written by somebody else."""


class Checkpoints(Protocol):
    """A few bytes outside of the database that nobody but this server can write. May block: called in threads."""

    @property
    def known(self) -> bool:
        """Whether something was ever kept here."""
        ...

    def load(self) -> bytes | None:
        """Return what is kept, or nothing; raise `Forged`."""
        ...

    def save(self, payload: bytes) -> None:
        """Keep one line; it survives a power loss, or the former one does."""
        ...
