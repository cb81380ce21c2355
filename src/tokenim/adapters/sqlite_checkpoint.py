"""When does the WAL go back into the file? In two phases, so that no commit waits for long.

A thread copies pages while commits go on; then the writer copies the short rest between two commits, after which SQLite
starts the WAL from its beginning.
"""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from tokenim.adapters import sqlite_errors
from tokenim.kernel import faults

log = structlog.get_logger("checkpoint")

WAL_BYTES = 32_000_000


class Checkpointer:
    """Watches the size of the WAL. `after_commit` is called by the writer thread."""

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._wal = path.with_name(path.name + "-wal")
        self._connect = connect
        self._commits = 0
        self._copying = False
        self._go = threading.Event()
        self._copied = threading.Event()
        self._closing = False
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._copy, name="sqlite-checkpoint", daemon=True)
        self._thread.start()

    def after_commit(self, db: sqlite3.Connection) -> None:
        """Begin or end a checkpoint where it is time to."""
        if self._copying:
            if self._copied.is_set():
                self._copied.clear()
                if self._failed is not None:
                    raise self._failed
                faults.hit("checkpoint_copied")
                checkpoint(db)
                faults.hit("checkpoint_ended")
                self._copying = False
            return
        self._commits += 1
        if self._commits % 16 == 0 and self._wal.stat().st_size > WAL_BYTES:
            self._copying = True
            self._go.set()

    def close(self) -> None:
        """End the thread."""
        self._closing = True
        self._go.set()
        self._thread.join()

    def _copy(self) -> None:
        db = self._connect()
        while True:
            self._go.wait()
            self._go.clear()
            if self._closing:
                db.close()
                return
            try:
                for _ in range(2):
                    faults.hit("checkpoint_copying")
                    checkpoint(db)
            except BaseException as error:  # noqa: BLE001 (the writer raises it, and ends the node)
                self._failed = error
            self._copied.set()


def checkpoint(db: sqlite3.Connection, how: str = "PASSIVE") -> None:
    """Copy what can be copied; on a full disk nothing is lost, the WAL stays long until the next time.

    Raise where the disk fails: whether the file holds what was copied is not known any more.
    """
    try:
        db.execute(f"PRAGMA wal_checkpoint({how})").fetchall()
    except sqlite3.OperationalError as error:
        if sqlite_errors.refusal(error) is None:
            raise
        log.warning("checkpoint.failed", error=str(error))
