"""How does a batch of units become one transaction? Seqs are given, entries inserted in bulk, one manifest, one commit.

Fast road: every unit is taken as it comes. If a `client_id` turns out to be used already, the transaction is undone and
the batch goes the careful road, which looks every `client_id` up; retries are rare, so almost all batches go the fast one.
"""

import sqlite3
import time
from dataclasses import dataclass

from msgspec.json import Encoder

from tokenim.adapters import sqlite_errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import clock, faults
from tokenim.kernel.unit_of_work import Conflict, CountOf, Entry, Query, Stale, Work

_encode = Encoder().encode
_CACHED = 200_000

_INSERT = (
    "INSERT INTO entries (stream, seq, kind, sender_id, client_id, at, count, body) VALUES (?,?,?,?,?,?,?,?)"
)
_HEAD = "SELECT last_seq, count, version FROM streams WHERE id = ?"
_MOVE = """INSERT INTO streams (id, last_seq, count, version, batch) VALUES (?,?,?,?,?)
           ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq, count = excluded.count,
           version = excluded.version, batch = excluded.batch"""
_MANIFEST = "INSERT INTO batches (id, at, manifest) VALUES (?,?,?)"
_SEEN = "SELECT seq, at, body, count FROM entries WHERE client_id = ? AND sender_id = ? AND stream = ?"


@dataclass(slots=True)
class Head:
    """Where a stream stands."""

    seq: int
    count: int
    version: int


_AGAIN = (Stale, Conflict)
Standing = tuple[dict[str, Head | None], set[str]]


