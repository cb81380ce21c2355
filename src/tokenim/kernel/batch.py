"""Which rules does a batch obey, whatever the database? Seqs, versions, repeated sends, what is undone, the manifest.

This part does no I/O. An adapter reads the heads of `streams`, gives them to a `Batch`, does each of its `steps` in order,
runs the `followers`, and writes the heads that `moved` and the manifest, all in one transaction.

Fast road: the ids that senders gave are not looked up, since the database refuses a row whose id is there already. Where it
refuses one, all is undone and the batch goes the careful road with the entries `seen` under its `client_ids`. Retries are
rare, so almost all batches go the fast one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from tokenim.kernel.unit_of_work import Conflict, CountOf, Entry, Query, Stale, Work

COLUMNS = ("stream", "seq", "kind", "sender_id", "client_id", "at", "count", "body")
"""The columns of an entry's row, in this order."""

Rows = list[tuple[object, ...]]
Sent = tuple[str, str, str]
"""The `client_id` of an entry, its sender and its stream."""
First = tuple[int, int, bytes, int]
"""What a repeated send is answered with: seq, at, body and count of the first entry."""

_AGAIN = (Stale, Conflict)


class Doubtful(Exception):
    """Nobody can say on the fast road whether the unit conflicts or is repeated: undo the batch and go the careful road."""


class Head:
    """Where a stream stands."""

    __slots__ = ("count", "seq", "version")

    def __init__(self, seq: int = 0, count: int = 0, version: int = 0) -> None:
        self.seq = seq
        self.count = count
        self.version = version


class Alone:
    """A step: one unit's rows and statements under a savepoint.

    Where a constraint refuses one of them, the adapter goes back to the savepoint and says why in `conflict`.
    """

    __slots__ = ("conflict", "queries", "rows")

    def __init__(self, rows: Rows, queries: list[Query]) -> None:
        self.rows = rows
        self.queries = queries
        self.conflict: str | None = None


