"""What does one request change? It reads and decides first, records here, and everything is committed once, at the end.

Nothing that is recorded is executed before the commit. A unit that relied on a version of a stream says so with `expect`;
if the version moved meanwhile, the operation is run again from its first line.
"""

import types
from collections.abc import Awaitable, Callable, Generator
from typing import Any, NamedTuple

from msgspec.json import Encoder

from tokenim.catalogue.events import Event
from tokenim.catalogue.settings import Settings
from tokenim.kernel import clock
from tokenim.kernel.actor import Actor, anonymous
from tokenim.kernel.state import State

Row = tuple[Any, ...]
Query = tuple[str, dict[str, Any]]


class Sized(NamedTuple):
    """A query that is read until its rows hold more than `size` bytes in one column, the row that passes it included."""

    sql: str
    values: dict[str, Any]
    column: int
    size: int


Read = Callable[..., Awaitable[list[list[Row]]]]

_encode = Encoder().encode
ROW_BYTES = 100
"""What a row takes beside what it holds, roughly."""
_HOLDING = (str, bytes)
_NOBODY: dict[str, str] = {}


class Entry:
    """One durable fact in a stream. `seq` and `count` are given in the transaction that stores it.

    `duplicate` is true when the stream already holds an entry of this sender with this `client_id`: then `seq`, `at` and
    `body` are those of the first one, and nothing was stored.
    """

    __slots__ = (
        "at",
        "body",
        "client_id",
        "count",
        "countable",
        "duplicate",
        "kind",
        "sender_id",
        "seq",
        "stream",
        "trailing_update",
    )

    def __init__(
        self,
        stream: str,
        kind: str,
        sender_id: str,
        at: int,
        body: bytes,
        *,
        client_id: str | None = None,
        countable: bool = False,
        trailing_update: str = "",
        seq: int = 0,
        count: int = 0,
    ) -> None:
        self.stream = stream
        self.kind = kind
        self.sender_id = sender_id
        self.client_id = client_id
        self.at = at
        self.body = body
        self.countable = countable
        self.seq = seq
        self.count = count
        self.duplicate = False
        self.trailing_update = trailing_update


class CountOf(NamedTuple):
    """Stands for the running count of an entry in the values of a recorded write."""

    entry: Entry


class Context:
    """What the units of work of one node share: how they read, its settings, what features keep there, and their hooks."""

    __slots__ = ("checks", "read", "recorded", "settings", "state")

    def __init__(self, read: Read, settings: Settings | None = None) -> None:
        self.read = read
        self.settings = settings or Settings()
        self.state = State()
        self.recorded: dict[str, tuple[Callable[..., None], ...]] = {}
        """By kind of event what is called when one is appended; see `kernel.hooks`."""
        self.checks: dict[Any, tuple[Callable[..., Awaitable[Any]], ...]] = {}
        """By point who is asked there; see `kernel.hooks`."""

    def work(self, actor: Actor | None = None) -> "Work":
        """Return a unit of work for something that no call asked for; without an actor it is nobody's."""
        return Work(actor or anonymous(""), self, clock.now())


