"""What does a test of a feature stand on? A real database, the road of calls, and a note of what was cut."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests import fresh
from tokenim.adapters.checkpoint_file import CheckpointFile
from tokenim.adapters.database_sqlite import SqliteDatabase
from tokenim.catalogue.errors import Code, TokenIMError
from tokenim.catalogue.permissions import Permission
from tokenim.catalogue.settings import Settings
from tokenim.features.audit import service as audit
from tokenim.features.auth.service import applications
from tokenim.features.auth.service.passwords import Hasher
from tokenim.features.auth.service.state import AUTH, AuthState
from tokenim.features.conversations import service as conversations
from tokenim.features.users import service as users
from tokenim.kernel import actor as actors
from tokenim.kernel.actor import Actor
from tokenim.kernel.auditor import Auditor
from tokenim.kernel.call import Calls
from tokenim.kernel.committer import Committer
from tokenim.kernel.unit_of_work import Context, Work
from tokenim.stack import OPERATIONS

PASSWORD = "correct horse battery"


class Cuts:
    """A `Connected` that notes what it was asked to cut; a test says who is connected."""

    def __init__(self) -> None:
        self.callers: list[Actor] = []
        self.sessions: list[str] = []
        self.principals: list[tuple[str, str]] = []
        self.granted: list[str] = []

    def connected(self) -> list[Actor]:
        return self.callers

    def sessions_of(self, user_id: str) -> set[str]:
        return {caller.session_id for caller in self.callers if caller.user_id == user_id}

    def cut_session(self, user_id: str, session_id: str) -> None:
        self.sessions.append(session_id)

    def cut_principal(self, principal: str, *, but: str = "") -> None:
        self.principals.append((principal, but))

    def cut_granted(self, application_id: str) -> None:
        self.granted.append(application_id)


class World:
    """A server without a network."""

    def __init__(self, database: SqliteDatabase, settings: Settings, hasher: Hasher) -> None:
        self.database = database
        self.committer = Committer(database)
        self.context = Context(database.read, settings)
        self.committer.project(self.context.state.put(conversations.CACHE, conversations.Cache()).forget)
        self.calls = Calls(self.committer, self.context, OPERATIONS, Auditor(audit.witness, audit.observe))
        self.cuts = Cuts()
        self.settings = settings
        self.auth = self.context.state.put(AUTH, AuthState(self.context, self.cuts, hasher))
        self.authenticator = self.auth.authenticator

    def work(self, actor: Actor | None = None) -> Work:
        return self.context.work(actor or actors.operator())

    async def store(self, work: Work) -> None:
        await self.committer.store(work)

    async def ask(self, name: str, body: dict[str, Any] | None = None, actor: Actor | None = None) -> Any:
        """Call an operation and return its answer as plain data; raise its refusal."""
        caller = actor or actors.anonymous("127.0.0.1")
        answer = await self.calls.ask(OPERATIONS[name], caller, msgspec.json.encode(body or {}))
        return msgspec.json.decode(msgspec.json.encode(answer))

    async def register(self, username: str, **fields: Any) -> Any:
        return await self.ask("auth.register", {"username": username, "password": PASSWORD} | fields)

    async def log_in(self, username: str, password: str = PASSWORD, **fields: Any) -> Any:
        return await self.ask("auth.login", {"username": username, "password": password} | fields)

    async def admin(self) -> Actor:
        """Make an administrator and return them as a caller."""
        tokens = await self.register("boss")
        work = self.work()
        await users.set_role(work, tokens["user"]["id"], "admin")
        await self.store(work)
        return await self.caller(tokens)

    async def application(self, *scopes: Permission) -> Actor:
        """Make an application and return it as a caller."""
        work = self.work()
        _, key = applications.create(work, "Shop", scopes or applications.every_scope())
        await self.store(work)
        return await self.authenticator.authenticate(key, "127.0.0.1")

    async def caller(self, answer: Any) -> Actor:
        """Return the caller of the tokens in an answer."""
        return await self.authenticator.authenticate(answer["access_token"], "127.0.0.1")

    async def user(self, username: str, **fields: Any) -> Actor:
        """Register somebody and return them as a caller."""
        return await self.caller(await self.register(username, **fields))


@asynccontextmanager
async def opened(path: Path, **settings: Any) -> AsyncIterator[World]:
    """Open a world on a new file, and close it."""
    await fresh.lay(path / "tokenim.db")
    database = SqliteDatabase(path / "tokenim.db", synchronous="NORMAL", on_fatal=_raise)
    await database.open()
    world = World(database, Settings(**settings), Hasher(memory_kib=8, passes=1))
    await audit.open_(CheckpointFile(path), world.store, world.work())
    yield world
    await world.calls.drained()
    await database.close()


def _raise(error: BaseException) -> None:
    raise error


def refused(code: Code) -> pytest.RaisesExc[TokenIMError]:
    """Expect the refusal with this code."""
    return pytest.RaisesExc(TokenIMError, check=lambda error: error.code is code)
