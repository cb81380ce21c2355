"""What does a test of the kernel stand on? A real database, a committer, the road of calls, and a few operations."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from tests import fresh
from tokenim.adapters.database_sqlite import SqliteDatabase
from tokenim.catalogue.events import ConversationUpdated, TypingStarted
from tokenim.catalogue.permissions import Permission
from tokenim.kernel.actor import Actor
from tokenim.kernel.call import Calls
from tokenim.kernel.committer import Committer
from tokenim.kernel.operation import Empty, Operation, of, operation
from tokenim.kernel.unit_of_work import Context, Entry, Work

INSERT = "INSERT INTO meta (key, value) VALUES (:key, :value)"
GET = "SELECT value FROM meta WHERE key = :key"
VERSIONS: dict[str, int] = {}
"""Versions as a cache holds them, perhaps no longer true."""
VERSION = "SELECT version FROM streams WHERE id = :id"


class Note(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What to write down, and how the handler shall go about it."""

    name: str
    text: str = ""
    password: str = ""


class Noted(msgspec.Struct):
    """What was written down."""

    name: str
    at: int


async def add(work: Work, body: Note) -> Noted:
    """Write a row that may be there already, and an entry."""
    if body.text == "fail":
        raise RuntimeError("the pen broke")
    if body.text == "fail later":
        await work.one(GET, key=body.name)
        raise RuntimeError("the pen broke")
    work.write(INSERT, key=body.name, value=body.text)
    work.append("notes", ConversationUpdated(name=body.name))
    work.existed = body.text == "known"
    return Noted(body.name, work.now)


async def once(work: Work, body: Note) -> Noted:
    """Write a row if it is not there: whoever comes second at the same time runs again and finds it."""
    row = await work.one(GET, key=body.name)
    if row is None:
        work.write(INSERT, key=body.name, value=body.text)
    return Noted(row[0] if row else body.text, 0)


async def numbered(work: Work, body: Note) -> int:
    """Append an entry and answer with its seq; `text` says what goes wrong after the commit."""
    entry: Entry = work.append("notes", ConversationUpdated(name=body.name))
    await work.commit()
    if body.text == "fail":
        raise RuntimeError("the stamp broke")
    if body.text == "wait":
        await asyncio.sleep(0)
    return entry.seq


async def careful(work: Work, body: Note) -> int:
    """Append where nobody changed the stream since it was read; `text` is a stream to change meanwhile."""
    row = await work.one(VERSION, id=body.name)
    work.expect(body.name, row[0] if row else 0)
    work.append(body.name, ConversationUpdated(name=body.text))
    if body.password:
        await asyncio.sleep(0.02)
    return work.now


async def remembered(work: Work, body: Note) -> int:
    """Append where the version is the one in memory, and answer with the seq."""
    if body.password:
        await work.one(GET, key=body.name)
    work.expect(body.name, VERSIONS.get(body.name, 0))
    entry = work.append(body.name, ConversationUpdated(name=body.text))
    await work.commit()
    return entry.seq


async def turning(work: Work, body: Note) -> int:
    """Append where the version is the one in memory, which learns the true one a moment later."""
    work.expect(body.name, VERSIONS.get(body.name, 0))
    VERSIONS[body.name] = 1
    work.append(body.name, ConversationUpdated(name=body.text))
    return work.now


async def broken(work: Work, body: Note) -> str:
    """Read from a table that is not there; `text` asks to go on all the same."""
    try:
        await work.one("SELECT * FROM nowhere")
    except sqlite3.OperationalError:
        if not body.text:
            raise
    row = await work.one(GET, key=body.name)
    return str(row)


async def clear(work: Work, body: Note) -> None:
    """Change something and answer with nothing."""
    work.write(INSERT, key=body.name, value=body.text)


async def hint(work: Work, body: Note) -> None:
    """Tell something that is not kept."""
    work.notify("notes", TypingStarted(user_id=work.actor.user_id))


async def read(work: Work, body: Note) -> str:
    """Read a row, which takes a while."""
    row = await work.one(GET, key=body.name)
    return "" if row is None else str(row[0])


async def nothing(work: Work, body: Empty) -> str:
    """Answer from memory."""
    return "nothing"


def _declare() -> dict[str, Operation]:
    send, public = Permission.MESSAGES_SEND, Permission.PUBLIC
    handlers = {
        "add": add, "once": once, "numbered": numbered, "careful": careful, "clear": clear, "hint": hint,
        "remembered": remembered, "turning": turning, "broken": broken,
    }  # fmt: skip
    made = [
        of(operation(f"note.{name}", http=f"POST /notes/{name}", permission=send)(handler))
        for name, handler in handlers.items()
    ]
    made += [
        of(operation("note.powerful", http="POST /admin/notes", permission=send)(add)),
        of(operation("note.read", http="GET /notes", permission=Permission.MESSAGES_READ)(read)),
        of(operation("note.nothing", http="GET /nothing", permission=public)(nothing)),
    ]
    return {each.name: each for each in made}


NOTES = _declare()


class Ground:
    """A node without features and without a network."""

    def __init__(self, database: SqliteDatabase) -> None:
        self.database = database
        self.context = Context(database.read)
        self.committer = Committer(database)
        self.calls = Calls(self.committer, self.context, NOTES)

    def work(self, actor: Actor | None = None) -> Work:
        return self.context.work(actor)

    async def ask(self, op: str, actor: Actor | None = None, key: str = "", **body: Any) -> Any:
        raw = msgspec.json.encode(body)
        return await self.calls.ask(NOTES["note." + op], actor or alice(), raw, key=key, request_id="r-1")

    async def append(self, stream: str, *names: str) -> Work:
        """Store one unit with these entries."""
        work = self.work(alice())
        for name in names:
            work.append(stream, ConversationUpdated(name=name))
        await self.committer.store(work)
        return work

    async def names(self, stream: str) -> list[str]:
        """Return what the entries of a stream are called, in order."""
        sql = "SELECT body FROM entries WHERE stream = :stream ORDER BY seq"
        return [msgspec.json.decode(row[0])["name"] for row in await self.work().all(sql, stream=stream)]

    async def bump(self, stream: str) -> None:
        """Move the version of a stream."""
        work = self.work()
        work.bump(stream)
        await self.committer.store(work)


def alice() -> Actor:
    return Actor("u_alice", "user")


@asynccontextmanager
async def ground_at(path: Path) -> AsyncIterator[Ground]:
    fatal: list[BaseException] = []
    await fresh.lay(path / "ground.db")
    database = SqliteDatabase(path / "ground.db", synchronous="NORMAL", on_fatal=fatal.append)
    await database.open()
    ground = Ground(database)
    yield ground
    await ground.calls.drained()
    await database.close()
    assert fatal == []


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds, at most five seconds."""
    async with asyncio.timeout(5):
        while not await holds():  # noqa: ASYNC110 (what others do is asked for here, not told)
            await asyncio.sleep(0.001)