class Work:
    """The unit of work of one request: reads go through, writes are recorded."""

    __slots__ = (
        "actor",
        "bumped",
        "callbacks",
        "context",
        "entries",
        "ephemeral",
        "existed",
        "expected",
        "follows",
        "named",
        "now",
        "outcome",
        "read",
        "replayed",
        "writes",
    )

    def __init__(self, actor: Actor, context: Context, now: int) -> None:
        self.actor = actor
        self.context = context
        self.read = context.read
        self.now = now
        self.entries: list[Entry] = []
        self.writes: list[Query] = []
        self.expected: tuple[tuple[str, int], ...] = ()
        self.follows: Work | None = None
        """The unit before it on the same lane: if that one must run again, this one must too, after it."""
        self.bumped: tuple[str, ...] = ()
        self.ephemeral: tuple[tuple[str, Event], ...] = ()
        self.callbacks: tuple[Callable[[], None], ...] = ()
        self.outcome: BaseException | None = None
        self.named: dict[str, str] = _NOBODY
        """The ids of users whom the request calls by ids of their product, by those."""
        self.existed = False
        """Whether what the operation makes was there already."""
        self.replayed = False
        """Whether the answer is that of an earlier request, which was made again."""

    def append(
        self,
        stream: str,
        event: Event,
        *,
        client_id: str | None = None,
        sender_id: str | None = None,
        trailing_update: str = "",
    ) -> Entry:
        """Record a durable event in `stream`, sent by the actor; the entry knows its seq after the commit.

        What an application does for a user says so: the stored event has the application as `via`.

        `trailing_update` is a statement with `:stream :sender :seq :count`. It runs once for a sender's newest entry in the
        batch, where a recorded write would run for each.

        Features above that take part in this event run now, and may write to this unit of work: see `kernel.hooks.recorded`.
        """
        sender = self.actor.user_id if sender_id is None else sender_id
        body = _encode(event)
        if self.actor.via:
            body = _with_via(body, self.actor.via)
        entry = Entry(
            stream,
            event.kind,
            sender,
            self.now,
            body,
            client_id=client_id,
            countable=event.countable,
            trailing_update=trailing_update,
        )
        self.entries.append(entry)
        hooks = self.context.recorded.get(event.kind)
        if hooks is not None:
            for hook in hooks:
                hook(self, entry, event)
        return entry

    def notify(self, stream: str, event: Event) -> None:
        """Record an event that is not kept; it goes to the connected devices of `stream` after the commit."""
        self.ephemeral += ((stream, event),)

    def write(self, sql: str, **values: Any) -> None:
        """Record one statement. A value that is an `Entry` stands for its seq, a `CountOf` for its count."""
        self.writes.append((sql, values))

    def expect(self, stream: str, version: int) -> None:
        """Commit only if the stream still has this version; otherwise the operation is run again."""
        self.expected += ((stream, version),)

    def bump(self, stream: str) -> None:
        """Move the version of the stream: its members, roles or settings change."""
        self.bumped += (stream,)

    def on_commit(self, step: Callable[[], None]) -> None:
        """Call `step` once the unit is stored, before its sender has the answer: caches must not lag behind it."""
        self.callbacks += (step,)

    async def all(self, sql: str, **values: Any) -> list[Row]:
        """Read rows."""
        return (await self.read((sql, values)))[0]

    async def sized(self, sql: str, column: int, size: int, **values: Any) -> list[Row]:
        """Read rows until they hold more than so many bytes in a column."""
        return (await self.read(Sized(sql, values, column, size)))[0]

    async def one(self, sql: str, **values: Any) -> Row | None:
        """Read the first row, or nothing."""
        rows = (await self.read((sql, values)))[0]
        return rows[0] if rows else None

    async def many(self, *queries: Query | Sized) -> list[list[Row]]:
        """Read several results from one snapshot."""
        return await self.read(*queries)

    @types.coroutine
    def commit(self) -> Generator["Work", None, None]:
        """Commit what was recorded so far, for handlers whose answer needs the seq. Allowed once, and last.

        An operation that returns without it is committed by the road it came on.
        """
        yield self

    @property
    def size(self) -> int:
        """How many bytes it stored, roughly, once it is committed."""
        size = 0
        for entry in self.entries:
            if not entry.duplicate:
                size += ROW_BYTES + len(entry.body)
        for _, values in self.writes:
            size += ROW_BYTES + sum(len(value) for value in values.values() if value.__class__ in _HOLDING)
        return size

    @property
    def empty(self) -> bool:
        """Whether there is nothing to store."""
        return not (self.entries or self.writes or self.bumped)


def _with_via(body: bytes, via: str) -> bytes:
    rest = body[1:]
    return b'{"via":' + _encode(via) + (rest if rest == b"}" else b"," + rest)


class Stale(Exception):
    """A version that a unit of work relied on has moved, or the unit before it is run again: so is this one, from its read."""


class Conflict(Exception):
    """A constraint of the database refused the unit's writes; only this unit was rolled back."""
