"""Who reads while the writer writes? A few threads; each takes what waits, reads it, and reports to the loop at once."""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable

from tokenim.kernel.unit_of_work import Query, Row, Sized

Result = list[list[Row]]
Request = tuple[tuple[Query | Sized, ...], "asyncio.Future[Result]"]


class Reader:
    """Reader threads with a connection each. Every request sees one snapshot."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, connect: Callable[[], sqlite3.Connection], threads: int
    ) -> None:
        self._loop = loop
        self._connect = connect
        self._inbox: deque[Request | None] = deque()
        self._ready = threading.Semaphore(0)
        self._done: deque[tuple[asyncio.Future[Result], Result | None, BaseException | None]] = deque()
        self._told = False
        self._threads = [
            threading.Thread(target=self._run, name=f"sqlite-reader-{n}", daemon=True) for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def read(self, queries: tuple[Query | Sized, ...]) -> "asyncio.Future[Result]":
        """Return a future of the rows of each query."""
        future: asyncio.Future[Result] = self._loop.create_future()
        self._inbox.append((queries, future))
        self._ready.release()
        return future

    def close(self) -> None:
        """Finish what waits and end the threads."""
        for _ in self._threads:
            self._inbox.append(None)
            self._ready.release()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        db = self._connect()
        db.execute("PRAGMA query_only=1")
        while True:
            self._ready.acquire()
            request = self._inbox.popleft()
            if request is None:
                db.close()
                return
            queries, future = request
            try:
                self._done.append((future, _snapshot(db, queries), None))
            except Exception as error:  # noqa: BLE001 (goes to whoever asked)
                self._done.append((future, None, error))
            if not self._told:
                self._told = True
                self._loop.call_soon_threadsafe(self._report)

    def _report(self) -> None:
        self._told = False
        while self._done:
            future, rows, error = self._done.popleft()
            if future.cancelled():
                continue
            if error is not None:
                future.set_exception(error)
            elif rows is not None:
                future.set_result(rows)


def _snapshot(db: sqlite3.Connection, queries: tuple[Query | Sized, ...]) -> Result:
    if len(queries) == 1:
        return [_rows(db, queries[0])]
    db.execute("BEGIN")
    try:
        return [_rows(db, query) for query in queries]
    finally:
        db.execute("COMMIT")


def _rows(db: sqlite3.Connection, query: Query | Sized) -> list[Row]:
    found = db.execute(query[0], query[1])
    if not isinstance(query, Sized):
        return found.fetchall()
    rows, room = [], query.size
    for row in found:
        rows.append(row)
        room -= len(row[query.column] or b"")
        if room < 0:
            break
    found.close()
    return rows