class Writer:
    """The only one who writes. Lives in its own thread with its own connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._heads: dict[str, Head] = {}
        self._batch: int = db.execute("SELECT coalesce(max(id), 0) FROM batches").fetchone()[0]
        self._moved: dict[str, Head] = {}
        self._first: dict[str, int] = {}
        self._rows: list[tuple[object, ...]] = []
        self._trails: dict[str, dict[tuple[str, str], tuple[int, int]]] = {}
        self.seconds = 0.0

    def commit(self, works: list[Work]) -> None:
        """Store the batch durably and set the outcome of each unit; raise only what the process must not survive."""
        started = time.perf_counter()
        try:
            try:
                self._transaction(works, careful=False)
            except sqlite3.IntegrityError:
                self._undo(works)
                self._transaction(works, careful=True)
        except sqlite3.OperationalError as error:
            refusal = sqlite_errors.refusal(error)
            if refusal is None:
                raise
            self._undo(works)
            for work in works:
                work.outcome = TokenIMError(refusal)
        self.seconds = time.perf_counter() - started

    def _transaction(self, works: list[Work], *, careful: bool) -> None:
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        for work in works:
            if self._stale(work):
                work.outcome = Stale()
            elif work.writes:
                self._whole(work)
            elif careful:
                self._carefully(work)
            else:
                self._take(work)
                self._follow(work)
        self._insert()
        faults.hit("rows_inserted")
        self._record()
        faults.hit("before_commit")
        db.execute("COMMIT")
        faults.hit("after_commit")
        self._settle()

    def _stale(self, work: Work) -> bool:
        before = work.follows
        if before is not None and isinstance(before.outcome, _AGAIN):
            return True
        for stream, version in work.expected:  # noqa: SIM110 (each message comes through here)
            if self._head(stream).version != version:
                return True
        return False

    def _take(self, work: Work) -> None:
        """Give seqs to the unit's entries; they are inserted with the rest of the batch."""
        for stream in work.bumped:
            self._moving(stream).version += 1
        for entry in work.entries:
            head = self._moving(entry.stream)
            head.seq += 1
            head.count += entry.countable
            entry.seq, entry.count = head.seq, head.count
            self._first.setdefault(entry.stream, head.seq)
            self._rows.append((
                entry.stream, head.seq, entry.kind, entry.sender_id, entry.client_id, entry.at, head.count, entry.body,
            ))  # fmt: skip

    def _carefully(self, work: Work) -> None:
        if not self._repeated(work):
            self._take(work)
            self._follow(work)
            self._insert()

    def _whole(self, work: Work) -> None:
        """Run a unit with statements by itself: if a constraint refuses it, only this unit is undone."""
        self._insert()
        if self._repeated(work):
            return
        before = self._standing(work)
        self._db.execute("SAVEPOINT unit")
        try:
            self._take(work)
            self._insert()
            for query in work.writes:
                self._db.execute(*_resolved(query))
        except sqlite3.IntegrityError as error:
            self._db.execute("ROLLBACK TO unit")
            self._restore(before)
            work.outcome = Conflict(str(error))
        else:
            self._follow(work)
        self._db.execute("RELEASE unit")

    def _standing(self, work: Work) -> Standing:
        """Return where the streams of the unit stand in this batch, to go back to."""
        streams = {*work.bumped, *(entry.stream for entry in work.entries)}
        moved = ((stream, self._moved.get(stream)) for stream in streams)
        heads = {stream: head and Head(head.seq, head.count, head.version) for stream, head in moved}
        return heads, {stream for stream in streams if stream in self._first}

    def _restore(self, standing: Standing) -> None:
        heads, begun = standing
        self._rows.clear()
        for stream, head in heads.items():
            if head is None:
                self._moved.pop(stream, None)
            else:
                self._moved[stream] = head
            if stream not in begun:
                self._first.pop(stream, None)

    def _follow(self, work: Work) -> None:
        """Remember the statements that follow the newest entry of a sender; each runs once, before the commit."""
        for entry in work.entries:
            if entry.moves:
                trail = self._trails.setdefault(entry.moves, {})
                trail[entry.stream, entry.sender_id] = (entry.seq, entry.count)

    def _repeated(self, work: Work) -> bool:
        """Find the entry that the unit repeats, if its `client_id` is in the stream already."""
        for entry in work.entries:
            if entry.client_id is None:
                continue
            seen = self._db.execute(_SEEN, (entry.client_id, entry.sender_id, entry.stream)).fetchone()
            if seen is not None:
                entry.seq, entry.at, entry.body, entry.count = seen
                entry.repeated = True
                return True
        return False

    def _insert(self) -> None:
        if self._rows:
            rows, self._rows = self._rows, []
            self._db.executemany(_INSERT, rows)

    def _record(self) -> None:
        """Write where the streams stand now, and the manifest that consumers read."""
        if not self._moved:
            return
        for sql, trail in self._trails.items():
            self._db.executemany(sql, [
                {"stream": stream, "sender": sender, "seq": seq, "count": count}
                for (stream, sender), (seq, count) in trail.items()
            ])  # fmt: skip
        batch = self._batch + 1
        self._db.executemany(
            _MOVE,
            [(stream, head.seq, head.count, head.version, batch) for stream, head in self._moved.items()],
        )
        faults.hit("streams_moved")
        manifest = {stream: (first, self._moved[stream].seq) for stream, first in self._first.items()}
        self._db.execute(_MANIFEST, (batch, clock.now(), _encode(manifest)))

    def _settle(self) -> None:
        if self._moved:
            self._batch += 1
            self._heads.update(self._moved)
            if len(self._heads) > _CACHED:
                self._heads.clear()
            self._moved, self._first, self._trails = {}, {}, {}

    def _undo(self, works: list[Work]) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._moved, self._first, self._trails, self._rows = {}, {}, {}, []
        for work in works:
            work.outcome = None

    def _head(self, stream: str) -> Head:
        head = self._moved.get(stream) or self._heads.get(stream)
        if head is None:
            row = self._db.execute(_HEAD, (stream,)).fetchone()
            head = self._heads[stream] = Head(*row) if row else Head(0, 0, 0)
        return head

    def _moving(self, stream: str) -> Head:
        head = self._moved.get(stream)
        if head is None:
            known = self._head(stream)
            head = self._moved[stream] = Head(known.seq, known.count, known.version)
        return head


def _resolved(query: Query) -> Query:
    sql, values = query
    return sql, {name: _given(value) for name, value in values.items()}


def _given(value: object) -> object:
    if isinstance(value, Entry):
        return value.seq
    if isinstance(value, CountOf):
        return value.entry.count
    return value
