"""A server on a free port with a few operations of its own, for tests of the transport alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import httpx2
import msgspec
from msgspec import Meta

from tests import fresh
from tokenim.adapters.database_sqlite import SqliteDatabase
from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.catalogue.permissions import Permission
from tokenim.kernel.actor import Actor
from tokenim.kernel.call import Calls
from tokenim.kernel.committer import Committer
from tokenim.kernel.operation import Empty, Operation, of, operation
from tokenim.kernel.unit_of_work import Context, Work
from tokenim.transport.allowed_origins import AllowedOrigins
from tokenim.transport.by_address import ByAddress
from tokenim.transport.counts import Counts
from tokenim.transport.http.app import App
from tokenim.transport.http.origins import Origins
from tokenim.transport.http.router import Router
from tokenim.transport.http.server import Server, bind
from tokenim.transport.http.site import Site
from tokenim.transport.metrics import Metrics
from tokenim.transport.versions.served import VERSIONS, Versions

HOST = b"Host: h\r\n"
BODY = b'{"text":"hello"}'
JSON = b"Content-Type: application/json\r\n"


class Put(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What to put on a shelf."""

    shelf_id: str
    text: Annotated[str, Meta(max_length=100_000)]
    place: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None


class Placed(msgspec.Struct):
    """What was put where."""

    shelf_id: str
    text: str
    place: int | None
    by: str
    language: str


class Browse(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What to look at."""

    shelf_id: str
    place: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    kinds: list[str] = []
    numbers: list[int] = []
    whole: bool = False
    ratio: float | None = None


async def put(work: Work, body: Put) -> Placed:
    """Put something on a shelf."""
    if body.text == "fail":
        raise RuntimeError("the shelf broke")
    if body.text.startswith("slow"):
        await asyncio.sleep(0.2)
    if body.text.endswith("too often"):
        limit = errors.Limited("shelving", 5, 60)
        raise TokenIMError(errors.RATE_LIMITED, retry_after_ms=1200, limit=limit)
    if body.text == "too much":
        raise TokenIMError(errors.QUOTA_EXCEEDED, retry_after_ms=1200)
    work.existed = body.text.startswith("known")
    if body.text == "kept":
        work.write("INSERT INTO meta (key, value) VALUES ('kept', '')")
    return Placed(body.shelf_id, body.text, body.place, work.actor.user_id, work.actor.language)


async def browse(work: Work, body: Browse) -> Browse:
    """Look at one place of a shelf."""
    return body


async def clear(work: Work, body: Put) -> None:
    """Take something from a shelf."""


async def mine(work: Work, body: Empty) -> dict[str, str]:
    """Say whose shelf this is."""
    return {"user_id": work.actor.user_id}


async def secret(work: Work, body: Empty) -> dict[str, str]:
    """Do what only administrators may."""
    return {}


def _declare() -> dict[str, Operation]:
    public, write = Permission.PUBLIC, Permission.MESSAGES_SEND
    made = (
        operation(
            "shelf.put",
            http="POST /shelves/{shelf_id}/things",
            permission=public,
            status=201,
            location="/shelves/{shelf_id}/things/{text}",
            finds=True,
        )(put),
        operation("shelf.browse", http="GET /shelves/{shelf_id}/places/{place}", permission=public)(browse),
        operation("shelf.clear", http="DELETE /shelves/{shelf_id}/things/{text}", permission=write)(clear),
        operation("shelf.mine", http="GET /shelves/mine", permission=write)(mine),
        operation(
            "shelf.secret",
            http="GET /secrets",
            permission=Permission.ADMIN_USERS,
            deprecated="2026-11-01/2027-11-01",
        )(secret),
    )
    return {of(handler).name: of(handler) for handler in made}


SHELVES = _declare()


class Tokens:
    """An authenticator that knows two users."""

    def cached(self, token: str) -> Actor | None:
        """Return Alice, whom memory knows."""
        return Actor("u_alice", "user") if token == "alice" else None

    async def authenticate(self, token: str, address: str) -> Actor:
        """Return Bob after a while; he speaks Chinese."""
        await asyncio.sleep(0)
        if token != "bob":
            raise TokenIMError(errors.AUTH_TOKEN_INVALID)
        actor = Actor("u_bob", "user")
        actor.language = "zh"
        return actor


class EchoSocket(asyncio.BufferedProtocol):
    """Stands where the WebSocket protocol belongs: says what it was given."""

    def __init__(self) -> None:
        self.buffer = bytearray(64)
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        """Remember where to write."""
        self.transport = transport

    def get_buffer(self, sizehint: int) -> bytearray:
        """Take at most 64 bytes at a time."""
        return self.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Say it again."""
        self.transport.write(b"<" + self.buffer[:nbytes] + b">")


class Stand(NamedTuple):
    """A running server."""

    port: int
    server: Server
    app: App
    site: Site

    async def send(self, *pieces: bytes, pause: float = 0.0) -> bytes:
        """Send raw bytes over a new connection and return everything that comes back until it is quiet."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        got = b""
        try:
            while more := await asyncio.wait_for(reader.read(65536), 0.25):
                got += more
        except TimeoutError:
            pass
        writer.close()
        return got


@asynccontextmanager
async def standing(
    folder: Path, versions: Versions = VERSIONS, origins: str = "", by_address: ByAddress | None = None
) -> AsyncIterator[Stand]:
    """Run a server for the time of a test."""
    fatal: list[BaseException] = []
    await fresh.lay(folder / "test.db")
    database = SqliteDatabase(folder / "test.db", synchronous="NORMAL", on_fatal=fatal.append)
    await database.open()
    calls = Calls(Committer(database), Context(database.read), SHELVES)
    site = Site(Origins(AllowedOrigins(origins)))
    router = Router(SHELVES.values(), versions)
    app = App(calls, Tokens(), router, site, Counts(by_address or ByAddress(), Metrics()))
    server = Server(app, EchoSocket, app.by_address)
    bound = await bind("127.0.0.1", 0)
    await server.start(bound)
    try:
        yield Stand(bound[0].getsockname()[1], server, app, site)
    finally:
        await server.stop(1)
        await database.close()
    assert fatal == []


def refused(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Check that the answer is this refusal and return it."""
    problem: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem


def post(body: bytes = BODY, extra: bytes = b"") -> bytes:
    """Return a whole POST request."""
    line = b"POST /v1/shelves/s1/things HTTP/1.1\r\n"
    return line + HOST + JSON + extra + b"Content-Length: %d\r\n\r\n" % len(body) + body