class Batch:
    """One batch of units. It sets the `outcome` of those that are not stored, and the seqs and counts of the others' entries.

    `heads` holds at least the `streams` of the units and stays as it is; `seen` (on the careful road) the first entries
    under their `client_ids`, as far as there are any.
    """

    def __init__(
        self, works: list[Work], heads: dict[str, Head], seen: dict[Sent, First] | None = None
    ) -> None:
        self._works = works
        self._heads = heads
        self._seen = seen
        self._rows: Rows = []
        self._stored: list[Work] = []
        self.moved: dict[str, Head] = {}
        """Where the streams that the batch touches stand after it. Empty: nothing is stored."""

    def steps(self) -> Iterator[Rows | Alone]:
        """Yield what to do in this order: rows to insert, or a unit `Alone`. Raise `Doubtful` on the fast road only.

        Each step must be done before the next one is asked for.
        """
        seen, take = self._seen, self._take
        keep = self._stored.append if seen is None else self._keep
        for work in self._works:
            if self._stale(work):
                work.outcome = Stale()
            elif seen is not None and _duplicate(work, seen):
                continue
            elif work.writes:
                if self._rows:
                    yield self._taken()
                yield from self._alone(work)
            else:
                take(work)
                keep(work)
        if self._rows:
            yield self._taken()

    def followers(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Return the statements that follow the newest entry of a sender, each with all its values."""
        newest = {
            (entry.trailing_update, entry.stream, entry.sender_id): entry
            for work in self._stored
            for entry in work.entries
            if entry.trailing_update
        }
        found: dict[str, list[dict[str, Any]]] = {}
        for (sql, stream, sender), entry in newest.items():
            values = {"stream": stream, "sender": sender, "seq": entry.seq, "count": entry.count}
            found.setdefault(sql, []).append(values)
        return list(found.items())

    def manifest(self) -> dict[str, tuple[int, int]]:
        """Return the first and the last seq that the batch gave, by stream."""
        before = self._heads
        return {
            stream: (before[stream].seq + 1, head.seq)
            for stream, head in self.moved.items()
            if head.seq > before[stream].seq
        }

    def _stale(self, work: Work) -> bool:
        before = work.follows
        if before is not None and isinstance(before.outcome, _AGAIN):
            return True
        for stream, version in work.expected:  # noqa: SIM110 (each message comes through here)
            if (self.moved.get(stream) or self._heads[stream]).version != version:
                return True
        return False

    def _take(self, work: Work) -> None:
        """Move the streams of the unit and give seqs to its entries."""
        moved, rows = self.moved, self._rows
        for stream in work.bumped:
            (moved.get(stream) or self._moving(stream)).version += 1
        for entry in work.entries:
            stream = entry.stream
            head = moved.get(stream) or self._moving(stream)
            entry.seq = head.seq = seq = head.seq + 1
            if entry.countable:
                head.count += 1
            entry.count = count = head.count
            rows.append((
                stream, seq, entry.kind, entry.sender_id, entry.client_id, entry.at, count, entry.body,
            ))  # fmt: skip

    def _keep(self, work: Work) -> None:
        """Remember a unit that nothing undoes any more; on the careful road also under which ids it was sent."""
        self._stored.append(work)
        if self._seen is not None:
            self._seen |= {_sent(entry): _first(entry) for entry in work.entries if entry.client_id}

    def _alone(self, work: Work) -> Iterator[Alone]:
        before = self._standing(work)
        self._take(work)
        step = Alone(self._taken(), [_resolved(query) for query in work.writes])
        yield step
        if step.conflict is None:
            self._keep(work)
        elif self._seen is None and any(entry.client_id for entry in work.entries):
            raise Doubtful(step.conflict)
        else:
            self._restore(before)
            work.outcome = Conflict(step.conflict)

    def _taken(self) -> Rows:
        rows, self._rows = self._rows, []
        return rows

    def _standing(self, work: Work) -> dict[str, Head | None]:
        """Return where the streams of the unit stand in this batch, to go back to."""
        streams = {*work.bumped, *(entry.stream for entry in work.entries)}
        moved = ((stream, self.moved.get(stream)) for stream in streams)
        return {stream: head and Head(head.seq, head.count, head.version) for stream, head in moved}

    def _restore(self, standing: dict[str, Head | None]) -> None:
        for stream, head in standing.items():
            if head is None:
                self.moved.pop(stream, None)
            else:
                self.moved[stream] = head

    def _moving(self, stream: str) -> Head:
        known = self._heads[stream]
        head = self.moved[stream] = Head(known.seq, known.count, known.version)
        return head


def streams(works: Sequence[Work]) -> set[str]:
    """Return the streams whose heads decide about the units."""
    named = {entry.stream for work in works for entry in work.entries}
    named.update([stream for work in works for stream, _ in work.expected])
    named.update([stream for work in works for stream in work.bumped])
    return named


def client_ids(works: Sequence[Work]) -> set[Sent]:
    """Return under which ids the entries of the units were sent."""
    return {_sent(entry) for work in works for entry in work.entries if entry.client_id}


def _duplicate(work: Work, seen: dict[Sent, First]) -> bool:
    for entry in work.entries:
        first = seen.get(_sent(entry)) if entry.client_id else None
        if first is not None:
            entry.seq, entry.at, entry.body, entry.count = first
            entry.duplicate = True
            return True
    return False


def _sent(entry: Entry) -> Sent:
    return entry.client_id or "", entry.sender_id, entry.stream


def _first(entry: Entry) -> First:
    return entry.seq, entry.at, entry.body, entry.count


def _resolved(query: Query) -> Query:
    sql, values = query
    return sql, {name: _given(value) for name, value in values.items()}


def _given(value: object) -> object:
    if isinstance(value, Entry):
        return value.seq
    if isinstance(value, CountOf):
        return value.entry.count
    return value
