"""How does a batch of units become one transaction in SQLite? Its rules are the kernel's; here it is read and written."""

import sqlite3
import time

from msgspec.json import Encoder

from tokenim.adapters import sqlite_errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.kernel import batch, clock, faults
from tokenim.kernel.batch import Alone, Batch, Doubtful, First, Head, Sent
from tokenim.kernel.unit_of_work import Work

_encode = Encoder().encode
_CACHED = 200_000

_INSERT = f"INSERT INTO entries ({', '.join(batch.COLUMNS)}) VALUES (?,?,?,?,?,?,?,?)"
_HEAD = "SELECT last_seq, count, version FROM streams WHERE id = ?"
_MOVE = """INSERT INTO streams (id, last_seq, count, version, batch) VALUES (?,?,?,?,?)
           ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq, count = excluded.count,
           version = excluded.version, batch = excluded.batch"""
_MANIFEST = "INSERT INTO batches (id, at, manifest) VALUES (?,?,?)"
_SEEN = "SELECT seq, at, body, count FROM entries WHERE client_id = ? AND sender_id = ? AND stream = ?"


class Writer:
    """The only one who writes. Lives in its own thread with its own connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._heads: dict[str, Head] = {}
        self._batch: int = db.execute("SELECT coalesce(max(id), 0) FROM batches").fetchone()[0]
        self.seconds = 0.0

    def commit(self, works: list[Work]) -> None:
        """Store the batch durably and set the outcome of each unit; raise only what the process must not survive."""
        started = time.perf_counter()
        try:
            try:
                self._transaction(works, careful=False)
            except (sqlite3.IntegrityError, Doubtful):
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
        self._know(works)
        stored = Batch(works, self._heads, self._seen(works) if careful else None)
        for step in stored.steps():
            if isinstance(step, Alone):
                self._alone(step)
            else:
                db.executemany(_INSERT, step)
        faults.hit("rows_inserted")
        if stored.moved:
            self._record(stored)
        faults.hit("before_commit")
        db.execute("COMMIT")
        faults.hit("after_commit")
        if stored.moved:
            self._settle(stored)

    def _know(self, works: list[Work]) -> None:
        """Read where the streams stand of which that is not in memory."""
        heads = self._heads
        for stream in batch.streams(works):
            if stream not in heads:
                row = self._db.execute(_HEAD, (stream,)).fetchone()
                heads[stream] = Head(*row) if row else Head()

    def _seen(self, works: list[Work]) -> dict[Sent, First]:
        """Look up which of the ids that senders gave are in use."""
        asked = ((sent, self._db.execute(_SEEN, sent).fetchone()) for sent in batch.client_ids(works))
        return {sent: row for sent, row in asked if row is not None}

    def _alone(self, step: Alone) -> None:
        db = self._db
        db.execute("SAVEPOINT unit")
        try:
            db.executemany(_INSERT, step.rows)
            for query in step.queries:
                db.execute(*query)
        except sqlite3.IntegrityError as error:
            db.execute("ROLLBACK TO unit")
            step.conflict = str(error)
        db.execute("RELEASE unit")

    def _record(self, stored: Batch) -> None:
        """Write what follows the entries, where the streams stand now, and the manifest that consumers read."""
        db = self._db
        for sql, values in stored.followers():
            db.executemany(sql, values)
        number = self._batch + 1
        db.executemany(
            _MOVE,
            [(stream, head.seq, head.count, head.version, number) for stream, head in stored.moved.items()],
        )
        faults.hit("streams_moved")
        db.execute(_MANIFEST, (number, clock.now(), _encode(stored.manifest())))

    def _settle(self, stored: Batch) -> None:
        self._batch += 1
        self._heads.update(stored.moved)
        if len(self._heads) > _CACHED:
            self._heads.clear()

    def _undo(self, works: list[Work]) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        for work in works:
            work.outcome = None
