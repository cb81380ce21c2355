"""How does the database work without threads? The same writer and the same snapshots, as steps of the seeded loop."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable

from tests.interleavings.loop import SeededLoop
from tokenim.adapters.database_sqlite import SqliteDatabase, connect
from tokenim.adapters.sqlite_reader import Result, _snapshot
from tokenim.adapters.sqlite_writer import Writer
from tokenim.kernel.unit_of_work import Query, Row, Sized, Work


class SteppedDatabase(SqliteDatabase):
    """The SQLite adapter with its threads replaced by the loop: a batch is stored in one step and reported in another."""

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SeededLoop)
        self._steps = loop
        self._under_way = 0
        self._idle = asyncio.Event()
        self._db = self._prepare()
        self._writer = Writer(self._db)
        self._shown: sqlite3.Connection = connect(self._path, self._synchronous)

    async def close(self) -> None:
        if self._under_way:
            await self._idle.wait()
        self._shown.close()
        self._fold()

    def submit(self, batch: list[Work], committed: Callable[[list[Work]], None]) -> None:
        self._later(self._store, batch, committed)

    async def read(self, *queries: Query | Sized) -> list[list[Row]]:
        future: asyncio.Future[Result] = self._steps.create_future()
        self._later(self._show, queries, future)
        return await future

    def _later(self, step: Callable[..., object], *args: object) -> None:
        self._under_way += 1
        self._idle.clear()

        def one() -> None:
            step(*args)
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

        one.__qualname__ = step.__qualname__
        self._steps.call_later(self._steps.some_time(), one)

    def _store(self, batch: list[Work], committed: Callable[[list[Work]], None]) -> None:
        self._writer.commit(batch)
        self.commits += 1
        stored = [(entry.stream, entry.seq, entry.kind) for work in batch for entry in work.entries]
        self._steps.trace.append(f"{self._steps.now:.9f} stored {stored} {[work.outcome for work in batch]}")
        self._later(committed, batch)

    def _show(self, queries: tuple[Query, ...], future: asyncio.Future[Result]) -> None:
        rows = _snapshot(self._shown, queries)
        self._later(self._tell, future, rows)

    def _tell(self, future: asyncio.Future[Result], rows: Result) -> None:
        if not future.done():
            future.set_result(rows)
