"""How is the truth kept in SQLite? One writer thread that commits batches, reader threads, checkpoints off the commit path.

The log mode is WAL with `synchronous=FULL`: when `committed` is called, the batch is on the disk.
"""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

from tokenim.adapters import data_lock, migrations
from tokenim.adapters.sqlite_checkpoint import Checkpointer, checkpoint
from tokenim.adapters.sqlite_reader import Reader
from tokenim.adapters.sqlite_writer import Writer
from tokenim.kernel import ids
from tokenim.kernel.unit_of_work import Query, Row, Sized, Work

READERS = 2
CACHE_KIB = 32_768
"""So much of the database each connection keeps in memory."""
NONE_ADDED: Mapping[str, str] = {}


def connect(path: Path, synchronous: str) -> sqlite3.Connection:
    """Open a connection as every thread of the server uses it. What is erased is overwritten, not only unlinked."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", f"synchronous={synchronous}", "wal_autocheckpoint=0",
                   f"cache_size=-{CACHE_KIB}", "temp_store=MEMORY", "secure_delete=ON"):  # fmt: skip
        db.execute(f"PRAGMA {pragma}").fetchall()
    return db


class SqliteDatabase:
    """`kernel.ports.Database` and `kernel.ports.Log` on one file. `added` are the packages of migrations of features, by name."""

    def __init__(
        self,
        path: Path,
        *,
        synchronous: str = "FULL",
        on_fatal: Callable[[BaseException], None],
        added: Mapping[str, str] = NONE_ADDED,
    ) -> None:
        self._path = path
        self._synchronous = synchronous
        self._added = added
        self._on_fatal = on_fatal
        self._loop = asyncio.get_running_loop()
        self._inbox: deque[tuple[list[Work], Callable[[list[Work]], None]] | None] = deque()
        self._ready = threading.Semaphore(0)
        self.epoch = ""
        self.commits = 0
        self.commit_seconds = 0.0

    async def open(self) -> None:
        """Create or migrate the file and start the threads; raise `NewerDatabase` and leave a newer file as it is."""
        self._db = await asyncio.to_thread(self._prepare)
        self._checkpointer = Checkpointer(self._path, lambda: connect(self._path, self._synchronous))
        self._reader = Reader(self._loop, lambda: connect(self._path, self._synchronous), READERS)
        self._thread = threading.Thread(target=self._write, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Let the threads finish what they hold, fold the WAL into the file, and close it."""
        self._inbox.append(None)
        self._ready.release()
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._reader.close)
        await asyncio.to_thread(self._checkpointer.close)
        await asyncio.to_thread(self._fold)

    def submit(self, batch: list[Work], committed: Callable[[list[Work]], None]) -> None:
        """See `kernel.ports.Database`."""
        self._inbox.append((batch, committed))
        self._ready.release()

    async def read(self, *queries: Query | Sized) -> list[list[Row]]:
        """See `kernel.ports.Database`."""
        return await self._reader.read(queries)

    def _prepare(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = connect(self._path, self._synchronous)
        try:
            migrations.migrate(db, self._added)
        except BaseException:
            db.close()
            raise
        db.execute("INSERT OR IGNORE INTO meta (key, value) VALUES ('epoch', ?)", (ids.new("e"),))
        self.epoch = db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
        # A process that was killed between writing a commit and syncing it leaves entries that can be read, and lost.
        data_lock.sync(self._path.with_name(self._path.name + "-wal"))
        return db

    def _write(self) -> None:
        writer = Writer(self._db)
        while True:
            self._ready.acquire()
            job = self._inbox.popleft()
            if job is None:
                return
            batch, committed = job
            try:
                writer.commit(batch)
                self.commits += 1
                self.commit_seconds += writer.seconds
                self._loop.call_soon_threadsafe(committed, batch)
                self._checkpointer.after_commit(self._db)
            except BaseException as error:  # noqa: BLE001 (the node must end, whatever it is)
                self._loop.call_soon_threadsafe(self._on_fatal, error)
                return

    def _fold(self) -> None:
        if self._db.in_transaction:
            # The batch that ended the writer was not stored.
            self._db.execute("ROLLBACK")
        checkpoint(self._db, "TRUNCATE")
        self._db.close()
