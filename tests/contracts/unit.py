"""How does a contract test open a database, and commit to it?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from tokenim.adapters.database_sqlite import SqliteDatabase
from tokenim.catalogue.events import ConversationUpdated, MessageSent
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Context, Row, Work

INSERT = "INSERT INTO meta (key, value) VALUES (:key, :value)"
META = "SELECT key, value FROM meta WHERE key <> 'epoch' ORDER BY key"
ENTRIES = """SELECT stream, seq, kind, sender_id, client_id, at, count, body FROM entries
    ORDER BY stream, seq"""
STREAMS = "SELECT id, last_seq, count, version FROM streams WHERE id LIKE 'c_%' ORDER BY id"
MANIFESTS = "SELECT id, manifest FROM batches ORDER BY id"


class Store:
    """A database under test."""

    def __init__(self, database: SqliteDatabase, fatal: list[BaseException]) -> None:
        self.database = database
        self.fatal = fatal

    def work(self, user: str = "u_1", now: int = 1000) -> Work:
        return Work(Actor(user, "user"), Context(self.database.read), now)

    async def commit(self, *works: Work) -> None:
        """Commit the units as one batch."""
        done = asyncio.Event()
        self.database.submit(list(works), lambda _: done.set())
        await asyncio.wait_for(done.wait(), 10)

    async def rows(self, sql: str, **values: Any) -> list[Row]:
        return (await self.database.read((sql, values)))[0]

    async def seqs(self, stream: str) -> list[int]:
        rows = await self.rows("SELECT seq FROM entries WHERE stream = :id ORDER BY seq", id=stream)
        return [row[0] for row in rows]

    async def manifests(self) -> list[dict[str, list[int]]]:
        return [msgspec.json.decode(row[1]) for row in await self.rows(MANIFESTS)]

    def said(self, stream: str, text: str = "hi", client_id: str | None = None, user: str = "u_1") -> Work:
        """Return a unit with one message."""
        work = self.work(user)
        work.append(stream, MessageSent(type="text", content={"text": text}), client_id=client_id)
        return work

    def renamed(self, stream: str, name: str = "x") -> Work:
        """Return a unit with one entry that does not count."""
        work = self.work()
        work.append(stream, ConversationUpdated(name=name))
        return work

    def written(self, key: str, value: str = "") -> Work:
        """Return a unit with a row that only one may write, and an entry."""
        work = self.renamed("c_1", key)
        work.write(INSERT, key=key, value=value)
        return work

    def bumped(self, stream: str) -> Work:
        work = self.work()
        work.bump(stream)
        return work


@asynccontextmanager
async def sqlite(folder: Path, synchronous: str = "NORMAL") -> AsyncIterator[Store]:
    """Open a database in SQLite, and close it."""
    fatal: list[BaseException] = []
    database = SqliteDatabase(folder / "contract.db", synchronous=synchronous, on_fatal=fatal.append)
    await database.open()
    try:
        yield Store(database, fatal)
    finally:
        await database.close()


ADAPTERS = {"sqlite": sqlite}
